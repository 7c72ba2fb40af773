"""The only package that talks to Supabase.

Requests: `credentials`, `deadline`, `transport` and `connection`, which know nothing of
interviews. Interviews: `saving`, `interviews` and `deletion` send the queries, `rows` checks the
responses, `idempotency` derives row ids. For operators: `health`, `diagnosis`, `accounts`. For
development: `auth_proxy`.
"""

from llm_api.supabase_client.accounts import open_account
from llm_api.supabase_client.auth_proxy import AuthAnswer, forward_to_auth
from llm_api.supabase_client.connection import fetch_key_set, warm_up
from llm_api.supabase_client.credentials import key_role, url_fault, url_origin
from llm_api.supabase_client.deadline import begin_request, deadline, note_waiting, seconds_spent
from llm_api.supabase_client.deletion import (
    Expired,
    count_interviews,
    delete_all_interviews,
    purge_interviews,
)
from llm_api.supabase_client.diagnosis import Finding, examine_setup
from llm_api.supabase_client.health import SupabaseStatus, supabase_status
from llm_api.supabase_client.interviews import (
    Page,
    all_interviews,
    claim_interview,
    delete_interview,
    find_interviews,
    get_interview,
    get_stats,
    get_summaries,
)
from llm_api.supabase_client.saving import SavedInterview, save_complete_interview

__all__ = [
    "AuthAnswer",
    "Expired",
    "Finding",
    "Page",
    "SavedInterview",
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
