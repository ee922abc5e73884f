"""What is owed as a calendar feed (iCalendar, RFC 5545): an entry for each date, the same for the same log and day."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event, Timezone

from samverkan_flow.domain.dates import POLICY_ZONE, add_days, parse_time
from samverkan_flow.domain.errors import NotFound
from samverkan_flow.domain.house import NAMESPACE
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.reference import reference, stored_id
from samverkan_flow.domain.reminders import in_days
from samverkan_flow.queries.addressees import AddressBook
from samverkan_flow.queries.attention import owed_across
from samverkan_flow.queries.reading import Reader
from samverkan_flow.queries.reminding import reminding_policy

PRODUCT = "-//samverkan-flow//partnerships under a policy//EN"
ALARM_AT = timedelta(hours=9)
"""What time of day an alarm goes off, counted from the midnight its day begins with."""


ZONE_TOLD_UNTIL = date(2038, 1, 1)
"""A calendar without any entry holds a time zone instead: it must hold something (RFC 5545, 3.6)."""


class Revision(NamedTuple):
    """Which partnership a reference is, how many events it has had, and when the last was recorded (UTC)."""

    id: UUID
    version: int
    recorded_at: datetime


def feed(reader: Reader, for_handle: str = "", owner: str = "") -> bytes:
    """Returns the feed of everything owed: of all, of what one person may or must do, or of one owner's partnerships.

    Raises NotFound where somebody is not registered.
    """
    house = reader.house()
    today = reader.today(house)
    for handle in filter(None, (for_handle, owner)):
        if handle not in house.people:
            raise NotFound(f'nobody is registered as "{handle}"', "samverkan people list shows who is")
    owed: Iterable[Obligation] = owed_across(reader, today)
    if owner:
        owed = (one for one in owed if one.owner == owner)
    if for_handle:
        book = AddressBook(reader, house, today)
        owed = [one for one in owed if for_handle in book.of(one).told]
    policy = reminding_policy(reader, house, today)
    entries = _Entries(house.origin, today, policy, revisions(reader))
    return _calendar(_title(for_handle, owner), (entries.of(one) for one in owed))


def revisions(reader: Reader) -> dict[str, Revision]:
    """Returns how far each partnership has come, by its reference; the times are the log's, not the clock's."""
    rows = reader.each(
        "SELECT r.number, r.id, r.version, l.recorded_at FROM register r "
        "JOIN log l ON l.originator_id = r.id AND l.originator_version = r.version"
    )
    return {reference(row[0]): Revision(stored_id(row[1]), row[2], parse_time(row[3])) for row in rows}


def _calendar(title: str, entries: Iterator[Event]) -> bytes:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("name", title)
    made.add("x-wr-calname", title)
    for entry in entries:
        made.add_component(entry)
    if not made.subcomponents:
        made.add_component(Timezone.from_tzid(POLICY_ZONE, last_date=ZONE_TOLD_UNTIL))
    return bytes(made.to_ical())


def _title(for_handle: str, owner: str) -> str:
    parts = (for_handle and f"for {for_handle}", owner and f"owned by {owner}")
    return ", ".join(("Partnerships", *(part for part in parts if part)))


class _Entries:
    """Makes the entry of an obligation."""

    def __init__(self, origin: str, today: date, policy: Policy, revisions: dict[str, Revision]) -> None:
        self._origin = origin
        self._today = today
        self._policy = policy
        self._steps = policy.thresholds.reminder_days
        self._revisions = revisions

    def of(self, owed: Obligation) -> Event:
        """Returns an all-day entry that takes up no time; a date that moves keeps its UID."""
        revision = self._revisions[owed.ref]
        made = Event()
        made.add("uid", uid(self._origin, revision.id, owed))
        made.add("dtstamp", revision.recorded_at)
        made.add("last-modified", revision.recorded_at)
        made.add("sequence", revision.version)
        made.add("dtstart", owed.due)
        made.add("dtend", add_days(owed.due, 1))
        made.add("transp", "TRANSPARENT")
        made.add("summary", self._summary(owed))
        made.add("description", _description(owed, self._policy))
        made.add("categories", [owed.kind])
        for alarm in self._alarms(owed):
            made.add_component(alarm)
        return made

    def _summary(self, owed: Obligation) -> str:
        late = "LATE: " if owed.days_late(self._today) else ""
        return f"{late}{owed.what} · {owed.ref} {owed.partnership} [{owed.clause}]"

    def _alarms(self, owed: Obligation) -> Iterator[Alarm]:
        """Yields an alarm for each step from the policy up to the day itself, none of what is late."""
        for step in sorted({one for one in self._steps if one >= 0}, reverse=True):
            if not owed.days_late(self._today):
                made = Alarm()
                made.add("action", "DISPLAY")
                made.add(
                    "description", f"{owed.what}, {owed.ref}: {in_days(owed.due, add_days(owed.due, -step))}"
                )
                made.add("trigger", ALARM_AT - timedelta(days=step))
                yield made


def _description(owed: Obligation, policy: Policy) -> str:
    lines = (
        f"{owed.what[:1].upper()}{owed.what[1:]}.",
        f"{policy.titled(owed.clause)}; due on {owed.due}, by {owed.who}.",
        f"Partnership {owed.ref} {owed.partnership}.",
        f"What it takes: samverkan next {owed.ref}",
    )
    return "\n".join(lines)


def uid(origin: str, partnership_id: UUID, owed: Obligation) -> str:
    """Returns the permanent name of an obligation's entry; it does not hang on the date, which may move."""
    named = "\n".join((origin, partnership_id.hex, owed.kind, owed.subject))
    return f"{uuid5(NAMESPACE, named)}@samverkan.invalid"
