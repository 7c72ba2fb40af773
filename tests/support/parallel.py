"""How the tests are divided among the workers of pytest-xdist."""

from xdist.scheduler import LoadScopeScheduling

# They measure time, or want both processors: never two of them at once.
ONE_AT_A_TIME = (
    "tests/drills/",
    "tests/api/test_health.py",
    "tests/operations/test_image.py",
    "tests/operations/test_make_run.py",
)
ADMIN = "tests/operations/admin/"  # its files share one service


class FileScheduling(LoadScopeScheduling):
    """A file's tests share its fixtures, so that one worker gets all of them."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    if file.startswith(ONE_AT_A_TIME):
        return "one at a time"
    return ADMIN if file.startswith(ADMIN) else file
