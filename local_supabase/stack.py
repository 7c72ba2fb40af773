"""PostgreSQL and the Supabase API in one folder, started and stopped together."""

import json
import secrets
from pathlib import Path
from types import TracebackType
from typing import Self

from .api_server import ApiServer
from .ports import free_port
from .postgres import SUPERUSER, Postgres

SITE_URL = "http://localhost:8000/dashboard"
PROJECT_SQL = Path(__file__).with_name("project.sql")


class LocalSupabase:
    """
    A Supabase at 127.0.0.1 that keeps its data and keys in `directory`.

    `url`, `db_url` (as `postgres`, which is not a superuser) and `admin_db_url` (as the superuser)
    are valid once it has started. `api_port` and `db_port` are used if they are free, otherwise
    any other ports. With `ephemeral` it is faster, but a power failure may destroy the data. Links
    in the emails of Auth lead to `site_url`. All methods raise `ProcessError` on failure.
    """

    def __init__(
        self,
        directory: Path,
        *,
        api_port: int = 0,
        db_port: int = 0,
        ephemeral: bool = False,
        site_url: str = SITE_URL,
    ) -> None:
        directory = directory.resolve()
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._directory = directory
        keys = _load_keys(directory / "state.json")
        self.anon_key = keys["anon_key"]
        self.service_role_key = keys["service_role_key"]
        self.jwt_secret = keys["jwt_secret"]
        self._keys = keys
        self._preferred_ports = api_port, db_port
        self._postgres = Postgres(directory, password=keys["admin_password"], ephemeral=ephemeral)
        self._api_server = ApiServer(directory)
        self._site_url = site_url

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._api_server.port}"

    @property
    def log(self) -> Path:
        """The output of the API server, which includes the emails that Auth sends."""
        return self._directory / "supabase.log"

    @property
    def db_url(self) -> str:
        return self._db_url("postgres", self._keys["postgres_password"])

    @property
    def admin_db_url(self) -> str:
        return self._db_url(SUPERUSER, self._keys["admin_password"])

    def start(self) -> None:
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self._api_server.stop()
        self._postgres.stop()

    def apply(self, sql_file: Path) -> None:
        """Run a psql script as `postgres`, then restart the API over the new schema."""
        self._postgres.run_file(sql_file, user="postgres", password=self._keys["postgres_password"])
        # @supabase/lite reads the schema only at its start. If no table has row level security
        # then, it runs every later request as its own role.
        self._api_server.stop()
        self._api_server.start()

    def ensure_running(self) -> None:
        self._api_server.ensure_running()
        self._postgres.ensure_running()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self) -> None:
        self._api_server.stop_orphan()
        self._postgres.stop_orphan()
        api_port, db_port = self._preferred_ports
        self._postgres.start(free_port(db_port))
        passwords = {
            "POSTGRES_PASSWORD": self._keys["postgres_password"],
            "AUTHENTICATOR_PASSWORD": self._keys["authenticator_password"],
        }
        admin_password = self._keys["admin_password"]
        self._postgres.run_file(
            PROJECT_SQL, user=SUPERUSER, password=admin_password, variables=passwords
        )
        self._api_server.configure(
            free_port(api_port),
            site_url=self._site_url,
            db_url=self._db_url("authenticator", self._keys["authenticator_password"]),
            jwt_secret=self.jwt_secret,
            anon_key=self.anon_key,
            service_role_key=self.service_role_key,
        )
        self._api_server.start()

    def _db_url(self, user: str, password: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self._postgres.port}/postgres"


def _load_keys(state: Path) -> dict[str, str]:
    """The keys and passwords of this folder, generated on the first call."""
    if not state.exists():
        keys = {
            "anon_key": f"sb_publishable_{secrets.token_urlsafe(16)}_{secrets.token_hex(4)}",
            "service_role_key": f"sb_secret_{secrets.token_urlsafe(16)}_{secrets.token_hex(4)}",
            "jwt_secret": secrets.token_urlsafe(48),
            "admin_password": secrets.token_hex(16),
            "postgres_password": secrets.token_hex(16),
            "authenticator_password": secrets.token_hex(16),
        }
        write_private(state, json.dumps(keys, indent=2) + "\n")
    loaded: dict[str, str] = json.loads(state.read_text())
    return loaded


def write_private(file: Path, text: str) -> None:
    """Write a file atomically, readable by its owner only."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(file)
