"""The PDFs of progress and of a comparison. Pure: no Django, no Supabase."""

import io
import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from llm_api.analysis.progress import progress
from llm_api.exports.comparison_pdf import advice_matrix, comparison_pdf
from llm_api.exports.numbers import decimal, signed
from llm_api.exports.progress_pdf import progress_pdf
from llm_api.exports.selections import describe
from llm_api.selection import Selection

BERLIN = ZoneInfo("Europe/Berlin")


def interview(number: int, **changes: Any) -> dict[str, Any]:
    """The interview of a day of January 2026, at 23:30 UTC: in Berlin that is the next day."""
    feedback = changes.pop("feedback", {})
    return {
        "id": f"0192a1b2-c3d4-4e5f-8000-{number:012}",
        "job_role": "Backend Engineer",
        "experience_level": "Senior",
        "interview_type": "Technical",
        "overall_score": None,
        "communication_score": None,
        "technical_score": None,
        "completed_at": f"2026-01-{number + 1:02}T23:30:00Z",
        "feedback": {"overallScore": 4 + number / 2, **feedback},
        **changes,
    }


@pytest.fixture(scope="module")
def words():
    pypdf = pytest.importorskip("pypdf", reason="requirements-dev.txt is not installed")

    def extract(document: bytes) -> str:
        pages = pypdf.PdfReader(io.BytesIO(document)).pages
        return squeezed("".join(page.extract_text() for page in pages))

    return extract


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def progress_of(*rows: dict[str, Any], **options: Any) -> bytes:
    return progress_pdf(progress(list(rows)), BERLIN, **options)


# Progress ----------------------------------------------------------------------------


def test_progress_states_the_first_three_against_the_last_three(words):
    advice = {"areasForImprovement": ["Name a number"], "paceScore": 6.5}
    rows = [interview(n, feedback=advice if n < 2 else {}) for n in range(6)]
    text = words(progress_of(*rows, person="Ada Lovelace", filters=["Senior", "Technical"]))

    for told in [
        "Progress Ada Lovelace 6 mock interviews · 2 January 2026 to 7 January 2026",
        "· Times are in Europe/Berlin · Senior · Technical",
        "Overall score 4.5 6 +1.5 6",
        "Communication score needs 6 0",
        "Pace needs 6 2",
        "2 January 2026 7 January 2026",
        "to improve Name a number 2 interviews 2 January 2026 to 3 January 2026",
    ]:
        assert squeezed(told) in text, told


def test_unscored_interviews_are_counted_and_not_drawn(words):
    rows = [interview(n, **{"feedback": {"overallScore": None}} if n else {}) for n in range(3)]
    text = words(progress_of(*rows))
    assert "3mockinterviews" in text
    assert "Withoutascoreandnotdrawn:2." in text
    assert "Overallscoreneeds61" in text


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "0 mock interviews"),
        ([interview(0)], "1 mock interview · 2 January 2026"),
        ([interview(0, feedback={"overallScore": None})], "1 mock interview"),
        ([interview(0)] * 2, "2 mock interviews · 2 January 2026"),
    ],
)
def test_few_interviews_make_a_document_too(words, rows, told):
    text = words(progress_of(*rows))
    assert squeezed(told) in text
    assert "Noadvicewasgivenintwooftheseinterviews." in text


def test_advice_is_shown_without_its_markdown_marks(words):
    rows = [interview(n, feedback={"strengths": ["**Clarity:** be `brief`"]}) for n in range(2)]
    for document in (progress_of(*rows), comparison_pdf(rows, BERLIN)):
        assert "Clarity:bebrief" in words(document)


def test_names_and_texts_are_never_markup(words):
    hostile = '#panic("x") *b $x$ <l> @r \\'
    feedback = {"strengths": [hostile], "scores": {hostile: 5}}
    rows = [
        interview(n, feedback=feedback, interview_type=hostile, job_role=hostile) for n in range(2)
    ]
    text = words(progress_of(*rows, person=hostile, filters=[hostile]))
    assert text.count(squeezed(hostile)) == 5
    assert words(comparison_pdf(rows, BERLIN, hostile)).count(squeezed(hostile)) >= 4


@pytest.mark.parametrize(
    ("selection", "described"),
    [
        (Selection(), []),
        (
            Selection(
                job_role="dev",
                experience_level=["Junior", "Senior"],
                interview_type=["Technical"],
                min_overall_score=5,
                max_overall_score=7,
                completed_after=datetime(2026, 1, 31, 23, 30, tzinfo=UTC),
                completed_before=datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
            ),
            [
                "role with “dev”",
                "Junior or Senior",
                "Technical",
                "overall score from 5",
                "overall score up to 7",
                "from 1 February 2026 at 00:30",
            ],
        ),
    ],
)
def test_the_selection_is_described_in_words(selection, described):
    assert describe(selection, BERLIN) == described


# Comparison --------------------------------------------------------------------------


def test_a_comparison_shows_scores_with_their_changes(words):
    first = interview(0, feedback={"overallScore": 7.5, "paceScore": 6})
    second = interview(
        1, job_role="Team Lead", interview_type="Behavioral", feedback={"overallScore": 7.25}
    )
    text = words(comparison_pdf([second, first], BERLIN, "Ada Lovelace"))

    for told in [
        "Comparison Ada Lovelace 2 mock interviews, oldest first · Times are in Europe/Berlin",
        "The interview type is not the same in all of these interviews (Technical, Behavioral)",
        "Backend Engineer Technical Senior 2 January 2026 00:30",
        "Team Lead Behavioral Senior 3 January 2026 00:30",
        "Overall score 7.5 7.25 −0.25",
        "Technical score – –",
        "Pace 6 –",
    ]:
        assert squeezed(told) in text, told


def test_advice_is_listed_by_how_many_interviews_give_it():
    given = [["Name a number", "Be calm"], ["name a number!"], ["Ask first", "Name a number."]]
    rows = [interview(n, feedback={"strengths": texts}) for n, texts in enumerate(given)]
    assert advice_matrix(rows, "strengths") == [
        ("Name a number.", [True, True, True]),
        ("Be calm", [True, False, False]),
        ("Ask first", [False, False, True]),
    ]


def test_interviews_of_any_size_make_documents(words):
    feedback = {
        "scores": {f"competency {n} " + "x" * 300: 5 for n in range(100)},
        "strengths": [f"advice {n} " + "y" * 300 for n in range(150)],
        "areasForImprovement": ["تمرّن على الشرح", "練習する", "z" * 3000],
    }
    rows = [interview(n, feedback=feedback, job_role="W" * 200) for n in range(5)]
    comparison, over_time = words(comparison_pdf(rows, BERLIN)), words(progress_of(*rows))
    assert "And40furthercompetencies." in comparison
    assert "And50more." in comparison
    assert "And70furthercompetencies,offewerinterviews." in over_time


# Numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (7, "7"),
        (7.0, "7"),
        (10, "10"),
        (7.4, "7.4"),
        (7.125, "7.13"),
        (7.005, "7.01"),
        (9.999, "10"),
    ],
)
def test_scores_are_rounded_half_up_to_two_decimals(value, written):
    assert decimal(value) == written


@pytest.mark.parametrize(("value", "written"), [(0.9, "+0.9"), (-1, "−1"), (0, "0"), (-0.001, "0")])
def test_differences_have_their_sign(value, written):
    assert signed(value) == written
