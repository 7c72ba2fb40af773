"""The signing keys of a project: fetched, kept, replaced and out of reach."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from llm_api.auth import authentication, signing_keys
from tests.support.assertions import ERROR
from tests.support.scripted_upstream import (
    INSERT,
    KEY_SET,
    RefusingPort,
    answer,
    begin,
    close,
    hang,
    http_bytes,
    in_time,
    late,
    reset,
    trickle,
)
from tests.support.tokens import (
    EC,
    NEW,
    RSA,
    SECRET,
    SigningKey,
    assert_invalid_token,
    base64url,
    hs256,
    key_set,
    save_with,
)


@pytest.fixture
def clock(monkeypatch):
    """The key set's own time, which stands still until a test moves it."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(signing_keys, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def assert_not_to_be_had(response: Any, status: int) -> None:
    code = {502: "supabase_refused", 503: "supabase_unavailable"}[status]
    assert response.status_code == status
    assert set(response.json()) == ERROR
    assert (response.json()["success"], response.json()["code"]) == (False, code)
    assert "WWW-Authenticate" not in response.headers
    if status == 503:
        assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_the_key_set_is_asked_once_for_many_tokens(project):
    for _ in range(3):
        assert save_with(f"Bearer {EC.sign()}").status_code == 201
        assert save_with(f"Bearer {RSA.sign()}").status_code == 201
    assert project.count(KEY_SET) == 1


def test_a_new_key_is_accepted_at_once(project, clock):
    project.script(KEY_SET, key_set(EC), key_set(EC, NEW))
    assert save_with(f"Bearer {EC.sign()}").status_code == 201

    assert save_with(f"Bearer {NEW.sign()}").status_code == 201
    assert project.count(KEY_SET) == 2


def test_a_new_key_is_accepted_of_however_many_come_with_it_at_once(project):
    together = 3 * signing_keys.MAX_FETCHES
    project.script(KEY_SET, key_set(EC), late(0.5, key_set(EC, NEW)))
    assert save_with(f"Bearer {EC.sign()}").status_code == 201

    with ThreadPoolExecutor(together) as pool:
        answers = list(pool.map(lambda _: save_with(f"Bearer {NEW.sign()}"), range(together)))

    assert [response.status_code for response in answers] == [201] * together
    assert project.count(KEY_SET) <= 3  # who asks while one looks may look once more


def test_a_withdrawn_key_is_refused_once_the_lifetime_is_over(project, clock):
    project.script(KEY_SET, key_set(EC), key_set(NEW))
    accepted = f"Bearer {EC.sign()}"
    assert save_with(accepted).status_code == 201

    clock.now += signing_keys.LIFETIME - 1
    assert save_with(accepted).status_code == 201
    assert save_with(f"Bearer {EC.sign()}").status_code == 201
    clock.now += 1
    assert_invalid_token(save_with(accepted))
    assert_invalid_token(save_with(f"Bearer {EC.sign()}"))
    assert signing_keys.LIFETIME <= 600


def test_a_key_that_is_replaced_under_its_id_is_refused_once_the_lifetime_is_over(project, clock):
    replacement = SigningKey("ES256", EC.key_id)
    project.script(KEY_SET, key_set(EC), key_set(replacement))
    accepted = f"Bearer {EC.sign()}"
    assert save_with(accepted).status_code == 201

    clock.now += signing_keys.LIFETIME
    assert_invalid_token(save_with(accepted))
    assert_invalid_token(save_with(f"Bearer {EC.sign()}"))
    assert save_with(f"Bearer {replacement.sign()}").status_code == 201


def test_invented_key_ids_do_not_become_requests_to_supabase(project, clock):
    for number in range(20):
        assert_invalid_token(save_with(f"Bearer {EC.sign_as(f'invented-{number}')}"))
    assert project.count(KEY_SET) == 1 + signing_keys.MAX_FETCHES


UNUSABLE: dict[str, Any] = {
    "a number": 5,
    "null": None,
    "empty": {},
    "an id alone": {"kid": EC.key_id},
    "an unknown type": EC.public | {"kty": "unheard-of"},
    "no point of the curve": EC.public | {"x": "AA"},
    "a number as x": EC.public | {"x": 5},
    "a list as id": EC.public | {"kid": ["a", "list"]},
    "for encryption": EC.public | {"use": "enc"},
    "a secret": {"kty": "oct", "kid": EC.key_id, "alg": "HS256", "k": base64url(SECRET.encode())},
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_an_unusable_entry_of_the_key_set_is_passed_over(project, what):
    project.script(KEY_SET, answer(200, {"keys": [UNUSABLE[what], RSA.public]}))

    assert_invalid_token(save_with(f"Bearer {EC.sign()}"))
    assert_invalid_token(save_with(f"Bearer {hs256(SECRET, {'kid': EC.key_id})}"))
    assert save_with(f"Bearer {RSA.sign()}").status_code == 201


KEY_SET_ANSWER = http_bytes(200, {"keys": [EC.public]})


UNREACHABLE = {
    "hangs": hang,
    "hangs in the middle": begin(KEY_SET_ANSWER[:-20], hang),
    "trickles": trickle(KEY_SET_ANSWER),
    "resets": reset,
    "resets in the middle": begin(KEY_SET_ANSWER[:-20], reset),
    "closes": close,
    "429": answer(429, {}, Retry_After="7"),
    "502": answer(502),
    "503": answer(503, b"<html>", Content_Type="text/html"),
    "504": answer(504),
}


REFUSED = {
    "500": answer(500, {"keys": [EC.public]}),
    "520": answer(520),
    "404": answer(404),
    "401": answer(401, {"message": "Invalid API key"}),
    "redirect": answer(302, Location="https://example.com/"),
    "HTML": answer(200, b"<!doctype html><title>Welcome</title>", Content_Type="text/html"),
    "HTML with 500": answer(500, b"<html>", Content_Type="text/html"),
    "nothing": answer(200),
    "[]": answer(200, []),
    "{}": answer(200, {}),
    "null": answer(200, b"null"),
    "keys a number": answer(200, {"keys": 5}),
    "keys an object": answer(200, {"keys": {EC.key_id: EC.public}}),
    "deeply nested": answer(200, b'{"keys":' + b"[" * 100_000),
    "not UTF-8": answer(200, b'{"keys": ["\xff\xfe"]}'),
    "malformed gzip": answer(200, b"not gzip", Content_Encoding="gzip"),
}


def post_as_the_first() -> Any:
    """Of a process, that knows of no keys and no failure."""
    authentication._signing_keys.cache_clear()
    return save_with(f"Bearer {EC.sign()}")


@pytest.mark.parametrize("what", UNREACHABLE)
def test_a_key_set_that_cannot_be_reached_is_a_503_and_never_a_401(project, settings, what):
    settings.SUPABASE_TIMEOUT = 1.0
    project.script(KEY_SET, UNREACHABLE[what])

    response = in_time(1.0, post_as_the_first)

    assert_not_to_be_had(response, 503)
    assert project.count(INSERT) == 0


def test_a_key_set_behind_a_closed_port_is_a_503(settings):
    with RefusingPort() as settings.SUPABASE_URL:
        assert_not_to_be_had(save_with(f"Bearer {EC.sign()}"), 503)


@pytest.mark.parametrize("what", REFUSED)
def test_a_key_set_that_is_an_error_or_malformed_is_a_503_every_time(project, what):
    project.script(KEY_SET, REFUSED[what])

    for _ in range(2):
        assert_not_to_be_had(save_with(f"Bearer {EC.sign()}"), 503)
    assert project.count(INSERT) == 0


def test_a_project_without_asymmetric_keys_refuses_their_tokens(project):
    project.script(KEY_SET, answer(200, {"keys": []}))

    assert_invalid_token(save_with(f"Bearer {EC.sign()}"))


def test_a_known_key_outlives_an_outage_of_the_key_set(project, clock):
    project.script(KEY_SET, key_set(EC), answer(503))
    assert save_with(f"Bearer {EC.sign()}").status_code == 201

    assert_not_to_be_had(save_with(f"Bearer {NEW.sign()}"), 503)
    assert save_with(f"Bearer {EC.sign()}").status_code == 201


@pytest.mark.parametrize("outage", [answer(503), answer(500), answer(200, []), reset])
def test_keys_stay_good_for_an_hour_while_the_key_set_cannot_be_had(project, clock, outage):
    project.script(KEY_SET, key_set(EC), outage)
    assert save_with(f"Bearer {EC.sign()}").status_code == 201

    clock.now += signing_keys.LIFETIME
    assert save_with(f"Bearer {EC.sign()}").status_code == 201
    clock.now += signing_keys.STALE_LIFETIME - signing_keys.LIFETIME - 1
    assert save_with(f"Bearer {EC.sign()}").status_code == 201
    clock.now += 1
    assert_not_to_be_had(save_with(f"Bearer {EC.sign()}"), 503)


def test_after_an_outage_a_withdrawn_key_is_rejected(project, clock):
    project.script(KEY_SET, key_set(EC), answer(503), key_set(NEW))
    assert save_with(f"Bearer {EC.sign()}").status_code == 201

    clock.now += signing_keys.LIFETIME
    assert save_with(f"Bearer {EC.sign()}").status_code == 201
    clock.now += signing_keys.STALE_RETRY
    assert_invalid_token(save_with(f"Bearer {EC.sign()}"))


def test_an_outage_costs_known_keys_one_attempt_in_some_seconds(project, clock):
    project.script(KEY_SET, key_set(EC), answer(503))
    assert save_with(f"Bearer {EC.sign()}").status_code == 201

    clock.now += signing_keys.LIFETIME
    for _ in range(5):
        assert save_with(f"Bearer {EC.sign()}").status_code == 201
    assert project.count(KEY_SET) == 2


def test_many_tokens_of_a_new_key_are_a_503_each_while_the_key_set_is_down(project, clock):
    project.script(KEY_SET, key_set(EC), answer(503))
    assert save_with(f"Bearer {EC.sign()}").status_code == 201

    for _ in range(4 * signing_keys.MAX_FETCHES):
        assert_not_to_be_had(save_with(f"Bearer {NEW.sign()}"), 503)
        clock.now += signing_keys.FAILURE_LIFETIME / 4
    assert project.count(KEY_SET) <= 1 + signing_keys.MAX_FETCHES

    project.script(KEY_SET, key_set(EC, NEW))
    clock.now += signing_keys.FAILURE_LIFETIME
    assert save_with(f"Bearer {NEW.sign()}").status_code == 201


def test_after_an_outage_the_key_set_is_left_alone_for_a_moment_and_then_asked(project, clock):
    project.script(KEY_SET, answer(503), key_set(EC))
    assert_not_to_be_had(save_with(f"Bearer {EC.sign()}"), 503)
    assert_not_to_be_had(save_with(f"Bearer {EC.sign()}"), 503)
    assert project.count(KEY_SET) == 1

    clock.now += signing_keys.FAILURE_LIFETIME
    assert save_with(f"Bearer {EC.sign()}").status_code == 201


def test_many_who_meet_a_hanging_key_set_do_not_queue_for_it(project, settings):
    settings.SUPABASE_TIMEOUT = 1.0
    project.script(KEY_SET, hang)

    def post_four() -> list[Any]:
        authentication._signing_keys.cache_clear()
        known = project.count(KEY_SET)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: save_with(f"Bearer {EC.sign()}"), range(4)))
        assert project.count(KEY_SET) == known + 1
        return answers

    for response in in_time(1.0, post_four):
        assert_not_to_be_had(response, 503)


def test_looking_up_the_key_and_saving_share_one_timeout(project, settings):
    settings.SUPABASE_TIMEOUT = 1.0
    project.script(KEY_SET, late(0.6, key_set(EC)))
    project.script(INSERT, hang)

    assert_not_to_be_had(in_time(1.0, post_as_the_first), 503)
    assert project.count(INSERT) > 0
