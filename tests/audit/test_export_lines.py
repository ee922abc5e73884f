"""The exports that are lines: JSON Lines, CSV and CloudEvents."""

import csv
import io
import json
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from samverkan_flow.audit.export.cloudevents import source_of
from samverkan_flow.audit.export.csv import COLUMNS, _json_cell
from samverkan_flow.audit.export.extract import Tally
from samverkan_flow.proof.entry import leaf_of
from samverkan_flow.queries.reading import Reader
from tests.audit.exports import altered, exported, lines
from tests.demonstration import cited, place_of

PAGE = Path(__file__).parents[2] / "docs" / "exports.md"


def table(store: Path) -> list[dict[str, str]]:
    text = exported(store, "csv").decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_line_hashes_to_its_leaf(demonstration: Path) -> None:
    """A third party finds each event's leaf again from nothing but its line."""
    with sqlite3.connect(demonstration) as store:
        leaves = [row[0] for row in store.execute("SELECT leaf FROM log ORDER BY idx")]

    hashed = [
        leaf_of(UUID(line["originator_id"]), line["version"], line["topic"], line["stored"].encode("utf-8"))
        for line in lines(demonstration)
    ]

    assert leaves == hashed


def test_the_lines_are_the_log_in_its_order(demonstration: Path) -> None:
    """All of it is there, once, and each line cites its own place."""
    told = lines(demonstration)

    assert list(range(len(told))) == [line["index"] for line in told]
    assert all(line["citation"].endswith(f":{line['version']}@{line['index']}") for line in told)


def test_a_line_says_who_decided_what_why_and_under_which_policy(demonstration: Path) -> None:
    """The termination of P-4 reads as it was made."""
    [line] = [
        one
        for one in lines(demonstration)
        if one["citation"].startswith("P-4:") and one["topic"] == "partnership.terminated.v1"
    ]

    assert {
        "citation": cited("P-4:17"), "recorded_at": "2026-05-06T12:03:00.000000Z", "effective_on": "2026-05-06",
        "actor": "k.dahl", "via": "demonstration", "policy_version": "2022-1", "clauses": ["C30"],
    }.items() <= line.items()  # fmt: skip
    assert line["reason"] == json.loads(line["stored"])["reason"] != ""


@pytest.mark.parametrize("format_", ["jsonl", "csv", "cloudevents", "xes", "ocel"])
def test_no_name_is_opened_on_the_way_out(format_: str, demonstration: Path) -> None:
    """Names and contacts stay sealed, though the keys are here."""
    with Reader(demonstration) as reader:
        names = [str(person.name) for person in reader.house().people.values()]
        contacts = [one.partner.contact for one in reader.partnerships() if one.partner.contact]
        names += [str(text) for one in contacts for text in (one.name, one.mail, one.telephone) if text]

    told = exported(demonstration, format_).decode("utf-8")

    assert len(names) > 10
    assert [] == [name for name in names if name in told]


# --- CSV ------------------------------------------------------------------------------------------


def test_the_csv_is_as_rfc_4180_says(demonstration: Path) -> None:
    """UTF-8, a header row, CRLF behind every record, as many cells in each."""
    text = exported(demonstration, "csv").decode("utf-8")
    records = list(csv.reader(io.StringIO(text, newline=""), strict=True))

    assert text.startswith(",".join(COLUMNS) + "\r\n")
    assert text.endswith("\r\n")
    assert {len(COLUMNS)} == {len(record) for record in records}


def test_the_csv_says_what_the_lines_say(demonstration: Path) -> None:
    """The same columns, clauses by blanks; the event's own data as JSON text."""
    for line, row in zip(lines(demonstration), table(demonstration), strict=True):
        stored = json.loads(line.pop("stored"))
        flat = {
            name: " ".join(value) if isinstance(value, list) else str(value) for name, value in line.items()
        }

        assert json.loads(row.pop("data")) == stored["data"]
        assert flat == row


INJECTIONS = {
    "=1+1": "'=1+1",
    "+1": "'+1",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t'=1",
    "\rx": "'\rx",
    "  =1": "'  =1",
    "\uff1d1+1": "'\uff1d1+1",
    "\uff0b1": "'\uff0b1",
    "\uff0d1": "'\uff0d1",
    "\uff20x": "'\uff20x",
    "for us;=1+1;": "for us;'=1+1;",
    "for us\n=1+1": "for us\n'=1+1",
    "for us\t@x": "for us\t'@x",
    'note;"=1+1;x': "note;'\"=1+1;x",
    "note; \" '-1": "note;' \" '-1",
    '"=1+1"': '\'"=1+1"',
    'say "=1", he said': 'say "=1", he said',
    "1 = 1; 2 - 1": "1 = 1; 2 - 1",
    "a;b": "a;b",
}


@pytest.mark.parametrize(("reason", "cell"), INJECTIONS.items(), ids=[repr(one) for one in INJECTIONS])
def test_no_cell_is_a_formula(reason: str, cell: str, demonstration: Path, tmp_path: Path) -> None:
    """A text that a spreadsheet would run gets an apostrophe, at its start and where a semicolon would split it."""
    with Reader(demonstration) as reader:
        was = next(one.recorded.reason for one in reader.log() if one.recorded.reason)
    old, new = (json.dumps(text, ensure_ascii=False)[1:-1] for text in (was, reason))
    store = altered(demonstration, tmp_path, f'"reason":"{old}"', f'"reason":"{new}"')

    reasons = {row["reason"] for row in table(store)}

    assert cell in reasons
    assert (reason in reasons) == (reason == cell)


def test_no_part_of_the_data_is_a_formula(demonstration: Path, tmp_path: Path) -> None:
    """In JSON text the sign is written as its escape: it cannot begin a cell, and means the same."""
    store = altered(demonstration, tmp_path, '"purpose":"', '"purpose":"one;=1+1; two')

    proposed = [row["data"] for row in table(store) if row["topic"] == "partnership.proposed.v1"]

    assert 14 == len(proposed)
    assert all(";=" not in data for data in proposed)
    assert all(json.loads(data)["purpose"].startswith("one;=1+1; two") for data in proposed)


@pytest.mark.parametrize("between", ['"', "'", ' " ', '""', "\t", '\n"'], ids=repr)
@pytest.mark.parametrize("field", ["purpose", "reason"])
def test_a_formula_behind_quotes_is_none_either(
    field: str, between: str, demonstration: Path, tmp_path: Path
) -> None:
    """Opened with the semicolon for the separator, no cell begins with a sign, its quotes taken away; nothing is lost."""
    text = f"note;{between}=1+1;x"
    store = altered(demonstration, tmp_path, f'"{field}":"', f'"{field}":{json.dumps(text)[:-1]}')
    opened = exported(store, "csv").decode("utf-8")
    cells = {cell for row in csv.reader(io.StringIO(opened, newline=""), delimiter=";") for cell in row}
    told = {json.loads(row["data"]).get("purpose", "")[: len(text)] for row in table(store)}

    assert [] == [one for one in cells if one.lstrip("\\\"' \t\n").startswith("=") and one[0] != "'"]
    assert (text in told) == (field == "purpose")


def test_quotes_behind_a_semicolon_in_json_are_no_place_for_a_formula() -> None:
    """Quotes, blanks and escaped white space between semicolon and sign: the sign is written as its escape."""
    for text in ('a;"=1', "a;'=1", 'a; "\t\n\r" -1', "a;@x", "a;b=1", 'a"=1'):
        written = _json_cell(json.dumps(text), Tally())

        assert text == json.loads(written)
        assert not re.search(r";[^;b]*[=+@-]", written)


def test_control_characters_are_kept_out_of_cells(demonstration: Path, tmp_path: Path) -> None:
    """What would steer a terminal or end a text is dropped from the table; the JSON Lines keep it."""
    store = altered(demonstration, tmp_path, '"actor":"k.dahl"', '"actor":"k\\u0000.d\\u001b\\u009bahl"')

    actors = {row["actor"] for row in table(store)}

    assert "k.dahl" in actors
    assert "k\0.d\x1b\x9bahl" in {line["actor"] for line in lines(store)}


# --- CloudEvents ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cloud_events(demonstration: Path) -> list[dict[str, Any]]:
    return lines(demonstration, "cloudevents")


def test_cloud_events_have_what_the_specification_requires(cloud_events: list[dict[str, Any]]) -> None:
    """Required attributes are there and not empty, names are lower case, no two events share an id."""
    required = {"id", "source", "specversion", "type"}
    told = {name for one in cloud_events for name in one}

    assert all(one.get(name) for one in cloud_events for name in required)
    assert {"1.0"} == {one["specversion"] for one in cloud_events}
    assert all(re.fullmatch(r"[a-z0-9]{1,20}", name) for name in told)
    assert len({(one["source"], one["id"]) for one in cloud_events}) == len(cloud_events) > 200


def test_a_cloud_event_says_what_it_is_about(cloud_events: list[dict[str, Any]], demonstration: Path) -> None:
    """Type from the topic, subject the partnership, place in the log as an extension; data as stored."""
    with Reader(demonstration) as reader:
        origin = reader.house().origin
        stored = json.loads(next(one.stored for one in reader.log() if one.index == place_of("P-4:17")))

    assert {
        "specversion": "1.0",
        "id": cited("P-4:17"),
        "source": f"urn:samverkan:log:{origin}",
        "type": "org.samverkan.partnership.terminated.v1",
        "subject": "P-4",
        "time": "2026-05-06T12:03:00.000000Z",
        "datacontenttype": "application/json",
        "logindex": str(place_of("P-4:17")),
        "data": stored,
    } == cloud_events[place_of("P-4:17")]
    assert datetime(2026, 5, 6, 12, 3, tzinfo=UTC) == datetime.fromisoformat(
        cloud_events[place_of("P-4:17")]["time"]
    )


def test_what_belongs_to_no_partnership_has_a_subject_too(cloud_events: list[dict[str, Any]]) -> None:
    """The house is the subject of what happened in it; a refused attempt is about its partnership."""
    refused = [one["subject"] for one in cloud_events if one["type"].endswith("command.refused.v1")]

    assert "house" == cloud_events[0]["subject"]
    assert refused
    assert all(re.fullmatch(r"P-\d+", subject) for subject in refused)


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        ("samverkan/abc-1", "urn:samverkan:log:samverkan/abc-1"),
        ("vårt hus", "urn:samverkan:log:v%C3%A5rt%20hus"),
    ],
)
def test_every_origin_makes_a_urn(origin: str, source: str) -> None:
    """What a URN cannot hold is percent-encoded (RFC 8141)."""
    assert source == source_of(origin)


def test_the_page_shows_how_a_leaf_is_found_again(
    demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lines of docs/exports.md need nothing of ours, and print the leaf of the first event."""
    [example] = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    (tmp_path / "log.jsonl").write_bytes(exported(demonstration, "jsonl"))
    monkeypatch.chdir(tmp_path)
    with sqlite3.connect(demonstration) as store:
        [leaf] = store.execute("SELECT leaf FROM log WHERE idx = 0").fetchone()

    exec(compile(example, str(PAGE), "exec"), {})

    assert f"{leaf.hex()}\n" == capsys.readouterr().out
