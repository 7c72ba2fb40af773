"""The owner of an interview is the caller; a user_id in the request must match."""

from llm_api.caller import Caller
from llm_api.exceptions import UserIdMismatch

USER_ID_IGNORED = (
    "The request carried no access token, so user_id was not used and the interview was "
    "stored without an owner. Its owner can claim it with claim_token after signing in."
)


def ownership_warnings(caller: Caller | None, sent_user_id: str | None) -> list[str]:
    """Warnings about the `user_id` in the body of a save.

    Raises UserIdMismatch when it is not the caller's.
    """
    if caller is None:
        return [USER_ID_IGNORED] if sent_user_id else []
    check_user_id(caller, sent_user_id)
    return []


def check_user_id(caller: Caller, sent_user_id: str | None) -> None:
    """Raise UserIdMismatch when the user_id of a request is not its caller's."""
    if sent_user_id not in (None, caller.user_id):
        raise UserIdMismatch
