"""What a call may load: help lines cost click and tables, reads cost no event store."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from samverkan_flow.service import Partnerships

HEAVY = {
    "help": (
        "eventsourcing",
        "transitions",
        "sqlite3",
        "msgspec",
        "rich",
        "cryptography",
        "stdnum",
        "babel",
    ),
    "read": ("eventsourcing", "transitions", "rich", "cryptography", "stdnum", "tomllib", "babel"),
}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.db"
    Partnerships.create(path, "a.ny", name="Anna Ny").close()
    return path


def loaded_by(*arguments: str) -> set[str]:
    script = (
        "import sys, json\n"
        "from samverkan_flow.cli.app import cli\n"
        f"try: cli({list(arguments)!r}, prog_name='samverkan')\n"
        "except SystemExit: pass\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("--help",), ("breach", "--help"), ("--version",)])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    """Help loads click and the static tables, nothing that decides, stores or draws."""
    loaded = loaded_by(*arguments)

    assert loaded.isdisjoint(HEAVY["help"])


@pytest.mark.parametrize("verb", [("list",), ("people", "list"), ("code", "list")])
def test_reads_do_not_load_the_event_store(verb: tuple[str, ...], store: Path) -> None:
    """Reads go to the register in plain SQL."""
    loaded = loaded_by(*verb, "--json", "--db", str(store))

    assert loaded.isdisjoint(set(HEAVY["read"]) - ({"cryptography"} if verb[0] == "people" else set()))


def test_next_loads_neither_the_event_store_nor_the_machine(demonstration: Path) -> None:
    """What may happen next is read from the table; the machine is for deciding."""
    loaded = loaded_by("next", "P-14", "--db", str(demonstration))

    assert loaded.isdisjoint(set(HEAVY["read"]) - {"tomllib"})
