import json
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rest_framework.exceptions import APIException

from llm_api.caller import Caller
from llm_api.exceptions import IdempotencyKeyReused
from llm_api.serializers.bodies import read_interview
from llm_api.supabase_client import open_account, save_complete_interview

DEMO_INTERVIEWS = Path(__file__).parent.parent / "demo_interviews.json"
ADDED, PRESENT, OUTDATED = "added", "present", "outdated"


class Command(BaseCommand):
    help = "Give a demo user two dozen interviews over half a year. A second run changes nothing."
    requires_system_checks: list[Any] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="demo@example.com")
        parser.add_argument("--password", required=True)

    def handle(self, *args: Any, email: str, password: str, **options: Any) -> None:
        try:
            demo_user = open_account(email, password)
        except (ValueError, APIException) as exc:
            url = settings.SUPABASE_URL or "(SUPABASE_URL is not set)"
            raise CommandError(f"Cannot sign in as {email} at {url}: {exc}") from exc
        entries = json.loads(DEMO_INTERVIEWS.read_text(encoding="utf-8"))
        counts = Counter(_save(demo_user, entry) for entry in entries)
        self.stdout.write(f"{email}: {_summary(counts)}")


def _save(caller: Caller, entry: dict[str, Any]) -> str:
    """Save an entry unless it exists. Its date is not part of the idempotency key.

    OUTDATED if it exists with the contents of an earlier version of this service. It stays so,
    because a row of a person is never replaced behind their back.
    """
    sent = read_interview(entry)
    try:
        saved = save_complete_interview(
            caller.user_id,
            **sent.columns,
            completed_at=_completed_at(entry),
            token=caller.token,
            idempotency_key=entry["key"],
            body=entry,
        )
    except IdempotencyKeyReused:
        return OUTDATED
    return PRESENT if saved.replayed else ADDED


def _summary(counts: Counter[str]) -> str:
    there = counts[PRESENT] + counts[OUTDATED]
    summary = f"{counts[ADDED]} interviews added, {there} were there already."
    if counts[OUTDATED]:
        summary += (
            f" {counts[OUTDATED]} of them are of an earlier version:"
            " delete those, and the next run adds them as they are now."
        )
    return summary


def _completed_at(entry: dict[str, Any]) -> datetime:
    day = timezone.now().date() - timedelta(days=entry["days_ago"])
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(entry["time"])))
