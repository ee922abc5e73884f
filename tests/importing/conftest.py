"""Stores that portfolios are imported into: furnished with people and a code of conduct, on 2026-01-02."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from samverkan_flow.importing import read_portfolio
from samverkan_flow.service import Partnerships
from tests.importing.portfolios import a_row, as_csv, file_of
from tests.store.places import PLACES, Place

ROWS = (
    a_row(screener="g.lind"),
    {"key": "vagspel", "initiative": "Evening class", "initiative_start": "2025-03-01"},
    a_row(key="later", name="Barnkulturdagarna", start="2026-02-01", end="2028-12-31", initiative="Festival",
          last_evaluated_on="", last_evaluation_final="", **{"2025": "", "2028": "0"}),
    a_row(key="ended", name="Clowner", organisation_number="811228-9874", end="2025-12-31", ended_on="2025-12-31",
          end_reason="completed", last_evaluation_final="yes", **{"2026": "", "2027": ""}),
    a_row(key="breach", name="Glitter", ended_on="2025-06-01", end_reason="breach", last_evaluated_on="",
          last_evaluation_final="", document_sha256="", code_version=""),
    a_row(key="over", name="Gamla scenen", end="2025-12-20", last_evaluation_final="", **{"2026": "", "2027": ""}),
)  # fmt: skip
"""Partnerships in force, still to begin, completed, ended for a breach, and past their end without a word."""


@pytest.fixture(params=sorted(PLACES))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Returns an empty place for a store, of each database in turn."""
    made = PLACES[request.param](tmp_path)
    yield made
    made.close()


@pytest.fixture
def store(place: Place) -> Partnerships:
    """Returns a furnished store."""
    return place.made()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Returns a portfolio file of five partnerships in six rows."""
    return file_of(tmp_path, "portfolio.csv", as_csv(*ROWS))


@pytest.fixture
def imported(place: Place, store: Partnerships, file: Path) -> Place:
    """Returns a place whose store has taken in the file."""
    store.import_portfolio(read_portfolio(file, "we begin").command, actor="a.ny", via="cli:anna")
    return place
