"""The authenticated user of a request."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Caller:
    """A signed-in person: DRF's `request.user`, passed on to every query.

    `user_id` is the `sub` of the access token. With a `token`, queries run under row level
    security; without one (TRUST_CLIENT_USER_ID, management commands) they run as the service role.
    """

    user_id: str
    token: str | None = None

    is_authenticated: ClassVar[bool] = True  # read by DRF's permissions

    @property
    def pk(self) -> str:
        """DRF's throttles read the user's primary key."""
        return self.user_id
