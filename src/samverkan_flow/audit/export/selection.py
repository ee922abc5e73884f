"""Which events are meant: of one partnership, of a period, by one person, or all."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import msgspec

from samverkan_flow.domain.dates import POLICY_ZONE, format_time
from samverkan_flow.domain.errors import InvalidInput, NotFound
from samverkan_flow.domain.house import CALENDAR, refusals_id
from samverkan_flow.domain.text import check_year
from samverkan_flow.queries.reading import LoggedEvent, Reader


class Selection(msgspec.Struct, frozen=True, rename={"since": "from", "until": "to"}):
    """What is asked for; what is left empty narrows nothing.

    `since` and `until` are the first and the last day of recording, inclusive, in the policy's time zone.
    """

    ref: str = ""
    since: date | None = None
    until: date | None = None
    person: str = ""

    def described(self) -> str:
        """Returns the selection in words: `of P-7 by h.ek from 2026-01-01`."""
        parts = (
            f"of {self.ref}" if self.ref else "",
            f"by {self.person}" if self.person else "",
            f"from {self.since}" if self.since else "",
            f"to {self.until}" if self.until else "",
        )
        return " ".join(part for part in parts if part) or "at all"


class Condition(NamedTuple):
    """What a row `l` of the log has to meet, as SQL with its parameters."""

    sql: str
    parameters: tuple[Any, ...]

    def with_streams(self, *streams: str) -> "Condition":
        """Returns the condition narrowed to some streams, named by their id in hex."""
        marks = ", ".join("?" * len(streams))
        return Condition(f"{self.sql} AND l.originator_id IN ({marks})", (*self.parameters, *streams))


def checked(reader: Reader, selection: Selection) -> Selection:
    """Returns the selection with its reference as the register writes it.

    Raises NotFound for a partnership or a person there is none of, InvalidInput for a period that ends
    before it begins.
    """
    for field, day in (("--from", selection.since), ("--to", selection.until)):
        if day:
            check_year(field, day)
    if selection.since and selection.until and selection.until < selection.since:
        raise InvalidInput("--to", f"is {selection.until}, before --from {selection.since}", "exchange them")
    if selection.person not in ("", CALENDAR, *reader.house().people):
        raise NotFound(
            f'nobody is registered as "{selection.person}"', "samverkan people list shows the handles"
        )
    ref = reader.partnership(selection.ref).ref if selection.ref else ""
    return msgspec.structs.replace(selection, ref=ref)


def condition_of(reader: Reader, selection: Selection, log_size: int) -> Condition:
    """Returns the condition of a checked selection, within the first `log_size` events of the log."""
    condition = known_by(selection, log_size)
    if selection.since:
        condition = _narrowed(condition, "l.recorded_at >= ?", _midnight(selection.since))
    if selection.person:
        condition = _narrowed(condition, "l.actor = ?", selection.person)
    if selection.ref:
        partnership_id = reader.partnership(selection.ref).id
        condition = condition.with_streams(partnership_id.hex, refusals_id(partnership_id).hex)
    return condition


def known_by(selection: Selection, log_size: int) -> Condition:
    """Returns the condition of everything recorded by the end of the selected period."""
    condition = Condition("l.idx < ?", (log_size,))
    if selection.until:
        return _narrowed(condition, "l.recorded_at < ?", _midnight(selection.until + timedelta(days=1)))
    return condition


def _narrowed(condition: Condition, sql: str, parameter: str) -> Condition:
    return Condition(f"{condition.sql} AND {sql}", (*condition.parameters, parameter))


def _midnight(day: date) -> str:
    """Returns when a day begins in the policy's time zone, as the log writes times."""
    from zoneinfo import ZoneInfo

    return format_time(datetime.combine(day, time.min, ZoneInfo(POLICY_ZONE)))


def selected(reader: Reader, condition: Condition) -> Iterator[LoggedEvent]:
    """Yields the events that meet a condition, in log order, read as they are asked for."""
    return reader.logged(condition.sql, *condition.parameters)


def indexes(reader: Reader, condition: Condition) -> frozenset[int]:
    """Returns the indexes of the events that meet a condition; for a condition that few events meet."""
    rows = reader.rows(f"SELECT l.idx FROM log l WHERE {condition.sql}", *condition.parameters)
    return frozenset(row[0] for row in rows)


def count_of(reader: Reader, condition: Condition) -> int:
    """Returns how many events of the log meet a condition."""
    return int(reader.rows(f"SELECT COUNT(*) FROM log l WHERE {condition.sql}", *condition.parameters)[0][0])
