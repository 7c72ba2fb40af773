"""The admin as its tests handle it: its accounts, and a browser without JavaScript."""

import itertools
import os
import re
import subprocess
import sys
from typing import Any

import httpx

from local_supabase import LocalSupabase
from tests.support import ROOT

PASSWORD = "a long password for the tests"
addresses = (f"198.51.{high}.{low}" for high, low in itertools.product(range(256), range(1, 255)))
MISSING = "0192a1b2-c3d4-4e5f-8000-000000000001"
LIST = "/admin/llm_api/interview/"
RECORDS = "/admin/llm_api/interviewaccess/"


class AdminClient(httpx.Client):
    """A window of its own, at an address of its own (the service trusts one proxy)."""

    def __init__(self, service: str, address: str = "") -> None:
        headers = {"X-Forwarded-For": address or next(addresses)}
        super().__init__(base_url=service, headers=headers, timeout=30)

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        token = token_of(self.get("/admin/login/"))
        form = {"username": name, "password": password, "csrfmiddlewaretoken": token}
        return self.post("/admin/login/", data=form | {"next": "/admin/"})

    def list(self, **query: str) -> httpx.Response:
        return self.get(LIST, params=query)

    def open(self, interview_id: object) -> httpx.Response:
        return self.get(f"{LIST}{interview_id}/change/")

    def act(self, action: str, ids: Any, *, everywhere: bool = False, **query: str) -> Any:
        """Choose these in the list, or all that it selects, and run the action."""
        form = {
            "action": action,
            "select_across": "1" if everywhere else "0",
            "_selected_action": [str(one) for one in ids],
            "csrfmiddlewaretoken": token_of(self.list(**query)),
        }
        return self.post(LIST, params=query, data=form)


def token_of(page: httpx.Response) -> str:
    (token, *_) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    return token


def rows_of(page: httpx.Response) -> list[list[str]]:
    """The cells of a list, as text."""
    assert page.status_code == 200, page.text
    table = re.search(r'<table id="result_list">.*?<tbody>(.*?)</tbody>', page.text, re.DOTALL)
    lines = re.findall(r"<tr>(.*?)</tr>", table[1], re.DOTALL) if table else []
    return [
        [text_of(cell) for cell in re.findall(r"<t[hd] class=\"field[^>]*>(.*?)</t[hd]>", line)]
        for line in lines
    ]


def text_of(markup: str) -> str:
    return re.sub(r"<[^>]+>", "", markup).strip()


def heading(page: httpx.Response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.text, re.DOTALL)
    assert found, page.text
    return text_of(found[1])


def manage(
    local_supabase: LocalSupabase, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DEBUG": "true",
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "SUPABASE_URL": local_supabase.url,
            "SUPABASE_SERVICE_ROLE_KEY": local_supabase.service_role_key,
            "SUPABASE_DB_URL": local_supabase.db_url,
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


ACCOUNTS = """
from django.contrib.auth.models import Permission, User
if User.objects.exists():
    raise SystemExit
password = "a long password for the tests"
User.objects.create_superuser("root", password=password)
User.objects.create_user("no-staff", password=password)
User.objects.create_user("clerk", password=password, is_staff=True)
reader = User.objects.create_user("reader", password=password, is_staff=True)
reader.user_permissions.add(Permission.objects.get(codename="view_interview"))
"""


def set_up(local_supabase: LocalSupabase) -> None:
    """The admin's tables and accounts, as an operator makes them; once for all tests."""
    for arguments in (["migrate"], ["shell", "--no-imports", "-c", ACCOUNTS]):
        done = manage(local_supabase, *arguments)
        assert done.returncode == 0, done.stderr


def records_of(db: Any, interview_id: object) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = db.execute(
        "select staff, action, owner_id, detail, request_id"
        " from interview_admin.llm_api_interviewaccess where interview_id = %s order by id",
        [interview_id],
    ).fetchall()
    return records
