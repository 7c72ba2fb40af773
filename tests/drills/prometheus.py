"""Prometheus with the rules of deploy/alerts.yml, in a twentieth of their time."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx

from local_supabase.processes import wait_until
from tests.support import ROOT
from tests.support.service import free_address

INSTALL = "prometheus is not installed; on Debian: apt-get install prometheus"
COMPRESSION = 20  # a rule's five minutes are fifteen seconds, of which each is scraped
CONFIGURATION = """
global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
rule_files: [alerts.yml]
scrape_configs:
  - job_name: interview-storage
    authorization: {{credentials: {token}}}
    static_configs: [{{targets: ["{target}"]}}]
"""


def compressed(rules: str) -> str:
    """The same rules with every duration divided."""
    return re.sub(
        r"(?<=[\[ ])(\d+)m\b",
        lambda found: f"{int(found[1]) * 60 // COMPRESSION}s",
        rules,
    )


class Prometheus:
    """`with Prometheus(folder, url, token)`: it reads the metrics of the service at `url`."""

    def __init__(self, folder: Path, url: str, token: str) -> None:
        folder.mkdir()
        self._folder = folder
        self._address = free_address()
        rules = (ROOT / "deploy/alerts.yml").read_text(encoding="utf-8")
        (folder / "alerts.yml").write_text(compressed(rules))
        target = url.removeprefix("http://")
        configuration = CONFIGURATION.format(target=target, token=token)
        (folder / "prometheus.yml").write_text(configuration)

    def __enter__(self) -> "Prometheus":
        binary = shutil.which("prometheus")
        assert binary, INSTALL
        self._log = (self._folder / "log").open("wb")
        self._process = subprocess.Popen(
            [
                binary,
                f"--config.file={self._folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={self._folder / 'data'}",
                f"--web.listen-address={self._address}",
            ],
            stderr=self._log,
        )
        assert wait_until(self._is_up, seconds=60), (self._folder / "log").read_text()[-3000:]
        return self

    def __exit__(self, *_: Any) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._log.close()

    def firing(self) -> set[str]:
        """The names of the alerts that fire now."""
        alerts = self._get("alerts")["alerts"]
        return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}

    def _is_up(self) -> bool:
        try:
            found = self._get("query", query="up")["result"]
        except httpx.HTTPError:
            return False
        return [series["value"][1] for series in found] == ["1"]

    def _get(self, what: str, **parameters: str) -> Any:
        answer = httpx.get(f"http://{self._address}/api/v1/{what}", params=parameters, timeout=10)
        answer.raise_for_status()
        return answer.json()["data"]
