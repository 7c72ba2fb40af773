"""`manage.py seed_demo` against the local Supabase."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from llm_api.management.commands import seed_demo

EMAIL = "seed-demo@example.com"
PASSWORD = "a password for the demo"


def seed(email: str = EMAIL, password: str = PASSWORD) -> str:
    out = io.StringIO()
    call_command("seed_demo", email=email, password=password, stdout=out)
    return out.getvalue()


@pytest.fixture
def rows(db: Any) -> Any:
    """The demo user's interviews, oldest first; deleted afterwards."""

    def rows() -> list[dict[str, Any]]:
        return db.execute(
            "select i.* from interviews i join auth.users u on u.id = i.user_id "
            "where u.email = %s order by completed_at",
            [EMAIL],
        ).fetchall()

    yield rows
    db.execute(
        "delete from interviews using auth.users u where u.id = user_id and email = %s", [EMAIL]
    )


def test_it_gives_one_user_two_dozen_interviews_and_the_second_time_none(rows, db):
    strangers = db.execute("select count(*) from interviews").fetchone()["count"]

    assert seed() == f"{EMAIL}: 24 interviews added, 0 were there already.\n"
    first = rows()
    assert seed() == f"{EMAIL}: 0 interviews added, 24 were there already.\n"

    assert rows() == first
    assert len(first) == 24
    assert len({row["user_id"] for row in first}) == 1
    assert db.execute("select count(*) from interviews").fetchone()["count"] == strangers + 24


def test_interviews_of_an_earlier_version_stay_and_are_counted(rows, monkeypatch, tmp_path):
    former = json.loads(seed_demo.DEMO_INTERVIEWS.read_text("utf-8"))[:3]
    for entry in former[:2]:
        entry["feedback"] = {"overallScore": 3}
    with monkeypatch.context() as earlier:
        earlier.setattr(seed_demo, "DEMO_INTERVIEWS", tmp_path / "former.json")
        seed_demo.DEMO_INTERVIEWS.write_text(json.dumps(former), "utf-8")
        seed()
    stored = rows()

    assert seed() == (
        f"{EMAIL}: 21 interviews added, 3 were there already. 2 of them are of an earlier version:"
        " delete those, and the next run adds them as they are now.\n"
    )
    assert (rows()[:3], len(rows())) == (stored, 24)


def test_the_interviews_are_worth_looking_at(rows):
    seed()
    interviews = rows()

    assert {row["experience_level"] for row in interviews} == {"Junior", "Mid-level", "Senior"}
    assert {row["interview_type"] for row in interviews} == {
        "Behavioral",
        "Technical",
        "System Design",
    }
    assert (interviews[-1]["completed_at"] - interviews[0]["completed_at"]).days > 150
    assert all(row["conversation"] and row["feedback"] for row in interviews)
    assert len({row["overall_score"] for row in interviews}) > 3


def test_it_needs_the_right_password_of_an_account_that_is_there(supabase, alice):
    with pytest.raises(CommandError) as refused:
        seed("alice@example.com", "not alice's password")
    assert str(refused.value) == (
        f"Cannot sign in as alice@example.com at {supabase.url}: "
        "the account exists, with another password."
    )


def test_it_hands_on_what_supabase_has_against_a_new_account(supabase):
    with pytest.raises(CommandError, match=rf" at {supabase.url}: .*at least 6 characters"):
        seed("nobody-yet@example.com", "short")


@pytest.mark.parametrize(
    ("url", "named"),
    [("http://127.0.0.1:9", "http://127.0.0.1:9"), ("", "(SUPABASE_URL is not set)")],
)
def test_it_says_where_when_supabase_cannot_be_reached(settings, url, named):
    settings.SUPABASE_URL = url
    with pytest.raises(CommandError) as failed:
        seed()
    assert str(failed.value).startswith(f"Cannot sign in as {EMAIL} at {named}: The storage ")
