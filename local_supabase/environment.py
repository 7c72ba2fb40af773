"""The environment that `make run` gives to the service, and the accounts it creates."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from .processes import ProcessError
from .stack import LocalSupabase, write_private

ROOT = Path(__file__).resolve().parents[1]
LOCAL_DIR = ROOT / ".local"
CREDENTIALS = LOCAL_DIR / "supabase.env"
DEFAULT_PORT = "8000"

DEMO_EMAIL = "demo@example.com"
DEMO_PASSWORD = "practice-makes-progress"  # noqa: S105 - valid on this machine only
ADMIN_USER = "operator"
ADMIN_PASSWORD = "reads-with-care"  # noqa: S105 - valid on this machine only


def read_environment() -> dict[str, str]:
    """The variables of `.env` and of the environment, which takes precedence."""
    values = {"DEBUG": "true", **dotenv_values(ROOT / ".env"), **os.environ}
    return {name: value for name, value in values.items() if value is not None}


def preferred_port(environment: Mapping[str, str]) -> int:
    """PORT as a number. Raises ProcessError if it is not a port."""
    port = environment.get("PORT") or DEFAULT_PORT
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ProcessError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return int(port)


def local_variables(supabase: LocalSupabase, environment: Mapping[str, str]) -> dict[str, str]:
    """The variables with which the service uses `supabase`; they override the configured ones."""
    return {
        **_connection(supabase),
        "DEBUG": "true",  # Required by the empty issuer.
        "SECRET_KEY": environment.get("SECRET_KEY") or _secret_key(),
        "SUPABASE_JWT_ISSUER": "",  # The tokens of the local Auth have no issuer.
        "no_proxy": ",".join(filter(None, [environment.get("no_proxy"), "127.0.0.1"])),
    }


def write_credentials(supabase: LocalSupabase, port: int) -> None:
    """Write `.local/supabase.env`: the addresses, keys and accounts, for the user's own tools.

    `port` is the one of the service.
    """
    values = {
        "API_URL": f"http://localhost:{port}",
        **_connection(supabase),
        "DEMO_EMAIL": DEMO_EMAIL,
        "DEMO_PASSWORD": DEMO_PASSWORD,
        "ADMIN_USER": ADMIN_USER,
        "ADMIN_PASSWORD": ADMIN_PASSWORD,
    }
    lines = [f"{name}={value}\n" for name, value in values.items()]
    write_private(CREDENTIALS, "".join(lines))


def _connection(supabase: LocalSupabase) -> dict[str, str]:
    return {
        "SUPABASE_URL": supabase.url,
        "SUPABASE_ANON_KEY": supabase.anon_key,
        "SUPABASE_SERVICE_ROLE_KEY": supabase.service_role_key,
        "SUPABASE_DB_URL": supabase.db_url,
        "SUPABASE_JWT_SECRET": supabase.jwt_secret,
    }


def _secret_key() -> str:
    """The same at each start, so that claim tokens stay valid."""
    file = LOCAL_DIR / "secret_key"
    if not file.exists():
        write_private(file, secrets.token_urlsafe(48))
    return file.read_text()
