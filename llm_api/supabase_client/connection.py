"""Supabase as one caller sees it, and what the rest of the package asks it through.

It knows keys, tokens and PostgREST's errors, and nothing of interviews.
"""

import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import httpx
import supabase
from django.conf import settings
from postgrest import (
    APIError,
    SyncPostgrestClient,
    SyncRequestBuilder,
    SyncRPCFilterRequestBuilder,
)
from supabase.lib.client_options import SyncClientOptions
from supabase_auth import SyncMemoryStorage

from llm_api import metrics
from llm_api.exceptions import InvalidToken, SupabaseRefused, SupabaseUnavailable
from llm_api.supabase_client.deadline import deadline, seconds_left
from llm_api.supabase_client.transport import transport

logger = logging.getLogger(__name__)

UNIQUE_VIOLATION = "23505"
FOREIGN_KEY_VIOLATION = "23503"
INSUFFICIENT_PRIVILEGE = "42501"
TOKEN_EXPIRED = "PGRST303"  # noqa: S105
# PostgREST before 13 has one code for every fault of a token, and these words for this one.
TOKEN_EXPIRED_MESSAGE = "JWT expired"  # noqa: S105
EXPECTED_REFUSALS = {UNIQUE_VIOLATION, TOKEN_EXPIRED}

ATTEMPTS = 4
FIRST_PAUSE = 0.1  # seconds; each further one is three times as long

KEY_SET = "auth/v1/.well-known/jwks.json"

Response = TypeVar("Response")


class Query(Protocol):
    def retry(self, enabled: bool) -> "Query": ...
    def execute(self) -> Any: ...


class DatabaseRefusal(SupabaseRefused):
    """The answer was an error: `code` is PostgreSQL's or PostgREST's, None the gateway's."""

    def __init__(self, code: str | None) -> None:
        super().__init__()
        self.code = code


class Session:
    """Supabase as one caller sees it, for one request.

    With a `token`: the user of that access token, under row level security. Without:
    the owner of the key, which is the service role key if none is given. The key opens
    the gateway, the token decides the role.

    Raises SupabaseUnavailable when no Supabase is configured.
    """

    def __init__(self, token: str | None = None, *, key: str | None = None) -> None:
        self._has_token = token is not None
        self._client = _client(settings.SUPABASE_URL, key or settings.SUPABASE_SERVICE_ROLE_KEY)
        if token is not None:
            # On a copy: the user set on a shared client would be another thread's user too.
            self._client = copy(self._client)
            self._client.headers = httpx.Headers(self._client.headers)
            self._client.headers["Authorization"] = f"Bearer {token}"

    def table(self, name: str) -> SyncRequestBuilder:
        return self._client.from_(name)

    def rpc(
        self, name: str, arguments: dict[str, Any] | None = None
    ) -> SyncRPCFilterRequestBuilder:
        return self._client.rpc(name, arguments or {})

    def execute(self, query: Query) -> Any:
        """Run a query once, within the deadline, and return what PostgREST's JSON holds.

        Raises DatabaseRefusal, SupabaseRefused, SupabaseUnavailable, or InvalidToken when
        Supabase says that the token has expired since we looked at it.
        """
        return self._response(query).data

    def count(self, query: Query) -> int:
        """Run a query that asks for the exact count, and return that. Raises as `execute`."""
        count = self._response(query).count
        if count is None:
            logger.warning("Supabase answered without the count")
            raise SupabaseRefused
        return int(count)

    def _response(self, query: Query) -> Any:
        try:
            with deadline():
                response = query.retry(False).execute()
        except APIError as exc:
            # Nothing is chained: an APIError's text holds the failing row, transcript and all.
            raise self._refusal(exc) from None
        except (RecursionError, UnicodeDecodeError):  # nested too deep to be ours, or not UTF-8
            raise _no_json() from None
        if isinstance(response.data, str):
            raise _no_json()
        return response

    def _refusal(self, exc: APIError) -> Exception:
        code = TOKEN_EXPIRED if exc.message == TOKEN_EXPIRED_MESSAGE else exc.code
        level = logging.DEBUG if code in EXPECTED_REFUSALS else logging.WARNING
        logger.log(level, "Supabase refused: %s", code)
        if code == TOKEN_EXPIRED and self._has_token:
            return InvalidToken()
        return DatabaseRefusal(code)


@lru_cache(maxsize=4)
def _client(url: str, key: str) -> SyncPostgrestClient:
    if not url or not key:
        logger.error("SUPABASE_URL or SUPABASE_SERVICE_ROLE_KEY is not set")
        raise SupabaseUnavailable
    options = SyncClientOptions(storage=SyncMemoryStorage(), httpx_client=transport())
    try:
        return supabase.Client(url, key, options).postgrest
    except (supabase.SupabaseException, ValueError) as exc:
        logger.error("SUPABASE_URL is not usable: %s", exc)
        raise SupabaseUnavailable from None


def warm_up() -> None:
    """Build the client, if there is a project to build it for: it takes a tenth of a second."""
    with suppress(SupabaseUnavailable):
        _client(settings.SUPABASE_URL, settings.SUPABASE_SERVICE_ROLE_KEY)


def with_retries(attempt: Callable[[int], Response]) -> Response:
    """Call `attempt(n)`, n from 0, until it is not answered by SupabaseUnavailable.

    Only for what may safely happen twice. Gives up with that error after four attempts,
    or when the pause before the next one would outlast the deadline.
    """
    with deadline():
        for number in range(ATTEMPTS - 1):
            try:
                return attempt(number)
            except SupabaseUnavailable:
                pause = FIRST_PAUSE * 3**number * random.uniform(0.75, 1.25)  # noqa: S311
                if pause >= seconds_left():
                    raise
            metrics.SUPABASE_RETRIES.inc()
            time.sleep(pause)
        return attempt(ATTEMPTS - 1)


def fetch_key_set() -> Any:
    """The project's public signing keys (RFC 7517), parsed and not looked at.

    Raises SupabaseUnavailable or SupabaseRefused.
    """
    with deadline():
        response = transport().request("GET", _address(KEY_SET), headers={})
    if response.status_code != httpx.codes.OK:
        logger.warning("The key set's address answered %d", response.status_code)
        raise SupabaseRefused
    return _json(response)


def post_to_auth(path: str, body: dict[str, Any]) -> Any:
    """Ask Supabase Auth as a browser would; its refusals are answers too.

    supabase-py's own client is not used: it does not read the local stack's answers.
    """
    headers = {"apikey": settings.SUPABASE_ANON_KEY or settings.SUPABASE_SERVICE_ROLE_KEY}
    with deadline():
        return _json(
            transport().request("POST", _address(f"auth/v1/{path}"), json=body, headers=headers)
        )


def _address(path: str) -> str:
    if not settings.SUPABASE_URL:
        raise SupabaseUnavailable
    return f"{settings.SUPABASE_URL}/{path}"


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        raise _no_json() from None


def _no_json() -> SupabaseRefused:
    logger.warning("Supabase answered something that is not JSON")
    return SupabaseRefused()
