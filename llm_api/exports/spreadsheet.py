"""Interviews as CSV (RFC 4180), a chunk of text per row, for spreadsheets and scripts."""

import csv
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from llm_api.analysis.competencies import competency_scores
from llm_api.analysis.further_feedback import Entry, further_entries, questions
from llm_api.analysis.markdown import Reader
from llm_api.analysis.scores import SCORES, exact_score
from llm_api.exports.dates import DEFAULT_ZONE, with_offset
from llm_api.exports.outline import entries_text, questions_text
from llm_api.exports.transcript import Transcript, printable, score_text
from llm_api.schemas import Row

COLUMNS = (
    "id",
    "completed_at",
    "job_role",
    "experience_level",
    "interview_type",
    "overall_score",
    "communication_score",
    "technical_score",
    "question_count",
    "strengths",
    "areas_for_improvement",
    "recommendations",
    "detailed_feedback",
    "transcript",
    "created_at",
)
QUESTIONS, MORE_FEEDBACK = "questions", "more_feedback"
# A spreadsheet has 16,384 columns.
MAX_COMPETENCY_COLUMNS = 200
TIMES = ("completed_at", "created_at")
# Spreadsheets interpret a cell with such a start as a formula, some the fullwidth forms too:
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# Categories of characters that a spreadsheet may trim before it looks for a formula.
TRIMMED_CATEGORIES = ("Cc", "Cf", "Zl", "Zp", "Zs")
# A spreadsheet's cell holds 32,767 characters of UTF-16: LibreOffice drops the rest without a word.
MAX_CELL = 32_000
CUT_MARK = "… [cut here, because a cell holds no more: the JSON export has the whole text]"


class _LineWriter:
    """A file object for csv.writer that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def further_columns(rows: Iterable[Row]) -> list[str]:
    """The columns that these rows need after COLUMNS: their competencies, sorted by name, and
    QUESTIONS and MORE_FEEDBACK if one has any. The rows may lack their conversation."""
    names: set[str] = set()
    others: set[str] = set()
    for feedback in (row.get("feedback") for row in rows):
        room = MAX_COMPETENCY_COLUMNS - len(names)
        names.update([name for name in competency_scores(feedback) if name not in names][:room])
        if questions(feedback):
            others.add(QUESTIONS)
        if further_entries(feedback):
            others.add(MORE_FEEDBACK)
    return [*sorted(names), *sorted(others, reverse=True)]


def csv_rows(
    rows: Iterable[Row], columns: Collection[str] = (), zone: ZoneInfo = DEFAULT_ZONE
) -> Iterator[str]:
    """The header, then a line per row, each ending in CRLF. Times are written in `zone`.

    `columns` are the further ones. What a row has and no column is for, as rows may change since
    the columns were found, stands in the next best one, so that it is never left out.

    Without a byte order mark, which most CSV readers would take as a part of the first column's
    name.
    """
    # Every text is quoted, because LibreOffice would also split it at semicolons and tabs.
    writer = csv.writer(_LineWriter(), quoting=csv.QUOTE_NONNUMERIC)
    header = ",".join(COLUMNS)
    yield f"{header},{writer.writerow(map(_cell, columns))}" if columns else f"{header}\r\n"
    for row in rows:
        cells = _cells(row, columns, zone)
        yield writer.writerow([_cell(cells.get(column)) for column in (*COLUMNS, *columns)])


def _cells(row: Row, columns: Collection[str], zone: ZoneInfo) -> dict[str, Any]:
    interview = Transcript.from_row(row).with_texts(Reader().plain_text)
    advice = {advice.key: "\n".join(advice.texts) for advice in interview.advice}
    scores = competency_scores(row.get("feedback"))
    texts = _further_texts(interview, {k: v for k, v in scores.items() if k not in columns})
    homeless = [text for column, text in texts.items() if text and column not in columns]
    return {
        **row,
        **scores,
        **texts,
        **{column: exact_score(row, column) for column in SCORES.values()},
        **{column: with_offset(printable(row.get(column)), zone) for column in TIMES},
        "strengths": advice["strengths"],
        "areas_for_improvement": advice["areasForImprovement"],
        "recommendations": advice["recommendations"],
        "detailed_feedback": "\n\n".join(filter(None, [interview.detailed_feedback, *homeless])),
        "transcript": "\n\n".join(
            f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text
            for turn in interview.turns
        ),
    }


def _further_texts(interview: Transcript, unlisted: dict[str, float]) -> dict[str, str]:
    """The texts of QUESTIONS and MORE_FEEDBACK; `unlisted` are competencies without a column."""
    entries = [
        Entry("Summary", interview.summary),
        *(Entry(name, score_text(score)) for name, score in unlisted.items()),
    ]
    return {
        QUESTIONS: questions_text(interview.questions),
        MORE_FEEDBACK: entries_text([*(e for e in entries if e.text), *interview.further]),
    }


def _cell(value: Any) -> str | int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return _fitted(inert(printable(value)))


def inert(text: str) -> str:
    """`text`, with a leading apostrophe if a spreadsheet could interpret it as a formula."""
    first = next((c for c in text if unicodedata.category(c) not in TRIMMED_CATEGORIES), "")
    return f"'{text}" if first in FORMULA_STARTS or text.startswith(("\t", "\r")) else text


def _fitted(text: str) -> str:
    """At most MAX_CELL characters of UTF-16, with CUT_MARK at the end of a text that was longer."""
    if len(text) <= MAX_CELL // 2:
        return text
    encoded = text.encode("utf-16-le")
    if len(encoded) <= 2 * MAX_CELL:
        return text
    kept = encoded[: 2 * (MAX_CELL - len(CUT_MARK))]
    # Half of a surrogate pair at the end is no character, and so is ignored.
    return kept.decode("utf-16-le", errors="ignore") + CUT_MARK
