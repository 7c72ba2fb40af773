from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from llm_api.management.backup_file import BackupError, BackupFile
from llm_api.management.supabase_command import SupabaseCommand, interviews
from llm_api.schemas import Row
from llm_api.supabase_client import Restored, restore_interviews

BATCH_SIZE = 50  # rows
PROGRESS_INTERVAL = 10_000  # rows
MAX_LISTED = 20  # owners
IN_THE_TABLE = {Restored.ADDED, Restored.UNCHANGED, Restored.KEPT}


class Command(SupabaseCommand):
    help = (
        "Put the interviews of a backup back into the table, with their ids, owners and times. "
        "Rows that are there already are never changed, so that it can be run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="As `backup` has written it.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        backup = BackupFile(file)
        try:
            manifest = backup.verified()
        except BackupError as exc:
            raise CommandError(str(exc)) from exc
        self.stdout.write(f"{interviews(manifest.rows)} in {file}, as they were written.")
        outcomes, owners = self._restore(backup.rows())
        for outcome, number in outcomes.items():
            self.stdout.write(f"{interviews(number)} {outcome}.")
        for owner, number in owners.most_common(MAX_LISTED):
            self.stdout.write(f"  {owner}: {interviews(number)}")
        if len(owners) > MAX_LISTED:
            self.stdout.write(f"  and {len(owners) - MAX_LISTED:,} further owners")
        if not outcomes.keys() <= IN_THE_TABLE:
            raise CommandError("Not everything was restored. The backup still holds all of it.")

    def _restore(self, rows: Iterator[Row]) -> tuple[Counter[Restored], Counter[str]]:
        """The numbers of rows by outcome, and those of owners without an account."""
        outcomes: Counter[Restored] = Counter()
        owners: Counter[str] = Counter()
        while batch := list(islice(rows, BATCH_SIZE)):
            for row, outcome in zip(batch, restore_interviews(batch), strict=True):
                outcomes[outcome] += 1
                if outcome is Restored.NO_ACCOUNT:
                    owners[row["user_id"]] += 1
            if outcomes.total() % PROGRESS_INTERVAL == 0:
                self.stdout.write(f"{interviews(outcomes.total())} so far …")
        return outcomes, owners
