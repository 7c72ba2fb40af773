"""Rules about the code itself that nobody should have to remember."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rest_framework.permissions import IsAuthenticated

from tests.support import ROOT
from tests.support.assertions import assert_refused, errors_of
from tests.support.routes import PUBLIC, routes

SOURCES = sorted(
    file.relative_to(ROOT)
    for folder in ("backend", "llm_api")
    for file in (ROOT / folder).rglob("*.py")
)
SERVICE = [file for file in SOURCES if "local_supabase" not in file.parts]
SETTINGS = Path("backend/settings.py")
SERVER = Path("backend/server.py")

TALK_TO_SUPABASE = {"supabase", "postgrest", "supabase_auth", "gotrue", "storage3", "realtime"}
TALK_HTTP = {"pycurl", "httpx", "httpcore", "h2", "requests", "urllib3", "http", "socket"}
PURE_NAMES = {"scores", "progress", "comparison", "advice", "exports"}
PURE = [file for file in SERVICE if PURE_NAMES & {file.stem, *file.parts}]
IMPURE = {
    "django",
    "rest_framework",
    "llm_api.supabase_client",
    "backend",
    *TALK_TO_SUPABASE,
    *TALK_HTTP,
}

UNDOCUMENTED = {"schema", "docs"}  # they are the documentation


def tree(file: Path) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), str(file))


def imported(file: Path) -> Iterator[str]:
    """Dotted names of what a module imports, wherever in it, relative imports resolved."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = file.with_suffix("").parts[: -node.level] if node.level else ()
            base = ".".join([*package, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imports_any(file: Path, modules: set[str]) -> set[str]:
    return {
        name
        for name in imported(file)
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    }


ROUTES = [pytest.param(path, route, id=path) for path, route in routes() if path.startswith("api/")]


# Who may import what -------------------------------------------------------------------


def test_the_walk_over_the_sources_finds_them():
    assert {SETTINGS, Path("llm_api/analysis/scores.py"), Path("llm_api/views/base.py")} <= set(
        SERVICE
    )
    assert imports_any(Path("llm_api/supabase_client/connection.py"), {"supabase"})
    assert len(ROUTES) >= 5


@pytest.mark.parametrize("file", SERVICE, ids=str)
def test_supabase_is_talked_to_in_one_package_alone(file):
    # The server looks into connections that come in. It opens none.
    theirs = {"socket.MSG_PEEK", "socket.MSG_DONTWAIT"} if file == SERVER else set()
    if "supabase_client" not in file.parts:
        assert imports_any(file, TALK_TO_SUPABASE | TALK_HTTP) == theirs


@pytest.mark.parametrize("file", [*SERVICE, Path("manage.py")], ids=str)
def test_the_environment_is_read_in_the_settings_alone(file):
    readers = [
        ast.unparse(node)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv")
    ]
    from_imports = imports_any(file, {"os.environ", "os.getenv", "environs", "dotenv", "decouple"})
    if file == SETTINGS:
        assert from_imports
        return
    starts_django = file in (Path("manage.py"), Path("backend/wsgi.py"))
    assert readers == (["os.environ"] if starts_django else [])
    assert from_imports == set()
    if starts_django:
        assert "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'backend.settings')" in ast.unparse(
            tree(file)
        )


@pytest.mark.parametrize("file", PURE, ids=str)
def test_pure_modules_know_neither_django_nor_supabase(file):
    assert imports_any(file, IMPURE) == set()


@pytest.mark.parametrize("file", [file for file in SOURCES if file.parts[0] == "llm_api"], ids=str)
def test_nothing_catches_everything(file):
    everything = {"Exception", "BaseException"}
    caught = [
        ast.unparse(node.type) if node.type else "bare except"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or everything & {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
        )
        and not _raises_again(node)
    ]
    assert caught == []


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """`except BaseException: clean up; raise` hides nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


# Every route ---------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "route"), ROUTES)
def test_every_route_has_a_name_of_its_own(path, route):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", route.name or "")
    assert [other.name for _, other in routes()].count(route.name) == 1
    assert not path.endswith("/")


@pytest.mark.parametrize(("path", "route"), ROUTES)
def test_every_route_is_public_by_decision_or_needs_a_user(path, route, client):
    view: Any = route.callback.cls
    if route.name in PUBLIC:
        assert view.permission_classes != [IsAuthenticated]
        return
    assert view.permission_classes == [IsAuthenticated]
    assert view.authentication_classes
    url = "/" + re.sub(r"<[^>]+>", "0192a1b2-c3d4-4e5f-8000-000000000001", path)
    for method in view.http_method_names:
        if hasattr(view, method) and method != "options":
            response = getattr(client, method)(url)
            assert response.status_code == 401, method
            assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("path", "route"), ROUTES)
def test_every_route_refuses_other_methods_before_it_looks_further(path, route, client):
    url = "/" + re.sub(r"<[^>]+>", "0192a1b2-c3d4-4e5f-8000-000000000001", path)
    response = client.patch(f"{url}?no=such")
    assert_refused(response, 405, "method_not_allowed")
    assert response["Allow"]


@pytest.mark.parametrize(("path", "route"), ROUTES)
def test_every_route_is_in_the_openapi_document(path, route, client):
    documented = client.get("/api/schema").json()["paths"]
    parameters = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)
    if route.name in UNDOCUMENTED:
        assert f"/{path}" not in documented
        return
    methods = {
        name for name in route.callback.cls.http_method_names if hasattr(route.callback.cls, name)
    }
    assert set(documented[f"/{parameters}"]) == methods - {"options", "head"}


@pytest.mark.parametrize("path", ["/api/schema", "/api/health", "/api/health/ready"])
def test_a_public_route_refuses_query_parameters_too(path, client):
    assert errors_of(client.get(f"{path}?format=yaml")) == {"format": "unknown_parameter"}


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nowhere"])
def test_an_unknown_address_is_a_404_in_our_shape(path, client):
    assert_refused(client.get(path), 404, "not_found")


@pytest.mark.parametrize(("path", "route"), ROUTES)
def test_every_route_is_in_the_description_of_the_api(path, route):
    """`/api/interviews/<id>` there, whatever the parameter is called in the code."""
    description = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    written = re.sub(r"<(?:\w+:)?\w+>", "<id>", path)
    assert re.search(rf"/{re.escape(written)}(?![\w/<.-])", description)


# Every setting -------------------------------------------------------------------------

VARIABLES = sorted(
    node.args[0].value
    for node in ast.walk(tree(SETTINGS))
    if isinstance(node, ast.Call)
    and isinstance(node.func, ast.Attribute)
    and isinstance(node.func.value, ast.Name)
    and node.func.value.id == "env"
    and node.args
    and isinstance(node.args[0], ast.Constant)
)


def test_the_settings_read_what_the_contract_names():
    assert {"DEBUG", "SECRET_KEY", "SUPABASE_URL", "TRUST_CLIENT_USER_ID"} <= set(VARIABLES)
    assert len(VARIABLES) == len(set(VARIABLES))


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_variable_is_in_the_example(variable):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert len(re.findall(rf"^#? ?{variable}=", example, re.MULTILINE)) == 1


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_variable_is_in_the_description_of_the_configuration(variable):
    description = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert f"| `{variable}` |" in description
