"""What the fault tests share: a furnished store, strace where it is, and the figures they end with."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.home import Home, furnished

FIGURES = "faults"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Returns a furnished store that is only copied."""
    return furnished(tmp_path_factory.mktemp("faults") / "template")


@pytest.fixture
def home(template: Home, tmp_path: Path) -> Home:
    """Returns a furnished store of this test's own."""
    return template.copy_to(tmp_path / "home")


@pytest.fixture
def traced() -> None:
    """Skips the test where strace cannot be used."""
    from tests.faults.system_calls import missing

    if missing():
        pytest.skip(missing())


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[Callable[..., None]]:
    """Returns a function that tells the figures of a test; they are printed at the end, with the seconds it took."""
    begun = time.monotonic()
    told: dict[str, object] = {}
    yield told.update
    told["seconds"] = round(time.monotonic() - begun)
    words = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in told.items())
    request.node.user_properties.append((FIGURES, f"{request.node.name}: {words}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the figures, whatever the tests came to."""
    told = sorted(
        {
            text
            for reports in terminalreporter.stats.values()
            for report in reports
            for name, text in getattr(report, "user_properties", ())
            if name == FIGURES
        }
    )
    if told:
        terminalreporter.section("faults: what was tried")
        for text in told:
            terminalreporter.write_line(text)
