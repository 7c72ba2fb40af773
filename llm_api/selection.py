"""A selection of interviews: filters, search words and ordering."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

ORDERINGS = ["-completed_at", "completed_at", "-overall_score", "overall_score"]
# All searched texts, or the messages of the user alone.
SEARCH_IN = ["everything", "answers"]


class Selection(NamedTuple):
    """Filters over one person's interviews, named as in the API; None or empty means no filter.

    `search` holds words and phrases that must all occur. The bounds are inclusive, except that
    `completed_before` is exclusive.
    """

    search: list[str] = []
    search_in: str = SEARCH_IN[0]
    job_role: str = ""
    experience_level: list[str] | None = None
    interview_type: list[str] | None = None
    min_overall_score: Decimal | None = None
    max_overall_score: Decimal | None = None
    completed_after: datetime | None = None
    completed_before: datetime | None = None
    ordering: str = ORDERINGS[0]
