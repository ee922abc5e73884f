"""Which events an export holds: of a partnership, of a period, by a person."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from samverkan_flow.audit.search import Search, found
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import Damaged, InvalidInput, NotFound
from samverkan_flow.queries.reading import Reader
from tests.audit.exports import exported, lines
from tests.store.places import SqlitePlace, propose


def test_a_partnership_is_its_history_with_the_refused_attempts(demonstration: Path) -> None:
    """The same events as audit history tells, in the same order."""
    with Reader(demonstration) as reader:
        refs = [one.ref for one in reader.partnerships()]
        histories = {ref: [one.index for one in reader.history(reader.partnership(ref))] for ref in refs}

    told = {ref: [line["index"] for line in lines(demonstration, selection=Search(ref=ref))] for ref in refs}

    assert histories == told


def test_a_person_is_whatever_was_recorded_under_the_handle(demonstration: Path) -> None:
    """Every event of that actor and no other's, the calendar included."""
    by_actor: dict[str, list[int]] = {}
    for line in lines(demonstration):
        by_actor.setdefault(line["actor"], []).append(line["index"])

    told = {
        actor: [line["index"] for line in lines(demonstration, selection=Search(person=actor))]
        for actor in by_actor
    }

    assert "calendar" in by_actor
    assert by_actor == told


def test_a_day_begins_and_ends_at_midnight_in_stockholm(a_file: SqlitePlace) -> None:
    """One hour before midnight UTC is the next day already; both days of a period belong to it."""
    store = a_file.made()
    for moment, code in (
        (datetime(2026, 1, 4, 22, 59, 59, tzinfo=UTC), "2025"),
        (datetime(2026, 1, 4, 23, 0, 0, tzinfo=UTC), "2025"),
        (datetime(2026, 1, 5, 22, 59, 59, tzinfo=UTC), "2025"),
        (datetime(2026, 1, 5, 23, 0, 0, tzinfo=UTC), "2025"),
    ):
        a_file.clock.now = moment
        propose(store, f"Partner of {moment:%d %H} {code}")

    told = lines(a_file.path, selection=Search(first_day=date(2026, 1, 5), last_day=date(2026, 1, 5)))

    assert ["2026-01-04T23:00:00.000000Z", "2026-01-05T22:59:59.000000Z"] == [
        line["recorded_at"] for line in told
    ]


def test_what_is_recorded_meanwhile_is_not_among_them(a_file: SqlitePlace) -> None:
    """An export holds the log as it stood when it began."""
    from samverkan_flow.audit.export.extract import Extract

    store = a_file.made()
    with a_file.reader() as reader:
        size = reader.log_size()
        extract = Extract(reader, Search())
        propose(store)
        told = [logged.index for logged in extract.events()]
        extract.check_whole()

    assert list(range(size)) == told


@pytest.mark.parametrize(
    ("selection", "error", "message"),
    [
        (Search(ref="P-99"), NotFound, 'there is no partnership "P-99"'),
        (Search(person="nils"), NotFound, 'nobody is registered as "nils"'),
        (Search(first_day=date(2027, 1, 1)), InvalidInput, "the first day 2027-01-01 is still to come"),
        (Search(ref="p-4", person="u.berg", last_day=date(2022, 1, 1)), NotFound,
         "nothing in the log matches: of P-4, by u.berg, to 2022-01-01"),
        (Search(first_day=date(2026, 2, 1), last_day=date(2026, 1, 1)), InvalidInput, "is before the first, 2026-02-01"),
        (Search(last_day=date(9999, 12, 31)), InvalidInput, "years are from 1900 to 2200"),
        (Search(first_day=date(1, 1, 1)), InvalidInput, "years are from 1900 to 2200"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("format_", ["jsonl", "csv", "cloudevents", "xes", "ocel"])
def test_what_selects_nothing_says_so(
    selection: Search, error: type[Exception], message: str, format_: str, demonstration: Path
) -> None:
    """No format makes an empty file; unknown names and periods that cannot be are named."""
    with pytest.raises(error, match=message):
        exported(demonstration, format_, selection)


def test_an_empty_search_tells_when_the_log_runs(demonstration: Path) -> None:
    """Whoever finds nothing sees from when to when there is anything."""
    with pytest.raises(NotFound) as raised:
        exported(demonstration, "jsonl", Search(last_day=date(2021, 1, 1)))

    assert "the log runs from 2022-01-01 to 2026-11-20 (UTC)" == raised.value.hint


@pytest.mark.parametrize("format_", ["jsonl", "csv", "cloudevents", "xes", "ocel"])
@pytest.mark.parametrize(
    "search",
    [Search(clause="C30"), Search(event="breach-reported"), Search(organisation="Teater Vågspel"),
     Search(text="Ingen diskriminering"), Search(ref="P-4", text="vågspel", clause="C30")],
    ids=Search.told,
)  # fmt: skip
def test_whatever_can_be_searched_for_can_be_exported(
    search: Search, format_: str, demonstration: Path
) -> None:
    """An export holds the very events that the search finds; XES has no place for those of the house and the frames."""
    with Reader(demonstration) as reader:
        expected = [
            one.index
            for one in found(reader, search)
            if format_ != "xes" or one.topic.startswith(("partnership.", "command."))
        ]
    if not expected:
        with pytest.raises(NotFound, match="nothing in the log matches"):
            exported(demonstration, format_, search)
        return
    told = exported(demonstration, format_, search).decode()

    assert expected == sorted(indexes_in(format_, told))


def indexes_in(format_: str, told: str) -> list[int]:
    """Returns the log's indexes that an export names."""
    match format_:
        case "csv":
            return [int(row["index"]) for row in csv.DictReader(io.StringIO(told))]
        case "ocel":
            return [
                a["value"]
                for e in json.loads(told)["events"]
                for a in e["attributes"]
                if a["name"] == "logIndex"
            ]
        case "xes":
            return [int(found) for found in re.findall(r'<int key="logIndex" value="(\d+)"', told)]
        case _:
            return [
                int(line.get("index", line.get("logindex"))) for line in map(json.loads, told.splitlines())
            ]


@pytest.mark.parametrize("format_", ["jsonl", "csv", "cloudevents", "xes", "ocel"])
@pytest.mark.parametrize(
    "loss",
    ["DELETE FROM stored_events WHERE originator_version = 4", "DELETE FROM log WHERE idx = 20"],
    ids=["events", "a row of the log"],
)
def test_a_log_with_a_gap_is_not_exported_as_if_it_were_whole(
    loss: str, format_: str, a_file: SqlitePlace
) -> None:
    """Missing events are damage; the export says so and is not made."""
    store = a_file.made()
    ref = propose(store)
    for _ in range(4):
        store.handle(c.HandOver(ref=ref, to="o.vik", because="leave"), actor="s.alm")
        store.handle(c.HandOver(ref=ref, to="s.alm", because="back"), actor="o.vik")
    a_file.attack("DROP TRIGGER stored_events_no_delete", "DROP TRIGGER log_no_delete", loss)
    with pytest.raises(Damaged, match="missing"):
        exported(a_file.path, format_)
