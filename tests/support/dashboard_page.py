"""The dashboard in a Chromium, as its tests handle it."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.support import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "correct horse battery staple"
# Where supabase-js keeps a session with a service at 127.0.0.1.
SESSION_KEY = "sb-127-auth-token"
REFUSED = "Failed to load resource"  # Chromium's word for an answer that is no success


class Visitor:
    """One person's window on the dashboard; `complaints` are the browser's own."""

    def __init__(self, context: Any, service: str) -> None:
        self.service = service
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.requests: list[str] = []  # but for the icon, which some browsers fetch at each step
        self.refusals_expected = False
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note_request)

    def _listen(self, message: Any) -> None:
        expected = self.refusals_expected and message.text.startswith(REFUSED)
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(message.text)

    def open(self, path: str = "") -> None:
        self.page.goto(f"{self.service}/dashboard{path}")

    def settle(self) -> None:
        """Until everything that the page asked for is there."""
        self.page.locator("#main > :not(noscript)").wait_for()
        self.page.locator("[aria-busy]").first.wait_for(state="detached")

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.get_by_role("button", name="Sign out").wait_for()
        self.settle()

    def sign_in_instead(self, email: str) -> None:
        self.page.get_by_role("button", name="I have an account").click()
        self.sign_in(email)

    def heading(self) -> str:
        text: str = self.page.locator("h1").inner_text()
        return text

    def address(self) -> str:
        return self.page.url.removeprefix(f"{self.service}/dashboard")

    def roles(self) -> list[str]:
        """The job roles in the list, from its top."""
        roles: list[str] = self.page.locator(".interviews h3").all_inner_texts()
        return roles

    def rows(self) -> list[Any]:
        """The rows of the list, from its top."""
        rows: list[Any] = self.page.locator(".interviews tbody tr").all()
        return rows

    def open_filters(self) -> Any:
        """The filters of the list, which a button opens."""
        button = self.page.get_by_role("button", name="Filters")
        button.wait_for()
        if button.get_attribute("aria-expanded") == "false":
            button.click()
        return self.page.locator("#filters")

    def _note_request(self, request: Any) -> None:
        if not request.url.endswith("/icon.svg"):
            self.requests.append(request.url)

    def list_requests(self) -> list[str]:
        """The requests for rows; another counts the scored interviews."""
        lists = [url for url in self.requests if "/api/interviews/list" in url]
        return [url for url in lists if "limit=1" not in url]

    def faults_of_accessibility(self) -> list[str]:
        found = self.page.evaluate(f"{AXE.read_text()}; axe.run()")["violations"]
        return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]


def last_mail(log: Path, email: str) -> str:
    """The link in the latest mail to `email`; the local Supabase writes its mails to its log."""
    mails = re.findall(rf"To: {re.escape(email)}\n.*?(http://\S+/verify\S+)", log.read_text(), re.S)
    link: str = mails[-1]
    return link


def at(service: str, link: str) -> str:
    """A mail's link, with the service where the test has it."""
    parts = urlsplit(link)
    return f"{service}{parts.path}?{parts.query}"


def save(service: str, body: dict[str, Any], token: str | None = None) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.post(f"{service}/api/interviews/save", json=body, headers=headers, timeout=30)
    assert answer.status_code == 201, answer.text
    saved: dict[str, Any] = answer.json()
    return saved


def eventually(condition: Callable[[], bool], seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
