"""What an access token of a drill says."""

import time
from typing import Any

from tests.support.users import User


def claims(user: User, issuer: str) -> dict[str, Any]:
    role = "authenticated"
    expires = int(time.time()) + 3600
    return {"sub": user.id, "iss": issuer, "aud": role, "role": role, "exp": expires}
