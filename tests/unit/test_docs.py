"""The documentation holds together: its links lead somewhere, and it leaves no error out."""

import re
from inspect import getmembers, isclass
from pathlib import Path
from urllib.parse import unquote

from rest_framework.exceptions import (
    APIException,
    MethodNotAllowed,
    NotAuthenticated,
    Throttled,
    UnsupportedMediaType,
)

from backend.server import ERROR_RESPONSES
from llm_api import exceptions
from tests.support import ROOT

PAGES = sorted(
    [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
    + list((ROOT / "docs").glob("*.md"))
)
FENCED = re.compile(r"^(```+).*?^\1", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
# Django REST framework raises these itself.
OF_THE_FRAMEWORK = (MethodNotAllowed, NotAuthenticated, Throttled, UnsupportedMediaType)


def test_the_readme_is_one_page():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


def test_every_page_is_linked_from_the_readme():
    linked = {(ROOT / path).resolve() for path, _ in relative_links(ROOT / "README.md")}
    assert set(PAGES) - linked == {ROOT / "README.md"}


def test_every_relative_link_leads_to_a_file_and_a_heading():
    broken = [
        f"{page.name}: {path}#{anchor}"
        for page in PAGES
        for path, anchor in relative_links(page)
        if not leads(page, path, anchor)
    ]
    assert broken == []


def test_every_error_code_is_in_the_description_of_the_api():
    ours = [error for _, error in getmembers(exceptions, isclass) if is_defined_there(error)]
    codes = {str(error.default_code) for error in (*ours, *OF_THE_FRAMEWORK)}
    codes |= {code for _, code, _ in ERROR_RESPONSES.values()}
    described = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")

    assert {"invalid_token", "supabase_unavailable", "uri_too_long", "throttled"} <= codes
    assert {code for code in codes if f"| `{code}` |" not in described} == set()


def is_defined_there(error: type) -> bool:
    return error.__module__ == exceptions.__name__ and issubclass(error, APIException)


def relative_links(page: Path) -> list[tuple[str, str]]:
    """Pairs of a path and an anchor, either of which may be empty."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    targets = [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]
    return [(unquote(path), anchor) for path, _, anchor in (t.partition("#") for t in targets)]


def leads(page: Path, path: str, anchor: str) -> bool:
    target = (page.parent / path) if path else page
    return target.exists() and (not anchor or anchor in headings(target))


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}
