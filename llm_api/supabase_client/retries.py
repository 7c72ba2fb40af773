"""Repeating what Supabase was unavailable for, within the deadline of the request."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from llm_api import metrics
from llm_api.exceptions import SupabaseUnavailable
from llm_api.supabase_client.deadline import deadline, seconds_left

ATTEMPTS = 4
FIRST_DELAY = 0.1  # seconds; each further delay is three times as long

Response = TypeVar("Response")


def with_retries(attempt: Callable[[int], Response]) -> Response:
    """Call `attempt(n)`, n from 0, until it does not raise SupabaseUnavailable.

    For idempotent operations only. Raises the error after ATTEMPTS attempts, or when the delay
    before the next attempt would exceed the deadline.
    """
    with deadline():
        for number in range(ATTEMPTS - 1):
            try:
                return attempt(number)
            except SupabaseUnavailable:
                delay = FIRST_DELAY * 3**number * random.uniform(0.75, 1.25)  # noqa: S311
                if delay >= seconds_left():
                    raise
            metrics.SUPABASE_RETRIES.inc()
            time.sleep(delay)
        return attempt(ATTEMPTS - 1)
