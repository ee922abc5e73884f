"""What a partnership was on a day, or was known to be at a moment; where the two tell different tales, both."""

from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from samverkan_flow.audit.answer import Answer, Row, citation, stamp_of
from samverkan_flow.audit.fields import Fields, changes, differing, fields_of
from samverkan_flow.audit.known_then import came_between, known_then_and_now, recorded_between, unknown_then
from samverkan_flow.audit.past import Past, check_is_past, life_of, past_of, told
from samverkan_flow.domain.dates import format_time
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.queries.reading import LoggedEvent, Reader


class StateAsked(msgspec.Struct, frozen=True):
    """The whole state as of a day and as known at a time (UTC), and the last event it holds."""

    as_of: date | None
    known_at: str
    last_index: int
    state: Partnership


class StateAnswer(Answer, frozen=True):
    """An answer that also holds the whole states it tells of: the one asked for first."""

    states: tuple[StateAsked, ...] = ()


_OF_NOTE = (
    "name", "partner.name", "stage", "stage_since", "end_reason", "ended_on", "confirmed_by", "proposer", "owner",
    "screener", "policy_version", "conflicts.*", "agreed_on", "agreement.kind", "agreement.start", "agreement.end",
    "agreement.registry_number", "agreement.contributions.*.net", "payments.*.amount", "payments.*.paid_on",
    "breaches.*.guideline", "breaches.*.decision", "settlement.repaid", "corrections.*.because",
    "corrections.*.confirmed_by",
)  # fmt: skip
"""The fields a person sees first, as patterns; a star stands for a name."""

_COLUMNS = (("field", "field"), ("value", "value"))


def state(
    reader: Reader, ref: str, as_of: date | None = None, known_at: datetime | None = None
) -> StateAnswer:
    """Returns a partnership in force on a day, as known at a moment (UTC), or both (questions 3 and 4).

    A day is told as known now; where it was known otherwise then, both are told, with the events
    that came in between. Raises NotFound where there was nothing yet, InvalidInput for what is to come.
    """
    check_is_past(reader, as_of, known_at)
    life = life_of(reader, ref)
    asked = past_of(life, as_of, known_at)
    if as_of is None:
        return _one(reader, asked)
    then, later = known_then_and_now(asked, life, as_of, known_at)
    if then is None:
        return _one(reader, asked, unknown_then(asked, as_of))
    between = came_between(then.events, later.events)
    if not differing(fields_of(then.state), fields_of(later.state)):
        return _one(reader, asked)
    return _both(reader, asked, then, later, between)


def _one(reader: Reader, asked: Past, *notes: str) -> StateAnswer:
    fields = fields_of(asked.state)
    rows = [{"field": field, "value": fields[field]} for field in fields if _is_of_note(field)]
    return _answer(reader, _COLUMNS, rows, (_heading(asked), *notes), asked)


def _both(
    reader: Reader, asked: Past, then: Past, later: Past, between: tuple[LoggedEvent, ...]
) -> StateAnswer:
    before, after = fields_of(then.state), fields_of(later.state)
    differ = [field for field in differing(before, after) if _is_told(field)]
    because = _because(reader, later, between)
    rows = [_compared(field, before, after, because) for field in differ]
    rows += [
        _compared(field, before, after, {}) for field in after if _is_of_note(field) and field not in differ
    ]
    notes = (
        _heading(asked),
        recorded_between(reader, between),
    )
    other = later if asked is then else then
    columns = (
        ("field", "field"), (_known(then), "then"), (_known(later), "value"), ("because of", "because_of"),
    )  # fmt: skip
    return _answer(reader, columns, rows, notes, asked, other)


def _because(reader: Reader, later: Past, between: tuple[LoggedEvent, ...]) -> dict[str, str]:
    """Returns for each field the event recorded in between that changed it last."""
    came = {one.index for one in between}
    return {
        change.field: citation(reader, change.logged)
        for change in changes(later.events)
        if change.logged.index in came
    }


def _compared(field: str, before: Fields, after: Fields, because: dict[str, str]) -> Row:
    return {
        "field": field,
        "then": before.get(field),
        "value": after.get(field),
        "because_of": because.get(field, ""),
    }


def _is_of_note(field: str) -> bool:
    return any(fnmatchcase(field, pattern) for pattern in _OF_NOTE)


def _is_told(field: str) -> bool:
    """A correction is cited as an event; the whole of it stands in the states."""
    return not field.startswith("corrections.") or _is_of_note(field)


def _heading(asked: Past) -> str:
    in_force = f"in force on {asked.as_of}" if asked.as_of else "as it stood"
    last = asked.events[-1]
    return (
        f"{asked.state.ref} {in_force}, as {_known(asked)}; "
        f"the last event it holds is {asked.state.ref}:{last.recorded.originator_version}@{last.index}."
    )


def _known(past: Past) -> str:
    """Returns when what a past tells was known, as a heading says it."""
    return f"known {told(past.known_at).removeprefix('at ')}"


def _answer(
    reader: Reader,
    columns: tuple[tuple[str, str], ...],
    rows: list[Row],
    notes: tuple[str, ...],
    *pasts: Past,
) -> StateAnswer:
    return StateAnswer(
        question="state",
        stamp=stamp_of(reader),
        columns=columns,
        rows=tuple(rows),
        notes=notes,
        states=tuple(_asked(past) for past in pasts),
    )


def _asked(past: Past) -> StateAsked:
    known_at: Any = format_time(past.known_at) if past.known_at else ""
    return StateAsked(past.as_of, known_at, past.last_index, past.state)
