"""The only module that talks to Supabase.

`http`, `deadline` and `connection` know how to ask, and nothing of interviews; `saving`,
`history` and `deletion` ask the questions, `rows` checks the answers, `idempotency` names the
rows; `health`, `setup` and `accounts` are for the operator; `auth_proxy` is for development.
"""

from llm_api.supabase_client.accounts import Account, open_account
from llm_api.supabase_client.auth_proxy import AuthAnswer, forward_to_auth
from llm_api.supabase_client.connection import fetch_key_set, warm_up
from llm_api.supabase_client.deadline import begin_request, deadline, note_waiting, seconds_spent
from llm_api.supabase_client.deletion import (
    Expired,
    count_interviews,
    delete_all_interviews,
    purge_interviews,
)
from llm_api.supabase_client.health import SupabaseStatus, supabase_status
from llm_api.supabase_client.history import (
    Page,
    Selection,
    all_interviews,
    claim_interview,
    delete_interview,
    find_interviews,
    get_interview,
    get_stats,
    get_summaries,
)
from llm_api.supabase_client.keys import key_role, url_fault, url_origin
from llm_api.supabase_client.saving import SavedInterview, save_complete_interview
from llm_api.supabase_client.setup import Finding, examine_setup

__all__ = [
    "Account",
    "AuthAnswer",
    "Expired",
    "Finding",
    "Page",
    "SavedInterview",
    "Selection",
    "SupabaseStatus",
    "all_interviews",
    "begin_request",
    "claim_interview",
    "count_interviews",
    "deadline",
    "delete_all_interviews",
    "delete_interview",
    "examine_setup",
    "fetch_key_set",
    "find_interviews",
    "forward_to_auth",
    "get_interview",
    "get_stats",
    "get_summaries",
    "key_role",
    "note_waiting",
    "open_account",
    "purge_interviews",
    "save_complete_interview",
    "seconds_spent",
    "supabase_status",
    "url_fault",
    "url_origin",
    "warm_up",
]
