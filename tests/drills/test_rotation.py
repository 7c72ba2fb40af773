"""Keys are replaced: the service role key, and the key that signs access tokens."""

import asyncio

import pytest

from tests.drills.clients import Clients
from tests.drills.service import Service
from tests.drills.tokens import Project, SigningKey, no_key_set
from tests.support.relay import Message
from tests.support.service import copy_of_the_service
from tests.support.users import User

UNAVAILABLE, REFUSED = "503 supabase_unavailable", "502 supabase_refused"
NEW_KEY = "sb_secret_the_new_one_of_this_drill"


# The service role key ----------------------------------------------------------------


@pytest.fixture
def deployment(tmp_path, relay, local_supabase):
    """A copy of the service with an .env of its own, that can be rewritten."""
    folder = copy_of_the_service(tmp_path / "deployment")

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
