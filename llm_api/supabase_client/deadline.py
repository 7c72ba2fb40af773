"""How long Supabase may keep one request of ours."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings


@dataclass
class Budget:
    """Seconds that one request may still spend on Supabase, and that it has spent."""

    seconds: float
    spent: float = 0.0


# Left for a request that has waited all its time for a thread. It gets through where Supabase
# answers, and where Supabase hangs those behind it need not wait for another whole time limit.
LEAST = 2.0  # seconds

_waited: ContextVar[float] = ContextVar("waited", default=0.0)
_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def note_waiting(seconds: float) -> None:
    """How long the request that begins next in this thread has waited for it."""
    _waited.set(seconds)


def begin_request() -> None:
    """Give the request that begins its SUPABASE_TIMEOUT seconds, from when it arrived."""
    seconds = settings.SUPABASE_TIMEOUT
    _budget.set(Budget(max(seconds - _waited.get(), min(LEAST, seconds))))
    _waited.set(0.0)


def seconds_spent() -> float:
    """By the request in hand, since it began, with Supabase and between attempts to reach it."""
    budget = _budget.get()
    return 0.0 if budget is None else budget.spent


@contextmanager
def deadline(at_most: float | None = None) -> Iterator[None]:
    """Everything inside shares what is left of the request's budget, or `at_most` seconds.

    A deadline inside another one never ends later than the outer one.
    """
    began = time.monotonic()
    budget = _budget.get() or Budget(settings.SUPABASE_TIMEOUT)
    seconds = budget.seconds if at_most is None else min(at_most, budget.seconds)
    outer = _deadline.get()
    ends = began + seconds if outer is None else min(outer, began + seconds)
    token = _deadline.set(ends)
    try:
        yield
    finally:
        _deadline.reset(token)
        if outer is None:
            spent = time.monotonic() - began
            budget.seconds -= spent
            budget.spent += spent


def seconds_left() -> float:
    """Until the deadline in force; under 0 when it has passed."""
    ends = _deadline.get()
    return settings.SUPABASE_TIMEOUT if ends is None else ends - time.monotonic()
