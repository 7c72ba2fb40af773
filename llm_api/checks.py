"""System checks: configuration mistakes that `manage.py check` reports before deployment."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from llm_api.admin_site.configuration import DB_URL_HINT, admin_faults
from llm_api.rest.web_addresses import is_web_address
from llm_api.supabase_client import key_role, url_fault

# A host name, `.example.com` for all subdomains, an IPv4 address, or IPv6 in brackets; no port.
HOST = re.compile(r"[^/:*]+|\[[0-9a-fA-F:.]+\]")
DEFAULT_PORTS = {("http", 80), ("https", 443)}

E001 = Error(
    "SUPABASE_URL is not set.",
    hint="Supabase dashboard, Project Settings, Data API: https://<project>.supabase.co",
    id="llm_api.E001",
)
E002 = Error(
    "SUPABASE_SERVICE_ROLE_KEY is not set.",
    hint="Supabase dashboard, Project Settings, API Keys: the secret key (sb_secret_…).",
    id="llm_api.E002",
)
E003 = Error(
    "SUPABASE_SERVICE_ROLE_KEY holds the anon or publishable key: no interview could be saved.",
    hint="Use the secret key (sb_secret_…) or the legacy service_role key.",
    id="llm_api.E003",
)
E004 = Error(
    "TRUST_CLIENT_USER_ID is on although DEBUG is off: anyone could read everyone's interviews.",
    hint="Switch it off. It is for local work only.",
    id="llm_api.E004",
)

E005 = Error(
    "SUPABASE_ANON_KEY holds the secret key, which bypasses row level security. The dashboard "
    "would publish it, so the dashboard is switched off.",
    hint="Use the publishable key (sb_publishable_…) or the legacy anon key.",
    id="llm_api.E005",
)

# What a default means in production, by the setting that has it.
DEFAULTS = {
    "ALLOWED_HOSTS": Warning(
        "ALLOWED_HOSTS is not set: requests are answered under this machine's own names only.",
        hint="Give the host name under which callers reach the service: api.example.com",
        id="llm_api.W007",
    ),
    "CORS_ALLOWED_ORIGINS": Warning(
        "CORS_ALLOWED_ORIGINS is not set: only http://localhost:3000 may call from a browser.",
        hint="Give the frontend's origin, https://app.example.com; empty if it has the same one.",
        id="llm_api.W008",
    ),
    "NUM_PROXIES": Warning(
        "NUM_PROXIES is not set: behind a proxy, all callers without a token would share one rate "
        "limit, and links would lead to http.",
        hint="Give the number of proxies in front of the service: 1 for nginx alone, 0 for none.",
        id="llm_api.W009",
    ),
}


@register()
def check_supabase_url(**kwargs: Any) -> list[CheckMessage]:
    url = settings.SUPABASE_URL
    if not url:
        return [E001]
    fault = url_fault(url)
    return [Warning(f"SUPABASE_URL {fault}.", hint=E001.hint, id="llm_api.W001")] if fault else []


@register()
def check_service_role_key(**kwargs: Any) -> list[CheckMessage]:
    key = settings.SUPABASE_SERVICE_ROLE_KEY
    if not key:
        return [E002]
    return [E003] if key_role(key) == "anon" else []


@register()
def check_anon_key(**kwargs: Any) -> list[CheckMessage]:
    return [E005] if key_role(settings.SUPABASE_ANON_KEY) == "service_role" else []


@register()
def check_browser_packages(**kwargs: Any) -> list[CheckMessage]:
    """Report missing browser packages, unless SUPABASE_ANON_KEY is unset: no dashboard then."""
    return [
        Warning(
            f"{folder.relative_to(settings.BASE_DIR)} is missing: the dashboard cannot run.",
            hint="npm ci --omit=dev --omit=optional --ignore-scripts",
            id="llm_api.W005",
        )
        for folder in settings.BROWSER_PACKAGES.values()
        if settings.SUPABASE_ANON_KEY and not folder.is_dir()
    ]


@register()
def check_practice_url(**kwargs: Any) -> list[CheckMessage]:
    if not settings.PRACTICE_URL or is_web_address(settings.PRACTICE_URL):
        return []
    return [
        Warning(
            f"PRACTICE_URL is {settings.PRACTICE_URL!r}, which is no web address: the dashboard "
            "does not link to it.",
            hint="Give the whole address of the frontend: https://app.example.com/interview",
            id="llm_api.W006",
        )
    ]


@register()
def check_trusted_user_id(**kwargs: Any) -> list[CheckMessage]:
    """The settings reject this too; the check covers settings modules derived from them."""
    return [E004] if settings.TRUST_CLIENT_USER_ID and not settings.DEBUG else []


@register()
def check_database_url(**kwargs: Any) -> list[CheckMessage]:
    """An error, not a warning: a transaction pooler would drop the admin's session settings or
    apply them to other clients, and `migrate` would create its tables in a schema that the API
    serves."""
    return [
        Error(f"{fault} The admin is switched off.", hint=DB_URL_HINT, id="llm_api.E006")
        for fault in admin_faults()
        if settings.SUPABASE_DB_URL
    ]


@register(deploy=True)
def check_fonts(**kwargs: Any) -> list[CheckMessage]:
    """Only with --deploy: loading all fonts would cost each worker 40 MB at its start."""
    from llm_api.exports.fonts import missing_scripts

    return [
        Warning(
            f"No font has {script}: a PDF would show boxes and a note instead.",
            hint="pip install -r requirements.txt, or Debian's fonts-noto-core and fonts-noto-cjk.",
            id="llm_api.W004",
        )
        for script in missing_scripts()
    ]


@register(deploy=True)
def check_defaults(**kwargs: Any) -> list[CheckMessage]:
    """Only with --deploy: on a developer's machine the defaults are right."""
    return [DEFAULTS[name] for name in settings.LEFT_AT_DEFAULT]


@register()
def check_allowed_hosts(**kwargs: Any) -> list[CheckMessage]:
    return [
        Warning(
            f"ALLOWED_HOSTS holds {host!r}, which can never match.",
            hint="Give the host name only: api.example.com, or .example.com for all subdomains.",
            id="llm_api.W003",
        )
        for host in settings.ALLOWED_HOSTS
        if host != "*" and not HOST.fullmatch(host)
    ]


@register()
def check_cors_origins(**kwargs: Any) -> list[CheckMessage]:
    """Report origins that no browser sends. django-cors-headers reports those with a path."""
    return [
        Warning(
            f"CORS_ALLOWED_ORIGINS holds {origin!r}, which can never match.",
            hint=f"Browsers send {expected!r}.",
            id="llm_api.W002",
        )
        for origin in settings.CORS_ALLOWED_ORIGINS
        if (expected := _normalized_origin(origin)) != origin
    ]


def _normalized_origin(origin: str) -> str:
    parts = urlsplit(origin.strip().lower())
    netloc = parts.netloc
    try:
        if (parts.scheme, parts.port) in DEFAULT_PORTS:
            netloc = netloc.rpartition(":")[0]
    except ValueError:
        return "scheme://host[:port]"
    return f"{parts.scheme}://{netloc}" if parts.scheme and netloc else "scheme://host[:port]"
