"""The rows of what is owed: the same as the states say, on every day; by person, kind and period."""

import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from samverkan_flow.cli.attention import KINDS as KINDS_OF_THE_OPTION
from samverkan_flow.domain.obligations import KINDS, Obligation, obligations
from samverkan_flow.domain.reference import number_of
from samverkan_flow.queries.attention import count_owed, owed_across
from samverkan_flow.queries.health import examine
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships

DAYS = [date(2022, 1, 1) + timedelta(17 * n) for n in range(180)]
"""Days on both sides of everything the demonstration owes, leap days and year ends among those near them."""


def as_the_states_say(reader: Reader, today: date) -> list[Obligation]:
    """Returns what is owed on a day, worked out state by state."""
    house = reader.house()
    owed = [
        one
        for state in reader.partnerships()
        for one in obligations(state, reader.policy(state.policy_version), house, today)
    ]
    return sorted(owed, key=lambda one: (one.due, number_of(one.ref) or 0, one.kind, one.subject))


def test_the_rows_say_what_the_states_say_on_every_day(demonstration: Path) -> None:
    """No row depends on today: asked of any day, they tell what the states would."""
    with Reader(demonstration) as reader:
        for day in [*DAYS, date(2024, 2, 29), date(2026, 12, 31), date(2027, 1, 1)]:
            assert as_the_states_say(reader, day) == owed_across(reader, day), day


def test_they_are_narrowed_by_person_kind_and_period(demonstration: Path) -> None:
    """What a person owns or owes, of some kinds, due between two days, so many at most."""
    today = date(2026, 11, 23)
    with Reader(demonstration) as reader:
        every = owed_across(reader, today)
        late = owed_across(reader, today, until=today - timedelta(1))

        assert late == [one for one in every if one.days_late(today)]
        assert late[:3] == owed_across(reader, today, limit=3)
        assert len(late) == count_owed(reader, today, until=today - timedelta(1))
        assert [one for one in every if one.who == "g.lind"] == owed_across(reader, today, owner="g.lind")
        assert every == owed_across(reader, today, owner="s.alm")
        assert [] == owed_across(reader, today, owner="s.al")
        wanted = ("evaluation", "co-partner")
        assert [one for one in every if one.kind in wanted] == owed_across(reader, today, kinds=wanted)


def test_the_option_names_every_kind() -> None:
    """The kinds of `due --kind` are those there are."""
    assert KINDS == KINDS_OF_THE_OPTION


def moved_to(folder: Path, store: Path) -> Path:
    """Returns a copy of a store that may be changed."""
    for file in store.parent.glob(f"{store.name}*"):
        shutil.copy(file, folder)
    return folder / store.name


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM obligations WHERE kind = 'evaluation'",
        "UPDATE obligations SET due = '2099-01-01' WHERE kind = 'final-evaluation'",
        "INSERT INTO obligations SELECT 999, kind, subject, opens_on, closes_on, due, clause, who, what, name, owner "
        "FROM obligations LIMIT 1",
        "UPDATE budget SET state = CAST(replace(CAST(state AS TEXT), '165000000', '165000001') AS BLOB) "
        "WHERE year = 2027",
        "UPDATE budget SET version = version + 1 WHERE year = 2027",
        "DELETE FROM register WHERE number = 14",
        "DELETE FROM budget WHERE year = 2027",
    ],
)
def test_doctor_sees_a_changed_row(demonstration: Path, tmp_path: Path, change: str) -> None:
    """Rows of obligations and frames are held against replay; rebuild mends them."""
    path = moved_to(tmp_path, demonstration)
    with sqlite3.connect(path, isolation_level=None) as raw:
        raw.execute(change)
    with Reader(path) as reader:
        assert ["the register equals replay"] == [one.what for one in examine(reader) if not one.ok]

    with Partnerships(path) as store:
        store.rebuild()

    with Reader(path) as reader:
        assert [] == [one.what for one in examine(reader) if not one.ok]


def test_no_rule_rests_on_a_row(demonstration: Path, tmp_path: Path) -> None:
    """A debt that somebody takes out of the rows still stops the payment: rules ask the events."""
    from samverkan_flow.domain import commands as c
    from samverkan_flow.domain.errors import Refused
    from tests import builders as b

    path = moved_to(tmp_path, demonstration)
    with sqlite3.connect(path, isolation_level=None) as raw:
        raw.execute("DELETE FROM obligations")
    with Partnerships(path) as store, pytest.raises(Refused) as refused:
        store.handle(c.RecordPayment(ref="P-5", amount=b.kronor(1), year=2026), actor="p.lund")

    assert "C38" in [one.clause for one in refused.value.findings]
