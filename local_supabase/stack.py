"""PostgreSQL and the Supabase API in one folder, started and stopped together."""

import json
import secrets
from pathlib import Path
from types import TracebackType
from typing import Self

from .lite import Lite
from .ports import free_port
from .postgres import SUPERUSER, Postgres

SITE_URL = "http://localhost:8000/dashboard"
PROJECT_SQL = Path(__file__).with_name("project.sql")


class LocalSupabase:
    """
    A Supabase at 127.0.0.1 whose data and keys stay in `directory`.

    `url`, `anon_key`, `service_role_key`, `jwt_secret`, `db_url` (as `postgres`, who is no
    superuser) and `admin_db_url` (as the superuser) are good once it has started. The ports
    are taken if they are free, else any other. `ephemeral` is for tests: faster, and a
    power cut may cost the data. `site_url` is where the links in its
    mails lead. Everything raises `ProcessError` on failure.
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
        self._wanted_ports = api_port, db_port
        self._postgres = Postgres(directory, password=keys["admin_password"], ephemeral=ephemeral)
        self._lite = Lite(directory)
        self._site_url = site_url

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._lite.port}"

    @property
    def log(self) -> Path:
        """What the API server printed, the mails of Auth among it."""
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
        self._lite.stop()
        self._postgres.stop()

    def apply(self, sql_file: Path) -> None:
        """Run a psql script as `postgres`; the API knows the new schema afterwards."""
        self._postgres.run_file(sql_file, user="postgres", password=self._keys["postgres_password"])
        # Lite reads the schema once, and whether any table has row level security: where
        # none has, it serves every request as its own role from then on.
        self._lite.stop()
        self._lite.start()

    def ensure_running(self) -> None:
        self._lite.ensure_running()
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
        self._lite.end_leftover()
        self._postgres.end_leftover()
        api_port, db_port = self._wanted_ports
        self._postgres.start(free_port(db_port))
        passwords = {
            "POSTGRES_PASSWORD": self._keys["postgres_password"],
            "AUTHENTICATOR_PASSWORD": self._keys["authenticator_password"],
        }
        admin_password = self._keys["admin_password"]
        self._postgres.run_file(
            PROJECT_SQL, user=SUPERUSER, password=admin_password, variables=passwords
        )
        self._lite.configure(
            free_port(api_port),
            site_url=self._site_url,
            db_url=self._db_url("authenticator", self._keys["authenticator_password"]),
            jwt_secret=self.jwt_secret,
            anon_key=self.anon_key,
            service_role_key=self.service_role_key,
        )
        self._lite.start()

    def _db_url(self, user: str, password: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self._postgres.port}/postgres"


def _load_keys(state: Path) -> dict[str, str]:
    """The keys and passwords of this folder, made up the first time."""
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
    """Write a whole file, or nothing, that nobody else can read."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(file)
