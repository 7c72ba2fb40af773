"""Optional error reporting to Sentry, or to a server that speaks its protocol."""

from typing import Any
from urllib.parse import urlsplit

import sentry_sdk
from sentry_sdk.integrations.logging import ignore_logger

from backend import __version__


def init_sentry(dsn: str) -> None:
    """Report everything that is logged as an error to `dsn`, without the users' content.

    Local variables are left out of tracebacks, because they hold interviews.
    """
    ignore_logger("django.security.*")  # Anyone can trigger these errors from outside.
    sentry_sdk.init(
        dsn,
        release=f"interview-storage@{__version__}",
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=remove_content,
    )


def remove_content(event: Any, hint: Any) -> Any:
    """Sentry's `before_send`: keeps the type and place of an error, and drops its text.

    The text of an error may quote an interview. Of the request only the method and the URL
    without its query remain.
    """
    request = event.get("request", {})
    url = _without_query(request.get("url", ""))
    event["request"] = {"method": request.get("method"), "url": url}
    for error in event.get("exception", {}).get("values", []):
        error["value"] = ""
    if log_entry := event.get("logentry"):
        event["logentry"] = {"message": log_entry.get("message")}
    for name in ("breadcrumbs", "extra"):
        event.pop(name, None)
    return event


def _without_query(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()
