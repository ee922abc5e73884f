"""The first and the last day something is owed on: each boundary by the day."""

from datetime import date, timedelta

import pytest

from samverkan_flow.domain import events as e
from samverkan_flow.domain.house import HOUSE_ID, evolve_house
from samverkan_flow.domain.obligations import ALWAYS, KINDS, obligations, obligations_ahead
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED_ON,
    DISMISSED_FOR_BREACH,
    HOUSE,
    POLICY,
    REPORTED,
    SETTLED_IN,
    Happened,
    code,
    ended,
    house,
    joined,
    partnership,
    recorded,
    remedy_ordered,
)

DAY = timedelta(1)
REMEDY_BY = date(2026, 5, 30)
FIRST, SECOND = date(2026, 7, 1), date(2026, 9, 1)
TWO_CODES = house(*SETTLED_IN, code("2026", FIRST), code("2026-2", SECOND))


def kinds_on(given: tuple[Happened, ...], day: date) -> list[str]:
    """Returns the kinds of what is owed on a day about a breach."""
    owed = obligations(partnership(*given), POLICY, HOUSE, day)
    return [one.kind for one in owed if one.kind in ("remedy", "breach-decision")]


def test_a_remedy_is_owed_through_its_day_and_the_decision_from_the_day_after() -> None:
    """One takes the place of the other at midnight; never both, never neither (T3)."""
    given = (*REPORTED, remedy_ordered(REMEDY_BY))

    assert [["remedy"], ["remedy"], ["breach-decision"]] == [
        kinds_on(given, REMEDY_BY + days * DAY) for days in (-1, 0, 1)
    ]


def test_the_newest_code_takes_the_place_of_the_one_before() -> None:
    """On the first day of a newer code the one before it is no longer to be acknowledged (T14)."""
    owed = [
        [
            one.subject
            for one in obligations(partnership(*ACTIVE), POLICY, TWO_CODES, day)
            if one.kind == "acknowledgement"
        ]
        for day in (FIRST - DAY, FIRST, SECOND - DAY, SECOND)
    ]

    assert [[], ["2026"], ["2026"], ["2026-2"]] == owed


def test_a_code_published_late_gives_its_full_time() -> None:
    """A code published after its first day is to be acknowledged from the day it was published (C23)."""
    published = date(2026, 8, 1)
    late = recorded(Happened(code("2026", FIRST), "a.ny", published), HOUSE.version + 1, HOUSE_ID)
    ahead = obligations_ahead(partnership(*ACTIVE), POLICY, evolve_house(HOUSE, late))
    (owed,) = [one for one in ahead if one.kind == "acknowledgement"]

    assert (published, published + 90 * DAY, ALWAYS) == (owed.opens_on, owed.due, owed.closes_on)


@pytest.mark.parametrize(
    ("kind", "given", "opens_on"),
    [
        ("evaluation", ACTIVE, b.START),
        ("end-date", ACTIVE, AGREED_ON),
        ("co-partner", (*ACTIVE, joined("Glitter AB")), date(2026, 9, 3)),
        ("breach-decision", REPORTED, date(2026, 5, 4)),
        ("confirmation", DISMISSED_FOR_BREACH, date(2026, 5, 6)),
        ("settlement", DISMISSED_FOR_BREACH, date(2026, 5, 6)),
        ("final-evaluation", (*ACTIVE, ended("notice", date(2026, 6, 1))), b.START),
    ],
)
def test_each_is_owed_from_the_day_it_begins(kind: str, given: tuple[Happened, ...], opens_on: date) -> None:
    """Nothing is owed the day before what brings it about."""
    state = partnership(*given)
    told = [
        [one.kind for one in obligations(state, POLICY, HOUSE, day) if one.kind == kind]
        for day in (opens_on - DAY, opens_on)
    ]

    assert [[], [kind]] == told
    assert kind in KINDS


def test_what_is_owed_is_of_the_known_kinds() -> None:
    """Every obligation has one of the kinds there are, and a clause."""
    given = (*REPORTED, remedy_ordered(REMEDY_BY), joined("Glitter AB"))
    ahead = obligations_ahead(partnership(*given), POLICY, TWO_CODES)

    assert {one.kind for one in ahead} <= {*KINDS}
    assert {one.clause for one in ahead} == {"C7", "C23", "C30", "C36", "C38"}


def test_an_evaluation_in_the_log_is_the_only_thing_that_moves_the_clock() -> None:
    """Payments, follow-ups and the like leave what is owed as it is (C38)."""
    more = Happened(e.FollowUpRecorded("I1", "all is well"), "s.alm", date(2026, 6, 1))

    assert obligations_ahead(partnership(*ACTIVE), POLICY, HOUSE) == obligations_ahead(
        partnership(*ACTIVE, more), POLICY, HOUSE
    )
