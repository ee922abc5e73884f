"""What is asked of imported partnerships afterwards: every question of the audit, exports, dossiers, the past."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from samverkan_flow.audit.budget import budget
from samverkan_flow.audit.conformance import conformance
from samverkan_flow.audit.document import document
from samverkan_flow.audit.durations import durations
from samverkan_flow.audit.duties import duties
from samverkan_flow.audit.late import late
from samverkan_flow.audit.mandates import mandates
from samverkan_flow.audit.past import state_at
from samverkan_flow.audit.search import Search
from samverkan_flow.audit.searching import search
from samverkan_flow.cli.app import cli
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import NotFound
from samverkan_flow.domain.money import Money
from tests.audit.bundles import SCRIPT
from tests.audit.exports import lines
from tests.store.places import Place, SqlitePlace, propose


def asked(place: Place, *arguments: str | Path) -> str:
    """Returns what the command line answers; it never fails."""
    assert isinstance(place, SqlitePlace)
    done = CliRunner().invoke(cli, [*map(str, arguments), "--db", str(place.path)])
    assert done.exit_code == 0, (arguments, done.stderr)
    return done.stdout


ACROSS = ("refusals", "late", "corrections", "duties", "durations", "missed", "expiring", "policies", "accounts", "exceptions",
          "erased", "conformance", "search")  # fmt: skip
OF_ONE = (
    ("show",), ("next",), ("audit", "history"), ("audit", "state"), ("audit", "mandates"), ("audit", "conformance"),
    ("audit", "duties"), ("audit", "state", "--as-of", "2025-06-01"), ("audit", "diff", "--from", "2025-01-10", "--to", "2026-01-02"),
)  # fmt: skip


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_every_question_can_be_asked_of_an_import(imported: Place, as_json: tuple[str, ...]) -> None:
    """No question of the audit, and no look at a partnership, stumbles over one that was imported."""
    for question in ACROSS:
        asked(imported, "audit", question, *as_json)
    for verb, *more in OF_ONE if not as_json else OF_ONE[1:]:
        for ref in ("P-1", "P-2", "P-3", "P-4", "P-5"):
            asked(
                imported,
                verb,
                *(more[:1] if verb == "audit" else ()),
                ref,
                *(more[1:] if verb == "audit" else more),
                *as_json,
            )
    asked(imported, "audit", "blame", "P-1", "agreement", *as_json)
    asked(imported, "audit", "could", "P-1", "evaluate", *as_json)
    asked(imported, "status", *as_json)
    asked(imported, "due", *as_json)
    asked(imported, "budget", "show", *as_json)
    asked(imported, "budget", "show", "2026", *as_json)
    asked(imported, "remind", "--dry-run", *as_json)
    asked(imported, "calendar")
    asked(imported, "list", *as_json)


@pytest.mark.parametrize(
    ("ref", "day", "stage", "reason"),
    [
        ("P-1", date(2025, 1, 31), "agreed", ""), ("P-1", date(2025, 2, 1), "active", ""),
        ("P-3", date(2025, 6, 1), "active", ""), ("P-3", date(2025, 12, 31), "terminated", "completed"),
        ("P-4", date(2025, 5, 31), "active", ""), ("P-4", date(2025, 6, 1), "terminated", "breach"),
    ],
)  # fmt: skip
def test_a_day_in_the_past_knows_what_had_come_about(
    imported: Place, ref: str, day: date, stage: str, reason: str
) -> None:
    """The file tells beginning and end at once; on a day between only the beginning had come."""
    with imported.reader() as reader:
        state = state_at(reader, ref, as_of=day).state

    assert (stage, reason) == (state.stage.value, state.end_reason)


def test_before_it_was_agreed_there_was_nothing(imported: Place) -> None:
    """An imported partnership takes effect on the day it was agreed."""
    with imported.reader() as reader, pytest.raises(NotFound, match="P-1 was agreed on 2025-01-10"):
        state_at(reader, "P-1", as_of=date(2025, 1, 9))


def test_an_import_breaks_no_rule_and_skips_no_step(imported: Place) -> None:
    """Duties and conformance find nothing, count what was imported, and judge what comes afterwards."""
    store = imported.opened()
    propose(store)
    store.tick()
    with imported.reader() as reader:
        order, apart = conformance(reader), duties(reader)

    assert ([], []) == ([*order.rows], [*apart.rows])
    assert "6 partnerships and 1 stage change" in order.notes[0]


def test_stays_are_counted_as_the_file_tells_them(imported: Place) -> None:
    """Days between agreement, start and end are those of the file."""
    with imported.reader() as reader:
        rows: dict[str, Any] = {row["stage"]: row for row in durations(reader).rows}

    assert (4, 22, 1) == (rows["agreed"]["count"], rows["agreed"]["median_days"], rows["agreed"]["open"])
    assert (2, 120, 333) == (rows["active"]["count"], rows["active"]["min_days"], rows["active"]["max_days"])


def test_a_year_is_told_by_partnership(imported: Place) -> None:
    """Of a year's frame each imported partnership has its own line, and what it gave back later is taken off it."""
    store = imported.opened()
    store.handle(c.End(ref="P-1", reason="notice", because="other plans"), actor="k.dahl")
    with imported.reader() as reader:
        rows: dict[str, Any] = {row["ref"]: row for row in budget(reader, 2026).rows}

    assert (Money(0), Money(80_000_00)) == (rows["P-1"]["committed"], rows["P-1"]["released"])
    assert Money(80_000_00) == rows["P-2"]["committed"]


def test_a_report_tells_what_had_come_about(imported: Place) -> None:
    """A report of the year before the import counts partnerships where they stood then, and what was committed."""
    figures = json.loads(asked(imported, "report", "--year", "2025", "--json"))["figures"]
    (january, *_, december), money = figures["stages"]["value"], figures["money"]["value"]
    told = [[month[stage] for stage in ("agreed", "active", "terminated")] for month in (january, december)]

    assert [[5, 0, 0], [1, 2, 2]] == told
    assert 300_000_00 == next(one["committed"]["ore"] for one in money if one["year"] == 2025)


def test_an_import_is_not_called_late(imported: Place) -> None:
    """What was agreed before this log is no late entry of it; the answer says how many there are."""
    with imported.reader() as reader:
        answer = late(reader)

    assert ([], "not among them: 5 imports, of what was agreed before this log") == (
        [*answer.rows],
        answer.notes[0],
    )


def test_the_mandate_of_an_import_is_the_administrators(imported: Place) -> None:
    """Who imported decided that it be recorded, and nothing else."""
    with imported.reader() as reader:
        (row,) = mandates(reader, "P-1").rows

    assert ("a.ny", "an administrator", None) == (row["actor"], row["took"], row["amount"])


def test_the_file_and_the_agreement_are_found_by_their_bytes(imported: Place, file: Path) -> None:
    """The very file that was imported is known again, in every partnership that came from it."""
    with imported.reader() as reader:
        found = document(reader, file).rows

    assert [("the file it was imported from", "yes, byte for byte")] * 5 == [
        (row["held_as"], row["match"]) for row in found
    ]


def test_an_import_is_found_by_its_event_and_its_clause(imported: Place) -> None:
    """Searches find imports by what happened, by whom, and by clause."""
    with imported.reader() as reader:
        counts = [len(search(reader, one).rows) for one in (Search(event="imported"), Search(clause="C36"))]

    assert [5, 5] == counts


@pytest.mark.parametrize("format_", ["jsonl", "csv", "cloudevents", "xes", "ocel"])
def test_exports_hold_imports(imported: Place, format_: str, tmp_path: Path) -> None:
    """Every format hands imported partnerships on."""
    out = tmp_path / "export"
    asked(imported, "audit", "export", "--format", format_, "-o", out)
    text = out.read_text("utf-8")

    assert text.count("imported") >= 5
    if format_ == "ocel":
        events = [one for one in json.loads(text)["events"] if one["type"] == "imported"]
        assert [["owner", "partner"]] * 5 == [
            sorted({one["qualifier"] for one in event["relationships"]} & {"owner", "partner"})
            for event in events
        ]


def test_lines_of_an_export_name_the_file(imported: Place) -> None:
    """The event tells file, rows and everything the rows said."""
    assert isinstance(imported, SqlitePlace)
    (first, *_) = [one for one in lines(imported.path) if one.get("topic") == "partnership.imported.v1"]

    data = json.loads(first["stored"])["data"]
    assert ([2, 3], "portfolio.csv") == (data["rows"], data["source"]["name"])


@pytest.mark.parametrize("ref", ["P-1", "P-3", "P-4", ""])
def test_a_dossier_of_an_import_verifies(imported: Place, ref: str, tmp_path: Path) -> None:
    """A dossier of one imported partnership, and of the whole log, is checked by somebody without the product."""
    store = imported.opened()
    store.tick()
    asked(imported, "audit", "bundle", ref or "--all", "-o", tmp_path / "dossier")
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, tmp_path / "dossier"], capture_output=True, text=True
    )
    story = (tmp_path / "dossier" / "index.html").read_text("utf-8")

    assert (0, "") == (done.returncode, done.stderr)
    assert "imported" in story or "import" in story


def test_a_receipt_of_an_import_is_checked(imported: Place, tmp_path: Path) -> None:
    """One imported event is proved to an outsider like any other."""
    assert isinstance(imported, SqlitePlace)
    receipt = tmp_path / "receipt.txt"
    asked(imported, "log", "receipt", "P-1:1", "-o", receipt)

    assert "partnership.imported.v1" in asked(
        imported, "log", "check-receipt", receipt, "--vkey", f"{imported.path}.origin.vkey"
    )
