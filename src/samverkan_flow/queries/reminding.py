"""What is to be told whom today: every step that has been reached and of which nobody was told yet."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec

from samverkan_flow.domain.dates import add_days
from samverkan_flow.domain.errors import NotFound
from samverkan_flow.domain.house import House, reminders_id
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.reminders import Reminder, step_reached
from samverkan_flow.queries.addressees import AddressBook
from samverkan_flow.queries.attention import owed_across
from samverkan_flow.queries.reading import Reader


class ToTell(msgspec.Struct, frozen=True):
    """What there is to tell on a day: reminders, most urgent first, and what nobody can be told of."""

    reminders: tuple[Reminder, ...]
    nobodys: tuple[Obligation, ...]


def reminding_policy(reader: Reader, house: House, today: date) -> Policy:
    """Returns the policy in force that day, whose steps and words reminders go by (T13). Raises NotFound."""
    in_force = house.policy_in_force(today)
    if in_force is None:
        raise NotFound(
            "no adopted policy is in force today", "an administrator adopts one: samverkan policy adopt"
        )
    return reader.policy(in_force.version)


def at_a_step(reader: Reader, house: House, today: date) -> Iterator[tuple[Obligation, int]]:
    """Yields what is owed and has reached a step, with the latest it has reached, soonest due first."""
    steps = reminding_policy(reader, house, today).thresholds.reminder_days
    for owed in owed_across(reader, today, until=add_days(today, max(steps))):
        step = step_reached(owed.due, today, steps)
        if step is not None:
            yield owed, step


def to_tell(reader: Reader, house: House, today: date) -> ToTell:
    """Returns what is to be told whom, leaving out what was told already."""
    book = AddressBook(reader, house, today)
    reminders: list[Reminder] = []
    nobodys: list[Obligation] = []
    for owed, step in at_a_step(reader, house, today):
        found = book.of(owed)
        if not found.told:
            nobodys.append(owed)
        known = told_at(reader, found.partnership_id, owed, step)
        reminders += (Reminder(owed, to, step, found.who) for to in found.told if to not in known)
    return ToTell(tuple(reminders), tuple(nobodys))


def told_at(reader: Reader, partnership_id: UUID, owed: Obligation, step: int) -> set[str]:
    """Returns the handles of those who were reminded of an obligation at one step."""
    rows = reader.rows(
        "SELECT recipient FROM reminders WHERE stream = ? AND kind = ? AND subject = ? AND due = ? AND step = ?",
        reminders_id(partnership_id).hex,
        owed.kind,
        owed.subject,
        owed.due.isoformat(),
        step,
    )
    return {row[0] for row in rows}
