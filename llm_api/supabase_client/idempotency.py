"""Row ids that encode the idempotency key.

A save with an Idempotency-Key gets a UUID of version 8 (RFC 9562, 5.8). Its first 60 bits are a
hash of owner and key, on which the table has a unique index; the other 62 bits are a hash of the
body. So the database itself allows one row per key, however many requests race, and the id shows
whether the body was the same. Nothing else needs to be stored.
"""

import hashlib
import json
import uuid
from typing import Any

KEY_BITS = 60
BODY_BITS = 62


def interview_id(owner: str, key: str, body: Any) -> uuid.UUID:
    """The id of the interview that `owner` saves with `key`; `body` is the parsed JSON."""
    key_hash = _hash_bits(json.dumps([owner, key]), KEY_BITS)
    body_hash = _hash_bits(json.dumps(_canonical(body), sort_keys=True), BODY_BITS)
    high, low = key_hash >> 12, key_hash & 0xFFF
    return uuid.UUID(int=high << 80 | 8 << 76 | low << 64 | 0b10 << 62 | body_hash)


def key_range(row_id: str) -> tuple[str, str]:
    """The lowest and the highest id that the same owner and key can have."""
    prefix = row_id[:18]
    return f"{prefix}-8000-000000000000", f"{prefix}-bfff-ffffffffffff"


def is_same_json(first: Any, second: Any) -> bool:
    """Whether two JSON values are equal, as far as floats can tell numbers apart.

    PostgreSQL returns 1e23 as digits, an integer that is not exactly the float.
    """
    return first == second or _with_floats(first) == _with_floats(second)


def _with_floats(value: Any) -> Any:
    return json.loads(json.dumps(value), parse_int=float)


def _hash_bits(text: str, bits: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()) >> (256 - bits)


def _canonical(value: Any) -> Any:
    """JSON does not distinguish integers and floats: 8.0 and 8 are the same body."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    return value
