"""Which interviews a file is about, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from llm_api.exports.dates import day_and_time
from llm_api.exports.numbers import decimal
from llm_api.selection import Selection


def describe(selection: Selection, zone: ZoneInfo) -> list[str]:
    """A phrase for each filter of the selection but its search."""
    low, high = selection.min_overall_score, selection.max_overall_score
    return [
        *([f"role with “{selection.job_role}”"] if selection.job_role else []),
        *([" or ".join(selection.experience_level)] if selection.experience_level else []),
        *([" or ".join(selection.interview_type)] if selection.interview_type else []),
        *([f"overall score from {decimal(low)}"] if low is not None else []),
        *([f"overall score up to {decimal(high)}"] if high is not None else []),
        *_period("from", selection.completed_after, zone),
        *_period("before", selection.completed_before, zone),
    ]


def _period(word: str, moment: datetime | None, zone: ZoneInfo) -> list[str]:
    try:
        return [f"{word} {day_and_time(moment.astimezone(zone))}"] if moment else []
    except OverflowError:
        return []
