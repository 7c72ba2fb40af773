"""Supabase Auth behind this service's own address, for development.

The local stack answers no cross-origin preflight, and pages are at another port.
"""

import re
from typing import NamedTuple

from django.conf import settings
from rest_framework.exceptions import NotFound

from llm_api.exceptions import BodyTooLarge
from llm_api.supabase_client.transport import transport

# No dots: they could lead out of Auth, to all that is behind the gateway.
PATH = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
MAX_BODY = 64 * 1024
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

    Raises NotFound, BodyTooLarge, SupabaseUnavailable or SupabaseRefused.
    """
    if not PATH.fullmatch(path):
        raise NotFound
    if len(body) > MAX_BODY:
        raise BodyTooLarge
    passed_on = {
        name: headers[name]
        for name in REQUEST_HEADERS
        if name in headers and headers[name].isascii()
    }
    # The links in mails come without the key that opens the gateway.
    passed_on["apikey"] = settings.SUPABASE_ANON_KEY
    answer = transport().request(
        method,
        f"{settings.SUPABASE_URL}/auth/v1/{path}",
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
