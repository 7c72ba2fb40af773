"""The numbers on the admin's first page. None of them reads the whole table."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connections
from django.utils import timezone

from llm_api.admin_site.models import Interview
from llm_api.admin_site.pagination import MAX_COUNT

ESTIMATE = "select reltuples from pg_catalog.pg_class where oid = 'public.interviews'::regclass"


class Number(NamedTuple):
    label: str
    value: str


def overview() -> list[Number]:
    """How many interviews there are, were stored lately, and have no owner."""
    interviews = Interview.objects.all()
    now = timezone.now()
    return [
        Number("Interviews", _total()),
        Number("Stored in the last 24 hours", _count(interviews, now - timedelta(days=1))),
        Number("Stored in the last 7 days", _count(interviews, now - timedelta(days=7))),
        Number("Without an owner", _bounded(interviews.filter(user_id=None))),
    ]


def _count(interviews: Any, since: Any) -> str:
    return _bounded(interviews.filter(created_at__gte=since))


def _bounded(interviews: Any) -> str:
    count = interviews.order_by()[:MAX_COUNT].count()
    return f"{count:,}" if count < MAX_COUNT else f"{MAX_COUNT:,} or more"


def _total() -> str:
    """Exact below MAX_COUNT, else PostgreSQL's own estimate."""
    exact = _bounded(Interview.objects.all())
    if not exact.endswith("more"):
        return exact
    with connections["supabase"].cursor() as cursor:
        cursor.execute(ESTIMATE)
        [estimate] = cursor.fetchone()
    return f"about {max(int(estimate), MAX_COUNT):,}"
