"""gunicorn's settings, which `gunicorn backend.wsgi:application` reads without an option.

PORT and WEB_CONCURRENCY are from the environment or from .env. Options on the command line take
precedence.
"""

import contextlib
import ctypes
import os
import shutil
import sys
import tempfile

from dotenv import dotenv_values

from backend import logs

# Not load_dotenv: a reload would find the old values in the environment, and prefer them.
environment = {**dotenv_values(".env"), **os.environ}


def number(name: str, lowest: int, highest: int) -> int | None:
    """A variable's value, or None if it is not set or empty."""
    text = (environment.get(name) or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
        sys.exit(f"{name} is {text!r}. It must be a whole number from {lowest} to {highest}.")
    return int(text)


# Only where a platform gives the port, others may connect.
port = number("PORT", 1, 65535)
bind = f"0.0.0.0:{port}" if port else "127.0.0.1:8000"

# A request spends most of its time waiting for Supabase: many threads in few processes. With twice
# as many, responses take longer when Supabase is fast.
worker_class = "backend.server.Worker"
workers = number("WEB_CONCURRENCY", 1, 1000) or 2
threads = 32

# glibc lets threads have eight heaps for each CPU, and a heap keeps what its largest requests took.
# Two are enough for threads that share the interpreter lock. Other C libraries lack the function.
M_ARENA_MAX = -8  # in malloc.h
with contextlib.suppress(AttributeError):
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)

# Longer than the proxy keeps an idle connection (nginx: 60 s), so that the proxy closes it first.
# Otherwise the proxy might send a request over a connection that is just being closed.
keepalive = 75
# An in-flight save may take SUPABASE_TIMEOUT, and others may be queued behind it.
graceful_timeout = 30

limit_request_line = 8190  # A search in Chinese is long when it is percent-encoded.
forwarder_headers = ""  # SCRIPT_NAME is not accepted from a client.
control_socket_disable = True  # gunicorn 27 would open a socket in the home folder.

# Only the server's own lines: the service logs each request itself.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"propagate": True}, "gunicorn.access": {"level": "CRITICAL"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "formatters": {"line": logs.JSON_FORMATTER},
}

# The folder in which the workers' counters for /metrics are added up. It is kept in the
# environment, so that a reload does not start a new one.
METRICS_DIR = "PROMETHEUS_MULTIPROC_DIR"
if METRICS_DIR not in os.environ:
    os.environ[METRICS_DIR] = tempfile.mkdtemp(prefix="interview-storage-metrics-")


def child_exit(server, worker):
    """Remove the gauges of a worker that has ended."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """Delete the folder, unless a new main process (after SIGUSR2) goes on using it."""
    if not server.reexec_pid:
        shutil.rmtree(os.environ[METRICS_DIR], ignore_errors=True)
