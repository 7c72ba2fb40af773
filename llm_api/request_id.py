"""The id of the request in hand: the caller's own when it sent a sane one."""

import logging
import re
import uuid
from contextvars import ContextVar

_SANE = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_current: ContextVar[str] = ContextVar("request_id", default="-")


def begin_request_id(sent: str) -> str:
    request_id = sent if _SANE.fullmatch(sent) else str(uuid.uuid4())
    _current.set(request_id)
    return request_id


def current_request_id() -> str:
    return _current.get()


class RequestIdFilter(logging.Filter):
    """Puts the request's id on every line that is logged while it is in hand."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        return True


class BadHostFilter(logging.Filter):
    """One line for a Host that is not in ALLOWED_HOSTS: scanners would fill the log with traces."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.security.DisallowedHost":
            record.exc_info = record.exc_text = None
        return True
