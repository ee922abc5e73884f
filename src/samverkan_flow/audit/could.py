"""Who could have done something then: roles held then, duties had by then, levels against the amount."""

from datetime import date, datetime

from samverkan_flow.audit.answer import Answer, Row, answer
from samverkan_flow.audit.judging import Judged, act_named, judged
from samverkan_flow.audit.known_then import came_between, known_then_and_now, recorded_between, unknown_then
from samverkan_flow.audit.past import Past, check_is_past, life_of, past_of, told
from samverkan_flow.domain.acts import Act
from samverkan_flow.queries.reading import Reader

_COLUMNS = (
    ("person", "person"),
    ("roles then", "roles"),
    ("could", "could"),
    ("clauses", "clauses"),
    ("why not", "why_not"),
)
_BOTH_COLUMNS = (
    ("person", "person"),
    ("roles then", "roles"),
    ("as known now", "could_now"),
    ("as known then", "could_then"),
    ("clauses", "clauses"),
    ("why not", "why_not"),
)
_NOT_REGISTERED = "not registered"


def could(
    reader: Reader, ref: str, act_name: str, as_of: date | None = None, known_at: datetime | None = None
) -> Answer:
    """Returns everybody registered then, whether they could have done an act, and why not (question 7).

    A day is told as known now; where it was known otherwise then, both are told, with what was recorded
    in between. Raises NotFound for an act that is not done to a partnership, and where there was nothing yet.
    """
    act = act_named(act_name)
    check_is_past(reader, as_of, known_at)
    life = life_of(reader, ref)
    past = past_of(life, as_of, known_at)
    asked = judged(reader, act, past)
    if as_of is None:
        return _one(reader, act, asked)
    then, later = known_then_and_now(past, life, as_of, known_at)
    if then is None:
        return _one(reader, act, asked, unknown_then(past, as_of))
    other = judged(reader, act, later if then is past else then)
    if _what_matters(asked) == _what_matters(other):
        return _one(reader, act, asked)
    return _both(reader, act, asked, other)


def _one(reader: Reader, act: Act, asked: Judged, *more: str) -> Answer:
    notes = (_when(asked.past, act, asked.day), *more, *asked.notes)
    empty = f"nobody was registered here on {asked.day}"
    return answer(reader, "could", _COLUMNS, asked.rows.values(), notes, empty)


def _what_matters(one: Judged) -> dict[str, tuple[list[str], str, list[str]]]:
    return {person: (row["roles"], row["could"], row["clauses"]) for person, row in one.rows.items()}


def _both(reader: Reader, act: Act, asked: Judged, other: Judged) -> Answer:
    """Tells a day as known now and as known then; what is told of each person is what was asked for."""
    then, now = (asked, other) if asked.past.known_at else (other, asked)
    named = "as known now" if asked is then else "as known then"
    rows = [
        _told(asked.rows.get(person), other.rows.get(person), named)
        | {"could_now": _could(now, person), "could_then": _could(then, person)}
        for person in {**asked.rows, **other.rows}
    ]
    between = (
        *came_between(then.past.events, now.past.events),
        *came_between(then.of_house, now.of_house),
    )
    notes = (
        _when(asked.past, act, asked.day),
        f"Then is {told(then.past.known_at).removeprefix('at ')}.",
        recorded_between(reader, sorted(between, key=lambda one: one.index)),
        *asked.notes,
    )
    return answer(reader, "could", _BOTH_COLUMNS, rows, notes)


def _told(asked: Row | None, other: Row | None, named: str) -> Row:
    """Returns the row asked for; of one who could, why it was otherwise by the other knowledge."""
    if asked is None:
        assert other is not None, "somebody is registered by one of the two"
        return {**other, "could": _NOT_REGISTERED, "clauses": [], "why_not": ""}
    if other is None or asked["why_not"] or not other["why_not"]:
        return asked
    return {**asked, "why_not": f"{named}: {other['why_not']}"}


def _could(one: Judged, person: str) -> str:
    row = one.rows.get(person)
    return row["could"] if row else _NOT_REGISTERED


def _when(past: Past, act: Act, day: date) -> str:
    known_at = f", as known {told(past.known_at).removeprefix('at ')}" if past.known_at else ""
    who = " or ".join(act.who)
    return f'"{act.name}" of {past.state.ref} ({past.state.stage}) as of {day}{known_at}: it takes {who}.'
