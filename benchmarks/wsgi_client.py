"""Saves through a WSGI application in this process, without a server.

    python -m benchmarks.wsgi_client <module> <body> [<access token>]

As a program it is what save_cpu.py measures: after a warm-up, for each line on standard input, it
saves a block of REQUESTS interviews and prints the CPU microseconds per request.
"""

import importlib
import io
import sys
import time
from typing import Any

REQUESTS = 250  # per block
WARM_UP = 50  # requests


def post_interview(application: Any, body: bytes, token: str = "") -> tuple[str, bytes]:
    """The status line and the body of the response."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/interviews/save",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if token:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    statuses: list[str] = []
    response = application(environ, lambda status, headers: statuses.append(status))
    content = b"".join(response)
    response.close()
    return statuses[0], content


def save_block(application: Any, body: bytes, token: str, count: int) -> None:
    for _ in range(count):
        status, content = post_interview(application, body, token)
        assert status == "201 Created", (status, content[:300])


def main(module: str, body: str, token: str = "") -> None:
    application = importlib.import_module(module).application
    save_block(application, body.encode(), token, WARM_UP)
    for _ in sys.stdin:
        began = time.process_time()
        save_block(application, body.encode(), token, REQUESTS)
        print((time.process_time() - began) / REQUESTS * 1e6, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
