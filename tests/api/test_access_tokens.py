"""Access tokens: which are good, and which are refused."""

import base64
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from tests.support.scripted_upstream import (
    INSERT,
    KEY_SET,
    answer,
)
from tests.support.tokens import (
    EC,
    GOOD,
    ISSUER,
    NEW,
    RSA,
    SECRET,
    SERVICE_KEY,
    STRANGER,
    USER,
    SigningKey,
    assert_invalid_token,
    base64url,
    claims,
    hs256,
    save_with,
    unsigned,
)

# Good tokens --------------------------------------------------------------------------


@pytest.mark.parametrize("key", [EC, RSA], ids=lambda key: key.algorithm)
def test_a_token_of_the_projects_key_saves_for_its_user_with_the_users_own_rights(project, key):
    token = key.sign()

    response = save_with(f"Bearer {token}")

    assert response.status_code == 201
    assert set(response.json()) == {"success", "message", "data"}
    assert response.json()["data"]["user_id"] == USER
    fetched, inserted = project.received
    assert fetched.path == KEY_SET[1]
    assert inserted.headers["authorization"] == f"Bearer {token}"
    assert inserted.headers["apikey"] == SERVICE_KEY


def test_without_a_token_the_service_key_is_both_gateway_key_and_identity(project):
    assert save_with(None).status_code == 201
    [inserted] = project.received
    assert inserted.headers["apikey"] == SERVICE_KEY
    assert inserted.headers["authorization"] == f"Bearer {SERVICE_KEY}"


def test_a_legacy_token_is_accepted_where_its_secret_is_configured(
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
    response = save_with(f"Bearer {EC.sign(**changes)}")

    assert response.status_code == 201
    assert response.json()["data"]["user_id"] == USER


def test_the_schemes_name_may_be_in_any_case(project):
    assert save_with(f"bearer {EC.sign()}").status_code == 201
    assert save_with(f"BEARER {EC.sign()}").status_code == 201


def test_many_users_at_once_each_travel_with_their_own_token(project):
    users = [str(uuid.UUID(int=number, version=4)) for number in range(12)]
    assert save_with(f"Bearer {EC.sign()}").status_code == 201  # the keys are known from here on

    def save_as(number: int) -> int:
        user = users[number % 16] if number % 16 < 12 else None
        header = user and f"Bearer {EC.sign(sub=user)}"
        return save_with(header, job_role=user or "nobody").status_code

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


# Bad tokens ---------------------------------------------------------------------------


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "expired": {"exp": int(time.time()) - 1},
    "no exp": {"exp": None},
    "exp a word": {"exp": "tomorrow"},
    "exp a number as text": {"exp": str(int(time.time()) + 3600)},
    "exp infinite": {"exp": float("inf")},
    "not valid yet": {"nbf": int(time.time()) + 1000},
    "nbf true": {"nbf": True},
    "iat a word": {"iat": "today"},
    "iat a number as text": {"iat": "0"},
    "iat infinite": {"iat": float("inf")},
    "iat no number": {"iat": float("nan")},
    "another issuer": {"iss": "https://another.supabase.co/auth/v1"},
    "nearly the issuer": {"iss": ISSUER + "/"},
    "no issuer": {"iss": None},
    "audience anon": {"aud": "anon"},
    "audience of others": {"aud": ["anon", "somewhere else"]},
    "an empty audience": {"aud": []},
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
    "a NUL in another claim": {"email": "a\x00@example.com"},
    "half a surrogate pair in another claim": {"user_metadata": {"name": "\ud800"}},
}


@pytest.mark.parametrize("what", WRONG_CLAIMS)
@pytest.mark.parametrize("signer", ["ES256", "HS256"])
def test_a_wrong_claim_is_refused_however_well_it_is_signed(project, settings, signer, what):
    settings.SUPABASE_JWT_SECRET = SECRET
    changes = WRONG_CLAIMS[what]
    token = EC.sign(**changes) if signer == "ES256" else hs256(SECRET, **changes)

    assert_invalid_token(save_with(f"Bearer {token}"))
    assert project.count(INSERT) == 0


@pytest.mark.parametrize("signer", ["ES256", "HS256"])
def test_a_token_that_was_accepted_is_refused_once_it_has_expired(project, settings, signer):
    settings.SUPABASE_JWT_SECRET = SECRET
    expires = int(time.time()) + 3
    token = EC.sign(exp=expires) if signer == "ES256" else hs256(SECRET, exp=expires)
    assert save_with(f"Bearer {token}").status_code == 201

    time.sleep(max(0.0, expires - time.time()))

    assert_invalid_token(save_with(f"Bearer {token}"))
    assert project.count(INSERT) == 1


@pytest.mark.parametrize("changed", ["its claims", "its signature"])
def test_a_changed_copy_of_an_accepted_token_is_refused(project, changed):
    token = EC.sign()
    assert save_with(f"Bearer {token}").status_code == 201
    header, _, signature = token.split(".")
    forged = base64url(claims(sub=STRANGER))

    copy = f"{header}.{forged}.{signature}" if changed == "its claims" else f"{token[:-6]}AAAAAA"

    assert_invalid_token(save_with(f"Bearer {copy}"))
    assert project.count(INSERT) == 1


@pytest.mark.parametrize("header", ["Bearer null", "Bearer undefined", "bearer  null "])
def test_the_text_of_a_missing_token_is_named(project, header):
    response = save_with(header)

    assert_invalid_token(response)
    message = response.json()["message"]
    assert f'"Bearer {header.split()[1]}"' in message
    assert "Send the header only" in message
    assert project.count(INSERT) == 0


@pytest.mark.parametrize("more", [{}, {"aud": "authenticated", "sub": USER}])
@pytest.mark.parametrize("role", ["anon", "service_role"])
def test_the_projects_own_keys_are_no_access_tokens(project, settings, role, more):
    settings.SUPABASE_JWT_SECRET = SECRET
    settings.SUPABASE_JWT_ISSUER = ""
    absent = {"aud": None, "sub": None, "email": None}
    key = hs256(SECRET, **(absent | {"iss": "supabase", "ref": "project", "role": role} | more))

    assert_invalid_token(save_with(f"Bearer {key}"))
    assert project.count(INSERT) == 0


def forgeries() -> dict[str, str]:
    """Tokens with good claims that only an attacker would sign."""
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
        "no alg": f"{base64url(kid)}.{payload}.{signature}",
        "alg a list": f"{base64url(kid | {'alg': ['ES256']})}.{payload}.{signature}",
        "key id a list": f"{base64url({'alg': 'ES256', 'kid': ['x']})}.{payload}.{signature}",
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

    assert_invalid_token(save_with(f"Bearer {FORGERIES[what]}"))
    assert project.count(INSERT) == 0


def test_a_legacy_token_is_refused_where_no_secret_is_configured(project):
    assert_invalid_token(save_with(f"Bearer {hs256(SECRET)}"))
    assert project.received == []


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
        f"Bearer {base64url(b'[' * 5000)}.e30.e30",
        f"Bearer {base64url(b'5' * 5000)}.e30.e30",
        f"Bearer {base64url([])}.e30.e30",
        f"Bearer {base64url(bytes([255, 254]))}.e30.e30",
        "Bearer " + "x" * 8000,
    ],
    ids=lambda header: ascii(header.replace(GOOD, "TOKEN")[:40]),
)
def test_a_header_that_is_no_token_is_refused_and_never_anonymous(project, header):
    assert_invalid_token(save_with(header))
    assert project.count(INSERT) == 0


def test_a_refusal_does_not_depend_on_the_body(project):
    assert_invalid_token(save_with("Bearer nonsense", user_id="optional-user-uuid", job_role=5))


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

    assert_invalid_token(save_with(f"Bearer {EC.sign()}"))
    anonymous = save_with(None)
    assert (anonymous.status_code, anonymous.json()["code"]) == (502, "supabase_refused")
