"""`manage.py purge_interviews`, `export_user` and `delete_user_data` against the local Supabase."""

import builtins
import io
import json
import stat
import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.support.interviews import count
from tests.support.scripted_upstream import RefusingPort


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def everybodys(db: Any) -> int:
    number: int = db.execute("select count(*) as n from interviews").fetchone()["n"]
    return number


@pytest.fixture
def type_in(monkeypatch):
    """What a person types when asked; the returned list gets the questions."""
    questions: list[str] = []

    def type_in(typed: str) -> list[str]:
        monkeypatch.setattr(builtins, "input", lambda asked: questions.append(asked) or typed)
        return questions

    return type_in


@pytest.fixture
def carol(sign_up):
    return sign_up(f"{uuid.uuid4()}@example.com")


@pytest.fixture
def old_rows(db, carol):
    """Two of Carol's and one without an owner, stored a century ago; nothing else is that old."""

    def insert(owner: str | None, years: int) -> str:
        row = db.execute(
            "insert into interviews (user_id, job_role, experience_level, interview_type,"
            " conversation, feedback, created_at) values (%s, 'Clerk', 'Junior', 'Behavioral',"
            """ '[{"role": "user", "content": "Yes."}]', '{}', now() - make_interval(years => %s))"""
            " returning id",
            [owner, years],
        ).fetchone()
        return str(row["id"])

    ids = [insert(carol.id, 60), insert(carol.id, 60), insert(None, 60)]
    yield ids
    db.execute("delete from interviews where created_at < now() - interval '50 years'")


# purge_interviews ----------------------------------------------------------------------


def test_a_purge_deletes_what_is_old_and_nothing_else(old_rows, save, interview, carol, db):
    young = save(interview | {"completed_at": "1970-01-01T00:00:00Z"}, carol).json()["data"]["id"]
    before = everybodys(db)

    said = run("purge_interviews", "--older-than", "50y", "--no-input")

    assert said.startswith(f"3 of {before:,} interviews were stored before ")
    assert said.endswith(f" UTC.\n3 interviews deleted, {before - 3:,} left.\n")
    assert [count(db, id=row) for row in old_rows] == [0, 0, 0]
    assert count(db, id=young) == 1  # done long ago, but stored now
    assert everybodys(db) == before - 3


def test_a_purge_of_the_unclaimed_leaves_what_has_an_owner(old_rows, db):
    said = run("purge_interviews", "--older-than", "2600w", "--unclaimed", "--no-input")
    assert said.splitlines()[0].startswith("1 of ")
    assert [count(db, id=row) for row in old_rows] == [1, 1, 0]


def test_a_dry_run_counts_and_deletes_nothing(old_rows, db):
    said = run("purge_interviews", "--older-than", "18250d", "--dry-run")
    assert said.startswith("3 of ")
    assert "deleted" not in said
    assert [count(db, id=row) for row in old_rows] == [1, 1, 1]


def test_a_purge_of_more_than_it_deletes_at_once(old_rows, carol, db):
    db.execute(
        "insert into interviews (user_id, job_role, experience_level, interview_type, conversation,"
        " feedback, created_at) select %s, 'Clerk', 'Junior', 'Behavioral',"
        """ '[{"role": "user", "content": "Yes."}]', '{}', '1960-01-01' from generate_series(1, 1200)""",
        [carol.id],
    )
    said = run("purge_interviews", "--older-than", "50y", "--no-input")
    assert "\n1,203 interviews deleted, " in said
    assert count(db, user_id=carol.id) == 0


@pytest.mark.parametrize(
    ("typed", "goes"), [("3", True), ("", False), ("yes", False), ("2", False)]
)
def test_a_purge_asks_how_many_it_should_delete(old_rows, type_in, db, typed, goes):
    questions = type_in(typed)
    command = "purge_interviews", "--older-than", "50y"
    if goes:
        run(*command)
    else:
        with pytest.raises(CommandError, match="Nothing was deleted"):
            run(*command)
    assert questions == ["Permanently delete 3 interviews? Type 3 to continue: "]
    assert [count(db, id=row) for row in old_rows] == [not goes] * 3


def test_a_purge_without_a_terminal_to_ask_deletes_nothing(old_rows, monkeypatch, db):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="Without a terminal, use --no-input"):
        run("purge_interviews", "--older-than", "50y")
    assert [count(db, id=row) for row in old_rows] == [1, 1, 1]


@pytest.mark.parametrize("age", ["", "0d", "5", "d", "-1d", "1m", "1.5y", "101y", "100000d"])
def test_an_age_that_is_none_is_refused(age):
    with pytest.raises(CommandError, match=r"older-than: .*: give "):
        run("purge_interviews", f"--older-than={age}", "--no-input")


# export_user ---------------------------------------------------------------------------


def test_an_export_is_the_rows_as_the_api_gives_them(client, save, interview, carol, tmp_path):
    for number in range(21):  # more than a page
        save(interview | {"job_role": f"Role {number} ✓"}, carol)
    file = tmp_path / "hers.json"

    said = run("export_user", "--user", carol.id.upper(), "--output", str(file))

    assert said == f"{carol.id} has 21 interviews.\n21 interviews written to {file}.\n"
    answered = client.get(
        "/api/interviews/export.json?ordering=completed_at", headers=carol.headers
    )
    assert json.loads(file.read_bytes()) == json.loads(answered.getvalue())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_an_export_of_nothing_is_an_empty_array(supabase, tmp_path):
    file = tmp_path / "none.json"
    run("export_user", "--user", str(uuid.uuid4()), "--output", str(file))
    assert file.read_text() == "[]"


def test_an_export_overwrites_nothing(supabase, carol, tmp_path):
    file = tmp_path / "there.json"
    file.write_text("mine")
    with pytest.raises(CommandError, match="exists already"):
        run("export_user", "--user", carol.id, "--output", str(file))
    assert file.read_text() == "mine"


def test_an_export_that_cannot_be_written_says_so(supabase, carol, tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        run("export_user", "--user", carol.id, "--output", str(tmp_path / "no" / "where.json"))


# delete_user_data ----------------------------------------------------------------------


@pytest.fixture
def hers(save, interview, carol) -> list[Any]:
    return [save(interview, carol).json()["data"]["id"] for _ in range(2)]


@pytest.mark.usefixtures("hers")
def test_a_persons_data_is_deleted_after_asking(carol, type_in, db):
    before = everybodys(db)
    questions = type_in("2")
    said = run("delete_user_data", "--user", carol.id)
    assert said == f"{carol.id} has 2 interviews.\n2 interviews deleted, 0 left.\n"
    assert questions == ["Permanently delete 2 interviews? Type 2 to continue: "]
    assert (count(db, user_id=carol.id), everybodys(db)) == (0, before - 2)


@pytest.mark.usefixtures("hers")
def test_an_interview_that_came_while_it_asked_is_not_deleted_unseen(
    carol, monkeypatch, save, interview, db
):
    monkeypatch.setattr(builtins, "input", lambda asked: save(interview, carol) and "2")
    with pytest.raises(CommandError, match="There are 3 interviews now, not 2"):
        run("delete_user_data", "--user", carol.id)
    assert count(db, user_id=carol.id) == 3


@pytest.mark.usefixtures("hers")
def test_a_dry_run_deletes_nothing_of_a_persons(carol, db):
    assert run("delete_user_data", "--user", carol.id, "--dry-run") == (
        f"{carol.id} has 2 interviews.\n"
    )
    assert count(db, user_id=carol.id) == 2


@pytest.mark.parametrize("command", ["export_user", "delete_user_data"])
def test_a_user_who_is_no_uuid_is_refused(command):
    with pytest.raises(CommandError, match="'alice' is not a UUID"):
        run(command, "--user", "alice")


@pytest.mark.parametrize(
    "command",
    [
        ("export_user", "--user", str(uuid.UUID(int=7)), "--output", "nowhere.json"),
        ("delete_user_data", "--user", str(uuid.UUID(int=7)), "--no-input"),
        ("purge_interviews", "--older-than", "1d", "--no-input"),
    ],
)
def test_an_unreachable_supabase_is_said_in_a_sentence(settings, command):
    with (
        RefusingPort() as settings.SUPABASE_URL,
        pytest.raises(CommandError, match=r"cannot be reached just now\. Try again soon\."),
    ):
        run(*command)
