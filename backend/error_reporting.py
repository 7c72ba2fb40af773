"""Optional: bugs are reported to Sentry, or to a server that speaks its protocol."""

from typing import Any
from urllib.parse import urlsplit

import sentry_sdk

from backend import __version__

# Of a request only these leave the service: no query, no header, no cookie, no body.
REQUEST_KEYS = ("method", "url")


def report_errors(dsn: str) -> None:
    """From now on what is logged as an error goes to `dsn` too, without anybody's content.

    Local variables hold interviews, so that tracebacks go without them.
    """
    sentry_sdk.init(
        dsn,
        release=f"interview-storage@{__version__}",
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=without_content,
    )


def without_content(event: Any, hint: Any) -> Any:
    request = event.get("request", {})
    event["request"] = {key: request[key] for key in REQUEST_KEYS if key in request}
    if url := event["request"].get("url"):
        event["request"]["url"] = urlsplit(url)._replace(query="", fragment="").geturl()
    event.pop("breadcrumbs", None)
    return event
