"""Dates and times as files show them, in the time zone that a download asks for."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

DEFAULT_ZONE = ZoneInfo("UTC")


def local_time(timestamp: str, zone: ZoneInfo) -> datetime | None:
    """The moment of a timestamp such as 2026-01-31T09:30:00.123456Z, in `zone`.

    None for another text, and where the year 1 or 9999 would be left.
    """
    try:
        moment = datetime.fromisoformat(timestamp)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def day(moment: datetime) -> str:
    """1 November 2026."""
    return f"{moment.day} {moment:%B %Y}"


def day_and_time(moment: datetime) -> str:
    """1 November 2026 at 18:30: as the dashboard writes it."""
    return f"{day(moment)} at {moment:%H:%M}"


def with_offset(timestamp: str, zone: ZoneInfo) -> str:
    """The timestamp in `zone`: 2026-11-01T18:30:00-08:00. In UTC it stays as it is, with Z."""
    moment = None if zone is DEFAULT_ZONE else local_time(timestamp, zone)
    return moment.isoformat() if moment else timestamp
