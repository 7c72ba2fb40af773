"""nginx in front of several instances, with the configuration of docs/deployment.md."""

import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx

from tests.support import ROOT
from tests.support.service import free_address

INSTALL = "nginx is not installed; on Debian: apt-get install nginx-light"
AROUND = """
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/1; uwsgi_temp_path {folder}/2; scgi_temp_path {folder}/3;
    {configuration}
}}
"""


class Nginx:
    """`with Nginx(folder, urls)`: it passes requests on to the instances at these URLs."""

    def __init__(self, folder: Path, urls: list[str]) -> None:
        self._folder = folder
        self._file = folder / "nginx.conf"
        self._address = free_address()
        self.url = f"http://{self._address}"
        self._write(urls)

    def __enter__(self) -> "Nginx":
        binary = shutil.which("nginx")
        assert binary, INSTALL
        self._process = subprocess.Popen(
            [binary, "-p", str(self._folder), "-c", str(self._file)], stderr=subprocess.DEVNULL
        )
        self._wait()
        return self

    def __exit__(self, *_: Any) -> None:
        self._process.terminate()
        self._process.wait(20)

    def serve(self, urls: list[str]) -> None:
        """Pass requests on to these instances from now on, as `systemctl reload nginx` does."""
        self._write(urls)
        self._process.send_signal(signal.SIGHUP)

    def _write(self, urls: list[str]) -> None:
        servers = "\n".join(f"    server {url.removeprefix('http://')};" for url in urls)
        configuration = documented().replace("    server 127.0.0.1:8000;", servers)
        # TLS, and the redirect to it, are nginx's own business.
        configuration = re.sub(r"    ssl_certificate.*\n", "", configuration)
        configuration = configuration.replace("listen 443 ssl;", f"listen {self._address};")
        configuration = configuration.partition("server {\n    listen 80;")[0]
        self._file.write_text(AROUND.format(folder=self._folder, configuration=configuration))

    def _wait(self) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until and self._process.poll() is None:
            try:
                httpx.get(f"{self.url}/api/health", headers={"Host": "localhost"}, timeout=5)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self._folder / "error.log").read_text())


def documented() -> str:
    text = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
    found = re.search(r"```nginx\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]
