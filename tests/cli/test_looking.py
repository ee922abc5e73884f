"""The verbs that look, asked of the demonstration."""

import json
import re

import pytest

from samverkan_flow.domain.lifecycle import LIFECYCLE
from tests.cli.conftest import Run


def ref_of(demo: Run, name: str) -> str:
    rows = demo("list", "--json").json["partnerships"]
    return next(row["ref"] for row in rows if row["name"] == name)


def test_the_list_gives_every_partnership_in_json(demo: Run) -> None:
    """The list is one document with one object per partnership."""
    document = demo("list", "--json").json

    assert document["ok"] is True
    assert len(document["partnerships"]) == 14
    assert set(document["partnerships"][0]) >= {
        "ref", "id", "name", "partner", "organisation_number", "stage", "end_reason", "owner", "start", "end",
    }  # fmt: skip


def test_a_piped_list_is_tab_separated_and_whole(demo: Run) -> None:
    """Pipes get bare lines: no header, nothing cut off."""
    lines = demo("list").out.splitlines()

    assert len(lines) == 14
    assert all(len(line.split("\t")) == 8 for line in lines)


@pytest.mark.parametrize(
    ("option", "value", "count"),
    [
        ("--stage", "active", 4),
        ("--stage", "terminated", 8),
        ("--owner", "s.alm", 14),
        ("--partner", "kulturhuset", 2),
    ],
)
def test_the_list_is_narrowed(option: str, value: str, count: int, demo: Run) -> None:
    """Stage, owner and part of a partner's name narrow the list."""
    assert len(demo("list", option, value, "--json").json["partnerships"]) == count


def test_show_gives_the_whole_state(demo: Run) -> None:
    """`show --json` holds the state, empty fields too, and what is owed."""
    document = demo("show", ref_of(demo, "Ung teater turnerar"), "--json").json
    state = document["partnership"]

    assert (state["stage"], state["end_reason"], state["confirmed_by"]) == ("terminated", "breach", "v.norr")
    assert state["agreement"]["contributions"][0]["net"] == {"ore": 6_000_000, "currency": "SEK"}
    assert state["declined_by"] == ""


def test_show_tells_people_about_breach_settlement_and_confirmation(demo: Run) -> None:
    """The page for people holds what an auditor looks for first."""
    out = demo("show", ref_of(demo, "Ung teater turnerar")).out

    assert 'Breach 1 of "Ingen diskriminering"' in out
    assert "v.norr confirmed the termination" in out
    assert "40 000 kr repaid" in out


def test_history_holds_events_and_refused_attempts_in_order(demo: Run) -> None:
    """The history is the log's, with who, when, under which clauses and why."""
    events = demo("audit", "history", ref_of(demo, "Läsa för livet"), "--json").json["rows"]

    assert [one["index"] for one in events] == sorted(one["index"] for one in events)
    assert [one["clauses"] for one in events if one["event"] == "command-refused"] == [
        ["C36"],
        ["C29"],
        ["R2", "C14"],
    ]
    assert set(events[0]) >= {
        "index", "version", "event", "recorded_at", "effective_on", "actor", "clauses", "reason",
    }  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", events[0]["recorded_at"])


def test_next_tells_what_is_missing_and_who_supplies_it(demo: Run) -> None:
    """A proposal whose screener has a conflict waits for the one who took over, and for nobody else."""
    document = demo("next", ref_of(demo, "Unga ekonomer"), "--json").json
    screen = next(step for step in document["not_yet"] if step["act"] == "screen")

    assert document["stage"] == "proposed"
    assert screen["who"] == ["k.ros"]
    assert {one["clause"] for one in screen["missing"]} >= {"C1", "C6", "C21"}
    assert screen["missing"][0]["supplied_by"] == "assess"


def test_next_of_what_has_ended_offers_only_what_is_open(demo: Run) -> None:
    """After a settled and confirmed breach only corrections, conflicts and hand-over are open."""
    document = demo("next", ref_of(demo, "Ung teater turnerar"), "--json").json

    acts = {step["act"] for step in document["may"] + document["not_yet"]}

    assert acts == {"conflict declare", "hand-over", "correct propose"}


def test_status_puts_what_is_late_first(demo: Run) -> None:
    """What needs attention: late things with their days, then what is due."""
    document = demo("status", "--json").json
    debts = [(one["subject"], one["days_late"]) for one in document["late"] if one["clause"] == "C38"]

    assert document["as_of"] == "2026-11-23"
    assert debts == [("I2", 53), ("I1", 23), ("I2", 23)]
    assert document["stages"]["active"] == 4


def test_a_name_instead_of_a_reference_finds_the_way(demo: Run) -> None:
    """Who types a name is told the reference."""
    ran = demo("show", "Läsa för live")

    assert ran.code == 4
    assert "did you mean P-" in ran.err
    assert "Läsa för livet?" in ran.err


def test_the_year_can_be_asked_with_the_clock_set(demo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration answers as of the time it is told."""
    monkeypatch.setenv("SAMVERKAN_NOW", "2027-03-02T10:00+01:00")

    assert demo("status", "--json").json["as_of"] == "2027-03-02"


@pytest.mark.parametrize(("language", "heading"), [("sv", "Hävning vid avtalsbrott"), ("en", "C30")])
def test_a_clause_is_explained_in_both_languages(language: str, heading: str, demo: Run) -> None:
    """Clause texts are Swedish and English."""
    assert heading in demo("explain", "c30", "--lang", language).out


def test_a_clause_is_explained_without_a_store(run: Run, tmp_path: object) -> None:
    """The policy that comes with the product can be read before there is a store."""
    ran = run("explain", "C36", "--db", f"{tmp_path}/none.db")

    assert ran.code == 0
    assert "as it comes with the product" in ran.out


def test_an_unknown_clause_says_which_there_are(demo: Run) -> None:
    """C42 is none."""
    ran = demo("explain", "C42")

    assert ran.code == 4
    assert "clauses are C0 to C41, rules R1 to R6" in ran.err


def test_the_lifecycle_is_shown_as_table_picture_and_json(run: Run) -> None:
    """One table, three ways to look at it."""
    rows = run("lifecycle", "--json").json["lifecycle"]

    assert len(rows) == len(LIFECYCLE)
    assert run("lifecycle", "--format", "mermaid").out.startswith("stateDiagram-v2\n")
    assert len(run("lifecycle").out.splitlines()) == len(LIFECYCLE)


def test_policy_code_and_people_can_be_read(demo: Run) -> None:
    """The house answers: who may act, under which policy and which code."""
    assert {one["handle"] for one in demo("people", "list", "--json").json["people"]} >= {"h.ek", "v.norr"}
    assert [one["version"] for one in demo("code", "list", "--json").json["codes"]] == [
        "2022",
        "2025",
        "2026",
    ]
    assert demo("policy", "show", "--json").json["policy"]["thresholds"]["active_max"] == 8
    assert demo("policy", "show", "2022-1", "--json").json["policy"]["thresholds"]["active_max"] == 6
    assert demo("policy", "show", "--text").out.startswith("#")
    assert "active_max\t6\t8" in demo("policy", "diff", "2022-1", "2026-1").out


def test_doctor_finds_the_demonstration_whole(demo: Run) -> None:
    """Every check of a store that nobody has touched is good."""
    checks = demo("doctor", "--json").json["checks"]

    assert [one["what"] for one in checks if not one["ok"]] == []
    assert len(checks) == 14


def test_json_is_utf8_whatever_the_locale(demo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that reads the document gets the letters as they are."""
    monkeypatch.setenv("LC_ALL", "C")

    assert "Läsa för livet" in json.dumps(demo("list", "--json").json, ensure_ascii=False)


def test_every_refused_attempt_can_be_looked_at(demo: Run) -> None:
    """Refusals stay on record: the four attempts of the portfolio, in order, with what stood in the way."""
    events = demo("audit", "refusals", "--json").json["rows"]

    assert [(one["actor"], one["clauses"]) for one in events] == [
        ("p.lund", ["C30"]), ("k.dahl", ["C36"]), ("k.dahl", ["C29"]), ("k.dahl", ["R2", "C14"]),
    ]  # fmt: skip
    assert all(one["data"]["findings"][0]["remedy"] for one in events)


def test_a_relationship_is_shown_with_its_years_and_total(demo: Run) -> None:
    """A successor shows the chain it goes on from: years and what was agreed in all (C12)."""
    ref = ref_of(demo, "Öppen scen 2026–2028")
    known = demo("show", ref, "--json").json["relationship"]

    assert (known["refs"], known["calendar_years"], known["agreed"]["ore"]) == (["P-1", ref], 6, 188_000_000)
    assert "6 calendar years, 1 880 000 kr agreed" in demo("show", ref).out


def test_exceptions_are_counted_per_clause(demo: Run) -> None:
    """The board sees which clauses are departed from, and how often (T11)."""
    assert demo("status", "--json").json["exceptions"] == {"C13": 1, "C20": 2, "C32": 1}
