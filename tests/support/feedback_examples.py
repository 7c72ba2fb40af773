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
