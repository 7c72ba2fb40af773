"""Keys are replaced: the service role key, and the key that signs access tokens."""

import asyncio
import shutil

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from local_supabase import LocalSupabase
from tests.drills.clients import Clients
from tests.drills.relay import Message, Relay, answer
from tests.drills.service import Service
from tests.drills.tokens import claims
from tests.support import ROOT
from tests.support.scripted_upstream import KEY_SET
from tests.support.users import User

UNAVAILABLE, REFUSED = "503 supabase_unavailable", "502 supabase_refused"
NEW_KEY = "sb_secret_the_new_one_of_this_drill"


# The service role key ----------------------------------------------------------------


@pytest.fixture
def deployment(tmp_path, relay, local_supabase):
    """A copy of the service with an .env of its own, that can be rewritten."""
    folder = tmp_path / "deployment"
    folder.mkdir()
    for part in ("backend", "llm_api"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "gunicorn.conf.py", folder)

    def configure(key: str) -> None:
        (folder / ".env").write_text(f"SUPABASE_SERVICE_ROLE_KEY={key}\n")

    configure(local_supabase.service_role_key)
    return folder, configure


def rotated(old: str) -> object:
    """What the gateway does once the new key alone is good; the local Supabase knows the old one."""

    def gateway(request: Message) -> Message:
        key = request.header("apikey")
        request = request.with_header("apikey", old if key == NEW_KEY else "sb_secret_withdrawn")
        if request.header("Authorization") == f"Bearer {NEW_KEY}":
            request = request.with_header("Authorization", f"Bearer {old}")
        return request

    return gateway


def test_a_new_service_role_key_is_taken_at_a_reload_and_nothing_is_lost(
    deployment, environment, relay, local_supabase, users, ledger, balance, tmp_path
):
    folder, configure = deployment
    environment = {
        name: text for name, text in environment.items() if name != "SUPABASE_SERVICE_ROLE_KEY"
    }

    async def drill() -> None:
        async with Clients(service.url, ledger, users) as clients:
            await clients.more_saves(20)
            relay.rewrite = rotated(local_supabase.service_role_key)
            await clients.until(lambda: ledger.told[REFUSED] >= 20)
            configure(NEW_KEY)
            await asyncio.to_thread(service.reload)
            refused = ledger.told[REFUSED]
            await clients.more_saves(20)
            assert ledger.told[REFUSED] == refused

    with Service(tmp_path / "log", folder, **environment) as service:
        try:
            asyncio.run(drill())
        finally:
            relay.rewrite = lambda request: request
    balance("A new service role key", {REFUSED})


# The signing key ---------------------------------------------------------------------


class SigningKey:
    def __init__(self, key_id: str) -> None:
        self.id = key_id
        self._private = ec.generate_private_key(ec.SECP256R1())

    def sign(self, user: User, issuer: str) -> User:
        header = {"kid": self.id}
        return User(user.id, jwt.encode(claims(user, issuer), self._private, "ES256", header))

    @property
    def public(self) -> dict:
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


async def no_key_set(exchange) -> None:
    """The address of the key set fails, all others work."""
    path = exchange.begun.split(b" ")[1].decode()
    if path == KEY_SET[1]:
        await answer(503, b"")(exchange)
    else:
        exchange.writer.write(await exchange.forward())


@pytest.fixture
def asymmetric(environment, tmp_path):
    with Service(tmp_path / "log", **environment | {"SUPABASE_JWT_SECRET": ""}) as service:
        yield service


def test_tokens_of_a_new_signing_key_save_at_once_and_known_ones_outlive_the_key_set(
    asymmetric, relay, local_supabase, alice, bob, ledger, balance
):
    old, new, newer = SigningKey("old"), SigningKey("new"), SigningKey("newer")

    def signed_by(key: SigningKey) -> list[User]:
        return [key.sign(user, project.issuer) for user in (alice, bob)]

    def clients(key: SigningKey) -> Clients:
        return Clients(asymmetric.url, ledger, signed_by(key))

    async def drill() -> None:
        relay.fault = no_key_set
        async with clients(old) as those:  # the key set was never fetched yet
            await those.until(lambda: ledger.told[UNAVAILABLE] >= 40)
            project.publish(old)
            relay.fault = None
            await those.more_saves(20)
        project.publish(new)
        told = ledger.told[UNAVAILABLE]
        async with clients(new) as those:
            await those.more_saves(40)
        assert ledger.told[UNAVAILABLE] == told

    async def outage() -> None:
        async with clients(new) as known:
            await known.more_saves(20)
            relay.fault = no_key_set
            told = ledger.told[UNAVAILABLE]
            await known.more_saves(40)
            assert ledger.told[UNAVAILABLE] == told
            async with clients(newer) as unknown:
                await unknown.until(lambda: ledger.told[UNAVAILABLE] >= told + 60)
                project.publish(new, newer)
                relay.fault = None
                await unknown.more_saves(20)

    with Project(relay, local_supabase) as project:
        asyncio.run(drill())
        asyncio.run(outage())
    balance("A new signing key", {UNAVAILABLE})
