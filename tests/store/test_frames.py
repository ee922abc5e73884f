"""The yearly frame in a store: never overspent, whoever signs at the same moment; told as it was (C14)."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from samverkan_flow.audit.budget import budget
from samverkan_flow.audit.report.making import portfolio_report
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.budget import Frame
from samverkan_flow.domain.errors import Conflict, Refused, SamverkanError
from samverkan_flow.domain.values import AgreedAmountCorrection
from samverkan_flow.queries.health import examine
from samverkan_flow.queries.next_steps import next_steps
from samverkan_flow.queries.reading import Reader
from samverkan_flow.queries.replaying import rows_unlike_replay
from samverkan_flow.service import Partnerships
from tests import builders as b
from tests.store.places import SqlitePlace, agree, propose, ready, screen

ROOM_FOR = 3
"""How many agreements of 200 000 kr a year the narrow frame of 2027 has room for."""
CANDIDATES = 8


def narrow(store: Partnerships, year: int, net: int) -> None:
    """Sets the frame of a year (kronor)."""
    for actor, command in b.frames(net, year, year):
        store.handle(command, actor=actor)


def candidate(store: Partnerships, partner: str) -> str:
    """Returns a partnership that lacks nothing but the agreement itself."""
    ref = propose(store, partner)
    screen(store, ref)
    for command in ready(ref):
        store.handle(command, actor="h.ek")
    return ref


def sign_all(path: str, refs: tuple[str, ...], barrier: Any, answers: Any) -> None:
    """Signs for its partnerships as fast as it can; tells what came of each."""
    told: dict[str, list[str]] = {}
    with Partnerships(path, lambda: datetime(2026, 1, 2, 12, tzinfo=UTC)) as store:
        barrier.wait(60)
        for ref in refs:
            try:
                store.handle(b.an_agreement(ref=ref), actor="k.dahl")
                told[ref] = []
            except Refused as refused:
                told[ref] = [one.clause for one in refused.findings]
            except SamverkanError as error:
                told[ref] = [f"{error.code}: {error.message}"]
    answers.put(told)


def tick_once(path: str, barrier: Any, answers: Any) -> None:
    """Ticks at the same moment as another machine does; tells what it recorded."""
    with Partnerships(path, lambda: datetime(2026, 2, 2, 12, tzinfo=UTC)) as store:
        barrier.wait(60)
        answers.put([one.ref for one in store.tick()])


def at_once(work: Callable[..., None], *arguments: tuple[Any, ...]) -> list[Any]:
    """Runs one piece of work in as many processes as there are arguments; returns what each told."""
    spawn = multiprocessing.get_context("spawn")
    barrier, answers = spawn.Barrier(len(arguments)), spawn.Queue()
    processes = [spawn.Process(target=work, args=(*one, barrier, answers), daemon=True) for one in arguments]
    for one in processes:
        one.start()
    told = [answers.get(timeout=90) for _ in processes]
    for one in processes:
        one.join(30)
    return told


def frame_of(path: Path, year: int) -> Frame:
    """Returns the frame of a year as the register has it."""
    with Reader(path) as reader:
        return reader.frames()[year]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[SqlitePlace]:
    """Returns a furnished store."""
    place = SqlitePlace(tmp_path)
    yield place
    place.close()


def test_two_who_sign_at_once_cannot_both_take_the_last_krona(place: SqlitePlace) -> None:
    """Two processes sign for eight partnerships with room for three: three are agreed, the others refused under C14."""
    store = place.made()
    refs = [candidate(store, f"Stage {number}") for number in range(CANDIDATES)]
    narrow(store, 2027, 200_000 * ROOM_FOR)
    place.close()

    first, second = at_once(
        sign_all, (str(place.path), tuple(refs[::2])), (str(place.path), tuple(refs[1::2]))
    )

    outcomes = sorted({**first, **second}.values())
    assert [[]] * ROOM_FOR + [["C14"]] * (CANDIDATES - ROOM_FOR) == outcomes
    assert frame_of(place.path, 2027).free == b.kronor(0)
    assert frame_of(place.path, 2026).committed == b.kronor(200_000 * ROOM_FOR)
    with Reader(place.path) as reader:
        assert [] == [one.found for one in examine(reader) if not one.ok]


def test_two_machines_tick_at_once(place: SqlitePlace) -> None:
    """What dates bring about is recorded once, whoever looks at the same moment."""
    store = place.made()
    refs = [candidate(store, f"Stage {number}") for number in range(4)]
    for ref in refs:
        store.handle(b.an_agreement(ref=ref), actor="k.dahl")
    place.close()

    done = at_once(tick_once, (str(place.path),), (str(place.path),))

    assert sorted(refs) == sorted(done[0] + done[1])


def test_a_frame_that_has_moved_meanwhile_is_a_conflict(
    place: SqlitePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The frame is an aggregate with versions: what was decided on an older one is not recorded, nor the agreement."""
    store = place.made()
    first, second = candidate(store, "First Stage"), candidate(store, "Second Stage")
    stale = {year: store.frame(year) for year in (2026, 2027, 2028)}
    store.handle(b.an_agreement(ref=first), actor="k.dahl")
    monkeypatch.setattr(store, "frame", lambda year: stale[year])

    with pytest.raises(Conflict):
        store.handle(b.an_agreement(ref=second), actor="k.dahl")

    monkeypatch.undo()
    assert store.partnership(second).stage == "screened"
    assert store.frame(2027).committed == b.kronor(200_000)


@pytest.mark.parametrize("table", ["budget", "obligations"])
def test_an_agreement_and_what_follows_are_one_transaction(place: SqlitePlace, table: str) -> None:
    """Where a row that follows cannot be written, nothing is recorded: no event, no commitment, no obligation."""
    store = place.made()
    ref = candidate(store, "First Stage")
    before = place.rows("SELECT COUNT(*) FROM log")
    mend = place.failing(table)

    with pytest.raises(SamverkanError):
        store.handle(b.an_agreement(ref=ref), actor="k.dahl")

    mend()
    assert before == place.rows("SELECT COUNT(*) FROM log")
    assert (store.partnership(ref).stage, store.frame(2027).committed) == ("screened", b.kronor(0))
    store.handle(b.an_agreement(ref=ref), actor="k.dahl")
    assert store.frame(2027).committed == b.kronor(200_000)


def test_a_correction_counts_from_the_day_of_what_it_corrects(place: SqlitePlace) -> None:
    """In force on a past day is the right amount once it is known; as known then it was the wrong one (T17)."""
    store = place.made()
    ref = propose(store, "First Stage")
    screen(store, ref)
    agree(store, ref)
    agreed = next(one.version for one in _history(place, ref) if one.event == "agreed")
    place.clock.now = datetime(2026, 6, 1, 10, tzinfo=UTC)
    right = AgreedAmountCorrection(2027, b.kronor(170_000))
    wrong = c.ProposeCorrection(
        ref=ref, event_version=agreed, right=right, document=b.a_document("agreement.pdf"), because="misread"
    )
    store.handle(wrong, actor="p.lund")
    store.handle(c.ConfirmCorrection(ref=ref, number=1), actor="s.alm")

    with place.reader() as reader:
        told = [
            _committed(budget(reader, None, date(2026, 5, 31), known_at), 2027)
            for known_at in (None, datetime(2026, 5, 31, 21, tzinfo=UTC))
        ]

    assert [b.kronor(170_000), b.kronor(200_000)] == told


def _history(place: SqlitePlace, ref: str) -> list[Any]:
    from samverkan_flow.domain.events import name_of

    with place.reader() as reader:
        events = reader.history(reader.partnership(ref))
        return [_Told(one.recorded.originator_version, name_of(one.recorded.event)) for one in events]


class _Told:
    def __init__(self, version: int, event: str) -> None:
        self.version = version
        self.event = event


def _committed(answer: Any, year: int) -> Any:
    return next(row["committed"] for row in answer.rows if row["year"] == year)


def test_repeating_an_agreement_commits_nothing_more(place: SqlitePlace) -> None:
    """A repeated command id gives the first answer and moves no frame."""
    store = place.made()
    ref = candidate(store, "First Stage")
    first = store.handle(b.an_agreement(ref=ref), actor="k.dahl", command_id="once")
    again = store.handle(b.an_agreement(ref=ref), actor="k.dahl", command_id="once")

    assert (first.events, True) == (again.events, again.repeated)
    assert store.frame(2028).committed == b.kronor(200_000)


def test_a_dry_run_tells_what_would_move_and_moves_nothing(place: SqlitePlace) -> None:
    """A dry run shows the commitments of each year."""
    store = place.made()
    ref = candidate(store, "First Stage")
    told = store.handle(b.an_agreement(ref=ref), actor="k.dahl", dry_run=True)

    assert ["agreed", *["budget-committed"] * 3] == [one.event for one in told.events]
    assert store.frame(2027).committed == b.kronor(0)


def test_a_refused_frame_stays_on_record(place: SqlitePlace) -> None:
    """A frame below what is taken is refused, and the refusal is recorded (C14)."""
    store = place.made()
    store.handle(b.an_agreement(ref=candidate(store, "First Stage")), actor="k.dahl")
    low = c.ProposeFrame(year=2027, amount=b.kronor(199_999), because="cuts")
    with suppress(Refused):
        store.handle(low, actor="p.lund")

    (refusal,) = place.rows("SELECT clauses FROM log WHERE topic = 'command.refused.v1'")
    assert ("C14",) == tuple(refusal)


# --- boundaries, by the day -------------------------------------------------------------------------


def test_a_frame_counts_from_the_day_it_was_set(place: SqlitePlace) -> None:
    """On the day it was set a frame is in force, and the day before the one before it was."""
    store = place.made()
    place.clock.now = datetime(2026, 3, 2, 10, tzinfo=UTC)
    narrow(store, 2027, 700_000)
    with place.reader() as reader:
        told = [
            next(row["frame"] for row in budget(reader, as_of=day).rows if row["year"] == 2027)
            for day in (date(2026, 3, 1), date(2026, 3, 2))
        ]
        moment = place.clock.now
        known = [
            next(row["frame"] for row in budget(reader, known_at=at).rows if row["year"] == 2027)
            for at in (moment - timedelta(seconds=1), moment)
        ]

    assert [b.kronor(50_000_000), b.kronor(700_000)] == told == known


def test_a_report_of_a_past_year_has_the_frames_of_its_last_day(place: SqlitePlace) -> None:
    """A frame that was set afterwards is not in the report of the year before."""
    store = place.made()
    place.clock.now = datetime(2027, 2, 1, 10, tzinfo=UTC)
    narrow(store, 2027, 700_000)
    with Reader(place.path, place.clock.now) as reader:
        told = [
            next(one.frame for one in portfolio_report(reader, year).money if one.year == 2027)
            for year in (2026, 2027)
        ]

    assert [b.kronor(50_000_000), b.kronor(700_000)] == told


def test_partnerships_that_share_a_single_day_run_at_once(place: SqlitePlace) -> None:
    """An end date is inclusive: what begins that day stands beside what ends (T16, C15)."""
    store = place.made()
    store.handle(b.an_agreement(ref=candidate(store, "First Stage")), actor="k.dahl")
    last = b.END

    assert [1, 0] == [
        len(store.recorder.terms_running(day, date(2031, 1, 1))) for day in (last, last + timedelta(1))
    ]
    assert [0, 1] == [
        len(store.recorder.terms_running(date(2020, 1, 1), day)) for day in (b.START - timedelta(1), b.START)
    ]


def test_next_tells_of_the_partners_debt(place: SqlitePlace) -> None:
    """Before an agreement is tried, it is told that an evaluation with the partner is late, and where (C38)."""
    store = place.made()
    first = candidate(store, "First Stage")
    store.handle(b.an_agreement(ref=first), actor="k.dahl")
    place.clock.now = datetime(2026, 2, 1, 10, tzinfo=UTC)
    store.tick()
    place.clock.now = datetime(2027, 2, 2, 10, tzinfo=UTC)
    second = propose(store, "First Stage")
    screen(store, second)
    with Reader(place.path, place.clock.now) as reader:
        house = reader.house()
        steps = next_steps(reader, reader.partnership(second), house, reader.today(house))
    (agreeing,) = [step for step in steps if step.act == "agree"]

    assert [f"{first} with the same partner owes an evaluation of I1, due on 2027-02-01, late by 1 day"] == [
        one.message for one in agreeing.missing if one.clause == "C38"
    ]


def test_every_debt_with_the_partner_is_told(place: SqlitePlace) -> None:
    """Two late evaluations are two findings, so that one refusal tells everything (C38)."""
    store = place.made()
    first = propose(store, "First Stage")
    screen(store, first)
    for command in (c.PlanInitiative(ref=first, initiative=b.an_initiative("I2")), *ready(first)):
        store.handle(command, actor="h.ek")
    store.handle(b.an_agreement(ref=first), actor="k.dahl")
    place.clock.now = datetime(2026, 2, 1, 10, tzinfo=UTC)
    store.tick()
    place.clock.now = datetime(2027, 3, 2, 10, tzinfo=UTC)
    second = propose(store, "First Stage")
    with pytest.raises(Refused) as refused:
        store.handle(b.an_agreement(ref=second, start=date(2027, 4, 1)), actor="k.dahl")

    assert 2 == sum("owes an evaluation" in one.message for one in refused.value.findings)


def test_a_survey_that_is_charged_otherwise_is_seen(place: SqlitePlace) -> None:
    """Surveys are summed too where the frames are held against their partnerships (C41)."""
    store = place.made()
    ref = candidate(store, "First Stage")
    store.handle(b.an_agreement(ref=ref), actor="k.dahl")
    survey = c.RecordSurvey(ref=ref, supplier="N", method="panel", respondents=9, cost=b.kronor(45_000),
                            document=b.a_document("survey.pdf"))  # fmt: skip
    store.handle(survey, actor="h.ek")
    with place.reader() as reader:
        assert reader.frames()[2026].free == b.kronor(50_000_000 - 200_000 - 45_000)
    place.attack(
        "DROP TRIGGER stored_events_no_update",
        "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), '4500000', '4500001') AS BLOB) "
        "WHERE topic = 'budget.survey-charged.v1'",
        "UPDATE budget SET state = CAST(replace(CAST(state AS TEXT), '4500000', '4500001') AS BLOB) WHERE year = 2026",
    )
    with place.reader() as reader:
        assert ["the frame of 2026, which is not the sum of its partnerships"] == list(
            rows_unlike_replay(reader)
        )
