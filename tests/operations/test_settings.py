"""Start-up: which settings are refused, how the message reads, and what is logged."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import certifi
import jwt
import pytest
from django.conf import settings

from tests.support import ROOT

PRODUCTION = {
    "SECRET_KEY": "q8Zt0Vw3Jm5Yc7Nf1Rk9Lp2Xs4Hd6Gb8Tv0Qa3We5Zr7Uy9Io1Pl3Mk5",
    "ALLOWED_HOSTS": "interviews.example.com",
    "CORS_ALLOWED_ORIGINS": "https://app.example.com",
    "SUPABASE_URL": "https://abcdefghijklmnopqrst.supabase.co",
    "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_abc",
    "SUPABASE_ANON_KEY": "sb_publishable_abc",
}


DB_URL = "postgresql://postgres.abc:hush%40hush@aws-0.pooler.supabase.com:5432/postgres"


SHOW = """
import json
from backend import settings
print(json.dumps({name: getattr(settings, name) for name in %r}))
"""


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The service's code, without whatever .env lies beside it here."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("backend", "llm_api"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tree)
    for folder in settings.BROWSER_PACKAGES.values():
        (tree / folder.relative_to(ROOT)).mkdir(parents=True)
    return tree


@pytest.fixture
def run(tree: Path, tmp_path: Path) -> Run:
    """Python with these arguments, this environment and no other, from another folder."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        base = {
            "PATH": os.defpath,
            "PYTHONPATH": str(tree),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "backend.settings",
        }
        return subprocess.run(
            [sys.executable, *arguments],
            env=base | environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def shown(run: Run, *names: str, **environment: str) -> dict[str, Any]:
    done = run("-c", SHOW % (names,), **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# What is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "faulty"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        (PRODUCTION | {"TRUST_CLIENT_USER_ID": "true"}, "TRUST_CLIENT_USER_ID"),
        (PRODUCTION | {"SUPABASE_JWT_ISSUER": ""}, "SUPABASE_JWT_ISSUER"),
        (PRODUCTION | {"DEBUG": "perhaps"}, "DEBUG"),
        ({"DEBUG": "true", "SUPABASE_TIMEOUT": "soon"}, "SUPABASE_TIMEOUT"),
        ({"DEBUG": "true", "SUPABASE_TIMEOUT": "0"}, "SUPABASE_TIMEOUT"),
        ({"DEBUG": "true", "SUPABASE_TIMEOUT": "-1"}, "SUPABASE_TIMEOUT"),
        ({"DEBUG": "true", "SUPABASE_TIMEOUT": "nan"}, "SUPABASE_TIMEOUT"),
        ({"DEBUG": "true", "SUPABASE_TIMEOUT": "inf"}, "SUPABASE_TIMEOUT"),
        ({"DEBUG": "true", "TRUST_CLIENT_USER_ID": "perhaps"}, "TRUST_CLIENT_USER_ID"),
    ],
)
def test_the_service_refuses_to_start_with(run, tree, environment, faulty):
    assert named(run(str(tree / "manage.py"), "check", **environment)) == {faulty}


def named(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The variables that a refusal to start names, each with a sentence."""
    assert done.returncode == 1
    return set(re.findall(r"^  ([A-Z_]+): \S.*\.$", done.stderr, re.MULTILINE))


@pytest.mark.parametrize(
    "faulty",
    [
        {
            "THROTTLE_SAVE": "60",
            "THROTTLE_READ": "0/min",
            "THROTTLE_EXPORT": "60/week",
            "NUM_PROXIES": "-1",
            "CACHE_URL": "localhost:6379",
            "SSL_CERT_FILE": "/nowhere/ca.pem",
        },
        {
            "THROTTLE_SAVE": "many/min",
            "THROTTLE_READ": "-5/min",
            "THROTTLE_EXPORT": "60/min, 5/s",
            "NUM_PROXIES": "one",
            "CACHE_URL": "memcached://localhost:11211",
            "SSL_CERT_FILE": str(ROOT),
        },
    ],
    ids=["near misses", "others"],
)
@pytest.mark.parametrize("debug", ["true", "false"])
def test_limits_proxies_cache_and_authorities_are_all_checked_before_it_refuses(
    run, tree, faulty, debug
):
    done = run(str(tree / "manage.py"), "check", **PRODUCTION | faulty | {"DEBUG": debug})
    assert named(done) == faulty.keys()


def test_a_fault_says_the_form_that_is_right(run, tree):
    faulty = {
        "THROTTLE_SAVE": "60",
        "METRICS_TOKEN": "short",
        "CACHE_URL": "localhost:6379",
        "SENTRY_DSN": "sentry",
    }
    done = run(str(tree / "manage.py"), "check", **PRODUCTION | faulty)

    said = dict(re.findall(r"^  ([A-Z_]+): (.*)$", done.stderr, re.MULTILINE))
    forms = {
        "THROTTLE_SAVE": "60/min",
        "METRICS_TOKEN": "16 visible ASCII characters",
        "CACHE_URL": "redis://",
        "SENTRY_DSN": "https://<key>@",
    }
    assert {name: form in said[name] for name, form in forms.items()} == dict.fromkeys(forms, True)


def test_what_was_left_at_its_default_is_known(run):
    only = {name: PRODUCTION[name] for name in ("SECRET_KEY", "SUPABASE_URL")}
    name = "LEFT_AT_DEFAULT"

    assert shown(run, name, **only)[name] == [
        *("ALLOWED_HOSTS", "CORS_ALLOWED_ORIGINS", "NUM_PROXIES")
    ]
    explicit = {"ALLOWED_HOSTS": "a.example.com", "CORS_ALLOWED_ORIGINS": "", "NUM_PROXIES": "0"}
    assert shown(run, name, **only | explicit)[name] == []


def test_several_faults_are_one_readable_message(run, tree):
    environment = {
        "DEBUG": "false",
        "SUPABASE_TIMEOUT": "soon",
        "TRUST_CLIENT_USER_ID": "true",
        "SUPABASE_JWT_ISSUER": "",
    }
    served = run("-c", "import backend.wsgi", **environment)
    managed = run(str(tree / "manage.py"), "check", **environment)

    faulty = {"SECRET_KEY", *(environment.keys() - {"DEBUG"})}
    assert named(served) == named(managed) == faulty
    assert len(managed.stderr.splitlines()) == 1 + len(faulty)
    assert "Traceback" not in managed.stderr + managed.stdout


def test_the_service_starts_in_production(run):
    done = run("-c", "import backend.wsgi", **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


UNITS = ["s", "sec", "second", "m", "min", "minute", "h", "hour", "d", "day"]


@pytest.mark.parametrize(
    "environment",
    [
        {"DEBUG": "true"},
        {"DEBUG": "true", "TRUST_CLIENT_USER_ID": "true", "SUPABASE_JWT_ISSUER": ""},
        PRODUCTION | {"SUPABASE_JWT_ISSUER": "https://auth.example.com"},
        PRODUCTION | {"SUPABASE_TIMEOUT": "2.5", "TRUST_CLIENT_USER_ID": "false"},
        PRODUCTION | {"SSL_CERT_FILE": certifi.where()},
        PRODUCTION | {"SSL_CERT_FILE": ""},
        *(PRODUCTION | {"THROTTLE_SAVE": f"9/{unit}"} for unit in UNITS),
    ],
    ids=[
        "debug",
        "a trusting debug",
        "an issuer",
        "a timeout",
        "authorities",
        "the usual authorities",
        *UNITS,
    ],
)
def test_the_settings_accept(run, environment):
    done = run("-c", "import backend.settings", **environment)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_defaults_are_safe(run):
    names = (
        *("DEBUG", "ALLOWED_HOSTS", "CORS_ALLOWED_ORIGINS", "TRUST_CLIENT_USER_ID"),
        *("SUPABASE_JWT_SECRET", "SUPABASE_JWT_ISSUER", "SUPABASE_TIMEOUT"),
        *("NUM_PROXIES", "CACHE_URL", "THROTTLE_SAVE", "THROTTLE_READ", "THROTTLE_EXPORT"),
    )
    only = {name: PRODUCTION[name] for name in ("SECRET_KEY", "SUPABASE_URL")}
    assert shown(run, *names, **only) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "CORS_ALLOWED_ORIGINS": ["http://localhost:3000"],
        "TRUST_CLIENT_USER_ID": False,
        "SUPABASE_JWT_SECRET": "",
        "SUPABASE_JWT_ISSUER": f"{PRODUCTION['SUPABASE_URL']}/auth/v1",
        "SUPABASE_TIMEOUT": 10.0,
        "NUM_PROXIES": 0,
        "CACHE_URL": "",
        "THROTTLE_SAVE": "600/min",
        "THROTTLE_READ": "1200/min",
        "THROTTLE_EXPORT": "120/min",
    }


def test_limits_proxies_and_cache_are_handed_to_those_who_count(run):
    environment = PRODUCTION | {
        "THROTTLE_SAVE": "5/s",
        "THROTTLE_READ": "1000/hour",
        "THROTTLE_EXPORT": "",
        "NUM_PROXIES": "2",
        "CACHE_URL": "rediss://:secret@cache.example.com:6380/1",
    }
    found = shown(run, "REST_FRAMEWORK", "CACHES", **environment)
    assert found["REST_FRAMEWORK"]["DEFAULT_THROTTLE_RATES"] == {
        "save": "5/s",
        "read": "1000/hour",
        "export": None,
    }
    assert found["REST_FRAMEWORK"]["NUM_PROXIES"] == 2
    assert found["CACHES"]["default"]["BACKEND"] == "django_redis.cache.RedisCache"
    assert found["CACHES"]["default"]["LOCATION"] == environment["CACHE_URL"]


def test_without_a_secret_key_debug_makes_up_a_new_one_each_time(run):
    first, second = (shown(run, "SECRET_KEY", DEBUG="true")["SECRET_KEY"] for _ in range(2))
    assert len(first) >= 50
    assert first != second


def test_a_slash_at_the_end_of_the_address_does_no_harm(run):
    environment = PRODUCTION | {"SUPABASE_URL": " https://x.supabase.co/ "}
    assert shown(run, "SUPABASE_URL", "SUPABASE_JWT_ISSUER", **environment) == {
        "SUPABASE_URL": "https://x.supabase.co",
        "SUPABASE_JWT_ISSUER": "https://x.supabase.co/auth/v1",
    }


def test_lists_may_have_spaces_around_their_commas(run):
    environment = PRODUCTION | {
        "ALLOWED_HOSTS": "a.example.com, b.example.com,",
        "CORS_ALLOWED_ORIGINS": " https://a.example.com , https://b.example.com",
    }
    assert shown(run, "ALLOWED_HOSTS", "CORS_ALLOWED_ORIGINS", **environment) == {
        "ALLOWED_HOSTS": ["a.example.com", "b.example.com", "localhost", "127.0.0.1", "[::1]"],
        "CORS_ALLOWED_ORIGINS": ["https://a.example.com", "https://b.example.com"],
    }


def test_the_environment_goes_before_dotenv(run, tree):
    dotenv = tree / ".env"
    dotenv.write_text("DEBUG=true\nSUPABASE_TIMEOUT=3\nSUPABASE_URL=http://localhost:1\n")
    try:
        assert shown(run, "DEBUG", "SUPABASE_TIMEOUT", "SUPABASE_URL", SUPABASE_TIMEOUT="4") == {
            "DEBUG": True,
            "SUPABASE_TIMEOUT": 4.0,
            "SUPABASE_URL": "http://localhost:1",
        }
    finally:
        dotenv.unlink()


@pytest.mark.parametrize(
    # That of CSRF has no reason to be silenced where the admin has forms.
    ("further", "silenced"),
    [({}, 4), ({"SUPABASE_DB_URL": DB_URL}, 3), ({"NUM_PROXIES": "1"}, 4)],
)
def test_djangos_deployment_check_finds_nothing_in_production(run, tree, further, silenced):
    arguments = "check", "--deploy", "--fail-level", "WARNING"
    done = run(str(tree / "manage.py"), *arguments, **PRODUCTION | {"NUM_PROXIES": "0"} | further)
    assert (done.returncode, done.stderr) == (0, "")
    # The silenced ones have their reasons in backend/settings.py.
    assert done.stdout == f"System check identified no issues ({silenced} silenced).\n"


def test_djangos_deployment_check_would_find_a_weak_key(run, tree):
    arguments = "check", "--deploy", "--fail-level", "WARNING"
    done = run(str(tree / "manage.py"), *arguments, **PRODUCTION | {"SECRET_KEY": "weak"})
    assert done.returncode == 1
    assert "security.W009" in done.stderr


# The admin's database -----------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://abc.supabase.co",
        "aws-0.pooler.supabase.com:5432",
        "postgresql://",
        "postgresql:///postgres",
        "postgresql://:hush@db.example.com/postgres",
        "postgresql://postgres:[YOUR-PASSWORD]@db.example.com:5432/postgres",
        "postgresql://postgres:hu@sh@db.example.com:5432/postgres",
        "postgresql://postgres:x@db.example.com:5432hush/postgres",
        "postgresql://postgres:hu/sh@db.example.com:5432/postgres",
        "postgresql://postgres:hu@s/h@db.example.com:5432/postgres",
        "postgresql://postgres:hush%zz@db.example.com:5432/postgres",
        "postgresql://postgres:hush@db.example.com/postgres?no=such",
    ],
)
def test_a_database_url_that_cannot_be_used_is_named_and_its_password_is_not(run, tree, url):
    done = run(str(tree / "manage.py"), "check", **PRODUCTION | {"SUPABASE_DB_URL": url})
    assert named(done) == {"SUPABASE_DB_URL"}
    assert "hu" not in done.stderr.replace("SUPABASE_DB_URL", "")


def test_the_database_url_is_read_piece_by_piece_and_encrypted_over_a_network(run):
    environment = PRODUCTION | {"SUPABASE_DB_URL": DB_URL}
    both = shown(run, "DATABASES", **environment)["DATABASES"]
    for alias in ("default", "supabase"):
        assert {name: both[alias][name] for name in ("HOST", "PORT", "USER", "PASSWORD")} == {
            "HOST": "aws-0.pooler.supabase.com",
            "PORT": "5432",
            "USER": "postgres.abc",
            "PASSWORD": "hush@hush",
        }
        assert both[alias]["OPTIONS"] == {"connect_timeout": 5, "sslmode": "require"}


@pytest.mark.parametrize(
    ("url", "sslmode"),
    [
        ("postgres://postgres:x@127.0.0.1:54322/postgres", None),
        ("postgresql://postgres:x@db.internal/postgres?sslmode=disable", "disable"),
        ("postgresql://postgres:x@db.internal/postgres?sslmode=verify-full", "verify-full"),
    ],
)
def test_how_the_database_is_encrypted_can_be_said_in_its_url(run, url, sslmode):
    found = shown(run, "DATABASES", **PRODUCTION | {"SUPABASE_DB_URL": url})["DATABASES"]
    assert found["default"]["OPTIONS"].get("sslmode") == sslmode


def test_without_a_database_url_there_is_no_database(run):
    found = shown(run, "INSTALLED_APPS", "MIDDLEWARE", **PRODUCTION)
    done = run("-c", "from backend import settings; settings.DATABASES", **PRODUCTION)
    assert "has no attribute 'DATABASES'" in done.stderr
    assert not [app for app in found["INSTALLED_APPS"] if "auth" in app or "axes" in app]
    assert not [name for name in found["MIDDLEWARE"] if "session" in name or "csrf" in name]


@pytest.mark.parametrize(
    ("proxies", "header"), [("0", None), ("1", ["HTTP_X_FORWARDED_PROTO", "https"])]
)
def test_only_a_trusted_proxy_may_say_that_the_browser_uses_https(run, proxies, header):
    found = shown(run, "SECURE_PROXY_SSL_HEADER", **PRODUCTION | {"NUM_PROXIES": proxies})
    assert found["SECURE_PROXY_SSL_HEADER"] == header


# What the log says --------------------------------------------------------------------


def test_the_start_logs_what_the_checks_find(run):
    environment = PRODUCTION | {
        "ALLOWED_HOSTS": "https://interviews.example.com",
        "SUPABASE_URL": "https://supabase.com/dashboard",
        "SUPABASE_SERVICE_ROLE_KEY": "",
    }
    done = run("-c", "import backend.wsgi", **environment)

    assert (done.returncode, done.stdout) == (0, "")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    found = [
        (line["level"], *re.findall(r"\((llm_api\..+)\) ", line["message"]))
        for line in lines
        if line["logger"] == "backend.wsgi"
    ]
    assert sorted(found) == [
        ("ERROR", "llm_api.E002"),
        ("WARNING", "llm_api.W001"),
        ("WARNING", "llm_api.W003"),
    ]
    assert done.stderr.count("HINT: ") == 3


ASK_AS_ANOTHER_HOST = """
from backend import wsgi
from django.test import Client
headers = {"Host": "evil.example.com", "X-Request-ID": "mine"}
answer = Client().get("/api/health", headers=headers)
print(answer.status_code, answer.content.decode())
"""


@pytest.mark.parametrize("debug", ["true", "false"])
def test_a_host_that_is_not_ours_is_a_400_and_one_line_without_a_trace(run, debug):
    done = run("-c", ASK_AS_ANOTHER_HOST, **PRODUCTION | {"DEBUG": debug, "LOG_FORMAT": "text"})

    status, body = done.stdout.split(" ", 1)
    assert (status, json.loads(body)) == (
        "400",
        {
            "success": False,
            "code": "bad_request",
            "message": "The Host header is not one of ALLOWED_HOSTS, or the request is malformed.",
            "request_id": "mine",
        },
    )
    refusal, request = done.stderr.splitlines()
    assert " INFO django.security.DisallowedHost [mine] " in refusal
    assert "'evil.example.com'" in refusal
    assert " INFO llm_api.requests [mine] GET /api/health 400 " in request


def signed(secret: str = "s" * 32, algorithm: str = "HS256", **changes: Any) -> str:
    """An access token signed with a legacy secret; None takes a claim away."""
    good = {
        "aud": "authenticated",
        "role": "authenticated",
        "sub": "6f1c2f6e-0d57-4c7a-9a55-b3f6f1e0a001",
        "iss": "https://project.supabase.co/auth/v1",
        "exp": time.time() + 3600,
    }
    claims = {name: value for name, value in (good | changes).items() if value is not None}
    return jwt.encode(claims, secret if algorithm != "none" else None, algorithm)


FORGED_LINE = base64.urlsafe_b64encode(json.dumps({"alg": "x\n" + "y" * 500}).encode()).decode()


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (f"Basic {signed()}", "not a Bearer header"),
        ("Bearer nonsense-that-is-no-token", "DecodeError"),
        (f"Bearer {signed(exp=1)}", "ExpiredSignatureError"),
        (f"Bearer {signed(exp=None)}", "MissingRequiredClaimError"),
        (f"Bearer {signed(aud='anon')}", "InvalidAudienceError"),
        (f"Bearer {signed(iss='https://another.supabase.co/auth/v1')}", "InvalidIssuerError"),
        (f"Bearer {signed('another secret of thirty-two bytes')}", "InvalidSignatureError"),
        (f"Bearer {signed(algorithm='none')}", "no key for alg 'none'"),
        (f"Bearer {signed('s' * 64, 'HS512')}", "no key for alg 'HS512'"),
        (f"Bearer {FORGED_LINE}.e30.e30", r"no key for alg 'x\nyyyyyyyyyyyyyyyy"),
        (f"Bearer {signed(role='anon')}", "role"),
        (f"Bearer {signed(sub='alice')}", "sub is not a UUID"),
    ],
)
def test_why_a_token_was_refused_is_in_the_log_and_the_token_is_not(
    client, settings, caplog, header, reason
):
    caplog.set_level("DEBUG")
    settings.SUPABASE_JWT_SECRET = "s" * 32
    settings.SUPABASE_JWT_ISSUER = "https://project.supabase.co/auth/v1"

    response = client.get("/api/interviews/list", headers={"Authorization": header})

    assert (response.status_code, response.json()["code"]) == (401, "invalid_token")
    records = [record for record in caplog.records if record.name == "llm_api.auth.authentication"]
    assert [record.getMessage() for record in records] == [f"Access token rejected: {reason}"]
    for part in re.findall(r"[\w-]{12,}", header):
        assert part not in caplog.text + response.content.decode()
