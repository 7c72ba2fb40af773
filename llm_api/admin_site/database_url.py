"""SUPABASE_DB_URL: a connection string in, Django's fields of a database out."""

from typing import Any

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
SECONDS_TO_CONNECT = 5
UNREADABLE = "Cannot be read. In the password, write %40 for @, %2F for / and %25 for %."


def connection_fields(url: str) -> dict[str, Any]:
    """HOST, PORT, USER, PASSWORD, NAME and OPTIONS.

    Over a network the connection is encrypted unless `sslmode` says otherwise; libpq's own default
    would fall back to plain text. Raises ValueError with a sentence that never holds the password.
    """
    read = _read(url)
    host, user = read.pop("host", ""), read.pop("user", "")
    if not host or not user:
        raise ValueError("Needs a user and a host: postgresql://user:password@host:5432/postgres.")
    options = {"connect_timeout": SECONDS_TO_CONNECT, **read}
    if host not in LOCAL_HOSTS:
        options.setdefault("sslmode", "require")
    return {
        "HOST": host,
        "PORT": options.pop("port", "5432"),
        "USER": user,
        "PASSWORD": options.pop("password", ""),
        "NAME": options.pop("dbname", "postgres"),
        "OPTIONS": options,
    }


def _read(url: str) -> dict[str, Any]:
    from psycopg import ProgrammingError, conninfo

    if not url.startswith(("postgresql://", "postgres://")):
        raise ValueError("Must begin with postgresql://.")
    if "[YOUR-PASSWORD]" in url:
        raise ValueError("Still has [YOUR-PASSWORD] where the database's password belongs.")
    try:
        read = conninfo.conninfo_to_dict(url)
    except ProgrammingError:
        # Not chained: libpq's words hold parts of the address, perhaps of the password.
        raise ValueError(UNREADABLE) from None
    if any("@" in str(read.get(part, "")) for part in ("host", "dbname")):  # of the password
        raise ValueError(UNREADABLE)
    if not str(read.get("port", "5432")).isdecimal():
        raise ValueError(UNREADABLE)
    return read
