"""An interview as a frontend sends it, and its row in the table."""

from typing import Any

from django.test import Client

INTERVIEW: dict[str, Any] = {
    "job_role": "Software Engineer",
    "experience_level": "Mid-level",
    "interview_type": "Behavioral",
    "conversation": [
        {"role": "interviewer", "content": "Tell me about yourself"},
        {"role": "user", "content": "I'm a software engineer..."},
    ],
    "feedback": {
        "overallScore": 8,
        "communicationScore": 9,
        "technicalScore": 7,
        "strengths": ["Clear communication"],
        "areasForImprovement": ["More technical depth"],
        "detailedFeedback": "You performed well...",
        "recommendations": ["Practice STAR method"],
    },
    "question_count": 5,
}

COLUMNS = {
    "id",
    "user_id",
    "job_role",
    "experience_level",
    "interview_type",
    "conversation",
    "feedback",
    "overall_score",
    "communication_score",
    "technical_score",
    "question_count",
    "completed_at",
    "created_at",
}


def count(db: Any, **equal: Any) -> int:
    """How many rows of the table have these values."""
    where = " and ".join(f"{column} = %s" for column in equal)
    query = f"select count(*) as n from interviews where {where}"
    number: int = db.execute(query, list(equal.values())).fetchone()["n"]
    return number


MISSING = object()


def changed(interview: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The interview with one value changed, or taken out with MISSING."""
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    place: Any = interview
    for step in way:
        place = place[step]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return interview


def post_raw(client: Client, raw: bytes | str, **headers: str) -> Any:
    """Save with these bytes as the body."""
    return client.post(
        "/api/interviews/save", raw, content_type="application/json", headers=headers
    )
