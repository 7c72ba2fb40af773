"""The system checks: each fires for what it is there for, and for nothing else."""

import base64
import json
from typing import Any

import pytest
from django.core.checks import ERROR, WARNING, run_checks


def legacy_key(role: str) -> str:
    """A JWT as Supabase's older API keys are; nobody checks its signature here."""
    payload = json.dumps({"iss": "supabase", "role": role}).encode()
    return f"e30.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.c2ln"


FINE = {
    "DEBUG": False,
    "SUPABASE_URL": "https://abcdefghijklmnopqrst.supabase.co",
    "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_abc",
    "TRUST_CLIENT_USER_ID": False,
    "CORS_ALLOWED_ORIGINS": ["http://localhost:3000", "https://app.example.com"],
}
ADDRESS = "SUPABASE_URL"
KEY = "SUPABASE_SERVICE_ROLE_KEY"
ORIGINS = "CORS_ALLOWED_ORIGINS"


@pytest.fixture
def found(settings: Any) -> Any:
    """Our checks' ids under these settings."""

    def found(**changes: Any) -> list[str]:
        for name, value in (FINE | changes).items():
            setattr(settings, name, value)
        messages = [message for message in run_checks() if message.id.startswith("llm_api.")]
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
        ({ADDRESS: "abcdefghijklmnopqrst.supabase.co"}, ["llm_api.W001"]),
        ({ADDRESS: "abcdefghijklmnopqrst"}, ["llm_api.W001"]),
        ({ADDRESS: "https://"}, ["llm_api.W001"]),
        ({ADDRESS: "postgresql://x.supabase.co"}, ["llm_api.W001"]),
        ({ADDRESS: "https://supabase.com/dashboard/project/x"}, ["llm_api.W001"]),
        ({ADDRESS: "https://app.supabase.com"}, ["llm_api.W001"]),
        ({ADDRESS: "https://<project>.supabase.co"}, ["llm_api.W001"]),
        ({ADDRESS: "https://your-project.supabase.co"}, ["llm_api.W001"]),
        ({ADDRESS: "https://x.supabase.co/rest/v1"}, ["llm_api.W001"]),
        ({ADDRESS: "http://x.supabase.co"}, ["llm_api.W001"]),
        ({ORIGINS: ["https://app.example.com:443"]}, ["llm_api.W002"]),
        ({ORIGINS: ["http://localhost:80"]}, ["llm_api.W002"]),
        ({ORIGINS: ["https://App.example.com"]}, ["llm_api.W002"]),
        ({ORIGINS: ["http://localhost:port", "https://x.org"]}, ["llm_api.W002"]),
        ({ADDRESS: "", KEY: ""}, ["llm_api.E001", "llm_api.E002"]),
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
        {KEY: legacy_key("service_role")},
        {KEY: "a key of a kind that nobody knows yet"},
        {"TRUST_CLIENT_USER_ID": True, "DEBUG": True},
        {ORIGINS: []},
        {ORIGINS: ["https://localhost:80", "http://localhost:443", "http://[::1]:3000"]},
    ],
)
def test_no_check_fires(found, changes):
    assert found(**changes) == []


def test_the_message_about_an_origin_says_what_browsers_send(settings):
    settings.CORS_ALLOWED_ORIGINS = ["HTTPS://App.example.com:443"]
    (message,) = [message for message in run_checks() if message.id == "llm_api.W002"]
    assert "'HTTPS://App.example.com:443'" in message.msg
    assert "'https://app.example.com'" in message.hint
