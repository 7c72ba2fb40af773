"""Tokens with which the person who saved an anonymous interview can claim it after signing in."""

from django.core import signing

from llm_api.exceptions import InterviewNotFound

SALT = "llm_api.claim"
MAX_AGE = 30 * 24 * 3600  # seconds


def make_claim_token(interview_id: str) -> str:
    """A signed token for one interview, valid for 30 days from now."""
    return signing.TimestampSigner(salt=SALT).sign(interview_id)


def read_claim_token(token: str) -> str:
    """The interview's id. Raises InterviewNotFound for an expired or forged token."""
    try:
        return signing.TimestampSigner(salt=SALT).unsign(token, max_age=MAX_AGE)
    except (signing.BadSignature, UnicodeEncodeError) as exc:
        raise InterviewNotFound from exc
