"""POST /api/interviews/save: what is refused."""

import json

import pytest

from tests.support.assertions import errors_of
from tests.support.interviews import MISSING, changed, post_raw


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("job_role", MISSING, "required"),
        ("job_role", None, "null"),
        ("job_role", "   ", "blank"),
        ("job_role", "x" * 201, "max_length"),
        ("job_role", 5, "invalid"),
        ("experience_level", MISSING, "required"),
        ("experience_level", "senior", "invalid_choice"),
        ("experience_level", ["Senior"], "invalid_choice"),
        ("interview_type", "Chat", "invalid_choice"),
        ("conversation", MISSING, "required"),
        ("conversation", None, "null"),
        ("conversation", [], "min_length"),
        ("conversation", {}, "invalid"),
        ("conversation", "text", "invalid"),
        ("conversation.1", "text", "invalid"),
        ("conversation.1", None, "invalid"),
        ("conversation.1.role", "system", "invalid_choice"),
        ("conversation.1.role", None, "invalid_choice"),
        ("conversation.1.role", MISSING, "required"),
        ("question_count", MISSING, "required"),
        ("question_count", -1, "min_value"),
        ("question_count", 1001, "max_value"),
        ("question_count", 1.5, "invalid"),
        ("question_count", "5", "invalid"),
        ("question_count", True, "invalid"),
    ],
)
def test_a_bad_value_is_refused_on_its_field(save, interview, path, value, code):
    assert errors_of(save(changed(interview, path, value))) == {path: code}


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("yesterday", "invalid"),
        ("", "invalid"),
        (5, "invalid"),
        ("2026-13-01T00:00:00Z", "invalid"),
        ("0001-01-01T00:00:00+23:59", "overflow"),
        ("9999-12-31T23:59:59-23:59", "overflow"),
    ],
)
def test_a_completion_time_that_is_none_is_refused(save, interview, moment, code):
    assert errors_of(save(interview | {"completed_at": moment})) == {"completed_at": code}


def test_the_limits_themselves_are_accepted(save, interview):
    interview["job_role"] = "x" * 200
    interview["question_count"] = 1000
    interview["conversation"] = [{"role": "user", "content": "y" * 1_500_000}] + [
        {"role": "user", "content": "y"}
    ] * 4_999

    assert save(interview).status_code == 201


def test_one_message_too_many_is_refused(save, interview):
    interview["conversation"] = [{"role": "user", "content": "y"}] * 5_001

    response = save(interview)
    assert errors_of(response) == {"conversation": "max_length"}
    assert "5,000" in response.json()["message"]


def test_the_refusal_of_thousands_of_messages_stays_short(save, interview):
    interview["conversation"] = [{"role": "nobody", "content": ""}] * 5_000

    assert len(errors_of(save(interview))) <= 50


def with_placeholder(interview, raw):
    """The interview's JSON with `raw` in the place of the first answer."""
    interview["conversation"][1]["content"] = "PLACEHOLDER"
    return json.dumps(interview).replace('"PLACEHOLDER"', raw).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("NaN", "not_finite"),
        ("-Infinity", "not_finite"),
        ("1e999", "not_finite"),
        ("9007199254740993", "max_value"),
        ("-9007199254740993", "max_value"),
    ],
)
@pytest.mark.parametrize("further", [False, True])
def test_what_json_cannot_carry_safely_is_refused_where_it_stands(
    client, supabase, interview, raw, code, further
):
    if further:
        interview["conversation"][1]["extra"] = {"deep": ["PLACEHOLDER"]}
        text = json.dumps(interview).replace('"PLACEHOLDER"', raw).encode()
        field = "conversation.1.extra.deep.0"
    else:
        text = with_placeholder(interview, raw)
        field = "conversation.1.content"

    assert errors_of(post_raw(client, text)) == {field: code}


def test_integers_up_to_two_to_the_53_and_large_floats_are_kept(save, interview):
    interview["feedback"]["numbers"] = [2**53, -(2**53), 1e300, 0.1]

    assert save(interview).json()["data"]["feedback"]["numbers"] == [2**53, -(2**53), 1e300, 0.1]


@pytest.mark.parametrize(
    ("raw", "code"), [(r"a\u0000b", "null_character"), (r"\udfff\ud83d", "lone_surrogate")]
)
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"job_role": "PLACEHOLDER"}, "job_role"),
        ({"unknown": ["PLACEHOLDER"]}, "unknown.0"),
        ({"PLACEHOLDER": 1}, None),
    ],
)
def test_text_that_cannot_be_stored_is_refused_outside_of_conversation_and_feedback(
    client, supabase, interview, raw, code, change, field
):
    body = json.dumps(interview | change).replace("PLACEHOLDER", raw)

    [(where, found)] = errors_of(post_raw(client, body)).items()
    assert found == code
    assert field in (None, where)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"a": 1,}',
        b'{"a": "\x01"}',
        b"\xff\xfe",
        '{"a": "\udc80"}'.encode("utf-8", "surrogatepass"),
        b'{"a":' + b"1" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
    ],
)
def test_what_is_not_json_is_a_400_that_says_so(client, raw):
    assert set(errors_of(post_raw(client, raw)).values()) <= {"invalid_json", "required"}


@pytest.mark.parametrize("raw", [b"[]", b"null", b'"text"', b"5", b"true"])
def test_a_body_that_is_no_object_is_refused(client, raw):
    assert errors_of(post_raw(client, raw)).keys() == {"body"}


def nested(levels):
    value = 1
    for _ in range(levels):
        value = [value]
    return value


def test_nesting_of_32_levels_is_accepted_and_33_are_not(save, interview):
    # The body and the feedback are two of them.
    interview["feedback"]["deep"] = nested(30)
    assert save(interview).status_code == 201

    interview["feedback"]["deep"] = nested(31)
    response = save(interview)
    assert errors_of(response) == {"body": "invalid_json"}
    assert "32" in response.json()["message"]


def test_a_byte_order_mark_does_no_harm(client, supabase, interview):
    assert post_raw(client, b"\xef\xbb\xbf" + json.dumps(interview).encode()).status_code == 201


def test_a_body_over_two_megabytes_is_refused_in_our_shape(client):
    response = post_raw(client, b'{"a": "' + b"x" * 2_097_152 + b'"}')

    assert response.status_code == 413
    assert set(response.json()) == {"success", "code", "message", "request_id"}
    assert response.json()["code"] == "body_too_large"


def test_a_body_just_under_two_megabytes_is_read(save, interview):
    interview["conversation"] = [{"role": "user", "content": "x" * 2_096_000}]

    assert save(interview).status_code == 201


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_does_not_say_it_is_json_is_a_415(client, interview, content_type):
    response = client.generic(
        "POST", "/api/interviews/save", json.dumps(interview), content_type=content_type
    )

    assert response.status_code == 415
    assert set(response.json()) == {"success", "code", "message", "request_id"}


def test_an_accept_header_that_wants_something_else_loses_no_interview(save, interview):
    assert save(interview, Accept="text/html").status_code == 201


def test_an_unknown_query_parameter_is_a_400(client, interview):
    response = client.post("/api/interviews/save?dry_run=1", interview, "application/json")

    assert errors_of(response) == {"dry_run": "unknown_parameter"}


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_other_methods_are_405_in_our_shape(client, method):
    response = getattr(client, method)("/api/interviews/save")

    assert response.status_code == 405
    assert set(response.json()) == {"success", "code", "message", "request_id"}
    assert response["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/api/", "/api/nope", "/api/interviews/save/", "/api/%00"])
@pytest.mark.parametrize("debug", [False, True])
def test_an_unknown_address_is_a_404_in_our_shape(client, settings, path, debug):
    settings.DEBUG = debug

    response = client.get(path)

    assert response.status_code == 404
    assert set(response.json()) == {"success", "code", "message", "request_id"}
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_foreign_host_header_is_a_400_in_our_shape(client):
    response = client.get("/api/health", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert set(response.json()) == {"success", "code", "message", "request_id"}


def test_a_bug_is_a_500_that_tells_nothing(client, interview, monkeypatch, caplog):
    def broken(*args):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("llm_api.views.interview_views.ownership_warnings", broken)

    response = client.post("/api/interviews/save", interview, "application/json")

    assert response.status_code == 500
    assert set(response.json()) == {"success", "code", "message", "request_id"}
    assert b"secret detail" not in response.content
    assert "secret detail" in caplog.text
