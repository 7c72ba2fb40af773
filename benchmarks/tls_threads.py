"""10,000 saves over TLS from 16 threads of one process: does each get its own answer?

    .venv/bin/python -m benchmarks.tls_threads

Every body carries its number; a save counts only if the answer's row has that number.
Exit status 1 if any does not.
"""

import io
import json
import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.save_cpu import ENVIRONMENT, Upstream, nine_kilobytes

SAVES = 10_000
THREADS = 16


def save(application: Any, number: int) -> str:
    """POST one interview; "201 Created", or what went wrong."""
    body = json.dumps(json.loads(nine_kilobytes()) | {"job_role": f"Engineer {number}"}).encode()
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/interviews/save",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    response = application(environ, lambda status, headers: statuses.append(status))
    answer = json.loads(b"".join(response))
    response.close()
    if statuses == ["201 Created"] and answer["data"]["job_role"] != f"Engineer {number}":
        return "another's row"
    return statuses[0]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        upstream = Upstream(Path(folder))
        os.environ |= ENVIRONMENT | {
            "SUPABASE_URL": upstream.url,
            "SSL_CERT_FILE": str(Path(folder) / "certificate.pem"),
        }
        import logging

        from backend.wsgi import application

        logging.disable(logging.INFO)
        try:
            with ThreadPoolExecutor(THREADS) as pool:
                outcomes = Counter(pool.map(lambda n: save(application, n), range(SAVES)))
        finally:
            upstream.close()
    print(f"{SAVES:,} saves on {THREADS} threads over TLS: {dict(outcomes)}")
    sys.exit(outcomes != {"201 Created": SAVES})


if __name__ == "__main__":
    main()
