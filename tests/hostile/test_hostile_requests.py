"""As many hostile requests as fit into `make test`; `make fuzz N=1000000` sends more."""

import pytest

pytest.importorskip("psutil", reason="no local Supabase: requirements-dev.txt not installed")
from tests.hostile.fuzz import fuzz
from tests.hostile.responses import documented

REQUESTS = 10_000


def test_hostile_requests_break_and_leak_nothing(local_supabase, tmp_path):
    """Each is answered as documented; the table holds what callers were told; the log is clean."""
    assert fuzz(local_supabase, "1", range(REQUESTS), tmp_path, print) == []


def test_the_documented_errors_are_found():
    assert {(400, "invalid_input"), (501, "unsupported_transfer_coding")} <= documented()
