"""Who owns an interview: the caller, whatever a body or query says."""

from llm_api.caller import Caller
from llm_api.exceptions import UserIdMismatch

UNPROVEN_OWNER = (
    "The request carried no access token, so user_id was not used and the interview was "
    "stored without an owner. Its owner can claim it with claim_token after signing in."
)


def ownership_warnings(caller: Caller | None, sent_user_id: str | None) -> list[str]:
    """What to tell the client about the `user_id` in the body of a save.

    Raises UserIdMismatch when it is not the caller's.
    """
    if caller is None:
        return [UNPROVEN_OWNER] if sent_user_id else []
    check_user_id(caller, sent_user_id)
    return []


def check_user_id(caller: Caller, sent_user_id: str | None) -> None:
    """Raise UserIdMismatch when a request names another user than its caller."""
    if sent_user_id not in (None, caller.user_id):
        raise UserIdMismatch
