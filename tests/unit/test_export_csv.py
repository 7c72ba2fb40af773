"""The CSV of interviews, and the names of downloads. Pure: no Django, no Supabase."""

import csv
import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from llm_api.exports.file_names import file_name
from llm_api.exports.spreadsheet import (
    COLUMNS,
    CUT_MARK,
    MAX_CELL,
    csv_rows,
    further_columns,
    inert,
)
from llm_api.exports.transcript import Transcript
from tests.support.feedback_examples import RICH_CONVERSATION, RICH_FEEDBACK

ROW: dict[str, Any] = {
    "id": "0192a1b2-c3d4-4e5f-8000-000000000001",
    "user_id": "0192a1b2-c3d4-4e5f-8000-000000000002",
    "job_role": "Backend Engineer",
    "experience_level": "Junior",
    "interview_type": "Behavioral",
    "conversation": [
        {"role": "interviewer", "content": "Why, in one word?"},
        {"role": "user", "content": 'He said "no",\nand left.', "seconds": 4},
    ],
    "feedback": {
        "overallScore": 7.5,
        "strengths": ["Calm", "Exact"],
        "areasForImprovement": ["Numbers"],
        "recommendations": [],
        "detailedFeedback": "Good.",
    },
    "overall_score": 8,
    "communication_score": None,
    "technical_score": 6,
    "question_count": 1,
    "completed_at": "2026-01-31T09:30:00.123456Z",
    "created_at": "2026-01-31T09:31:00Z",
}


def parsed(*rows: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_rows(rows)), newline="")))


def test_a_row_has_every_column_in_order():
    assert list(parsed(ROW)[0].items()) == [
        ("id", "0192a1b2-c3d4-4e5f-8000-000000000001"),
        ("completed_at", "2026-01-31T09:30:00.123456Z"),
        ("job_role", "Backend Engineer"),
        ("experience_level", "Junior"),
        ("interview_type", "Behavioral"),
        ("overall_score", "7.5"),
        ("communication_score", ""),
        ("technical_score", "6"),
        ("question_count", "1"),
        ("strengths", "Calm\nExact"),
        ("areas_for_improvement", "Numbers"),
        ("recommendations", ""),
        ("detailed_feedback", "Good."),
        ("transcript", 'Interviewer: Why, in one word?\n\nCandidate: He said "no",\nand left.'),
        ("created_at", "2026-01-31T09:31:00Z"),
    ]


def test_texts_are_without_their_markdown_and_a_link_is_its_words():
    feedback = {
        "strengths": ["**Clarity:** you were *clear*", "=1+1", "**=1+1**"],
        "detailedFeedback": "## Summary\n\nSee [docs](https://example.com).\n\n| a | b |\n|---|---|\n| c | d |",
        "questions": [{"question": "`why`?", "feedback": "- one\n- two"}],
        "tone": "[calm](javascript:alert(1))",
    }
    conversation = [{"role": "user", "content": "```sql\nselect 1;\n```\n# 5*60*60"}]
    row = {**ROW, "feedback": feedback, "conversation": conversation}
    (found,) = csv.DictReader(io.StringIO("".join(csv_rows([row], further_columns([row])))))
    assert found["strengths"] == "Clarity: you were clear\n=1+1\n=1+1"
    assert found["detailed_feedback"] == "Summary\n\nSee docs.\n\na\tb\nc\td"
    assert found["transcript"] == "Candidate: select 1;\n\n5*60*60"
    assert found["questions"] == "1. why?\nFeedback: one\ntwo"
    assert found["more_feedback"] == "Tone: [calm](javascript:alert(1))"
    row["feedback"] = {"detailedFeedback": "**=1+1**"}
    assert parsed(row)[0]["detailed_feedback"] == "'=1+1"


def test_it_is_rfc_4180_without_a_byte_order_mark():
    header, line = csv_rows([ROW])
    assert header == ",".join(COLUMNS) + "\r\n"
    assert line.endswith('"2026-01-31T09:31:00Z"\r\n')
    assert '"Interviewer: Why, in one word?\n\nCandidate: He said ""no"",\nand left."' in line


def test_no_interviews_are_the_header_alone():
    assert list(csv_rows([])) == [",".join(COLUMNS) + "\r\n"]


def test_rows_are_asked_for_one_at_a_time():
    asked = []

    def rows():
        for number in range(3):
            asked.append(number)
            yield ROW

    chunks = csv_rows(rows())
    next(chunks)
    assert asked == []
    next(chunks)
    assert asked == [0]


RICH = {**ROW, "feedback": RICH_FEEDBACK, "conversation": RICH_CONVERSATION}
QUESTIONS = """1. Why did you leave your job?
Score: 6.5 / 10
Feedback: Name the outcome first.
Ideal answer: Because of what came of it.
Difficulty: hard

2. What comes next?"""
MORE_FEEDBACK = """Summary: A calm start.
Tone: friendly
Recommended: Yes
Rubric:
  Structure:
    - clear
    - 4"""


def further(*rows: dict[str, Any], columns: list[str] | None = None) -> list[dict[str, str]]:
    """The cells after the usual ones of each row."""
    lines = csv_rows(rows, further_columns(rows) if columns is None else columns)
    cells = csv.DictReader(io.StringIO("".join(lines), newline=""))
    return [{name: line[name] for name in line if name not in COLUMNS} for line in cells]


def test_what_else_the_feedback_says_has_columns_after_the_usual_ones():
    poor = {**ROW, "feedback": {"overallScore": 3, "pace_score": 4}}
    rich = [
        ("API design", "6"),
        ("Pace", ""),
        ("Problem solving", "7.5"),
        ("questions", QUESTIONS),
        ("more_feedback", MORE_FEEDBACK),
    ]
    assert [list(cells.items()) for cells in further(RICH, poor)] == [
        rich,
        [(name, "4" if name == "Pace" else "") for name, _ in rich],
    ]


def test_feedback_of_the_usual_keys_alone_has_the_usual_columns_alone():
    assert further_columns([ROW, {"feedback": None}, {"feedback": "text"}, {}]) == []


@pytest.mark.parametrize(
    "columns", [[], ["Pace"], ["API design"], ["questions"], ["more_feedback"]]
)
def test_what_came_after_the_header_is_in_another_column_and_not_left_out(columns):
    lines = csv_rows([RICH], columns)
    (cells,) = csv.DictReader(io.StringIO("".join(lines), newline=""))
    said = "\n".join(cells.values())

    for text in (
        QUESTIONS,
        "Problem solving: 7.5 / 10",
        "Tone: friendly",
        "A calm start.",
        "    - 4",
    ):
        assert text in said, text
    assert ("API design: 6 / 10" in said) is ("API design" not in columns)
    assert cells["detailed_feedback"].startswith("Good.")
    assert "eleven" not in said


def test_the_name_of_a_competency_is_inert_and_fits():
    long, formula = "x" * 40_000, '=HYPERLINK("//e",1);x'
    row = {**ROW, "feedback": {"scores": {formula: 5, long: 6}}}
    header, _ = csv_rows([row], further_columns([row]))
    names = next(csv.reader([header]))[len(COLUMNS) :]
    assert names == [
        '\'= hyperlink("//e",1);x',
        "X" + "x" * (MAX_CELL - len(CUT_MARK) - 1) + CUT_MARK,
    ]
    assert ',"\'= hyperlink(""//e"",1);x",' in header


def test_columns_are_no_more_than_a_spreadsheet_takes_and_nothing_is_lost():
    rows = [
        {**ROW, "feedback": {"scores": {f"c{row}x{n}": 5 for n in range(150)}}} for row in range(2)
    ]
    columns = further_columns(rows)
    cells = further(*rows, columns=[*columns, "more_feedback"])
    assert len(columns) == 200
    assert cells[1]["more_feedback"].count(": 5 / 10") == 100


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "  =1+1",
        "\n=1+1",
        "\u00a0=1",
        "\u3000=1",
        "\u200b=1",
        "\ufeff=1",
        "\x00=1",
        "\ttext",
        "\rtext",
    ],
)
def test_no_text_starts_a_formula(text):
    assert inert(text) == f"'{text}"
    feedback = {"strengths": [text], "detailedFeedback": text}
    (row,) = parsed(
        {**ROW, "job_role": text, "feedback": feedback, "conversation": [{"content": text}]}
    )
    for column in ("job_role", "strengths", "detailed_feedback", "transcript"):
        assert row[column][0] == "'" or row[column] == "text", column


@pytest.mark.parametrize("text", ["", "C++", "a = b", "1=1", "'quoted'", "é", "数=1"])
def test_other_text_is_left_alone(text):
    assert inert(text) == text


def test_numbers_are_left_alone():
    (row,) = parsed({**ROW, "question_count": -3, "technical_score": 7.5})
    assert (row["question_count"], row["technical_score"]) == ("-3", "7.5")


def units(text: str) -> int:
    """The length of a text as a spreadsheet counts it."""
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("sign", ["x", "数", "🎨"])
@pytest.mark.parametrize("before", ["", "y", "=", "=y"])
def test_a_cell_holds_32000_characters_and_then_a_mark_within_them(sign, before):
    fits = before + sign * ((MAX_CELL - units(inert(before))) // units(sign))
    for text, is_cut in ((fits, False), (fits + sign, True)):
        feedback = {"detailedFeedback": text, "strengths": [text]}
        (row,) = parsed({**ROW, "feedback": feedback, "conversation": [{"content": text}]})

        for column in ("detailed_feedback", "strengths", "transcript"):
            kept = row[column].removesuffix(CUT_MARK)
            assert (kept != row[column]) is is_cut
            assert inert(text).startswith(kept)
            assert MAX_CELL - 1 - units(sign) <= units(row[column]) <= MAX_CELL


def test_odd_rows_of_other_hands_are_printed_as_text():
    odd = {"conversation": ["hi", {"role": "user"}, None, 7], "feedback": "=cmd", "job_role": ["x"]}
    (row,) = parsed(odd)
    assert (row["transcript"], row["detailed_feedback"], row["job_role"]) == (
        "hi\n\n7",
        "'=cmd",
        '["x"]',
    )
    assert len(parsed({"conversation": None, "feedback": {"strengths": "one"}})) == 1


def test_every_chunk_is_utf_8():
    chunks = csv_rows([{**ROW, "job_role": "\ud800 バックエンド 🎨"}])
    assert "バックエンド 🎨" in "".join(chunks).encode().decode()


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("Backend Engineer", "interview-backend-engineer-2026-01-31.pdf"),
        ("Développeur C++ / C#", "interview-developpeur-c-c-2026-01-31.pdf"),
        ("バックエンド", "interview-2026-01-31.pdf"),
        ("مهندس", "interview-2026-01-31.pdf"),
        (
            'a"; filename="../../x\r\nSet-Cookie: y',
            "interview-a-filename-x-set-cookie-y-2026-01-31.pdf",
        ),
        ("", "interview-2026-01-31.pdf"),
        (None, "interview-2026-01-31.pdf"),
        ("x" * 200, f"interview-{'x' * 60}-2026-01-31.pdf"),
    ],
)
def test_a_file_name_is_safe_in_any_script(role, name):
    assert file_name(Transcript.from_row({**ROW, "job_role": role}), "pdf") == name


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-01-31T23:30:00-02:00", "UTC", "-2026-02-01"),
        ("2026-01-31 09:25:12.04+00", "UTC", "-2026-01-31"),
        ("2026-11-02T02:30:00Z", "America/Los_Angeles", "-2026-11-01"),
        ("2026-11-01T11:00:00Z", "Pacific/Auckland", "-2026-11-02"),
        ("2026-01-31T23:30:00", "Asia/Kolkata", "-2026-02-01"),
        ("0001-01-01T00:00:00+14:00", "UTC", ""),
        ("0001-01-01T00:00:00Z", "America/Los_Angeles", ""),
        ("yesterday", "UTC", ""),
        (None, "UTC", ""),
    ],
)
def test_the_day_in_a_file_name_is_that_of_the_zone(moment, zone, day):
    row = {"job_role": "QA", "completed_at": moment}
    assert file_name(Transcript.from_row(row, ZoneInfo(zone)), "md") == f"interview-qa{day}.md"


@pytest.mark.parametrize(
    ("moment", "zone", "written"),
    [
        ("2026-11-02T02:30:00Z", "America/Los_Angeles", "2026-11-01T18:30:00-08:00"),
        ("2026-07-01T00:00:00.123456Z", "Europe/Berlin", "2026-07-01T02:00:00.123456+02:00"),
        ("2026-01-01T00:00:00Z", "Asia/Kathmandu", "2026-01-01T05:45:00+05:45"),
        ("2026-01-01T00:00:00Z", "Europe/London", "2026-01-01T00:00:00+00:00"),
        ("2026-01-01T00:00:00.5Z", "UTC", "2026-01-01T00:00:00.5Z"),
        ("0001-01-01T00:00:00Z", "America/Los_Angeles", "0001-01-01T00:00:00Z"),
        ("yesterday", "Asia/Tokyo", "yesterday"),
    ],
)
def test_times_have_the_offset_of_the_zone(moment, zone, written):
    row = {**ROW, "completed_at": moment, "created_at": moment}
    lines = csv.DictReader(io.StringIO("".join(csv_rows([row], zone=ZoneInfo(zone))), newline=""))
    assert [(line["completed_at"], line["created_at"]) for line in lines] == [(written, written)]
