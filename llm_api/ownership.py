"""Whose interview it is."""

from typing import Any, NamedTuple

from llm_api.exceptions import UserIdMismatch

UNPROVEN_OWNER = (
    "The request carried no access token, so user_id was not used and the interview was "
    "stored without an owner. Its owner can claim it with claim_token after signing in."
)


class Owner(NamedTuple):
    """Under which user a row is stored, with which token, and what to say about it."""

    user_id: str | None
    token: str | None = None
    warnings: tuple[str, ...] = ()


def owner_of_new_interview(user: Any, sent_user_id: str | None) -> Owner:
    """The asking user (a SupabaseUser); without one nobody, whatever the body names.

    Raises UserIdMismatch when user and body disagree.
    """
    if user is None:
        return Owner(None, warnings=(UNPROVEN_OWNER,) if sent_user_id else ())
    check_user_id(user, sent_user_id)
    return Owner(user.id, user.token)


def check_user_id(user: Any, sent_user_id: str | None) -> None:
    """Whoever names a user names themselves. Raises UserIdMismatch."""
    if sent_user_id not in (None, user.id):
        raise UserIdMismatch
