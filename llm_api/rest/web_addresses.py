"""Addresses that a page may link to."""

from urllib.parse import urlsplit


def is_web_address(url: str) -> bool:
    """Whether `url` is an http or https URL with a host. `javascript:` is not one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
