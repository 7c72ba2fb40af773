"""How log lines look; gunicorn.conf.py and the settings share it."""

from typing import Any

from pythonjsonlogger.json import JsonFormatter

# What a library adds to its lines besides (Django: the request, query and all) stays out.
FIELDS = {
    *("timestamp", "level", "logger", "request_id", "message", "exc_info", "stack_info"),
    *("method", "route", "status", "code", "user_id", "duration_ms", "supabase_ms"),
}


class JsonLine(JsonFormatter):
    """A line of JSON that has FIELDS and no others."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in log_data.items() if name in FIELDS}


JSON: dict[str, Any] = {
    "()": JsonLine,
    "fmt": "{levelname}{name}{request_id}{message}",
    "style": "{",
    "timestamp": True,
    "rename_fields": {"levelname": "level", "name": "logger"},
}
TEXT: dict[str, Any] = {
    "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
}
