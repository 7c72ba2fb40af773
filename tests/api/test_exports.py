"""The export endpoints. What a file holds of a row is tested in tests/unit."""

import csv
import io
import json
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from rest_framework.exceptions import APIException

from llm_api.exports.markdown import interview_markdown
from llm_api.exports.pdf import interview_pdf
from llm_api.exports.transcript import Transcript
from tests.support.interviews import INTERVIEW
from tests.support.scripted_upstream import (
    ScriptedUpstream,
    answer,
    hang,
    relay,
    reset,
)
from tests.support.users import User

FIND = ("POST", "/rest/v1/rpc/list_interviews")
PAGE = 20  # transcripts that an export of many may hold
SUMMARIES = 50  # feedback that is held at once, while the columns of a CSV are found

ONE = ["{id}/export.pdf", "{id}/export.md", "{id}/export.json"]
MANY = ["export.csv", "export.json"]
CSV_HEADER = (
    "id,completed_at,job_role,experience_level,interview_type,overall_score,communication_score,"
    "technical_score,question_count,strengths,areas_for_improvement,recommendations,"
    "detailed_feedback,transcript,created_at\r\n"
)
ERROR = {"success", "code", "message", "request_id"}
LEVELS = ["Junior", "Mid-level", "Senior"]
TYPES = ["Behavioral", "Technical", "System Design"]


class Shelf(NamedTuple):
    """Somebody's interviews: the rows as `save` answered them, by id."""

    owner: User
    rows: dict[str, Any]


@pytest.fixture(scope="module")
def shelf_of(live_service, sign_up):
    """Somebody new with so many interviews. Completed in pairs, scored 1 to 10 or not at all."""

    def shelf_of(count: int) -> Shelf:
        owner = sign_up(f"{uuid4()}@example.com")
        with httpx.Client(headers=owner.headers, timeout=30) as browser:
            saved = [
                browser.post(f"{live_service}/api/interviews/save", json=numbered(number))
                for number in range(count)
            ]
        rows = [response.json()["data"] for response in saved]
        return Shelf(owner, {row["id"]: row for row in rows})

    return shelf_of


def numbered(number: int) -> dict[str, Any]:
    return INTERVIEW | {
        "job_role": f"Engineer {number}",
        "experience_level": LEVELS[number % 3],
        "interview_type": TYPES[number // 3 % 3],
        "completed_at": f"2025-01-{number // 2 + 1:02}T09:30:00.12Z",
        "conversation": [{"role": "user", "content": f"数据 {number:02} 🎨", "seconds": 0.1}],
        "feedback": INTERVIEW["feedback"] | {"overallScore": number % 11 or None},
    }


@pytest.fixture(scope="module")
def shelf(shelf_of):
    """45 interviews, three pages, which no test changes."""
    return shelf_of(45)


@pytest.fixture
def owner(sign_up):
    return sign_up(f"{uuid4()}@example.com")


@pytest.fixture
def get(client, supabase):
    def get(path: str, user: User | None = None, **headers: str) -> Any:
        headers |= user.headers if user else {}
        return client.get(f"/api/interviews/{path}", headers=headers)

    return get


def assert_refused(response: Any, status: int, code: str, keys: set[str] = ERROR) -> None:
    """Our shape, and nothing that a browser would save as a file."""
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert set(response.json()) == keys
    assert response.headers["Content-Type"] == "application/json"
    assert "Content-Disposition" not in response.headers


# The file ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "content_type", "name"),
    [
        (ONE[0], "application/pdf", "interview-software-engineer-2026-01-31.pdf"),
        (ONE[1], "text/markdown; charset=utf-8", "interview-software-engineer-2026-01-31.md"),
        (ONE[2], "application/json", "interview-software-engineer-2026-01-31.json"),
        (MANY[0], "text/csv; charset=utf-8", "interviews.csv"),
        (MANY[1], "application/json", "interviews.json"),
    ],
)
def test_an_export_is_a_private_file_to_be_saved(
    save, get, interview, owner, file, content_type, name
):
    row = save(interview | {"completed_at": "2026-01-31T09:30:00Z"}, owner).json()["data"]
    expected = {
        "Content-Type": content_type,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Request-ID": "my-export",
        "Access-Control-Allow-Origin": "http://localhost:3000",
        "Access-Control-Expose-Headers": (
            "X-Request-ID, Idempotent-Replayed, Retry-After, Content-Disposition"
        ),
    }

    response = get(
        file.format(id=row["id"]),
        owner,
        **{"X-Request-ID": "my-export", "Origin": "http://localhost:3000", "Accept": "text/html"},
    )

    assert response.status_code == 200
    assert {header: response.headers.get(header) for header in expected} == expected
    assert b"Software Engineer" in response.getvalue() or file == ONE[0]


@pytest.mark.parametrize(
    ("job_role", "slug"),
    [
        ('x"; filename="evil.exe', "-x-filename-evil-exe"),
        ("a\r\nSet-Cookie: stolen=1", "-a-set-cookie-stolen-1"),
        ("../../etc/passwd\\..\\%2e%2e%0d%0a", "-etc-passwd-2e-2e-0d-0a"),
        ("\u202efdp.exe; filename*=UTF-8''%41", "-fdp-exe-filename-utf-8-41"),
        ("数据工程师 🎨", ""),
        ("x" * 200, f"-{'x' * 60}"),
    ],
)
def test_a_hostile_job_role_makes_a_safe_file_name(save, get, interview, alice, job_role, slug):
    interview |= {"job_role": job_role, "completed_at": "2026-01-31T23:59:59.999999Z"}
    row = save(interview, alice).json()["data"]

    for file in ONE:
        response = get(file.format(id=row["id"]), alice)
        ending = file.rpartition(".")[2]

        name = f"interview{slug}-2026-01-31.{ending}"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert not response.cookies


def test_each_file_is_of_the_interview_in_the_address(save, get, interview, alice):
    _, row = (save(interview | {"job_role": role}, alice).json()["data"] for role in "AB")

    assert get(f"{row['id']}", alice).json()["data"] == row
    assert get(f"{row['id']}/export.pdf", alice).content == interview_pdf(Transcript.from_row(row))
    assert (
        get(f"{row['id']}/export.md", alice).content
        == interview_markdown(Transcript.from_row(row)).encode()
    )
    assert get(f"{row['id'].upper()}/export.json", alice).json() == row


def test_csv_has_columns_for_the_competencies_of_the_selection(save, get, interview, owner):
    for role, feedback in (("A", {"paceScore": 6.5, "tone": "calm"}), ("B", {"depth_score": 7})):
        save(interview | {"job_role": role, "feedback": feedback}, owner)

    def further(query: str) -> list[dict[str, str]]:
        text = get(f"export.csv?{query}", owner).getvalue().decode()
        lines = csv.DictReader(io.StringIO(text, newline=""))
        return [{name: line[name] for name in line if name not in CSV_HEADER} for line in lines]

    assert further("job_role=A") == [{"Pace": "6.5", "more_feedback": "Tone: calm"}]
    assert further("job_role=B") == [{"Depth": "7"}]
    assert further("job_role=C") == []
    assert sorted(further(""), key=str) == [
        {"Depth": "", "Pace": "6.5", "more_feedback": "Tone: calm"},
        {"Depth": "7", "Pace": "", "more_feedback": ""},
    ]


def test_json_loses_nothing(save, get, interview, owner):
    deep = {"数": [0.1, 1e-7, 1e300, 2**53, -(2**53), None, True, {}, [], "\u2028\u202e</script>"]}
    interview["job_role"] = "Développeuse 数据 مهندس 👩‍💻"
    interview["conversation"][1] |= {"content": " \t\u0007\r\n\u00a0=1+1 ", "seconds": 4.25} | deep
    interview["feedback"] |= {"overallScore": 7.5, "technicalScore": None, "rubric": deep}
    row = save(interview, owner).json()["data"]

    one, many = get(f"{row['id']}/export.json", owner), get("export.json", owner)

    assert one.json() == row
    assert json.loads(many.getvalue()) == [row]
    for column in ("conversation", "feedback", "job_role"):
        assert row[column] == interview[column]
    assert row["overall_score"] == 8


def test_csv_is_rfc_4180_with_inert_texts_and_bare_numbers(save, get, interview, owner):
    interview["job_role"] = '=HYPERLINK("//evil.example","x")'
    interview["conversation"][1]["content"] = 'He said "no",\r\nand left. 数 🎨'
    interview["feedback"] |= {
        "overallScore": 7.5,
        "communicationScore": None,
        "strengths": ["+1", "-2"],
        "recommendations": [],
        "detailedFeedback": "@SUM(A1)",
    }
    row = save(interview, owner).json()["data"]

    text = get("export.csv", owner).getvalue().decode()

    assert text.startswith(CSV_HEADER)
    assert text.endswith("\r\n")
    assert text.count("\r\n") == 2
    assert ',7.5,"",7,5,' in text
    _, cells = csv.reader(io.StringIO(text, newline=""))
    assert cells == [
        row["id"],
        row["completed_at"],
        '\'=HYPERLINK("//evil.example","x")',
        "Mid-level",
        "Behavioral",
        *("7.5", "", "7", "5"),
        "'+1\n-2",
        "More technical depth",
        "",
        "'@SUM(A1)",
        'Interviewer: Tell me about yourself\n\nCandidate: He said "no",\nand left. 数 🎨',
        row["created_at"],
    ]


@pytest.mark.parametrize("text", ["x;=1+1", "x\t=1+1"])
def test_a_text_in_csv_stays_one_cell_where_semicolons_and_tabs_divide_too(
    save, get, interview, owner, text
):
    """As in LibreOffice's import dialog by default, which keeps quoted text together."""
    interview["job_role"] = text
    interview["feedback"]["detailedFeedback"] = text
    save(interview, owner)

    assert get("export.csv", owner).getvalue().decode().count(f',"{text}",') == 2


# Which interviews --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "selected"),
    [
        ("", 45),
        ("ordering=completed_at", 45),
        ("ordering=overall_score", 45),
        ("ordering=-overall_score", 45),
        ("search=&job_role=&min_overall_score=", 45),
        ("job_role=ENGINEER%204", 6),
        ("experience_level=Junior&experience_level=Senior", 30),
        ("interview_type=Technical&ordering=overall_score", 15),
        ("min_overall_score=5&max_overall_score=7", 12),
        ("completed_after=2025-01-03&completed_before=2025-01-13", PAGE),
        ("search=数据&ordering=completed_at", 45),
        ("search=数据 3 clear", 14),
    ],
)
def test_an_export_of_many_is_what_the_list_selects_in_its_order(get, shelf, query, selected):
    listed = [row["id"] for row in get(f"list?limit=100&{query}", shelf.owner).json()["data"]]
    assert len(listed) == selected

    rows = json.loads(get(f"export.json?{query}", shelf.owner).getvalue())
    lines = get(f"export.csv?{query}", shelf.owner).getvalue().decode()

    assert rows == [shelf.rows[row_id] for row_id in listed]
    assert [line["id"] for line in csv.DictReader(io.StringIO(lines, newline=""))] == listed


@pytest.mark.parametrize(("file", "content"), [("csv", CSV_HEADER), ("json", "[]")])
@pytest.mark.parametrize("whose", ["a newcomer's", "of a search in vain"])
def test_an_empty_selection_is_an_empty_file(get, shelf, owner, file, content, whose):
    path, user = {
        "a newcomer's": (f"export.{file}?user_id={owner.id}", owner),
        "of a search in vain": (f"export.{file}?search=nowhere+to+be+found", shelf.owner),
    }[whose]

    response = get(path, user)

    assert (response.status_code, response.getvalue().decode()) == (200, content)


# The time zone -----------------------------------------------------------------------


NIGHT = {"completed_at": "2026-11-02T02:30:00Z", "job_role": "Night interview"}


@pytest.mark.parametrize("file", ONE)
def test_a_file_is_dated_in_the_time_zone_that_was_asked_for(save, get, interview, owner, file):
    row = save(interview | NIGHT, owner).json()["data"]

    response = get(f"{file.format(id=row['id'])}?time_zone=America/Los_Angeles", owner)

    ending = file.rpartition(".")[2]
    name = f'attachment; filename="interview-night-interview-2026-11-01.{ending}"'
    assert response.headers["Content-Disposition"] == name


def test_each_kind_of_file_writes_times_in_its_own_way(save, get, interview, owner):
    row = save(interview | NIGHT, owner).json()["data"]
    query = "time_zone=America/Los_Angeles"

    markdown = get(f"{row['id']}/export.md?{query}", owner).content.decode()
    one = get(f"{row['id']}/export.json?{query}", owner).json()
    many = json.loads(get(f"export.json?{query}", owner).getvalue())
    (line,) = csv.DictReader(get(f"export.csv?{query}", owner).getvalue().decode().splitlines())

    assert " · 1 November 2026 at 18:30 (America/Los_Angeles) · " in markdown
    assert [one, *many] == [row, row]
    assert line["completed_at"] == "2026-11-01T18:30:00-08:00"
    assert line["created_at"].endswith("-08:00") or line["created_at"].endswith("-07:00")


@pytest.mark.parametrize(
    "zone",
    [
        "Mars/Olympus",
        "Factory",  # tzdata's zone of a computer whose clock nobody has set up
        "europe/berlin",
        "Europe",
        "+02:00",
        "../../../../etc/passwd",
        "/etc/localtime",
        "Europe/Berlin%00",
        "Europe/Berlin%0d%0aSet-Cookie:x=1",
        "%F0%9F%8E%A8",
        "x" * 5000,
    ],
)
@pytest.mark.parametrize("file", [*ONE, *MANY])
def test_an_unknown_time_zone_is_a_400_that_names_it(get, alice, file, zone):
    response = get(f"{file.format(id=uuid4())}?time_zone={zone}", alice)

    assert_refused(response, 400, "invalid_input", ERROR | {"errors"})
    assert response.json()["errors"] == [
        {
            "field": "time_zone",
            "code": "invalid",
            "message": "Give the name of an IANA time zone, such as Europe/Berlin.",
        }
    ]


# Whose it is -------------------------------------------------------------------------


def test_a_pdf_names_the_person_whose_name_was_given(save, get, interview, owner):
    row = save(interview, owner).json()["data"]

    with_name = get(f"{row['id']}/export.pdf?name=Ada+Lovelace", owner)
    without = get(f"{row['id']}/export.pdf?name=", owner)

    transcript = Transcript.from_row(row)
    assert with_name.content == interview_pdf(transcript, "Ada Lovelace")
    assert without.content == interview_pdf(transcript)
    assert with_name.content != without.content


def test_a_markdown_names_the_person_whose_name_was_given(save, get, interview, owner):
    path = f"{save(interview, owner).json()['data']['id']}/export.md"
    title, facts, *_ = get(path, owner).text.split("\n\n")

    written = {
        "Ada Lovelace": "**Ada Lovelace**",
        "*Ada* <b>\n# x": r"**\*Ada\* \<b> # x**",
        "\x07": None,
    }
    for name, expected in written.items():
        lines = get(f"{path}?name={quote(name)}", owner).text.split("\n\n")
        assert lines[: 3 if expected else 2] == [*filter(None, [title, expected]), facts]


@pytest.mark.parametrize(
    ("name", "code"),
    [("x" * 101, "max_length"), ("+", "blank"), ("a%00b", "null_characters_not_allowed")],
)
def test_a_name_that_cannot_be_shown_is_a_400(get, alice, name, code):
    response = get(f"{uuid4()}/export.pdf?name={name}", alice)

    assert_refused(response, 400, "invalid_input", ERROR | {"errors"})
    assert [(e["field"], e["code"]) for e in response.json()["errors"]] == [("name", code)]


@pytest.mark.parametrize("file", [*ONE[2:], *MANY])
def test_other_files_name_nobody(get, alice, file):
    response = get(f"{file.format(id=uuid4())}?name=Ada", alice)

    assert_refused(response, 400, "invalid_input", ERROR | {"errors"})


# Refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("limit=5", "limit", "unknown_parameter"),
        ("cursor=", "cursor", "unknown_parameter"),
        ("format=csv", "format", "unknown_parameter"),
        ("min_overall_score=11", "min_overall_score", "max_value"),
        ("max_overall_score=7,5", "max_overall_score", "invalid"),
        ("experience_level=Junior&experience_level=Boss", "experience_level.1", "invalid_choice"),
        ("completed_after=yesterday", "completed_after", "invalid"),
        ("ordering=job_role", "ordering", "invalid_choice"),
        ("ordering=completed_at&ordering=-completed_at", "ordering", "repeated_parameter"),
        (f"search={'x' * 201}", "search", "max_length"),
        ("user_id=optional-user-uuid", "user_id", "invalid"),
    ],
)
@pytest.mark.parametrize("file", MANY)
def test_an_invalid_query_is_a_400_that_names_it(get, alice, file, query, field, code):
    response = get(f"{file}?{query}", alice)

    assert_refused(response, 400, "invalid_input", ERROR | {"errors"})
    assert [(e["field"], e["code"]) for e in response.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize("file", ONE)
def test_an_export_of_one_takes_no_filters(get, alice, file):
    response = get(f"{file.format(id=uuid4())}?ordering=completed_at", alice)

    assert_refused(response, 400, "invalid_input", ERROR | {"errors"})


@pytest.mark.parametrize("file", [*ONE, *MANY])
def test_without_a_token_nothing_is_exported(get, save, interview, file):
    unowned = save(interview).json()["data"]

    response = get(file.format(id=unowned["id"]))

    assert_refused(response, 401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("file", [*ONE, *MANY])
def test_the_user_id_of_another_user_is_a_403(get, save, interview, alice, bob, file):
    hers = save(interview, alice).json()["data"]

    response = get(f"{file.format(id=hers['id'])}?user_id={alice.id}", bob)

    assert_refused(response, 403, "user_id_mismatch")


@pytest.mark.parametrize("file", ONE)
def test_a_strangers_interview_is_the_same_404_as_a_missing_one(
    get, save, interview, alice, bob, file
):
    hers, unowned = (save(interview, user).json()["data"]["id"] for user in (alice, None))

    for row_id in (hers, unowned, uuid4(), "no-uuid", "%00", f"{hers}%0a"):
        response = get(file.format(id=row_id), bob, **{"X-Request-ID": "the-same"})

        assert_refused(response, 404, "not_found")
        assert response.json() == {
            "success": False,
            "code": "not_found",
            "message": "There is no such interview, or it is not yours.",
            "request_id": "the-same",
        }


@pytest.mark.parametrize(
    "path",
    [
        *(f"{{id}}/{name}" for name in ("export", "export.txt", "export.csv", "export.PDF")),
        "{id}/export.pdf/",
        "export",
        "export.pdf",
        "export.md",
        "export.csv/",
    ],
)
def test_another_kind_of_file_is_a_404(get, save, interview, alice, path):
    row = save(interview, alice).json()["data"]

    assert_refused(get(path.format(id=row["id"]), alice), 404, "not_found")


# Supabase fails ----------------------------------------------------------------------


@pytest.fixture
def proxy(supabase, settings):
    """Stands before the local Supabase, counts and fails as it is told."""
    with ScriptedUpstream() as proxy:
        settings.SUPABASE_URL = proxy.url
        proxy.script(FIND, relay(supabase.url))
        yield proxy


@pytest.mark.parametrize("failure", [answer(503), answer(500), answer(200, {}), reset, hang])
@pytest.mark.parametrize("file", MANY)
def test_a_failure_on_the_second_page_breaks_the_file_off(
    get, proxy, supabase, settings, shelf, file, failure
):
    before = 2 if file == "export.csv" else 1  # its columns are found first
    proxy.script(FIND, *[relay(supabase.url)] * before, failure)
    response = get(file, shelf.owner)
    assert response.status_code == 200

    settings.SUPABASE_TIMEOUT = 0.5
    sent = []
    with pytest.raises(APIException):
        sent.extend(response.streaming_content)  # keeps what came before the failure

    content = b"".join(sent).decode()
    assert [content.count(row_id) for row_id in shelf.rows].count(1) == PAGE
    if file == "export.json":
        assert len(json.loads(content + "]")) == PAGE  # the bracket is what it lacks


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_csv_begins_once_its_columns_and_first_rows_are_known(
    get, proxy, supabase, owner, db, before
):
    fill(db, owner, interviews=SUMMARIES + 1, characters=9)  # two questions, then those for rows
    proxy.script(FIND, *[relay(supabase.url)] * before, answer(500, {"code": "XX000"}))

    response = get("export.csv", owner)

    assert_refused(response, 502, "supabase_refused")
    assert "Content-Disposition" not in response
    assert proxy.count(FIND) == before + 1


@pytest.mark.parametrize("file", MANY)
def test_who_downloads_a_file_that_breaks_off_is_told_so(live_service, owner, db, file):
    fill(db, owner, interviews=120, characters=300_000)  # no buffer on the way holds 36 MB

    with httpx.stream(
        "GET", f"{live_service}/api/interviews/{file}", headers=owner.headers, timeout=60
    ) as response:
        assert response.status_code == 200
        content = response.iter_raw()
        next(content)
        db.execute("revoke execute on function list_interviews from authenticated")
        try:
            with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
                for _ in content:
                    pass
        finally:
            db.execute("grant execute on function list_interviews to authenticated")


# While it streams --------------------------------------------------------------------


def fill(db: Any, owner: User, interviews: int, characters: int) -> None:
    db.execute(
        """
        insert into interviews (user_id, job_role, experience_level, interview_type, conversation,
                                feedback)
        select %s, 'Engineer ' || n, 'Senior', 'Technical',
               jsonb_build_array(jsonb_build_object('role', 'user', 'content', repeat('x', %s))),
               '{}'
        from generate_series(1, %s) as n
        """,
        [owner.id, characters, interviews],
    )


@pytest.mark.parametrize("file", MANY)
def test_a_page_is_asked_for_when_those_before_it_are_sent(get, proxy, owner, db, file):
    fill(db, owner, interviews=1000, characters=9000)
    response = get(file, owner)

    sent, asked = 0, []  # rows sent, pages asked for by then
    size = 0
    for chunk in response.streaming_content:
        sent += chunk.count(b"Engineer ")
        asked.append((sent, proxy.count(FIND)))
        size += len(chunk)

    first = 1000 // SUMMARIES if file == "export.csv" else 0  # pages without transcripts
    assert (sent, proxy.count(FIND)) == (1000, first + 1000 // PAGE)
    assert size > 9_000_000
    assert all(pages <= first + rows // PAGE + 1 for rows, pages in asked)
    assert [
        (got.json()["page_size"], got.json()["with_conversation"]) for got in proxy.received
    ] == [(SUMMARIES + 1, False)] * first + [(PAGE + 1, True)] * (1000 // PAGE)


@pytest.mark.parametrize(
    "ordering", ["-completed_at", "completed_at", "-overall_score", "overall_score"]
)
def test_what_is_saved_or_deleted_meanwhile_neither_repeats_nor_hides_others(
    get, save, client, interview, shelf_of, ordering
):
    user, before = shelf_of(2 * PAGE + 1)
    stream = get(f"export.json?ordering={ordering}", user).streaming_content
    begun = b"".join(islice(stream, 3))

    first = json.loads(begun + b"]")[0]["id"]
    client.delete(f"/api/interviews/{first}", headers=user.headers)
    for _ in range(2):
        save(interview, user)

    exported = [row["id"] for row in json.loads(begun + b"".join(stream))]
    assert len(exported) == len(set(exported))
    assert set(before) <= set(exported)
