"""The base class of the commands about people's interviews."""

import uuid
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rest_framework.exceptions import APIException


class SupabaseCommand(BaseCommand):
    """A command that queries Supabase as the service role, and reports API errors as text."""

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
        parser.add_argument("--dry-run", action="store_true", help="Only count; delete nothing.")
        parser.add_argument("--no-input", action="store_true", help="Do not ask before deleting.")

    def confirm(self, total: int, no_input: bool) -> None:
        """Ask the operator to type the number of interviews. Raises CommandError otherwise."""
        if no_input:
            return
        try:
            typed = input(f"Permanently delete {interviews(total)}? Type {total} to continue: ")
        except EOFError as exc:
            raise CommandError("Nothing was deleted. Without a terminal, use --no-input.") from exc
        if typed.strip() != str(total):
            raise CommandError("Nothing was deleted.")


def user_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError as exc:
        raise ArgumentTypeError(f"{text!r} is not a UUID.") from exc


def interviews(number: int) -> str:
    return f"{number:,} interview{'' if number == 1 else 's'}"
