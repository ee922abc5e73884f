"""What a call may load: help lines cost click and tables, reads cost no event store."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ALLOWED_FOR_HELP = {"click"}
ALLOWED_FOR_READS = {"click", "msgspec", "typing_extensions"}
"""The third-party packages a call may load; everything else waits until it is needed."""


def loaded_by(*arguments: str) -> set[str]:
    script = (
        "import sys, json\n"
        "from samverkan_flow.cli.app import cli\n"
        f"try: cli({list(arguments)!r}, prog_name='samverkan')\n"
        "except SystemExit: pass\n"
        "loaded = {name.split('.')[0] for name, module in list(sys.modules.items())\n"
        "          if 'site-packages' in (getattr(module, '__file__', '') or '')}\n"
        "print(json.dumps(sorted(loaded)), 'sqlite3' in sys.modules, 'tomllib' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    packages, sqlite3, tomllib = done.stderr.splitlines()[-1].rsplit(" ", 2)
    standard = {"sqlite3": sqlite3 == "True", "tomllib": tomllib == "True"}
    return {name for name in json.loads(packages) if not name.startswith("_")} | {
        name for name, loaded in standard.items() if loaded
    }


@pytest.mark.parametrize("arguments", [("--help",), ("breach", "--help"), ("--version",)])
def test_help_loads_click_and_nothing_else(arguments: tuple[str, ...]) -> None:
    """Help loads click and the static tables, nothing that decides, stores or draws."""
    assert loaded_by(*arguments) - {"samverkan_flow"} <= ALLOWED_FOR_HELP


ACROSS = ("late", "corrections", "duties", "durations", "missed", "expiring", "policies", "accounts", "exceptions",
          "erased")  # fmt: skip
READS = (
    ("list",),
    ("status",),
    ("next", "P-14"),
    ("audit", "history", "P-4"),
    ("audit", "state", "P-7", "--as-of", "2026-05-31"),
    ("audit", "diff", "P-7", "--from", "2026-01-02", "--to", "2026-06-02"),
    ("audit", "blame", "P-7", "agreement"),
    ("audit", "mandates", "P-7"),
    ("audit", "could", "P-7", "agree", "--known-at", "2025-11-30"),
    ("audit", "search", "--person", "v.norr"),
    *(("audit", question) for question in ACROSS),
    ("report", "--year", "2026", "--json"),
    ("audit", "export", "--format", "jsonl", "-o", "-"),
    ("audit", "export", "--format", "ocel", "-o", "-"),
)


@pytest.mark.parametrize("verb", READS, ids=" ".join)
def test_reads_load_no_event_store(verb: tuple[str, ...], demonstration: Path) -> None:
    """Reads go to the register and the log in plain SQL; what may happen next is read from the table of acts."""
    loaded = loaded_by(*verb, "--db", str(demonstration))

    assert loaded - {"samverkan_flow", "sqlite3"} <= ALLOWED_FOR_READS


def test_only_a_page_draws(demonstration: Path) -> None:
    """Charts cost pygal where a page is made, and neither there nor for help an event store."""
    page = loaded_by("report", "--year", "2026", "--db", str(demonstration))

    assert "pygal" in page
    assert not {"eventsourcing", "transitions", "rich"} & page
    assert "pygal" not in loaded_by("report", "--help")


def test_names_are_opened_only_where_they_are_shown(demonstration: Path) -> None:
    """Showing people costs the cipher; listing partnerships does not."""
    assert "cryptography" in loaded_by("people", "list", "--db", str(demonstration))


@pytest.mark.parametrize("arguments", [("import", "--help"), ("template", "portfolio")])
def test_a_workbook_costs_only_who_brings_one(arguments: tuple[str, ...]) -> None:
    """The spreadsheet library is loaded to read or write a workbook, and for nothing else."""
    assert not loaded_by(*arguments) & {"openpyxl", "defusedxml", "eventsourcing", "stdnum"}
