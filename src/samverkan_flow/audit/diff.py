"""What changed in a partnership between two days: field, before, after, by whom, by which event."""

from collections.abc import Iterable
from datetime import date

from samverkan_flow.audit.answer import Answer, Row, answer, citation
from samverkan_flow.audit.fields import Change, changes, differing, fields_of
from samverkan_flow.audit.past import Past, check_is_past, life_of, past_of
from samverkan_flow.domain.dates import format_time
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.queries.reading import LoggedEvent, Reader

_COLUMNS = (
    ("field", "field"),
    ("before", "old"),
    ("after", "new"),
    ("by", "actor"),
    ("effective", "effective_on"),
    ("event", "citation"),
)


def diff(reader: Reader, ref: str, first: date, last: date) -> Answer:
    """Returns the fields that differ between a partnership in force on two days, as known now (question 5).

    Raises InvalidInput when the days stand the wrong way round, NotFound where there was nothing yet.
    """
    if last < first:
        raise InvalidInput(
            "the first day,", f"{first}, comes after the last, {last}", "exchange the two days"
        )
    check_is_past(reader, last, None)
    life = life_of(reader, ref)
    before, after = (past_of(life, day) for day in (first, last))
    was, now = fields_of(before.state), fields_of(after.state)
    changed = _last_changes(before, after)
    rows = [
        {"field": field, "old": was.get(field), "new": now.get(field), **set_by(reader, changed[field])}
        for field in differing(was, now)
    ]
    empty = f"nothing changed between {first} and {last}"
    return answer(reader, "diff", _COLUMNS, rows, _notes(before, after), empty)


def _last_changes(before: Past, after: Past) -> dict[str, LoggedEvent]:
    """Returns for each field the event that set it last; one that came since the first day, where there is one."""
    held = {one.index for one in before.events}
    made = list(changes(after.events))
    return _by_field(made) | _by_field(one for one in made if one.logged.index not in held)


def _by_field(made: Iterable[Change]) -> dict[str, LoggedEvent]:
    return {change.field: change.logged for change in made}


def _notes(before: Past, after: Past) -> tuple[str, ...]:
    count = len(after.events) - len(before.events)
    events = "1 event" if count == 1 else f"{count} events"
    return (f"{events} took effect between the two days; a confirmed correction counts from the start.",)


def set_by(reader: Reader, logged: LoggedEvent) -> Row:
    """Returns who set a field, when, by which event and why."""
    recorded = logged.recorded
    return {
        "actor": recorded.actor,
        "effective_on": recorded.effective_on.isoformat(),
        "recorded_at": format_time(recorded.recorded_at),
        "citation": citation(reader, logged),
        "index": logged.index,
        "reason": recorded.reason,
    }
