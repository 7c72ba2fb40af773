import re
from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from llm_api.management.supabase_command import SupabaseCommand, interviews
from llm_api.supabase_client import Expired, count_interviews, purge_interviews

AT_ONCE = 500
DAYS = {"d": 1, "w": 7, "y": 365}
MOST_YEARS = 100


def age(text: str) -> timedelta:
    """`90d`, `26w` or `2y`."""
    written = re.fullmatch(r"([0-9]{1,5})([dwy])", text)
    if not written:
        raise ArgumentTypeError(f"{text!r}: give days, weeks or years, as 90d, 26w or 2y.")
    days = int(written[1]) * DAYS[written[2]]
    if not 1 <= days <= MOST_YEARS * 365:
        raise ArgumentTypeError(f"{text!r}: give at least 1d and at most {MOST_YEARS}y.")
    return timedelta(days=days)


class Command(SupabaseCommand):
    help = (
        "Delete interviews that have been stored for longer than a given time, of all people. "
        "For a retention rule: run it daily with --no-input."
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
            help="Only those without an owner. After 30 days nobody can claim them any more.",
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
        expired = Expired(timezone.now() - older_than, unowned_only=unclaimed)
        everything, old = count_interviews(), count_interviews(expired)
        which = "are without an owner and were" if unclaimed else "were"
        self.stdout.write(
            f"{old:,} of {interviews(everything)} {which} stored before "
            f"{expired.stored_before:%Y-%m-%d %H:%M} UTC."
        )
        if dry_run or not old:
            return
        self.confirm(old, no_input)
        deleted = self._purge(expired)
        self.stdout.write(f"{interviews(deleted)} deleted, {count_interviews():,} left.")

    def _purge(self, expired: Expired) -> int:
        """Some hundreds at a time, so that no statement runs into the database's time limit."""
        total = 0
        while deleted := purge_interviews(expired, AT_ONCE):
            total += deleted
        return total
