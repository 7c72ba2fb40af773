"""The image's recipe, its steps run as a plain script: it serves, healthily and without rights."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import ROOT
from tests.support.dockerfile import Stage, build
from tests.support.interviews import INTERVIEW
from tests.support.service import free_address, wait_until_it_answers

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def image(local_supabase) -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="interview-storage-image-") as folder:
        yield build(ROOT / "Dockerfile", Path(folder))


@pytest.fixture(scope="module")
def environment(local_supabase) -> dict[str, str]:
    """As somebody would give it to a container."""
    return {
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "DEBUG": "false",
        "SECRET_KEY": "for the image's test alone, and long enough to be one",
        "ALLOWED_HOSTS": "interviews.example.com",
        "SUPABASE_URL": local_supabase.url,
        "SUPABASE_SERVICE_ROLE_KEY": local_supabase.service_role_key,
        "SUPABASE_ANON_KEY": local_supabase.anon_key,
        "SUPABASE_JWT_SECRET": local_supabase.jwt_secret,
        "SUPABASE_JWT_ISSUER": local_supabase.url,
        "PORT": free_address().rpartition(":")[2],
    }


@pytest.fixture(scope="module")
def container(image, environment) -> Iterator[Any]:
    import psutil

    process = subprocess.Popen(**image.command("CMD", **environment))
    try:
        wait_until_it_answers(f"http://127.0.0.1:{environment['PORT']}/api/health", process)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(40)


def files(folder: Path) -> dict[str, float]:
    return {str(file): file.lstat().st_mtime for file in folder.rglob("*")}


def is_healthy(image: Stage, environment: dict[str, str]) -> bool:
    command = image.command("HEALTHCHECK", **environment)
    return subprocess.run(**command, capture_output=True, timeout=30).returncode == 0


def test_it_saves_and_shows_the_dashboard_and_writes_nothing_into_itself(
    image, container, environment, db
):
    before = files(image.folder)
    url = f"http://127.0.0.1:{environment['PORT']}"
    headers = {"Host": "interviews.example.com"}

    saved = httpx.post(f"{url}/api/interviews/save", json=INTERVIEW, headers=headers)
    page = httpx.get(f"{url}/dashboard", headers=headers)
    script = httpx.get(f"{url}/static/vendor/supabase-js/supabase.js", headers=headers)

    assert (saved.status_code, page.status_code, script.status_code) == (201, 200, 200)
    rows = db.execute("select id from interviews where id = %s", [saved.json()["data"]["id"]])
    assert len(rows.fetchall()) == 1
    assert files(image.folder) == before


def test_it_is_healthy_while_it_serves(image, container, environment):
    assert is_healthy(image, environment)
    assert not is_healthy(image, environment | {"PORT": free_address().rpartition(":")[2]})


def test_it_runs_without_rights(container):
    """As the image's user; where the tests are not root's, as theirs."""
    user = 10001 if os.geteuid() == 0 else os.geteuid()
    for process in [container, *container.children(recursive=True)]:
        assert set(process.uids()) == {user}


def test_nothing_is_in_it_but_what_it_runs_on(image):
    assert {entry.name for entry in image.workdir.iterdir()} == {
        *("manage.py", "gunicorn.conf.py", "supabase_migration.sql"),
        *("backend", "llm_api", "node_modules"),
    }
    assert {entry.name for entry in (image.folder / "venv" / "bin").glob("pip*")} == set()


def test_it_is_small(image):
    size = sum(file.lstat().st_size for file in image.folder.rglob("*"))
    assert size < 400 * MEGABYTE
