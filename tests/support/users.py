"""Users of the local Supabase."""

from typing import NamedTuple

import httpx

from local_supabase import LocalSupabase

PASSWORD = "correct horse battery staple"


class User(NamedTuple):
    """A user with an account in the local Supabase, and an access token."""

    id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def sign_up(supabase: LocalSupabase, email: str) -> User:
    answer = httpx.post(
        f"{supabase.url}/auth/v1/signup",
        headers={"apikey": supabase.anon_key},
        json={"email": email, "password": PASSWORD},
        timeout=30,
    ).json()
    return User(answer["user"]["id"], answer["access_token"])
