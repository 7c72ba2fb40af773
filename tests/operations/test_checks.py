"""The system checks: each fires for what it is there for, and for nothing else."""

import base64
import json
from typing import Any

import pytest
from django.core.checks import ERROR, WARNING, run_checks

from llm_api.exports import fonts
from tests.support import ROOT


def legacy_key(role: str) -> str:
    """A JWT as Supabase's older API keys are; its signature is not checked here."""
    payload = json.dumps({"iss": "supabase", "role": role}).encode()
    return f"e30.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.c2ln"


FINE = {
    "DEBUG": False,
    "ALLOWED_HOSTS": ["api.example.com"],
    "SUPABASE_URL": "https://abcdefghijklmnopqrst.supabase.co",
    "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_abc",
    "SUPABASE_ANON_KEY": "sb_publishable_abc",
    "SUPABASE_DB_URL": "",
    "BROWSER_PACKAGES": {},
    "TRUST_CLIENT_USER_ID": False,
    "CORS_ALLOWED_ORIGINS": ["http://localhost:3000", "https://app.example.com"],
    "PRACTICE_URL": "",
    "LEFT_AT_DEFAULT": [],
}
ADDRESS = "SUPABASE_URL"
HOSTS = "ALLOWED_HOSTS"
DATABASE = "SUPABASE_DB_URL"
KEY = "SUPABASE_SERVICE_ROLE_KEY"
ANON_KEY = "SUPABASE_ANON_KEY"
PACKAGES = "BROWSER_PACKAGES"
ORIGINS = "CORS_ALLOWED_ORIGINS"
PRACTICE = "PRACTICE_URL"
DEFAULTS = "LEFT_AT_DEFAULT"


@pytest.fixture
def found(settings: Any) -> Any:
    """Our checks' ids under these settings."""

    def found(**changes: Any) -> list[str]:
        for name, value in (FINE | changes).items():
            setattr(settings, name, value)
        messages = [
            message
            for message in run_checks(include_deployment_checks=True)
            if message.id.startswith("llm_api.")
        ]
        for message in messages:
            assert message.level == (ERROR if message.id.startswith("llm_api.E") else WARNING)
            assert message.hint
        return [message.id for message in messages]

    return found


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({ADDRESS: ""}, ["llm_api.E001"]),
        ({KEY: ""}, ["llm_api.E002"]),
        ({KEY: "sb_publishable_abc"}, ["llm_api.E003"]),
        ({KEY: legacy_key("anon")}, ["llm_api.E003"]),
        ({"TRUST_CLIENT_USER_ID": True}, ["llm_api.E004"]),
        ({ADDRESS: "https://supabase.com"}, ["llm_api.W001"]),
        ({ANON_KEY: "sb_secret_abc"}, ["llm_api.E005"]),
        ({ANON_KEY: legacy_key("service_role")}, ["llm_api.E005"]),
        ({DATABASE: "postgresql://u:p@pooler.example.com:6543/postgres"}, ["llm_api.E006"]),
        ({PACKAGES: {"vendor/none": ROOT / "node_modules" / "none"}}, ["llm_api.W005"]),
        ({ORIGINS: ["https://app.example.com:443"]}, ["llm_api.W002"]),
        ({ORIGINS: ["http://localhost:80"]}, ["llm_api.W002"]),
        ({ORIGINS: ["https://App.example.com"]}, ["llm_api.W002"]),
        ({ORIGINS: ["http://localhost:port", "https://x.org"]}, ["llm_api.W002"]),
        ({HOSTS: ["https://api.example.com"]}, ["llm_api.W003"]),
        ({HOSTS: ["localhost:8000", "*.example.com", "[::1]:8000"]}, ["llm_api.W003"] * 3),
        ({HOSTS: ["*", ".example.com", "127.0.0.1", "[::1]"]}, []),
        ({HOSTS: ["a.example.com/", "b.example.com", "c.example.com/api"]}, ["llm_api.W003"] * 2),
        ({PRACTICE: "javascript:alert(1)"}, ["llm_api.W006"]),
        ({PRACTICE: "app.example.com/interview"}, ["llm_api.W006"]),
        ({PRACTICE: "https://"}, ["llm_api.W006"]),
        ({PRACTICE: "https://[app"}, ["llm_api.W006"]),
        ({ADDRESS: "", KEY: ""}, ["llm_api.E001", "llm_api.E002"]),
        ({DEFAULTS: [HOSTS]}, ["llm_api.W007"]),
        ({DEFAULTS: [ORIGINS]}, ["llm_api.W008"]),
        ({DEFAULTS: ["NUM_PROXIES"]}, ["llm_api.W009"]),
    ],
)
def test_a_check_fires(found, changes, expected):
    assert sorted(found(**changes)) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {ADDRESS: "http://localhost:54321"},
        {ADDRESS: "http://127.0.0.1:54321"},
        {ADDRESS: "http://[::1]:54321"},
        {ADDRESS: "https://supabase.example.com:8443"},
        {DATABASE: "postgresql://u:p@pooler.example.com:5432/postgres"},
        {DATABASE: "postgresql://u:p@db.example.com/postgres"},
        {KEY: legacy_key("service_role")},
        {ANON_KEY: legacy_key("anon")},
        {ANON_KEY: "", PACKAGES: {"vendor/none": ROOT / "node_modules" / "none"}},
        {PACKAGES: {"vendor/one": ROOT / "tests"}},
        {KEY: "a key of an unknown kind"},
        {"TRUST_CLIENT_USER_ID": True, "DEBUG": True},
        {HOSTS: ["api.example.com", ".example.com", "203.0.113.7", "[::1]", "*"]},
        {PRACTICE: ""},
        {PRACTICE: "https://app.example.com/interview?from=history"},
        {PRACTICE: "http://localhost:3000"},
        {ORIGINS: []},
        {ORIGINS: ["https://localhost:80", "http://localhost:443", "http://[::1]:3000"]},
    ],
)
def test_no_check_fires(found, changes):
    assert found(**changes) == []


def only(check: str) -> Any:
    (message,) = [
        message for message in run_checks(include_deployment_checks=True) if message.id == check
    ]
    return message


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("https://[x.supabase.co", "is not an address"),
        ("https://x.supabase.co:port", "is not an address"),
        ("abcdefghijklmnopqrst.supabase.co", "does not look like an address (https://…)"),
        ("abcdefghijklmnopqrst", "does not look like an address (https://…)"),
        ("https://", "does not look like an address (https://…)"),
        ("postgresql://x.supabase.co", "does not look like an address (https://…)"),
        (
            "https://supabase.com/dashboard/project/x",
            "is the address of the dashboard, not of the project",
        ),
        ("https://app.supabase.com", "is the address of the dashboard, not of the project"),
        ("https://<project>.supabase.co", "is still the placeholder"),
        ("https://your-project.supabase.co", "is still the placeholder"),
        (
            "https://x.supabase.co/rest/v1",
            "has a path; the address of the project ends after the host",
        ),
        (
            "https://x.supabase.co?apikey=x",
            "has a path; the address of the project ends after the host",
        ),
        ("http://x.supabase.co", "is http: keys and interviews would travel unencrypted"),
    ],
)
def test_the_message_about_the_address_says_what_is_wrong_with_it(settings, address, fault):
    settings.SUPABASE_URL = address
    message = only("llm_api.W001")
    assert message.msg == f"SUPABASE_URL {fault}."
    assert "https://<project>.supabase.co" in message.hint


def test_the_message_about_an_origin_says_what_browsers_send(settings):
    settings.CORS_ALLOWED_ORIGINS = ["HTTPS://App.example.com:443"]
    message = only("llm_api.W002")
    assert "'HTTPS://App.example.com:443'" in message.msg
    assert "'https://app.example.com'" in message.hint


def test_the_message_about_a_host_quotes_it(settings):
    settings.ALLOWED_HOSTS = ["https://api.example.com"]
    message = only("llm_api.W003")
    assert message.msg == ("ALLOWED_HOSTS holds 'https://api.example.com', which can never match.")
    assert "api.example.com" in message.hint


def test_the_message_about_the_practice_address_quotes_it(settings):
    settings.PRACTICE_URL = "app.example.com"
    message = only("llm_api.W006")
    assert message.msg == (
        "PRACTICE_URL is 'app.example.com', which is no web address: the dashboard does not link "
        "to it."
    )
    assert "https://app.example.com/interview" in message.hint


def test_a_script_that_no_font_has_is_named_with_the_way_to_get_one(settings, monkeypatch):
    monkeypatch.setitem(fonts.SAMPLES, "Klingon", "\U0010fffd")  # a private character
    message = only("llm_api.W004")
    assert message.msg == ("No font has Klingon: a PDF would show boxes and a note instead.")
    assert "pip install -r requirements.txt" in message.hint
