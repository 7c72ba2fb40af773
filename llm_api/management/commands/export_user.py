from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from llm_api.caller import Caller
from llm_api.management.supabase_command import SupabaseCommand, interviews
from llm_api.selection import Selection
from llm_api.serializers.responses import json_array
from llm_api.supabase_client import all_interviews, count_interviews


class Command(SupabaseCommand):
    help = "Write all interviews of one person to a JSON file, at their request: an array of rows."

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_user(parser)
        parser.add_argument(
            "--output",
            type=Path,
            metavar="FILE",
            help="Must not exist yet. Default: interviews-<UUID>.json in this folder.",
        )

    def handle(self, *args: Any, user: str, output: Path | None, **options: Any) -> None:
        file = output or Path(f"interviews-{user}.json")
        if file.exists():
            raise CommandError(f"{file} exists already.")
        total = count_interviews(user_id=user)
        self.stdout.write(f"{user} has {interviews(total)}.")
        written = _write(file, user)
        self.stdout.write(f"{interviews(written)} written to {file}.")
        if written != total:
            raise CommandError(
                "Interviews were added or deleted meanwhile. Export again for a complete file."
            )


def _write(file: Path, user: str) -> int:
    """Write the file atomically, readable by the current user only; return the number of rows."""
    temporary = file.with_name(f"{file.name}.part")
    written = 0

    def counted() -> Any:
        nonlocal written
        for row in all_interviews(Caller(user), Selection(ordering="completed_at")):
            written += 1
            yield row

    try:
        temporary.touch(mode=0o600)
        with temporary.open("wb") as target:
            target.writelines(json_array(counted()))
        temporary.rename(file)
    except OSError as exc:
        raise CommandError(f"{file} cannot be written: {exc.strerror}.") from exc
    finally:
        temporary.unlink(missing_ok=True)
    return written
