"""Query parameters of the exports."""

from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from llm_api.serializers.query_params import CompareQuery, ExportQuery, FilterQuery, OwnerQuery

DEFAULT_TIME_ZONE = "UTC"
MAX_NAME = 100


@cache
def time_zones() -> frozenset[str]:
    """The names of the IANA time zones, as the package tzdata lists them.

    Names are compared with this list before `zoneinfo` looks for a file of that name. `Factory`
    stands for a computer whose zone nobody has set.
    """
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split()) - {"Factory"}


@extend_schema_field({"type": "string", "examples": ["Europe/Berlin"]})
class TimeZoneField(serializers.Field):
    """The name of an IANA time zone; the value is a ZoneInfo."""

    default_error_messages = {
        "invalid": "Give the name of an IANA time zone, such as Europe/Berlin.",
    }

    def __init__(self) -> None:
        super().__init__(
            default=ZoneInfo(DEFAULT_TIME_ZONE),
            help_text="The IANA time zone in which dates are written and files are dated.",
        )

    def to_internal_value(self, data: str) -> ZoneInfo:
        if data not in time_zones():
            self.fail("invalid")
        return ZoneInfo(data)

    def to_representation(self, value: Any) -> str:
        return str(value)


@extend_schema_field(
    {"type": "string", "minLength": 1, "maxLength": MAX_NAME, "pattern": r"[^\s\x1c-\x1f\x85]"}
)
class NameField(serializers.CharField):
    """Trimmed text of 1 to 100 characters, which is shown and not stored."""

    def __init__(self) -> None:
        super().__init__(
            default="", max_length=MAX_NAME, help_text="Whose it is, for the head of the document."
        )


class InterviewExportQuery(OwnerQuery):
    """Of one interview."""

    time_zone = TimeZoneField()


class InterviewDocumentQuery(InterviewExportQuery):
    name = NameField()


class ProgressPdfQuery(FilterQuery):
    time_zone = TimeZoneField()
    name = NameField()


class ComparisonPdfQuery(CompareQuery):
    time_zone = TimeZoneField()
    name = NameField()


class InterviewsExportQuery(ExportQuery):
    """Of all interviews that the filters select."""

    time_zone = TimeZoneField()
