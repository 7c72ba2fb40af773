"""Optional: bugs are reported to Sentry, or to a server that speaks its protocol."""

from typing import Any
from urllib.parse import urlsplit

import sentry_sdk
from sentry_sdk.integrations.logging import ignore_logger

from backend import __version__


def report_errors(dsn: str) -> None:
    """From now on what is logged as an error goes to `dsn` too, without anybody's content.

    Local variables hold interviews, so that tracebacks go without them.
    """
    ignore_logger("django.security.*")  # anybody can provoke these
    sentry_sdk.init(
        dsn,
        release=f"interview-storage@{__version__}",
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=without_content,
    )


def without_content(event: Any, hint: Any) -> Any:
    """Where it broke and by which kind of error; what an error says may quote an interview."""
    request = event.get("request", {})
    event["request"] = {"method": request.get("method"), "url": _bare(request.get("url", ""))}
    for error in event.get("exception", {}).get("values", []):
        error["value"] = ""
    if said := event.get("logentry"):
        event["logentry"] = {"message": said.get("message")}
    for name in ("breadcrumbs", "extra"):
        event.pop(name, None)
    return event


def _bare(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()
