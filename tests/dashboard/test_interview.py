"""The page of one interview, in a Chromium."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.interviews import INTERVIEW
from tests.support.node import call

FEEDBACK = INTERVIEW["feedback"]
ASSESSED: dict[str, Any] = {
    "job_role": "Database Engineer",
    "interview_type": "Technical",
    "conversation": [
        {"role": "interviewer", "content": "Welcome!"},
        {"role": "interviewer", "content": "Why did you **shard** the table, and not the index?"},
        {"role": "user", "content": "Because it didn\u2019t fit."},
        {"role": "interviewer", "content": "What is a write-ahead log?"},
        {"role": "user", "content": "A pelican of every change, before it is made."},
    ],
    "feedback": FEEDBACK
    | {
        "overallScore": 7.4,
        "problemSolvingScore": 6.25,
        "scores": {"clarity": 9},
        "summary": "A calm interview.",
        "tone": "Friendly",
        "wouldHire": True,
        "nextSteps": {"thisWeek": ["Read about logs", "Rest"], "book": {"title": "DDIA"}},
        "asSent": {"overallScore": "7,4"},
        "questions": [
            {
                "question": "Why did you shard the table and not the index",
                "score": 5.5,
                "feedback": "No number was named.",
                "idealAnswer": "Name the size.",
            },
            {"answer": "A pelican of every change", "score": 8, "feedback": "Well put."},
            {"question": "On planning in general", "answer": "With care", "score": 3},
        ],
    },
}


@pytest.fixture
def assessed(signed_in, keep):
    """The page of an interview with everything in its feedback."""
    row_id = keep(**ASSESSED)
    signed_in.open(f"/interviews/{row_id}")
    signed_in.page.get_by_role("heading", name="Database Engineer").wait_for()
    signed_in.settle()
    return signed_in


def values(locator):
    """The texts of a locator's elements, each in one line."""
    return [" ".join(text.split()) for text in locator.all_inner_texts()]


def test_texts_are_read_as_markdown(signed_in, keep):
    table = "| Topic | Level |\n|---|---|\n| Logs | good |"
    row_id = keep(
        feedback=FEEDBACK
        | {
            "summary": "**Calm**",
            "strengths": ["Named `fsync`"],
            "detailedFeedback": f"## Overview\n\n- one\n- two\n\n{table}",
            "notes": {"next": "*Soon*"},
        },
        conversation=[{"role": "user", "content": "# Plan\n\n1. Read\n2. Write"}],
    )
    signed_in.open(f"/interviews/{row_id}")
    article = signed_in.page.locator("article")
    article.wait_for()
    for element in [
        "#summary strong:text-is('Calm')",
        "#strengths code:text-is('fsync')",
        "#detail h3:text-is('Overview')",
        "#detail ul > li p:text-is('two')",
        "#detail td:text-is('good')",
        ".turn h4:text-is('Plan')",
        ".turn ol > li p:text-is('Write')",
        "#more-feedback em:text-is('Soon')",
    ]:
        assert article.locator(element).count() == 1, element
    assert signed_in.complaints == []


def test_every_text_has_its_own_direction(signed_in, keep):
    row_id = keep(
        job_role="مهندس برمجيات",
        conversation=[{"role": "user", "content": "عملت على نظام (API) للدفع."}],
        feedback={
            "strengths": ["وضوح", "Clear"],
            "detailedFeedback": "أداء جيد.",
            "questions": [{"question": "سؤال"}],
            "ملاحظة": "نص",
        },
    )
    signed_in.open(f"/interviews/{row_id}")
    signed_in.page.locator("article").wait_for()
    rightwards = signed_in.page.evaluate(
        """() => Object.fromEntries(["h1", ".turn .prose p", "#strengths li:nth-child(1) p",
          "#strengths li:nth-child(2) p", "#detail p", ".question p", "#more-feedback dt",
          "#more-feedback p"]
          .map(name => [name, getComputedStyle(document.querySelector(name)).direction]))"""
    )
    assert {name for name, direction in rightwards.items() if direction == "ltr"} == {
        "#strengths li:nth-child(2) p"
    }


def test_every_score_is_exact(assessed):
    assert values(assessed.page.locator("#scores .bar")) == [
        "Overall 7.4 / 10",
        "Communication 9 / 10",
        "Technical 7 / 10",
        "Clarity 9 / 10",
        "Problem solving 6.25 / 10",
    ]


def test_the_summary_comes_first_and_everything_else_last(assessed):
    headings = assessed.page.locator("article h2:visible").all_inner_texts()
    assert headings == [
        "Summary",
        "Scores",
        "Strengths",
        "Areas to improve",
        "Recommendations",
        "Detailed feedback",
        "Questions",
        "Transcript",
        "More feedback",
    ]
    assert values(assessed.page.locator("#summary")) == ["Summary A calm interview."]
    assert values(assessed.page.locator("#more-feedback > dl > div")) == [
        "Tone Friendly",
        "Next steps Book Title DDIA This week Read about logs Rest",
        "Would hire Yes",
    ]
    assert "7,4" not in assessed.page.locator("#main").inner_text()


def test_feedback_on_a_question_stands_beside_its_answer(assessed):
    turns = values(assessed.page.locator(".turn"))
    assert turns == [
        "Interviewer Welcome!",
        "Interviewer Question 1 Copy link Why did you shard the table, and not the index?",
        "You Because it didn\u2019t fit. Feedback on question 1 Score 5.5 / 10 "
        "No number was named. A better answer Name the size.",
        "Interviewer Question 2 Copy link What is a write-ahead log?",
        "You A pelican of every change, before it is made. "
        "Feedback on question 2 Score 8 / 10 Well put.",
    ]
    answer, note = (
        assessed.page.locator(".turn").nth(2).locator(part).bounding_box()
        for part in (".said", ".assessment")
    )
    assert note["x"] >= answer["x"] + answer["width"]
    assert abs(note["y"] - answer["y"]) < 2


def test_questions_are_a_list_with_links_to_their_answers(assessed):
    items = values(assessed.page.locator(".question"))
    assert items == [
        "1. Why did you shard the table and not the index Score 5.5 / 10",
        "2. What is a write-ahead log? Score 8 / 10",
        # Nothing in the conversation has these words, so that the whole of it is here.
        "Question 3 Copy link On planning in general Feedback on question 3 Score 3 / 10 "
        "Your answer, as it was noted With care",
    ]
    assessed.page.locator(".question").get_by_role("link").nth(1).click()
    assert assessed.address().endswith("#q2")
    focused = assessed.page.evaluate("document.activeElement.textContent")
    assert "What is a write-ahead log?" in focused


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 640, 390])  # 640 is 1280 at 200 %
def test_an_interview_with_everything_passes_axe_and_fits(assessed, scheme, width):
    page = assessed.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    assessed.open(assessed.address() + "?search=the")
    page.get_by_role("group", name="Places found").wait_for()
    assessed.settle()
    assert assessed.faults_of_accessibility() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Download as PDF").click()
    assert assessed.faults_of_accessibility() == []


def test_nothing_in_the_feedback_is_read_as_html(signed_in, keep):
    hostile = '<img src=x onerror="window.caught = 1">'
    link = "[follow](javascript:window.caught=1)"
    row_id = keep(
        feedback={
            "summary": hostile,
            hostile: link,
            f"{hostile}Score": 7,
            "questions": [
                {"question": link, "answer": hostile, "feedback": hostile, hostile: link}
            ],
            "nested": {"deep": [[[[[[[[hostile]]]]]]]]},
        }
    )
    signed_in.open(f"/interviews/{row_id}?search=window")
    article = signed_in.page.locator("article")
    article.wait_for()
    signed_in.settle()
    assert signed_in.page.evaluate("window.caught") is None
    assert signed_in.page.locator("#main :is(img, script, [href^='javascript:'])").count() == 0
    assert article.inner_text().count(hostile) >= 5


def test_on_a_phone_the_feedback_stands_under_the_answer(assessed):
    assessed.page.set_viewport_size({"width": 390, "height": 844})
    answer, note = (
        assessed.page.locator(".turn").nth(2).locator(part).bounding_box()
        for part in (".said", ".assessment")
    )
    assert note["y"] >= answer["y"] + answer["height"]
    assert assessed.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_questions_in_the_feedback_the_interviewers_messages_are_numbered(signed_in, keep):
    row_id = keep(conversation=ASSESSED["conversation"])
    signed_in.open(f"/interviews/{row_id}")
    signed_in.settle()
    numbered = values(signed_in.page.locator(".turn h3"))
    assert numbered == ["Question 1", "Question 2", "Question 3"]


ODD_ROWS = [
    (
        {"strengths": "Calm", "overallScore": 85, "areasForImprovement": [{"title": "Pace"}]},
        [{"role": "coach", "content": "Breathe."}],
        ["Calm", "Overall score 85", "Pace", "Coach", "Breathe."],
    ),
    (
        {"recommendations": {"first": "Rest"}, "detailedFeedback": ["One", "Two"]},
        [{"role": "user", "content": {"text": "Nested"}}, {"content": None, "parts": [1]}],
        ["First Rest", "One Two", "Nested", "Parts 1"],
    ),
    (
        {"__proto__": "A", "__defineGetter__": "B", "constructor": "C", "toString": "D"},
        [{"role": "user", "content": "Here."}],
        ["Proto A", "Define getter B", "Constructor C", "To string D", "Here."],
    ),
    (
        {"questions": [{"question": "Why?"}, 3]},
        [{"role": "user"}, "A text", {"text": "Under text"}],
        ["Question Why?", "3", "A text", "Under text"],
    ),
]


@pytest.mark.parametrize(("feedback", "conversation", "shown"), ODD_ROWS)
def test_a_row_of_another_shape_is_shown_as_it_is(
    signed_in, keep, db, feedback, conversation, shown
):
    row_id = keep(job_role="Odd")
    db.execute(
        "update interviews set feedback = %s, conversation = %s where id = %s",
        [json.dumps(feedback), json.dumps(conversation), row_id],
    )
    signed_in.open(f"/interviews/{row_id}")
    signed_in.page.get_by_role("heading", name="Odd").wait_for()
    text = " ".join(signed_in.page.locator("article").inner_text().split())
    assert [expected for expected in shown if expected not in text] == []


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"feedback": "Well done.", "conversation": "Hi"}, ("Well done.", [], ["Hi"])),
        (
            {"feedback": ["Well done."], "conversation": {"content": "Hi"}},
            ("", ["Feedback"], ["Hi"]),
        ),
        ({"feedback": 7, "conversation": [7, None]}, ("", ["Feedback"], ["7"])),
        ({"feedback": None, "conversation": None}, ("", [], [])),
        ({}, ("", [], [])),
    ],
)
def test_even_a_row_that_the_table_would_refuse_is_read(row, shown):
    [found] = call("transcript.js", "transcript", [[row]])
    assert (
        found["detailedFeedback"],
        [entry["name"] for entry in found["further"]],
        [message["text"] for message in found["messages"]],
    ) == shown


def test_an_interview_shows_everything_it_holds(signed_in, three):
    signed_in.page.reload()
    signed_in.page.get_by_role("link", name="Team Lead").click()
    signed_in.page.get_by_role("heading", name="Team Lead").wait_for()
    text = signed_in.page.locator("#main").inner_text()

    assert signed_in.address() == f"/interviews/{three[2]}"
    for expected in [
        "Behavioral · Senior · 5 questions · 10 March 2026",
        "8 / 10",
        "9 / 10",
        "7 / 10",
        "Clear communication",
        "Name a number",
        "Practice STAR method",
        "You performed well...",
        "Interviewer",
        "Why a pelican and not a queue?",
    ]:
        assert expected in text
    assert signed_in.page.title() == "Team Lead · Interview Storage"


def test_code_between_fences_is_shown_as_code(signed_in, keep):
    said = "Skip the locked:\n\n```sql\nselect id\n  from jobs;\n```\nThat is `all`.\n\n```\nnever closed"
    row_id = keep(job_role="Coder", conversation=[{"role": "user", "content": said}])
    signed_in.open(f"/interviews/{row_id}")
    signed_in.page.get_by_role("heading", name="Coder").wait_for()

    turn = signed_in.page.locator(".turn")
    assert turn.locator("pre").all_inner_texts() == ["select id\n  from jobs;", "never closed"]
    assert turn.locator("p").all_inner_texts() == ["You", "Skip the locked:", "That is all."]


@pytest.mark.parametrize(
    ("button", "ending", "begins"),
    [("Markdown", ".md", b"# Data Engineer"), ("JSON", ".json", b"{")],
)
def test_an_interview_can_be_downloaded(signed_in, three, button, ending, begins):
    signed_in.open(f"/interviews/{three[0]}")
    with signed_in.page.expect_download() as download:
        signed_in.page.get_by_role("button", name=f"Download as {button}").click()
    assert download.value.suggested_filename == f"interview-data-engineer-2026-01-10{ending}"
    assert Path(download.value.path()).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("zone", "completed_at", "day", "time"),
    [
        ("America/Los_Angeles", "2026-11-02T02:30:00Z", 1, "18:30"),
        ("Pacific/Auckland", "2026-11-01T11:30:00Z", 2, "00:30"),
    ],
)
def test_a_download_has_the_day_that_the_page_shows(
    open_window, keep, person, zone, completed_at, day, time
):
    row_id = keep(completed_at=completed_at)
    visitor = open_window(timezone_id=zone)
    visitor.open(f"/interviews/{row_id}")
    visitor.sign_in(person[0])

    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Download as Markdown").click()

    shown = f"{day} November 2026 at {time}"
    assert visitor.page.locator("main time").first.inner_text() == shown
    assert f" · {shown} ({zone}) · " in Path(download.value.path()).read_text()
    assert download.value.suggested_filename.endswith(f"-2026-11-0{day}.md")


def test_deleting_names_what_goes_and_asks_first(signed_in, three):
    page = signed_in.page
    signed_in.open(f"/interviews/{three[0]}")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete this interview?")
    assert "Data Engineer, Technical, 10 Jan 2026" in dialog.inner_text()
    assert "2 messages" in dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert page.get_by_role("button", name="Delete").evaluate("(e) => e === document.activeElement")

    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete for good").click()
    page.get_by_text("2 interviews", exact=True).wait_for()
    assert "Data Engineer" not in signed_in.roles()
    signed_in.refusals_expected = True
    signed_in.open(f"/interviews/{three[0]}")
    page.get_by_text("There is no such interview here.").wait_for()
