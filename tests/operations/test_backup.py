"""`manage.py backup` and `restore` against the local Supabase."""

import io
import json
import stat
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from llm_api.management.commands import restore as restore_command
from llm_api.supabase_client import backup as backup_module
from tests.support.scripted_upstream import RefusingPort, ScriptedUpstream, relay

ODD = {
    "conversation": [
        {"role": "user", "content": "面试 👩‍💻\u2028line", "seconds": 1.5, "huge": 1e23},
        {"role": "interviewer", "content": ""},
    ],
    "feedback": {"overallScore": 7.4, "depthScore": 6.5, "summary": "**Calm**", "x": [None, {}]},
}


def run(*arguments: Any) -> str:
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def table(db: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = db.execute("select * from interviews order by id").fetchall()
    return rows


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


@pytest.fixture
def carol(sign_up):
    return sign_up(f"{uuid.uuid4()}@example.com")


@pytest.fixture
def stored(db, save, interview, carol):
    """A dozen of Carol's, with and without keys, odd ones, and two without an owner; nothing else
    is in the table."""
    db.execute("delete from interviews")
    for number in range(12):
        key = {"Idempotency-Key": str(uuid.uuid4())} if number % 2 else {}
        further = ODD if number % 3 == 0 else {}
        owner = None if number > 9 else carol
        assert save(interview | further, owner, **key).status_code == 201
    return table(db)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "interviews.jsonl"


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(backup_module, "PAGE_SIZE", 5)
    monkeypatch.setattr(restore_command, "BATCH_SIZE", 5)


def test_everything_lost_comes_back_as_it_was(stored, file, db, small_pages):
    said = run("backup", file)

    assert said.startswith(f"12 interviews written to {file}.\nSHA-256 ")
    assert [row["id"] for row in lines(file)] == [str(row["id"]) for row in stored]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "interviews.jsonl",
        "interviews.jsonl.manifest",
    ]

    db.execute("delete from interviews")
    said = run("restore", file)

    assert said.splitlines()[1:] == ["12 interviews added."]
    assert table(db) == stored


def test_a_second_restore_changes_nothing(stored, file, db, small_pages):
    run("backup", file)
    db.execute("delete from interviews where id in (select id from interviews limit 7)")

    first, second = run("restore", file), run("restore", file)

    assert set(first.splitlines()[1:]) == {
        "7 interviews added.",
        "5 interviews there already.",
    }
    assert second.splitlines()[1:] == ["12 interviews there already."]
    assert table(db) == stored


def test_what_was_changed_since_is_kept(stored, file, db, client, carol, small_pages):
    run("backup", file)
    newer = next(row for row in stored if row["user_id"])
    db.execute(
        "update interviews set feedback = '{\"overallScore\": 9}' where id = %s", [newer["id"]]
    )
    changed = table(db)

    said = run("restore", file)

    assert "1 interview there in another version, which was kept." in said
    assert table(db) == changed


def test_interviews_of_deleted_accounts_are_reported_and_the_others_restored(
    stored, file, db, carol, small_pages
):
    run("backup", file)
    db.execute("delete from auth.users where id = %s", [carol.id])
    db.execute("delete from interviews")

    out = io.StringIO()
    with pytest.raises(CommandError, match="Not everything was restored"):
        call_command("restore", str(file), stdout=out)

    said = out.getvalue()
    assert "2 interviews added." in said
    assert "10 interviews not restored: the owner's account does not exist." in said
    assert f"  {carol.id}: 10 interviews" in said
    assert table(db) == [row for row in stored if row["user_id"] is None]


def test_another_interview_with_the_same_key_is_reported(stored, file, db, small_pages):
    run("backup", file)
    with_key = next(row for row in stored if str(row["id"])[14] == "8")
    other = f"{str(with_key['id'])[:18]}-8000-000000000000"
    db.execute("update interviews set id = %s where id = %s", [other, with_key["id"]])

    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("restore", str(file), stdout=out)

    assert "1 interview not restored: another interview has its idempotency key." in out.getvalue()
    assert len(table(db)) == 12


def test_a_row_that_the_table_does_not_accept_is_reported(stored, file, db, small_pages):
    run("backup", file)
    db.execute("delete from interviews")
    db.execute("alter table interviews add constraint brief check (length(job_role) < 5) not valid")
    try:
        out = io.StringIO()
        with pytest.raises(CommandError):
            call_command("restore", str(file), stdout=out)
    finally:
        db.execute("alter table interviews drop constraint brief")

    assert "12 interviews not restored: Supabase did not accept it." in out.getvalue()
    assert run("restore", file).splitlines()[1:] == ["12 interviews added."]


# Interrupted ---------------------------------------------------------------------------


def test_an_interrupted_backup_goes_on_where_it_ended(
    stored, file, db, supabase, settings, small_pages
):
    with ScriptedUpstream() as upstream:
        pages = ("GET", "/rest/v1/interviews")
        upstream.script(
            pages, relay(supabase.url), relay(supabase.url), relay(supabase.url, keep=0)
        )
        settings.SUPABASE_URL, settings.SUPABASE_TIMEOUT = upstream.url, 1.0
        with pytest.raises(CommandError, match="cannot be reached"):
            run("backup", file)
        settings.SUPABASE_URL = supabase.url
    part = file.with_name("interviews.jsonl.part")
    assert len(lines(part)) == 10
    with part.open("ab") as torn:
        torn.write(b'{"id": "torn')

    said = run("backup", file)

    assert said.startswith("Going on with the backup of ")
    assert [row["id"] for row in lines(file)] == [str(row["id"]) for row in stored]
    assert run("restore", file).splitlines()[1:] == ["12 interviews there already."]


def test_an_interrupted_restore_is_run_again(stored, file, db, supabase, settings, small_pages):
    run("backup", file)
    db.execute("delete from interviews")
    with ScriptedUpstream() as upstream:
        pass_on, lose = relay(supabase.url), relay(supabase.url, keep=0)
        upstream.script(("GET", "/rest/v1/interviews"), pass_on)
        upstream.script(("POST", "/rest/v1/interviews"), pass_on, lose)
        settings.SUPABASE_URL, settings.SUPABASE_TIMEOUT = upstream.url, 1.0
        with pytest.raises(CommandError):
            run("restore", file)
        settings.SUPABASE_URL = supabase.url

    run("restore", file)

    assert table(db) == stored


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_supabase_that_is_down_is_a_sentence(stored, file, settings, command):
    if command == "restore":
        run("backup", file)
    settings.SUPABASE_TIMEOUT = 0.5
    with RefusingPort() as settings.SUPABASE_URL, pytest.raises(CommandError) as failed:
        run(command, file)
    assert "cannot be reached" in str(failed.value)


# Files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("Engineer", "Enginee", 1),
        lambda text: text[: len(text) // 2],
        lambda text: text + text.splitlines(keepends=True)[0],
        lambda text: "",
    ],
)
def test_a_damaged_file_restores_nothing(stored, file, db, damage):
    run("backup", file)
    db.execute("delete from interviews")
    file.write_text(damage(file.read_text(encoding="utf-8")), encoding="utf-8")

    with pytest.raises(CommandError, match="Nothing was restored"):
        run("restore", file)

    assert table(db) == []


def test_a_file_without_its_manifest_or_with_another_is_refused(stored, file):
    with pytest.raises(CommandError, match="does not exist"):
        run("restore", file)
    run("backup", file)
    file.with_name("interviews.jsonl.manifest").write_text("[]")
    with pytest.raises(CommandError, match="is no manifest"):
        run("restore", file)


def test_a_backup_never_overwrites_another(stored, file):
    run("backup", file)
    with pytest.raises(CommandError, match="exists already"):
        run("backup", file)


def test_a_folder_that_does_not_exist_is_a_sentence(stored, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run("backup", tmp_path / "none" / "interviews.jsonl")


def test_an_empty_table_is_a_backup_of_nothing(db, supabase, file):
    db.execute("delete from interviews")
    assert run("backup", file).startswith("0 interviews written")
    assert run("restore", file).startswith("0 interviews in ")
