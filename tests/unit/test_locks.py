"""The lock files: what requirements*.txt ask for, with a hash of each file, and nothing besides."""

import json
import re
import subprocess
import sys

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import ROOT
from tests.support.locks import locked, requirements

SERVICE, TOOLS = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
SERVICE_LOCK, ALL_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"


def versions(wanted: list[Requirement]) -> dict[str, str]:
    return {canonicalize_name(one.name): str(one.specifier) for one in wanted}


@pytest.mark.parametrize(
    ("lock", "files"),
    [(SERVICE_LOCK, [SERVICE]), (ALL_LOCK, [SERVICE, TOOLS])],
    ids=["requirements.lock", "requirements-dev.lock"],
)
def test_a_lock_has_the_versions_that_the_requirements_name(lock, files):
    """If this fails: `make lock`."""
    wanted = versions([one for file in files for one in requirements(file)])
    found = versions(locked(lock))

    assert all(version.startswith("==") for version in (*wanted.values(), *found.values()))
    assert {name: found.get(name) for name in wanted} == wanted


def test_the_tools_run_over_the_versions_that_the_service_is_deployed_with():
    service, everything = versions(locked(SERVICE_LOCK)), versions(locked(ALL_LOCK))

    assert {name: everything.get(name) for name in service} == service


def test_no_tool_is_deployed():
    assert versions(locked(SERVICE_LOCK)).keys() & versions(requirements(TOOLS)).keys() == set()


@pytest.mark.parametrize("lock", [SERVICE_LOCK, ALL_LOCK], ids=lambda file: file.name)
def test_a_lock_names_no_registry(lock):
    assert "://" not in lock.read_text(encoding="utf-8")
    assert "--index" not in lock.read_text(encoding="utf-8")


def test_the_bill_of_materials_names_every_package_with_its_version_and_hashes(tmp_path):
    pytest.importorskip("cyclonedx_py", reason="requirements-dev.txt is not installed")
    written = tmp_path / "sbom.json"
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(SERVICE_LOCK)]
    options = ["--of", "JSON", "--validate", "-o", str(written)]
    subprocess.run([*command, *options], check=True, timeout=120)

    components = json.loads(written.read_text())["components"]
    assert {one["name"]: f"=={one['version']}" for one in components} == versions(
        locked(SERVICE_LOCK)
    )
    for one in components:
        assert one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}"
        assert [reference["hashes"] for reference in one["externalReferences"]]


def test_the_documentation_says_what_each_package_is_for():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    section = text.partition("## The packages it runs on")[2].partition("\n## ")[0]
    first_cells = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    served = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]

    named = {name for cell in first_cells for name in re.findall(r"`(.+?)`", cell)}
    assert named == versions(requirements(SERVICE)).keys()
    assert {name for name in served if f"`{name}`" in section} == served.keys()
