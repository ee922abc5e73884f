"""What was rolled back is forgotten: nothing decided later rests on what was never recorded."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.queries.health import examine
from tests import builders as b
from tests.store.places import SqlitePlace, agree, propose, ready, screen
from tests.unit.givens import POLICY_TEXT


@pytest.fixture
def place(tmp_path: Path) -> Iterator[SqlitePlace]:
    """Returns a place for a furnished store."""
    place = SqlitePlace(tmp_path)
    yield place
    place.close()


def test_a_commit_that_failed_late_is_forgotten(place: SqlitePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows that follow load states within the transaction; where signing fails, these are forgotten too."""
    store = place.made()
    ref = propose(store)
    screen(store, ref)
    agree(store, ref)
    newer = POLICY_TEXT.replace('version = "2026-1"', 'version = "2026-2"', 1)
    store.handle(c.AdoptPolicy(text=newer, in_force_from=date(2026, 1, 2)), actor="a.ny")
    store._policies.clear()
    publish = c.PublishCode(
        version="2026", in_force_from=date(2026, 1, 2), document=b.a_document("code 2026.pdf")
    )
    sign = store.recorder.datastore.checkpoints.sign

    def full(*_args: Any, **_more: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.recorder.datastore.checkpoints, "sign", full)
    with pytest.raises(OSError, match="No space"):
        store.handle(publish, actor="a.ny")
    monkeypatch.setattr(store.recorder.datastore.checkpoints, "sign", sign)

    assert store.house().code("2026") is None
    store.handle(publish, actor="a.ny")
    with place.reader() as reader:
        assert [] == [one.found for one in examine(reader) if not one.ok]


def test_amounts_beyond_one_amount_keep_the_store_readable(place: SqlitePlace) -> None:
    """The largest contributions there can be add up, and everything is still read, rebuilt and published."""
    store = place.made()
    ref = propose(store)
    screen(store, ref)
    agree(store, ref)
    for actor, command in b.frames(10**11, 2026, 2028):
        store.handle(command, actor=actor)
    most = tuple(b.Contribution(year, b.Money(10**13), 0, b.Money(10**13)) for year in (2026, 2027, 2028))
    other = propose(store, "Second Stage")
    screen(store, other)
    for step in ready(other):
        store.handle(step, actor="h.ek")
    with pytest.raises(Exception, match="C14"):
        store.handle(b.an_agreement(ref=other, contributions=most), actor="v.norr")
    store.rebuild()
    with place.reader() as reader:
        assert [] == [one.found for one in examine(reader) if not one.ok]
