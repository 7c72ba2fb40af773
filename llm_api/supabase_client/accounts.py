"""Signing in to Supabase Auth for the demo data. Users sign in through the frontend."""

from typing import Any

from llm_api.caller import Caller
from llm_api.supabase_client.connection import post_to_auth

SIGN_IN = "token?grant_type=password"
SIGN_UP = "signup"


def open_account(email: str, password: str) -> Caller:
    """Sign in, or sign up if the account does not exist yet.

    Raises ValueError with Supabase's reason (a wrong password, an email address that must be
    confirmed), SupabaseUnavailable or SupabaseRefused.
    """
    credentials = {"email": email, "password": password}
    signed_in = post_to_auth(SIGN_IN, credentials)
    if "access_token" not in signed_in:
        signed_in = post_to_auth(SIGN_UP, credentials)
    if "access_token" not in signed_in:
        raise ValueError(_reason(signed_in))
    return Caller(signed_in["user"]["id"], signed_in["access_token"])


def _reason(response: dict[str, Any]) -> str:
    if (
        response.get("error_code") == "user_already_exists"
        or response.get("code") == "user_already_exists"
    ):
        return "the account exists, with another password."
    reason = response.get("msg") or response.get("message") or response.get("error_description")
    return str(
        reason
        or "the email address must be confirmed first, by the mail or in the Supabase dashboard."
    )
