"""The answers the demonstration must give."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samverkan_flow.queries.reading import Reader


@pytest.fixture
def reader(demonstration: Path) -> Iterator[Reader]:
    """Yields the demonstration opened for reading."""
    with Reader(demonstration) as opened:
        yield opened


@pytest.fixture(scope="session")
def answers() -> dict[str, Any]:
    """Returns the answers the product must give."""
    return tomllib.loads((Path(__file__).parent / "answers.toml").read_text("utf-8"))
