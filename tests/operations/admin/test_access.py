"""Who may enter the admin, and what its pages carry."""

import concurrent.futures
import re

import httpx
import pytest

from tests.support.admin_client import (
    LIST,
    MISSING,
    PASSWORD,
    RECORDS,
    AdminClient,
    heading,
    records_of,
    token_of,
)
from tests.support.service import free_address, running_service

# Switched off -------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/admin", "/admin/", "/admin/llm_api/interview/"])
def test_without_a_database_the_admin_says_what_it_needs(client, path):
    response = client.get(path)
    assert response.status_code == 503
    assert b"SUPABASE_DB_URL is not set." in response.content
    assert b"manage.py migrate" in response.content
    assert response["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]


def test_without_a_database_there_is_no_session_and_no_cookie(client, settings):
    assert not [app for app in settings.INSTALLED_APPS if app.startswith("django.contrib.auth")]
    assert not [name for name in settings.MIDDLEWARE if "session" in name or "csrf" in name]
    assert client.get("/api/health").cookies == {}


# Who may enter ------------------------------------------------------------------------


PAGES = ["/admin/", LIST, f"{LIST}{MISSING}/change/", RECORDS, "/admin/auth/user/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_asked_to_sign_in_wherever_they_knock(service, path):
    with AdminClient(service) as stranger:
        answer = stranger.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/?next=")
    assert answer.content == b""


def test_a_stranger_exports_nothing(service, stored, db):
    interview = stored()
    with AdminClient(service) as stranger:
        token = token_of(stranger.get("/admin/login/"))
        form = {"action": "export_json", "_selected_action": [str(interview)]}
        answer = stranger.post(LIST, data=form | {"csrfmiddlewaretoken": token})
    assert (answer.status_code, answer.content) == (302, b"")
    assert records_of(db, interview) == []


@pytest.mark.parametrize(
    ("name", "password"), [("no-staff", PASSWORD), ("root", "wrong"), ("nobody", PASSWORD)]
)
def test_who_is_no_staff_does_not_come_in(service, name, password):
    with AdminClient(service) as stranger:
        answer = stranger.sign_in(name, password)
        assert answer.status_code == 200
        assert "Please enter the correct username and password" in answer.text
        assert stranger.get(LIST).status_code == 302


def test_staff_without_the_permission_see_no_interview(signed_in, stored, db):
    interview = stored(job_role="Secret role")
    clerk = signed_in("clerk")
    for answer in (clerk.list(), clerk.open(interview), clerk.get(RECORDS)):
        assert answer.status_code == 403
        assert "Secret role" not in answer.text
    assert records_of(db, interview) == []


def test_who_may_read_may_not_for_that_export_or_see_the_records(signed_in, stored, db):
    interview = stored()
    reader = signed_in("reader")
    assert reader.open(interview).status_code == 200
    page = reader.list()
    assert "export_csv" not in page.text
    answer = reader.post(LIST, data={"action": "export_json", "_selected_action": [str(interview)]})
    assert answer.status_code == 403
    assert [record["action"] for record in records_of(db, interview)] == ["opened"]
    assert reader.get(RECORDS).status_code == 403


def test_a_form_from_elsewhere_is_refused_in_plain_words(root, stored):
    answer = root.post(LIST, data={"action": "export_json", "_selected_action": [str(stored())]})
    assert (answer.status_code, heading(answer)) == (403, "This form has expired")


def test_ten_failures_for_one_name_end_the_attempts_from_everywhere(service, db):
    for _ in range(10):
        with AdminClient(service) as guesser:
            answer = guesser.sign_in("a-name-that-is-tried", "guess")
    with AdminClient(service) as another:
        late = another.sign_in("a-name-that-is-tried", "guess")
    assert (answer.status_code, late.status_code) == (429, 429)
    assert heading(late) == "Too many attempts to sign in"
    assert late.headers["Retry-After"] == "900"


def test_ten_failures_of_one_address_end_its_attempts_for_every_name(service):
    with AdminClient(service, "203.0.113.7") as guesser:
        statuses = [guesser.sign_in(f"name-{n}", "guess").status_code for n in range(10)]
        assert statuses == [200] * 9 + [429]
        assert guesser.sign_in("root").status_code == 429
    with AdminClient(service) as elsewhere:
        assert elsewhere.sign_in("root").status_code == 302


def test_an_own_account_does_not_let_an_address_go_on_guessing(service):
    with AdminClient(service, "203.0.113.9") as guesser:
        statuses = []
        for _ in range(4):
            statuses += [guesser.sign_in("somebody-else", "guess").status_code for _ in range(3)]
            guesser.cookies.clear()
            guesser.sign_in("clerk")
            guesser.cookies.clear()
        assert 429 in statuses


def test_a_name_of_any_length_is_only_a_wrong_one(service):
    with AdminClient(service) as guesser:
        assert guesser.sign_in("n" * 5000, "guess").status_code == 200


def test_attempts_at_the_same_moment_are_limited_too(service):
    def guess(_):
        with AdminClient(service, "203.0.113.8") as guesser:
            return guesser.sign_in("many-at-once", "guess").status_code

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(24)))
    # Those that are on their way when the tenth fails are still answered: one a thread at most.
    assert statuses.count(200) <= 10 + 8
    assert guess(0) == 429


def test_an_address_that_is_none_counts_all_the_same(service):
    with AdminClient(service, "not an address") as guesser:
        assert guesser.sign_in("nobody-at-all", "guess").status_code == 200


# What every page carries --------------------------------------------------------------


def test_every_page_stays_out_of_caches_frames_and_scripts_from_elsewhere(root, stored):
    interview = stored()
    for answer in (root.get("/admin/"), root.list(), root.open(interview), root.get(RECORDS)):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_in_production_the_cookies_are_for_https_and_the_admins_pages_alone(
    service, local_supabase, capfd
):
    address = free_address()
    environment = {
        "DEBUG": "false",
        "SECRET_KEY": "a secret for the tests alone, and long enough to be one",
        "ALLOWED_HOSTS": "interviews.example.com,127.0.0.1",
        "SUPABASE_JWT_ISSUER": "https://auth.example.com",
        "SUPABASE_DB_URL": local_supabase.db_url,
        "NUM_PROXIES": "1",
    }
    site = "https://interviews.example.com"
    proxied = {"X-Forwarded-Proto": "https", "Host": "interviews.example.com", "Origin": site}
    with (
        running_service(local_supabase, address, **environment),
        httpx.Client(base_url=f"http://{address}", headers=proxied) as browser,
    ):
        page = browser.get("/admin/login/")
        browser.headers["Cookie"] = f"csrftoken={page.cookies['csrftoken']}"
        form = {"username": "root", "password": PASSWORD, "csrfmiddlewaretoken": token_of(page)}
        answer = browser.post("/admin/login/", data=form)
        foreign = browser.post("/admin/login/", data=form, headers={"Origin": "https://evil.org"})
        browser.headers["Cookie"] += f"; sessionid={answer.cookies['sessionid']}"
        listed = browser.get(LIST, params={"q": "unheard-of-word"})

    assert (answer.status_code, foreign.status_code, listed.status_code) == (302, 403, 200)
    for cookie in answer.headers.get_list("Set-Cookie"):
        assert {"Secure", "Path=/admin/", "SameSite=Strict"} <= set(cookie.split("; "))
    (session,) = [c for c in answer.headers.get_list("Set-Cookie") if c.startswith("sessionid")]
    assert "HttpOnly" in session
    assert "expires" not in session.lower()
    printed = "".join(capfd.readouterr())
    assert re.search(rf"GET {LIST} 200 \d+ ms", printed)
    assert "unheard-of-word" not in printed
    assert PASSWORD not in printed
