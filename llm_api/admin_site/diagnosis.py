"""Checks that the admin's own connection to PostgreSQL works, for `check_supabase`."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connections

from llm_api.admin_site.configuration import DB_URL_HINT, admin_faults
from llm_api.supabase_client import SetupCheck

# What is asked through each connection, and what to do if the answer is an error.
QUERIES = {
    "supabase": (
        "select id from public.interviews limit 0",
        "the admin's connection reads the interviews",
        "Run supabase_migration.sql, and use the database's user postgres.",
    ),
    "default": (
        "select app from django_migrations limit 0",
        "the admin's own tables are there",
        "Run: python manage.py migrate",
    ),
}


def check_database() -> Iterator[SetupCheck]:
    """Try both connections of the admin; nothing without SUPABASE_DB_URL."""
    if not settings.SUPABASE_DB_URL:
        return
    if faults := admin_faults():
        yield SetupCheck(False, faults[0].removesuffix("."), DB_URL_HINT)
        return
    try:
        connections["supabase"].ensure_connection()
    except DatabaseError as exc:
        message = f"the database of SUPABASE_DB_URL cannot be reached: {_reason(exc)}"
        yield SetupCheck(False, message, DB_URL_HINT)
        return
    for alias, (query, message, hint) in QUERIES.items():
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(query)
        except DatabaseError as exc:
            yield SetupCheck(False, f"{message}: {_reason(exc)}", hint)
        else:
            yield SetupCheck(True, message)


def _reason(exc: DatabaseError) -> str:
    """The first line of PostgreSQL's message, which never has the password."""
    return str(exc).strip().partition("\n")[0]
