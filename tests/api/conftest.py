from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.support.histories import SCORES, score
from tests.support.scripted_upstream import INSERT, KEY_SET, ScriptedUpstream, store
from tests.support.tokens import EC, ISSUER, RSA, SERVICE_KEY, key_set
from tests.support.users import User


@pytest.fixture
def project(settings: Any) -> Iterator[ScriptedUpstream]:
    """A project with two asymmetric keys and no legacy secret, that stores what it is sent."""
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        settings.SUPABASE_SERVICE_ROLE_KEY = SERVICE_KEY
        settings.SUPABASE_JWT_SECRET = ""
        settings.SUPABASE_JWT_ISSUER = ISSUER
        upstream.script(KEY_SET, key_set(EC, RSA))
        upstream.script(INSERT, store)
        yield upstream


@pytest.fixture
def user(sign_up: Callable[[str], User]) -> User:
    """A user of this test alone."""
    return sign_up(f"{uuid4()}@example.com")


@pytest.fixture
def insert(db: Any, user: User) -> Iterator[Callable[[list[dict[str, Any]]], None]]:
    """Puts many interviews of `user` into the table, past the service, until the test ends."""
    from psycopg.types.json import Jsonb

    def insert(interviews: list[dict[str, Any]]) -> None:
        rows = [
            {"id": str(uuid4()), "user_id": user.id, "created_at": interview["completed_at"]}
            | {column: score(interview, column) for column in SCORES}
            | interview
            for interview in interviews
        ]
        db.execute(
            "insert into interviews select * from jsonb_populate_recordset(null::interviews, %s)",
            [Jsonb(rows)],
        )

    yield insert
    db.execute("delete from interviews where user_id = %s", [user.id])


@pytest.fixture(params=["enable", "disable"])
def row_level_security(request: pytest.FixtureRequest, db: Any) -> Iterator[Callable[[], None]]:
    """Leaves it on, or switches it off: then the service's own filter by owner is alone.

    For once something is stored: the local Supabase looks for it at its first request.
    """
    yield lambda: db.execute(f"alter table interviews {request.param} row level security")
    db.execute("alter table interviews enable row level security")
