"""Supabase Auth behind this service's own address, for development.

The local stack answers no cross-origin preflight, and pages are at another port.
"""

from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings

from llm_api.supabase_client.http import http

REQUEST_HEADERS = ("Authorization", "Content-Type", "X-Supabase-Api-Version")


class AuthAnswer(NamedTuple):
    """`location` is where a redirect leads, else "" ."""

    status: int
    content_type: str
    content: bytes
    location: str


def forward_to_auth(
    method: str, path: str, query: str, headers: dict[str, str], body: bytes
) -> AuthAnswer:
    """Ask Supabase Auth what a browser asked. `path` comes decoded, `query` as it was sent.

    Raises SupabaseUnavailable or SupabaseRefused.
    """
    passed_on = {name: headers[name] for name in REQUEST_HEADERS if name in headers}
    # The links in mails come without the key that opens the gateway.
    passed_on["apikey"] = settings.SUPABASE_ANON_KEY
    answer = http().request(
        method,
        f"{settings.SUPABASE_URL}/auth/v1/{quote(path)}",
        params=query,
        headers=passed_on,
        content=body or None,
        may_be_empty=True,
    )
    return AuthAnswer(
        answer.status_code,
        answer.headers.get("Content-Type", ""),
        answer.content,
        answer.headers.get("Location", ""),
    )
