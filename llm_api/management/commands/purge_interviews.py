import re
from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from llm_api.management.supabase_command import SupabaseCommand, interviews
from llm_api.supabase_client import PurgeFilter, count_interviews, purge_interviews

BATCH_SIZE = 500
DAYS = {"d": 1, "w": 7, "y": 365}
MAX_YEARS = 100


def age(text: str) -> timedelta:
    """The timedelta of `90d`, `26w` or `2y`. Raises ArgumentTypeError."""
    match = re.fullmatch(r"([0-9]{1,5})([dwy])", text)
    if not match:
        raise ArgumentTypeError(f"{text!r}: give days, weeks or years, as 90d, 26w or 2y.")
    days = int(match[1]) * DAYS[match[2]]
    if not 1 <= days <= MAX_YEARS * 365:
        raise ArgumentTypeError(f"{text!r}: give at least 1d and at most {MAX_YEARS}y.")
    return timedelta(days=days)


class Command(SupabaseCommand):
    help = (
        "Delete interviews of all people that have been stored for longer than a given time. "
        "For a retention rule, run it daily with --no-input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than",
            type=age,
            required=True,
            metavar="AGE",
            help="How long they have been stored: 90d, 26w, 2y (of 365 days).",
        )
        parser.add_argument(
            "--unclaimed",
            action="store_true",
            help="Only interviews without an owner; after 30 days they can no longer be claimed.",
        )
        self.add_confirmation(parser)

    def handle(
        self,
        *args: Any,
        older_than: timedelta,
        unclaimed: bool,
        dry_run: bool,
        no_input: bool,
        **options: Any,
    ) -> None:
        purge_filter = PurgeFilter(timezone.now() - older_than, unowned_only=unclaimed)
        total_stored, old = count_interviews(), count_interviews(purge_filter)
        which = "are without an owner and were" if unclaimed else "were"
        self.stdout.write(
            f"{old:,} of {interviews(total_stored)} {which} stored before "
            f"{purge_filter.stored_before:%Y-%m-%d %H:%M} UTC."
        )
        if dry_run or not old:
            return
        self.confirm(old, no_input)
        deleted = self._purge(purge_filter)
        self.stdout.write(f"{interviews(deleted)} deleted, {count_interviews():,} left.")

    def _purge(self, purge_filter: PurgeFilter) -> int:
        """Delete in batches, so that no statement reaches the database's time limit."""
        total = 0
        while deleted := purge_interviews(purge_filter, BATCH_SIZE):
            total += deleted
        return total
