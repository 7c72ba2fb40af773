"""HTTP exchanges with Supabase, within the deadline.

libcurl replaces httpx's transport under supabase-py: its time limit covers the complete exchange
(httpx's is per read, so that a server that sends a byte a second never times out), its errors have
codes, and it takes a quarter of the CPU.
"""

import json as jsonlib
import logging
import re
import threading
import time
from functools import lru_cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any, NamedTuple

import httpx
import pycurl
from django.conf import settings

from llm_api import metrics
from llm_api.exceptions import SupabaseRefused, SupabaseUnavailable
from llm_api.supabase_client.deadline import seconds_left
from llm_api.supabase_client.error_meanings import Meaning, meaning_of

logger = logging.getLogger(__name__)

# Statuses below 500 that are about the project and not about the request: its plan's quota is used
# up, or there are too many requests.
PROJECT_STATUSES = {402, 429}
# Codes that may be logged; anything else may be content.
CODE = re.compile("[A-Z0-9]{5,8}")
DEFAULT_RETRY_AFTER = 5  # seconds
MAX_RETRY_AFTER = 60  # seconds

# libcurl's errors for a malformed response. All others mean that there was no complete response.
MALFORMED_RESPONSE_ERRORS = {
    pycurl.E_UNSUPPORTED_PROTOCOL,  # not HTTP/1 at all
    pycurl.E_FTP_WEIRD_SERVER_REPLY,  # pycurl's name for CURLE_WEIRD_SERVER_REPLY
    pycurl.E_BAD_CONTENT_ENCODING,
    pycurl.E_URL_MALFORMAT,
    100,  # CURLE_TOO_LARGE, for endless headers; pycurl has no constant for it
}
MALFORMED = "malformed"


class Headers(dict[str, str]):
    """The headers of a response by their names in lower case; `get` takes any case."""

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


class Response(NamedTuple):
    """What supabase-py and this service read of an httpx.Response, which takes longer to make.

    Of `request` they read the headers.
    """

    status_code: int
    headers: Headers
    content: bytes
    request: SimpleNamespace

    @property
    def is_success(self) -> bool:
        return httpx.codes.is_success(self.status_code)

    @property
    def reason_phrase(self) -> str:
        return httpx.codes.get_reason_phrase(self.status_code)

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        return jsonlib.loads(self.content)


class SupabaseHTTP(httpx.Client):
    """The process's connections to Supabase, one per thread and kept alive; without credentials.

    Of httpx.Client only `request` is implemented, which supabase-py calls. No cookies (users would
    share them), no redirects, and no HTTP/2 (no benefit with one connection per thread).
    """

    def __init__(self) -> None:
        # Not httpx's own transport, which is not used and would load the certificates: 4 MB.
        super().__init__(transport=httpx.BaseTransport())
        self._local = threading.local()

    def request(  # type: ignore[override]
        self,
        method: str,
        url: Any,
        *,
        params: Any = None,
        headers: Any = None,
        content: bytes | None = None,
        json: Any = None,
        allow_empty: bool = False,
        **unused: Any,
    ) -> Response:
        """The complete response, unless it is a server error.

        Raises SupabaseUnavailable (no complete response, or too busy) or SupabaseRefused (another
        server error, a successful response without a body unless `allow_empty`, or a response that
        is not HTTP).
        """
        if json is not None:
            content = jsonlib.dumps(json).encode()
            headers = {**headers, "Content-Type": "application/json"}
        service = "auth" if str(url).startswith(f"{settings.SUPABASE_URL}/auth/") else "rest"
        response = self._exchange(
            service, method, f"{url}?{params}" if params else str(url), headers, content
        )
        _raise_for_server_error(response, service)
        if response.is_success and not response.content and not allow_empty:
            # postgrest would parse it as an empty list, which would become a 404.
            logger.warning("Supabase (%s) responded with an empty body", service)
            raise SupabaseRefused
        return response

    def _exchange(
        self, service: str, method: str, url: str, headers: Any, content: bytes | None
    ) -> Response:
        curl = self._curl()
        body = BytesIO()
        header_lines: list[bytes] = []
        curl.setopt(pycurl.CUSTOMREQUEST, method)
        curl.setopt(pycurl.URL, url)
        # libcurl would wait for a "100 Continue" before a body of more than a megabyte.
        lines = ["Expect:", *(f"{name}: {value}" for name, value in headers.items())]
        curl.setopt(pycurl.HTTPHEADER, lines)
        if content is None:
            curl.setopt(pycurl.HTTPGET, 1)
        else:
            # Read from a function that cannot rewind: with POSTFIELDS libcurl sends a request again
            # by itself when a kept connection breaks, and an insert would find its own row.
            curl.setopt(pycurl.POST, 1)
            curl.setopt(pycurl.POSTFIELDSIZE, len(content))
            curl.setopt(pycurl.READFUNCTION, BytesIO(content).read)
        curl.setopt(pycurl.TIMEOUT_MS, max(1, int(seconds_left() * 1000)))
        curl.setopt(pycurl.WRITEDATA, body)
        curl.setopt(pycurl.HEADERFUNCTION, header_lines.append)
        _perform(curl, service)
        if not header_lines or header_lines[-1].strip():
            logger.warning("Supabase (%s) closed the connection within the headers", service)
            raise SupabaseUnavailable
        return Response(
            curl.getinfo(pycurl.RESPONSE_CODE),
            _headers(header_lines),
            body.getvalue(),
            SimpleNamespace(headers=headers),
        )

    def _curl(self) -> pycurl.Curl:
        curl = getattr(self._local, "curl", None)
        if curl is None:
            curl = self._local.curl = pycurl.Curl()
            curl.setopt(pycurl.NOSIGNAL, 1)
            curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
            curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
            curl.setopt(pycurl.USERAGENT, f"interview-storage/{settings.VERSION}")
            curl.setopt(pycurl.ACCEPT_ENCODING, "gzip")
            curl.setopt(pycurl.CAINFO, settings.SSL_CERT_FILE)
        return curl


@lru_cache(maxsize=1)
def transport() -> SupabaseHTTP:
    """The connections of this process; each worker opens its own after the fork."""
    return SupabaseHTTP()


def _perform(curl: pycurl.Curl, service: str) -> None:
    """Send the request, receive the response, and record the duration and the outcome."""
    began = time.perf_counter()
    try:
        curl.perform()
        outcome = str(curl.getinfo(pycurl.RESPONSE_CODE))
    except pycurl.error as exc:
        code = int(exc.args[0])
        outcome = _failure_outcome(code)
        logger.warning(
            "Supabase (%s) gave no response: %s (libcurl error %d)", service, outcome, code
        )
        # Not chained: libcurl's message contains addresses.
        raise (SupabaseRefused if outcome == MALFORMED else SupabaseUnavailable)() from None
    finally:
        metrics.SUPABASE_SECONDS.labels(service, outcome).observe(time.perf_counter() - began)


def _failure_outcome(code: int) -> str:
    if code in MALFORMED_RESPONSE_ERRORS:
        return MALFORMED
    return "timeout" if code == pycurl.E_OPERATION_TIMEDOUT else "unreachable"


def _headers(lines: list[bytes]) -> Headers:
    """The headers of the final response, which a 100 Continue may precede."""
    headers = Headers()
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            headers[name.lower()] = value.strip()
        elif name.startswith("HTTP/"):
            headers.clear()
    return headers


def _raise_for_server_error(response: Response, service: str) -> None:
    if response.status_code < 500 and response.status_code not in PROJECT_STATUSES:
        return
    codes, message = _error_of(response)
    if meaning_of(codes, message) in (Meaning.UNAVAILABLE, Meaning.CLOCK_BEHIND):
        logger.warning("Supabase (%s) is unavailable: status %s", service, ", ".join(codes))
        raise SupabaseUnavailable(_retry_after(response))
    logger.warning("Supabase (%s) failed: status %s", service, ", ".join(codes))
    raise SupabaseRefused


def _error_of(response: Response) -> tuple[list[str], str]:
    """The codes and the message of an error response; the first code is the status."""
    codes, message = [str(response.status_code)], ""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return codes, response.reason_phrase
    match body:
        case {"code": str(code)} if CODE.fullmatch(code):
            codes.append(code)
    match body:
        case {"message": str(message)}:
            pass
    return codes, message


def _retry_after(response: Response) -> int:
    sent = response.headers.get("Retry-After", "")
    if sent.isascii() and sent.isdigit():
        return min(int(sent), MAX_RETRY_AFTER)
    return DEFAULT_RETRY_AFTER
