"""The stores the contract is held against; a second database joins by standing in PLACES."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.places import PLACES, Place, SqlitePlace


@pytest.fixture(params=sorted(PLACES))
def a_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Returns an empty place for a store, of each database in turn."""
    place = PLACES[request.param](tmp_path)
    yield place
    place.close()


@pytest.fixture
def a_file(tmp_path: Path) -> Iterator[SqlitePlace]:
    """Returns an empty place for a store in a SQLite file."""
    place = SqlitePlace(tmp_path)
    yield place
    place.close()
