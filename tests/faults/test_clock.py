"""A clock that is wrong by decades: the order of the log stands, and nothing due happens twice."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import StoreUnusable
from tests import builders as b
from tests.faults.oracle import problems
from tests.store.places import SqlitePlace, agree, propose, screen

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BACK = datetime(2001, 3, 1, 12, tzinfo=UTC)
AHEAD = datetime(2036, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[SqlitePlace]:
    """Returns a store with one active partnership and one that is agreed, both due to end long before 2036."""
    made = SqlitePlace(tmp_path)
    store = made.made()
    for ref in (propose(store, "First Stage"), propose(store, "Second Stage")):
        screen(store, ref)
        agree(store, ref)
    made.clock.now = NOW
    store.tick()
    yield made
    made.close()


def times(place: SqlitePlace) -> list[str]:
    """Returns when each event was recorded, in log order."""
    return [row[0] for row in place.rows("SELECT recorded_at FROM log ORDER BY idx")]


def ended(place: SqlitePlace) -> list[str]:
    """Returns the partnerships the calendar has begun or ended anything in, one entry each time."""
    return [f"{row[0]} {row[1]}" for row in place.rows(
        "SELECT topic, originator_id FROM log WHERE actor = 'calendar' AND topic LIKE 'partnership.%' ORDER BY idx"
    )]  # fmt: skip


def released(place: SqlitePlace) -> list[str]:
    """Returns what the calendar has given back to the frames: which frame, and by which command."""
    return [f"{row[0]} {row[1]}" for row in place.rows(
        "SELECT originator_id, command_id FROM log WHERE actor = 'calendar' AND topic = 'budget.released.v1'"
    )]  # fmt: skip


def test_a_clock_25_years_behind_reorders_nothing(place: SqlitePlace) -> None:
    """What is recorded then stands behind what was recorded before, at no earlier time; its business date is the log's."""
    store, before = place.opened(), times(place)
    place.clock.now = BACK
    outcome = store.handle(c.RecordPayment(ref="P-1", amount=b.kronor(1)), actor="p.lund", command_id="back")
    after = times(place)

    paid, taken_of_the_frame = after[-2:]
    assert (before, before[-1]) == (after[:-2], paid)
    assert paid == taken_of_the_frame
    assert NOW.date() == outcome.effective_on
    assert [] == problems(place.path, ["back"])


def test_a_clock_25_years_behind_ends_nothing(place: SqlitePlace) -> None:
    """The calendar says that the clock is wrong, and records nothing."""
    store, before = place.opened(), times(place)
    place.clock.now = BACK
    with pytest.raises(StoreUnusable, match="and the clock says 2001-03-01"):
        store.tick()

    assert before == times(place)


def test_what_is_due_happens_once_however_the_clock_jumps(place: SqlitePlace) -> None:
    """Forward ten years, back thirty-five, forward again: every beginning and every end is recorded once."""
    store = place.opened()
    place.clock.now = AHEAD
    first = [one.command for one in store.tick()]
    once, given_back = ended(place), released(place)
    place.clock.now = BACK
    with pytest.raises(StoreUnusable):
        store.tick()
    place.clock.now = AHEAD
    again = [one.command for one in place.opened().tick()]

    assert (["expire", "expire"], []) == (first, again)
    assert (once, given_back) == (ended(place), released(place))
    assert (len(once), len(given_back)) == (len(set(once)), len(set(given_back)))
    assert given_back
    assert [] == [pair for pair in pairwise(times(place)) if pair[0] > pair[1]]
    assert [] == problems(place.path)


def test_a_clock_set_right_after_ten_years_ahead_still_records(place: SqlitePlace) -> None:
    """An event recorded ten years ahead keeps later ones from looking earlier, and people can go on working."""
    store = place.opened()
    place.clock.now = AHEAD
    store.handle(c.AddPerson(handle="n.ny", name="Nina Ny"), actor="a.ny", command_id="ahead")
    place.clock.now = NOW
    store.handle(c.AddPerson(handle="o.ny", name="Olle Ny"), actor="a.ny", command_id="right")
    last_two = times(place)[-2:]

    assert last_two[0] == last_two[1]
    assert [] == problems(place.path, ["ahead", "right"])
