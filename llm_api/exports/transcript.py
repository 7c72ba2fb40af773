"""An interview prepared for display: in PDF, Markdown, CSV and the admin.

Rows that were not written by this service may lack keys or have values of other types. Missing
values are omitted, and values of another type are shown as text.
"""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from llm_api.analysis.scores import SCORES, exact_score
from llm_api.exports.dates import DEFAULT_ZONE, day_and_time, local_time
from llm_api.schemas import Row

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
# Control characters except tab and newline, bidi overrides (they reorder the line), the byte order
# mark, lone surrogates and noncharacters: fonts lack them, and file formats do not allow them.
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
FENCE = re.compile(r"[ \t]*(`{3,})([^`]*)")


class Turn(NamedTuple):
    """One message. `role` is as stored: "interviewer", "user", or another value in older rows."""

    role: str
    speaker: str
    text: str


class Score(NamedTuple):
    """`value` is from 1 to 10, with decimals; None if unscored."""

    label: str
    value: float | None

    @property
    def text(self) -> str:
        return "not scored" if self.value is None else f"{self.value:.3g} / 10"


class Advice(NamedTuple):
    """The texts of one list in the feedback, such as `strengths`."""

    key: str
    label: str
    texts: list[str]


class Part(NamedTuple):
    """A part of a message: prose, or the content of a fenced code block."""

    text: str
    is_code: bool = False
    language: str = ""


@dataclass(frozen=True)
class Transcript:
    """The displayed values of an interview. All texts are printable, with \\n as line end."""

    title: str
    summary: list[str]  # level, type, time with its zone and number of questions, if present
    completed_at: datetime | None  # in the zone of the export
    scores: list[Score]
    advice: list[Advice]
    detailed_feedback: str
    turns: list[Turn]

    @classmethod
    def from_row(cls, row: Row, zone: ZoneInfo = DEFAULT_ZONE) -> Self:
        """Read a row of the interviews table; times are shown in `zone`."""
        feedback = _feedback(row)
        completed_at = _completed_at(row, zone)
        return cls(
            title=_one_line(row.get("job_role")) or "Interview",
            summary=_summary(row, completed_at),
            completed_at=completed_at,
            scores=[
                Score(label, exact_score(row, SCORES[key])) for key, label in SCORE_LABELS.items()
            ],
            advice=[
                Advice(key, label, _texts(feedback.get(key)))
                for key, label in ADVICE_LABELS.items()
            ],
            detailed_feedback=printable(feedback.get("detailedFeedback")),
            turns=_turns(row),
        )

    @property
    def completed_on(self) -> date | None:
        return self.completed_at.date() if self.completed_at else None

    def texts(self) -> list[str]:
        """Every text of the conversation and the feedback."""
        return [
            *(turn.text for turn in self.turns),
            *(text for advice in self.advice for text in advice.texts),
            self.detailed_feedback,
        ]


def printable(value: object) -> str:
    """The printable text of any JSON value, with \\n as line end; None is empty."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return UNPRINTABLE.sub("", LINE_ENDS.sub("\n", text)).strip("\n")


def parts(text: str) -> list[Part]:
    """The prose and fenced code of a text, in order. An unclosed fence extends to the end."""
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
    last = "\n".join(lines)
    found.append(Part(last, True, fence[2].strip()) if fence else Part(last))
    return [part for part in found if part.text.strip()]


def _one_line(value: object) -> str:
    return " ".join(printable(value).split())


def _feedback(row: Row) -> dict[str, Any]:
    feedback = row.get("feedback")
    return feedback if isinstance(feedback, dict) else {"detailedFeedback": feedback}


def _texts(items: object) -> list[str]:
    """The texts of a list; a single text is treated as a list of one."""
    texts = map(printable, items if isinstance(items, list) else [items])
    return [text for text in texts if text.strip()]


def _turns(row: Row) -> list[Turn]:
    conversation = row.get("conversation")
    messages = conversation if isinstance(conversation, list) else [conversation]
    turns = map(_turn, messages)
    return [turn for turn in turns if turn.text.strip()]


def _turn(message: object) -> Turn:
    if not isinstance(message, dict):
        return Turn("", "", printable(message))
    role = _one_line(message.get("role"))
    return Turn(role, SPEAKERS.get(role, role.capitalize()), printable(message.get("content")))


def _completed_at(row: Row, zone: ZoneInfo) -> datetime | None:
    moments = (local_time(_one_line(row.get(c)), zone) for c in ("completed_at", "created_at"))
    return next((moment for moment in moments if moment), None)


def _summary(row: Row, completed_at: datetime | None) -> list[str]:
    count = row.get("question_count")
    facts = [
        _one_line(row.get("experience_level")),
        _one_line(row.get("interview_type")),
        f"{day_and_time(completed_at)} ({completed_at.tzinfo})"
        if completed_at
        else _one_line(row.get("completed_at")),
        f"{count} question{'' if count == 1 else 's'}" if type(count) is int else "",
    ]
    return [fact for fact in facts if fact]
