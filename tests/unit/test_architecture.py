"""Who may import whom: rooms on floors that fall one way, and no circles."""

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


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(file): file
    for folder in ("backend", "llm_api", "local_supabase")
    for file in (ROOT / folder).rglob("*.py")
}


def imports(module: str) -> Iterator[str]:
    """The modules of ours that `module` imports, wherever in its code."""
    file = MODULES[module]
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from filter(None, map(_ours, names))


def _ours(name: str) -> str | None:
    """The module that a dotted name leads to: "llm_api.caller.Caller" to "llm_api.caller"."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name or None


def room(module: str) -> str:
    """Of a module of llm_api: its folder, or the module itself on the ground floor."""
    return [*module.split("."), ""][1]


def arrows_up(module: str) -> list[str]:
    return [
        f"{module} imports {other}"
        for other in set(imports(module))
        if other.startswith("llm_api.")
        and room(other) != room(module)
        and DJANGO_FINDS.get(module) != room(other)
        and FLOOR[room(other)] <= FLOOR[room(module)] != 0
    ]


LLM_API = sorted(module for module in MODULES if room(module) and module.startswith("llm_api."))


def test_every_module_stands_on_a_floor():
    assert {room(module) for module in LLM_API} == set(FLOOR)


def test_imports_go_down_and_never_up_or_sideways():
    assert [arrow for module in LLM_API for arrow in arrows_up(module)] == []


def test_no_import_leads_in_a_circle():
    graph = {module: set(imports(module)) - {module} for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        pytest.fail(f"a circle: {' imports '.join(exc.args[1])}")


def test_the_project_is_imported_by_nothing_and_the_local_supabase_stands_alone():
    for module in MODULES:
        tops = {name.split(".")[0] for name in imports(module)}
        if module.startswith("llm_api"):
            assert tops <= {"llm_api"}, module
        if module.startswith("local_supabase"):
            assert tops <= {"local_supabase"}, module


def test_views_are_imported_by_the_urls_alone():
    importers = {
        module
        for module in MODULES
        if not module.startswith("llm_api.views")
        and any(name.startswith("llm_api.views") for name in imports(module))
    }
    assert importers == {"backend.urls", "llm_api.urls"}


@pytest.mark.parametrize("package", ["auth", "analysis", "exports", "rest", "serializers", "views"])
def test_the_face_of_a_package_is_empty(package):
    assert MODULES[f"llm_api.{package}"].read_text() == ""
