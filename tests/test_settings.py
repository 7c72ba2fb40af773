"""Start-up: what is refused and how that reads. And what every response carries."""

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent

PRODUCTION = {
    "SECRET_KEY": "q8Zt0Vw3Jm5Yc7Nf1Rk9Lp2Xs4Hd6Gb8Tv0Qa3We5Zr7Uy9Io1Pl3Mk5",
    "ALLOWED_HOSTS": "interviews.example.com",
    "CORS_ALLOWED_ORIGINS": "https://app.example.com",
    "SUPABASE_URL": "https://abcdefghijklmnopqrst.supabase.co",
    "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_abc",
}
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


# What is refused -----------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "environment",
    [
        {"DEBUG": "true"},
        {"DEBUG": "true", "TRUST_CLIENT_USER_ID": "true", "SUPABASE_JWT_ISSUER": ""},
        PRODUCTION | {"SUPABASE_JWT_ISSUER": "https://auth.example.com"},
        PRODUCTION | {"SUPABASE_TIMEOUT": "2.5", "TRUST_CLIENT_USER_ID": "false"},
    ],
    ids=["debug", "a trusting debug", "an issuer", "a timeout"],
)
def test_the_settings_accept(run, environment):
    done = run("-c", "import backend.settings", **environment)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_defaults_are_safe(run):
    names = (
        *("DEBUG", "ALLOWED_HOSTS", "CORS_ALLOWED_ORIGINS", "TRUST_CLIENT_USER_ID"),
        *("SUPABASE_JWT_SECRET", "SUPABASE_JWT_ISSUER", "SUPABASE_TIMEOUT"),
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
    }


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
        "ALLOWED_HOSTS": ["a.example.com", "b.example.com"],
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


def test_djangos_deployment_check_finds_nothing_in_production(run, tree):
    done = run(
        str(tree / "manage.py"), "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION
    )
    assert (done.returncode, done.stderr) == (0, "")
    # The silenced ones have their reasons in backend/settings.py.
    assert done.stdout == "System check identified no issues (4 silenced).\n"


def test_djangos_deployment_check_would_find_a_weak_key(run, tree):
    arguments = "check", "--deploy", "--fail-level", "WARNING"
    done = run(str(tree / "manage.py"), *arguments, **PRODUCTION | {"SECRET_KEY": "weak"})
    assert done.returncode == 1
    assert "security.W009" in done.stderr


# What every response carries -----------------------------------------------------------

ORIGIN = "http://localhost:3000"
EXPOSED = {"X-Request-ID", "Idempotent-Replayed", "Retry-After", "Content-Disposition"}
RESPONSES = {
    "a success": ("get", "/api/health", {}),
    "invalid input": ("post", "/api/interviews/save", {}),
    "no such address": ("get", "/api/nowhere", {}),
    "no such method": ("delete", "/api/health", {}),
    "a bad token": ("post", "/api/interviews/save", {"Authorization": "Bearer x"}),
    "a bad host": ("get", "/api/health", {"Host": "evil.example.com"}),
    "the documentation": ("get", "/api/docs", {}),
    "a preflight": (
        "options",
        "/api/interviews/save",
        {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"},
    ),
    "outside the API": ("get", "/nowhere", {}),
}


@pytest.fixture(params=RESPONSES)
def ask(request: pytest.FixtureRequest, client: Any) -> Any:
    """Provokes each kind of response in turn; arguments are further headers."""
    method, path, headers = RESPONSES[request.param]
    return lambda **more: getattr(client, method)(path, headers=headers | more)


@pytest.mark.parametrize(
    "sane", ["a", "5f3b7a52-7a0e-4d4b-9b1a-3a1f6f0a2b11", "x" * 128, "A.b:c_d-9"]
)
def test_a_sane_request_id_comes_back(ask, sane):
    assert ask(**{"X-Request-ID": sane})["X-Request-ID"] == sane


@pytest.mark.parametrize(
    "insane", ["", " ", "x" * 129, "a b", "a\tb", "é", "<b>", "a;b", "a\nb", "a\n"]
)
def test_an_insane_request_id_is_replaced_by_a_new_one(ask, insane):
    first, second = (ask(**{"X-Request-ID": insane})["X-Request-ID"] for _ in range(2))
    assert str(uuid.UUID(first)) == first
    assert first != second


def test_the_request_id_of_an_error_is_the_one_in_its_header(client):
    response = client.get("/api/nowhere", headers={"X-Request-ID": "mine"})
    assert (response.json()["request_id"], response["X-Request-ID"]) == ("mine", "mine")


def test_every_response_forbids_sniffing(ask):
    assert ask()["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", RESPONSES.keys() - {"outside the API", "a preflight"})
def test_every_response_of_the_api_stays_out_of_caches(client, kind):
    method, path, headers = RESPONSES[kind]
    assert getattr(client, method)(path, headers=headers)["Cache-Control"] == "no-store"


def test_a_saved_interview_stays_out_of_caches(save, interview, alice):
    response = save(interview, alice)
    assert response.status_code == 201
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/health", "/api/nowhere"])
def test_the_frontend_may_read_answers_and_their_headers(client, path):
    response = client.get(path, headers={"Origin": ORIGIN})
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert set(response["Access-Control-Expose-Headers"].split(", ")) == EXPOSED
    assert "origin" in response["Vary"].lower()
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize(
    "foreign",
    [
        "https://evil.example.com",
        "http://localhost:3001",
        "https://localhost:3000",
        "http://localhost:3000.evil.example.com",
        "null",
    ],
)
@pytest.mark.parametrize("method", ["get", "options"])
def test_a_foreign_origin_may_read_nothing(client, foreign, method):
    headers = {"Origin": foreign, "Access-Control-Request-Method": "POST"}
    response = getattr(client, method)("/api/health", headers=headers)
    assert [name for name in response.headers if name.startswith("Access-Control-")] == []


def test_a_preflight_allows_what_the_frontend_sends(client):
    response = client.options(
        "/api/interviews/save",
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
        },
    )
    allowed = set(response["Access-Control-Allow-Headers"].split(", "))
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert {"authorization", "content-type", "idempotency-key", "x-request-id"} <= allowed
    assert {"GET", "POST", "DELETE"} <= set(response["Access-Control-Allow-Methods"].split(", "))
