"""How the tests are divided among the workers of pytest-xdist."""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# They measure time, or want both processors: never two of them at once.
ONE_AT_A_TIME = (
    "tests/drills/",
    "tests/api/test_health.py",
    "tests/operations/test_image.py",
    "tests/operations/test_make_run.py",
)
ADMIN = "tests/operations/admin/"  # its files share one service

# Else a worker might begin one of these when the others have nothing left.
LONGEST_FIRST = (
    "one at a time",
    "tests/hostile/",
    "tests/api/test_fuzz.py",
    ADMIN,
    "tests/dashboard/test_interviews.py",
    "tests/api/test_save_failures.py",
    "tests/api/test_supabase_failures.py",
    "tests/api/test_ownership.py",
    "tests/operations/test_settings.py",
    "tests/dashboard/",
    "tests/api/test_clock.py",
    "tests/api/test_exports.py",
    "tests/operations/test_server.py",
)


class FileScheduling(LoadScopeScheduling):
    """A file's tests share its fixtures, so that one worker gets all of them."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Tests of one group run at one worker, one after the other."""
    file = nodeid.partition("::")[0]
    if file.startswith(ONE_AT_A_TIME):
        return "one at a time"
    return ADMIN if file.startswith(ADMIN) else file


def place(nodeid: str) -> int:
    """Where in the queue a test's group stands; the order of equals stays random."""
    group = group_of(nodeid)
    found = (number for number, name in enumerate(LONGEST_FIRST) if group.startswith(name))
    return next(found, len(LONGEST_FIRST))
