"""The service with the admin switched on, its accounts, and interviews to look at."""

import contextlib
import functools
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local_supabase import LocalSupabase
from tests.support.admin_client import AdminClient, set_up
from tests.support.service import free_address, running_service
from tests.support.users import User

FEEDBACK = {"overallScore": 7, "strengths": ["Calm"], "detailedFeedback": "Good."}


@pytest.fixture(scope="session")
def service(local_supabase: LocalSupabase) -> Iterator[str]:
    """The service with the admin switched on, behind one proxy as it were, and its accounts."""
    set_up(local_supabase)
    address = free_address()
    admin = {"SUPABASE_DB_URL": local_supabase.db_url, "NUM_PROXIES": "1"}
    with running_service(local_supabase, address, **admin):
        yield f"http://{address}"


@pytest.fixture(scope="session")
def signed_in(service: str) -> Iterator[Callable[[str], AdminClient]]:
    """A window in which this account has signed in, once: to check a password takes time."""
    with contextlib.ExitStack() as open_windows:

        @functools.cache
        def signed_in(name: str) -> AdminClient:
            staff = open_windows.enter_context(AdminClient(service))
            answer = staff.sign_in(name)
            assert (answer.status_code, answer.headers.get("Location")) == (302, "/admin/")
            return staff

        yield signed_in


@pytest.fixture(scope="session")
def root(signed_in: Callable[[str], AdminClient]) -> AdminClient:
    return signed_in("root")


@pytest.fixture
def owner(sign_up: Callable[[str], User]) -> str:
    """A user whose interviews no other test has."""
    return sign_up(f"{uuid.uuid4()}@example.com").id


@pytest.fixture
def stored(db: Any, owner: str) -> Callable[..., Any]:
    """Puts a row into the table, past the service: its id."""

    def stored(
        user_id: str | None = owner,
        conversation: Any = (),
        feedback: Any = FEEDBACK,
        **columns: Any,
    ) -> Any:
        values: dict[str, Any] = {
            "job_role": "Engineer",
            "experience_level": "Senior",
            "interview_type": "Technical",
            "question_count": 3,
            **columns,
            "user_id": user_id,
            "conversation": json.dumps(conversation),
            "feedback": json.dumps(feedback),
        }
        names = ", ".join(values)
        places = ", ".join(["%s"] * len(values))
        row = db.execute(
            f"insert into interviews ({names}) values ({places}) returning id",
            list(values.values()),
        ).fetchone()
        return row["id"]

    return stored
