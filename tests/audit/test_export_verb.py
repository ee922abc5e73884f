"""`samverkan audit export`: the file, its manifest, standard output, and everything that is in the way."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samverkan_flow.audit.export.exporting import FORMATS
from samverkan_flow.cli import exporting
from tests.audit.exports import altered, exported
from tests.cli.conftest import Run
from tests.demonstration import LOG_SIZE, OF_PARTNERSHIPS, place_of

SAMVERKAN = f"'{sys.executable}' -m samverkan_flow"
EXPORT = ("audit", "export", "--format", "jsonl")


def test_the_formats_are_those_there_are() -> None:
    """The verb's static list names each format."""
    assert tuple(FORMATS) == exporting.FORMATS


@pytest.mark.parametrize("format_", exporting.FORMATS)
def test_the_manifest_says_what_the_file_holds(
    format_: str, demo: Run, demonstration: Path, tmp_path: Path
) -> None:
    """Hash and size are those of the file beside it; the rest says what it was made from."""
    path = tmp_path / "the log"
    ran = demo("audit", "export", "--format", format_, "-o", path)
    manifest = json.loads((tmp_path / "the log.manifest.json").read_text("utf-8"))
    content = path.read_bytes()

    assert 0 == ran.code
    assert exported(demonstration, format_) == content
    assert {
        "name": "the log", "format": format_, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content),
        "events": OF_PARTNERSHIPS if format_ == "xes" else LOG_SIZE,
        "left_out": LOG_SIZE - OF_PARTNERSHIPS if format_ == "xes" else 0,
        "first_index": place_of("P-1:1") if format_ == "xes" else 0,
        "last_index": place_of("P-13:11") if format_ == "xes" else LOG_SIZE - 1, "log_size": LOG_SIZE,
        "computed_at": "2026-11-23T11:00:00.000000Z", "policy_version": "2026-1",
        "search": {},
        "dropped_characters": 0, "neutralised_cells": 0, "warning": "",
    } == {name: value for name, value in manifest.items() if name != "origin"}  # fmt: skip
    assert f"SHA-256 {manifest['sha256']}" in ran.out


def test_the_search_is_kept_with_the_file(demo: Run, tmp_path: Path) -> None:
    """Whoever gets the file sees what was asked for, with the reference as the register writes it."""
    options = ("--from", "2026-05-01", "--to", "2026-05-31", "--person", "k.dahl")
    ran = demo(*EXPORT, "p-4", "-o", tmp_path / "x", *options, "--json")

    assert ran.json["manifest"] == json.loads((tmp_path / "x.manifest.json").read_text("utf-8"))
    assert {"ref": "P-4", "from": "2026-05-01", "to": "2026-05-31", "person": "k.dahl"} == ran.json[
        "manifest"
    ]["search"]
    assert (2, place_of("P-4:16"), place_of("P-4:17")) == tuple(
        ran.json["manifest"][name] for name in ("events", "first_index", "last_index")
    )


def test_what_was_changed_on_the_way_is_counted_and_told(
    run: Run, demonstration: Path, tmp_path: Path
) -> None:
    """Neutralised cells and dropped characters are in the manifest, and a person is told."""
    store = altered(demonstration, tmp_path, '"actor":"k.dahl"', '"actor":"=k.\\u0007dahl"')
    ran = run("audit", "export", "--format", "csv", "-o", tmp_path / "x", "--db", store)
    manifest = json.loads((tmp_path / "x.manifest.json").read_text("utf-8"))

    assert manifest["neutralised_cells"] == manifest["dropped_characters"] > 0
    assert f"{manifest['neutralised_cells']} cells would have been formulas" in ran.out
    assert f"{manifest['dropped_characters']} control characters were dropped" in ran.out


@pytest.mark.parametrize("taken", ["x", "x.manifest.json"])
def test_nothing_is_overwritten(taken: str, demo: Run, tmp_path: Path) -> None:
    """Neither the file nor its manifest is written where one of them is there."""
    (tmp_path / taken).write_bytes(b"kept")
    ran = demo(*EXPORT, "-o", tmp_path / "x")

    assert 2 == ran.code
    assert f"{taken} is already there" in ran.err
    assert [taken] == [one.name for one in tmp_path.iterdir()]
    assert b"kept" == (tmp_path / taken).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("-o", "x", "P-99"), 4, 'there is no partnership "P-99"'),
        (("-o", "x", "--person", "nils"), 4, 'nobody is registered as "nils"'),
        (("-o", "x", "--from", "2027-01-01"), 2, "the first day 2027-01-01 is still to come"),
        (("-o", "x", "--from", "2026-02-30"), 2, "which is not a date that exists"),
        (("-o", "x", "--to", ""), 2, "which is not a date as it is written here"),
        (("-o", ""), 2, "is a folder"),
        (("-o", "a\nb"), 2, "is none a file can have"),
        (("-o", "."), 2, "is a folder"),
        (("-o", "nowhere/x"), 2, "is no folder that exists"),
        (("-o", "-", "--json"), 2, "both write to standard output"),
        ((), 2, "Missing option '-o'"),
    ],
)
def test_what_is_in_the_way_is_said(
    arguments: tuple[str, ...],
    code: int,
    told: str,
    demo: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each with its exit code, and no file left behind."""
    monkeypatch.chdir(tmp_path)
    ran = demo(*EXPORT, *arguments)

    assert (code, True) == (ran.code, told in ran.err + ran.out)
    assert [] == list(tmp_path.iterdir())


def test_a_person_who_stops_it_leaves_nothing(
    demo: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the middle of the writing takes the unfinished file away."""

    def stopped(extract: object) -> object:
        yield b"half"
        raise KeyboardInterrupt

    monkeypatch.setitem(FORMATS, "jsonl", stopped)  # type: ignore[arg-type]
    ran = demo(*EXPORT, "-o", tmp_path / "x")

    assert 130 == ran.code
    assert [] == list(tmp_path.iterdir())


# --- standard output ------------------------------------------------------------------------------


def shell(call: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["bash", "-c", call], capture_output=True)


def test_standard_output_gets_the_very_bytes(demonstration: Path) -> None:
    """`-o -` writes the export and nothing else, in every locale."""
    done = subprocess.run(
        [sys.executable, "-m", "samverkan_flow", *EXPORT, "-o", "-", "--db", str(demonstration)],
        capture_output=True,
        env={**os.environ, "LC_ALL": "C"},
    )

    assert (0, b"") == (done.returncode, done.stderr)
    assert exported(demonstration, "jsonl") == done.stdout


def test_a_pipe_that_closes_ends_it_quietly(demonstration: Path) -> None:
    """`| head -1` is no failure."""
    done = shell(f"{SAMVERKAN} audit export --format jsonl -o - --db '{demonstration}' | head -1")

    assert b"" == done.stderr
    assert 0 == json.loads(done.stdout)["index"]


def test_a_full_disk_behind_standard_output_is_said(demonstration: Path) -> None:
    """The export is not whole then: exit 7, with words, without a traceback."""
    done = shell(f"{SAMVERKAN} audit export --format csv -o - --db '{demonstration}' > /dev/full")

    assert 7 == done.returncode
    assert done.stderr.startswith(b"error: standard output cannot be written (No space left on device)")
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_an_empty_selection_writes_nothing_to_standard_output(demo: Run) -> None:
    """Whoever reads the pipe gets no empty document."""
    ran = demo("audit", "export", "--format", "ocel", "-o", "-", "--to", "2021-01-01")

    assert (4, "") == (ran.code, ran.out)
