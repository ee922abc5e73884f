"""The demonstration's portfolio gives the answers it must give."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from samverkan_flow.audit.budget import budget
from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.events import CommandRefused
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.obligations import Obligation, obligations
from samverkan_flow.domain.partnership import Partnership, project
from samverkan_flow.queries.reading import Reader

EVALUATIONS = ("evaluation", "final-evaluation")


def named(reader: Reader, name: str) -> Partnership:
    return next(state for state in reader.partnerships() if state.name == name)


def as_known(reader: Reader, state: Partnership, day: date) -> Partnership:
    """Returns a partnership as it was known at the end of a day."""
    known = [one.recorded for one in reader.history(state, beside=False)]
    before = project(None, [recorded for recorded in known if local_date(recorded.recorded_at) <= day])
    assert before is not None, f"{state.name} was not proposed by {day}"
    return before


def owed(reader: Reader, today: date) -> list[Obligation]:
    """Returns everything owed on a day, soonest first."""
    house = reader.house()
    found = [
        one
        for state in reader.partnerships()
        for one in obligations(state, reader.policy(state.policy_version), house, today)
    ]
    return sorted(found, key=lambda one: one.due)


def test_stages(reader: Reader, answers: dict[str, Any]) -> None:
    """Every partnership stands at its stage."""
    stages = defaultdict(set)
    for row in reader.listed():
        stages[row.stage].add(row.name)

    assert stages == {stage: set(names) for stage, names in answers["stages"].items()}


def test_end_reasons(reader: Reader, answers: dict[str, Any]) -> None:
    """Every ended partnership has its end reason, and only they have one."""
    reasons = {row.name: row.end_reason for row in reader.listed() if row.end_reason}

    assert reasons == answers["stages"]["terminated"]


def test_evaluation_debts(reader: Reader, answers: dict[str, Any]) -> None:
    """Late evaluations are owed, with the days they are late."""
    today = answers["today"]
    debts = [
        {"initiative": f"{one.partnership} / {one.subject}", "due": one.due, "late": one.days_late(today)}
        for one in owed(reader, today)
        if one.kind in EVALUATIONS and one.days_late(today)
    ]

    assert debts == answers["evaluation_debts"]


def test_next_evaluations(reader: Reader, answers: dict[str, Any]) -> None:
    """Evaluations still to come are told, soonest first."""
    today = answers["today"]
    coming = [
        {"initiative": f"{one.partnership} / {one.subject}", "due": one.due}
        for one in owed(reader, today)
        if one.kind in EVALUATIONS and not one.days_late(today)
    ]

    assert coming == answers["next_evaluations"]


def test_open_tasks(reader: Reader, answers: dict[str, Any]) -> None:
    """Nothing else is open than the new co-partner and the new code of conduct."""
    open_tasks = defaultdict(set)
    for one in owed(reader, answers["today"]):
        if one.kind not in (*EVALUATIONS, "end-date"):
            open_tasks[one.clause].add(f"{one.partnership}: {one.what}")

    assert open_tasks == {clause: set(tasks) for clause, tasks in answers["open_tasks"].items()}


def test_refused_attempts(reader: Reader, answers: dict[str, Any]) -> None:
    """Each refused attempt stays on record with the clauses it was refused under, and no other was refused."""
    names = {row.ref: row.name for row in reader.listed()}
    attempts = defaultdict(list)
    for one in reader.refusals():
        attempts[names[one.recorded.event.ref]].append(list(one.recorded.clauses))  # type: ignore[attr-defined]

    assert attempts == answers["refused_attempts"]


def test_frames(reader: Reader, answers: dict[str, Any]) -> None:
    """Each year is committed as far as the agreements in force reach, within its frame."""
    expected = answers["frames"]
    rows = {str(row["year"]): row for row in budget(reader).rows}

    for name in ("frame", "committed"):
        assert {year: rows[year][name] for year in expected[name]} == {
            year: Money(kronor * 100) for year, kronor in expected[name].items()
        }


def test_refused_for_the_frame(reader: Reader, answers: dict[str, Any]) -> None:
    """Who asks for more than is free is told what is taken, what was asked for and how large the frame is."""
    expected = answers["refused_for_the_frame"]
    ref = named(reader, expected["partnership"]).ref
    told = [
        finding.message
        for one in reader.refusals()
        if isinstance(one.recorded.event, CommandRefused) and one.recorded.event.ref == ref
        for finding in one.recorded.event.findings
        if finding.clause == "C14"
    ]
    taken, asked_for, frame = (Money(expected[name] * 100) for name in ("taken", "asked_for", "frame"))

    assert told == [
        f"{expected['year']}: {taken} is taken and {asked_for} more is asked for, of a frame of {frame}"
    ]


def test_relationship(reader: Reader, answers: dict[str, Any]) -> None:
    """Successive agreements with one partner are one relationship."""
    relationship = answers["relationship"]
    states = [
        state
        for state in reader.partnerships()
        if state.agreement and state.partner.organisation_number == relationship["organisation_number"]
    ]
    agreements = [state.agreement for state in states if state.agreement]
    years = {year for one in agreements for year in range(one.start.year, one.end.year + 1)}

    assert [state.name for state in states] == relationship["agreements"]
    assert [state.predecessor for state in states] == [None, states[0].id]
    assert len(years) == relationship["calendar_years"]
    assert sum(one.total.ore for one in agreements) == relationship["agreed"] * 100


@pytest.mark.parametrize("moment", ["reported", "terminated"])
def test_breach_as_of(reader: Reader, answers: dict[str, Any], moment: str) -> None:
    """A breach stands open one day; two days later it has ended the partnership, confirmed by another."""
    expected = answers["breach"][moment]
    state = as_known(reader, named(reader, answers["breach"]["partnership"]), expected["as_of"])

    assert {
        "as_of": expected["as_of"],
        "stage": state.stage,
        "end_reason": state.end_reason,
        "confirmed": bool(state.confirmed_by),
        "undecided_breaches": sum(one.awaits_decision(expected["as_of"]) for one in state.breaches),
    } == expected


def test_correction(reader: Reader, answers: dict[str, Any]) -> None:
    """The amount agreed reads as it was known before the correction, and otherwise after it."""
    expected = answers["correction"]
    now = named(reader, expected["partnership"])
    before = as_known(reader, now, expected["known_before"])
    assert before.agreement
    assert now.agreement

    assert before.agreement.in_year(expected["year"]) == Money(expected["agreed_before"] * 100)
    assert now.agreement.in_year(expected["year"]) == Money(expected["agreed_now"] * 100)


def test_correcting_events(reader: Reader, answers: dict[str, Any]) -> None:
    """The correction names the event that was wrong, and both stay in the log."""
    expected = answers["correction"]
    state = named(reader, expected["partnership"])
    history = {one.recorded.originator_version: one.recorded for one in reader.history(state, beside=False)}
    [correction] = state.corrections
    agreed = history[correction.event_version].event
    days = [
        local_date(one.recorded_at)
        for one in history.values()
        if type(one.event).__name__ in ("CorrectionProposed", "CorrectionConfirmed")
    ]

    assert agreed.agreement.in_year(expected["year"]) == Money(expected["agreed_before"] * 100)  # type: ignore[attr-defined]
    assert (correction.proposed_by, correction.confirmed_by) == (
        expected["proposed_by"],
        expected["confirmed_by"],
    )
    assert days == [expected["recorded_on"]] * 2
