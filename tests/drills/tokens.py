"""Access tokens of a drill, and a project that signs them with keys of its own."""

import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from local_supabase import LocalSupabase
from tests.support.relay import Exchange, Message, Relay, answer
from tests.support.scripted_upstream import KEY_SET
from tests.support.users import User


def claims(user: User, issuer: str) -> dict[str, Any]:
    role = "authenticated"
    expires = int(time.time()) + 3600
    return {"sub": user.id, "iss": issuer, "aud": role, "role": role, "exp": expires}


class SigningKey:
    def __init__(self, key_id: str) -> None:
        self.id = key_id
        self._private = ec.generate_private_key(ec.SECP256R1())

    def sign(self, user: User, issuer: str) -> User:
        header = {"kid": self.id}
        return User(user.id, jwt.encode(claims(user, issuer), self._private, "ES256", header))

    @property
    def public(self) -> dict[str, Any]:
        public = jwt.algorithms.ECAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        return public | {"kid": self.id, "use": "sig", "alg": "ES256"}


class Project:
    """A project with asymmetric keys: the key set at the relay, its tokens for the local
    Supabase, which knows its own secret alone, signed again with that."""

    def __init__(self, relay: Relay, supabase: LocalSupabase) -> None:
        self._relay = relay
        self._secret = supabase.jwt_secret
        self.issuer = f"{relay.url}/auth/v1"

    def publish(self, *keys: SigningKey) -> None:
        self._relay.key_set = {"keys": [key.public for key in keys]}

    def __enter__(self) -> "Project":
        self._relay.rewrite = self._signed_again
        return self

    def __exit__(self, *_: object) -> None:
        self._relay.rewrite = lambda request: request
        self._relay.key_set = None
        self._relay.fault = None

    def _signed_again(self, request: Message) -> Message:
        token = (request.header("Authorization") or "").removeprefix("Bearer ")
        if not token.startswith("ey"):
            return request
        known = jwt.decode(token, options={"verify_signature": False})
        signed = jwt.encode(known, self._secret, "HS256")
        return request.with_header("Authorization", f"Bearer {signed}")


async def no_key_set(exchange: Exchange) -> None:
    """The address of the key set fails, all others work."""
    path = exchange.begun.split(b" ")[1].decode()
    if path == KEY_SET[1]:
        await answer(503, b"")(exchange)
    else:
        exchange.writer.write(await exchange.forward())
