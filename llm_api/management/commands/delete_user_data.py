from typing import Any

from django.core.management.base import CommandParser

from llm_api.caller import Caller
from llm_api.management.supabase_command import SupabaseCommand, interviews
from llm_api.supabase_client import count_interviews, delete_all_interviews


class Command(SupabaseCommand):
    help = (
        "Delete all interviews of one person, at their request. Deleting their account in Supabase "
        "deletes them too. To keep a copy, run export_user first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_user(parser)
        self.add_confirmation(parser)

    def handle(self, *args: Any, user: str, dry_run: bool, no_input: bool, **options: Any) -> None:
        total = count_interviews(user_id=user)
        self.stdout.write(f"{user} has {interviews(total)}.")
        if dry_run or not total:
            return
        self.confirm(total, no_input)
        deleted = delete_all_interviews(Caller(user), total)
        left = count_interviews(user_id=user)
        self.stdout.write(f"{interviews(deleted)} deleted, {left:,} left.")
