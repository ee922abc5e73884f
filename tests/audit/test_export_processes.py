"""The exports for process mining: XES and OCEL 2.0, by own checks, and by pm4py where it is installed."""

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from samverkan_flow.audit.search import Search
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import Damaged, NotFound
from tests.audit.exports import altered, exported
from tests.demonstration import LOG_SIZE, OF_PARTNERSHIPS
from tests.store.places import NOON, SqlitePlace, propose

XES = "{http://www.xes-standard.org/}"
EXTENSIONS = {"concept", "time", "org", "lifecycle"}


def xes(store: Path, selection: Search = Search()) -> ElementTree.Element:  # noqa: B008 - it is frozen
    return ElementTree.fromstring(exported(store, "xes", selection))


def values(element: ElementTree.Element) -> dict[str, str]:
    return {one.attrib["key"]: one.attrib["value"] for one in element if "key" in one.attrib}


@pytest.fixture(scope="module")
def log(demonstration: Path) -> ElementTree.Element:
    return xes(demonstration)


def test_the_head_is_what_tools_ask_for(log: ElementTree.Element) -> None:
    """Version, the four extensions, globals with a scope, a classifier."""
    scopes = {one.attrib["scope"]: set(values(one)) for one in log.findall(f"{XES}global")}

    assert ("1849-2016", "") == (log.attrib["xes.version"], log.attrib["xes.features"])
    assert EXTENSIONS == {one.attrib["prefix"] for one in log.findall(f"{XES}extension")}
    assert {"trace": {"concept:name"}, "event": {"concept:name", "time:timestamp"}} == scopes
    assert ["concept:name"] == [one.attrib["keys"] for one in log.findall(f"{XES}classifier")]


def test_there_is_a_trace_for_each_partnership(log: ElementTree.Element) -> None:
    """Fourteen partnerships, fourteen traces, none of them empty."""
    traces = log.findall(f"{XES}trace")

    assert [f"P-{number}" for number in range(1, 15)] == [values(one)["concept:name"] for one in traces]
    assert all(one.findall(f"{XES}event") for one in traces)


def test_every_event_has_a_name_a_time_with_its_zone_and_a_place_in_the_log(log: ElementTree.Element) -> None:
    """What a tool sorts and groups by is there for each event, in the log's order."""
    for trace in log.findall(f"{XES}trace"):
        told = [values(one) for one in trace.findall(f"{XES}event")]
        places = [int(one["logIndex"]) for one in told]

        assert sorted(places) == places
        assert all(datetime.fromisoformat(one["time:timestamp"]).tzinfo for one in told)
        assert {"complete"} == {one["lifecycle:transition"] for one in told}
        assert all(one["concept:name"] and one["org:resource"] and one["stage"] for one in told)


def test_a_trace_is_the_path_a_partnership_took(log: ElementTree.Element) -> None:
    """P-4 ended for a breach: event and stage after it, to the end."""
    trace = log.findall(f"{XES}trace")[3]
    path = [(one["concept:name"], one["stage"]) for one in map(values, trace.findall(f"{XES}event"))]

    assert ("proposed", "proposed") == path[0]
    assert [
        ("breach reported", "active"),
        ("breach decided", "active"),
        ("terminated", "terminated"),
        ("termination confirmed", "terminated"),
    ] == [one for one in path if one[0].startswith(("breach", "terminat"))]


def test_refused_attempts_stand_in_the_trace(log: ElementTree.Element, demonstration: Path) -> None:
    """They happened on the way; what belongs to no partnership is left out."""
    names = Counter(
        values(event)["concept:name"]
        for trace in log.findall(f"{XES}trace")
        for event in trace.findall(f"{XES}event")
    )

    assert 4 == names["command refused"]
    assert OF_PARTNERSHIPS == names.total()
    assert not {"store opened", "person added", "policy adopted", "budget frame set"} & set(names)


def test_a_selection_of_the_house_alone_has_no_trace(demonstration: Path) -> None:
    """An XES log without traces makes loaders fall over: it is not written."""
    with pytest.raises(NotFound, match="no event of a partnership matches: to 2022-01-01"):
        xes(demonstration, Search(last_day=datetime(2022, 1, 1).date()))


def test_what_xml_cannot_hold_is_dropped_and_what_it_can_is_escaped(
    demonstration: Path, tmp_path: Path
) -> None:
    """Control characters go, markup stays text, and the file is still XML."""
    stored = '"actor":"k\\u0000\\u0001\\ufffe<\\"&\'\\ndahl"'
    store = altered(demonstration, tmp_path, '"actor":"k.dahl"', stored)

    actors = {
        values(event)["org:resource"]
        for trace in xes(store).findall(f"{XES}trace")
        for event in trace.iter(f"{XES}event")
    }

    assert "k<\"&'\ndahl" in actors


# --- OCEL -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ocel(demonstration: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(exported(demonstration, "ocel"))
    return document


def objects(ocel: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in ocel["objects"]}


def check_relations(ocel: dict[str, Any]) -> None:
    """Ids are unique, every event has an object, and nothing is pointed at that is not there."""
    known = objects(ocel)
    ids = [one["id"] for one in ocel["events"]]

    assert len(known) == len(ocel["objects"])
    assert len(set(ids)) == len(ids) > 0
    assert all(one["relationships"] for one in ocel["events"])
    for one in (*ocel["events"], *ocel["objects"]):
        told = [(relation["objectId"], relation["qualifier"]) for relation in one["relationships"]]
        assert len(set(told)) == len(told)
        assert all(object_id in known and qualifier for object_id, qualifier in told)


def test_ids_are_unique_and_nothing_dangles(ocel: dict[str, Any]) -> None:
    """Loaders drop a repeated id, a dangling one and an event without objects silently: there are none."""
    check_relations(ocel)

    assert LOG_SIZE == len(ocel["events"])


def test_everything_has_a_declared_type_and_declared_attributes(ocel: dict[str, Any]) -> None:
    """Each type is declared once, with its attributes and their types."""
    kinds = {"string": str, "integer": int}
    for declared, told in (("objectTypes", "objects"), ("eventTypes", "events")):
        types = {
            one["name"]: {a["name"]: kinds[a["type"]] for a in one["attributes"]} for one in ocel[declared]
        }
        assert len(types) == len(ocel[declared])
        for one in ocel[told]:
            for attribute in one["attributes"]:
                assert isinstance(attribute["value"], types[one["type"]][attribute["name"]])


def test_there_is_an_event_type_for_each_topic(ocel: dict[str, Any]) -> None:
    """Types are topics in words, and only those that occur."""
    assert {one["type"] for one in ocel["events"]} == {one["name"] for one in ocel["eventTypes"]}
    assert {"breach reported", "person role granted", "command refused"} <= {
        one["name"] for one in ocel["eventTypes"]
    }


def test_first_values_hold_from_1970_and_the_rest_is_sorted(ocel: dict[str, Any]) -> None:
    """Loaders take the first value for the base, whatever its time."""
    for one in ocel["objects"]:
        times: dict[str, list[str]] = {}
        for attribute in one["attributes"]:
            times.setdefault(attribute["name"], []).append(attribute["time"])
        for told in times.values():
            assert "1970-01-01T00:00:00Z" == told[0]
            assert sorted(set(told)) == told


def test_stage_and_owner_change_over_time(ocel: dict[str, Any]) -> None:
    """P-4 went from proposed to terminated, each stage from its own time."""
    told = [(one["name"], one["time"][:10], one["value"]) for one in objects(ocel)["P-4"]["attributes"]]

    assert ("stage", "1970-01-01", "proposed") in told
    assert ("stage", "2026-05-06", "terminated") == [one for one in told if one[0] == "stage"][-1]


def test_an_owner_who_hands_over_is_the_owner_until_then(a_file: SqlitePlace) -> None:
    """The object keeps both owners, each from its time; both have had the duty."""
    store = a_file.made()
    a_file.clock.now = NOON + timedelta(days=1)
    ref = propose(store)
    a_file.clock.now = NOON + timedelta(days=2)
    store.handle(c.HandOver(ref=ref, to="o.vik", because="leave"), actor="s.alm")

    told = objects(json.loads(exported(a_file.path, "ocel")))[ref]

    assert [
        ("1970-01-01T00:00:00Z", "s.alm"),
        ("2026-01-04T12:00:00.000000Z", "o.vik"),
    ] == [(one["time"], one["value"]) for one in told["attributes"] if one["name"] == "owner"]
    assert ["person:s.alm", "person:o.vik"] == [
        one["objectId"] for one in told["relationships"] if one["qualifier"] == "owner"
    ]


def test_relations_say_as_what(ocel: dict[str, Any]) -> None:
    """The partner is related as partner, each person by the duties held, a successor to what it follows."""
    related = {(one["objectId"], one["qualifier"]) for one in objects(ocel)["P-4"]["relationships"]}
    qualifiers = Counter(
        relation["qualifier"] for one in ocel["objects"] for relation in one["relationships"]
    )

    assert ("person:k.dahl", "terminator") in related
    assert 1 == sum(qualifier == "partner" for _, qualifier in related)
    assert (14, 2, 1) == (qualifiers["partner"], qualifiers["co-partner"], qualifiers["successor of"])


def test_the_house_is_an_object(ocel: dict[str, Any]) -> None:
    """What belongs to no partnership relates to the house and to who did it; the calendar is no person."""
    opened = next(one for one in ocel["events"] if one["type"] == "store opened")

    assert [
        {"objectId": "house", "qualifier": "subject"},
        {"objectId": "person:a.ny", "qualifier": "actor"},
    ] == opened["relationships"]
    assert {"partnership": 14, "party": 15, "person": 10, "house": 1, "budget": 6} == Counter(
        one["type"] for one in ocel["objects"]
    )


def test_each_years_frame_is_an_object(ocel: dict[str, Any]) -> None:
    """What moves in a frame relates to it and to who moved it; the years are those of the agreements."""
    proposed = next(one for one in ocel["events"] if one["type"] == "budget frame proposed")

    assert [
        {"objectId": "budget-2023", "qualifier": "subject"},
        {"objectId": "person:p.lund", "qualifier": "actor"},
    ] == proposed["relationships"]
    assert {f"budget-{year}" for year in range(2023, 2029)} == {
        one["id"] for one in ocel["objects"] if one["type"] == "budget"
    }


def test_what_is_taken_of_a_frame_relates_to_whose_it_is(ocel: dict[str, Any]) -> None:
    """Of every amount that is committed, paid or given back, the partnership is told beside the frame."""
    moved = [one for one in ocel["events"] if one["type"].startswith("budget")]
    of_nobody = {"budget frame proposed", "budget frame set"}
    committed = next(one for one in moved if one["type"] == "budget committed")

    assert {"budget committed", "budget released", "budget paid"} < {one["type"] for one in moved}
    assert all(
        (one["type"] in of_nobody) != any(to["qualifier"] == "partnership" for to in one["relationships"])
        for one in moved
    )
    assert {"objectId": "P-1", "qualifier": "partnership"} in committed["relationships"]


@pytest.mark.parametrize(
    "selection",
    [
        Search(ref="P-14"),
        Search(person="k.dahl"),
        Search(first_day=datetime(2026, 1, 1).date()),
        Search(last_day=datetime(2022, 12, 31).date()),
    ],
    ids=Search.told,
)
def test_a_part_of_the_log_is_as_whole_as_all_of_it(selection: Search, demonstration: Path) -> None:
    """Whatever is selected, nothing points outside the file."""
    check_relations(json.loads(exported(demonstration, "ocel", selection)))


def test_nothing_later_than_the_period_is_told(demonstration: Path) -> None:
    """An export to the end of 2022 knows no stage of 2023."""
    document = json.loads(exported(demonstration, "ocel", Search(last_day=datetime(2022, 12, 31).date())))

    assert all(one["time"] < "2023" for each in document["objects"] for one in each["attributes"])


def test_a_life_that_cannot_have_been_is_damage(demonstration: Path, tmp_path: Path) -> None:
    """A correction that names what never was is named as damage, not as a fault of the program."""
    store = altered(
        demonstration,
        tmp_path,
        '"data":{"number":1},"reason":"Jämfört',
        '"data":{"number":9},"reason":"Jämfört',
    )
    with pytest.raises(Damaged, match="does not follow from those before it"):
        exported(store, "ocel")


def test_pm4py_loads_both_in_full(demonstration: Path, tmp_path: Path) -> None:
    """The process-mining tool finds every case, event, object and relation."""
    pm4py = pytest.importorskip("pm4py", reason="pm4py is not installed (AGPL: it is no dependency of ours)")
    (tmp_path / "log.xes").write_bytes(exported(demonstration, "xes"))
    (tmp_path / "log.json").write_bytes(exported(demonstration, "ocel"))

    traces = pm4py.read_xes(str(tmp_path / "log.xes"))
    loaded = pm4py.read_ocel2_json(str(tmp_path / "log.json"))

    assert (14, OF_PARTNERSHIPS) == (traces["case:concept:name"].nunique(), len(traces))
    assert (LOG_SIZE, 46, 85) == (len(loaded.events), len(loaded.objects), len(loaded.o2o))
    assert LOG_SIZE == loaded.relations["ocel:eid"].nunique()
