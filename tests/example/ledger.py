"""What people said in the example app, held against the table and against their browsers."""

from typing import Any, NamedTuple


class Line(NamedTuple):
    """One interview, as the printed table has it."""

    drive: str
    by: str
    in_the_table: int
    as_theirs: int
    waiting: int
    in_the_end: str


class Ledger:
    """`note` is called for each interview whose answers must not be lost."""

    def __init__(self, drive: str, db: Any) -> None:
        self.lines: list[Line] = []
        self._drive = drive
        self._db = db

    def note(self, by: str, said: list[str], *, owner: str | None, waiting: int = 0) -> None:
        """`owner` is a user's id, `waiting` how often these answers are seen to wait."""
        rows = self.rows(said)
        theirs = [row for row in rows if str(row["user_id"] or "") == (owner or "")]
        whole = [row for row in rows if _answers(row) == said]
        stored = len(rows) == 1 and theirs == rows and whole == rows and waiting == 0
        waits = not rows and waiting == 1
        verdict = "stored once" if stored else "waits" if waits else "WRONG"
        self.lines.append(Line(self._drive, by, len(rows), len(theirs), waiting, verdict))
        assert stored or waits, self.lines[-1]

    def rows(self, said: list[str]) -> list[dict[str, Any]]:
        """Those in which somebody gives the first of these answers."""
        query = "select * from interviews where conversation::text like %s"
        rows: list[dict[str, Any]] = self._db.execute(query, [f"%{said[0]}%"]).fetchall()
        return rows


def _answers(row: dict[str, Any]) -> list[str]:
    return [message["content"] for message in row["conversation"] if message["role"] == "user"]


HEADINGS = ("drive", "by", "in the table", "as theirs", "waiting", "in the end")


def as_table(lines: list[Line]) -> str:
    cells = [HEADINGS, *([str(value) for value in line] for line in lines)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    head, *body = (
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
    return "\n".join([head, "-" * len(head), *body])
