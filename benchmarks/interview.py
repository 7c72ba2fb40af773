"""The interview that the benchmarks save."""

import json


def interview_json() -> str:
    """A body of 9 KB: twenty messages with feedback, about half an hour of interview."""
    words = "I led the migration of our billing service and measured what each step cost. "
    messages = [
        {"role": ("interviewer", "user")[n % 2], "content": f"{n}. " + words * (2, 7)[n % 2]}
        for n in range(20)
    ]
    feedback = {
        "overallScore": 8,
        "communicationScore": 9,
        "technicalScore": 7,
        "strengths": ["Clear communication", "Structured answers"],
        "areasForImprovement": ["More technical depth"],
        "detailedFeedback": words * 15,
        "recommendations": ["Practice the STAR method"],
    }
    return json.dumps(
        {
            "job_role": "Software Engineer",
            "experience_level": "Mid-level",
            "interview_type": "Behavioral",
            "conversation": messages,
            "feedback": feedback,
            "question_count": 10,
        }
    )
