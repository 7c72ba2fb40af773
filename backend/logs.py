"""The two formats of log lines, shared by gunicorn.conf.py and the settings."""

from typing import Any

from pythonjsonlogger.json import JsonFormatter

# All other attributes are dropped: Django, for one, attaches the request with its query string.
LOGGED_FIELDS = {
    *("timestamp", "level", "logger", "request_id", "message", "exc_info", "stack_info"),
    *("method", "route", "status", "code", "user_id", "duration_ms", "supabase_ms"),
}


class JsonLineFormatter(JsonFormatter):
    """One JSON object per line, with keys from LOGGED_FIELDS only."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in log_data.items() if name in LOGGED_FIELDS}


JSON_FORMATTER: dict[str, Any] = {
    "()": JsonLineFormatter,
    "fmt": "{levelname}{name}{request_id}{message}",
    "style": "{",
    "timestamp": True,
    "rename_fields": {"levelname": "level", "name": "logger"},
}
TEXT_FORMATTER: dict[str, Any] = {
    "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
}
