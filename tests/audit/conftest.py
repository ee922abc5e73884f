"""The demonstration opened for asking, and an empty place for a small store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from samverkan_flow.queries.reading import Reader
from tests.cli.conftest import demo, run
from tests.store.conftest import a_file

__all__ = ["a_file", "asked", "demo", "run"]


@pytest.fixture
def asked(demonstration: Path) -> Iterator[Reader]:
    """Returns the demonstration, opened for asking."""
    with Reader(demonstration) as reader:
        yield reader
