"""Whether the settings allow the admin site to run."""

from django.conf import settings

from llm_api.admin_site.database_url import connection_fields

TRANSACTION_POOLER = "6543"
DB_URL_HINT = (
    "Supabase dashboard, Connect, Session pooler (port 5432); or the direct connection, where "
    "this machine has IPv6."
)


def admin_faults() -> list[str]:
    """Why the admin cannot run, as sentences for the operator; empty if it can."""
    if not settings.SUPABASE_DB_URL:
        return ["SUPABASE_DB_URL is not set."]
    if connection_fields(settings.SUPABASE_DB_URL)["PORT"] == TRANSACTION_POOLER:
        return [
            "SUPABASE_DB_URL names the transaction pooler (port 6543), which loses the setting "
            "that makes the admin's connection read-only."
        ]
    return []
