"""Interviews in the example app when nothing fails."""

from tests.support.dashboard_page import AXE


def test_an_interview_to_its_end_is_saved_as_the_signed_in_persons(visitor, ledger):
    user_id = visitor.sign_up()
    visitor.start()
    visitor.answer_all()
    visitor.wait_until_saved()
    visitor.page.get_by_text("You answered 3 of my questions.").wait_for()
    ledger.note("signed in", visitor.said, owner=user_id)


def test_an_anonymous_interview_that_ends_early_gives_a_claim_link(visitor, ledger, stack):
    visitor.start()
    visitor.answer()
    visitor.end()
    visitor.wait_until_saved()
    link = visitor.page.get_by_role(
        "link", name="Sign in to the dashboard to keep it"
    ).get_attribute("href")
    assert link.startswith(f"{stack.api.url}/dashboard/claim#")
    ledger.note("anonymous", visitor.said, owner=None)


def test_a_double_click_on_end_saves_once(visitor, ledger):
    visitor.start()
    visitor.answer()
    visitor.page.get_by_role("button", name="End interview").dblclick()
    visitor.wait_until_saved()
    ledger.note("anonymous", visitor.said, owner=None)


def test_each_screen_is_accessible_and_fits_a_phone(visitor, stack):
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.page.get_by_text("Sign in, or stay anonymous").click()
    assert faults(visitor.page) == []
    visitor.start()
    visitor.answer()
    assert faults(visitor.page) == []
    stack.api.refuse()
    visitor.end()
    visitor.wait_until_told_that_it_waits()
    assert faults(visitor.page) == []
    stack.api.accept()
    visitor.wait_until_saved()
    assert faults(visitor.page) == []


def faults(page):
    found = page.evaluate(f"{AXE.read_text()}; axe.run()")["violations"]
    rules = [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]
    sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*rules, "scrolls sideways"] if sideways else rules
