"""gunicorn's settings, which `gunicorn backend.wsgi:application` reads without an option.

Options on the command line take precedence. Without `--bind` the address is 0.0.0.0:$PORT, or
127.0.0.1:8000 if PORT is not set.
"""

import os
import shutil
import tempfile

from backend import logs

# A request spends most of its time waiting for Supabase: many threads in few processes.
worker_class = "backend.server.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16

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
