"""An interview prepared for display: in PDF, Markdown, CSV and the admin.

Rows that were not written by this service may lack keys or have values of other types. Missing
values are omitted, and values of another type are shown as text.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from llm_api.analysis.competencies import competencies
from llm_api.analysis.further_feedback import Entry, Question, further_entries, questions
from llm_api.analysis.scores import SCORES, exact_score
from llm_api.exports.asked_questions import asked_questions, without_spoken_answers
from llm_api.exports.dates import DEFAULT_ZONE, day_and_time, local_time
from llm_api.exports.numbers import decimal
from llm_api.schemas import Row

CANDIDATE = "user"
SPEAKERS = {"interviewer": "Interviewer", CANDIDATE: "Candidate"}
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

SUMMARY = "Summary"

LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters except tab and newline, bidi overrides (they reorder the line), the byte order
# mark, lone surrogates and noncharacters: fonts lack them, and file formats do not allow them.
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class Turn(NamedTuple):
    """One message. `role` is as stored: "interviewer", "user", or another value in older rows.

    `question` is the number of the feedback's question that it asks, if it does.
    """

    role: str
    speaker: str
    text: str
    question: int | None = None


class Score(NamedTuple):
    """`value` is from 1 to 10, with decimals; None if unscored."""

    label: str
    value: float | None

    @property
    def text(self) -> str:
        return "not scored" if self.value is None else score_text(self.value)


class Advice(NamedTuple):
    """The texts of one list in the feedback, such as `strengths`."""

    key: str
    label: str
    texts: list[str]


@dataclass(frozen=True)
class Transcript:
    """The displayed values of an interview. All texts are printable, with \\n as line end."""

    title: str
    facts: list[str]  # level, type, time with its zone and number of questions, if present
    completed_at: datetime | None  # in the zone of the export
    summary: str  # of the feedback
    scores: list[Score]
    competencies: list[Score]
    advice: list[Advice]
    detailed_feedback: str
    questions: list[Question]  # an answer only where the transcript does not have it
    further: list[Entry]
    turns: list[Turn]

    @classmethod
    def from_row(cls, row: Row, zone: ZoneInfo = DEFAULT_ZONE) -> Self:
        """Read a row of the interviews table; times are shown in `zone`."""
        feedback = _feedback(row)
        completed_at = _completed_at(row, zone)
        summary, further = _summary(_printable_entries(further_entries(feedback)))
        asked = [_printable_question(question) for question in questions(feedback)]
        turns = _turns(row)
        return cls(
            title=one_line(row.get("job_role")) or "Interview",
            facts=_facts(row, completed_at),
            completed_at=completed_at,
            summary=summary,
            scores=[
                Score(label, exact_score(row, SCORES[key])) for key, label in SCORE_LABELS.items()
            ],
            competencies=[
                Score(one_line(found.name), found.score) for found in competencies(feedback)
            ],
            advice=[
                Advice(key, label, _texts(feedback.get(key)))
                for key, label in ADVICE_LABELS.items()
            ],
            detailed_feedback=printable(feedback.get("detailedFeedback")),
            questions=without_spoken_answers(asked, [turn.text for turn in turns]),
            further=further,
            turns=_numbered(turns, asked),
        )

    @property
    def completed_on(self) -> date | None:
        return self.completed_at.date() if self.completed_at else None

    def places_of_feedback(self) -> dict[int, int]:
        """{number of a question: index of the turn after which its feedback belongs}: the last of
        its answer, or the question itself where no answer follows."""
        places: dict[int, int] = {}
        number = None
        for index, turn in enumerate(self.turns):
            if turn.role != CANDIDATE:
                number = turn.question
            if number is not None:
                places[number] = index
        return places

    def texts(self) -> list[str]:
        """Every text of the conversation and the feedback."""
        return [
            *(turn.text for turn in self.turns),
            self.summary,
            *(text for advice in self.advice for text in advice.texts),
            self.detailed_feedback,
            *(text for question in self.questions for text in _question_texts(question)),
            *_entry_texts(self.further),
        ]

    def with_texts(self, change: Callable[[str], str]) -> Self:
        """The same, with every text of the feedback and then of the conversation changed."""
        return replace(
            self,
            summary=change(self.summary),
            advice=[
                advice._replace(texts=[change(text) for text in advice.texts])
                for advice in self.advice
            ],
            detailed_feedback=change(self.detailed_feedback),
            questions=[_changed_question(question, change) for question in self.questions],
            further=_changed_entries(self.further, change),
            turns=[turn._replace(text=change(turn.text)) for turn in self.turns],
        )


def score_text(score: float) -> str:
    """7.4 / 10, to two decimals, rounded half up as the averages are."""
    return f"{decimal(score)} / 10"


def printable(value: object) -> str:
    """The printable text of any JSON value, with \\n as line end; None is empty."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return UNPRINTABLE.sub("", LINE_ENDS.sub("\n", text)).strip("\n")


def one_line(value: object) -> str:
    return " ".join(printable(value).split())


def _feedback(row: Row) -> dict[str, Any]:
    feedback = row.get("feedback")
    return feedback if isinstance(feedback, dict) else {"detailedFeedback": feedback}


def _texts(items: object) -> list[str]:
    """The texts of a list; a single text is treated as a list of one."""
    texts = map(printable, items if isinstance(items, list) else [items])
    return [text for text in texts if text.strip()]


def _printable_entries(entries: Iterable[Entry]) -> list[Entry]:
    shown = (
        Entry(one_line(name), printable(text), tuple(_printable_entries(nested)))
        for name, text, nested in entries
    )
    return [entry for entry in shown if entry.text.strip() or entry.entries]


def _summary(entries: list[Entry]) -> tuple[str, list[Entry]]:
    """The text of the entry that is called so, and the others."""
    found = next((entry for entry in entries if entry.name == SUMMARY and entry.text), None)
    return (found.text, [e for e in entries if e is not found]) if found else ("", entries)


def _printable_question(question: Question) -> Question:
    return question._replace(
        question=printable(question.question),
        answer=printable(question.answer),
        feedback=printable(question.feedback),
        ideal_answer=printable(question.ideal_answer),
        further=tuple(_printable_entries(question.further)),
    )


def _turns(row: Row) -> list[Turn]:
    conversation = row.get("conversation")
    messages = conversation if isinstance(conversation, list) else [conversation]
    turns = map(_turn, messages)
    return [turn for turn in turns if turn.text.strip()]


def _question_texts(question: Question) -> Iterator[str]:
    yield from (question.question, question.answer, question.feedback, question.ideal_answer)
    yield from _entry_texts(question.further)


def _entry_texts(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield entry.text
        yield from _entry_texts(entry.entries)


def _changed_question(question: Question, change: Callable[[str], str]) -> Question:
    return question._replace(
        question=change(question.question),
        answer=change(question.answer),
        feedback=change(question.feedback),
        ideal_answer=change(question.ideal_answer),
        further=tuple(_changed_entries(question.further, change)),
    )


def _changed_entries(entries: Iterable[Entry], change: Callable[[str], str]) -> list[Entry]:
    return [
        Entry(name, change(text), tuple(_changed_entries(nested, change)))
        for name, text, nested in entries
    ]


def _numbered(turns: list[Turn], questions: list[Question]) -> list[Turn]:
    places = [place for place, turn in enumerate(turns) if turn.role != CANDIDATE]
    asked = asked_questions(questions, [turns[place].text for place in places])
    numbers = {places[index]: number for index, number in asked.items()}
    return [turn._replace(question=numbers.get(place)) for place, turn in enumerate(turns)]


def _turn(message: object) -> Turn:
    if not isinstance(message, dict):
        return Turn("", "", printable(message))
    role = one_line(message.get("role"))
    return Turn(role, SPEAKERS.get(role, role.capitalize()), printable(message.get("content")))


def _completed_at(row: Row, zone: ZoneInfo) -> datetime | None:
    moments = (local_time(one_line(row.get(c)), zone) for c in ("completed_at", "created_at"))
    return next((moment for moment in moments if moment), None)


def _facts(row: Row, completed_at: datetime | None) -> list[str]:
    count = row.get("question_count")
    facts = [
        one_line(row.get("experience_level")),
        one_line(row.get("interview_type")),
        f"{day_and_time(completed_at)} ({completed_at.tzinfo})"
        if completed_at
        else one_line(row.get("completed_at")),
        f"{count} question{'' if count == 1 else 's'}" if type(count) is int else "",
    ]
    return [fact for fact in facts if fact]
