"""Access tokens: good ones, forged ones, and the keys that sign them."""

import base64
import copy
import hashlib
import hmac
import json
import time
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client

from tests.support.assertions import ERROR
from tests.support.interviews import INTERVIEW
from tests.support.scripted_upstream import answer

ISSUER = "https://project.supabase.co/auth/v1"
SECRET = "the legacy secret of a project, 32 bytes or more"
SERVICE_KEY = "sb_secret_for_the_tests"
USER = "6f1c2f6e-0d57-4c7a-9a55-b3f6f1e0a001"
STRANGER = "6f1c2f6e-0d57-4c7a-9a55-b3f6f1e0a002"


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
    signed = f"{base64url({'typ': 'JWT', 'alg': 'HS256'} | (header or {}))}.{base64url(claims(**changes))}"
    return f"{signed}.{base64url(hmac.digest(key, signed.encode(), hashlib.sha256))}"


def base64url(value: Any) -> str:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unsigned(algorithm: str) -> str:
    return f"{base64url({'alg': algorithm, 'typ': 'JWT', 'kid': EC.key_id})}.{base64url(claims())}."


def key_set(*signing_keys: SigningKey) -> Any:
    return answer(200, {"keys": [key.public for key in signing_keys]})


GOOD = EC.sign()


def save_with(authorization: str | None, **body: Any) -> Any:
    headers = {} if authorization is None else {"Authorization": authorization}
    return Client(raise_request_exception=False).post(
        "/api/interviews/save",
        copy.deepcopy(INTERVIEW) | body,
        content_type="application/json",
        headers=headers,
    )


def assert_invalid_token(response: Any) -> None:
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.headers["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == ERROR
    assert (body["success"], body["code"]) == (False, "invalid_token")
    assert body["request_id"] == response.headers["X-Request-ID"]
