"""Cursors: where a page ended, sealed together with the question it belongs to."""

from django.core import signing

from llm_api.exceptions import InvalidCursor
from llm_api.supabase_client import Selection

SALT = "llm_api.cursor"


def make_cursor(user_id: str, selection: Selection, position: list[str]) -> str:
    return signing.dumps([position, _question(user_id, selection)], salt=SALT)


def read_cursor(user_id: str, selection: Selection, cursor: str | None) -> list[str] | None:
    """The position in `cursor`; None without one.

    Raises InvalidCursor when it is not ours, or not of this user, filters and ordering.
    """
    if cursor is None:
        return None
    try:
        position, question = signing.loads(cursor, salt=SALT)
    except signing.BadSignature as exc:
        raise InvalidCursor from exc
    if question != _question(user_id, selection):
        raise InvalidCursor
    return list(position)


def _question(user_id: str, selection: Selection) -> str:
    return signing.Signer(salt=SALT).signature(f"{user_id} {selection!r}")
