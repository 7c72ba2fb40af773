"""Interviews in the example app when something fails. What a person said is never lost."""

import pytest

from tests.support.dashboard_page import eventually
from tests.support.relay import Exchange, Fault, hand_on, hang, reset_after_storing

FILL = """() => {
  for (let size = 2 ** 20; size >= 1; size /= 2)
    try {
      for (let i = 0; ; i++) localStorage.setItem(`fill-${size}-${i}`, "x".repeat(size));
    } catch {}
}"""


# What a browser does in which all site data is blocked.
BLOCK = """for (const name of ["localStorage", "sessionStorage", "indexedDB"])
  Object.defineProperty(window, name, {
    get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
  });
"""


def for_posts(fault: Fault) -> Fault:
    """Not for the preflight, without which a browser sends no POST."""

    async def chosen(exchange: Exchange) -> None:
        await (fault if exchange.begun.startswith(b"POST ") else hand_on)(exchange)

    return chosen


@pytest.fixture(autouse=True)
def mended(stack):
    """Whatever a test made fail works again after it."""
    yield
    for relay in stack.api, stack.auth, stack.database:
        relay.fault = None
        relay.accept()


def test_a_tab_that_crashes_in_mid_interview(visitor, ledger):
    user_id = visitor.sign_up()
    visitor.start()
    visitor.answer()
    visitor.crash()
    visitor.open()
    visitor.page.get_by_role("button", name="Continue").click()
    visitor.page.get_by_text(visitor.said[0]).wait_for()
    visitor.answer()
    visitor.end()
    visitor.wait_until_saved()
    ledger.note("signed in", visitor.said, owner=user_id)


def test_a_tab_that_crashes_while_it_saves(visitor, ledger, stack):
    visitor.start()
    visitor.answer()
    stack.api.fault = for_posts(hang)
    visitor.end()
    assert eventually(lambda: stack.api.in_flight > 0)
    visitor.crash()
    stack.api.fault = None
    visitor.open()
    visitor.page.get_by_text("Saved in the meantime").wait_for()
    visitor.page.get_by_role("link", name="Sign in to the dashboard to keep it").wait_for()
    ledger.note("anonymous", visitor.said, owner=None)


def test_offline_at_the_end_and_back_when_the_session_has_run_out(visitor, ledger):
    user_id = visitor.sign_up()
    visitor.start()
    visitor.answer()
    visitor.context.set_offline(True)
    visitor.let_the_access_token_expire()
    visitor.end()
    visitor.wait_until_told_that_it_waits()
    ledger.note("signed in, offline", visitor.said, owner=user_id, waiting=visitor.waiting())
    visitor.context.set_offline(False)
    visitor.wait_until_saved()
    ledger.note("signed in, back", visitor.said, owner=user_id)


def test_auth_down_while_the_service_is_up(visitor, ledger, stack):
    user_id = visitor.sign_up()
    visitor.start()
    visitor.answer()
    visitor.let_the_access_token_expire()
    stack.auth.refuse()
    visitor.end()
    visitor.wait_until_told_that_it_waits()
    ledger.note("signed in, Auth down", visitor.said, owner=user_id, waiting=visitor.waiting())
    stack.auth.accept()
    visitor.wait_until_saved()
    ledger.note("signed in, Auth up", visitor.said, owner=user_id)


def test_two_tabs_that_both_wait_for_the_service(visitor, visit, ledger, stack):
    user_id = visitor.sign_up()
    other = visit(context=visitor.context)
    other.open()
    other.page.get_by_text("Signed in as").wait_for()
    for tab in visitor, other:
        tab.start()
        tab.answer()
    stack.api.refuse()
    for tab in visitor, other:
        tab.end()
    for tab in visitor, other:
        tab.wait_until_told_that_it_waits()
    stack.api.accept()
    visitor.context.set_offline(True)
    visitor.context.set_offline(False)  # both tabs are told at once that they are online
    for tab in visitor, other:
        assert eventually(lambda tab=tab: tab.waiting() == 0)
        ledger.note("signed in, a tab of two", tab.said, owner=user_id)


def test_somebody_else_signs_in_before_it_was_sent(visitor, ledger, stack):
    user_id = visitor.sign_up()
    visitor.start()
    visitor.answer()
    stack.api.refuse()
    visitor.end()
    visitor.wait_until_told_that_it_waits()
    visitor.sign_out()
    owner, visitor.email = visitor.email, f"other-{visitor.email}"
    visitor.sign_up()
    visitor.open()  # ends what was still on its way with the first person's token
    stack.api.accept()
    visitor.open()
    assert visitor.waiting() == 0  # it is not for others to read
    assert ledger.rows(visitor.said) == []
    visitor.sign_out()
    visitor.email = owner
    visitor.sign_in()
    visitor.page.get_by_text("Saved in the meantime").wait_for()
    ledger.note("signed in again", visitor.said, owner=user_id)


def test_what_is_open_in_one_tab_is_not_interrupted_for_another(visitor, visit, ledger):
    visitor.start()
    visitor.answer()
    other = visit(context=visitor.context)
    other.open()
    assert not other.page.get_by_role("button", name="Continue").is_visible()
    other.start()
    other.answer()
    for tab in visitor, other:
        tab.end()
        tab.wait_until_saved()
        ledger.note("anonymous, a tab of two", tab.said, owner=None)


def test_the_service_is_restarted_in_mid_save(visitor, ledger, stack):
    user_id = visitor.sign_up()
    visitor.start()
    visitor.answer()
    stack.database.fault = hang
    visitor.end()
    assert eventually(lambda: stack.database.in_flight > 0)
    kill(stack.service)
    stack.database.fault = None
    stack.service.start()
    visitor.wait_until_saved()
    ledger.note("signed in", visitor.said, owner=user_id)


def kill(service):
    for process in (*service.workers(), service.master):
        process.kill()
    service.master.wait(10)


def test_the_answer_is_lost_after_the_interview_was_stored(visitor, ledger, stack):
    user_id = visitor.sign_up()
    visitor.start()
    visitor.answer()
    stack.api.fault = for_posts(reset_after_storing)
    visitor.end()
    assert eventually(lambda: ledger.rows(visitor.said))
    stack.api.fault = None
    visitor.wait_until_saved()
    ledger.note("signed in", visitor.said, owner=user_id)


def test_feedback_that_fails_is_added_later(visitor, ledger):
    user_id = visitor.sign_up()
    visitor.start("fails the first time")
    visitor.answer()
    visitor.end()
    visitor.wait_until_saved()
    visitor.page.get_by_role("button", name="Ask it again").click()
    visitor.page.get_by_text("You answered 1 of my questions.").wait_for()
    ledger.note("signed in", visitor.said, owner=user_id)
    assert ledger.rows(visitor.said)[0]["overall_score"] == 7


def test_feedback_that_comes_late_is_added_with_the_claim_token(visitor, ledger):
    visitor.start("six seconds late")
    visitor.answer()
    visitor.end()
    visitor.wait_until_saved()
    assert ledger.rows(visitor.said)[0]["overall_score"] is None
    visitor.page.get_by_text("You answered 1 of my questions.").wait_for()
    ledger.note("anonymous", visitor.said, owner=None)


@pytest.mark.parametrize(
    "shape",
    ["as text in a Markdown fence", "scores as “8/10”, Markdown in the text"],
    ids=["fenced", "odd"],
)
def test_feedback_in_an_odd_shape(visitor, ledger, shape):
    visitor.start(shape)
    visitor.answer()
    visitor.end()
    visitor.wait_until_saved()
    visitor.page.get_by_text("of my questions.").wait_for()
    visitor.page.get_by_text("6.5", exact=True).wait_for()
    ledger.note("anonymous", visitor.said, owner=None)


def test_storage_that_is_full(visitor, ledger, stack):
    visitor.page.evaluate(FILL)
    visitor.start()
    visitor.answer()
    stack.api.refuse()
    visitor.end()
    visitor.wait_until_told_that_it_waits()
    ledger.note("anonymous, service down", visitor.said, owner=None, waiting=visitor.waiting())
    stack.api.accept()
    visitor.page.get_by_role("button", name="Send now").click()
    visitor.wait_until_saved()
    ledger.note("anonymous, service up", visitor.said, owner=None)


def test_storage_that_is_switched_off(visitor, ledger, stack):
    visitor.context.add_init_script(BLOCK)
    visitor.open()
    visitor.start()
    visitor.answer()
    visitor.page.get_by_text("This browser cannot keep the interview.").wait_for()
    stack.api.refuse()
    visitor.end()
    visitor.wait_until_told_that_it_waits()
    visitor.page.get_by_text("This browser cannot keep it either.").wait_for()
    ledger.note("anonymous, service down", visitor.said, owner=None, waiting=visitor.waiting())
    stack.api.accept()
    visitor.page.get_by_role("button", name="Send now").click()
    visitor.wait_until_saved()
    ledger.note("anonymous, service up", visitor.said, owner=None)
