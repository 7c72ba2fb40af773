"""Interviews as CSV (RFC 4180), a chunk of text per row, for spreadsheets and scripts."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

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
# A spreadsheet takes a cell that starts so for a formula, and some the fullwidth signs too:
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Zs")  # blanks that a spreadsheet may trim before it looks


class _Line:
    """A file for csv.writer that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def csv_rows(rows: Iterable[Row]) -> Iterator[str]:
    """The header, then a line per row, each ending in CRLF. No byte order mark: it would become
    part of the first column's name for every reader but a spreadsheet."""
    yield csv.writer(_Line()).writerow(COLUMNS)
    # Every text in quotes: LibreOffice would else split it at semicolons and tabs too.
    writer = csv.writer(_Line(), quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        cells = _cells(row)
        yield writer.writerow([_cell(cells.get(column)) for column in COLUMNS])


def _cells(row: Row) -> dict[str, Any]:
    interview = Transcript.from_row(row)
    advice = {advice.key: "\n".join(advice.texts) for advice in interview.advice}
    return {
        **row,
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
    return inert(printable(value))


def inert(text: str) -> str:
    """`text`, with an apostrophe before what a spreadsheet could run as a formula."""
    seen = next((sign for sign in text if unicodedata.category(sign) not in UNSEEN), "")
    return f"'{text}" if seen in FORMULA_STARTS or text.startswith(("\t", "\r")) else text
