"""Supabase fails in every way we could think of, in the middle of a save.

The staged server stands where Supabase would; where it matters what is stored, a relay
stands before the local Supabase and loses its answers.
"""

import json
import socket
from typing import Any

import pytest

from llm_api.supabase_client.retries import ATTEMPTS
from tests.support.scripted_upstream import (
    INSERT,
    SELECT,
    RefusingPort,
    ScriptedUpstream,
    SilentPort,
    answer,
    begin,
    close,
    hang,
    http_bytes,
    in_time,
    raw,
    read_slowly,
    relay,
    reset,
    store_changed,
    trickle,
)

SERVICE_KEY = "sb_secret_of_the_service"
TRANSCRIPT = "what the candidate said in confidence"
UPSTREAM_TEXT = "text of the upstream that must not leave the service"
ERROR = {"success", "code", "message", "request_id"}

TIMEOUT = 1.0  # seconds, for all attempts together


@pytest.fixture
def confidential(interview):
    interview["conversation"][1]["content"] = TRANSCRIPT
    interview["feedback"]["detailedFeedback"] = TRANSCRIPT
    return interview


@pytest.fixture
def staged(settings, caplog):
    """The service's settings point at nothing yet; everything is logged that can be."""
    caplog.set_level("DEBUG")
    settings.SUPABASE_SERVICE_ROLE_KEY = SERVICE_KEY
    settings.SUPABASE_JWT_SECRET = ""
    settings.SUPABASE_TIMEOUT = TIMEOUT
    return settings


@pytest.fixture
def upstream(staged):
    with ScriptedUpstream() as upstream:
        staged.SUPABASE_URL = upstream.url
        yield upstream


@pytest.fixture
def post(client):
    def post(body: Any, **headers: str) -> Any:
        return client.post(
            "/api/interviews/save", body, content_type="application/json", headers=headers
        )

    return post


def assert_failed(response: Any, status: int, caplog: Any) -> None:
    """Our status, our shape, and not a word of anybody else's."""
    code = {502: "supabase_refused", 503: "supabase_unavailable"}[status]
    assert response.status_code == status
    body = response.json()
    assert set(body) == ERROR
    assert (body["success"], body["code"]) == (False, code)
    assert body["request_id"] == response.headers["X-Request-ID"]
    if status == 503:
        assert 1 <= int(response.headers["Retry-After"]) <= 60
    else:
        assert "Retry-After" not in response.headers
    said = response.content.decode() + str(response.headers) + caplog.text
    for secret in (SERVICE_KEY, TRANSCRIPT, UPSTREAM_TEXT):
        assert secret not in said
    assert "Traceback" not in caplog.text


# What it answers ---------------------------------------------------------------------

ROW = http_bytes(201, [{"id": UPSTREAM_TEXT, "created_at": "2026-01-01T00:00:00+00:00"}])
HEADERS = ROW.index(b"\r\n\r\n") + 4
HTML = f"<!doctype html><title>{UPSTREAM_TEXT}</title>".encode()

UNREACHABLE = {
    "hangs": hang,
    "hangs in the headers": begin(ROW[:30], hang),
    "hangs in the body": begin(ROW[:-20], hang),
    "trickles the headers": trickle(ROW),
    "trickles the body": trickle(ROW, at_once=HEADERS),
    "trickles chunks": trickle(
        b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 50, 50
    ),
    "trickles informational answers": trickle(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50),
    "trickles an error": trickle(http_bytes(400, HTML), at_once=60),
    "resets": reset,
    "resets in the headers": begin(ROW[:30], reset),
    "resets in the body": begin(ROW[:-20], reset),
    "closes": close,
    "closes in the headers": begin(ROW[:30], close),
    "closes in the body": begin(ROW[:-20], close),
    **{
        f"{status} {kind}": answer(status, body, Content_Type=kind)
        for status in (429, 502, 503, 504, 520, 521, 522, 523, 524, 540, 544)
        for kind, body in {
            "application/json": {"code": UPSTREAM_TEXT, "message": UPSTREAM_TEXT},
            "text/html": HTML,
        }.items()
    },
}

REFUSED = {
    **{
        f"{status} {kind}": answer(status, body, Content_Type=kind)
        for status in (400, 401, 402, 403, 404, 413, 500, 501, 519, 525, 599)
        for kind, body in {
            "application/json": {"code": "XX000", "message": UPSTREAM_TEXT},
            "text/html": HTML,
        }.items()
    },
    "an error that is a list": answer(400, [UPSTREAM_TEXT]),
    "an error with the row": answer(
        400,
        {
            "code": "23514",
            "message": f"new row violates {UPSTREAM_TEXT}",
            "details": f"Failing row contains ({TRANSCRIPT}).",
            "hint": SERVICE_KEY,
        },
    ),
    "redirect": answer(302, HTML, Location="https://example.com/"),
    "redirect that keeps the method": answer(307, Location="/elsewhere"),
    "201 HTML": answer(201, HTML, Content_Type="text/html"),
    "200 HTML": answer(200, HTML, Content_Type="text/html"),
    "204": raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "201 without body": answer(201),
    "201 []": answer(201, []),
    "201 {}": answer(201, {}),
    "201 null": answer(201, b"null"),
    "201 text": answer(201, json.dumps(UPSTREAM_TEXT).encode()),
    "201 half a JSON": answer(201, b'[{"id": "'),
    "201 not UTF-8": answer(201, b'[{"id": "\xff\xfe"}]'),
    "201 deeply nested": answer(201, b"[" * 100_000),
    "another row": store_changed(
        lambda row: [row | {"id": "00000000-0000-4000-8000-000000000000"}]
    ),
    "two rows": store_changed(lambda row: [row, row]),
    "the row without its list": store_changed(lambda row: row),
    "the id alone": store_changed(lambda row: [{"id": row["id"]}]),
    "a row without its columns": store_changed(
        lambda row: [{"id": row["id"], "created_at": row["created_at"]}]
    ),
    "a row of an impossible time": store_changed(lambda row: [row | {"created_at": "yesterday"}]),
    "a row with a number as transcript": store_changed(lambda row: [row | {"conversation": 5}]),
    "malformed gzip": answer(201, HTML, Content_Encoding="gzip"),
    "an unknown charset": answer(201, HTML, Content_Type="application/json; charset=klingon"),
    "no HTTP": raw(b"220 mail.example.com ESMTP\r\n" + HTML + b"\r\n\r\n"),
    "binary": raw(b"\x16\x03\x01\x00\xff" * 40 + b"\r\n\r\n"),
    "an impossible length": raw(b"HTTP/1.1 201 Created\r\nContent-Length: many\r\n\r\n" + HTML),
    "an endless header": raw(b"HTTP/1.1 201 Created\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"),
}


@pytest.mark.parametrize("what", UNREACHABLE)
def test_an_unreachable_supabase_is_a_503_in_time(upstream, post, confidential, caplog, what):
    upstream.script(INSERT, UNREACHABLE[what])

    response = in_time(TIMEOUT, lambda: post(confidential))

    assert_failed(response, 503, caplog)


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_or_a_malformed_response_is_a_502_and_not_repeated(
    upstream, post, confidential, caplog, what
):
    upstream.script(INSERT, REFUSED[what])

    response = post(confidential)

    assert_failed(response, 502, caplog)
    assert upstream.count(INSERT) == 1


@pytest.mark.parametrize(
    ("sent", "told"),
    [("7", 7), ("86400", 60), ("0", 1), ("soon", 5), ("-3", 5), ("²", 5), (None, 5)],
)
def test_the_upstreams_retry_after_is_passed_on_within_reason(
    upstream, post, interview, sent, told
):
    upstream.script(INSERT, answer(429, **({"Retry_After": sent} if sent else {})))

    assert post(interview).headers["Retry-After"] == str(told)


# How it cannot be reached ------------------------------------------------------------


def test_a_refusing_port_is_a_503(staged, post, confidential, caplog):
    with RefusingPort() as staged.SUPABASE_URL:
        assert_failed(post(confidential), 503, caplog)


@pytest.mark.parametrize("url", ["", "https://", "no address", "ftp://127.0.0.1", "http://[::1"])
def test_no_or_a_wrong_address_is_a_503_or_502_and_no_500(staged, post, confidential, caplog, url):
    staged.SUPABASE_URL = url

    response = post(confidential)

    assert response.status_code in (502, 503)
    assert_failed(response, response.status_code, caplog)


def plaintext(line: Any) -> None:
    line.socket.recv(65536)
    line.socket.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def trickled_handshake(line: Any) -> None:
    trickle(b"\x16\x03\x03\x40\x00" + b"\x02\x00\x3f\xfc\x03\x03" + bytes(500))(line, None)


@pytest.mark.parametrize("handshake", [hang, close, reset, plaintext, trickled_handshake])
def test_a_failing_tls_handshake_is_a_503_in_time(staged, post, confidential, caplog, handshake):
    with ScriptedUpstream(on_accept=handshake) as upstream:
        staged.SUPABASE_URL = upstream.url.replace("http:", "https:")

        response = in_time(TIMEOUT, lambda: post(confidential))

        assert_failed(response, 503, caplog)


@pytest.mark.parametrize("addresses", [1, 3])
def test_a_host_that_does_not_answer_at_any_address_is_a_503_in_time(
    staged, post, confidential, caplog, monkeypatch, addresses
):
    """*.supabase.co has several addresses; the time is for all of them together."""
    resolve = socket.getaddrinfo

    def resolve_staged(host: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if host != "project.supabase.test":
            return resolve(host, *args, **kwargs)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (f"127.0.0.{n}", port))
            for n in range(1, addresses + 1)
        ]

    with SilentPort() as port:
        monkeypatch.setattr(socket, "getaddrinfo", resolve_staged)
        staged.SUPABASE_URL = f"http://project.supabase.test:{port}"

        response = in_time(TIMEOUT, lambda: post(confidential))

    assert_failed(response, 503, caplog)


@pytest.fixture
def narrow_line(monkeypatch):
    """Connections whose send buffer is small; on loopback it would take a whole body."""
    connect = socket.create_connection

    def connect_narrowly(*args: Any, **kwargs: Any) -> socket.socket:
        connection = connect(*args, **kwargs)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        return connection

    monkeypatch.setattr(socket, "create_connection", connect_narrowly)


def test_a_server_that_takes_the_body_in_sips_is_a_503_in_time(
    staged, post, confidential, caplog, narrow_line
):
    confidential["conversation"] += [{"role": "user", "content": "x" * 19_000}] * 52
    with ScriptedUpstream(on_accept=read_slowly) as upstream:
        staged.SUPABASE_URL = upstream.url

        response = in_time(TIMEOUT, lambda: post(confidential))

        assert_failed(response, 503, caplog)


# Lost answers: one row, whatever happens ---------------------------------------------


@pytest.fixture
def proxy(supabase, settings):
    """A server before the local Supabase that a test tells what to lose."""
    with ScriptedUpstream() as proxy:
        settings.SUPABASE_URL = proxy.url
        proxy.script(SELECT, relay(supabase.url))
        yield proxy


@pytest.fixture
def rows(db, interview):
    """How many rows the table has."""
    db.execute("delete from interviews")
    return lambda: db.execute("select count(*) from interviews").fetchone()["count"]


LOSSES = {
    "reset before": lambda url: relay(url, keep=0),
    "reset in the headers": lambda url: relay(url, keep=30),
    "reset in the body": lambda url: relay(url, keep=-10),
    "close before": lambda url: relay(url, keep=0, then=close),
    "close in the body": lambda url: relay(url, keep=-10, then=close),
    "503 in its place": lambda url: relay(url, keep=0, then=answer(503)),
    "504 in its place": lambda url: relay(url, keep=0, then=answer(504)),
}


@pytest.mark.parametrize("who", ["alice", None])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_lost_answer_leaves_one_row_and_the_client_notices_nothing(
    proxy, supabase, save, interview, rows, alice, loss, who
):
    proxy.script(INSERT, LOSSES[loss](supabase.url), relay(supabase.url))

    response = save(interview, alice if who else None)

    assert response.status_code == 201
    assert "Idempotent-Replayed" not in response.headers
    stored = response.json()["data"]
    assert stored["user_id"] == (alice.id if who else None)
    assert stored["conversation"] == interview["conversation"]
    assert rows() == 1
    assert proxy.count(INSERT) == 2


@pytest.mark.parametrize("failure", [answer(503), answer(429), answer(502), reset, close])
def test_a_passing_failure_is_outlasted(proxy, supabase, save, interview, rows, failure):
    proxy.script(INSERT, failure, failure, relay(supabase.url))

    response = save(interview)

    assert response.status_code == 201
    assert rows() == 1


def test_a_lost_answer_and_then_an_outage_still_make_one_row(
    proxy, supabase, save, interview, rows, alice
):
    lost = relay(supabase.url, keep=0)
    proxy.script(INSERT, lost, answer(503), lost, relay(supabase.url))

    assert save(interview, alice).status_code == 201
    assert rows() == 1


@pytest.mark.parametrize("who", ["alice", None])
@pytest.mark.parametrize("arrived", [True, False], ids=["it was stored", "it was not stored"])
def test_the_clients_own_retry_with_the_same_key_makes_no_second_row(
    proxy, supabase, save, interview, rows, alice, arrived, who
):
    user = alice if who else None
    first = relay(supabase.url, keep=0) if arrived else reset
    proxy.script(INSERT, first, answer(503))
    key = {"Idempotency-Key": f"retry-{arrived}-{who}"}

    failed = save(interview, user, **key)
    assert (failed.status_code, failed.json()["code"]) == (503, "supabase_unavailable")
    assert proxy.count(INSERT) == ATTEMPTS
    assert rows() == int(arrived)

    proxy.script(INSERT, relay(supabase.url))
    again = save(interview, user, **key)
    assert again.status_code == (200 if arrived else 201)
    assert again.headers.get("Idempotent-Replayed") == ("true" if arrived else None)
    assert again.json()["data"]["conversation"] == interview["conversation"]
    assert ("claim_token" in again.json()) is (user is None)
    assert rows() == 1


def test_a_key_whose_row_cannot_be_read_back_is_a_503_and_then_a_replay(
    proxy, supabase, save, interview, rows, alice
):
    key = {"Idempotency-Key": "read-back"}
    proxy.script(INSERT, relay(supabase.url))
    first = save(interview, alice, **key)
    proxy.script(SELECT, answer(503))

    assert save(interview, alice, **key).status_code == 503

    proxy.script(SELECT, relay(supabase.url))
    again = save(interview, alice, **key)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert again.json()["data"] == first.json()["data"]
    assert rows() == 1


def test_a_connection_that_ends_just_as_it_is_used_again_costs_nothing(
    proxy, supabase, save, interview, rows
):
    proxy.script(INSERT, relay(supabase.url), close, relay(supabase.url))

    assert save(interview).status_code == 201
    assert save(interview).status_code == 201

    kept, ended, fresh = [got.connection for got in proxy.received]
    assert kept == ended != fresh  # else no connection was used again
    assert rows() == 2


# What is logged ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alice", None])
def test_a_row_that_the_database_refuses_is_in_no_log_and_no_answer(
    save, confidential, supabase, db, alice, caplog, who
):
    caplog.set_level("DEBUG")
    db.execute(
        "alter table interviews add constraint staged check (job_role <> 'refuse me') not valid"
    )
    try:
        response = save(confidential | {"job_role": "refuse me"}, alice if who else None)
    finally:
        db.execute("alter table interviews drop constraint staged")

    assert_failed(response, 502, caplog)
    said = response.content.decode() + caplog.text
    for secret in (supabase.service_role_key, alice.token, "refuse me", "violates"):
        assert secret not in said
    assert "WARNING" in caplog.text


@pytest.mark.parametrize("what", ["stored", "reset", "500"])
def test_token_and_keys_are_in_no_log(
    proxy, supabase, save, confidential, alice, caplog, settings, what
):
    caplog.set_level("DEBUG")
    settings.SUPABASE_TIMEOUT = TIMEOUT
    proxy.script(
        INSERT,
        {"stored": relay(supabase.url), "reset": reset, "500": answer(500, HTML)}[what],
    )

    save(confidential, alice)

    assert "POST /api/interviews/save" in caplog.text
    for secret in (
        alice.token,
        supabase.service_role_key,
        supabase.anon_key,
        supabase.jwt_secret,
        TRANSCRIPT,
        UPSTREAM_TEXT,
    ):
        assert secret not in caplog.text
