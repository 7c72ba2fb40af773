"""How the service is served. `gunicorn backend.wsgi:application` reads this file by itself.

Options on the command line win. It listens at `--bind`, else 0.0.0.0:$PORT, else 127.0.0.1:8000.
"""

import os
import shutil
import tempfile

from backend import logs

# A request waits for Supabase most of its time, so that threads are many and processes few.
worker_class = "backend.server.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16

# Longer than the proxy keeps an unused connection (nginx: 60 s), so that it is the proxy who
# closes: else a request may be sent into a connection that is just being closed.
keepalive = 75
# A save in hand may take SUPABASE_TIMEOUT, and others wait their turn behind it.
graceful_timeout = 30

limit_request_line = 8190  # a search in Chinese, percent-encoded, is long
forwarder_headers = ""  # no SCRIPT_NAME from whoever sends one
control_socket_disable = True

# The service logs each request itself; these are the server's own lines.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"propagate": True}, "gunicorn.access": {"level": "CRITICAL"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "formatters": {"line": logs.JSON},
}

# Where the workers count together for /metrics. Of the environment, so that a reload keeps it.
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
if COUNTS not in os.environ:
    os.environ[COUNTS] = tempfile.mkdtemp(prefix="interview-storage-metrics-")


def child_exit(server, worker):
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    if not server.reexec_pid:
        shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
