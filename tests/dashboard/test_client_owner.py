"""Whose an interview is: settled when it is saved, and never changed by who comes later."""

import json
from urllib.parse import urlsplit

import pytest

from tests.support import ROOT
from tests.support.dashboard_page import PASSWORD, eventually
from tests.support.frontend_page import FILL_LOCAL_STORAGE, OUTCOME, SAVE, close, rows_of, waiting

SUPABASE_JS = ROOT / "node_modules" / "@supabase" / "supabase-js" / "dist" / "umd" / "supabase.js"
SIGN_IN = """async ([url, key, email, password]) => {
  window.supabaseClient = supabase.createClient(url, key);
  const { auth } = supabaseClient;
  await auth.signInWithPassword({ email, password });
  client = makeClient({
    accessToken: async () => (await auth.getSession()).data.session?.access_token,
  });
  auth.onAuthStateChange((event) => {
    if (event === "SIGNED_IN") client.sendUnsent();
  });
  window.signOut = async () => {
    await auth.signOut({ scope: "local" });
    client.signedOut();
  };
}"""
SESSION = "sb-127-auth-token"
LET_THE_TOKEN_RUN_OUT = f"""() => {{
  const session = JSON.parse(localStorage.getItem("{SESSION}"));
  session.expires_at = Math.floor(Date.now() / 1000) - 5;
  localStorage.setItem("{SESSION}", JSON.stringify(session));
}}"""
REVOKE = f"""() => {{
  const session = JSON.parse(localStorage.getItem("{SESSION}"));
  session.expires_at = Math.floor(Date.now() / 1000) - 5;
  session.refresh_token = "revoked";
  localStorage.setItem("{SESSION}", JSON.stringify(session));
}}"""
NOT_NOW = "() => Promise.reject(new Error('lock timeout'))"


def owners_of(db, finished):
    return [row["user_id"] and str(row["user_id"]) for row in rows_of(db, finished)]


@pytest.fixture
def signed_in(frontend, service, local_supabase, alice):
    """A page of a frontend where Alice is signed in by supabase-js."""
    page = frontend(service)
    page.add_script_tag(path=SUPABASE_JS)
    arguments = [local_supabase.url, local_supabase.anon_key, "alice@example.com", PASSWORD]
    page.evaluate(SIGN_IN, arguments)
    page.auth = f"{local_supabase.url}/auth/v1/**"
    return page


# A session that cannot be read now ------------------------------------------------------


def test_an_interview_of_a_session_that_ran_out_offline_is_that_persons(
    signed_in, finished, db, alice
):
    signed_in.context.set_offline(True)
    signed_in.evaluate(LET_THE_TOKEN_RUN_OUT)
    outcome = signed_in.evaluate(SAVE, finished)
    assert (outcome["mayPass"], outcome["kept"]) == (True, True)
    (entry,) = waiting(signed_in)
    assert (entry["owner"], entry["own"], entry["waitingFor"]) == (alice.id, True, "connection")

    signed_in.context.set_offline(False)
    assert eventually(lambda: owners_of(db, finished) == [alice.id], seconds=60)
    assert eventually(lambda: waiting(signed_in) == [])


@pytest.mark.parametrize("fault", ["is down", "hangs", "is broken"])
def test_with_auth_out_of_order_an_interview_waits_for_its_person(
    signed_in, finished, db, alice, fault
):
    answers = {
        "is down": lambda route: route.abort(),
        "hangs": lambda route: None,
        "is broken": lambda route: route.fulfill(
            status=503, json={}, headers={"Access-Control-Allow-Origin": "*"}
        ),
    }
    signed_in.evaluate(LET_THE_TOKEN_RUN_OUT)
    signed_in.unroute_all()
    signed_in.route(signed_in.auth, answers[fault])
    outcome = signed_in.evaluate(SAVE, finished)
    assert (outcome.get("kept"), rows_of(db, finished)) == (True, [])
    (entry,) = waiting(signed_in)
    assert entry["owner"] == alice.id


def test_a_page_that_was_closed_over_an_ended_session_sends_it_after_signing_in(
    signed_in, frontend, service, finished, db, alice
):
    signed_in.context.set_offline(True)
    signed_in.evaluate(LET_THE_TOKEN_RUN_OUT)
    signed_in.evaluate(SAVE, finished)
    signed_in.evaluate(f"localStorage.removeItem('{SESSION}')")
    signed_in.close()
    signed_in.context.set_offline(False)

    page = frontend(service)
    (entry,) = waiting(page)
    assert (entry["owner"], entry["waitingFor"]) == (alice.id, "sign-in")
    assert rows_of(db, finished) == []
    page.evaluate("(token) => { window.token = token; return client.sendUnsent(); }", alice.token)
    assert owners_of(db, finished) == [alice.id]


def test_after_signing_out_the_next_interview_has_no_owner(signed_in, finished, db):
    signed_in.evaluate("signOut()")
    signed_in.evaluate(SAVE, finished)
    assert owners_of(db, finished) == [None]


def test_after_a_session_that_was_revoked_an_interview_waits_for_its_person(
    signed_in, finished, db, alice
):
    """supabase-js gives such a session up, and reports SIGNED_OUT although nobody signed out."""
    signed_in.evaluate(REVOKE)
    assert signed_in.evaluate("supabaseClient.auth.getSession()")["data"]["session"] is None
    outcome = signed_in.evaluate(SAVE, finished)
    assert (outcome["code"], outcome["kept"]) == ("sign_in_needed", True)
    assert rows_of(db, finished) == []

    credentials = {"email": "alice@example.com", "password": PASSWORD}
    signed_in.evaluate("(it) => supabaseClient.auth.signInWithPassword(it)", credentials)
    assert eventually(lambda: owners_of(db, finished) == [alice.id])


# The same with any other way to sign in -------------------------------------------------


@pytest.mark.parametrize("no_token", [NOT_NOW, "async () => null", "() => new Promise(() => {})"])
def test_an_interview_of_a_remembered_person_never_goes_out_without_a_token(
    frontend, service, finished, db, alice, no_token
):
    page = frontend(service, alice.token)
    page.evaluate("client.getStats()")  # the token is read, and its person remembered
    page.evaluate(f"client = makeClient({{ accessToken: {no_token} }})")
    outcome = page.evaluate(SAVE, finished)
    assert (outcome.get("kept"), outcome.get("mayPass")) == (True, True)
    assert [entry["owner"] for entry in waiting(page)] == [alice.id]
    assert rows_of(db, finished) == []
    page.close()

    page = frontend(service, alice.token)
    assert eventually(lambda: owners_of(db, finished) == [alice.id])


def test_a_person_is_remembered_where_nothing_more_can_be_stored(
    frontend, service, finished, db, alice
):
    page = frontend(service, alice.token, before=FILL_LOCAL_STORAGE)
    page.evaluate("client.getStats()")
    page.evaluate("window.token = null")
    page.evaluate(SAVE, finished)
    assert rows_of(db, finished) == []
    assert [entry["owner"] for entry in waiting(page)] == [alice.id]


@pytest.mark.parametrize("store", ["localStorage", "cookie"])
def test_a_stored_session_of_supabase_says_that_somebody_is_signed_in(
    frontend, service, finished, db, alice, store
):
    page = frontend(service)
    if store == "localStorage":
        session = json.dumps({"access_token": alice.token, "user": {"id": alice.id}})
        page.evaluate("(text) => localStorage.setItem('sb-abc-auth-token', text)", session)
    else:
        page.evaluate("document.cookie = 'sb-abc-auth-token.0=base64-e30'")
    outcome = page.evaluate(SAVE, finished)
    assert (outcome.get("code"), outcome.get("kept")) == ("sign_in_needed", True)
    assert rows_of(db, finished) == []
    page.evaluate("(token) => { window.token = token; return client.sendUnsent(); }", alice.token)
    assert owners_of(db, finished) == [alice.id]


def test_nobody_is_nobody_when_nobody_was_signed_in(frontend, service, finished, db):
    page = frontend(service)
    page.evaluate(SAVE, finished)
    assert owners_of(db, finished) == [None]


def test_an_owner_that_is_not_known_yet_is_settled_by_the_first_token(
    frontend, service, finished, db, alice
):
    page = frontend(service, options=f"{{ accessToken: {NOT_NOW} }}")
    page.evaluate(SAVE, finished)
    assert [entry["owner"] for entry in waiting(page)] == [None]
    assert rows_of(db, finished) == []
    page.close()

    frontend(service, alice.token)
    assert eventually(lambda: owners_of(db, finished) == [alice.id])


def test_a_token_that_comes_late_sends_what_waited_for_it(frontend, service, finished, db, alice):
    late = """{ accessToken: () => window.token ?? new Promise((resolve) => (window.come = resolve)) }"""
    page = frontend(service, options=late)
    assert page.evaluate(SAVE, finished)["code"] == "token_unreadable"
    page.evaluate("(token) => { window.token = token; come(token); }", alice.token)
    assert eventually(lambda: owners_of(db, finished) == [alice.id])


# Somebody else --------------------------------------------------------------------------


def test_an_interview_waits_while_somebody_else_is_signed_in(
    frontend, service, finished, db, alice, bob
):
    page = frontend(service, alice.token)
    page.route("**/api/interviews/save", lambda route: route.abort())
    page.evaluate(SAVE, finished)
    close(page)

    page = frontend(service, bob.token)
    page.evaluate("client.sendUnsent()")
    (entry,) = waiting(page)
    assert (entry["owner"], entry["own"], entry["waitingFor"]) == (alice.id, False, "sign-in")
    assert rows_of(db, finished) == []
    page.evaluate("(token) => { window.token = token; return client.sendUnsent(); }", alice.token)
    assert owners_of(db, finished) == [alice.id]


def test_the_same_key_and_content_from_somebody_else_do_not_change_the_owner(
    frontend, service, finished, db, alice, bob
):
    page = frontend(service, alice.token)
    page.context.set_offline(True)
    save = f"(interview) => ({OUTCOME})(client.saveInterview(interview, 'a-key'))"
    page.evaluate(save, finished)
    close(page)
    page.context.set_offline(False)

    page = frontend(service, bob.token)
    assert page.evaluate(save, finished)["code"] == "sign_in_needed"
    assert [entry["owner"] for entry in waiting(page)] == [alice.id]
    assert rows_of(db, finished) == []


def test_the_token_of_the_save_itself_is_believed_over_what_was_remembered(
    frontend, service, finished, db, alice, bob
):
    page = frontend(service, alice.token)
    page.evaluate("client.getStats()")
    page.evaluate("(token) => { window.token = token; }", bob.token)
    page.evaluate(SAVE, finished)
    assert owners_of(db, finished) == [bob.id]


def test_what_was_saved_before_signing_out_stays_that_persons(
    frontend, service, finished, db, alice, bob
):
    page = frontend(service, alice.token)
    page.context.set_offline(True)
    page.evaluate(SAVE, finished)
    page.evaluate("client.signedOut()")
    page.evaluate("(token) => { window.token = token; }", bob.token)
    page.context.set_offline(False)
    page.evaluate("client.sendUnsent()")
    assert rows_of(db, finished) == []
    assert [entry["owner"] for entry in waiting(page)] == [alice.id]


@pytest.mark.parametrize("wired", [True, False])
def test_only_signing_out_makes_the_next_interview_nobodys(
    frontend, service, finished, db, alice, wired
):
    page = frontend(service, alice.token)
    page.evaluate("client.getStats()")
    page.evaluate("window.token = null")
    if wired:
        page.evaluate("client.signedOut()")
    page.evaluate(SAVE, finished)
    assert owners_of(db, finished) == ([None] if wired else [])
    assert [entry["owner"] for entry in waiting(page)] == ([] if wired else [alice.id])


# A token that the service does not take -------------------------------------------------


def test_a_401_is_no_refusal_of_the_interview(frontend, service, finished, db, alice):
    head, payload, _ = alice.token.split(".")
    page = frontend(service, f"{head}.{payload}.c2lnbmF0dXJl")
    outcome = page.evaluate(SAVE, finished)
    assert (outcome["status"], outcome["kept"]) == (401, True)
    (entry,) = waiting(page)
    assert (entry["owner"], entry["waitingFor"]) == (alice.id, "sign-in")
    assert "refused" not in entry

    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.evaluate("client.sendUnsent()")
    assert asked == []  # the same token would be refused again
    page.evaluate("(token) => { window.token = token; return client.sendUnsent(); }", alice.token)
    assert owners_of(db, finished) == [alice.id]


def test_nothing_of_a_person_is_sent_while_the_owner_is_asked_for(
    frontend, service, finished, alice
):
    page = frontend(service, alice.token)
    sent = []
    page.on("request", lambda request: sent.append(request.headers.get("authorization")))
    page.evaluate(f"(interview) => ({OUTCOME})(client.saveInterview(interview))", finished)
    assert set(sent) == {f"Bearer {alice.token}"}
