"""Each access to an interview is recorded: opening, searching and exporting."""

import uuid
from datetime import UTC, datetime

import httpx
import pytest

from tests.support.admin_client import LIST, RECORDS, heading, records_of, rows_of, token_of

# Records of access --------------------------------------------------------------------


def test_opening_an_interview_is_recorded_with_who_whose_and_which_request(root, stored, db, owner):
    interview = stored()
    for request_id in ("first", "second"):
        root.get(f"{LIST}{interview}/change/", headers={"X-Request-ID": request_id})
    first, second = records_of(db, interview)
    assert first == {
        "staff": "root",
        "action": "opened",
        "owner_id": uuid.UUID(owner),
        "detail": "",
        "request_id": "first",
    }
    assert second["request_id"] == "second"
    (row, _) = rows_of(root.get(RECORDS, params={"q": str(interview)}))
    assert row[1:5] == ["root", "Opened", str(interview), owner]
    assert len(rows_of(root.get(RECORDS, params={"q": owner, "action__exact": "exported"}))) == 0


def test_the_record_outlives_the_interview(root, stored, db):
    interview = stored()
    root.open(interview)
    db.execute("delete from interviews where id = %s", [interview])
    assert len(rows_of(root.get(RECORDS, params={"q": str(interview)}))) == 1


@pytest.fixture
def unrecordable(service, db):
    """The records' table takes no more of them."""
    db.execute("revoke insert on interview_admin.llm_api_interviewaccess from postgres")
    yield
    db.execute("grant insert on interview_admin.llm_api_interviewaccess to postgres")


def test_what_cannot_be_recorded_is_not_shown(root, stored, unrecordable, owner):
    interview = stored(
        job_role=f"Role {owner}", conversation=[{"role": "user", "content": "in confidence"}]
    )
    for answer in (
        root.open(interview),
        root.act("export_csv", [interview]),
        root.act("export_json", [interview], everywhere=True),
        root.list(q="confidence"),
    ):
        assert (answer.status_code, heading(answer)) == (503, "The access could not be recorded")
        assert "in confidence" not in answer.text
        assert owner not in answer.text
    assert len(rows_of(root.list(q=owner))) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_search_by_any_method_is_recorded(signed_in, db, method):
    reader, words = signed_in("reader"), f"salary {uuid.uuid4().hex}"
    form = {"csrfmiddlewaretoken": token_of(reader.list())} if method == "POST" else None
    answer = reader.request(method, LIST, params={"q": words}, data=form)
    assert answer.status_code == 200
    recorded = "select count(*) as n from interview_admin.llm_api_interviewaccess where detail = %s"
    assert db.execute(recorded, [words]).fetchone()["n"] == 1


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_the_list_takes_no_other_method(signed_in, stored, method):
    reader, role = signed_in("reader"), f"Role {uuid.uuid4()}"
    stored(job_role=role)
    token = token_of(reader.list())
    answer = reader.request(method, LIST, params={"q": role}, headers={"X-CSRFToken": token})
    assert answer.status_code == 405
    assert role not in answer.text


@pytest.mark.parametrize(
    "ask",
    [
        lambda root: root.act("export_json", ["no-id"]),
        lambda root: root.get(f"{RECORDS}?action__exact=%00"),
    ],
)
def test_an_invalid_request_is_a_400_in_plain_words(root, ask):
    answer = ask(root)
    assert (answer.status_code, heading(answer)) == (400, "The request is not valid")


# Exports ------------------------------------------------------------------------------


def test_an_export_looks_as_the_apis_own(root, db, service, sign_up):
    user = sign_up(f"{uuid.uuid4()}@example.com")
    body = {
        "job_role": "=cmd()",
        "experience_level": "Junior",
        "interview_type": "System Design",
        "conversation": [{"role": "user", "content": "选举 😀", "at": 1.5}],
        "feedback": {"overallScore": 7.5, "mood": None},
        "question_count": 1,
        "completed_at": "2026-03-04T05:06:07.5+02:00",
    }
    api = f"{service}/api/interviews"
    saved = httpx.post(f"{api}/save", json=body, headers=user.headers, timeout=30).json()["data"]
    for kind in ("json", "csv"):
        exported = root.act(f"export_{kind}", [saved["id"]])
        owners = httpx.get(f"{api}/export.{kind}", headers=user.headers, timeout=30)
        assert exported.status_code == 200
        assert exported.text == owners.text
        for header in ("Content-Type", "Content-Disposition"):
            assert exported.headers[header] == owners.headers[header]
        assert exported.headers["Cache-Control"] == "no-store"
    details = [(one["action"], one["detail"]) for one in records_of(db, saved["id"])]
    assert details == [("exported", "JSON"), ("exported", "CSV")]


def test_all_that_a_filter_selects_is_exported_in_the_lists_order_and_recorded(
    root, db, stored, owner
):
    ids = {}
    for n in range(120):
        minute = n * 7 % 120  # so that neither the first nor the last stored is the latest
        moment = datetime(2026, 1, 1, minute // 60, minute % 60, tzinfo=UTC)
        ids[minute] = str(stored(completed_at=moment))
    stored(interview_type="Behavioral")
    exported = root.act("export_json", [ids[0]], everywhere=True, q=owner, type="Technical").json()
    assert [row["id"] for row in exported] == [ids[minute] for minute in range(119, -1, -1)]
    recorded = db.execute(
        "select interview_id from interview_admin.llm_api_interviewaccess"
        " where owner_id = %s and action = 'exported'",
        [owner],
    ).fetchall()
    assert sorted(str(one["interview_id"]) for one in recorded) == sorted(ids.values())
