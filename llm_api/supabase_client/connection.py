"""Requests to Supabase: one pool of connections, an identity per request, errors told apart.

It knows URLs, keys, tokens and HTTP, and nothing of interviews.
"""

import logging
import random
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import httpx
import supabase
from django.conf import settings
from postgrest import APIError, SyncRequestBuilder, SyncRPCFilterRequestBuilder
from supabase.lib.client_options import SyncClientOptions
from supabase_auth import SyncMemoryStorage

from backend import __version__
from llm_api.exceptions import InvalidToken, SupabaseRefused, SupabaseUnavailable
from llm_api.supabase_client.deadline import DeadlineBackend, deadline, seconds_left

logger = logging.getLogger(__name__)

UNIQUE_VIOLATION = "23505"
FOREIGN_KEY_VIOLATION = "23503"
INSUFFICIENT_PRIVILEGE = "42501"
EXPIRED_TOKEN = "PGRST303"
# PostgREST before 13 has one code for every fault of a token, and this message for this one.
EXPIRED_TOKEN_MESSAGE = "JWT expired"

EXPECTED_REFUSALS = {UNIQUE_VIOLATION, EXPIRED_TOKEN}

BUSY_STATUSES = {429, 502, 503, 504}
MAX_RETRY_AFTER = 60

ATTEMPTS = 4
FIRST_PAUSE = 0.1

KEY_SET_TIMEOUT = 3.0

Answer = TypeVar("Answer")


class Query(Protocol):
    def retry(self, enabled: bool) -> "Query": ...
    def execute(self) -> Any: ...


class DatabaseRefusal(SupabaseRefused):
    """The answer was an error: `code` is PostgreSQL's or PostgREST's, None the gateway's."""

    def __init__(self, code: str | None) -> None:
        super().__init__()
        self.code = code


@lru_cache(maxsize=1)
def http() -> httpx.Client:
    """The process's connections, shared by its threads. No identity lives here.

    HTTP/2 is off: one connection shared by threads loses requests. The pool has no upper
    bound because each of the server's threads needs at most one connection.
    """
    transport = httpx.HTTPTransport(
        http2=False, limits=httpx.Limits(max_connections=None, max_keepalive_connections=64)
    )
    # httpx has no argument for it.
    transport._pool._network_backend = DeadlineBackend()
    return httpx.Client(
        transport=transport,
        timeout=httpx.Timeout(None),
        follow_redirects=False,
        headers={"User-Agent": f"interview-storage/{__version__}"},
        event_hooks={"response": [_refuse_server_errors]},
    )


def _refuse_server_errors(response: httpx.Response) -> None:
    if response.status_code in BUSY_STATUSES:
        raise SupabaseUnavailable(_retry_after(response))
    if response.status_code >= 500:
        logger.warning("Supabase answered %d", response.status_code)
        raise SupabaseRefused


def _retry_after(response: httpx.Response) -> int:
    sent = response.headers.get("Retry-After", "")
    return min(int(sent), MAX_RETRY_AFTER) if sent.isascii() and sent.isdigit() else 5


class Session:
    """Supabase as one caller sees it, for one request.

    With a `token`: the user of that access token, under row level security. Without:
    the owner of the key, which is the service role key if none is given. The key opens
    the gateway, the token decides the role.

    Raises SupabaseUnavailable when no Supabase is configured.
    """

    def __init__(self, token: str | None = None, *, key: str | None = None) -> None:
        self._has_token = token is not None
        key = key or settings.SUPABASE_SERVICE_ROLE_KEY
        if not settings.SUPABASE_URL or not key:
            logger.error("SUPABASE_URL or SUPABASE_SERVICE_ROLE_KEY is not set")
            raise SupabaseUnavailable
        options = SyncClientOptions(
            storage=SyncMemoryStorage(),
            httpx_client=http(),
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )
        try:
            self._client = supabase.Client(settings.SUPABASE_URL, key, options).postgrest
        except supabase.SupabaseException as exc:
            logger.error("SUPABASE_URL is not usable: %s", exc)
            raise SupabaseUnavailable from None

    def table(self, name: str) -> SyncRequestBuilder:
        return self._client.from_(name)

    def function(self, name: str) -> SyncRPCFilterRequestBuilder:
        return self._client.rpc(name, {})

    def execute(self, query: Query) -> Any:
        """Run a query once, within the deadline, and return what PostgREST's JSON holds.

        Raises DatabaseRefusal, SupabaseRefused, SupabaseUnavailable, or InvalidToken when
        Supabase says that the token has expired since we looked at it.
        """
        with deadline():
            try:
                return _translated(query.retry(False).execute).data
            except DatabaseRefusal as exc:
                if exc.code == EXPIRED_TOKEN and self._has_token:
                    raise InvalidToken from None
                raise


def _translated(request: Callable[[], Answer]) -> Answer:
    # Nothing is chained: an APIError's text holds the failing row, transcript and all.
    try:
        return request()
    except APIError as exc:
        raise _refusal(exc) from None
    except httpx.RemoteProtocolError as exc:
        raise _broken_off(exc) from None
    except (httpx.TimeoutException, httpx.NetworkError) as exc:
        logger.warning("Supabase is unreachable: %s", type(exc).__name__)
        raise SupabaseUnavailable from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as exc:
        logger.warning("Supabase answered nonsense: %s", type(exc).__name__)
        raise SupabaseRefused from None


def _refusal(exc: APIError) -> DatabaseRefusal:
    code = EXPIRED_TOKEN if exc.message == EXPIRED_TOKEN_MESSAGE else exc.code
    logger.log(
        logging.DEBUG if code in EXPECTED_REFUSALS else logging.WARNING,
        "Supabase refused: %s",
        code,
    )
    return DatabaseRefusal(code)


def _broken_off(exc: httpx.RemoteProtocolError) -> Exception:
    # httpx has one class for a connection that ended early and for an answer that is not
    # HTTP; only the words differ.
    if str(exc).startswith(("Server disconnected", "peer closed connection")):
        logger.warning("Supabase broke off the connection")
        return SupabaseUnavailable()
    logger.warning("Supabase answered something that is not HTTP")
    return SupabaseRefused()


def with_retries(attempt: Callable[[int], Answer]) -> Answer:
    """Call `attempt(n)`, n from 0, until it is not answered by SupabaseUnavailable.

    Only for what may safely happen twice. Gives up with that error after four attempts,
    or when the pause before the next one would outlast the deadline.
    """
    with deadline():
        for number in range(ATTEMPTS - 1):
            try:
                return attempt(number)
            except SupabaseUnavailable:
                pause = FIRST_PAUSE * 3**number * random.uniform(0.75, 1.25)
                if pause >= seconds_left():
                    raise
            time.sleep(pause)
        return attempt(ATTEMPTS - 1)


def fetch_key_set() -> Any:
    """The project's public signing keys (RFC 7517), parsed and not looked at.

    Raises SupabaseUnavailable or SupabaseRefused.
    """
    if not settings.SUPABASE_URL:
        raise SupabaseUnavailable
    url = f"{settings.SUPABASE_URL}/auth/v1/.well-known/jwks.json"
    with deadline(KEY_SET_TIMEOUT):
        response = _translated(lambda: http().get(url))
        if response.status_code != 200:
            logger.warning("The key set's address answered %d", response.status_code)
            raise SupabaseRefused
        return _translated(response.json)


def post_to_auth(path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask Supabase Auth as a browser would; its refusals are answers too.

    supabase-py's own client is not used: it does not read the local stack's answers.
    """
    key = settings.SUPABASE_ANON_KEY or settings.SUPABASE_SERVICE_ROLE_KEY
    url = f"{settings.SUPABASE_URL}/auth/v1/{path}"
    with deadline():
        answer = _translated(lambda: http().post(url, json=body, headers={"apikey": key}).json())
    if not isinstance(answer, dict):
        raise SupabaseRefused
    return answer
