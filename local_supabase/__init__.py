"""A Supabase on this machine, for trying the service and for its tests. Knows nothing of Django."""

from .stack import LocalSupabase

__all__ = ["LocalSupabase"]
