"""The option `--surface`, the steps of the acceptance spec as plugins, and the demonstration recorded once."""

from pathlib import Path

import pytest

STEPS = Path(__file__).parent / "acceptance" / "steps"

pytest.register_assert_rewrite("tests.acceptance")
pytest_plugins = tuple(
    f"tests.acceptance.steps.{module.stem}"
    for module in sorted(STEPS.glob("*.py"))
    if module.stem != "__init__"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--surface`: the features run over the service (default) or over the command line."""
    parser.addoption(
        "--surface", choices=("service", "cli"), default="service", help="what the acceptance spec runs over"
    )


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the path of a store that holds the demonstration; nothing may be recorded in it."""
    from samverkan_flow.demo.portfolio import record

    path = tmp_path_factory.mktemp("demonstration") / "demo.db"
    record(path)
    return path


@pytest.fixture(scope="session")
def without_addresses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the demonstration as it is where nobody's mail address has been recorded."""
    from samverkan_flow.demo import portfolio

    path = tmp_path_factory.mktemp("without") / "demo.db"
    told = portfolio.read_portfolio()
    for person in told["people"].values():
        del person["mail"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portfolio, "read_portfolio", lambda: told)
        portfolio.record(path)
    return path
