"""Authorization headers that are not, or not quite, what the service accepts."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from random import Random
from typing import Any

from tests.hostile.drafts import Draft
from tests.hostile.world import SPOKEN
from tests.support.tokens import claims

HEADER = {"alg": "HS256", "typ": "JWT"}
OTHER_SECRET = "not the secret of this project, and as long as one"
NUMBERS: list[Any] = ["tomorrow", "9999999999", [], {}, True, None, -1, 0, 1e300, 2**70, 1.5]
NUMBERS += [float("inf"), float("nan"), "", "\ud800"]
# Of tokens that are signed with the project's own key.
ODD_CLAIMS: dict[str, list[Any]] = {
    "exp": NUMBERS,
    "nbf": [*NUMBERS, 9999999999],
    # A time that is ahead would be a 503 after ten seconds, as it should.
    "iat": [value for value in NUMBERS if value not in (1e300, 2**70)],
    "aud": ["anon", ["authenticated", "x"], [1], [], {}, 5, None, True, "\ud800"],
    "iss": ["https://elsewhere.example/auth/v1", [], {}, 5, None, "", "\ud800"],
    "sub": [5, [], {}, "", None, "x", True, "\ud800", "\x00", "{" + str(uuid.UUID(int=5)) + "}"],
    "role": ["anon", "service_role", "postgres", [], {}, 5, None, "", "authenticated\x00"],
    "client_id": ["some-app", "", 0, [], False],
    "email": ["\ud800", "\x00", 5, [[]], SPOKEN],
    "jti": [5, [], "", None],
}
ODD_HEADERS: list[dict[str, Any]] = [
    {"alg": "none"},
    {"alg": "None"},
    {"alg": "HS384"},
    {"alg": "ES256", "kid": "ec-1"},
    {"alg": "RS256", "kid": "../../dev/null"},
    {"alg": "ES256", "kid": 5},
    {"alg": "ES256", "kid": "\ud800"},
    {"alg": []},
    {"alg": 5},
    {"alg": None},
    {},
    {"alg": "HS256", "crit": ["exp"]},
    {"alg": "HS256", "b64": False, "crit": ["b64"]},
    {"alg": "HS256", "kid": []},
    {"alg": "HS256", "jku": "http://127.0.0.1:9/keys"},
    {"alg": "HS256", "zip": "DEF"},
    {"alg": "HS256", "typ": 5},
    {"alg": "hs256"},
]
NO_OBJECTS = [b"[]", b'"x"', b"null", b"5", b"", b"{", b"\xff", b"[" * 3000, b'{"a":' * 3000]


def sign(header: bytes, payload: bytes, secret: str) -> bytes:
    """By hand: PyJWT makes no malformed tokens."""
    signed = _base64url(header) + b"." + _base64url(payload)
    return signed + b"." + _base64url(hmac.digest(secret.encode(), signed, hashlib.sha256))


def _base64url(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def own_claims(draft: Draft, **changes: Any) -> dict[str, Any]:
    return claims(**{"sub": draft.person.id, "iss": draft.world.issuer} | changes)


def odd_claims(draft: Draft) -> bytes:
    name = draft.random.choice(list(ODD_CLAIMS))
    document = own_claims(draft) | {name: draft.random.choice(ODD_CLAIMS[name])}
    return _signed(draft, HEADER, document)


def no_claim(draft: Draft) -> bytes:
    document = own_claims(draft)
    del document[draft.random.choice(list(document))]
    return _signed(draft, HEADER, document)


def odd_header(draft: Draft) -> bytes:
    return _signed(draft, draft.random.choice(ODD_HEADERS), own_claims(draft))


def no_objects(draft: Draft) -> bytes:
    parts = [json.dumps(HEADER).encode(), json.dumps(own_claims(draft)).encode()]
    parts[draft.random.randrange(2)] = draft.random.choice(NO_OBJECTS)
    return sign(*parts, secret=draft.world.supabase.jwt_secret)


def other_key(draft: Draft) -> bytes:
    payload = json.dumps(own_claims(draft)).encode()
    return sign(json.dumps(HEADER).encode(), payload, draft.random.choice([OTHER_SECRET, ""]))


def expired(draft: Draft) -> bytes:
    return _signed(draft, HEADER, own_claims(draft, exp=int(time.time()) - 3600))


def unknown_user(draft: Draft) -> bytes:
    return _signed(draft, HEADER, own_claims(draft, sub=str(uuid.UUID(int=draft.number))))


def tampered(draft: Draft) -> bytes:
    token = bytearray(_token(draft))
    token[draft.random.randrange(len(token) - 2)] = draft.random.choice(b"AZaz09-_.=+/ ")
    return bytes(token)


def spliced(draft: Draft) -> bytes:
    """The claims of one user with the signature of another."""
    others = [person.token.encode().split(b".") for person in draft.world.people]
    return b".".join([others[0][0], others[1][1], others[2][2]])


def cut(draft: Draft) -> bytes:
    token = _token(draft)
    return token[: draft.random.randrange(len(token) - 1)]


def another_key(draft: Draft) -> bytes:
    stack = draft.world.supabase
    return draft.random.choice([stack.service_role_key, stack.anon_key]).encode()


TOKENS: list[Callable[[Draft], bytes]] = [odd_claims] * 4 + [odd_header] * 2
TOKENS += [no_claim, no_objects, other_key, expired, unknown_user, tampered, spliced, cut]
TOKENS += [another_key]


def odd_authorization(draft: Draft) -> None:
    """Replaces the Authorization header."""
    draft.set_header(b"Authorization", _value(draft, draft.random))


def _value(draft: Draft, random: Random) -> bytes:
    if random.random() < 0.7:
        return b"Bearer " + random.choice(TOKENS)(draft)
    token = _token(draft)
    return random.choice(
        [
            *(b"", b" ", b"Bearer", b"Bearer ", b"Bearer null", b"bearer undefined", b"Basic eDp4"),
            *(token, b"Token " + token, b"Bearer  " + token, b"Bearer\t" + token),
            *(b"bearer " + token, b"Bearer " + token + b", Bearer " + token),
            *(b"Bearer " + token + b" x", b"Bearer " + token + b"\xc3\xa9", b"Bearer \xff\xfe"),
            *(b"Bearer \xe2\x80\xa8" + token, b"Bearer " + b"a" * 7000, b"Bearer " + b"." * 100),
            *(b"Bearer ...", b'Bearer "' + token, b"Bearer " + token + b"=" * 3),
            *(b"Bearer%20" + token, b"Digest username=x"),
        ]
    )


def twice(draft: Draft) -> None:
    other = draft.random.choice(draft.world.people)
    draft.headers.append((b"authorization", b"Bearer " + other.token.encode()))
    draft.headers.append((b"AUTHORIZATION", b"Bearer null"))


def _token(draft: Draft) -> bytes:
    return draft.person.token.encode()


def _signed(draft: Draft, header: dict[str, Any], payload: dict[str, Any]) -> bytes:
    parts = json.dumps(header).encode(), json.dumps(payload).encode()
    return sign(*parts, secret=draft.world.supabase.jwt_secret)
