"""Through which accounts people acted: one account for several persons, one person through several accounts."""

from collections import Counter

from samverkan_flow.audit.answer import Answer, Row, answer
from samverkan_flow.audit.counting import counted
from samverkan_flow.audit.envelope import envelopes
from samverkan_flow.domain.house import CALENDAR, House
from samverkan_flow.queries.reading import Reader

_COLUMNS = (
    ("what", "kind"),
    ("which", "which"),
    ("with", "acts"),
    ("acts", "count"),
    ("bound to (R6)", "bound_to"),
)

Acts = Counter[tuple[str, str]]
"""How many events each account and person have brought about together."""


def accounts(reader: Reader) -> Answer:
    """Returns the accounts that more than one person acted from, and the persons who acted from several.

    What the calendar brings about is nobody's act, and refused attempts count: they were made too.
    """
    acts: Acts = Counter((one.via, one.actor) for one in envelopes(reader) if one.actor != CALENDAR)
    house = reader.house()
    rows = [*_shared(acts, house), *_spread(acts, house)]
    every = {account for account, _ in acts}
    people = {person for _, person in acts}
    notes = (
        f"looked at: {counted(acts.total(), 'event')} through {counted(len(every), 'account')} "
        f"by {counted(len(people), 'person')}; the calendar's are left out, refused attempts are not",
    )
    empty = "every person acted from one account, and every account served one person"
    return answer(reader, "accounts", _COLUMNS, rows, notes, empty)


def _shared(acts: Acts, house: House) -> list[Row]:
    """Returns a row for each account that several persons acted from."""
    return [
        _row("several persons", account, persons, _holders(house, account))
        for account in sorted({account for account, _ in acts})
        if len(persons := _with(acts, account, 0)) > 1
    ]


def _spread(acts: Acts, house: House) -> list[Row]:
    """Returns a row for each person who acted from several accounts."""
    return [
        _row("several accounts", person, used, _bound(house, person))
        for person in sorted({person for _, person in acts})
        if len(used := _with(acts, person, 1)) > 1
    ]


def _with(acts: Acts, one: str, place: int) -> dict[str, int]:
    """Returns who or what an account (place 0) or a person (place 1) acted with, most often first."""
    return {pair[1 - place]: count for pair, count in acts.most_common() if pair[place] == one}


def _row(kind: str, which: str, others: dict[str, int], bound_to: tuple[str, ...]) -> Row:
    return {
        "kind": kind,
        "which": which,
        "acts": [f"{other} {count}" for other, count in others.items()],
        "counts": others,
        "count": sum(others.values()),
        "bound": bool(bound_to),
        "bound_to": list(bound_to) or ["not bound"],
    }


def _holders(house: House, account: str) -> tuple[str, ...]:
    return tuple(person.handle for person in house.people.values() if account in person.accounts)


def _bound(house: House, handle: str) -> tuple[str, ...]:
    person = house.people.get(handle)
    return person.accounts if person else ()
