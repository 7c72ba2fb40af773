"""Queries to PostgREST as one caller, their errors and retries, and requests to Auth."""

import logging
import time
from contextlib import suppress
from copy import copy
from functools import lru_cache
from typing import Any, Protocol

import httpx
import supabase
from django.conf import settings
from postgrest import APIError, SyncPostgrestClient, SyncRequestBuilder
from supabase.lib.client_options import SyncClientOptions
from supabase_auth import SyncMemoryStorage

from llm_api.exceptions import (
    InvalidToken,
    SupabaseRefused,
    SupabaseUnavailable,
    UnknownSigningKey,
)
from llm_api.supabase_client.deadline import deadline, seconds_left
from llm_api.supabase_client.error_meanings import NO_CODE, Meaning, meaning_of
from llm_api.supabase_client.prepared_post import PreparedPost
from llm_api.supabase_client.transport import Response, transport

logger = logging.getLogger(__name__)

UNIQUE_VIOLATION = "23505"
FOREIGN_KEY_VIOLATION = "23503"
INSUFFICIENT_PRIVILEGE = "42501"
TOKEN_DELAY = 0.5  # seconds until a token that Supabase does not accept yet is tried again

KEY_SET_PATH = "auth/v1/.well-known/jwks.json"
OAUTH_SERVER_PATH = "auth/v1/.well-known/oauth-authorization-server"  # a 404 while it is off


class Query(Protocol):
    def retry(self, enabled: bool) -> "Query": ...
    def execute(self) -> Any: ...


class PostgrestError(SupabaseRefused):
    """An error response: `code` is PostgreSQL's or PostgREST's, or None from the gateway."""

    def __init__(self, code: str | None, meaning: Meaning) -> None:
        super().__init__()
        self.code = code
        self.meaning = meaning


class ClockBehind(SupabaseUnavailable):
    """Supabase does not accept a valid token yet; the same request succeeds some seconds later."""


# What is raised for a user's token; for the service's own key these are a PostgrestError.
TOKEN_ERRORS = {Meaning.EXPIRED: InvalidToken, Meaning.UNKNOWN_KEY: UnknownSigningKey}
OUTAGES = {Meaning.UNAVAILABLE: SupabaseUnavailable, Meaning.CLOCK_BEHIND: ClockBehind}


class Session:
    """PostgREST as one caller, for one request.

    With a `token`, queries run as the user of that access token, under row level security. Without
    one, they run as the role of `key`, by default the service role. The key passes the gateway; the
    token decides the role.

    Raises SupabaseUnavailable if no Supabase is configured.
    """

    def __init__(self, token: str | None = None, *, key: str | None = None) -> None:
        self._token = token
        self._project = settings.SUPABASE_URL, key or settings.SUPABASE_SERVICE_ROLE_KEY
        _client(*self._project)

    def table(self, name: str) -> SyncRequestBuilder:
        client = _client(*self._project)
        if self._token is not None:
            # A copy, because a header set on the shared client would apply to other threads too.
            client = copy(client)
            client.headers = httpx.Headers(client.headers)
            client.headers["Authorization"] = f"Bearer {self._token}"
        return client.from_(name)

    def insert(self, table: str, row: Any) -> Query:
        """An insert of one row."""
        return _prepared_insert(*self._project, table).with_json(row, self._token)

    def rpc(self, name: str, arguments: dict[str, Any] | None = None) -> Query:
        return _prepared_call(*self._project, name).with_json(arguments or {}, self._token)

    def execute(self, query: Query) -> Any:
        """Run a query once, within the deadline, and return PostgREST's parsed JSON.

        A query that was not run because PostgREST does not accept its token yet is repeated. Raises
        PostgrestError, SupabaseRefused, SupabaseUnavailable, or InvalidToken if the token has
        expired or its key was revoked since it was verified.
        """
        return self._response(query).data

    def count(self, query: Query) -> int:
        """Run a query with `count=exact` and return the count. Raises as `execute`."""
        total = self._response(query).count
        if total is None:
            logger.warning("Supabase responded without a count")
            raise SupabaseRefused
        return int(total)

    def _response(self, query: Query) -> Any:
        with deadline():
            try:
                return self._response_to_known_key(query)
            except UnknownSigningKey:
                # PostgREST may not have loaded a new key yet.
                if seconds_left() <= TOKEN_DELAY:
                    raise
            time.sleep(TOKEN_DELAY)
            return self._response_to_known_key(query)

    def _response_to_known_key(self, query: Query) -> Any:
        while True:
            try:
                return self._attempt(query)
            except ClockBehind:
                if seconds_left() <= TOKEN_DELAY:
                    raise
            time.sleep(TOKEN_DELAY)

    def _attempt(self, query: Query) -> Any:
        try:
            response = query.retry(False).execute()
        except APIError as exc:
            # Not chained: an APIError's text contains the failing row, transcript included.
            raise self._error_for(exc) from None
        except (RecursionError, UnicodeDecodeError):  # nested too deeply, or not UTF-8
            raise _invalid_json() from None
        if isinstance(response.data, str):
            raise _invalid_json()
        return response

    def _error_for(self, exc: APIError) -> Exception:
        code = NO_CODE if exc.code is None else exc.code
        meaning = meaning_of([code], exc.message or "")
        is_expected = code == UNIQUE_VIOLATION or meaning is Meaning.EXPIRED
        level = logging.DEBUG if is_expected else logging.WARNING
        logger.log(level, "Supabase (rest) responded with %s (%s)", code, meaning.name.lower())
        if self._token is not None and meaning in TOKEN_ERRORS:
            return TOKEN_ERRORS[meaning]()
        if meaning in OUTAGES:
            return OUTAGES[meaning]()
        return PostgrestError(exc.code, meaning)


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


@lru_cache(maxsize=16)
def _prepared_insert(url: str, key: str, table: str) -> PreparedPost:
    return PreparedPost(_client(url, key).from_(table).insert({}))


@lru_cache(maxsize=64)
def _prepared_call(url: str, key: str, function: str) -> PreparedPost:
    return PreparedPost(_client(url, key).rpc(function, {}))


def warm_up() -> None:
    """Create the client in advance, if Supabase is configured; it takes 0.1 seconds."""
    with suppress(SupabaseUnavailable):
        _client(settings.SUPABASE_URL, settings.SUPABASE_SERVICE_ROLE_KEY)


def fetch_key_set() -> Any:
    """The project's public signing keys as parsed JSON (RFC 7517), not validated.

    Raises SupabaseUnavailable or SupabaseRefused.
    """
    with deadline():
        response = transport().request("GET", _url(KEY_SET_PATH), headers={})
    if response.status_code != httpx.codes.OK:
        logger.warning("Supabase (auth) has no key set: status %d", response.status_code)
        raise SupabaseRefused
    return _json(response)


def has_oauth_server() -> bool:
    """Whether the project is an OAuth server for third-party apps (RFC 8414).

    Raises SupabaseUnavailable or SupabaseRefused.
    """
    with deadline():
        response = transport().request("GET", _url(OAUTH_SERVER_PATH), headers={})
    if response.status_code not in (httpx.codes.OK, httpx.codes.NOT_FOUND):
        raise SupabaseRefused
    return response.status_code == httpx.codes.OK


def post_to_auth(path: str, body: dict[str, Any]) -> Any:
    """The parsed JSON of a POST to Supabase Auth, also of a 4xx response.

    supabase-py's Auth client is not used: it cannot parse the local stack's responses. Raises
    SupabaseUnavailable or SupabaseRefused.
    """
    headers = {"apikey": settings.SUPABASE_ANON_KEY or settings.SUPABASE_SERVICE_ROLE_KEY}
    with deadline():
        return _json(
            transport().request("POST", _url(f"auth/v1/{path}"), json=body, headers=headers)
        )


def _url(path: str) -> str:
    if not settings.SUPABASE_URL:
        raise SupabaseUnavailable
    return f"{settings.SUPABASE_URL}/{path}"


def _json(response: Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        raise _invalid_json() from None


def _invalid_json() -> SupabaseRefused:
    logger.warning("Supabase responded with something that is not JSON")
    return SupabaseRefused()
