from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local_supabase import LocalSupabase
from tests.support.databases import ALICE, BOB, VALID, Database, Databases, insert


@pytest.fixture(scope="session")
def new_database(local_supabase: LocalSupabase) -> Callable[..., Database]:
    return Databases(local_supabase).create


@pytest.fixture(scope="module")
def migrated(new_database: Callable[..., Database]) -> Database:
    """One row of Alice's, one of Bob's, one without an owner. Tests roll back what they do."""
    database = new_database()
    database.migrate()
    with database.connect() as connection:
        for user_id in (ALICE, BOB, None):
            insert(connection, VALID | {"user_id": user_id})
    return database


@pytest.fixture
def connection(migrated: Database) -> Iterator[Any]:
    import psycopg

    with psycopg.connect(migrated.url) as connection:
        yield connection
        connection.rollback()
