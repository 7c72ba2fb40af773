"""Whether 16 threads of one process, with 10,000 saves over TLS, each get their own row back.

    .venv/bin/python -m benchmarks.tls_threads

Every body carries a number. A save counts as right only if the row in its response has the same
number. The exit status is 1 if any save fails.
"""

import json
import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.environment import ENVIRONMENT, THREADS
from benchmarks.interview import interview_json
from benchmarks.upstream import Upstream
from benchmarks.wsgi_client import post_interview

SAVES = 10_000


def save(application: Any, number: int) -> str:
    """Save one interview. Returns the status line, or that the row was another's."""
    interview = json.loads(interview_json()) | {"job_role": f"Engineer {number}"}
    status, content = post_interview(application, json.dumps(interview).encode())
    if status == "201 Created":
        row = json.loads(content)["data"]
        return status if row["job_role"] == interview["job_role"] else "the row of another save"
    return status


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
