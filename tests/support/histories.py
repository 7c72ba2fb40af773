"""Interviews of one user over time, and what their numbers are by the rules of docs/api.md."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

SCORES = {
    "overall_score": "overallScore",
    "communication_score": "communicationScore",
    "technical_score": "technicalScore",
}


def interview(number: int, overall: int | None = None, **columns: Any) -> dict[str, Any]:
    """The row of the interview of the `number`-th of January, without its conversation."""
    row: dict[str, Any] = {
        "id": f"id-{number:02}",
        "user_id": "alice",
        "job_role": "Backend Engineer",
        "experience_level": "Senior",
        "interview_type": "Technical",
        "overall_score": overall,
        "communication_score": None,
        "technical_score": None,
        "question_count": 5,
        "completed_at": f"2026-01-{number:02}T09:00:00Z",
        "created_at": "2026-02-01T00:00:00Z",
        "feedback": {},
    }
    return row | columns


def at(
    moment: str, *scores: float | str | None, strengths: Any = (), areas: Any = (), **changes: Any
) -> dict[str, Any]:
    """The body of an interview completed at `moment`; `scores` in the order of SCORES."""
    return {
        "job_role": "Engineer",
        "experience_level": "Senior",
        "interview_type": "Technical",
        "conversation": [{"role": "user", "content": "Yes."}],
        "feedback": {
            "strengths": list(strengths),
            "areasForImprovement": list(areas),
            **dict(zip(SCORES.values(), scores, strict=False)),
        },
        "question_count": 5,
        "completed_at": moment,
    } | changes


def at_random(chance: random.Random, number: int, **changes: Any) -> dict[str, Any]:
    """The `number`-th of many interviews, each at a moment of its own."""
    passed = timedelta(minutes=chance.randrange(10**6), microseconds=number)
    return at(
        (datetime(2020, 1, 1, tzinfo=UTC) + passed).isoformat(),
        *chance.choices([None, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], k=3),
        experience_level=chance.choice(["Junior", "Mid-level", "Senior"]),
        interview_type=chance.choice(["Behavioral", "Technical", "System Design"]),
        **changes,
    )


def score(interview: dict[str, Any], column: str) -> int | None:
    """What the column holds of the score that was sent."""
    sent = interview["feedback"].get(SCORES[column])
    return None if sent is None else int(_half_up(Decimal(str(sent)), "1"))


def average(scores: Iterable[int]) -> float | None:
    known = list(scores)
    return float(_half_up(Decimal(sum(known)) / len(known), "0.01")) if known else None


def _half_up(number: Decimal, place: str) -> Decimal:
    return number.quantize(Decimal(place), ROUND_HALF_UP)


def completed_at(interview: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(interview["completed_at"])


def written(interview: dict[str, Any]) -> str:
    """The time of its completion, as the API writes it."""
    return completed_at(interview).astimezone(UTC).isoformat().replace("+00:00", "Z")


# A row without its conversation, as PostgREST answers it.
ROW = {
    "id": "0192a1b2-c3d4-4e5f-8000-000000000001",
    "user_id": "0192a1b2-c3d4-4e5f-8000-000000000002",
    "job_role": "Engineer",
    "experience_level": "Senior",
    "interview_type": "Technical",
    "feedback": {"overallScore": 8, "strengths": ["Calm"]},
    "overall_score": 8,
    "communication_score": None,
    "technical_score": None,
    "question_count": 5,
    "completed_at": "2026-01-01T09:00:00+00:00",
    "created_at": "2026-01-01T09:00:00+00:00",
}
