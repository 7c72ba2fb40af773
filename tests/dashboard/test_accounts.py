"""Accounts on the dashboard, in a Chromium: signing in and up, links in mails, and claims."""

import uuid

import httpx

from tests.support.dashboard_page import (
    PASSWORD,
    SESSION_KEY,
    at,
    last_mail,
    save,
)
from tests.support.interviews import INTERVIEW

# Who it is ----------------------------------------------------------------------------


def test_signing_in_survives_a_reload_and_ends_with_signing_out(visitor, person):
    visitor.refusals_expected = True
    visitor.open()
    visitor.page.get_by_label("E-mail").fill(person[0])
    visitor.page.get_by_label("Password").fill("wrong")
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.get_by_text("The e-mail address or the password is wrong.").wait_for()

    visitor.sign_in(person[0])
    assert visitor.heading() == "Your interviews"
    visitor.page.reload()
    visitor.page.get_by_text(person[0]).wait_for()

    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.page.get_by_role("heading", name="Sign in").wait_for()
    visitor.page.reload()
    visitor.page.get_by_role("heading", name="Sign in").wait_for()


def test_signing_up_opens_an_empty_history_that_says_what_to_do(visitor):
    visitor.open()
    visitor.page.get_by_role("button", name="Create an account").click()
    visitor.page.get_by_label("E-mail").fill(f"{uuid.uuid4()}@example.com")
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Create account").click()

    visitor.page.get_by_text("No interviews yet.").wait_for()
    visitor.page.get_by_text("Finish a practice interview while signed in").wait_for()


def test_signing_up_states_the_rules_and_says_beside_a_field_what_is_wrong(visitor, person):
    visitor.refusals_expected = True
    visitor.open()
    visitor.page.get_by_role("button", name="Create an account").click()
    email, password = visitor.page.get_by_label("E-mail"), visitor.page.get_by_label("Password")
    create = visitor.page.get_by_role("button", name="Create account")
    assert description(password) == "At least 8 characters."

    create.click()
    assert description(email) == "Enter your e-mail address."
    assert description(password) == "At least 8 characters. Enter a password."
    assert email.evaluate("input => input === document.activeElement")
    email.fill("somebody")
    password.fill("7 chars")
    create.click()
    assert description(email) == "Enter an address such as name@example.com."
    assert description(password) == (
        "At least 8 characters. This password has fewer than 8 characters."
    )

    email.fill(person[0])
    password.fill(PASSWORD)
    create.click()
    visitor.page.get_by_text("An account with this e-mail address exists.").wait_for()
    assert description(email) == "An account with this e-mail address exists. Sign in instead."
    assert description(password) == "At least 8 characters."


def test_a_project_that_asks_for_more_of_a_password_says_so_beside_it(visitor):
    visitor.refusals_expected = True
    said = "Password should be at least 40 characters."
    body = {"code": 422, "error_code": "weak_password", "msg": said}
    visitor.page.route("**/auth/v1/signup**", lambda route: route.fulfill(status=422, json=body))
    visitor.open()
    visitor.page.get_by_role("button", name="Create an account").click()
    visitor.page.get_by_label("E-mail").fill(f"{uuid.uuid4()}@example.com")
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Create account").click()
    visitor.page.get_by_text(said).wait_for()
    assert description(visitor.page.get_by_label("Password")) == f"At least 8 characters. {said}"


def description(field):
    """What assistive technology reads out beside the name of the field."""
    texts = field.evaluate(
        """input => input.getAttribute("aria-describedby").split(" ")
          .map((id) => document.getElementById(id).textContent)"""
    )
    return " ".join(filter(None, texts))


def test_signing_out_leaves_no_search_behind(signed_in, keep, person):
    keep(job_role="Platform Engineer")
    signed_in.open("?search=platform&job_role=engineer")
    signed_in.settle()
    signed_in.page.get_by_role("link", name="Platform Engineer").click()
    signed_in.page.get_by_role("heading", name="Platform Engineer").wait_for()
    signed_in.page.get_by_role("button", name="Sign out").click()
    signed_in.page.get_by_role("heading", name="Sign in").wait_for()
    assert signed_in.address() == ""

    signed_in.sign_in(person[0])
    assert signed_in.page.get_by_label("Search").input_value() == ""
    signed_in.page.get_by_role("link", name="Platform Engineer").click()
    signed_in.page.get_by_role("link", name="All interviews").click()
    assert signed_in.address() == ""


def test_a_magic_link_signs_in_and_leads_back_to_the_page(visitor, person, live_service, mail_log):
    visitor.open("/progress?interview_type=Technical")
    visitor.page.get_by_role("button", name="Sign in by e-mail link").click()
    visitor.page.get_by_label("E-mail").fill(person[0])
    visitor.page.get_by_role("button", name="Send me a link").click()
    visitor.page.get_by_text("Open the link in the e-mail.").wait_for()

    visitor.page.goto(at(live_service, last_mail(mail_log, person[0])))
    visitor.page.get_by_text(person[0]).wait_for()
    assert visitor.address() == "/progress?interview_type=Technical"


def test_a_reset_password_replaces_the_old_one(visitor, person, live_service, mail_log):
    visitor.open()
    visitor.page.get_by_role("button", name="Forgotten your password?").click()
    visitor.page.get_by_label("E-mail").fill(person[0])
    visitor.page.get_by_role("button", name="Send me a link").click()
    visitor.page.get_by_text("Open the link in the e-mail.").wait_for()

    visitor.page.goto(at(live_service, last_mail(mail_log, person[0])))
    visitor.page.get_by_label("New password").fill("a new battery staple")
    visitor.page.get_by_role("button", name="Save the password").click()
    visitor.page.get_by_role("heading", name="Your interviews").wait_for()
    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.sign_in(person[0], "a new battery staple")


def test_a_used_link_says_that_it_has_expired(visitor, person, live_service, mail_log):
    visitor.open()
    visitor.page.get_by_role("button", name="Sign in by e-mail link").click()
    visitor.page.get_by_label("E-mail").fill(person[0])
    visitor.page.get_by_role("button", name="Send me a link").click()
    visitor.page.get_by_text("Open the link in the e-mail.").wait_for()
    link = at(live_service, last_mail(mail_log, person[0])).replace("token=", "token=0")

    visitor.page.goto(link)
    visitor.page.get_by_text("This link has expired or was used already.").wait_for()


CHANGE_SESSION = """([name, change]) => {
  localStorage.setItem(name, JSON.stringify({ ...JSON.parse(localStorage.getItem(name)), ...change }));
}"""


def test_an_expired_access_token_is_refreshed(signed_in):
    spoilt = {"expires_at": 1, "access_token": "e30.e30.x"}
    signed_in.page.evaluate(CHANGE_SESSION, [SESSION_KEY, spoilt])
    signed_in.page.reload()
    signed_in.page.get_by_text("No interviews yet.").wait_for()


def test_a_session_that_ended_leads_to_signing_in_and_back_to_the_same_page(signed_in, person):
    signed_in.refusals_expected = True
    spoilt = {"access_token": "e30.e30.x", "refresh_token": "gone"}
    signed_in.page.evaluate(CHANGE_SESSION, [SESSION_KEY, spoilt])
    signed_in.open("/progress?experience_level=Senior")
    signed_in.page.get_by_text("Your session has ended.").wait_for()

    signed_in.sign_in(person[0])
    assert signed_in.address() == "/progress?experience_level=Senior"
    assert signed_in.heading() == "Progress"


# Claiming -----------------------------------------------------------------------------


def test_an_interview_from_before_signing_up_becomes_mine(visitor, live_service, db):
    saved = save(live_service, INTERVIEW | {"job_role": "Before signing up"})
    visitor.open(f"/claim#{saved['claim_token']}")
    visitor.page.get_by_text("to add your interview to your history").wait_for()
    visitor.page.get_by_role("button", name="Create an account").click()
    email = f"{uuid.uuid4()}@example.com"
    visitor.page.get_by_label("E-mail").fill(email)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Create account").click()
    visitor.page.get_by_text("Behavioral · Mid-level · ").wait_for()
    visitor.page.get_by_role("button", name="Add it to my history").click()
    visitor.page.get_by_role("heading", name="Added to your history").wait_for()

    visitor.page.get_by_role("link", name="Open the interview").click()
    visitor.page.get_by_role("heading", name="Before signing up").wait_for()
    owner = db.execute(
        "select email from interviews join auth.users on users.id = user_id where interviews.id = %s",
        [saved["data"]["id"]],
    ).fetchone()
    assert owner["email"] == email
    assert not any(saved["claim_token"] in url for url in visitor.requests if "#" not in url)


def test_a_claim_that_is_not_valid_says_so_and_does_not_ask(signed_in, live_service, sign_up):
    taken = save(live_service, INTERVIEW)["claim_token"]
    headers = sign_up(f"{uuid.uuid4()}@example.com").headers
    claim = f"{live_service}/api/interviews/claim"
    httpx.post(claim, json={"claim_token": taken}, headers=headers).raise_for_status()
    signed_in.refusals_expected = True
    for token in ["forged", taken]:
        signed_in.open(f"/claim#{token}")
        signed_in.page.reload()
        signed_in.page.get_by_role("heading", name="This link is no longer valid").wait_for()
        signed_in.settle()
        assert signed_in.page.get_by_role("button", name="Add it to my history").count() == 0


def test_a_claim_of_the_readers_own_leads_to_the_interview(signed_in, live_service, session):
    saved = save(live_service, INTERVIEW | {"job_role": "Mine already"})
    body = {"claim_token": saved["claim_token"]}
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    claim = f"{live_service}/api/interviews/claim"
    httpx.post(claim, json=body, headers=headers).raise_for_status()
    signed_in.open(f"/claim#{saved['claim_token']}")
    signed_in.page.get_by_role("heading", name="In your history").wait_for()
    signed_in.page.get_by_role("link", name="Open the interview").click()
    signed_in.page.get_by_role("heading", name="Mine already").wait_for()
