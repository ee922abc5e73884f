"""The fixture `app`: one world per scenario, over the surface the run has chosen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_bdd.parser import Step

from tests.acceptance.driver import CliDriver, Driver, ServiceDriver
from tests.acceptance.world import furnish

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
