"""Which interviews are meant: filters, words to search for, and order."""

from datetime import datetime
from typing import NamedTuple

ORDERINGS = ["-completed_at", "completed_at", "-overall_score", "overall_score"]


class Selection(NamedTuple):
    """A part of one person's interviews, in the API's names. None and empty select everything.

    `search` holds words that must all occur. Scores are inclusive, `completed_after` is
    inclusive and `completed_before` exclusive.
    """

    search: list[str] = []
    job_role: str = ""
    experience_level: list[str] | None = None
    interview_type: list[str] | None = None
    min_overall_score: int | None = None
    max_overall_score: int | None = None
    completed_after: datetime | None = None
    completed_before: datetime | None = None
    ordering: str = ORDERINGS[0]
