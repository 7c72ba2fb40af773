"""Users see their own interviews and no others, whichever of the two locks fails.

Bob asks every endpoint for things of Alice's that are gone, and for some that are there: the
answers must be the same to the byte. The locks are our own filter by owner and row level
security. Each is opened in turn; with both open every answer does change, so that the opened
ones were open.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import httpx
import pytest
from django.test import Client
from django.urls import resolve

from llm_api.supabase_client.transport import SupabaseHTTP
from llm_api.urls import urlpatterns
from tests.support import ROOT
from tests.support.routes import PUBLIC

MIGRATION = ROOT / "supabase_migration.sql"

# What every endpoint is asked, and the status where it is about another's things. Those stand
# in braces; `own` is the asker's. Deletions come last, since with both locks open they succeed.
QUESTIONS = {
    "GET list": 200,
    "GET list?search={text}": 200,
    "GET list?job_role={text}": 200,
    "GET list?limit=2&cursor={cursor}": 400,
    "GET stats": 200,
    "GET progress": 200,
    "GET progress?job_role={text}": 200,
    "GET compare?ids={id},{second}": 404,
    "GET compare?ids={own},{id}": 404,
    "GET progress.pdf": 200,
    "GET compare.pdf?ids={id},{second}": 404,
    "GET compare.pdf?ids={own},{id}": 404,
    "POST claim/preview": 404,
    "POST claim": 404,
    "GET export.csv": 200,
    "GET export.csv?search={text}": 200,
    "GET export.json": 200,
    "GET export.json?job_role={text}": 200,
    "GET {id}": 404,
    "GET {id}/export.pdf": 404,
    "GET {id}/export.md": 404,
    "GET {id}/export.json": 404,
    "GET {unowned}": 404,
    "PUT {id}/feedback?replace=true": 404,
    "DELETE {unowned}": 404,
    "DELETE {id}": 404,
    "DELETE ?expected_total={left}": 409,
}
HEADS = {q.replace("GET", "HEAD"): status for q, status in QUESTIONS.items() if "GET" in q}

ROW_LEVEL_SECURITY = "row level security"
OWNER_FILTER = "the filter by owner"

Things = dict[str, str]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


Answers = dict[str, Answer]
Ask = Callable[[str, Things], Answer]


def ask(question: str, things: Things, headers: dict[str, str]) -> Answer:
    method, path = question.format(**things).split(" ")
    body = {"POST": {"claim_token": things["claim_token"]}, "PUT": {"overallScore": 1}}
    response: Any = Client(raise_request_exception=False).generic(
        method,
        address_of(path),
        json.dumps(body[method]) if method in body else "",
        "application/json",
        headers={"X-Request-ID": "the-same", **headers},
    )
    return Answer(response.status_code, dict(response.headers), response.getvalue())


def address_of(path: str) -> str:
    return f"/api/interviews/{path}".replace("/?", "?")


def naming(user_id: str, question: str) -> str:
    """The question with a user_id in its query string."""
    return f"{question}{'&' if '?' in question else '?'}user_id={user_id}"


@pytest.fixture
def alice(sign_up):
    """Of this test alone, as Bob is."""
    return sign_up(f"{uuid.uuid4()}@example.com")


@pytest.fixture
def bob(sign_up):
    return sign_up(f"{uuid.uuid4()}@example.com")


@pytest.fixture
def things_of(save, interview) -> Callable[[Any], Things]:
    """Gives a user three interviews, one of them claimed, and leaves one without an owner."""

    def things_of(user: Any) -> Things:
        text = interview["job_role"] = f"secret{uuid.uuid4().hex}"
        interview["conversation"][1]["content"] = f"{text} in the transcript"
        interview["feedback"]["detailedFeedback"] = f"{text} in the feedback"
        first, second = (save(interview, user).json()["data"]["id"] for _ in range(2))
        unowned, claimed = (save(interview).json() for _ in range(2))
        things = {"text": text, "id": first, "second": second, "own": second, "left": "2"} | {
            "unowned": unowned["data"]["id"],
            "claimed": claimed["data"]["id"],
            "claim_token": claimed["claim_token"],
        }
        assert ask("POST claim", things, user.headers).status == 200
        page = json.loads(ask("GET list?limit=2", things, user.headers).body)
        return things | {"cursor": page["pagination"]["next_cursor"]}

    return things_of


@pytest.fixture
def rows(db) -> Callable[[Things], list[dict[str, Any]]]:
    def rows(things: Things) -> list[dict[str, Any]]:
        of_them = "select * from interviews where job_role = %s order by id"
        return db.execute(of_them, [things["text"]]).fetchall()

    return rows


@pytest.fixture
def opened(request, supabase, db, alice, monkeypatch) -> Iterator[tuple[str, ...]]:
    """The locks that do nothing in this test."""
    # Lite looks at its first request, and once, whether there is row level security at all.
    httpx.get(f"{supabase.url}/rest/v1/interviews", headers={"apikey": supabase.anon_key})
    try:
        if ROW_LEVEL_SECURITY in request.param:
            db.execute("alter table public.interviews disable row level security")
        if OWNER_FILTER in request.param:
            monkeypatch.setattr(SupabaseHTTP, "request", without_owner(SupabaseHTTP.request))
            db.execute(functions_that_let_in(alice.id))
        yield request.param
    finally:
        if request.param:
            db.execute(MIGRATION.read_text())


def without_owner(request: Any) -> Any:
    """`SupabaseHTTP.request` that loses `user_id=eq.…` out of the query string."""

    def forgetful(self: Any, method: str, url: Any, *, params: Any = None, **more: Any) -> Any:
        if params and params.get("user_id", "").startswith("eq."):
            params = params.remove("user_id")
        return request(self, method, url, params=params, **more)

    return forgetful


def functions_that_let_in(user_id: str) -> str:
    """The functions that filter by owner, with this user's rows let through for every user.

    All rows would be those of every test there is.
    """
    functions = re.findall(r"create or replace function .*?\$\$;", MIGRATION.read_text(), re.S)
    filtering = "\n".join(text for text in functions if "owner uuid" in text)
    # It is named as a parameter, in filters and where find_interviews passes it on, nowhere else.
    exact, or_none = "user_id = owner", "i.user_id is not distinct from owner"
    uses = ("owner uuid", "list_interviews(\n    owner,", exact, or_none)
    assert filtering.count("owner") == sum(map(filtering.count, uses))
    filtering = filtering.replace(or_none, f"({or_none} or i.user_id = '{user_id}')")
    return filtering.replace(exact, f"user_id in (owner, '{user_id}')")


@pytest.fixture
def observe(things_of, rows, db, alice, bob) -> Callable[..., tuple[Answers, Answers]]:
    """Asks for things of Alice's that are deleted, then for some that are there: the answers."""

    def observe(ask: Ask, *, unharmed: bool = True) -> tuple[Answers, Answers]:
        own = {"own": things_of(bob)["id"], "left": "5"}  # his three, and hers but for one
        gone = things_of(alice) | own | {"cursor": "nonsense"}
        db.execute("delete from interviews where job_role = %s", [gone["text"]])
        before = {question: ask(question, gone) for question in HEADS | QUESTIONS}
        hers = things_of(alice) | own
        stored = rows(hers)
        after = {question: ask(question, hers) for question in HEADS | QUESTIONS}
        assert (rows(hers) == stored) is unharmed
        return before, after

    return observe


def statuses(answers: Answers) -> dict[str, int]:
    return {question: answer.status for question, answer in answers.items()}


# The table ---------------------------------------------------------------------------


def test_every_endpoint_of_peoples_interviews_is_asked():
    asked = set()
    for question in QUESTIONS:
        method, path = question.split(" ")
        asked.add((method, resolve(address_of(path).partition("?")[0]).url_name))
    served = {
        (method.upper(), route.name)
        for route in urlpatterns
        if route.name not in PUBLIC - {"interview-feedback"}  # public with a claim token
        for method in route.callback.cls.http_method_names
        if hasattr(route.callback.cls, method)
    }
    assert asked == served


# The locks ---------------------------------------------------------------------------

ONE_AT_MOST = pytest.mark.parametrize(
    "opened",
    [(), (ROW_LEVEL_SECURITY,), (OWNER_FILTER,)],
    ids=["both locks", "without row level security", "without our filter"],
    indirect=True,
)


@ONE_AT_MOST
def test_another_users_interviews_look_as_if_they_did_not_exist(opened, observe, bob):
    before, after = observe(lambda question, things: ask(question, things, bob.headers))

    assert after == before
    assert statuses(after) == HEADS | QUESTIONS


@ONE_AT_MOST
def test_no_answer_to_another_holds_a_word_of_it(opened, things_of, alice, bob):
    hers, his = things_of(alice), things_of(bob)
    secrets = [alice.id, *(thing for name, thing in hers.items() if name != "left")]

    told = {
        q: ask(q, hers | {"own": his["id"]}, bob.headers).body.decode(errors="replace")
        for q in QUESTIONS
    }

    assert [q for q, body in told.items() for secret in secrets if secret in body] == []
    shown = {q for q, body in told.items() if his["id"] in body}
    assert shown == {"GET list", "GET progress", "GET export.csv", "GET export.json"}
    assert json.loads(told["GET stats"])["data"]["total_interviews"] == 3


@ONE_AT_MOST
def test_the_owner_gets_all_of_it(opened, things_of, alice):
    hers = things_of(alice)

    answers = {question: ask(question, hers, alice.headers) for question in QUESTIONS}

    assert statuses(answers) == {q: 404 if "{unowned}" in q else 200 for q in QUESTIONS}


@pytest.mark.parametrize(
    "opened", [(ROW_LEVEL_SECURITY, OWNER_FILTER)], ids=["neither lock"], indirect=True
)
def test_with_both_locks_open_every_endpoint_would_tell(opened, observe, bob):
    before, after = observe(lambda q, things: ask(q, things, bob.headers), unharmed=False)

    # A cursor is sealed with its user's id.
    assert statuses(after) == {q: 400 if "{cursor}" in q else 200 for q in HEADS | QUESTIONS}
    assert [q for q in QUESTIONS if after[q].body == before[q].body] == [
        "GET list?limit=2&cursor={cursor}"
    ]


# What needs no lock, since it is refused before ----------------------------------------


@pytest.mark.parametrize("trusting", [False, True])
def test_another_user_id_than_ones_own_is_a_403_whether_it_exists_or_not(
    things_of, alice, bob, settings, trusting
):
    settings.DEBUG = settings.TRUST_CLIENT_USER_ID = trusting
    hers = things_of(alice)

    for question in HEADS | QUESTIONS:
        existing, unknown = (
            ask(naming(user_id, question), hers, bob.headers)
            for user_id in (alice.id, str(uuid.uuid4()))
        )
        assert existing == unknown
        assert existing.status == 403, question
        if "HEAD" not in question:
            assert json.loads(existing.body)["code"] == "user_id_mismatch"


@pytest.mark.parametrize(
    ("trusting", "headers", "named"),
    [
        (False, {}, True),
        (True, {}, False),
        (True, {"Authorization": ""}, True),
        (True, {"Authorization": "Bearer x"}, True),
    ],
)
def test_a_stranger_is_asked_for_a_token_whatever_they_ask(
    observe, alice, settings, trusting, headers, named
):
    settings.DEBUG = settings.TRUST_CLIENT_USER_ID = trusting

    before, after = observe(
        lambda question, things: ask(
            naming(alice.id, question) if named else question, things, headers
        )
    )

    assert after == before
    assert {(answer.status, answer.headers["WWW-Authenticate"]) for answer in after.values()} == {
        (401, "Bearer")
    }


# TRUST_CLIENT_USER_ID: a frontend that sends a user_id and no token --------------------


@pytest.fixture
def trusting(settings):
    settings.DEBUG = settings.TRUST_CLIENT_USER_ID = True


def test_in_trusting_mode_a_user_id_gives_what_that_users_token_gives(trusting, things_of, alice):
    hers = things_of(alice)

    for question in HEADS | QUESTIONS:
        named = ask(naming(alice.id, question), hers, {})
        if "DELETE" in question:
            assert named.status == (404 if "{unowned}" in question else 200)
        else:
            assert named == ask(question, hers, alice.headers)


def test_in_trusting_mode_what_is_not_the_named_users_is_as_if_it_were_not_there(
    trusting, observe, bob
):
    before, after = observe(lambda question, things: ask(naming(bob.id, question), things, {}))

    assert after == before
    assert statuses(after) == HEADS | QUESTIONS


@pytest.mark.parametrize(("user_id", "status"), [("optional-user-uuid", 400), ("", 401)])
def test_in_trusting_mode_a_user_id_that_is_none_reads_nothing(
    trusting, things_of, alice, user_id, status
):
    hers = things_of(alice)

    answers = {question: ask(naming(user_id, question), hers, {}) for question in QUESTIONS}

    assert statuses(answers) == dict.fromkeys(QUESTIONS, status)
