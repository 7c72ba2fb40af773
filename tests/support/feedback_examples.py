"""Feedback with more than the guide's keys, and what is read from it.

Python, SQL and JavaScript read it alike: each is tested with these examples.
"""

from typing import Any

# Keys in PostgreSQL's order (by length, then by bytes), as rows have them.
KEY_NAMES = {
    "problemSolvingScore": "Problem solving score",
    "problem_solving": "Problem solving",
    "Problem Solving": "Problem solving",
    "PROBLEM-SOLVING": "Problem solving",
    "APIDesignScore": "API design score",
    "SQL": "SQL",
    "HTML5": "HTML5",
    "sql": "Sql",
    "codeQuality2": "Code quality2",
    "résuméScore": "Résumé score",
    "コードScore": "コード score",
    "élan": "élan",
    "_": "",
    "": "",
}

COMPETENCIES: list[tuple[Any, dict[str, float]]] = [
    ({}, {}),
    ({"overallScore": 8, "technicalScore": 7}, {}),
    ({"problemSolvingScore": 7.5}, {"Problem solving": 7.5}),
    ({"scores": {"depth": 6, "clarityScore": 8}}, {"Clarity": 8, "Depth": 6}),
    ({"Scores": {"depth": 6}}, {"Depth": 6}),
    ({"sco-res": {"depth": 6}, "SCORES_": {"pace": 7}}, {"Depth": 6, "Pace": 7}),
    # Their case and separators are those of ASCII.
    ({"\u017fcores": {"depth": 6}, "scores\x1c": {"pace": 7}, "scores\xa0": {"pace": 7}}, {}),
    ({"scores": {"score": 6}}, {"Score": 6}),
    ({"score": 6, "underscore": 6, "scores": [7]}, {}),
    ({"depthScore": 11, "clarityScore": 0, "pace_score": 10, "x_score": 1}, {"Pace": 10, "X": 1}),
    ({"aScore": "8", "bScore": True, "cScore": None, "dScore": {"score": 8}}, {}),
    ({"scores": {"depth": "8", "clarity": [8]}}, {}),
    # The first counts, and what is outside of `scores` comes first.
    ({"depthScore": 6, "depth_score": 7, "scores": {"depth": 8}}, {"Depth": 6}),
    ({"scores": {"depth": 8}, "depth_score": 7}, {"Depth": 7}),
    # Beside the guide's own.
    ({"overallScore": 8, "overall_score": 6, "scores": {"overall": 5, "pace": 4}}, {"Pace": 4}),
    ({"asSent": {"depthScore": 8}, "competencies": {"depth": 8}}, {}),
]

# Questions as [number, question, answer, score, feedback, ideal answer, further entries], and
# entries as [name, text] or [name, entries].
QUESTIONS: list[tuple[Any, list[list[Any]]]] = [
    (
        {
            "questions": [
                {
                    "question": "Why a queue?",
                    "answer": "Because.",
                    "score": 6.5,
                    "feedback": "**Thin.**",
                    "idealAnswer": "Back pressure.",
                    "keyPoints": ["load", "order"],
                }
            ]
        },
        [
            [
                *(1, "Why a queue?", "Because.", 6.5, "**Thin.**", "Back pressure."),
                [["Key points", [["", "load"], ["", "order"]]]],
            ]
        ],
    ),
    # They keep their numbers, and what is odd in them.
    (
        {
            "questions": [
                {},
                "Why a queue?",
                {"answer": None, "score": "8/10", "feedback": {"tone": "calm"}},
            ]
        },
        [
            [2, "Why a queue?", "", None, "", "", []],
            [3, "", "", None, "", "", [["Score", "8/10"], ["Feedback", [["Tone", "calm"]]]]],
        ],
    ),
    *(
        ({"questions": other_shape}, [])
        for other_shape in (None, 3, "Why?", {"q1": "Why?"}, [["Why?"]], [1])
    ),
]

FURTHER_ENTRIES: list[tuple[Any, list[list[Any]]]] = [
    (
        {
            "tone": "Warm",
            "summary": "",
            "wouldHire": True,
            "confidence": 0.8,
            "scores": {"pace": 7, "clarity": 85},
            "overallScore": 8,
            "overall_score": 6,
            "depthScore": 7,
            "next": [{"topic": "SQL", "hours": 3}, None, [], "Rest"],
            "asSent": {"overallScore": "8"},
            "strengths": ["Calm"],
            "questions": ["Why?"],
        },
        [
            ["Tone", "Warm"],
            ["Would hire", "Yes"],
            ["Confidence", "0.8"],
            ["Scores", [["Clarity", "85"]]],
            ["Overall score", "6"],
            ["Next", [["", [["Topic", "SQL"], ["Hours", "3"]]], ["", "Rest"]]],
        ],
    ),
    ({"questions": {"q1": "Why?"}}, [["Questions", [["Q1", "Why?"]]]]),
    ({"questions": [["Why?"]]}, [["Questions", [["", [["", "Why?"]]]]]]),
    ({"questions": [1]}, [["Questions", [["", "1"]]]]),
    ({"questions": "Why?"}, [["Questions", "Why?"]]),
    ({"questions": None}, []),
]

# The feedback, the column overall_score, and the score that people read.
EXACT_SCORES: list[tuple[Any, int | None, float | None]] = [
    ({"overallScore": 7.4}, 7, 7.4),
    ({"overallScore": None}, 7, 7),
    ({"overallScore": "7.4"}, 7, 7),
    ({"overallScore": [7.4]}, 7, 7),
    ({"overallScore": []}, 7, 7),
    ({"overallScore": {"score": 7.4}}, 7, 7),
    ({"overallScore": 11}, 7, 7),
    ({"overallScore": True}, None, None),
    ({"overallScore": 1}, 2, 1),
    ({"overallScore": 10}, 2, 10),
    ({"overallScore": 0.99}, 1, 1),
    ({"overallScore": 10.01}, 10, 10),
    ("text", 7, 7),
    ([7.4], 7, 7),
    ({}, 0, None),
    ({}, 11, None),
    ({}, None, None),
]

NO_OBJECTS: list[Any] = [None, "text", [], 3]

# All that a model says beside the guide's keys.
RICH_FEEDBACK: dict[str, Any] = {
    "overallScore": 7.4,
    "strengths": ["Calm"],
    "detailedFeedback": "Good.",
    "summary": "A calm start.",
    "problemSolvingScore": 7.5,
    "scores": {"API design": 6},
    "questions": [
        {
            "question": "Why did you leave your job?",
            "answer": "I wanted to build things that last.",
            "score": 6.5,
            "feedback": "Name the outcome first.",
            "idealAnswer": "Because of what came of it.",
            "difficulty": "hard",
        },
        "What comes next?",
    ],
    "tone": "friendly",
    "recommended": True,
    "rubric": {"structure": ["clear", 4], "pace": None},
    "asSent": {"technicalScore": "eleven"},
}
RICH_CONVERSATION = [
    {"role": "interviewer", "content": "Welcome. Why did you leave your job?"},
    {"role": "user", "content": "I wanted to build\nthings that last."},
    {"role": "interviewer", "content": "Thank you."},
]
