"""Offline checks of Supabase URLs and API keys."""

import base64
import binascii
import json
import re
from urllib.parse import urlsplit

from django.conf import settings


def key_role(key: str) -> str:
    """The role of a Supabase API key, by its prefix or JWT payload; "unknown" otherwise."""
    if key.startswith("sb_secret_"):
        return "service_role"
    if key.startswith("sb_publishable_"):
        return "anon"
    try:
        payload = key.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims["role"])
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error):
        return "unknown"


def url_fault(url: str) -> str | None:
    """Why `url` cannot be a project's URL, to be read after "SUPABASE_URL"; None if it can."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "is not an address"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "does not look like an address (https://…)"
    if parts.hostname in ("supabase.com", "app.supabase.com"):
        return "is the address of the dashboard, not of the project"
    if "<" in url or "your-project" in url:
        return "is still the placeholder"
    if parts.path or parts.query:
        return "has a path; the address of the project ends after the host"
    if parts.scheme == "http" and parts.hostname not in settings.LOCAL_HOSTS:
        return "is http: keys and interviews would travel unencrypted"
    return None


def url_origin(url: str) -> list[str]:
    """[scheme://host:port] for a Content-Security-Policy, or [] if `url` is not a URL."""
    return re.findall(r"^https?://[^/?#\s;,]+", url)
