"""The fixture `app`: one world per scenario, over the surface the run has chosen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_bdd.parser import Feature, Scenario, Step

from tests.acceptance.driver import CliDriver, Driver, ServiceDriver
from tests.acceptance.world import furnish

CLAUSE = re.compile(r"[CR]\d{1,2}")
SURFACES: dict[str, type[Driver]] = {"service": ServiceDriver, "cli": CliDriver}


@pytest.fixture(scope="session")
def furnished_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with everybody registered and a code of conduct, made once and copied for each scenario."""
    return furnish(tmp_path_factory.mktemp("house"))


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path, furnished_house: Path) -> Iterator[Driver]:
    """The driver: the same methods over every surface."""
    driver = SURFACES[request.config.getoption("--surface")].moved_in(furnished_house, tmp_path)
    yield driver
    driver.close()


def pytest_bdd_after_step(request: pytest.FixtureRequest, step: Step) -> None:
    """What a scenario takes for granted must have happened: a refused Given is a mistake in the scenario."""
    if step.type == "given":
        driver: Driver = request.getfixturevalue("app")
        assert (driver.refusal or driver.fault) is None, step.name


def pytest_bdd_after_scenario(request: pytest.FixtureRequest, feature: Feature, scenario: Scenario) -> None:
    """A scenario tagged as a refusal of a clause is one: what was refused cites that clause or rule."""
    driver: Driver = request.getfixturevalue("app")
    clauses = {tag for tag in scenario.tags | feature.tags if CLAUSE.fullmatch(tag)}
    if "refuse" in scenario.tags and driver.fault is None:
        cited = {finding.clause for finding in driver.refusal.findings} if driver.refusal else set()
        assert cited & clauses, (
            f"{scenario.name} is tagged {sorted(clauses)} and was refused under {sorted(cited)}"
        )
