"""The service under gunicorn with gunicorn.conf.py, as it is deployed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from local_supabase.processes import wait_until
from tests.support import ROOT
from tests.support.service import free_address, wait_until_it_answers

GRACE = 60


class Service:
    """`with Service(…)`: it runs. `environment` comes on top of the tests' own."""

    expected_traceback = ""  # the only kind that its log may hold

    def __init__(self, log: Path, folder: Path = ROOT, **environment: str) -> None:
        self.log = log
        self._folder = folder
        self.environment = environment
        self._address = free_address()
        self.url = f"http://{self._address}"

    def __enter__(self) -> "Service":
        self.start()
        return self

    def start(self) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            **self.environment,
        }
        # None of the tests' environment: what is not given here comes from the folder's .env.
        for name in ("SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_URL"):
            if name not in self.environment:
                environment.pop(name, None)
        command = [sys.executable, "-m", "gunicorn", "backend.wsgi:application"]
        with self.log.open("ab") as log:
            self.master = subprocess.Popen(
                [*command, "--bind", self._address],
                cwd=self._folder,
                env=environment,
                stdout=log,
                stderr=log,
            )
        wait_until_it_answers(f"{self.url}/api/health", self.master)
        self.count = len(self.workers())

    def __exit__(self, *_: Any) -> None:
        self.master.terminate()
        try:
            self.master.wait(GRACE)
        finally:
            self.master.kill()
            print(self.log.read_text()[-5000:])  # pytest shows it if the drill has failed
        tracebacks = [line for line in self.log.read_text().splitlines() if "Traceback" in line]
        assert all(
            self.expected_traceback and self.expected_traceback in line for line in tracebacks
        )

    def workers(self) -> list[Any]:
        import psutil

        return psutil.Process(self.master.pid).children()

    def busiest_worker(self) -> Any:
        """The one with the most clients. All may be at one, and each also has idle connections to
        Supabase, one per thread."""
        port = int(self._address.rpartition(":")[2])
        return max(
            self.workers(),
            key=lambda worker: sum(
                connection.laddr.port == port for connection in worker.net_connections("tcp")
            ),
        )

    def wait_for_workers(self) -> None:
        """Until as many run as in the beginning, and each serves."""
        assert wait_until(lambda: len(self.workers()) == self.count, seconds=GRACE)

    def memory(self) -> int:
        """Megabytes of the biggest worker."""
        return max(worker.memory_info().rss for worker in self.workers()) >> 20

    def reload(self) -> None:
        """Returns when the old workers are gone."""
        import psutil

        old = self.workers()
        self.master.send_signal(signal.SIGHUP)
        psutil.wait_procs(old, timeout=GRACE)
