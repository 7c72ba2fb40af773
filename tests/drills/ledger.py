"""Who was told what about which interview, held against the table.

Every interview is a line in the ledger from before its first attempt. At the end `balance`
reads the table past the service and finds each of them there as often as its client was told.
"""

import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple

from tests.support.interviews import COLUMNS
from tests.support.users import User

WORDS = ["queue", "index", "数据库", "łącze", "ניתוח", "cache", "café", "🙂", "latency", "shard"]
SENT = sorted(COLUMNS - {"id", "created_at"})


@dataclass
class Entry:
    """One interview of one client."""

    owner: User | None
    key: str | None
    body: dict[str, Any]
    told: list[str] = field(default_factory=list)  # answer by answer
    id: str | None = None  # once told saved

    @property
    def saved(self) -> bool:
        return self.id is not None

    def row(self) -> dict[str, Any]:
        """What the table must hold of it."""
        scores = ("overall", "communication", "technical")
        return {
            **self.body,
            **{f"{name}_score": self.body["feedback"][f"{name}Score"] for name in scores},
            "user_id": self.owner.id if self.owner else None,
            "completed_at": datetime.fromisoformat(self.body["completed_at"]),
        }


class Line(NamedTuple):
    """A drill's line of the table that is printed."""

    drill: str
    interviews: int
    saved_at_once: int
    told_not: int
    retried_then_saved: int
    not_retried: int
    of_these_stored: int
    in_the_table: int
    twice: int
    lost: int
    altered: int
    unsent: int
    told: Counter[str]


class Ledger:
    # Job roles of every drill: what a Supabase that stood still has in its queue may be inserted when
    # the next drill has emptied the table.
    sent: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.told: Counter[str] = Counter()  # every answer, "503 supabase_unavailable"
        self.complaints: list[str] = []  # answers without the documented shape

    def open(self, owner: User | None, *, key: bool) -> Entry:
        entry = Entry(owner, f"drill-{uuid.uuid4()}" if key else None, _interview())
        self.entries.append(entry)
        self.sent.add(entry.body["job_role"])
        return entry

    def note(self, entry: Entry, told: str, row: dict[str, Any] | None = None) -> None:
        entry.told.append(told)
        self.told[told] += 1
        if row is not None:
            entry.id = row["id"]
            self._compare("was told of", entry, row)

    def saved(self) -> int:
        return sum(entry.saved for entry in self.entries)

    def balance(self, drill: str, db: Any) -> Line:
        """Hold every entry against the table, whose rows of earlier drills do not count."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for row in db.execute("select * from interviews").fetchall():
            rows.setdefault(row["job_role"], []).append(row)
        found = [rows.pop(entry.body["job_role"], []) for entry in self.entries]
        unsent = sum(len(others) for role, others in rows.items() if role not in self.sent)
        pairs = list(zip(self.entries, found, strict=True))
        altered = sum(not self._is_right(entry, row) for entry, rows in pairs for row in rows)
        again = [entry for entry in self.entries if len(entry.told) > 1]
        alone = [pair for pair in pairs if not pair[0].saved and not pair[0].key]
        return Line(
            drill=drill,
            interviews=len(pairs),
            saved_at_once=sum(entry.saved for entry in self.entries if len(entry.told) == 1),
            told_not=sum(not entry.told[0].startswith("20") for entry in self.entries),
            retried_then_saved=sum(entry.saved for entry in again),
            not_retried=len(alone),
            of_these_stored=sum(len(rows) for _, rows in alone),
            in_the_table=sum(map(len, found)) + unsent,
            twice=sum(len(rows) > 1 for rows in found),
            # A client with a key goes on until it is told that its interview is saved.
            lost=sum(not rows for entry, rows in pairs if entry.saved or entry.key),
            altered=altered,
            unsent=unsent,
            told=self.told,
        )

    def _is_right(self, entry: Entry, row: dict[str, Any]) -> bool:
        same_id = entry.id in (None, str(row["id"]))
        return same_id and self._compare("is in the table as", entry, row)

    def _compare(self, how: str, entry: Entry, row: dict[str, Any]) -> bool:
        wanted = entry.row()
        differing = [name for name in SENT if _plain(row[name]) != _plain(wanted[name])]
        if differing:
            self.complaints.append(f"{entry.body['job_role']} {how} another: {differing}")
        return not differing


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, str) and value.endswith("Z"):
        return datetime.fromisoformat(value)
    return value


def _interview() -> dict[str, Any]:
    """An interview that no other one resembles."""
    says = [" ".join(random.choices(WORDS, k=random.randint(1, 120))) for _ in range(4)]
    return {
        "job_role": f"Engineer {uuid.uuid4()}",
        "experience_level": random.choice(["Junior", "Mid-level", "Senior"]),
        "interview_type": random.choice(["Behavioral", "Technical", "System Design"]),
        "conversation": [
            {"role": role, "content": content}
            for role, content in zip(["interviewer", "user"] * 2, says, strict=True)
        ],
        "feedback": {
            "overallScore": random.randint(1, 10),
            "communicationScore": random.randint(1, 10),
            "technicalScore": random.choice([None, 3, 9]),
            "strengths": random.choices(WORDS, k=2),
            "areasForImprovement": [],
            "recommendations": [str(uuid.uuid4())],
            "detailedFeedback": says[0],
        },
        "question_count": random.randint(0, 20),
        "completed_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
    }


# As a person reads it ----------------------------------------------------------------

HEADINGS = {
    "drill": "drill",
    "interviews": "interviews",
    "saved_at_once": "saved at once",
    "told_not": "told not",
    "retried_then_saved": "retried, then saved",
    "not_retried": "no key, not retried",
    "of_these_stored": "of these stored",
    "in_the_table": "in the table",
    "twice": "twice",
    "lost": "lost",
    "altered": "altered",
    "unsent": "unsent",
}
LEGEND = """
interviews      = saved at once + told not
told not        = retried, then saved + no key, not retried   (told at first that it is not saved, or nothing)
in the table    = saved at once + retried, then saved + of these stored
twice           interviews with two rows or more
lost            told saved, or retried to the end, and not in the table
altered         rows whose content or owner is not what was sent
unsent          rows that no client knows of
"""


def as_table(lines: list[Line]) -> str:
    cells = [[str(getattr(line, name)) for name in HEADINGS] for line in lines]
    cells = [list(HEADINGS.values()), *cells]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]

    def row(texts: list[str]) -> str:
        first, *numbers = texts
        padded = [text.rjust(width) for text, width in zip(numbers, widths[1:], strict=True)]
        return "  ".join([first.ljust(widths[0]), *padded])

    head, *body = map(row, cells)
    return "\n".join([head, "-" * len(head), *body, LEGEND, *map(_answers, lines)])


def _answers(line: Line) -> str:
    """How often clients were told what, retries included."""
    told = ", ".join(f"{count} × {answer}" for answer, count in line.told.most_common())
    return f"{line.drill}: {told}"
