"""The id of the current request: the client's X-Request-ID if it is well formed, else a UUID."""

import logging
import re
import uuid
from contextvars import ContextVar

_WELL_FORMED = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_current: ContextVar[str] = ContextVar("request_id", default="-")


def begin_request_id(sent: str) -> str:
    request_id = sent if _WELL_FORMED.fullmatch(sent) else str(uuid.uuid4())
    _current.set(request_id)
    return request_id


def current_request_id() -> str:
    return _current.get()


class RequestIdFilter(logging.Filter):
    """Adds the id of the current request to every log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        return True
