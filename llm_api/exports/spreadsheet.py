"""Interviews as CSV (RFC 4180), a chunk of text per row, for spreadsheets and scripts."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from llm_api.analysis.scores import SCORES, exact_score
from llm_api.exports.dates import DEFAULT_ZONE, with_offset
from llm_api.exports.transcript import Transcript, printable
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


def csv_rows(rows: Iterable[Row], zone: ZoneInfo = DEFAULT_ZONE) -> Iterator[str]:
    """The header, then a line per row, each ending in CRLF. Times are written in `zone`.

    Without a byte order mark, which most CSV readers would take as a part of the first column's
    name.
    """
    yield csv.writer(_LineWriter()).writerow(COLUMNS)
    # Every text is quoted, because LibreOffice would also split it at semicolons and tabs.
    writer = csv.writer(_LineWriter(), quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        cells = _cells(row, zone)
        yield writer.writerow([_cell(cells.get(column)) for column in COLUMNS])


def _cells(row: Row, zone: ZoneInfo) -> dict[str, Any]:
    interview = Transcript.from_row(row)
    advice = {advice.key: "\n".join(advice.texts) for advice in interview.advice}
    return {
        **row,
        **{column: exact_score(row, column) for column in SCORES.values()},
        **{column: with_offset(printable(row.get(column)), zone) for column in TIMES},
        "strengths": advice["strengths"],
        "areas_for_improvement": advice["areasForImprovement"],
        "recommendations": advice["recommendations"],
        "detailed_feedback": interview.detailed_feedback,
        "transcript": "\n\n".join(
            f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text
            for turn in interview.turns
        ),
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
