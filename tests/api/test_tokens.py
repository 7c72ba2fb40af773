"""Who is asking: access tokens, and what becomes of a user_id."""

import base64
import copy
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client

from llm_api.auth import authentication, signing_keys
from tests.support import ROOT
from tests.support.interviews import INTERVIEW
from tests.support.scripted_upstream import (
    INSERT,
    KEY_SET,
    RefusingPort,
    ScriptedUpstream,
    answer,
    begin,
    close,
    hang,
    http_bytes,
    in_time,
    late,
    reset,
    store,
    trickle,
)

ISSUER = "https://project.supabase.co/auth/v1"
SECRET = "the legacy secret of a project, 32 bytes or more"
SERVICE_KEY = "sb_secret_for_the_tests"
USER = "6f1c2f6e-0d57-4c7a-9a55-b3f6f1e0a001"
STRANGER = "6f1c2f6e-0d57-4c7a-9a55-b3f6f1e0a002"

ERROR = {"success", "code", "message", "request_id"}


# Staging -----------------------------------------------------------------------------


class SigningKey:
    """A signing key of a project, as its private half and as an entry of its key set."""

    def __init__(self, algorithm: str, key_id: str) -> None:
        self.algorithm = algorithm
        self.key_id = key_id
        if algorithm == "ES256":
            self.private: Any = ec.generate_private_key(ec.SECP256R1())
            public = jwt.algorithms.ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        else:
            self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        self.public = public | {"kid": key_id, "alg": algorithm, "use": "sig"}

    def sign(self, **changes: Any) -> str:
        return self.sign_as(self.key_id, **changes)

    def sign_as(self, key_id: str | None, **changes: Any) -> str:
        headers = {"kid": key_id} if key_id else {}
        return jwt.encode(claims(**changes), self.private, self.algorithm, headers)

    def public_bytes(self, encoding: serialization.Encoding) -> bytes:
        return self.private.public_key().public_bytes(
            encoding, serialization.PublicFormat.SubjectPublicKeyInfo
        )


@cache
def signing_key(algorithm: str, key_id: str) -> SigningKey:
    return SigningKey(algorithm, key_id)


EC = signing_key("ES256", "ec-1")
RSA = signing_key("RS256", "rsa-1")
NEW = signing_key("ES256", "ec-2")


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good token; None takes one away."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": "authenticated",
        "role": "authenticated",
        "sub": USER,
        "iat": now,
        "exp": now + 3600,
        "email": "a@example.com",
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def hs256(secret: str | bytes, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """By hand: PyJWT does not sign with a public key, as an attacker does."""
    key = secret.encode() if isinstance(secret, str) else secret
    signed = (
        f"{_base64({'typ': 'JWT', 'alg': 'HS256'} | (header or {}))}.{_base64(claims(**changes))}"
    )
    return f"{signed}.{_base64(hmac.digest(key, signed.encode(), hashlib.sha256))}"


def _base64(value: Any) -> str:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unsigned(algorithm: str) -> str:
    return f"{_base64({'alg': algorithm, 'typ': 'JWT', 'kid': EC.key_id})}.{_base64(claims())}."


def keys(*signing_keys: SigningKey) -> Any:
    return answer(200, {"keys": [key.public for key in signing_keys]})


@pytest.fixture
def project(settings):
    """A project with two asymmetric keys and no legacy secret, that stores what it is sent."""
    with ScriptedUpstream() as upstream:
        settings.SUPABASE_URL = upstream.url
        settings.SUPABASE_SERVICE_ROLE_KEY = SERVICE_KEY
        settings.SUPABASE_JWT_SECRET = ""
        settings.SUPABASE_JWT_ISSUER = ISSUER
        upstream.script(KEY_SET, keys(EC, RSA))
        upstream.script(INSERT, store)
        yield upstream


@pytest.fixture
def clock(monkeypatch):
    """The key set's own time, which stands still until a test moves it."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(signing_keys, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def post(authorization: str | None, **body: Any) -> Any:
    headers = {} if authorization is None else {"Authorization": authorization}
    return Client(raise_request_exception=False).post(
        "/api/interviews/save",
        copy.deepcopy(INTERVIEW) | body,
        content_type="application/json",
        headers=headers,
    )


def assert_refused(response: Any) -> None:
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.headers["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == ERROR
    assert (body["success"], body["code"]) == (False, "invalid_token")
    assert body["request_id"] == response.headers["X-Request-ID"]


# Good tokens -------------------------------------------------------------------------


@pytest.mark.parametrize("key", [EC, RSA], ids=lambda key: key.algorithm)
def test_a_token_of_the_projects_key_saves_for_its_user_with_the_users_own_rights(project, key):
    token = key.sign()

    response = post(f"Bearer {token}")

    assert response.status_code == 201
    assert set(response.json()) == {"success", "message", "data"}
    assert response.json()["data"]["user_id"] == USER
    fetched, inserted = project.received
    assert fetched.path == KEY_SET[1]
    assert inserted.headers["authorization"] == f"Bearer {token}"
    assert inserted.headers["apikey"] == SERVICE_KEY


def test_without_a_token_the_service_key_is_both_gateway_key_and_identity(project):
    assert post(None).status_code == 201
    [inserted] = project.received
    assert inserted.headers["apikey"] == SERVICE_KEY
    assert inserted.headers["authorization"] == f"Bearer {SERVICE_KEY}"


def test_a_legacy_token_is_believed_where_its_secret_is_configured(
    save, interview, alice, supabase, settings, db
):
    settings.SUPABASE_JWT_ISSUER = ISSUER
    token = hs256(supabase.jwt_secret, sub=alice.id)

    response = save(interview, alice._replace(token=token))

    assert response.status_code == 201
    stored = response.json()["data"]
    row = db.execute("select user_id from interviews where id = %s", [stored["id"]]).fetchone()
    assert str(row["user_id"]) == stored["user_id"] == alice.id


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["authenticated"]},
        {"aud": ["somewhere else", "authenticated"]},
        {"iat": int(time.time()) + 1000},  # signed by a clock ahead of ours
        {"sub": USER.upper()},
    ],
    ids=["audience as a list", "one audience of many", "iat ahead", "sub in capitals"],
)
def test_these_tokens_are_good_too(project, changes):
    response = post(f"Bearer {EC.sign(**changes)}")

    assert response.status_code == 201
    assert response.json()["data"]["user_id"] == USER


def test_the_schemes_name_may_be_in_any_case(project):
    assert post(f"bearer {EC.sign()}").status_code == 201
    assert post(f"BEARER {EC.sign()}").status_code == 201


def test_many_users_at_once_each_travel_with_their_own_token(project):
    users = [str(uuid.UUID(int=number, version=4)) for number in range(12)]
    assert post(f"Bearer {EC.sign()}").status_code == 201  # the keys are known from here on

    def save_as(number: int) -> int:
        user = users[number % 16] if number % 16 < 12 else None
        header = user and f"Bearer {EC.sign(sub=user)}"
        return post(header, job_role=user or "nobody").status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(save_as, range(80))) == {201}

    for insert in project.received[2:]:
        row = insert.json()
        token = insert.headers["authorization"].removeprefix("Bearer ")
        anonymous = row["job_role"] == "nobody"
        assert row["user_id"] == (None if anonymous else row["job_role"])
        assert _subject_of(token) == row["user_id"]
        assert (token == SERVICE_KEY) is anonymous
        assert insert.headers["apikey"] == SERVICE_KEY


def _subject_of(token: str) -> str | None:
    if token == SERVICE_KEY:
        return None
    return jwt.decode(token, options={"verify_signature": False})["sub"]


# Bad tokens --------------------------------------------------------------------------


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "expired": {"exp": int(time.time()) - 1},
    "no exp": {"exp": None},
    "exp a word": {"exp": "tomorrow"},
    "not valid yet": {"nbf": int(time.time()) + 1000},
    "another issuer": {"iss": "https://another.supabase.co/auth/v1"},
    "nearly the issuer": {"iss": ISSUER + "/"},
    "no issuer": {"iss": None},
    "audience anon": {"aud": "anon"},
    "audience of others": {"aud": ["anon", "somewhere else"]},
    "audience of nobody": {"aud": []},
    "no audience": {"aud": None},
    "role anon": {"role": "anon"},
    "role service_role": {"role": "service_role"},
    "roles": {"role": ["authenticated"]},
    "empty role": {"role": ""},
    "no role": {"role": None},
    "no sub": {"sub": None},
    "empty sub": {"sub": ""},
    "sub a name": {"sub": "alice"},
    "sub a number": {"sub": 5},
    "sub cut": {"sub": USER[:-1]},
}


@pytest.mark.parametrize("what", WRONG_CLAIMS)
@pytest.mark.parametrize("signer", ["ES256", "HS256"])
def test_a_wrong_claim_is_refused_however_well_it_is_signed(project, settings, signer, what):
    settings.SUPABASE_JWT_SECRET = SECRET
    changes = WRONG_CLAIMS[what]
    token = EC.sign(**changes) if signer == "ES256" else hs256(SECRET, **changes)

    assert_refused(post(f"Bearer {token}"))
    assert project.count(INSERT) == 0


@pytest.mark.parametrize("more", [{}, {"aud": "authenticated", "sub": USER}])
@pytest.mark.parametrize("role", ["anon", "service_role"])
def test_the_projects_own_keys_are_no_access_tokens(project, settings, role, more):
    settings.SUPABASE_JWT_SECRET = SECRET
    settings.SUPABASE_JWT_ISSUER = ""
    absent = {"aud": None, "sub": None, "email": None}
    key = hs256(SECRET, **(absent | {"iss": "supabase", "ref": "project", "role": role} | more))

    assert_refused(post(f"Bearer {key}"))
    assert project.count(INSERT) == 0


def forgeries() -> dict[str, str]:
    """Tokens with good claims that nobody but an attacker would sign."""
    encoding = serialization.Encoding
    mallory = SigningKey("ES256", EC.key_id)
    header, payload, signature = EC.sign().split(".")
    good_for_another = EC.sign(sub=STRANGER).split(".")[1]
    kid = {"kid": EC.key_id}
    return {
        "another key under the same id": mallory.sign(),
        "another key type under the same id": RSA.sign_as(EC.key_id),
        "an unknown key id": NEW.sign(),
        "no key id": EC.sign_as(None),
        "another's payload": f"{header}.{good_for_another}.{signature}",
        "the signature left out": f"{header}.{payload}.",
        "the signature cut": f"{header}.{payload}.{signature[:-4]}",
        "alg none": unsigned("none"),
        "alg None": unsigned("None"),
        "no alg": f"{_base64(kid)}.{payload}.{signature}",
        "alg a list": f"{_base64(kid | {'alg': ['ES256']})}.{payload}.{signature}",
        "key id a list": f"{_base64({'alg': 'ES256', 'kid': ['x']})}.{payload}.{signature}",
        "its own key in the header": jwt.encode(
            claims(), mallory.private, "ES256", {"kid": "mine", "jwk": mallory.public}
        ),
        "HMAC with the public key as PEM": hs256(EC.public_bytes(encoding.PEM), kid),
        "HMAC with the public key as DER": hs256(EC.public_bytes(encoding.DER), kid),
        "HMAC with the RSA key as PEM": hs256(RSA.public_bytes(encoding.PEM), {"kid": RSA.key_id}),
        "HMAC with the JWK": hs256(json.dumps(EC.public), kid),
        "HMAC with the JWK's x": hs256(base64.urlsafe_b64decode(EC.public["x"] + "="), kid),
        "HMAC with the service key": hs256(SERVICE_KEY),
        "HMAC with nothing": hs256(""),
        "HMAC under an asymmetric name": hs256(SECRET, kid | {"alg": "ES256"}),
        "HMAC with another hash's name": hs256(SECRET, {"alg": "HS512"}),
    }


FORGERIES = forgeries()


@pytest.mark.parametrize("secret", ["", SECRET], ids=["no secret", "legacy secret"])
@pytest.mark.parametrize("what", FORGERIES)
def test_a_forged_token_is_refused(project, settings, what, secret):
    settings.SUPABASE_JWT_SECRET = secret

    assert_refused(post(f"Bearer {FORGERIES[what]}"))
    assert project.count(INSERT) == 0


def test_a_legacy_token_is_refused_where_no_secret_is_configured(project):
    assert_refused(post(f"Bearer {hs256(SECRET)}"))
    assert project.received == []


GOOD = EC.sign()


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "Bearer",
        "Bearer ",
        GOOD,
        f"Token {GOOD}",
        f"Bearer{GOOD}",
        f"Bearer: {GOOD}",
        "Basic YWxpY2U6c2VjcmV0",
        f"Basic {GOOD}",
        f"Bearer {GOOD} {GOOD}",
        f"Bearer {GOOD}, Bearer {GOOD}",
        f"Bearer {GOOD},{GOOD}",
        f'Bearer "{GOOD}"',
        f"Bearer {GOOD}é",
        "Bearer pässword",
        "Bearer 令牌",
        f"Bearer {GOOD[:40]}\n{GOOD[40:]}",
        f"Bearer {GOOD}\r\nX-User: {USER}",
        f"Bearer {GOOD[:40]}\0{GOOD[40:]}",
        "Bearer null",
        "Bearer undefined",
        "Bearer .",
        "Bearer ..",
        "Bearer a.b.c",
        f"Bearer {'.'.join([GOOD] * 2)}",
        f"Bearer {_base64(b'[' * 5000)}.e30.e30",
        f"Bearer {_base64(b'5' * 5000)}.e30.e30",
        f"Bearer {_base64([])}.e30.e30",
        f"Bearer {_base64(bytes([255, 254]))}.e30.e30",
        "Bearer " + "x" * 8000,
    ],
    ids=lambda header: ascii(header.replace(GOOD, "TOKEN")[:40]),
)
def test_a_header_that_is_no_token_is_refused_and_never_anonymous(project, header):
    assert_refused(post(header))
    assert project.count(INSERT) == 0


def test_a_refusal_does_not_depend_on_the_body(project):
    assert_refused(post("Bearer nonsense", user_id="optional-user-uuid", job_role=5))


@pytest.mark.parametrize(
    "error",
    [
        {"code": "PGRST303", "message": "JWT expired"},
        {"code": "PGRST301", "message": "JWT expired"},
    ],
    ids=lambda error: error["code"],
)
def test_a_token_that_expires_on_its_way_is_refused_and_the_service_key_is_not_blamed_on_anybody(
    project, error
):
    project.script(INSERT, answer(401, error))

    assert_refused(post(f"Bearer {EC.sign()}"))
    anonymous = post(None)
    assert (anonymous.status_code, anonymous.json()["code"]) == (502, "supabase_refused")


# The key set -------------------------------------------------------------------------


def test_the_key_set_is_asked_once_for_many_tokens(project):
    for _ in range(3):
        assert post(f"Bearer {EC.sign()}").status_code == 201
        assert post(f"Bearer {RSA.sign()}").status_code == 201
    assert project.count(KEY_SET) == 1


def test_a_new_key_is_accepted_at_once(project, clock):
    project.script(KEY_SET, keys(EC), keys(EC, NEW))
    assert post(f"Bearer {EC.sign()}").status_code == 201

    assert post(f"Bearer {NEW.sign()}").status_code == 201
    assert project.count(KEY_SET) == 2


def test_a_new_key_is_accepted_of_however_many_come_with_it_at_once(project):
    together = 3 * signing_keys.MAX_FETCHES
    project.script(KEY_SET, keys(EC), late(0.5, keys(EC, NEW)))
    assert post(f"Bearer {EC.sign()}").status_code == 201

    with ThreadPoolExecutor(together) as pool:
        answers = list(pool.map(lambda _: post(f"Bearer {NEW.sign()}"), range(together)))

    assert [response.status_code for response in answers] == [201] * together
    assert project.count(KEY_SET) <= 3  # who asks while one looks may look once more


def test_a_withdrawn_key_is_refused_once_the_lifetime_is_over(project, clock):
    project.script(KEY_SET, keys(EC), keys(NEW))
    assert post(f"Bearer {EC.sign()}").status_code == 201

    clock.now += signing_keys.LIFETIME - 1
    assert post(f"Bearer {EC.sign()}").status_code == 201
    clock.now += 1
    assert_refused(post(f"Bearer {EC.sign()}"))
    assert signing_keys.LIFETIME <= 600


def test_a_key_that_is_replaced_under_its_id_is_refused_once_the_lifetime_is_over(project, clock):
    replacement = SigningKey("ES256", EC.key_id)
    project.script(KEY_SET, keys(EC), keys(replacement))
    assert post(f"Bearer {EC.sign()}").status_code == 201

    clock.now += signing_keys.LIFETIME
    assert_refused(post(f"Bearer {EC.sign()}"))
    assert post(f"Bearer {replacement.sign()}").status_code == 201


def test_invented_key_ids_do_not_become_requests_to_supabase(project, clock):
    for number in range(20):
        assert_refused(post(f"Bearer {EC.sign_as(f'invented-{number}')}"))
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
    "a secret": {"kty": "oct", "kid": EC.key_id, "alg": "HS256", "k": _base64(SECRET.encode())},
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_an_unusable_entry_of_the_key_set_is_passed_over(project, what):
    project.script(KEY_SET, answer(200, {"keys": [UNUSABLE[what], RSA.public]}))

    assert_refused(post(f"Bearer {EC.sign()}"))
    assert_refused(post(f"Bearer {hs256(SECRET, {'kid': EC.key_id})}"))
    assert post(f"Bearer {RSA.sign()}").status_code == 201


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
    "gzip nonsense": answer(200, b"not gzip", Content_Encoding="gzip"),
}


def assert_not_to_be_had(response: Any, status: int) -> None:
    code = {502: "supabase_refused", 503: "supabase_unavailable"}[status]
    assert response.status_code == status
    assert set(response.json()) == ERROR
    assert (response.json()["success"], response.json()["code"]) == (False, code)
    assert "WWW-Authenticate" not in response.headers
    if status == 503:
        assert 1 <= int(response.headers["Retry-After"]) <= 60


def post_as_the_first() -> Any:
    """Of a process, that knows of no keys and no failure."""
    authentication._signing_keys.cache_clear()
    return post(f"Bearer {EC.sign()}")


@pytest.mark.parametrize("what", UNREACHABLE)
def test_a_key_set_that_cannot_be_reached_is_a_503_and_never_a_401(project, settings, what):
    settings.SUPABASE_TIMEOUT = 1.0
    project.script(KEY_SET, UNREACHABLE[what])

    response = in_time(1.1, post_as_the_first)

    assert_not_to_be_had(response, 503)
    assert project.count(INSERT) == 0


def test_a_key_set_behind_a_closed_port_is_a_503(settings):
    with RefusingPort() as settings.SUPABASE_URL:
        assert_not_to_be_had(post(f"Bearer {EC.sign()}"), 503)


@pytest.mark.parametrize("what", REFUSED)
def test_nonsense_in_the_key_sets_place_is_a_502_every_time(project, what):
    project.script(KEY_SET, REFUSED[what])

    for _ in range(2):
        assert_not_to_be_had(post(f"Bearer {EC.sign()}"), 502)
    assert project.count(INSERT) == 0


def test_a_project_without_asymmetric_keys_refuses_their_tokens(project):
    project.script(KEY_SET, answer(200, {"keys": []}))

    assert_refused(post(f"Bearer {EC.sign()}"))


def test_a_known_key_outlives_an_outage_of_the_key_set(project, clock):
    project.script(KEY_SET, keys(EC), answer(503))
    assert post(f"Bearer {EC.sign()}").status_code == 201

    assert_not_to_be_had(post(f"Bearer {NEW.sign()}"), 503)
    assert post(f"Bearer {EC.sign()}").status_code == 201


def test_many_tokens_of_a_new_key_are_a_503_each_while_the_key_set_is_down(project, clock):
    project.script(KEY_SET, keys(EC), answer(503))
    assert post(f"Bearer {EC.sign()}").status_code == 201

    for _ in range(4 * signing_keys.MAX_FETCHES):
        assert_not_to_be_had(post(f"Bearer {NEW.sign()}"), 503)
        clock.now += signing_keys.FAILURE_LIFETIME / 4
    assert project.count(KEY_SET) <= 1 + signing_keys.MAX_FETCHES

    project.script(KEY_SET, keys(EC, NEW))
    clock.now += signing_keys.FAILURE_LIFETIME
    assert post(f"Bearer {NEW.sign()}").status_code == 201


def test_after_an_outage_the_key_set_is_left_alone_for_a_moment_and_then_asked(project, clock):
    project.script(KEY_SET, answer(503), keys(EC))
    assert_not_to_be_had(post(f"Bearer {EC.sign()}"), 503)
    assert_not_to_be_had(post(f"Bearer {EC.sign()}"), 503)
    assert project.count(KEY_SET) == 1

    clock.now += signing_keys.FAILURE_LIFETIME
    assert post(f"Bearer {EC.sign()}").status_code == 201


def test_many_who_meet_a_hanging_key_set_do_not_queue_for_it(project, settings):
    settings.SUPABASE_TIMEOUT = 1.0
    project.script(KEY_SET, hang)

    def post_four() -> list[Any]:
        authentication._signing_keys.cache_clear()
        known = project.count(KEY_SET)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: post(f"Bearer {EC.sign()}"), range(4)))
        assert project.count(KEY_SET) == known + 1
        return answers

    for response in in_time(1.1, post_four):
        assert_not_to_be_had(response, 503)


def test_looking_up_the_key_and_saving_share_one_timeout(project, settings):
    settings.SUPABASE_TIMEOUT = 1.0
    project.script(KEY_SET, late(0.6, keys(EC)))
    project.script(INSERT, hang)

    assert_not_to_be_had(in_time(1.1, post_as_the_first), 503)
    assert project.count(INSERT) > 0


# user_id -----------------------------------------------------------------------------


def test_a_user_id_that_is_not_the_tokens_is_a_403(project):
    response = post(f"Bearer {EC.sign()}", user_id=STRANGER)

    assert response.status_code == 403
    assert set(response.json()) == ERROR
    assert response.json()["code"] == "user_id_mismatch"
    assert project.count(INSERT) == 0


@pytest.mark.parametrize("spelling", [USER, USER.upper(), None])
def test_the_tokens_own_user_id_may_be_sent_in_any_case(project, spelling):
    response = post(f"Bearer {EC.sign()}", user_id=spelling)

    assert response.status_code == 201
    assert set(response.json()) == {"success", "message", "data"}
    assert response.json()["data"]["user_id"] == USER


@pytest.mark.parametrize("authorization", [None, f"Bearer {GOOD}"], ids=["anonymous", "user"])
@pytest.mark.parametrize("user_id", ["optional-user-uuid", "", 5, [USER], f"{{{USER}}}"])
def test_a_user_id_that_is_no_uuid_is_a_400(project, authorization, user_id):
    response = post(authorization, user_id=user_id)

    assert response.status_code == 400
    assert set(response.json()) == {*ERROR, "errors"}
    assert [error["field"] for error in response.json()["errors"]] == ["user_id"]
    assert project.count(INSERT) == 0


def test_an_unproven_user_id_is_not_used_and_the_interview_not_lost(save, interview, alice, db):
    response = save(interview | {"user_id": alice.id})

    assert response.status_code == 201
    body = response.json()
    assert set(body) == {"success", "message", "data", "warnings", "claim_token"}
    assert body["data"]["user_id"] is None
    [warning] = body["warnings"]
    assert "user_id" in warning
    assert "without an owner" in warning
    assert len(body["claim_token"]) > 40
    row = db.execute("select user_id from interviews where id = %s", [body["data"]["id"]])
    assert row.fetchone() == {"user_id": None}


def test_an_anonymous_interview_without_user_id_needs_no_warning(save, interview, db):
    body = save(interview).json()

    assert set(body) == {"success", "message", "data", "claim_token"}
    row = db.execute("select user_id from interviews where id = %s", [body["data"]["id"]])
    assert row.fetchone() == {"user_id": None}


# TRUST_CLIENT_USER_ID ----------------------------------------------------------------


@pytest.fixture
def trusting(settings):
    settings.DEBUG = True
    settings.TRUST_CLIENT_USER_ID = True


@pytest.mark.parametrize("spelling", [str.lower, str.upper])
def test_in_trusting_mode_the_bodys_user_id_is_the_owner(
    save, interview, alice, db, trusting, spelling
):
    response = save(interview | {"user_id": spelling(alice.id)})

    assert response.status_code == 201
    assert set(response.json()) == {"success", "message", "data"}
    stored = response.json()["data"]
    assert stored["user_id"] == alice.id
    row = db.execute("select user_id from interviews where id = %s", [stored["id"]]).fetchone()
    assert str(row["user_id"]) == alice.id


def test_in_trusting_mode_nobody_named_is_still_nobody(save, interview, supabase, trusting):
    body = save(interview).json()

    assert set(body) == {"success", "message", "data", "claim_token"}
    assert body["data"]["user_id"] is None


def test_in_trusting_mode_an_unknown_user_is_a_403(save, interview, supabase, trusting):
    response = save(interview | {"user_id": str(uuid.uuid4())})

    assert (response.status_code, response.json()["code"]) == (403, "account_not_found")


def test_in_trusting_mode_a_token_is_still_checked(project, trusting):
    assert_refused(post("", user_id=USER))
    assert_refused(post(f"Bearer {EC.sign(exp=1)}", user_id=USER))
    mismatch = post(f"Bearer {EC.sign()}", user_id=STRANGER)
    assert (mismatch.status_code, mismatch.json()["code"]) == (403, "user_id_mismatch")
    assert project.count(INSERT) == 0


@pytest.mark.parametrize(
    ("debug", "trust", "starts"),
    [("false", "true", False), ("true", "true", True), ("false", "false", True)],
)
def test_the_process_refuses_to_start_in_trusting_mode_without_debug(debug, trust, starts):
    environment = os.environ | {"DEBUG": debug, "TRUST_CLIENT_USER_ID": trust, "SECRET_KEY": "s"}
    process = subprocess.run(
        [sys.executable, "-c", "import backend.settings"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (process.returncode == 0) is starts
    assert ("TRUST_CLIENT_USER_ID" in process.stderr) is not starts
