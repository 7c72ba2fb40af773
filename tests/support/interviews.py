"""An interview as a frontend sends it, and its row in the table."""

from typing import Any

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
