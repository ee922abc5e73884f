"""The demonstration opened for asking, and an empty place for a small store."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samverkan_flow.audit.bundle.making import bundle_partnership, bundle_whole_log
from samverkan_flow.queries.reading import Reader
from tests.cli.conftest import demo, run
from tests.store.conftest import a_file

__all__ = ["a_file", "asked", "demo", "run"]


@pytest.fixture
def asked(demonstration: Path) -> Iterator[Reader]:
    """Returns the demonstration, opened for asking."""
    with Reader(demonstration) as reader:
        yield reader


@pytest.fixture(scope="session")
def dossiers(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Returns a function that gives the dossier of a partnership, or of the whole log ("all"); to be left as it is."""
    folder = tmp_path_factory.mktemp("dossiers")

    def made(which: str) -> Path:
        path = folder / which
        if not path.exists():
            with Reader(demonstration) as reader:
                bundle_whole_log(reader, path) if which == "all" else bundle_partnership(reader, which, path)
        return path

    return made


@pytest.fixture
def copied(dossiers: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """Returns a function that gives a copy of a dossier, to be changed."""
    return lambda which: Path(shutil.copytree(dossiers(which), tmp_path / "dossier"))
