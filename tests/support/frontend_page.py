"""A page of a frontend at another origin that has django-client.js and nothing else."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

START = """async ([apiUrl, token]) => {
  const module = await import(`${apiUrl}/static/dashboard/django-client.js`);
  window.token = token;
  window.late = [];
  window.makeClient = (options = {}) => module.djangoClient({
    apiUrl, accessToken: async () => window.token, onLateSave: (saved) => window.late.push(saved),
    ...options,
  });
}"""
OUTCOME = """(promise) => promise.then(
  (saved) => ({ id: saved.data.id, claimToken: saved.claim_token ?? null }),
  ({ name, status, code, mayPass, kept, key, message }) =>
    ({ name, status, code, mayPass, kept, key, message }),
)"""
SAVE = f"(interview) => ({OUTCOME})(client.saveInterview(interview))"


class EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A frontend</title>")

    def log_message(self, *arguments: Any) -> None:
        pass


@contextlib.contextmanager
def origin() -> Iterator[str]:
    """A web server's origin, for the length of the block."""
    with ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


def close(page: Any) -> None:
    """Close a page that must not send anything more.

    A page that is closed while it is offline comes online for a moment, and sends what it has kept.
    """
    page.goto("about:blank")
    page.close()


def waiting(page: Any) -> list[dict[str, Any]]:
    """What the client of this page says of the unsent interviews in its browser."""
    entries: list[dict[str, Any]] = page.evaluate("client.unsentInterviews()")
    return entries


def rows_of(db: Any, finished: dict[str, Any]) -> list[dict[str, Any]]:
    question = "select * from interviews where job_role = %s"
    rows: list[dict[str, Any]] = db.execute(question, [finished["jobRole"]]).fetchall()
    return rows


# Scripts that run in a page before its own.
NO_LOCAL_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
});"""
NO_DATABASE = 'Object.defineProperty(window, "indexedDB", { value: undefined });'
NO_LOCKS = 'Object.defineProperty(navigator, "locks", { value: undefined });'
FILL_LOCAL_STORAGE = """
for (let size = 2 ** 20; size >= 1; size /= 2) {
  try {
    for (let i = 0; ; i++) localStorage.setItem(`fill-${size}-${i}`, "x".repeat(size));
  } catch {}
}
"""
MINUTES_LATER = """(minutes) => {
  const now = Date.now;
  Date.now = () => now() + minutes * 60_000;
}"""


def kept_names(page: Any) -> list[str]:
    """The names under which the client keeps interviews in localStorage."""
    names: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((name) => /^interview-storage\\.un/.test(name))"
    )
    return names
