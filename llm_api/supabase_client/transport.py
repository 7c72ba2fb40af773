"""One HTTP exchange with Supabase: sent within the deadline, its failures told apart.

It knows connections and statuses, and neither identities nor interviews.

libcurl does the work, under supabase-py in the place of httpx's own transport: its time
limit is one for the whole exchange (httpx's are per read, and a server that sends a byte
a second is never too slow for those), its errors have codes, and it takes a quarter of
the CPU.
"""

import json as jsonlib
import logging
import threading
import time
from functools import lru_cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import httpx
import pycurl
from django.conf import settings

from llm_api import metrics
from llm_api.exceptions import SupabaseRefused, SupabaseUnavailable
from llm_api.supabase_client.deadline import seconds_left

logger = logging.getLogger(__name__)

BUSY_STATUSES = {429, 502, 503, 504}
DEFAULT_WAIT = 5  # seconds, for Retry-After
MAX_WAIT = 60

# libcurl's errors that mean an answer came and made no sense. All others mean that none
# came, or only part of one.
MAKES_NO_SENSE = {
    pycurl.E_UNSUPPORTED_PROTOCOL,  # not HTTP/1 at all
    pycurl.E_FTP_WEIRD_SERVER_REPLY,  # its name from before HTTP had such a thing
    pycurl.E_BAD_CONTENT_ENCODING,
    pycurl.E_URL_MALFORMAT,
    100,  # CURLE_TOO_LARGE, headers without end; pycurl has no name for it
}
NONSENSE = "nonsense"


class SupabaseHTTP(httpx.Client):
    """The process's connections to Supabase: one a thread, kept open. No identity lives here.

    Only `request` of httpx.Client is meant to be used; it is what supabase-py calls. No
    cookies (users would share them), no redirects, no HTTP/2 (one connection a thread
    gains nothing by it).
    """

    def __init__(self) -> None:
        super().__init__()
        self._of_thread = threading.local()

    def request(  # type: ignore[override]
        self,
        method: str,
        url: Any,
        *,
        params: Any = None,
        headers: Any = None,
        content: bytes | None = None,
        json: Any = None,
        may_be_empty: bool = False,
        **unused: Any,
    ) -> httpx.Response:
        """The whole answer, unless it is a server error.

        Raises SupabaseUnavailable (no answer, no whole answer, or too busy) or
        SupabaseRefused (another server error, a success that says nothing where something
        was asked for, or nothing that is HTTP).
        """
        if json is not None:
            content = jsonlib.dumps(json).encode()
            headers = {**headers, "Content-Type": "application/json"}
        response = self._exchange(
            method, f"{url}?{params}" if params else str(url), headers, content
        )
        _refuse_server_errors(response)
        if response.is_success and not response.content and not may_be_empty:
            # postgrest would make an empty list of it, and we a 404 of that.
            logger.warning("Supabase answered nothing")
            raise SupabaseRefused
        return response

    def _exchange(
        self, method: str, url: str, headers: Any, content: bytes | None
    ) -> httpx.Response:
        curl = self._curl()
        body = BytesIO()
        answered: list[bytes] = []
        curl.setopt(pycurl.CUSTOMREQUEST, method)
        curl.setopt(pycurl.URL, url)
        # libcurl would wait for a "100 Continue" before a body of more than a megabyte.
        lines = ["Expect:", *(f"{name}: {value}" for name, value in headers.items())]
        curl.setopt(pycurl.HTTPHEADER, lines)
        curl.setopt(pycurl.POSTFIELDS if content is not None else pycurl.HTTPGET, content or 1)
        curl.setopt(pycurl.TIMEOUT_MS, max(1, int(seconds_left() * 1000)))
        curl.setopt(pycurl.WRITEDATA, body)
        curl.setopt(pycurl.HEADERFUNCTION, answered.append)
        _perform(curl)
        if not answered or answered[-1].strip():
            logger.warning("Supabase broke off within the headers")
            raise SupabaseUnavailable
        return httpx.Response(
            curl.getinfo(pycurl.RESPONSE_CODE),
            headers=_headers(answered),
            content=body.getvalue(),
            # Not a real one: postgrest only looks at its own headers again.
            request=SimpleNamespace(headers=headers),  # type: ignore[arg-type]
        )

    def _curl(self) -> pycurl.Curl:
        curl = getattr(self._of_thread, "curl", None)
        if curl is None:
            curl = self._of_thread.curl = pycurl.Curl()
            curl.setopt(pycurl.NOSIGNAL, 1)
            curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
            curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
            curl.setopt(pycurl.USERAGENT, f"interview-storage/{settings.VERSION}")
            curl.setopt(pycurl.ACCEPT_ENCODING, "gzip")
            curl.setopt(pycurl.CAINFO, settings.SSL_CERT_FILE)
        return curl


@lru_cache(maxsize=1)
def transport() -> SupabaseHTTP:
    """The connections of this process; a worker opens its own after the fork."""
    return SupabaseHTTP()


def _perform(curl: pycurl.Curl) -> None:
    """Ask and take in the answer, and count how long that took and what came of it."""
    began = time.perf_counter()
    try:
        curl.perform()
        outcome = str(curl.getinfo(pycurl.RESPONSE_CODE))
    except pycurl.error as exc:
        code = int(exc.args[0])
        outcome = _cause(code)
        logger.warning("Supabase did not answer: %s (libcurl error %d)", outcome, code)
        # Not chained: libcurl's words hold addresses.
        raise (SupabaseRefused if outcome == NONSENSE else SupabaseUnavailable)() from None
    finally:
        metrics.SUPABASE_SECONDS.labels(outcome).observe(time.perf_counter() - began)


def _cause(code: int) -> str:
    if code in MAKES_NO_SENSE:
        return NONSENSE
    return "timeout" if code == pycurl.E_OPERATION_TIMEDOUT else "unreachable"


def _headers(lines: list[bytes]) -> list[tuple[bytes, bytes]]:
    """The header lines of the last answer; a 100 Continue may have come before it."""
    headers = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon:
            headers.append((name, value.strip()))
        elif name.startswith(b"HTTP/"):
            headers.clear()
    # libcurl has decoded the body.
    return [header for header in headers if header[0].lower() != b"content-encoding"]


def _refuse_server_errors(response: httpx.Response) -> None:
    if response.status_code in BUSY_STATUSES:
        logger.warning("Supabase is busy: %d", response.status_code)
        raise SupabaseUnavailable(_wait(response))
    if response.status_code >= 500:
        logger.warning("Supabase failed: %d", response.status_code)
        raise SupabaseRefused


def _wait(response: httpx.Response) -> int:
    sent = response.headers.get("Retry-After", "")
    return min(int(sent), MAX_WAIT) if sent.isascii() and sent.isdigit() else DEFAULT_WAIT
