"""What needs attention: everything owed across the portfolio, most urgent first, in plain SQL."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from samverkan_flow.domain.errors import Damaged
from samverkan_flow.domain.house import Person
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.obligations import ALWAYS, Obligation
from samverkan_flow.domain.reference import reference
from samverkan_flow.queries.register import Register
from samverkan_flow.store.schema import OBLIGATION_COLUMNS

_COLUMNS = ", ".join(OBLIGATION_COLUMNS)
_OWED = "due >= ? AND due <= ? AND opens_on <= ? AND closes_on >= ?"


def owed_across(
    register: Register,
    today: date,
    *,
    since: date = date.min,
    until: date = ALWAYS,
    owner: str = "",
    titles: Sequence[str] = (),
    kinds: Sequence[str] = (),
    limit: int = -1,
) -> list[Obligation]:
    """Returns what is owed on a day and due in some period, soonest first, so many at most.

    Narrowed to what a person owns or owes, by name or by one of their `titles`, and to some kinds.
    """
    names = (owner, *titles)
    rows = register.rows(
        f"SELECT {_COLUMNS} FROM obligations WHERE {_OWED} "
        f"AND (? = '' OR owner = ? OR who IN ({_marks(names)})) AND (? = 0 OR kind IN ({_marks(kinds)})) "
        "ORDER BY due, number, kind, subject LIMIT ?",
        *_days(since, until, today), owner, owner, *names, len(kinds), *kinds, limit,
    )  # fmt: skip
    return list(_read(rows, register))


def titles_of(person: Person) -> tuple[str, ...]:
    """Returns how obligations call somebody who has a person's roles: an evaluator, a second empowered person."""
    return (*person.roles, *(["a second empowered person"] if person.level else []))


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values)) or "NULL"


def count_owed(register: Register, today: date, *, since: date = date.min, until: date = ALWAYS) -> int:
    """Returns how many obligations there are of those."""
    return int(
        register.rows(f"SELECT COUNT(*) FROM obligations WHERE {_OWED}", *_days(since, until, today))[0][0]
    )


def _days(since: date, until: date, today: date) -> tuple[str, ...]:
    return since.isoformat(), until.isoformat(), today.isoformat(), today.isoformat()


def owed_by(register: Register, number: int) -> tuple[Obligation, ...]:
    """Returns what one partnership owes and comes to owe, as the rows say."""
    rows = register.rows(
        f"SELECT {_COLUMNS} FROM obligations WHERE number = ? ORDER BY due, kind, subject", number
    )
    return tuple(_read(rows, register))


def _read(rows: Sequence[Any], register: Register) -> Iterator[Obligation]:
    day = date.fromisoformat
    try:
        for number, kind, subject, opens_on, closes_on, due, clause, who, what, name, owner in rows:
            yield Obligation(
                kind,
                clause,
                day(due),
                who,
                what,
                reference(number),
                name,
                owner,
                day(opens_on),
                subject,
                day(closes_on),
            )
    except (ValueError, TypeError) as error:
        raise Damaged(f"a row of {register.path} cannot be read: {error}", "run samverkan rebuild") from None


def stage_counts(register: Register) -> dict[str, int]:
    """Returns how many partnerships stand at each stage, in the order of their life."""
    counts = dict(map(tuple, register.rows("SELECT stage, COUNT(*) FROM register GROUP BY stage")))
    return {stage.value: counts.get(stage.value, 0) for stage in Stage}


def exceptions_per_clause(register: Register) -> dict[str, int]:
    """Returns how many exceptions have been granted from each clause, for the board (T11)."""
    rows = register.rows(
        "SELECT clauses, COUNT(*) FROM log WHERE topic = 'partnership.exception-granted.v1' GROUP BY clauses"
    )
    counts = {str(clause): int(count) for clause, count in rows}
    return dict(sorted(counts.items(), key=lambda counted: (len(counted[0]), counted[0])))
