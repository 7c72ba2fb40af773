from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from llm_api.management.backup_file import BackupError, BackupFile
from llm_api.management.supabase_command import SupabaseCommand, interviews
from llm_api.supabase_client import PurgeFilter, count_interviews, stored_interviews

PROGRESS_INTERVAL = 10_000  # rows


class Command(SupabaseCommand):
    help = (
        "Write the interviews of all people to a file of JSON lines, with a manifest of their "
        "number and SHA-256. A backup that was interrupted goes on when it is started again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="Such as interviews.jsonl.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            self._back_up(BackupFile(file))
        except BackupError as exc:
            raise CommandError(str(exc)) from exc
        except OSError as exc:
            raise CommandError(f"{file} cannot be written: {exc.strerror}.") from exc

    def _back_up(self, backup: BackupFile) -> None:
        stored_before, last_id = backup.begin(timezone.now())
        if last_id:
            self.stdout.write(f"Going on with the backup of {stored_before:%Y-%m-%d %H:%M} UTC.")
        rows = stored_interviews(stored_before, *[last_id] if last_id else [])
        for number, _ in enumerate(backup.append(rows), 1):
            if number % PROGRESS_INTERVAL == 0:
                self.stdout.write(f"{interviews(number)} read …")
        manifest = backup.finish(stored_before)
        self.stdout.write(f"{interviews(manifest.rows)} written to {backup.path}.")
        self.stdout.write(f"SHA-256 {manifest.sha256}")
        # Interviews may be deleted during a backup, but none may be missing from it.
        if count_interviews(PurgeFilter(stored_before)) > manifest.rows:
            raise CommandError("The table has more interviews of that time: back up again.")
