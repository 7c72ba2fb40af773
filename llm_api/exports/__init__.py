"""Interviews as files: PDF, Markdown, CSV. Rows in, bytes or text out; no I/O but the fonts.

This module reads a row for the three of them. Rows that other hands wrote may lack keys or hold
a string where a list belongs: what cannot be read is left out, what is odd is printed as text.
"""

import json
import re
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from llm_api.scores import SCORES

Row = dict[str, Any]

SPEAKERS = {"interviewer": "Interviewer", "user": "Candidate"}
SCORE_LABELS = {
    "overallScore": "Overall",
    "communicationScore": "Communication",
    "technicalScore": "Technical",
}
ADVICE_LABELS = {
    "strengths": "Strengths",
    "areasForImprovement": "Areas for improvement",
    "recommendations": "Recommendations",
}

LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls but tab and newline, bidi overrides (they turn the rest of a line around), the byte
# order mark, lone surrogates and noncharacters: no font has them and no file wants them.
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
FENCE = re.compile(r"[ \t]*(`{3,})([^`]*)")


class Turn(NamedTuple):
    role: str  # as stored: "interviewer", "user", or what an older row has
    speaker: str
    text: str


class Part(NamedTuple):
    """A stretch of a message: prose, or the inside of a fenced block of code."""

    text: str
    is_code: bool = False
    language: str = ""


def as_text(value: object) -> str:
    """Printable text of any JSON value; line ends are \\n, an absent value is empty."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return UNPRINTABLE.sub("", LINE_ENDS.sub("\n", text)).strip("\n")


def one_line(value: object) -> str:
    return " ".join(as_text(value).split())


def feedback_of(row: Row) -> dict[str, Any]:
    feedback = row.get("feedback")
    return feedback if isinstance(feedback, dict) else {"detailedFeedback": feedback}


def advice(row: Row, key: str) -> list[str]:
    """The texts of one of feedback's lists; a lone string is a list of one."""
    items = feedback_of(row).get(key)
    texts = map(as_text, items if isinstance(items, list) else [items])
    return [text for text in texts if text.strip()]


def score(row: Row, key: str) -> float | None:
    """1 to 10: as the feedback has it (7.5), else as its column has it (8), else None."""
    for value in (feedback_of(row).get(key), row.get(SCORES[key])):
        if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= 10:
            return value
    return None


def score_text(value: float | None) -> str:
    return "not scored" if value is None else f"{value:.3g} / 10"


def turns(row: Row) -> list[Turn]:
    conversation = row.get("conversation")
    messages = conversation if isinstance(conversation, list) else [conversation]
    read = [_turn(message) for message in messages]
    return [turn for turn in read if turn.text.strip()]


def _turn(message: object) -> Turn:
    if not isinstance(message, dict):
        return Turn("", "", as_text(message))
    role = one_line(message.get("role"))
    return Turn(role, SPEAKERS.get(role, role.capitalize()), as_text(message.get("content")))


def completed_on(row: Row) -> date | None:
    """The day, in UTC, of a timestamp such as 2026-01-31T09:30:00.123456Z."""
    for column in ("completed_at", "created_at"):
        try:
            return _day(one_line(row.get(column)))
        except (ValueError, OverflowError):
            continue
    return None


def _day(timestamp: str) -> date:
    moment = datetime.fromisoformat(timestamp)
    return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()


def summary(row: Row) -> list[str]:
    """What stands under the title: level, type, day, number of questions."""
    day = completed_on(row)
    count = row.get("question_count")
    facts = [
        one_line(row.get("experience_level")),
        one_line(row.get("interview_type")),
        f"{day.day} {day:%B %Y}" if day else one_line(row.get("completed_at")),
        f"{count} question{'' if count == 1 else 's'}" if type(count) is int else "",
    ]
    return [fact for fact in facts if fact]


def title(row: Row) -> str:
    return one_line(row.get("job_role")) or "Interview"


def parts(text: str) -> list[Part]:
    """Prose and fenced code of a text, in order. A fence that never closes runs to the end."""
    found: list[Part] = []
    lines: list[str] = []
    fence: re.Match[str] | None = None
    for line in text.split("\n"):
        mark = FENCE.fullmatch(line)
        if fence is None and mark:
            found.append(Part("\n".join(lines)))
            fence, lines = mark, []
        elif fence and mark and len(mark[1]) >= len(fence[1]) and not mark[2].strip():
            found.append(Part("\n".join(lines), True, fence[2].strip()))
            fence, lines = None, []
        else:
            lines.append(line)
    rest = "\n".join(lines)
    found.append(Part(rest, True, fence[2].strip()) if fence else Part(rest))
    return [part for part in found if part.text.strip()]
