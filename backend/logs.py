"""How log lines look; gunicorn.conf.py and the settings share it."""

from typing import Any

JSON: dict[str, Any] = {
    "()": "pythonjsonlogger.json.JsonFormatter",
    "fmt": "{levelname}{name}{request_id}{message}",
    "style": "{",
    "timestamp": True,
    "rename_fields": {"levelname": "level", "name": "logger"},
}
TEXT: dict[str, Any] = {
    "()": "logging.Formatter",
    "fmt": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
    "defaults": {"request_id": "-"},  # of lines that belong to no request
}
