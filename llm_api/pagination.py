"""Cursors: the position where a page ended, signed together with its query."""

from django.core import signing

from llm_api.exceptions import InvalidCursor
from llm_api.selection import Selection

SALT = "llm_api.cursor"


def make_cursor(user_id: str, selection: Selection, position: list[str]) -> str:
    return signing.dumps([position, _query_signature(user_id, selection)], salt=SALT)


def read_cursor(user_id: str, selection: Selection, cursor: str | None) -> list[str] | None:
    """The position in `cursor`; None without one.

    Raises InvalidCursor if it is forged, or of another user, other filters or another ordering.
    """
    if cursor is None:
        return None
    try:
        position, query = signing.loads(cursor, salt=SALT)
    except signing.BadSignature as exc:
        raise InvalidCursor from exc
    if query != _query_signature(user_id, selection):
        raise InvalidCursor
    return list(position)


def _query_signature(user_id: str, selection: Selection) -> str:
    return signing.Signer(salt=SALT).signature(f"{user_id} {selection!r}")
