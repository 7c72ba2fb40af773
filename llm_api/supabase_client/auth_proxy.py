"""A proxy to Supabase Auth at this service's own origin, for development.

The links in the local stack's mails lead to this origin.
"""

import re
from typing import NamedTuple

from django.conf import settings
from rest_framework.exceptions import NotFound

from llm_api.exceptions import BodyTooLarge
from llm_api.supabase_client.transport import transport

# No dots: `..` could lead out of Auth, to everything behind the gateway.
PATH = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
MAX_BODY_BYTES = 64 * 1024
REQUEST_HEADERS = ("Authorization", "Content-Type", "X-Supabase-Api-Version")


class AuthResponse(NamedTuple):
    """`location` is the target of a redirect, otherwise empty."""

    status: int
    content_type: str
    content: bytes
    location: str


def forward_to_auth(
    method: str, path: str, query: str, headers: dict[str, str], body: bytes
) -> AuthResponse:
    """Forward a browser's request to Supabase Auth. `path` is decoded, `query` is as sent.

    Raises NotFound, BodyTooLarge, SupabaseUnavailable or SupabaseRefused.
    """
    if not PATH.fullmatch(path):
        raise NotFound
    if len(body) > MAX_BODY_BYTES:
        raise BodyTooLarge
    forwarded = {
        name: headers[name]
        for name in REQUEST_HEADERS
        if name in headers and headers[name].isascii()
    }
    # The gateway requires a key, which the links in mails do not have.
    forwarded["apikey"] = settings.SUPABASE_ANON_KEY
    response = transport().request(
        method,
        f"{settings.SUPABASE_URL}/auth/v1/{path}",
        params=query,
        headers=forwarded,
        content=body or None,
        allow_empty=True,
    )
    return AuthResponse(
        response.status_code,
        response.headers.get("Content-Type", ""),
        response.content,
        response.headers.get("Location", ""),
    )
