"""Interviews of one person over time, for the tests of what is made of them."""

from typing import Any

SCORES = {
    "overall_score": "overallScore",
    "communication_score": "communicationScore",
    "technical_score": "technicalScore",
}


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
