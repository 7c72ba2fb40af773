"""The only package that sends requests to Supabase.

Requests in general: `credentials`, `deadline`, `transport`, `connection` and `retries`.
Interviews: `saving`, `interviews` and `deletion` send the queries, `rows` validates the responses,
`idempotency` derives row ids. For operators: `health`, `diagnosis`, `accounts`,
`backup`. For development:
`auth_proxy`.
"""

from llm_api.supabase_client.accounts import open_account
from llm_api.supabase_client.auth_proxy import AuthResponse, forward_to_auth
from llm_api.supabase_client.backup import Restored, restore_interviews, stored_interviews
from llm_api.supabase_client.connection import fetch_key_set, warm_up
from llm_api.supabase_client.credentials import key_role, url_fault, url_origin
from llm_api.supabase_client.deadline import begin_request, deadline, note_waiting, seconds_spent
from llm_api.supabase_client.deletion import (
    PurgeFilter,
    count_interviews,
    delete_all_interviews,
    purge_interviews,
)
from llm_api.supabase_client.diagnosis import SetupCheck, check_setup
from llm_api.supabase_client.feedback import set_feedback
from llm_api.supabase_client.health import (
    SCHEMA_VERSION,
    ProbeResult,
    SupabaseStatus,
    supabase_health,
)
from llm_api.supabase_client.interviews import (
    Page,
    all_interviews,
    claim_interview,
    delete_interview,
    find_interviews,
    get_claimable_interview,
    get_interview,
    get_stats,
    get_summaries,
)
from llm_api.supabase_client.saving import SavedInterview, save_complete_interview

__all__ = [
    "SCHEMA_VERSION",
    "AuthResponse",
    "Page",
    "ProbeResult",
    "PurgeFilter",
    "Restored",
    "SavedInterview",
    "SetupCheck",
    "SupabaseStatus",
    "all_interviews",
    "begin_request",
    "check_setup",
    "claim_interview",
    "count_interviews",
    "deadline",
    "delete_all_interviews",
    "delete_interview",
    "fetch_key_set",
    "find_interviews",
    "forward_to_auth",
    "get_claimable_interview",
    "get_interview",
    "get_stats",
    "get_summaries",
    "key_role",
    "note_waiting",
    "open_account",
    "purge_interviews",
    "restore_interviews",
    "save_complete_interview",
    "seconds_spent",
    "set_feedback",
    "stored_interviews",
    "supabase_health",
    "url_fault",
    "url_origin",
    "warm_up",
]
