"""A Dockerfile's steps as a plain script, for machines without Docker.

Every stage gets a folder in the place of its `/`: what the steps call /app and /venv lies there.
The base images are this machine: its Python, and the Node of the wheel.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple

from tests.support import ROOT
from tests.support.locks import locked
from tests.support.node import node, wheel

# Of a step that installs what a lock file names into a virtual environment.
PIP_INSTALL = re.compile(
    r"python -m pip --python (\S+)/bin/python install --no-cache-dir --require-hashes -r (\S+)"
)
OWN_PATHS = re.compile(r"(?<![\w/.])/(?=(app|venv)\b)")
READ_EVERYTHING = "dac_read_search"  # the clone may lie in a 0700 folder; writing is not in it


class Step(NamedTuple):
    instruction: str
    rest: str


def steps(text: str) -> list[Step]:
    lines = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.M)).splitlines()
    return [Step(*line.split(maxsplit=1)) for line in lines if line.strip()]


class Stage:
    """One FROM and what follows it."""

    def __init__(self, folder: Path, base: list[str]) -> None:
        """`base` are the folders of the programs that the base images have."""
        self.folder = folder
        self.workdir = folder
        self.told: dict[str, str] = {}  # the last of each instruction
        self.environment = os.environ | {"PATH": os.pathsep.join([*base, os.environ["PATH"]])}

    def inside(self, text: str) -> str:
        """Text with the stage's own absolute paths where they are on this machine."""
        return OWN_PATHS.sub(f"{self.folder}/", text)

    def path(self, written: str) -> Path:
        return Path(self.inside(written)) if written.startswith("/") else self.workdir / written

    def copy(self, rest: str, stages: dict[str, "Stage"]) -> None:
        *sources, target = shlex.split(rest)
        if sources[0].startswith("--from="):
            other = stages[sources[0].removeprefix("--from=")]
            shutil.copytree(
                other.path(sources[1]),
                self.path(target),
                symlinks=True,
                copy_function=link_or_copy,
            )
            return
        for name in sources:
            if name not in in_context():
                raise FileNotFoundError(f"{name} is not in the context: see .dockerignore")
            copy_into(ROOT / name, self.path(target) / (name if target.endswith("/") else ""))

    def run(self, command: str) -> None:
        if pip := PIP_INSTALL.fullmatch(command):
            install(self.path(pip[2]), self.path(pip[1]))
            return
        done = subprocess.run(
            ["sh", "-ec", self.inside(command)],
            cwd=self.workdir,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"

    def command(self, instruction: str, **environment: str) -> dict[str, Any]:
        """`args`, `cwd` and `env` of the image's command, as its user, for subprocess."""
        words = self.told[instruction]
        args = json.loads(words) if words.startswith("[") else ["sh", "-c", self.inside(words)]
        return {
            "args": [*as_user(self.told["USER"]), *args],
            "cwd": self.workdir,
            "env": self.environment | environment,
        }


def build(dockerfile: Path, folder: Path) -> Stage:
    """The last stage."""
    stages: dict[str, Stage] = {}
    base = [f"{sys.base_prefix}/bin", str(node_and_npm(folder / "node"))]
    for instruction, rest in steps(dockerfile.read_text()):
        if instruction == "FROM":
            name = rest.rpartition(" AS ")[2]
            stage = stages[name] = Stage(folder / name.replace(":", "-"), base)
            stage.folder.mkdir(parents=True)
        elif instruction == "WORKDIR":
            stage.workdir = stage.path(rest)
            stage.workdir.mkdir()
        elif instruction == "COPY":
            stage.copy(rest, stages)
        elif instruction == "RUN":
            stage.run(rest)
        elif instruction == "ENV":
            for pair in shlex.split(rest):
                name, value = stage.inside(pair).split("=", 1)
                stage.environment[name] = value.replace(f"${name}", stage.environment.get(name, ""))
        elif instruction in ("USER", "CMD", "EXPOSE", "STOPSIGNAL"):
            stage.told[instruction] = rest
        elif instruction == "HEALTHCHECK":
            stage.told[instruction] = rest.split("CMD", 1)[1].strip()
        else:
            raise ValueError(f"{instruction} is not known here")
    return stage


def install(lock: Path, environment: Path) -> None:
    """As pip would, with the packages that are installed here: no index is asked again.

    What the lock file does not name is not copied.
    """
    folder = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = environment / "lib" / folder / "site-packages"
    for requirement in locked(lock):
        if requirement.marker and not requirement.marker.evaluate():
            continue
        package = distribution(requirement.name)
        assert requirement.specifier.contains(package.version, prereleases=True), requirement
        for file in package.files or ():
            source = Path(str(package.locate_file(file))).resolve()
            if source.parent == Path(sys.executable).parent:
                text = source.read_text().partition("\n")[2]
                (environment / "bin" / file.name).write_text(f"#!{environment}/bin/python\n{text}")
                (environment / "bin" / file.name).chmod(0o755)
            else:
                (packages / file).parent.mkdir(parents=True, exist_ok=True)
                link_or_copy(source, packages / file)


def node_and_npm(folder: Path) -> Path:
    """The wheel's; its own npm is a link that its packing broke."""
    folder.mkdir()
    npm = f'NODE_USE_SYSTEM_CA=1 exec node "{wheel()}/lib/node_modules/npm/bin/npm-cli.js" "$@"'
    (folder / "node").symlink_to(node())
    (folder / "npm").write_text(f"#!/bin/sh\n{npm}\n")
    (folder / "npm").chmod(0o755)
    return folder


def in_context() -> set[str]:
    """The names at the top that Docker would send."""
    everything, *kept = (ROOT / ".dockerignore").read_text().split()
    assert everything == "*"
    return {line.removeprefix("!") for line in kept if line.startswith("!")}


def copy_into(source: Path, target: Path) -> None:
    if source.is_dir():
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, target, symlinks=True, ignore=ignore)
    else:
        shutil.copy(source, target)


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """Nothing writes into the image, so that a link does. Its time is what compiled files know."""
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def as_user(numbers: str) -> list[str]:
    """What goes before a command that is to run as this user; nothing if we are not root."""
    if os.geteuid() != 0:
        return []
    user, group = numbers.split(":")
    rights = [f"--inh-caps=+{READ_EVERYTHING}", f"--ambient-caps=+{READ_EVERYTHING}"]
    kept = ["--securebits=+no_setuid_fixup", "--no-new-privs"]
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *rights, *kept]
