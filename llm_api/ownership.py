"""Whose interview it is."""

from typing import Any, NamedTuple

from django.conf import settings

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
    """The token's user (a SupabaseUser); without a token nobody, whatever the body names.

    TRUST_CLIENT_USER_ID (development only) believes the body instead. Raises
    UserIdMismatch when token and body disagree.
    """
    if user is not None:
        if sent_user_id not in (None, user.id):
            raise UserIdMismatch
        return Owner(user.id, user.token)
    if settings.TRUST_CLIENT_USER_ID:
        return Owner(sent_user_id)
    return Owner(None, warnings=(UNPROVEN_OWNER,) if sent_user_id else ())
