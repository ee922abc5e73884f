"""The verb import, and the template it begins with."""

import re
from pathlib import Path
from typing import Any

import pytest

from samverkan_flow.cli import render
from tests.cli.conftest import Run
from tests.importing.portfolios import a_row, as_csv, as_jsonl, file_of, many


@pytest.fixture
def ready(store: Run, tmp_path: Path) -> Run:
    """Returns a function that runs as the administrator, in a store with a code of conduct."""
    code = file_of(tmp_path, "code.pdf", b"code")

    def call(*arguments: str | Path, **more: Any) -> Any:
        return store(*arguments, "--as", "a.ny", **more)

    for year in ("2025", "2026", "2027", "2028"):
        for act, who in (("propose", "p.lund"), ("set", "k.dahl")):
            told = ("budget", act, year, "100 000 000 kr", "--because", "the board", "--as", who)
            assert store(*told).code == 0
    assert call("code", "publish", "2025", "--from", "2025-01-01", "--document", code).code == 0
    return call


def test_from_the_template_to_the_register(ready: Run, tmp_path: Path) -> None:
    """The template is tried, imported, and imported again without anything being recorded."""
    path = file_of(tmp_path, "p.csv", ready("template", "portfolio").out.encode())

    tried = ready("import", path, "--dry-run", "--because", "we begin")
    assert (0, "can be imported; nothing has been recorded yet" in tried.out) == (tried.code, True)
    assert not ready("list").out
    done = ready("import", path, "--because", "we begin")
    again = ready("import", path, "--because", "we begin")

    assert (0, 0) == (done.code, again.code)
    assert "p.csv is imported, all of it." in done.out
    assert "The very same file was imported on 2026-11-23, as p.csv; nothing more was recorded." in again.out
    assert "imported by  a.ny, 2026-11-23, from p.csv (row 2)" in ready("show", "P-1").out
    assert ready("doctor").code == 0


@pytest.mark.parametrize(("shape", "name"), [("csv", "p.csv"), ("xlsx", "p.xlsx")])
def test_the_template_is_written_as_a_file(shape: str, name: str, ready: Run, tmp_path: Path) -> None:
    """The template is written where it is wanted, never over a file that is there, and can be imported."""
    path = tmp_path / name

    written = ready("template", "portfolio", "--format", shape, "--output", path)
    again = ready("template", "portfolio", "--format", shape, "--output", path)

    assert (0, 2) == (written.code, again.code)
    assert ready("import", path, "--because", "we begin").code == 0


@pytest.mark.parametrize(
    "arguments",
    [("proposal", "--format", "csv"), ("portfolio", "--format", "xlsx"), ("proposal", "--output", "x")],
)
def test_what_the_template_does_not_take(arguments: tuple[str, ...], ready: Run) -> None:
    """Only the portfolio has another shape, and a workbook is not printed."""
    assert ready("template", *arguments).code == 2


def test_json_tells_everything(ready: Run, tmp_path: Path) -> None:
    """One document tells counts, years, warnings and the command id."""
    path = file_of(tmp_path, "p.jsonl", as_jsonl(*many(3, document_sha256="")))

    document = ready("import", path, "--because", "we begin", "--json").json

    assert (True, 3, "P-1", "P-3", {"active": 3}) == (
        document["ok"], document["partnerships"], document["first_ref"], document["last_ref"], document["stages"])  # fmt: skip
    assert {"year": 2026, "net": {"ore": 24_000_000, "currency": "SEK"}} in document["years"]
    assert "C24" in [one["clause"] for one in document["warnings"]]
    assert document["command_id"].startswith("import:")


@pytest.mark.parametrize(
    ("row", "code", "expected"),
    [
        (a_row(end=""), 3, ("C36", 2, "end")),
        (a_row(end="tills vidare"), 2, ("", 2, "end")),
        (a_row(end="tills vidare", start=""), 2, ("", 2, "end")),
    ],
)
def test_problems_are_told_by_row_and_column(
    row: dict[str, Any], code: int, expected: tuple[str, int, str], ready: Run, tmp_path: Path
) -> None:
    """What cannot be read ends with 2, what policy forbids with 3, both with 2; row and column are told."""
    path = file_of(tmp_path, "p.csv", as_csv(row))

    ran, told = ready("import", path, "--because", "x", "--json"), ready("import", path, "--because", "x")

    first = ran.json["error"]["findings"][0]
    assert (code, code) == (ran.code, told.code)
    assert expected == (first["clause"], first["row"], first["column"])
    assert re.search(r"^  row 2  end +", told.err, re.MULTILINE)


def test_a_column_is_told_as_the_file_calls_it(ready: Run, tmp_path: Path) -> None:
    """Who has written Slutdatum looks for that, whatever was found wrong with it."""
    rows = as_csv(a_row(end="", kind="kontrakt")).decode()
    written = rows.replace("end;", "Slutdatum;", 1).replace("kind;", "Slag;", 1)
    path = file_of(tmp_path, "p.csv", written.encode())

    found = ready("import", path, "--dry-run", "--json").json["error"]["findings"]

    assert [("Slutdatum", "C36"), ("Slag", "")] == [(one["column"], one["clause"]) for one in found]
    assert "agreement (avtal), understanding (överenskommelse)" in found[1]["remedy"]


def test_a_dry_run_needs_no_reason_and_a_real_one_does(ready: Run, tmp_path: Path) -> None:
    """Of a dry run nothing is kept, so no reason either."""
    path = file_of(tmp_path, "p.csv", as_csv(a_row()))

    assert 0 == ready("import", path, "--dry-run").code
    real = ready("import", path, "--json")

    assert (3, ["C0"]) == (real.code, [one["clause"] for one in real.json["error"]["findings"]])


def test_people_are_shown_the_first_problems_and_programs_all(ready: Run, tmp_path: Path) -> None:
    """Of many problems people see the first and how many more there are."""
    path = file_of(tmp_path, "p.jsonl", as_jsonl(*many(100, end="")))

    told = ready("import", path, "--because", "x")

    assert told.err.count("the end date is missing") == render.FINDINGS_SHOWN_MAX
    assert f"… and {100 - render.FINDINGS_SHOWN_MAX} more; --json tells all of them" in told.err
    assert len(ready("import", path, "--because", "x", "--json").json["error"]["findings"]) == 100


def test_a_refused_import_stays_on_record(ready: Run, tmp_path: Path) -> None:
    """A refusal is evidence: it is found with its clauses and rows."""
    ready("import", file_of(tmp_path, "p.csv", as_csv(a_row(end=""))), "--because", "x")

    assert "row 2, end: the end date is missing" in ready("audit", "refusals").out


def test_progress_is_shown_to_people(ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person sees how far it is; a pipe does not."""
    shown: list[str] = []

    def with_progress(what: str, work: Any) -> Any:
        shown.append(what)
        return work(lambda _done, _total: None)

    monkeypatch.setattr(render, "with_progress", with_progress)
    path = file_of(tmp_path, "p.csv", as_csv(a_row()))
    ready("import", path, "--because", "x", "--dry-run")
    monkeypatch.setattr(render, "is_person", lambda: True)
    ready("import", path, "--because", "x", "--dry-run")

    assert ["importing p.csv"] == shown


def test_an_import_needs_a_person_and_a_file(store: Run, tmp_path: Path) -> None:
    """Without a name, or a file that is there, nothing is tried."""
    path = file_of(tmp_path, "p.csv", as_csv(a_row()))

    assert (2, 2) == (store("import", path).code, store("import", tmp_path / "none.csv", "--as", "a.ny").code)
