"""Whatever a client sends: never a 500, and every answer as the OpenAPI document says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

pytest.importorskip("hypothesis", reason="no local Supabase: requirements-dev.txt not installed")
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import ROOT
from tests.support.interviews import INTERVIEW
from tests.support.json_strategies import FUZZ, conversations, hostile_feedback, model_feedback
from tests.support.losses import invented_scores, lost

IN_TESTS = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["\x00", "8", "NaN", "Senior", "interviewer", "2026-01-01T00:00:00Z"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


def places(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


@st.composite
def nearly_interviews(draw):
    """An interview with one to three places replaced by anything."""
    body = json.loads(json.dumps(INTERVIEW))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([path for path in places(body) if path]))
        target = body
        for step in way:
            target = target[step]
        target[last] = draw(values)
    return body


def check_answer(response):
    body = response.json()
    assert response.status_code in (201, 400, 413), response.content
    assert response["X-Request-ID"]
    if response.status_code == 201:
        assert set(body) <= {"success", "message", "data", "warnings", "claim_token"}
        scores = [
            body["data"][f"{name}_score"] for name in ("overall", "communication", "technical")
        ]
        assert all(score is None or 1 <= score <= 10 for score in scores)
    else:
        assert body["errors"]
        assert all(set(error) == {"field", "code", "message"} for error in body["errors"])


@IN_TESTS
@given(body=nearly_interviews() | values)
def test_any_json_is_saved_or_refused_in_our_shape(supabase, body):
    raw = json.dumps(body).encode()

    check_answer(post(raw))


@FUZZ
@given(feedback=hostile_feedback | model_feedback(), conversation=conversations)
def test_what_models_and_sdks_write_is_saved_and_found_again(supabase, feedback, conversation):
    """More about what is read: tests/unit/test_reading_fuzz.py."""
    sent = INTERVIEW | {"feedback": feedback, "conversation": conversation}

    response = post(json.dumps(sent).encode())

    assert response.status_code == 201, response.content
    row = response.json()["data"]
    assert lost(feedback, row["feedback"]) == []
    assert invented_scores(feedback, row["feedback"]) == {}
    roles = {message["role"] for message in conversation}
    assert [leaf for leaf in lost(conversation, row["conversation"]) if leaf not in roles] == []


@FUZZ
@given(feedback=hostile_feedback | model_feedback())
def test_feedback_that_comes_later_is_added_as_in_a_save(supabase, feedback):
    raw = json.dumps(INTERVIEW | {"feedback": feedback}).encode()
    saved = post(raw).json()["data"]
    without = post(json.dumps(INTERVIEW | {"feedback": None}).encode()).json()
    late = {"claim_token": without["claim_token"], "feedback": feedback}

    added = Client(raise_request_exception=False).put(
        f"/api/interviews/{without['data']['id']}/feedback", json.dumps(late), "application/json"
    )

    assert added.status_code == 200, added.content
    differing = {"id": None, "completed_at": None, "created_at": None}
    assert added.json()["data"] | differing == saved | differing


@IN_TESTS
@given(raw=st.binary(max_size=200))
def test_any_bytes_are_refused_in_our_shape(supabase, raw):
    check_answer(post(raw))


@IN_TESTS
@given(
    feedback=st.fixed_dictionaries(
        {},
        optional={
            "overallScore": st.floats(1, 10) | st.integers(1, 10),
            "strengths": st.lists(
                st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")).filter(
                    str.strip
                )
            ),
            "x": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
        },
    )
)
def test_what_is_accepted_comes_back_as_it_was_sent(supabase, feedback):
    stored = post(json.dumps(INTERVIEW | {"feedback": feedback}).encode()).json()["data"]

    assert {key: stored["feedback"][key] for key in feedback} == feedback


def post(raw):
    return Client(raise_request_exception=False).generic(
        "POST", "/api/interviews/save", raw, content_type="application/json"
    )


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_running_service_answers_as_its_document_says(live_service, alice, signed_in, tmp_path):
    """Schemathesis: examples, edge cases and random requests made from the document."""
    program = Path(sys.executable).with_name("schemathesis")
    config = ROOT / "tests" / "support" / "schemathesis.toml"
    command = [program, "--config-file", config, "run", f"{live_service}/api/schema"]
    command += ["--checks=all", "--no-color"]
    if signed_in:
        # It then expects 401 wherever it leaves the token out; a save takes anybody.
        header = f"Authorization: Bearer {alice.token}"
        command += ["--header", header, "--exclude-checks=ignored_auth"]

    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.support.schemathesis_hooks"}
    environment["PYTHONPATH"] = str(ROOT)

    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600
    )

    assert run.returncode == 0, run.stdout
    assert "Operations:       20 selected / 20 total" in run.stdout
