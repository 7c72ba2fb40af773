"""Which Chromium the browser tests drive, and the one that comes from npm, unpacked."""

import json
import os
import platform
import shutil
import subprocess
import tarfile
from pathlib import Path

from tests.support import ROOT
from tests.support.node import node

PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",  # root has none, and the pages are ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The package's libraries are for machines that have none of them.
ARCHIVES = ("al2023.tar", "fonts.tar", "swiftshader.tar")
UNPACK = """
const fs = require("node:fs"), { pipeline } = require("node:stream/promises"),
  { createBrotliDecompress } = require("node:zlib");
const [source, target] = process.argv.slice(1);
pipeline(fs.createReadStream(source), createBrotliDecompress(), fs.createWriteStream(target));
"""


class NoChromium(LookupError):
    """There is none to be had on this machine. The message says what to do."""


def launch_options(own: Path) -> dict[str, object]:
    """For Playwright's `launch`. `own` is where Playwright's own Chromium would be.

    Raises NoChromium.
    """
    named = os.environ.get("CHROMIUM_PATH") or next(
        filter(None, map(shutil.which, SYSTEM_NAMES)), ""
    )
    if named or own.exists():
        return {"executable_path": named or str(own), "args": FLAGS}
    if (platform.system(), platform.machine()) != ("Linux", "x86_64") or not PACKAGE.exists():
        raise NoChromium("install one, and name it in CHROMIUM_PATH if it is not on the PATH")
    folder = unpacked()
    # It was built against these libraries, so that they may come before the machine's.
    environment = os.environ | {
        "LD_LIBRARY_PATH": str(folder / "lib"),
        "FONTCONFIG_PATH": os.environ.get("FONTCONFIG_PATH") or fonts_of(folder),
    }
    return {"executable_path": str(folder / "chromium"), "args": FLAGS, "env": environment}


def fonts_of(folder: Path) -> str:
    return "/etc/fonts" if Path("/etc/fonts/fonts.conf").exists() else str(folder)


def unpacked() -> Path:
    """The npm package's Chromium, decompressed once into a folder that git ignores."""
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    folder = ROOT / ".local" / f"chromium-{version}"
    if folder.exists():
        return folder
    unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
    unfinished.mkdir(parents=True)
    for name in ("chromium", *ARCHIVES):
        decompress(PACKAGE / "bin" / f"{name}.br", unfinished / name)
    for name in ARCHIVES:
        with tarfile.open(unfinished / name) as archive:
            archive.extractall(unfinished, filter="data")
        (unfinished / name).unlink()
    (unfinished / "chromium").chmod(0o755)
    try:
        unfinished.rename(folder)
    except OSError:  # another process of these tests was faster
        if not folder.exists():
            raise
        shutil.rmtree(unfinished)
    return folder


def decompress(source: Path, target: Path) -> None:
    command = [node(), "-e", UNPACK, str(source), str(target)]
    subprocess.run(command, check=True, timeout=120)
