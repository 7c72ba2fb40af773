"""What the commands about people's interviews share."""

import uuid
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rest_framework.exceptions import APIException


class SupabaseCommand(BaseCommand):
    """A command that asks Supabase as the service role; its refusals are for a person to read."""

    requires_system_checks: list[Any] = []

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except APIException as exc:
            raise CommandError(str(exc.detail)) from exc

    def add_user(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--user",
            type=user_id,
            required=True,
            metavar="UUID",
            help="The person's user id: in Supabase, Authentication, Users.",
        )

    def add_confirmation(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Count, and delete nothing.")
        parser.add_argument("--no-input", action="store_true", help="Do not ask before deleting.")

    def confirm(self, total: int, no_input: bool) -> None:
        """Have a person type how many interviews go. Raises CommandError if they do not."""
        if no_input:
            return
        try:
            typed = input(f"Delete {interviews(total)} for good? Type {total} to go on: ")
        except EOFError as exc:
            raise CommandError("Nothing was deleted. Without a terminal: --no-input.") from exc
        if typed.strip() != str(total):
            raise CommandError("Nothing was deleted.")


def user_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError as exc:
        raise ArgumentTypeError(f"{text!r} is not a UUID.") from exc


def interviews(number: int) -> str:
    return f"{number:,} interview{'' if number == 1 else 's'}"
