"""Who may import whom, and rules about the code that a reader of it relies on.

Each test looks at all files, and reports all that break its rule.
"""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support import ROOT

# From the top down. A module imports from its own room and from floors below its own; the modules
# of the top floor, which Django itself looks for, may import each other too.
FLOORS = [
    {"urls", "apps", "checks", "models", "admin", "management", "migrations"},
    {"views", "admin_site"},
    {"rest"},
    {"auth"},
    {"supabase_client", "serializers", "exports"},
    {"analysis", "pagination"},
    {"exceptions", "metrics", "schemas", "selection", "caller"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# Django looks for these at the top of the app; each only hands over to the room that has it.
DJANGO_FINDS = {"llm_api.models": "admin_site", "llm_api.admin": "admin_site"}
PACKAGES_WITH_AN_EMPTY_FACE = ["auth", "analysis", "exports", "rest", "serializers", "views"]

CLIENTS_OF_SUPABASE = {"supabase", "postgrest", "supabase_auth", "gotrue", "storage3", "realtime"}
CLIENTS_OF_HTTP = {"pycurl", "httpx", "httpcore", "h2", "requests", "urllib3", "http", "socket"}
PURE_ROOMS = {"analysis", "exports"}
IMPURE = {
    "django",
    "rest_framework",
    "llm_api.supabase_client",
    "backend",
    *CLIENTS_OF_SUPABASE,
    *CLIENTS_OF_HTTP,
}
# The server looks into connections that come in. It opens none.
ALLOWED = {"backend.server": {"socket.MSG_PEEK", "socket.MSG_DONTWAIT"}}


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(file): file
    for folder in ("backend", "llm_api", "local_supabase")
    for file in (ROOT / folder).rglob("*.py")
} | {"manage": ROOT / "manage.py"}
SERVICE = sorted(module for module in MODULES if not module.startswith("local_supabase"))
LLM_API = sorted(module for module in SERVICE if module.startswith("llm_api."))


def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"), module)


def imported(module: str) -> Iterator[str]:
    """Dotted names of what a module imports, wherever in it, relative imports resolved."""
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imports(module: str) -> Iterator[str]:
    """The modules of ours that `module` imports."""
    yield from filter(None, map(_ours, imported(module)))


def _ours(name: str) -> str | None:
    """The module that a dotted name leads to: "llm_api.caller.Caller" to "llm_api.caller"."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name or None


def imports_of(module: str, packages: set[str]) -> set[str]:
    """What a module imports from these packages."""
    return {
        name
        for name in imported(module)
        if any(name == package or name.startswith(f"{package}.") for package in packages)
    }


def room(module: str) -> str:
    """Of a module of llm_api: its folder, or the module itself on the ground floor."""
    return [*module.split("."), ""][1]


# Floors --------------------------------------------------------------------------------


def test_the_walk_over_the_sources_finds_them():
    assert {"backend.settings", "llm_api.analysis.scores", "llm_api.views.base"} <= set(SERVICE)
    assert imports_of("llm_api.supabase_client.connection", {"supabase"})


def test_every_module_stands_on_a_floor():
    assert {room(module) for module in LLM_API} == set(FLOOR)


def test_imports_go_down_and_never_up_or_sideways():
    assert [arrow for module in LLM_API for arrow in arrows_up(module)] == []


def arrows_up(module: str) -> list[str]:
    return [
        f"{module} imports {other}"
        for other in set(imports(module))
        if other.startswith("llm_api.")
        and room(other) != room(module)
        and DJANGO_FINDS.get(module) != room(other)
        and FLOOR[room(other)] <= FLOOR[room(module)] != 0
    ]


def test_no_import_leads_in_a_circle():
    graph = {module: set(imports(module)) - {module} for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        pytest.fail(f"a circle: {' imports '.join(exc.args[1])}")


def test_the_project_is_imported_by_nothing_and_the_local_supabase_stands_alone():
    tops = {module: {name.split(".")[0] for name in imports(module)} for module in MODULES}
    assert {
        module: tops[module]
        for module in MODULES
        for alone in ("llm_api", "local_supabase")
        if module.startswith(alone) and not tops[module] <= {alone}
    } == {}


def test_views_are_imported_by_the_urls_alone():
    importers = {
        module
        for module in MODULES
        if not module.startswith("llm_api.views")
        and any(name.startswith("llm_api.views") for name in imports(module))
    }
    assert importers == {"backend.urls", "llm_api.urls"}


def test_the_face_of_a_package_is_empty():
    assert [
        package
        for package in PACKAGES_WITH_AN_EMPTY_FACE
        if MODULES[f"llm_api.{package}"].read_text() != ""
    ] == []


def test_no_test_module_or_conftest_is_imported():
    """What tests share is in tests/support, and what drills share in tests/drills."""
    files = (ROOT / "tests").rglob("*.py")
    found = {
        str(file.relative_to(ROOT)): [
            name
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            for name in _imported_from_tests(node)
            if name.rpartition(".")[2].startswith("test_") or name.endswith(".conftest")
        ]
        for file in files
    }
    assert {file: names for file, names in found.items() if names} == {}


def _imported_from_tests(node: ast.AST) -> list[str]:
    """The modules of ours that an import of tests names, whether or not it takes a part of one."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name.startswith("tests.")]
    if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "tests":
        return [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


# Other rules ---------------------------------------------------------------------------


def test_supabase_is_reached_from_one_package_alone():
    clients = CLIENTS_OF_SUPABASE | CLIENTS_OF_HTTP
    found = {
        module: imports_of(module, clients)
        for module in SERVICE
        if room(module) != "supabase_client"
    }
    assert {module: names for module, names in found.items() if names} == ALLOWED


def test_pure_modules_know_neither_django_nor_supabase():
    pure = [module for module in LLM_API if room(module) in PURE_ROOMS]
    found = {module: imports_of(module, IMPURE) for module in pure}

    assert len(pure) > 10
    assert {module: names for module, names in found.items() if names} == {}


# These name the settings, and read nothing.
START_DJANGO = {"backend.wsgi", "backend.asgi", "manage"}


def test_the_environment_is_read_in_the_settings_alone():
    readers = {module: environment_of(module) for module in SERVICE}
    packages = {"os.environ", "os.getenv", "environs", "dotenv", "decouple"}
    importers = {module for module in SERVICE if imports_of(module, packages)}

    starting = {module: ["os.environ"] for module in START_DJANGO & set(SERVICE)}
    found = {module: names for module, names in readers.items() if names}
    assert importers == {"backend.settings"}
    assert {name: found[name] for name in found if name != "backend.settings"} == starting
    setting = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'backend.settings')"
    assert [name for name in starting if setting not in ast.unparse(tree(name))] == []


def environment_of(module: str) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv")
    ]


def test_no_module_of_the_service_catches_everything():
    assert [found for module in LLM_API for found in catching_everything(module)] == []


def catching_everything(module: str) -> list[str]:
    return [
        f"{module}:{node.lineno}: {ast.unparse(node.type) if node.type else 'bare except'}"
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or _names(node.type) & {"Exception", "BaseException"})
        and not _raises_again(node)
    ]


def _names(expression: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """`except BaseException: clean up; raise` hides nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
