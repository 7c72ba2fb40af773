"""Which interviews callers were told of, held against the table."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.hostile.exchange import Exchange
from tests.hostile.responses import is_save
from tests.hostile.world import SPOKEN


class Balance(NamedTuple):
    """Of the rows in the table: told + hung up on + deleted since."""

    told: int
    deleted: int
    hung_up: int  # stored for clients that did not wait for the answer
    faults: list[str]


class Ledger:
    """Of one round."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}  # the job role by id
        self._deleted: set[str] = set()
        self._unread: set[str] = set()  # job roles

    def note(self, exchange: Exchange) -> None:
        draft = exchange.draft
        if draft.hangs_up and isinstance(draft.document, dict):
            self._unread.add(draft.document.get("job_role", "").strip())
        for answer in exchange.answers:
            if answer.status in (200, 201) and answer.body.startswith(b'{"success":true'):
                self._note_body(json.loads(answer.body))

    def _note_body(self, body: dict[str, Any]) -> None:
        if is_save(body):
            self._told[body["data"]["id"]] = body["data"]["job_role"]
        elif body.get("message") == "Interview deleted":
            self._deleted.add(body["data"]["id"])

    def balance(self, db: Any) -> Balance:
        """Hold what was told against the table, which holds the rows of this round alone."""
        rows = db.execute("select id::text, job_role, user_id::text from interviews").fetchall()
        stored = {row["id"]: row["job_role"] for row in rows}
        untold = {
            id: role
            for id, role in stored.items()
            if id not in self._told and not role.startswith(f"{SPOKEN} -1")
        }
        faults = list(self._faults(stored, untold))
        return Balance(len(self._told), len(self._deleted), len(untold), faults)

    def _faults(self, stored: dict[str, str], untold: dict[str, str]) -> Iterator[str]:
        for id, role in self._told.items():
            if stored.get(id) != role and id not in self._deleted:
                yield f"told of {id} ({role}), which is stored as {stored.get(id)}"
        for id, role in untold.items():
            if role not in self._unread:
                yield f"{id} ({role}) is stored, and no caller was told"
        for id in self._deleted & set(stored):
            yield f"told that {id} was deleted, and it is stored"
