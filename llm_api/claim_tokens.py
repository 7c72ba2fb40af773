"""Tokens that let the person who saved an anonymous interview claim it after signing up."""

from django.core import signing

SALT = "llm_api.claim"
MAX_AGE = 30 * 24 * 3600  # seconds


def make_claim_token(interview_id: str) -> str:
    """A signed token for one interview, valid for 30 days from now."""
    return signing.TimestampSigner(salt=SALT).sign(interview_id)
