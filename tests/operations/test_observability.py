"""What an operator sees of a running service: its log, its counts, its error reports."""

import gzip
import json
import re
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.interviews import INTERVIEW
from tests.support.scripted_upstream import (
    INSERT,
    KEY_SET,
    SELECT,
    STATUS,
    ScriptedUpstream,
    answer,
    store,
)
from tests.support.service import free_address, running_service
from tests.support.tokens import EC

METRICS_TOKEN = "a-token-for-the-tests"
SECRETS = ("I've never told anybody", "zebra", "practice makes", METRICS_TOKEN)
CONFIDENTIAL = INTERVIEW | {
    "job_role": "Keeper of the zebra",
    "conversation": [{"role": "user", "content": "I've never told anybody"}],
    "feedback": {"overallScore": 8, "detailedFeedback": "practice makes perfect"},
}


class Running(NamedTuple):
    url: str
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        """What the service has logged, parsed."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def line_of(self, request_id: str) -> dict[str, Any]:
        (line,) = [
            line
            for line in self.lines()
            if line["request_id"] == request_id and line["logger"] == "llm_api.requests"
        ]
        return line

    def save(self, body: Any = INTERVIEW, **headers: str) -> httpx.Response:
        return httpx.post(f"{self.url}/api/interviews/save", json=body, headers=headers, timeout=30)

    def counts(self) -> dict[tuple[str, ...], float]:
        """(name, label values in the order of their names) -> value."""
        headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
        answered = httpx.get(f"{self.url}/metrics", headers=headers)
        assert answered.status_code == 200
        assert answered.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return {
            (sample.name.removeprefix("interview_storage_"), *sorted_values(sample.labels)): (
                sample.value
            )
            for family in text_string_to_metric_families(answered.text)
            for sample in family.samples
        }


def sorted_values(labels: dict[str, str]) -> list[str]:
    return [labels[name] for name in sorted(labels)]


@pytest.fixture(scope="module")
def running(local_supabase, tmp_path_factory) -> Iterator[Running]:
    """Two workers as in production, but for the tokens of the local stack."""
    log = tmp_path_factory.mktemp("log") / "service.log"
    address = free_address()
    environment = {"LOG_FORMAT": "json", "WEB_CONCURRENCY": "2", "METRICS_TOKEN": METRICS_TOKEN}
    with running_service(local_supabase, address, log=log, **environment):
        yield Running(f"http://{address}", log)


# The log -------------------------------------------------------------------------------


def test_a_request_is_one_line_of_json(running, alice):
    response = running.save(**{"X-Request-ID": "line-1", **alice.headers})

    assert response.status_code == 201
    line = running.line_of("line-1")
    assert re.fullmatch(r"2\d{3}-\d\d-\d\dT[\d:.]+\+00:00", line.pop("timestamp"))
    assert re.fullmatch(r"POST /api/interviews/save 201 \d+ ms", line.pop("message"))
    assert 0 < line.pop("supabase_ms") <= line.pop("duration_ms")
    assert line == {
        "level": "INFO",
        "logger": "llm_api.requests",
        "request_id": "line-1",
        "method": "POST",
        "route": "interview-save",
        "status": 201,
        "user_id": alice.id,
    }


def test_the_line_of_a_refusal_names_its_code(running):
    running.save({}, **{"X-Request-ID": "line-2"})
    httpx.get(f"{running.url}/api/interviews/list", headers={"X-Request-ID": "line-3"})
    httpx.get(f"{running.url}/api/nowhere", headers={"X-Request-ID": "line-4"})

    lines = [running.line_of(f"line-{n}") for n in (2, 3, 4)]
    assert [(line["route"], line["status"], line["code"]) for line in lines] == [
        ("interview-save", 400, "invalid_input"),
        ("interview-list", 401, "not_authenticated"),
        ("none", 404, "not_found"),
    ]
    assert all("user_id" not in line for line in lines)


def test_the_log_never_holds_content(running, alice):
    saved = running.save(CONFIDENTIAL, **alice.headers)
    running.save(CONFIDENTIAL | {"job_role": {"zebra": "zebra"}}, **alice.headers)
    query = {"search": "zebra"}
    found = httpx.get(f"{running.url}/api/interviews/list", params=query, headers=alice.headers)

    assert saved.status_code == 201
    assert found.json()["pagination"]["total"] >= 1
    said = running.log.read_text()
    for secret in (*SECRETS, alice.token):
        assert secret not in said


def test_what_django_adds_to_its_lines_stays_out_of_the_log(running):
    headers = {"Host": "elsewhere.example.com", "X-Request-ID": "line-5"}
    httpx.get(f"{running.url}/api/interviews/list?search=giraffe", headers=headers)

    lines = [line for line in running.lines() if line["request_id"] == "line-5"]
    assert {line["logger"] for line in lines} == {
        "django.security.DisallowedHost",
        "llm_api.requests",
    }
    assert "giraffe" not in running.log.read_text()


# The counts ----------------------------------------------------------------------------


def test_the_workers_count_together_what_they_did(running, alice):
    before = running.counts()
    key = {"Idempotency-Key": str(uuid.uuid4())}
    for _ in range(6):
        running.save(**key, **alice.headers)
    running.save({})
    after = running.counts()

    def grown(*name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert grown("saves_total", "stored") == 1
    assert grown("saves_total", "replayed") == 5
    assert grown("requests_total", "POST", "interview-save", "201") == 1
    assert grown("requests_total", "POST", "interview-save", "200") == 5
    assert grown("errors_total", "invalid_input", "interview-save") == 1
    assert grown("request_duration_seconds_count", "interview-save") == 7
    assert grown("supabase_duration_seconds_count", "201", "rest") == 1
    assert grown("supabase_duration_seconds_count", "409", "rest") == 5


def test_retries_and_what_caused_them_are_counted(local_supabase):
    address = free_address()
    with ScriptedUpstream() as upstream:
        upstream.script(SELECT, answer(200, []))  # the health check's
        upstream.script(STATUS, answer(404, {"code": "PGRST202"}))
        upstream.script(INSERT, answer(503), answer(429), store, answer(500))
        upstream.script(KEY_SET, answer(503))
        settings = {"SUPABASE_URL": upstream.url, "METRICS_TOKEN": METRICS_TOKEN}
        with running_service(local_supabase, address, **settings):
            service = Running(f"http://{address}", Path())
            statuses = [service.save().status_code for _ in range(2)]
            statuses.append(service.save(Authorization=f"Bearer {EC.sign()}").status_code)
            counts = service.counts()

    assert statuses == [201, 502, 503]
    assert counts["supabase_retries_total",] == 2
    assert counts["supabase_duration_seconds_count", "503", "rest"] == 1
    assert counts["supabase_duration_seconds_count", "429", "rest"] == 1
    assert counts["supabase_duration_seconds_count", "503", "auth"] == 1
    assert counts["errors_total", "supabase_refused", "interview-save"] == 1


def test_throttled_requests_are_counted(local_supabase):
    address = free_address()
    settings = {"THROTTLE_SAVE": "1/hour", "METRICS_TOKEN": METRICS_TOKEN}
    with running_service(local_supabase, address, **settings):
        service = Running(f"http://{address}", Path())
        statuses = [service.save().status_code for _ in range(3)]
        counts = service.counts()

    assert statuses == [201, 429, 429]
    assert counts["errors_total", "throttled", "interview-save"] == 2


def test_addresses_that_are_made_up_do_not_fill_the_counts(running):
    for number in range(5):
        httpx.get(f"{running.url}/api/made-up-{number}")
        httpx.request(
            ("PROPFIND", "LOCK", "BREW", "MOVE", "COPY")[number],
            f"{running.url}/api/interviews/save",
        )

    counts = running.counts()
    assert counts["requests_total", "GET", "none", "404"] >= 5
    assert counts["requests_total", "other", "interview-save", "405"] == 5
    assert not [name for name in counts if "made-up" in str(name)]


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "é"}])
def test_the_counts_need_the_token(client, settings, sent):
    settings.METRICS_TOKEN = METRICS_TOKEN
    response = client.get("/metrics", headers=sent)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert b"interview_storage" not in response.content


def test_without_a_token_there_are_no_counts_to_be_had(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


# Error reports -------------------------------------------------------------------------


class Reports(BaseHTTPRequestHandler):
    """As Sentry takes in reports."""

    received: list[bytes]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        zipped = self.headers.get("Content-Encoding") == "gzip"
        self.received.append(gzip.decompress(body) if zipped else body)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        """Nothing to the terminal."""


@pytest.fixture
def reports() -> Iterator[tuple[str, list[bytes]]]:
    """An address for SENTRY_DSN, and what has been sent there."""
    handler = type("Handler", (Reports,), {"received": []})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://key@127.0.0.1:{server.server_port}/1", handler.received
        server.shutdown()


def test_a_bug_is_reported_without_the_interview(local_supabase, reports, tmp_path, alice):
    dsn, received = reports
    (tmp_path / "staged.py").write_text(BUG)
    address = free_address()
    environment = {
        "SENTRY_DSN": dsn,
        "PYTHONPATH": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "staged",
    }
    with running_service(local_supabase, address, **environment):
        response = httpx.post(
            f"http://{address}/api/interviews/save?search=zebra",
            json=CONFIDENTIAL,
            headers=alice.headers,
        )

    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    sent = b"".join(received).decode()
    assert "KeyError" in sent
    assert f"http://{address}/api/interviews/save" in sent
    for secret in (*SECRETS, alice.token, local_supabase.service_role_key):
        assert secret not in sent


BUG = """
from backend.settings import *

DEBUG = False
MIDDLEWARE = [*MIDDLEWARE, "staged.break_saves"]


def break_saves(get_response):
    def broken(request):
        interview = request.body.decode()
        return get_response(request) if not interview else {}[interview]

    return broken
"""
