"""What is wrong with an answer: each fault as a sentence."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from tests.hostile.exchange import Answer, Exchange
from tests.hostile.world import METRICS_TOKEN
from tests.support import ROOT
from tests.support.assertions import ERROR
from tests.support.interviews import COLUMNS

SUCCESS = {"success", "data", "message", "warnings", "pagination", "claim_token"}
SUCCESSES = {200, 201, 206, 301, 302, 304}
SAVED = "Interview saved successfully"
# Supabase is healthy here, and nothing is wrong with the service.
NEVER = {500, 502, 503, 504}
LEAKS = re.compile(
    rb'Traceback|File "|site-packages|\.py\b|psycopg|PGRST|postgrest|pg_catalog|select .* from|HINT:'
    rb"|pydantic|rest_framework|gunicorn\.|werkzeug|Exception Value",
    re.IGNORECASE,
)


@cache
def documented() -> set[tuple[int, str]]:
    """Status and code of each error, as docs/api.md lists them."""
    text = (ROOT / "docs" / "api.md").read_text()
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", text, re.MULTILINE)
    return {(int(status), code) for status, code in rows if int(status) not in NEVER}


def faults(exchange: Exchange) -> Iterator[str]:
    draft = exchange.draft
    yield from exchange.faults
    if not exchange.answers and not draft.may_be_no_http:
        yield "there was no answer"
    for answer in exchange.answers:
        yield from _faults_of(answer, is_api(exchange))
    yield from _strangers_in(exchange)


def is_api(exchange: Exchange) -> bool:
    """Whether the request is one to the API, which answers in its own shape."""
    path = unquote_to_bytes(exchange.draft.path.partition(b"?")[0])
    return not exchange.draft.may_be_no_http and path.startswith(b"/api/")


def _strangers_in(exchange: Exchange) -> Iterator[str]:
    """Each interview carries its owner's marker. Only secrets of others can be in the answer."""
    world, asking = exchange.draft.world, exchange.draft.asking()
    for person in world.people:
        if person is not asking and person.marker.encode() in exchange.received:
            yield "it holds an interview of somebody else"
    for secret in [world.supabase.service_role_key, world.supabase.jwt_secret, METRICS_TOKEN]:
        if secret.encode() in exchange.received:
            yield "it holds a secret"


def _faults_of(answer: Answer, is_api: bool) -> Iterator[str]:
    status, headers = answer.status, answer.headers
    if status in NEVER:
        yield f"status {status}"
    if "x-injected" in headers:
        yield "a header was injected"
    if status >= 400 and (leak := LEAKS.search(answer.body)):
        yield f"it names an internal: {leak[0]!r}"
    if b"Traceback" in answer.body:
        yield "it holds a stack trace"
    if is_api and headers.get("x-content-type-options") != "nosniff":
        yield "no nosniff"
    if is_api and not headers.get("x-request-id"):
        yield "no request id"
    is_json = headers.get("content-type", "").startswith("application/json")
    if not answer.body:
        return
    if is_json:
        yield from _faults_of_json(answer)
    elif status >= 400 and is_api:
        yield f"status {status} as {headers.get('content-type')}"
    if status < 400 and status not in SUCCESSES:
        yield f"status {status}"


def _faults_of_json(answer: Answer) -> Iterator[str]:
    try:
        body = json.loads(answer.body)
    except ValueError:
        yield "it is not JSON"
        return
    if answer.status >= 400:
        yield from _faults_of_error(answer, body)
    elif isinstance(body, dict) and "success" in body:
        yield from _faults_of_success(answer, body)


def _faults_of_error(answer: Answer, body: Any) -> Iterator[str]:
    status, headers = answer.status, answer.headers
    invalid = status == 400 and body.get("code") != "bad_request"
    if set(body) != (ERROR | {"errors"} if invalid else ERROR) or body["success"] is not False:
        yield f"the error has the keys {sorted(body)}"
        return
    if (status, body["code"]) not in documented():
        yield f"{status} {body['code']} is not documented"
    if body["request_id"] != headers.get("x-request-id"):
        yield "the request id of the body is not that of the header"
    if not all(set(error) == {"field", "code", "message"} for error in body.get("errors", [])):
        yield "an entry of errors is of another shape"
    if (status == 401) != (headers.get("www-authenticate") == "Bearer"):
        yield "401 and WWW-Authenticate belong together"
    if (status == 429) != ("retry-after" in headers):
        yield "429 and Retry-After belong together"
    if headers.get("cache-control") != "no-store":
        yield f"an error with Cache-Control {headers.get('cache-control')}"


def _faults_of_success(answer: Answer, body: dict[str, Any]) -> Iterator[str]:
    if not set(body) <= SUCCESS or body["success"] is not True:
        yield f"the success has the keys {sorted(body)}"
    if answer.headers.get("cache-control") != "no-store":
        yield "personal data without no-store"
    if is_save(body) and set(body["data"]) != COLUMNS:
        yield f"the saved row has the columns {sorted(body['data'])}"
    if is_save(body) != (answer.status == 201 or "idempotent-replayed" in answer.headers):
        yield f"a save was answered with {answer.status}"


def is_save(body: dict[str, Any]) -> bool:
    return body.get("message") == SAVED
