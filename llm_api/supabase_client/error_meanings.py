"""What an error of Supabase means: of PostgreSQL, PostgREST, the gateway, or the network edge.

| meaning        | answer | tried again                      | health         |
|----------------|--------|----------------------------------|----------------|
| `UNAVAILABLE`  | 503    | by an operation that may be      | `unreachable`  |
| `CLOCK_BEHIND` | 503    | until the deadline               | `unreachable`  |
| `EXPIRED`      | 401    | no                               | `unauthorized` |
| `UNKNOWN_KEY`  | 401    | once                             | `unauthorized` |
| `UNAUTHORIZED` | 502    | no                               | `unauthorized` |
| `NOT_MIGRATED` | 502    | no                               | `not_migrated` |
| `REFUSED`      | 502    | no                               | `unreachable`  |

The 401 are for a user's token; for the service's own key they are a 502. docs/deployment.md has the
table of codes for operators.
"""

import re
from collections.abc import Iterable
from enum import Enum, auto
from typing import NamedTuple


class Meaning(Enum):
    UNAVAILABLE = auto()
    CLOCK_BEHIND = auto()
    EXPIRED = auto()
    UNKNOWN_KEY = auto()
    UNAUTHORIZED = auto()
    NOT_MIGRATED = auto()
    REFUSED = auto()


# What a rejected key of the service means.
REJECTED_KEY = {Meaning.EXPIRED, Meaning.UNKNOWN_KEY, Meaning.UNAUTHORIZED}


class Rule(NamedTuple):
    """Applies where `code` matches all of an error's code or status, and `message` a part of its
    message."""

    meaning: Meaning
    code: str
    message: str = ""


# An error of the gateway in front of PostgREST has a message and no code.
NO_CODE = "an error without a code"
ANY = ".*"
# The first rule that applies counts. PostgREST 12 has PGRST301 for every fault of a token.
RULES = [
    # PostgREST's clock is behind the one that issued the token or the key.
    Rule(Meaning.CLOCK_BEHIND, ANY, r"issued\s*at\s*future|not\s*yet\s*valid"),
    Rule(Meaning.EXPIRED, ANY, "^JWT expired$"),
    Rule(Meaning.EXPIRED, "PGRST303"),
    # The token's key was revoked, or PostgREST has not loaded it yet.
    Rule(Meaning.UNKNOWN_KEY, "PGRST301"),
    Rule(Meaning.UNAUTHORIZED, f"{NO_CODE}|401|403|42501|PGRST302"),
    # PostgREST's connection broke in mid-statement: the response is lost, not negative.
    Rule(Meaning.UNAVAILABLE, "", "^$"),
    # PostgREST has no connection, no schema cache yet, or no free connection.
    Rule(Meaning.UNAVAILABLE, "PGRST00[0-3]"),
    # PostgreSQL's connection failed, it lacks resources, or it is starting or stopping.
    Rule(Meaning.UNAVAILABLE, "08...|53...|57P0."),
    # A statement timeout, a serialization failure, a deadlock, a lock timeout: rolled back.
    Rule(Meaning.UNAVAILABLE, "57014|40001|40P01|55P03"),
    # Read-only, as Supabase makes a database whose disk is full.
    Rule(Meaning.UNAVAILABLE, "25006"),
    # The gateway and Cloudflare. 540 is a paused project, 544 the gateway's time limit.
    Rule(Meaning.UNAVAILABLE, "429|50[234]|52[0-4]|540|544"),
    # A table, a column or a function is unknown.
    Rule(Meaning.NOT_MIGRATED, "42P01|42703|42883|PGRST20[245]"),
]
_COMPILED = [
    (rule.meaning, re.compile(rule.code), re.compile(rule.message, re.IGNORECASE)) for rule in RULES
]


def meaning_of(codes: Iterable[str], message: str) -> Meaning:
    """What an error means that has these codes: its own, and the status of its response."""
    codes = tuple(codes)
    for meaning, code, text in _COMPILED:
        if text.search(message) and any(map(code.fullmatch, codes)):
            return meaning
    return Meaning.REFUSED
