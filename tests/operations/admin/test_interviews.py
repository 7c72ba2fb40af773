"""Interviews in the admin: the list, its filters and search, and one of them."""

import csv
import html
import io
import re
import uuid
from datetime import UTC, datetime

import pytest

from tests.support.admin_client import LIST, MISSING, heading, manage, records_of, rows_of, token_of

# The list -----------------------------------------------------------------------------


@pytest.fixture
def email_of(db):
    def email_of(user_id: str) -> str:
        query = "select email from auth.users where id = %s"
        return str(db.execute(query, [user_id]).fetchone()["email"])

    return email_of


def test_the_list_shows_what_an_interview_is_and_nothing_that_was_said(
    root, stored, owner, email_of
):
    stored(
        job_role="Data Engineer",
        conversation=[{"role": "user", "content": "said in confidence"}],
        feedback={"overallScore": 7.4},
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
            "7.4",
            "–",
            "8",
            "3",
            email_of(owner),
        ]
    ]
    assert "said in confidence" not in page.text
    assert rows_of(root.list(q=f"nobody's {owner}"))[0][-1] == "anonymous"


def test_an_owner_is_found_by_the_e_mail_address(root, stored, owner, email_of):
    stored(job_role="Data Engineer")
    for text in (email_of(owner), email_of(owner).upper()):
        assert [row[1] for row in rows_of(root.list(q=text))] == ["Data Engineer"]


def test_an_owner_without_an_address_is_shown_by_the_id(root, stored, db, owner):
    stored()
    db.execute("update auth.users set email = null where id = %s", [owner])
    assert rows_of(root.list(q=owner))[0][-1] == owner


def test_the_first_page_has_the_numbers_of_the_table(root, stored, db):
    stored(user_id=None)
    total = (
        "select count(*) as n, count(*) filter (where user_id is null) as unowned from interviews"
    )
    counted = db.execute(total).fetchone()

    page = root.get("/admin/")

    numbers = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.text))
    assert list(numbers) == [
        "Interviews",
        "Stored in the last 24 hours",
        "Stored in the last 7 days",
        "Without an owner",
    ]
    assert numbers["Interviews"] == f"{counted['n']:,}"
    assert numbers["Without an owner"] == f"{counted['unowned']:,}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"a", "b", "c", "d", "e"}),
        ({"type": "Behavioral"}, {"a"}),
        ({"level": "Junior"}, {"b"}),
        ({"score": "below 4"}, {"a"}),
        ({"score": "4 to below 7"}, {"b", "e"}),
        ({"score": "7 to 10"}, {"c"}),
        ({"score": "unscored"}, {"d"}),
        ({"owner": "with an owner"}, {"a", "b", "c", "d", "e"}),
        ({"owner": "anonymous"}, set()),
        ({"completed_from": "2026-01-02"}, {"b", "c", "d", "e"}),
        ({"completed_until": "2026-01-02"}, {"a", "b"}),
        ({"completed_from": "2026-01-02", "completed_until": "2026-01-03"}, {"b", "c"}),
        ({"completed_from": "2026-01-02", "score": "7 to 10", "type": "Technical"}, {"c"}),
        # Invalid values select everything.
        ({"score": "11", "type": "\0", "completed_from": "soon"}, {"a", "b", "c", "d", "e"}),
        (
            {"completed_until": "9999-12-31", "completed_from": "2026-13-01"},
            {"a", "b", "c", "d", "e"},
        ),
    ],
)
def test_a_filter_selects(root, stored, owner, query, expected):
    columns = {
        "a": {"interview_type": "Behavioral", "overall_score": 3},
        "b": {"experience_level": "Junior", "overall_score": 4},
        "c": {"overall_score": 10},
        "d": {"overall_score": None},
        # Rounded it would be a 7.
        "e": {"overall_score": 7, "feedback": {"overallScore": 6.9}},
    }
    for day, (name, values) in enumerate(columns.items(), start=1):
        completed_at = datetime(2026, 1, day, 23, 59, tzinfo=UTC)
        stored(**{"job_role": name, "feedback": {}, "completed_at": completed_at} | values)
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


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("didn't zurich", "I <mark>didn’t</mark> panic &lt;b&gt; in <mark>Zürich</mark>."),
        ('"PANIC <b>"', "I didn’t <mark>panic &lt;b&gt;</mark> in Zürich."),
        ("quorum", "Name the <mark>quorum</mark> first"),
    ],
)
def test_the_search_is_that_of_the_api_and_shows_what_it_found(root, stored, query, found):
    token = f"t{uuid.uuid4().hex}"
    stored(
        job_role="Engineer",
        conversation=[{"role": "user", "content": "I didn’t panic <b> in Zürich."}],
        feedback={"questions": [{"answer": "Name the **quorum** first", "idealAnswer": token}]},
    )

    page = root.list(q=f"{query} {token}")

    assert len(rows_of(page)) == 1
    assert f'<td class="field-found">{found}</td>' in page.text


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


# One interview ------------------------------------------------------------------------


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
            "detailedFeedback": "A **start**.\n\nAn end.",
            "summary": "Good.",
            "depthScore": 6.5,
            "tone": "calm",
            "questions": [{"question": "Line one\nline two", "score": 8, "feedback": "See <b>."}],
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
        "<dt>Depth</dt><dd>6.5 / 10</dd>",
        '<ul><li dir="auto">Calm</li><li dir="auto">Exact</li></ul>',
        '<ul><li dir="auto">Speed</li></ul>',
        '<p class="prose" dir="auto">A <strong>start</strong>.</p>',
        '<p class="prose" dir="auto">An end.</p>',
        '<p class="prose" dir="auto">Line one<br>line two</p>',
        '<pre tabindex="0" dir="ltr"><code>x = [1,\n     2]</code></pre>',
        '<dt>Tone</dt><dd><p class="prose" dir="auto">calm</p></dd>',
        "<h3>Question 1 · 8 / 10</h3>",
        '<p class="prose" dir="auto">See &lt;b&gt;.</p>',
        f"?q={owner}",
    ):
        assert piece in page.text
    assert page.text.index("<h3>Interviewer · question 1</h3>") < page.text.index(
        "<h3>Candidate</h3>"
    )


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


@pytest.mark.parametrize("wanted", [MISSING, "nonsense", "1"])
def test_an_interview_that_is_not_there_is_a_404(root, wanted):
    assert root.open(wanted).status_code == 404


# Nothing changes ----------------------------------------------------------------------


@pytest.mark.parametrize("model", ["interview", "interviewaccess"])
@pytest.mark.parametrize("what", ["add/", "{id}/delete/", "{id}/change/"])
def test_adding_changing_and_deleting_are_refused(root, stored, db, model, what):
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
