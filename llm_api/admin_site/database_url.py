"""SUPABASE_DB_URL: a connection string in, Django's database settings out."""

from typing import Any

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
CONNECT_TIMEOUT = 5  # seconds
UNREADABLE = "Cannot be parsed. In the password, write %40 for @, %2F for / and %25 for %."


def connection_fields(url: str) -> dict[str, Any]:
    """HOST, PORT, USER, PASSWORD, NAME and OPTIONS.

    Over a network the connection is encrypted unless `sslmode` says otherwise; libpq's own default
    would fall back to plain text. Raises ValueError with a message that never contains the
    password.
    """
    fields = _parse(url)
    host, user = fields.pop("host", ""), fields.pop("user", "")
    if not host or not user:
        raise ValueError("Needs a user and a host: postgresql://user:password@host:5432/postgres.")
    options = {"connect_timeout": CONNECT_TIMEOUT, **fields}
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


def _parse(url: str) -> dict[str, Any]:
    from psycopg import ProgrammingError, conninfo

    if not url.startswith(("postgresql://", "postgres://")):
        raise ValueError("Must begin with postgresql://.")
    if "[YOUR-PASSWORD]" in url:
        raise ValueError("Still has [YOUR-PASSWORD] where the database's password belongs.")
    try:
        fields = conninfo.conninfo_to_dict(url)
    except ProgrammingError:
        # Not chained: libpq's message quotes parts of the URL, perhaps of the password.
        raise ValueError(UNREADABLE) from None
    # An @ in the host or the database name comes from a password that is not escaped.
    if any("@" in str(fields.get(part, "")) for part in ("host", "dbname")):
        raise ValueError(UNREADABLE)
    if not str(fields.get("port", "5432")).isdecimal():
        raise ValueError(UNREADABLE)
    return fields
