"""Who is asking."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Caller:
    """A signed-in person, from the Authorization header to the query: DRF's `request.user`.

    `user_id` is the access token's `sub`. `token` is the access token itself, with which queries
    run under row level security. Without one (TRUST_CLIENT_USER_ID, management commands) they run
    as the service role.
    """

    user_id: str
    token: str | None = None

    is_authenticated: ClassVar[bool] = True  # read by DRF's permissions

    @property
    def pk(self) -> str:
        """Read by DRF's throttles."""
        return self.user_id
