"""The time limit for all exchanges with Supabase within one request."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings


@dataclass
class Budget:
    """The seconds that one request may still spend on Supabase, and those already spent."""

    seconds: float
    spent: float = 0.0


# The minimum for a request that used up its time waiting for a thread. It is enough if Supabase
# responds, and if Supabase hangs it does not block the queue for the full limit again.
MIN_BUDGET = 2.0  # seconds

_waited: ContextVar[float] = ContextVar("waited", default=0.0)
_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def note_waiting(seconds: float) -> None:
    """Record how long the next request of this thread has waited for the thread, in seconds."""
    _waited.set(seconds)


def begin_request() -> None:
    """Start a request's budget: SUPABASE_TIMEOUT seconds, counted from the request's arrival."""
    seconds = settings.SUPABASE_TIMEOUT
    _budget.set(Budget(max(seconds - _waited.get(), min(MIN_BUDGET, seconds))))
    _waited.set(0.0)


def renew_budget() -> None:
    """Give the current request another SUPABASE_TIMEOUT seconds, for the next step of a stream."""
    _budget.set(Budget(settings.SUPABASE_TIMEOUT))


def seconds_spent() -> float:
    """Seconds that the current request has spent on Supabase, delays between attempts included."""
    budget = _budget.get()
    return 0.0 if budget is None else budget.spent


@contextmanager
def deadline(at_most: float | None = None) -> Iterator[None]:
    """Limit the block to the remaining budget of the request, or to `at_most` seconds.

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
    """Seconds until the current deadline; negative when it has passed."""
    ends = _deadline.get()
    return settings.SUPABASE_TIMEOUT if ends is None else ends - time.monotonic()
