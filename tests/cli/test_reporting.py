"""`samverkan report`: a page or numbers, where they go, and what is said when there is none."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from samverkan_flow.cli import render
from tests.cli.conftest import Run

PAGE = "<!DOCTYPE html>"


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stands a person at a terminal in an empty folder, and returns the folder."""
    monkeypatch.setattr(render, "is_person", lambda: True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_pipe_gets_the_page(demo: Run) -> None:
    """Without a terminal the page goes to standard output, and nothing beside it."""
    ran = demo("report", "--year", "2026")

    assert (0, "") == (ran.code, ran.err)
    assert ran.out.startswith(PAGE)
    assert ran.out.endswith("</html>\n")
    assert demo("report", "--year", "2026", "-o", "-").out == ran.out


def test_a_person_gets_a_file(demo: Run, person: Path) -> None:
    """It is named after the year, and the file is told."""
    ran = demo("report", "--year", "2026")

    assert 0 == ran.code
    assert ran.out.startswith(
        "Wrote report-2026.html: the portfolio in 2026 as it stands on 2026-11-23, 14 partnerships."
    )
    assert (person / "report-2026.html").read_text("utf-8").startswith(PAGE)


def test_nothing_is_overwritten(demo: Run, person: Path) -> None:
    """A file that is there stays as it is, and the way out is told."""
    (person / "report-2026.html").write_text("mine", "utf-8")
    ran = demo("report", "--year", "2026")

    assert (2, "mine") == (ran.code, (person / "report-2026.html").read_text("utf-8"))
    assert "report-2026.html is already there" in ran.err


def test_the_file_is_named(demo: Run, tmp_path: Path) -> None:
    """A pipe that names a file gets the file."""
    file = tmp_path / "board.html"
    ran = demo("report", "--year", "2025", "--out", file)

    assert (0, True) == (ran.code, file.read_text("utf-8").startswith(PAGE))
    assert f"Wrote {file}" in ran.out


def test_no_file_is_left_where_there_is_no_report(demo: Run, tmp_path: Path) -> None:
    """A year that cannot be told leaves nothing behind, not even an unfinished file."""
    ran = demo("report", "--year", "1999", "--out", tmp_path / "r.html")

    assert (2, []) == (ran.code, list(tmp_path.iterdir()))
    assert "--year is 1999, and the log tells of nothing before 2022" in ran.err


@pytest.mark.parametrize("year", ["2037", "0", "-1", "99999999999999999999", "twenty", "2026.5", ""])
def test_an_absurd_year_is_a_sentence(demo: Run, year: str) -> None:
    """Exit 2, one sentence, a way out, and no traceback."""
    ran = demo("report", f"--year={year}")

    assert (2, "") == (ran.code, ran.out)
    assert "--year" in ran.err
    assert "hint:" in ran.err


def test_the_year_is_asked_for(demo: Run) -> None:
    """A report is about one year."""
    assert 2 == demo("report").code


def test_the_numbers_have_their_queries(demo: Run) -> None:
    """One document: each figure, and the command that gives it."""
    told = demo("report", "--year", "2026", "--json").json

    assert (True, 2026, "2026-11-23", "running") == (
        told["ok"],
        told["year"],
        told["until"],
        told["standing"],
    )
    assert 5 == told["figures"]["in_force"]["value"]
    assert "samverkan list --json" == told["figures"]["in_force"]["query"]["command"]
    assert {"query", "value"} == set().union(*(set(one) for one in told["figures"].values()))


def test_numbers_and_a_file_are_two_things(demo: Run, tmp_path: Path) -> None:
    """Asking for both is told, and nothing is written."""
    ran = demo("report", "--year", "2026", "--json", "--out", tmp_path / "r.html")

    assert (2, "invalid-input", []) == (ran.code, ran.json["error"]["code"], list(tmp_path.iterdir()))


def test_a_store_with_nothing_in_it(store: Run) -> None:
    """A page all the same: it says that nothing has been proposed."""
    ran = store("report", "--year", "2026")

    assert 0 == ran.code
    assert "No partnership has been proposed." in ran.out
    assert {"value": 0}.items() <= store("report", "--year", "2026", "--json").json["figures"][
        "in_force"
    ].items()


def test_a_damaged_log_is_no_report(run: Run, demonstration: Path, tmp_path: Path) -> None:
    """Exit 6, as every answer from the log; no page is made over an altered event."""
    path = tmp_path / "copy.db"
    for file in demonstration.parent.glob(f"{demonstration.name}*"):
        shutil.copy(file, path.with_name(file.name.replace(demonstration.name, path.name)))
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER stored_events_no_update")
        connection.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), '40000000', '99900000') AS BLOB)"
        )
    ran = run("report", "--year", "2026", "--db", path, "--out", tmp_path / "r.html")

    assert 6 == ran.code
    assert "EVENT_ALTERED" in ran.err
    assert not (tmp_path / "r.html").exists()


def test_lost_keys_cost_no_figure(run: Run, demonstration: Path, tmp_path: Path) -> None:
    """No number rests on a name: where none can be read any more, the page is the same."""
    path = tmp_path / demonstration.name
    shutil.copy(demonstration, path)
    for file in demonstration.parent.glob(f"{demonstration.name}?*"):
        if "keys" not in file.name:
            shutil.copy(file, tmp_path / file.name)
    whole = run("report", "--year", "2026", "--db", demonstration, "--json").json
    without = run("report", "--year", "2026", "--db", path, "--json")

    assert 0 == without.code, without.err
    assert whole["figures"] == without.json["figures"]


def test_no_store_is_not_found(run: Run, tmp_path: Path) -> None:
    """Where there is no store, there is no report of it."""
    assert 4 == run("report", "--year", "2026", "--db", tmp_path / "none.db").code
