"""Row ids that remember which request they were made for.

A save with an Idempotency-Key gets a UUID of version 8 (RFC 9562, 5.8). Its first 60 bits
are a hash of the owner and the key, and unique in the table by an index; the other 62 are
a hash of the body. So the database itself lets one row come of one key, however many
requests race, and a row tells whether it was made from the same body: nothing else needs
to be stored.
"""

import hashlib
import json
import uuid
from typing import Any

KEY_BITS = 60
BODY_BITS = 62


def interview_id(owner: str, key: str, body: Any) -> uuid.UUID:
    """The id of the interview that `owner` saves under `key`; `body` is parsed JSON."""
    by_key = _hash_bits(json.dumps([owner, key]), KEY_BITS)
    by_body = _hash_bits(json.dumps(_canonical(body), sort_keys=True), BODY_BITS)
    high, low = by_key >> 12, by_key & 0xFFF
    return uuid.UUID(int=high << 80 | 8 << 76 | low << 64 | 0b10 << 62 | by_body)


def key_range(row_id: str) -> tuple[str, str]:
    """The lowest and the highest id that the same owner and key can have."""
    prefix = row_id[:18]
    return f"{prefix}-8000-000000000000", f"{prefix}-bfff-ffffffffffff"


def _hash_bits(text: str, bits: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()) >> (256 - bits)


def _canonical(value: Any) -> Any:
    """JSON has one kind of number: 8.0 and 8 are the same body."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    return value
