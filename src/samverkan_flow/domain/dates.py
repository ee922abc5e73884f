"""Dates as the policy counts them: the same date next year, and days that are kept through their end."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

POLICY_ZONE = "Europe/Stockholm"
DEMONSTRATION_NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
"""Where a demonstration store's clock stands still."""


def add_months(start: date, months: int) -> date:
    """Returns the same day some months later; 29 February becomes the 28th (T7)."""
    year, month0 = divmod(start.month - 1 + months, 12)
    year += start.year
    return date(year, month0 + 1, min(start.day, monthrange(year, month0 + 1)[1]))


def add_days(start: date, days: int) -> date:
    """Returns the date some days later."""
    return start + timedelta(days=days)


def local_date(moment: datetime, zone: str = POLICY_ZONE) -> date:
    """Returns the calendar date of a moment in the policy's time zone."""
    from zoneinfo import ZoneInfo  # heavy for what asks no day

    return moment.astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date, zone: str = POLICY_ZONE) -> datetime:
    """Returns the UTC moment at which a calendar date begins in the policy's time zone."""
    from zoneinfo import ZoneInfo  # heavy for what asks no day

    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def end_of_day(day: date, zone: str = POLICY_ZONE) -> datetime:
    """Returns the last moment of a day in the policy's time zone, in UTC."""
    return start_of_day(add_days(day, 1), zone) - timedelta.resolution


def format_time(moment: datetime) -> str:
    """Returns a UTC moment as text that sorts by time."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def parse_time(text: str) -> datetime:
    """Returns the UTC moment of such a text."""
    return datetime.fromisoformat(text)
