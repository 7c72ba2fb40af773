"""A Supabase on this machine, for `make run` and the tests. It does not depend on Django."""

from .stack import LocalSupabase

__all__ = ["LocalSupabase"]
