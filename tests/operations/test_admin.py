"""The admin at /admin/, over a service of its own and the local Supabase."""

import concurrent.futures
import contextlib
import csv
import functools
import html
import io
import json
import re
import uuid
from datetime import UTC, datetime

import httpx
import pytest

from tests.support.admin_client import (
    LIST,
    PASSWORD,
    RECORDS,
    Staff,
    heading,
    manage,
    rows_of,
    set_up,
    token_of,
)
from tests.support.service import free_address, running_service

FEEDBACK = {"overallScore": 7, "strengths": ["Calm"], "detailedFeedback": "Good."}


@pytest.fixture(scope="module")
def service(local_supabase):
    """The service with the admin switched on, behind one proxy as it were, and its accounts."""
    set_up(local_supabase)
    address = free_address()
    admin = {"SUPABASE_DB_URL": local_supabase.db_url, "NUM_PROXIES": "1"}
    with running_service(local_supabase, address, **admin):
        yield f"http://{address}"


@pytest.fixture(scope="module")
def signed_in(service):
    """A window in which this account has signed in, once: to check a password takes time."""
    with contextlib.ExitStack() as open_windows:

        @functools.cache
        def signed_in(name):
            staff = open_windows.enter_context(Staff(service))
            answer = staff.sign_in(name)
            assert (answer.status_code, answer.headers.get("Location")) == (302, "/admin/")
            return staff

        yield signed_in


@pytest.fixture(scope="module")
def root(signed_in):
    return signed_in("root")


@pytest.fixture
def owner(sign_up):
    """Somebody whose interviews no other test has."""
    return sign_up(f"{uuid.uuid4()}@example.com").id


@pytest.fixture
def stored(db, owner):
    """Puts a row into the table, past the service: its id."""

    def stored(user_id=owner, conversation=(), feedback=FEEDBACK, **columns):
        values = {
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


def records_of(db, interview_id):
    return db.execute(
        "select staff, action, owner_id, detail, request_id"
        " from interview_admin.llm_api_interviewaccess where interview_id = %s order by id",
        [interview_id],
    ).fetchall()


# Switched off --------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/admin", "/admin/", "/admin/llm_api/interview/"])
def test_without_a_database_the_admin_says_what_it_needs(client, path):
    response = client.get(path)
    assert response.status_code == 503
    assert b"SUPABASE_DB_URL is not set." in response.content
    assert b"manage.py migrate" in response.content
    assert response["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]


def test_without_a_database_there_is_no_session_and_no_cookie(client, settings):
    assert not [app for app in settings.INSTALLED_APPS if app.startswith("django.contrib.auth")]
    assert not [name for name in settings.MIDDLEWARE if "session" in name or "csrf" in name]
    assert client.get("/api/health").cookies == {}


# Who may enter -------------------------------------------------------------------------

PAGES = ["/admin/", LIST, f"{LIST}{uuid.uuid4()}/change/", RECORDS, "/admin/auth/user/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_asked_to_sign_in_wherever_they_knock(service, path):
    with Staff(service) as stranger:
        answer = stranger.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/?next=")
    assert answer.content == b""


def test_a_stranger_exports_nothing(service, stored, db):
    interview = stored()
    with Staff(service) as stranger:
        token = token_of(stranger.get("/admin/login/"))
        form = {"action": "export_json", "_selected_action": [str(interview)]}
        answer = stranger.post(LIST, data=form | {"csrfmiddlewaretoken": token})
    assert (answer.status_code, answer.content) == (302, b"")
    assert records_of(db, interview) == []


@pytest.mark.parametrize(
    ("name", "password"), [("no-staff", PASSWORD), ("root", "wrong"), ("nobody", PASSWORD)]
)
def test_who_is_no_staff_does_not_come_in(service, name, password):
    with Staff(service) as stranger:
        answer = stranger.sign_in(name, password)
        assert answer.status_code == 200
        assert "Please enter the correct username and password" in answer.text
        assert stranger.get(LIST).status_code == 302


def test_staff_without_the_permission_see_no_interview(signed_in, stored, db):
    interview = stored(job_role="Secret role")
    clerk = signed_in("clerk")
    for answer in (clerk.list(), clerk.open(interview), clerk.get(RECORDS)):
        assert answer.status_code == 403
        assert "Secret role" not in answer.text
    assert records_of(db, interview) == []


def test_who_may_read_may_not_for_that_export_or_see_the_records(signed_in, stored, db):
    interview = stored()
    reader = signed_in("reader")
    assert reader.open(interview).status_code == 200
    page = reader.list()
    assert "export_csv" not in page.text
    answer = reader.post(LIST, data={"action": "export_json", "_selected_action": [str(interview)]})
    assert answer.status_code == 403
    assert [record["action"] for record in records_of(db, interview)] == ["opened"]
    assert reader.get(RECORDS).status_code == 403


def test_a_form_from_elsewhere_is_refused_in_plain_words(root, stored):
    answer = root.post(LIST, data={"action": "export_json", "_selected_action": [str(stored())]})
    assert (answer.status_code, heading(answer)) == (403, "This form has expired")


def test_ten_failures_for_one_name_end_the_attempts_from_everywhere(service, db):
    for _ in range(10):
        with Staff(service) as guesser:
            answer = guesser.sign_in("a-name-that-is-tried", "guess")
    with Staff(service) as another:
        late = another.sign_in("a-name-that-is-tried", "guess")
    assert (answer.status_code, late.status_code) == (429, 429)
    assert heading(late) == "Too many attempts to sign in"
    assert late.headers["Retry-After"] == "900"


def test_ten_failures_of_one_address_end_its_attempts_for_every_name(service):
    with Staff(service, "203.0.113.7") as guesser:
        statuses = [guesser.sign_in(f"name-{n}", "guess").status_code for n in range(10)]
        assert statuses == [200] * 9 + [429]
        assert guesser.sign_in("root").status_code == 429
    with Staff(service) as elsewhere:
        assert elsewhere.sign_in("root").status_code == 302


def test_an_own_account_does_not_let_an_address_go_on_guessing(service):
    with Staff(service, "203.0.113.9") as guesser:
        statuses = []
        for _ in range(4):
            statuses += [guesser.sign_in("somebody-else", "guess").status_code for _ in range(3)]
            guesser.cookies.clear()
            guesser.sign_in("clerk")
            guesser.cookies.clear()
        assert 429 in statuses


def test_a_name_of_any_length_is_only_a_wrong_one(service):
    with Staff(service) as guesser:
        assert guesser.sign_in("n" * 5000, "guess").status_code == 200


def test_attempts_at_the_same_moment_are_limited_too(service):
    def guess(_):
        with Staff(service, "203.0.113.8") as guesser:
            return guesser.sign_in("many-at-once", "guess").status_code

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(24)))
    # Those that are on their way when the tenth fails are still answered: one a thread at most.
    assert statuses.count(200) <= 10 + 8
    assert guess(0) == 429


def test_an_address_that_is_none_counts_all_the_same(service):
    with Staff(service, "not an address") as guesser:
        assert guesser.sign_in("nobody-at-all", "guess").status_code == 200


# What every page carries ---------------------------------------------------------------


def test_every_page_stays_out_of_caches_frames_and_scripts_from_elsewhere(root, stored):
    interview = stored()
    for answer in (root.get("/admin/"), root.list(), root.open(interview), root.get(RECORDS)):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_in_production_the_cookies_are_for_https_and_the_admins_pages_alone(
    service, local_supabase, capfd
):
    address = free_address()
    environment = {
        "DEBUG": "false",
        "SECRET_KEY": "a secret for the tests alone, and long enough to be one",
        "ALLOWED_HOSTS": "interviews.example.com,127.0.0.1",
        "SUPABASE_JWT_ISSUER": "https://auth.example.com",
        "SUPABASE_DB_URL": local_supabase.db_url,
        "NUM_PROXIES": "1",
    }
    site = "https://interviews.example.com"
    proxied = {"X-Forwarded-Proto": "https", "Host": "interviews.example.com", "Origin": site}
    with (
        running_service(local_supabase, address, **environment),
        httpx.Client(base_url=f"http://{address}", headers=proxied) as browser,
    ):
        page = browser.get("/admin/login/")
        browser.headers["Cookie"] = f"csrftoken={page.cookies['csrftoken']}"
        form = {"username": "root", "password": PASSWORD, "csrfmiddlewaretoken": token_of(page)}
        answer = browser.post("/admin/login/", data=form)
        foreign = browser.post("/admin/login/", data=form, headers={"Origin": "https://evil.org"})
        browser.headers["Cookie"] += f"; sessionid={answer.cookies['sessionid']}"
        listed = browser.get(LIST, params={"q": "unheard-of-word"})

    assert (answer.status_code, foreign.status_code, listed.status_code) == (302, 403, 200)
    for cookie in answer.headers.get_list("Set-Cookie"):
        assert {"Secure", "Path=/admin/", "SameSite=Strict"} <= set(cookie.split("; "))
    (session,) = [c for c in answer.headers.get_list("Set-Cookie") if c.startswith("sessionid")]
    assert "HttpOnly" in session
    assert "expires" not in session.lower()
    printed = "".join(capfd.readouterr())
    assert re.search(rf"GET {LIST} 200 \d+ ms", printed)
    assert "unheard-of-word" not in printed
    assert PASSWORD not in printed


# The list ------------------------------------------------------------------------------


def test_the_list_shows_what_an_interview_is_and_nothing_that_was_said(root, stored, owner):
    stored(
        job_role="Data Engineer",
        conversation=[{"role": "user", "content": "said in confidence"}],
        overall_score=7,
        technical_score=8,
        completed_at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC),
    )
    stored(user_id=None, job_role=f"Nobody's {owner}", completed_at=datetime.now(UTC))
    page = root.list(q=owner)
    assert rows_of(page) == [
        [
            "2026-03-04 05:06",
            "Data Engineer",
            "Technical",
            "Senior",
            "7",
            "–",
            "8",
            "3",
            f"{owner[:8]}…",
        ]
    ]
    assert "said in confidence" not in page.text
    assert rows_of(root.list(q=f"nobody's {owner}"))[0][-1] == "anonymous"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"a", "b", "c", "d"}),
        ({"type": "Behavioral"}, {"a"}),
        ({"level": "Junior"}, {"b"}),
        ({"score": "1–3"}, {"a"}),
        ({"score": "4–6"}, {"b"}),
        ({"score": "7–10"}, {"c"}),
        ({"score": "unscored"}, {"d"}),
        ({"owner": "with an owner"}, {"a", "b", "c", "d"}),
        ({"owner": "anonymous"}, set()),
        ({"completed_from": "2026-01-02"}, {"b", "c", "d"}),
        ({"completed_until": "2026-01-02"}, {"a", "b"}),
        ({"completed_from": "2026-01-02", "completed_until": "2026-01-03"}, {"b", "c"}),
        ({"completed_from": "2026-01-02", "score": "7–10", "type": "Technical"}, {"c"}),
        # What makes no sense selects everything.
        ({"score": "11", "type": "\0", "completed_from": "soon"}, {"a", "b", "c", "d"}),
        ({"completed_until": "9999-12-31", "completed_from": "2026-13-01"}, {"a", "b", "c", "d"}),
    ],
)
def test_a_filter_selects(root, stored, owner, query, expected):
    columns = {
        "a": {"interview_type": "Behavioral", "overall_score": 3},
        "b": {"experience_level": "Junior", "overall_score": 4},
        "c": {"overall_score": 10},
        "d": {"overall_score": None},
    }
    for day, (name, values) in enumerate(columns.items(), start=1):
        stored(job_role=name, completed_at=datetime(2026, 1, day, 23, 59, tzinfo=UTC), **values)
    assert {row[1] for row in rows_of(root.list(q=owner, **query))} == expected


@pytest.mark.parametrize(
    "condition",
    ["conversation__icontains", "feedback__overallScore", "job_role", "user_id__in", "id__gt"],
)
def test_no_other_condition_is_taken_from_the_address(root, condition):
    assert root.list(**{condition: "x"}).status_code == 400


@pytest.mark.parametrize(
    "text", ["ZOOKEEPER", "quorum 選挙", "depth", "needs aloud", "100%_sure", "shepherd"]
)
def test_the_search_finds_words_in_role_transcript_and_feedback(root, stored, text):
    token = f"t{uuid.uuid4().hex}"
    stored(
        job_role=f"Shepherd {token}",
        conversation=[{"role": "user", "content": "zookeeper keeps a quorum; 選挙 is 100%_sure"}],
        feedback={"areasForImprovement": ["More depth"], "detailedFeedback": "needs\naloud"},
    )
    assert len(rows_of(root.list(q=f"{token} {text}"))) == 1


@pytest.mark.parametrize("text", ["content", "interviewer", "overallScore", "100%sure", "zoo%per"])
def test_the_search_takes_no_key_role_name_or_wildcard_for_text(root, stored, text):
    token = f"t{uuid.uuid4().hex}"
    stored(
        job_role=token,
        conversation=[{"role": "interviewer", "content": "zookeeper, 100 % sure"}],
        feedback={"overallScore": 3},
    )
    assert rows_of(root.list(q=f"{token} {text}")) == []


def test_the_search_finds_an_interview_by_its_id_and_is_not_recorded_for_that(root, stored, db):
    interview = stored()
    count = "select count(*) as n from interview_admin.llm_api_interviewaccess"
    before = db.execute(count).fetchone()["n"]
    assert len(rows_of(root.list(q=f" {str(interview).upper()} "))) == 1
    assert db.execute(count).fetchone()["n"] == before


def test_a_search_for_words_is_recorded_with_the_words(root, db):
    words = f"salary {uuid.uuid4().hex}"
    page = root.get(LIST, params={"q": words}, headers={"X-Request-ID": "the-search"})
    assert rows_of(page) == []
    (record,) = db.execute(
        "select * from interview_admin.llm_api_interviewaccess where detail = %s", [words]
    ).fetchall()
    assert (record["staff"], record["action"], record["request_id"]) == (
        "root",
        "searched",
        "the-search",
    )
    assert record["interview_id"] is None


def test_a_long_list_has_pages_and_an_exact_count_below_ten_thousand(root, db, owner):
    db.execute(
        "insert into interviews (user_id, job_role, experience_level, interview_type,"
        " conversation, feedback, completed_at) select %s, 'R' || n, 'Senior', 'Technical', '[]',"
        " '{}', timestamptz '2026-01-01Z' + n * interval '1 hour' from generate_series(1, 120) n",
        [owner],
    )
    pages = [root.list(q=owner, p=str(number)) for number in (1, 2, 3)]
    roles = [row[1] for page in pages for row in rows_of(page)]
    assert roles == [f"R{n}" for n in range(120, 0, -1)]
    assert "120 interviews" in pages[0].text


def test_beyond_ten_thousand_nothing_is_counted(root, db, owner):
    db.execute(
        "insert into interviews (user_id, job_role, experience_level, interview_type,"
        " conversation, feedback) select %s, 'R', 'Senior', 'Technical', '[]', '{}'"
        " from generate_series(1, 10001)",
        [owner],
    )
    try:
        page = root.list(q=owner)
        assert "More than 10000 interviews; these are the first." in page.text
        assert len(rows_of(root.list(q=owner, p="200"))) == 50
    finally:
        db.execute("delete from interviews where user_id = %s", [owner])


def test_a_query_that_takes_too_long_is_answered_with_what_to_do(root, db):
    with db.transaction():
        db.execute("lock table interviews in access exclusive mode")
        answer = root.list()
    assert (answer.status_code, heading(answer)) == (503, "That took too long")
    assert "Narrow the selection" in answer.text


# One interview -------------------------------------------------------------------------


def test_an_interview_reads_as_people_read_it(root, stored, owner):
    interview = stored(
        job_role="Data Engineer",
        conversation=[
            {"role": "interviewer", "content": "Line one\nline two"},
            {"role": "user", "content": "Look:\n```python\nx = [1,\n     2]\n```\nDone."},
        ],
        feedback={
            "overallScore": 7.5,
            "strengths": ["Calm", "Exact"],
            "areasForImprovement": "Speed",
            "detailedFeedback": "A start.\n\nAn end.",
        },
        completed_at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC),
    )
    page = root.open(interview)
    assert page.status_code == 200
    assert heading(page) == "Data Engineer"
    for piece in (
        "<dt>Completed (UTC)</dt><dd>4 March 2026, 05:06</dd>",
        "<dt>Overall</dt><dd>7.5 / 10</dd>",
        "<dt>Technical</dt><dd>not scored</dd>",
        "<ul><li>Calm</li><li>Exact</li></ul>",
        "<ul><li>Speed</li></ul>",
        '<p class="prose" dir="auto">A start.\n\nAn end.</p>',
        '<p class="prose" dir="auto">Line one\nline two</p>',
        '<pre tabindex="0"><code>x = [1,\n     2]</code></pre>',
        f"?q={owner}",
    ):
        assert piece in page.text
    assert page.text.index("<h3>Interviewer</h3>") < page.text.index("<h3>Candidate</h3>")


@pytest.fixture
def rules_lifted(db):
    """A table as it was before the migration: with rows that no rule was kept for."""
    rules = "interviews_conversation_check", "interviews_feedback_check"
    definition = "select pg_get_constraintdef(oid) as d from pg_constraint where conname = %s"
    kept = {rule: db.execute(definition, [rule]).fetchone()["d"] for rule in rules}
    for rule in rules:
        db.execute(f"alter table interviews drop constraint {rule}")
    yield
    db.execute("delete from interviews where job_role = 'Odd'")
    for rule, text in kept.items():
        db.execute(f"alter table interviews add constraint {rule} {text}")


@pytest.mark.usefixtures("rules_lifted")
@pytest.mark.parametrize(
    ("conversation", "feedback", "said"),
    [
        (None, None, "No transcript was stored."),
        ("one long text", "a text", "one long text"),
        ({"role": "user"}, ["a", 1], "No transcript was stored."),
        ([None, 1, {"role": 5, "content": {"a": [1]}}], {"strengths": {"x": 1}}, "{&quot;a&quot;"),
        ([[]], 17, "[]"),
    ],
)
def test_an_odd_older_row_can_be_read_and_exported(root, stored, conversation, feedback, said):
    interview = stored(job_role="Odd", conversation=conversation, feedback=feedback)
    page = root.open(interview)
    assert page.status_code == 200
    assert said in page.text
    exported = root.act("export_json", [interview]).json()
    assert [(row["conversation"], row["feedback"]) for row in exported] == [
        (conversation, feedback)
    ]
    assert len(list(csv.DictReader(io.StringIO(root.act("export_csv", [interview]).text)))) == 1


def test_what_people_wrote_is_never_markup(root, stored):
    evil = "<script>alert(1)</script>\"'<img src=x onerror=alert(1)>"
    interview = stored(
        user_id=None,
        job_role=evil,
        conversation=[{"role": evil, "content": evil}, {"role": "user", "content": f"```\n{evil}"}],
        feedback={"strengths": [evil], "detailedFeedback": evil, "overallScore": evil},
    )
    root.open(interview)
    for page in (root.open(interview), root.list(q=str(interview)), root.list(q=evil)):
        assert page.status_code == 200
        assert evil not in page.text
        assert "<img src=x" not in page.text
        assert html.escape(evil) in page.text


@pytest.mark.parametrize("wanted", [uuid.uuid4(), "nonsense", "1"])
def test_an_interview_that_is_not_there_is_a_404(root, wanted):
    assert root.open(wanted).status_code == 404


# Nothing changes -----------------------------------------------------------------------


@pytest.mark.parametrize("model", ["interview", "interviewaccess"])
@pytest.mark.parametrize("what", ["add/", "{id}/delete/", "{id}/change/"])
def test_nobody_adds_changes_or_deletes(root, stored, db, model, what):
    interview = stored()
    root.open(interview)
    record = db.execute(
        "select id from interview_admin.llm_api_interviewaccess where interview_id = %s",
        [interview],
    ).fetchone()["id"]
    path = what.format(id=interview if model == "interview" else record)
    form = {"job_role": "x", "staff": "x", "post": "yes"}
    token = token_of(root.list())
    answer = root.post(f"/admin/llm_api/{model}/{path}", data=form | {"csrfmiddlewaretoken": token})
    assert answer.status_code in (403, 405)
    query = "select job_role from interviews where id = %s"
    assert db.execute(query, [interview]).fetchone() == {"job_role": "Engineer"}
    assert [one["staff"] for one in records_of(db, interview)] == ["root"]


@pytest.mark.parametrize(
    "statement",
    [
        "Interview.objects.filter(id=None).update(job_role='x')",
        "Interview.objects.filter(id=None)._raw_delete('supabase')",
        "connections['supabase'].cursor().execute('delete from public.interviews where false')",
        "connections['supabase'].cursor().execute('create table public.t ()')",
    ],
)
def test_postgresql_itself_refuses_to_write_through_the_interviews_alias(
    service, local_supabase, statement
):
    code = f"from django.db import connections; from llm_api.models import Interview; {statement}"
    done = manage(local_supabase, "shell", "--no-imports", "-c", code)
    assert done.returncode != 0
    assert "ReadOnlySqlTransaction" in done.stderr or "read-only transaction" in done.stderr


# Records of access ---------------------------------------------------------------------


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
def test_what_makes_no_sense_is_a_400_in_plain_words(root, ask):
    answer = ask(root)
    assert (answer.status_code, heading(answer)) == (400, "The request is not valid")


# Exports -------------------------------------------------------------------------------


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


# The database --------------------------------------------------------------------------


def test_nobody_reaches_the_admins_tables_through_supabase(service, local_supabase, db):
    held = db.execute(
        "select role, has_schema_privilege(role, 'interview_admin', 'usage') as may"
        " from unnest(array['anon', 'authenticated', 'service_role']) as role"
    ).fetchall()
    assert [one["role"] for one in held if one["may"]] == []
    key = local_supabase.service_role_key
    headers = {"apikey": key, "Authorization": f"Bearer {key}"}
    for profile in ({}, {"Accept-Profile": "interview_admin"}):
        answer = httpx.get(f"{local_supabase.url}/rest/v1/auth_user", headers=headers | profile)
        assert answer.status_code >= 400
    tables = db.execute(
        "select schemaname, tablename from pg_tables where tablename ~ '^(auth|axes|django|llm)_'"
    ).fetchall()
    assert {table["schemaname"] for table in tables} == {"interview_admin"}


def test_before_the_migration_the_admin_says_what_to_run(service, db):
    db.execute("alter schema interview_admin rename to elsewhere")
    try:
        with Staff(service) as staff:
            answer = staff.sign_in("root")
    finally:
        db.execute("alter schema elsewhere rename to interview_admin")
    assert (answer.status_code, heading(answer)) == (503, "A table is missing")
    assert "manage.py migrate" in answer.text


def test_without_its_database_the_admin_says_so_and_the_api_works(
    service, local_supabase, interview
):
    address = free_address()
    dead = {"SUPABASE_DB_URL": "postgresql://postgres:hush@127.0.0.1:9/postgres"}
    with running_service(local_supabase, address, **dead), Staff(f"http://{address}") as staff:
        answer = staff.sign_in("root")
        saved = staff.post("/api/interviews/save", json=interview)
    assert (answer.status_code, heading(answer)) == (503, "The database cannot be reached")
    assert "hush" not in answer.text
    assert saved.status_code == 201


def test_the_transaction_pooler_is_refused_and_the_api_works(local_supabase):
    address = free_address()
    url = "postgresql://postgres.ref:hush@127.0.0.1:6543/postgres"
    with running_service(local_supabase, address, SUPABASE_DB_URL=url):
        answer = httpx.get(f"http://{address}/admin/")
        health = httpx.get(f"http://{address}/api/health")
    assert answer.status_code == 503
    assert "6543" in answer.text
    assert "hush" not in answer.text
    assert health.status_code == 200
    migrated = manage(local_supabase, "migrate", SUPABASE_DB_URL=url)
    assert migrated.returncode != 0
    assert "llm_api.E006" in migrated.stderr
