"""Somebody who uses the example app."""

import json
import re
import uuid
from contextlib import suppress
from typing import Any

from tests.support.dashboard_page import PASSWORD, SESSION_KEY

QUESTIONS = 3  # of each type
EXPIRE = """(name) => {
  const session = JSON.parse(localStorage.getItem(name));
  localStorage.setItem(name, JSON.stringify({ ...session, expires_at: 1 }));
}"""


class Visitor:
    """A browser of their own; `said` are the answers of the interview at hand.

    `complaints` are what the browser complained of.
    """

    def __init__(self, context: Any, address: str) -> None:
        self.context = context
        self.address = address
        self.complaints: list[str] = []
        self.said: list[str] = []
        self.email = f"{uuid.uuid4().hex[:12]}@example.com"
        self.page = self.new_tab()

    def new_tab(self) -> Any:
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    def open(self) -> None:
        self.page.goto(self.address)
        self.page.get_by_text("Sign in, or stay anonymous").or_(
            self.page.get_by_text("Signed in as")
        ).wait_for()

    # Accounts ------------------------------------------------------------------------

    def sign_up(self) -> str:
        """The new user's id."""
        self._fill_in_account()
        self.page.get_by_role("button", name="Sign up").click()
        self.page.get_by_text(f"Signed in as {self.email}").wait_for()
        user_id: str = self.session()["user"]["id"]
        return user_id

    def sign_in(self) -> None:
        self._fill_in_account()
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.get_by_text(f"Signed in as {self.email}").wait_for()

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").click()
        self.page.get_by_text("Sign in, or stay anonymous").wait_for()

    def _fill_in_account(self) -> None:
        self.page.get_by_text("Sign in, or stay anonymous").click()
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password").fill(PASSWORD)

    def session(self) -> Any:
        return json.loads(self.page.evaluate("name => localStorage.getItem(name)", SESSION_KEY))

    def let_the_access_token_expire(self) -> None:
        self.page.evaluate(EXPIRE, SESSION_KEY)

    # Interviews ----------------------------------------------------------------------

    def start(self, feedback: str = "at once", interview_type: str = "Behavioral") -> None:
        self.said = []
        self.page.get_by_label("Type").select_option(interview_type)
        self.page.get_by_label("The feedback comes").select_option(feedback)
        self.page.get_by_role("button", name="Start the interview").click()

    def answer(self) -> None:
        """Says something that nobody has said before."""
        self.said.append(f"An answer {uuid.uuid4()}")
        self.page.get_by_label("Your answer").fill(self.said[-1])
        self.page.get_by_role("button", name="Answer", exact=True).click()
        self.page.get_by_text(self.said[-1]).first.wait_for(state="attached")

    def end(self) -> None:
        self.page.get_by_role("button", name="End interview").click()

    def answer_all(self) -> None:
        for _ in range(QUESTIONS):
            self.answer()

    def wait_until_saved(self) -> None:
        self.page.get_by_text(re.compile(r"^Saved\.")).wait_for()

    def wait_until_told_that_it_waits(self) -> None:
        self.page.get_by_text("Not saved yet.", exact=False).first.wait_for()

    def waiting(self) -> int:
        """How many interviews with the first answer the page shows as not saved yet."""
        waiting = self.page.get_by_role("region", name="Not saved yet").get_by_role("listitem")
        count: int = waiting.filter(has_text=self.said[0]).count()
        return count

    def crash(self) -> None:
        """The tab dies, as when the system ends it, and there is an empty one."""
        with suppress(Exception):  # Playwright calls the crash an error.
            self.page.goto("chrome://crash", timeout=2000)
        self.page.close()
        self.page = self.new_tab()
