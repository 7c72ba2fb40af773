"""The filters beside the list. Unknown values in the URL are ignored."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_date

from llm_api.schemas import EXPERIENCE_LEVELS, INTERVIEW_TYPES

Choices = list[tuple[str, str]]


class ChoiceFilter(admin.SimpleListFilter):
    """One of a few fixed choices; `conditions` maps each to the ORM's filter arguments."""

    conditions: ClassVar[dict[str, dict[str, Any]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(choice, choice) for choice in self.conditions]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**self.conditions.get(self.value() or "", {}))


class TypeFilter(ChoiceFilter):
    title = "type"
    parameter_name = "type"
    conditions: ClassVar = {name: {"interview_type": name} for name in INTERVIEW_TYPES}


class LevelFilter(ChoiceFilter):
    title = "level"
    parameter_name = "level"
    conditions: ClassVar = {name: {"experience_level": name} for name in EXPERIENCE_LEVELS}


class ScoreFilter(ChoiceFilter):
    """By the exact score. The column, which has it rounded, is quicker to read and goes first."""

    title = "overall score"
    parameter_name = "score"
    conditions: ClassVar = {
        "below 4": {"overall_score__lte": 4, "exact_overall_score__lt": 4},
        "4 to below 7": {
            "overall_score__range": (4, 7),
            "exact_overall_score__gte": 4,
            "exact_overall_score__lt": 7,
        },
        "7 to 10": {"overall_score__gte": 7, "exact_overall_score__gte": 7},
        "unscored": {"overall_score": None},
    }


class OwnerFilter(ChoiceFilter):
    title = "owner"
    parameter_name = "owner"
    conditions: ClassVar = {
        "with an owner": {"user_id__isnull": False},
        "anonymous": {"user_id__isnull": True},
    }


class CompletedFilter(admin.ListFilter):
    """Completed between two days in UTC, both inclusive; either may be empty."""

    title = "day of completion (UTC)"
    template = "admin/llm_api/interview/completed_filter.html"
    names = ("completed_from", "completed_until")

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: Any, model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.first, self.last = (_day(params.pop(name, [""])[-1]) for name in self.names)

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.names)

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """One item: the chosen days, and the other query parameters, which the form must keep."""
        yield {
            "from": self.first,
            "until": self.last,
            "other_params": {
                name: value for name, value in changelist.params.items() if name not in self.names
            },
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.first:
            queryset = queryset.filter(completed_at__gte=_midnight(self.first))
        if self.last:
            queryset = queryset.filter(completed_at__lt=_midnight(self.last + timedelta(days=1)))
        return queryset


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and day < date.max else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
