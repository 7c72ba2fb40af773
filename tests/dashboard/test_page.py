"""The dashboard's page as the server gives it: what it carries, and what it allows."""

import json
import re

import pytest
from django.urls import Resolver404, resolve

from llm_api.views.dashboard_views import AuthProxyView, page_address
from local_supabase import messages
from tests.support import ROOT

STATIC = ROOT / "llm_api" / "static" / "dashboard"
PAGES = [
    "",
    "/progress",
    "/compare?ids=a,b",
    "/interviews/x",
    "/claim",
    "/password",
    "/nowhere/at/all",
]


@pytest.fixture
def configured(settings):
    settings.SUPABASE_URL = "https://abcdefghijklmnopqrst.supabase.co"
    settings.SUPABASE_ANON_KEY = "sb_publishable_abc"
    settings.BROWSER_PACKAGES = {}
    return settings


def config_of(response):
    script = re.search(
        r'<script id="config" type="application/json">(.*?)</script>', response.content.decode()
    )
    return json.loads(script[1])


@pytest.mark.parametrize("page", PAGES)
def test_every_address_of_the_dashboard_is_the_page(client, configured, page):
    response = client.get(f"/dashboard{page}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert config_of(response) == {
        "supabaseUrl": "https://abcdefghijklmnopqrst.supabase.co",
        "supabaseKey": "sb_publishable_abc",
        "mailsAreLogged": False,
        "practiceUrl": "",
    }


@pytest.mark.parametrize(
    ("practice_url", "link"),
    [
        ("https://app.example.com/practise", "https://app.example.com/practise"),
        ("javascript:alert(1)", ""),
        ("//app.example.com", ""),
    ],
)
def test_the_page_learns_where_one_practises_if_a_link_can_lead_there(
    client, configured, practice_url, link
):
    configured.PRACTICE_URL = practice_url
    assert config_of(client.get("/dashboard"))["practiceUrl"] == link


def test_the_root_leads_to_the_dashboard(client):
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/dashboard")


def test_the_policy_allows_nothing_inline_and_nothing_foreign(client, configured):
    policy = dict(
        directive.split(" ", 1)
        for directive in client.get("/dashboard")["Content-Security-Policy"].split("; ")
    )
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self' https://abcdefghijklmnopqrst.supabase.co",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


@pytest.mark.parametrize(
    "path", ["/api/health", "/api/nowhere", "/nowhere", "/static/dashboard/icon.svg"]
)
def test_what_is_no_page_may_load_nothing(client, path):
    response = client.get(path)
    response.close()
    assert sorted(response["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]


def test_no_other_method_is_taken(client):
    assert client.post("/dashboard").status_code == 405


def test_a_secret_key_in_the_anon_keys_place_is_never_sent(client, configured):
    configured.SUPABASE_ANON_KEY = "sb_secret_misplaced"
    response = client.get("/dashboard")
    assert response.status_code == 503
    assert b"sb_secret_misplaced" not in response.content
    assert b"SUPABASE_ANON_KEY holds the secret key" in response.content


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SUPABASE_URL", "", b"SUPABASE_URL is not set."),
        ("SUPABASE_ANON_KEY", "", b"SUPABASE_ANON_KEY is not set."),
        ("BROWSER_PACKAGES", {"vendor/none": ROOT / "none"}, b"npm ci --omit=dev"),
    ],
)
def test_a_page_that_cannot_work_says_why(client, configured, name, value, said):
    setattr(configured, name, value)
    response = client.get("/dashboard")
    assert response.status_code == 503
    assert said in response.content
    assert b"<script" not in response.content


def test_auth_is_not_passed_on_without_debug(client):
    """These settings have DEBUG off, and a SUPABASE_URL on this machine."""
    for path in ["/supabase/auth/v1/token", "/auth/v1/token"]:
        with pytest.raises(Resolver404):
            resolve(path)
        assert client.post(path).status_code == 404


def test_the_way_to_auth_says_when_supabase_is_unreachable(rf, settings):
    settings.SUPABASE_URL = "http://127.0.0.1:9"
    request = rf.post("/supabase/auth/v1/token", b"{}", content_type="application/json")
    response = AuthProxyView.as_view()(request, path="token")
    assert response.status_code == 503
    assert json.loads(response.content)["code"] == "supabase_unavailable"


@pytest.mark.parametrize(
    "path", ["../../rest/v1/interviews", "..", "user/../../x", "token/", "a b", "%2e%2e/rest", ""]
)
def test_the_way_to_auth_leads_nowhere_else(rf, settings, path):
    settings.SUPABASE_URL = "http://127.0.0.1:9"  # were it asked, this would be a 503
    response = AuthProxyView.as_view()(rf.get("/supabase/auth/v1/x"), path=path)
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("location", "page"),
    [
        ("http://localhost:8000/dashboard#access_token=x", "/dashboard#access_token=x"),
        ("http://localhost:8000/dashboard/progress", "/dashboard/progress"),
        ("https://evil.example.com/#access_token=x", "/dashboard#access_token=x"),
        ("https://evil.example.com/dashboardly", "/dashboard"),
        ("//evil.example.com/dashboard", "/dashboard"),
    ],
)
def test_a_link_in_a_mail_leads_to_this_origin_and_to_no_other(location, page):
    assert page_address(location) == page


@pytest.mark.parametrize(
    "sink", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("]
)
def test_no_module_makes_markup_of_text(sink):
    for module in STATIC.glob("*.js"):
        assert sink not in module.read_text(), module.name


def test_make_run_prints_the_dashboards_address_first():
    printed = messages.addresses("http://localhost:8000")
    assert re.findall(r"http://\S+", printed)[0] == "http://localhost:8000/dashboard"
