"""The only module that talks to Supabase.

`connection` knows HTTP and identities and no interviews; `interviews` and `health` ask
the questions; `idempotency` names the rows.
"""

from llm_api.supabase_client.accounts import Account, open_account
from llm_api.supabase_client.connection import fetch_key_set
from llm_api.supabase_client.deadline import begin_request, deadline
from llm_api.supabase_client.health import SupabaseStatus, supabase_status
from llm_api.supabase_client.interviews import SavedInterview, save_complete_interview
from llm_api.supabase_client.keys import key_role
from llm_api.supabase_client.setup import Finding, examine_setup

__all__ = [
    "Account",
    "Finding",
    "SavedInterview",
    "SupabaseStatus",
    "begin_request",
    "deadline",
    "examine_setup",
    "fetch_key_set",
    "key_role",
    "open_account",
    "save_complete_interview",
    "supabase_status",
]
