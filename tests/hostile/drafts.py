"""Valid requests of every endpoint, in parts that mutations change."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.hostile.world import METRICS_TOKEN, SPOKEN, Person, World, interview

CRLF = b"\r\n"
REPEATS = 4  # so many requests in a row may carry the same Idempotency-Key


@dataclass
class Draft:
    """A request before it is bytes. Mutations change its parts, or what is `sent` at the end."""

    number: int
    random: Random
    world: World
    person: Person  # who is asking, unless there is no Authorization header
    method: bytes = b"GET"
    path: bytes = b"/"
    query: list[tuple[bytes, bytes]] = field(default_factory=list)
    query_string: bytes | None = None  # in place of `query`
    version: bytes = b"HTTP/1.1"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    document: Any = None  # what the body says
    body: bytes | None = None
    framing: list[bytes] | None = None  # header lines in place of the right Content-Length
    ending: list[Callable[[bytes], bytes]] = field(default_factory=list)  # changes of the bytes
    may_be_no_http: bool = False  # the server may close the connection without a word
    hangs_up: bool = False  # the client goes before it has read an answer
    pieces: int = 1

    def serialized(self) -> bytes:
        if self.document is not None and self.body is None:
            self.body = json.dumps(self.document).encode()
        target = self.path + (b"?" + query if (query := self._query()) else b"")
        lines = [b" ".join([self.method, target, self.version])]
        lines += [name + b": " + value for name, value in self.headers]
        lines += self._framing()
        raw = CRLF.join([*lines, b"", b""]) + (self.body or b"")
        for change in self.ending:
            raw = change(raw)
        return raw

    def _query(self) -> bytes:
        if self.query_string is not None:
            return self.query_string
        return b"&".join(name + b"=" + value for name, value in self.query)

    def _framing(self) -> list[bytes]:
        if self.framing is not None:
            return self.framing
        return [] if self.body is None else [b"Content-Length: %d" % len(self.body)]

    def set_header(self, name: bytes, value: bytes) -> None:
        self.drop_header(name)
        self.headers.append((name, value))

    def asking(self) -> Person | None:
        names = [name.lower() for name, _ in self.headers]
        return self.person if b"authorization" in names else None

    def drop_header(self, name: bytes) -> None:
        self.headers = [kept for kept in self.headers if kept[0].lower() != name.lower()]


def draft(seed: str, number: int, world: World) -> Draft:
    """The valid request with that number."""
    random = Random(f"{seed}:{number}")
    person = random.choice(world.people)
    made = Draft(number, random, world, person)
    made.headers = [
        (b"Host", b"localhost"),
        (b"X-Request-ID", b"hostile-%d" % number),
        (b"Authorization", b"Bearer " + person.token.encode()),
    ]
    random.choices(list(ENDPOINTS), weights=list(ENDPOINTS.values()))[0](made)
    return made


# Endpoints -----------------------------------------------------------------------------


def save(draft: Draft) -> None:
    draft.method, draft.path = b"POST", b"/api/interviews/save"
    if draft.random.random() < 0.3:
        draft.drop_header(b"Authorization")
    _send_json(draft, interview(draft.number, draft.asking()))


def save_once(draft: Draft) -> None:
    """Several numbers share one key and body; sometimes the body is another."""
    shared = draft.number // REPEATS
    draft.method, draft.path = b"POST", b"/api/interviews/save"
    draft.person = draft.world.people[shared % len(draft.world.people)]
    draft.set_header(b"Authorization", b"Bearer " + draft.person.token.encode())
    draft.set_header(b"Idempotency-Key", b"key-%d" % shared)
    body = interview(shared * REPEATS, draft.person)
    _send_json(draft, body | {"question_count": draft.random.choice([1, 1, 1, 2])})


def feedback(draft: Draft) -> None:
    draft.method, draft.path = b"PUT", _interview_path(draft) + b"/feedback"
    draft.query = draft.random.choice([[], [(b"replace", b"true")]])
    document = interview(draft.number, draft.person)["feedback"]
    if draft.random.random() < 0.3:
        claim_token = draft.random.choice(draft.world.claim_tokens)
        document = {"claim_token": claim_token, "feedback": {"overallScore": 5}}
        draft.drop_header(b"Authorization")
    _send_json(draft, document)


def claim(draft: Draft) -> None:
    draft.method = b"POST"
    draft.path = draft.random.choice([b"/api/interviews/claim", b"/api/interviews/claim/preview"])
    _send_json(draft, {"claim_token": draft.random.choice(draft.world.claim_tokens)})


def interviews_list(draft: Draft) -> None:
    draft.path = b"/api/interviews/list"
    draft.query = _some(draft, [*FILTERS, *SEARCHES, (b"limit", b"5"), _cursor(draft)])


def detail(draft: Draft) -> None:
    draft.path = _interview_path(draft)


def stats(draft: Draft) -> None:
    draft.path = b"/api/interviews/stats"


def progress(draft: Draft) -> None:
    draft.path = b"/api/interviews/progress"
    draft.query = _some(draft, FILTERS)


def compare(draft: Draft) -> None:
    draft.path = b"/api/interviews/compare"
    ids = draft.random.sample(draft.person.kept, 2)
    draft.query = [(b"ids", ",".join(ids).encode())]


def delete(draft: Draft) -> None:
    draft.method = b"DELETE"
    doomed = draft.random.choice(draft.person.doomed)
    draft.path = b"/api/interviews/" + doomed.encode()


def delete_all(draft: Draft) -> None:
    """Nobody has one interview or none, so that this always is the wrong number."""
    draft.method, draft.path = b"DELETE", b"/api/interviews"
    draft.query = [(b"expected_total", draft.random.choice([b"0", b"1", b"999999999"]))]


def export_one(draft: Draft) -> None:
    kind = draft.random.choice([b"md", b"json", b"md", b"json", b"pdf"])
    draft.path = _interview_path(draft) + b"/export." + kind
    draft.query = _some(draft, [(b"time_zone", b"Europe/Berlin")])


def export_many(draft: Draft) -> None:
    kinds = [b"export.csv", b"export.json", b"progress.pdf"]
    draft.path = b"/api/interviews/" + draft.random.choice(kinds)
    draft.query = [(b"job_role", b"%s%%20-1" % SPOKEN.encode())]


def other(draft: Draft) -> None:
    draft.path = draft.random.choice(OTHERS)


def metrics(draft: Draft) -> None:
    draft.path = b"/metrics"
    draft.set_header(b"Authorization", b"Bearer " + METRICS_TOKEN.encode())


def page(draft: Draft) -> None:
    draft.path = draft.random.choice(PAGES)


OTHERS = [b"/api/health", b"/api/health/ready", b"/", b"/dashboard"]
OTHERS += [b"/api/nowhere", b"/nowhere", b"/supabase/auth/v1/user", b"/static/nothing.js"]
OTHERS += [b"/static/dashboard/dashboard.css"]
PAGES = [b"/api/schema", b"/api/docs"]
ENDPOINTS = {
    save: 40,
    save_once: 10,
    feedback: 8,
    claim: 4,
    interviews_list: 10,
    detail: 8,
    stats: 3,
    progress: 2,
    compare: 3,
    delete: 2,
    delete_all: 1,
    export_one: 1,
    export_many: 0.5,
    other: 7,
    metrics: 0.3,
    page: 0.3,
}

FILTERS = [
    (b"experience_level", b"Senior"),
    (b"interview_type", b"System%20Design"),
    (b"min_overall_score", b"7.25"),
    (b"completed_after", b"2026-01-01T00:00:00Z"),
    (b"completed_before", b"2027-01-01"),
    (b"job_role", SPOKEN.encode()),
]
SEARCHES = [
    (b"search", b"%22why+" + SPOKEN.encode() + b"%22"),
    (b"search_in", b"answers"),
    (b"ordering", b"-overall_score"),
]


def _interview_path(draft: Draft) -> bytes:
    kept = draft.random.choice(draft.person.kept)
    return b"/api/interviews/" + kept.encode()


def _cursor(draft: Draft) -> tuple[bytes, bytes]:
    return b"cursor", draft.person.cursor.encode()


def _some(draft: Draft, parameters: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    count = min(len(parameters), draft.random.choice([0, 1, 1, 2]))
    return draft.random.sample(parameters, count)


def _send_json(draft: Draft, document: Any) -> None:
    draft.document = document
    draft.set_header(b"Content-Type", b"application/json")
