"""Which packages a worker loads at its start."""

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.support import ROOT
from tests.support.locks import locked
from tests.support.service import copy_of_the_service

# Without redis, sentry-sdk, typst, rapidfuzz and httpcore: what is not configured, or not needed for
# a save, is imported where it is used. A save does not need psycopg, PyYAML and Pygments either, but
# Django REST framework imports them where they are installed; supabase-py imports all of its parts.
LOADED_AT_START = """
    annotated-types asgiref certifi cffi cryptography deprecation django django-cors-headers
    django-csp djangorestframework drf-spectacular drf-spectacular-sidecar environs httpx idna
    inflection markdown-it-py marshmallow mdurl multidict packaging postgrest prometheus-client
    propcache psycopg psycopg-binary pycurl pydantic pydantic-core pygments pyjwt python-dotenv
    python-json-logger pyyaml realtime sqlparse storage3 supabase supabase-auth supabase-functions
    typing-extensions typing-inspection uritemplate websockets whitenoise yarl
"""
# An import of a module that is None in sys.modules fails as if it were not installed.
START = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1:]))
import backend.wsgi
print(*{name.partition(".")[0] for name, module in sys.modules.items() if module})
"""


def test_a_worker_loads_only_these_packages_at_its_start(tmp_path):
    """Each costs memory in every worker, and time at every start."""
    deployed = {canonicalize_name(one.name) for one in locked(ROOT / "requirements.lock")}
    packages = {
        module: {canonicalize_name(name) for name in names}
        for module, names in packages_distributions().items()
    }
    tools = [module for module, names in packages.items() if names.isdisjoint(deployed)]

    modules = modules_at_start(copy_of_the_service(tmp_path), hidden=tools)

    loaded = {name for module in modules for name in packages.get(module, ())}
    assert loaded == set(LOADED_AT_START.split())


def modules_at_start(service: Path, hidden: Iterable[str]) -> list[str]:
    """Hidden are the tools of development: packages import some where they are installed."""
    done = subprocess.run(
        [sys.executable, "-c", START, *hidden],
        env={
            "PATH": os.defpath,
            "SECRET_KEY": "only for this test, but long enough and of enough characters",
            "SUPABASE_URL": "https://abcdefghijklmnopqrst.supabase.co",
            "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_abc",
        },
        cwd=service,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.split()
