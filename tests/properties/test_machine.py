"""No sequence of commands, by whomever and whenever, leads where the lifecycle or the policy forbids."""

import tempfile
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.acts import ACTS
from samverkan_flow.domain.decide import decide
from samverkan_flow.domain.errors import InvalidInput, Refused
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.partnership import Partnership, evolve, project
from samverkan_flow.domain.values import PaymentCorrection
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from samverkan_flow.store.codec import Codec
from samverkan_flow.store.keys import KeyStore
from tests import builders as b
from tests.properties.deeds import ANYBODY, HAPPY, RIGHT_PEOPLE, SOME_DAYS, commands
from tests.replaying import replayed
from tests.unit.givens import CODE_2025, ID, PEOPLE, PROPOSED_ON, VIA, context

# Which stage may follow which, by hand from POLICY.md.
MAY_FOLLOW = {
    ("proposed", "screened"), ("screened", "agreed"), ("agreed", "active"), ("active", "evaluated"),
    ("evaluated", "active"), ("proposed", "terminated"), ("screened", "terminated"), ("agreed", "terminated"),
    ("active", "terminated"), ("evaluated", "terminated"),
}  # fmt: skip
ENDS_FROM = {
    "rejected": {"proposed", "screened"}, "withdrawn": {"proposed", "screened"}, "never-commenced": {"agreed"},
    "mutual": {"agreed", "active", "evaluated"}, "notice": {"active", "evaluated"},
    "completed": {"active", "evaluated"}, "expired": {"active", "evaluated"},
    "breach": {"agreed", "active", "evaluated"},
}  # fmt: skip
APART: dict[type[e.Event], tuple[str, ...]] = {
    e.CriteriaAssessed: ("proposer",),
    e.PartnershipScreened: ("proposer",),
    e.PartnershipAgreed: ("screener",),
    e.AddendumAgreed: ("screener",),
    e.InitiativeEvaluated: ("proposer", "owner", "signatory"),
    e.TerminationConfirmed: ("terminator",),
    e.TerminationConfirmationDeclined: ("terminator",),
}
DECISIONS: tuple[type[e.Event], ...] = (*APART, e.BreachDecided, e.BreachRemedied, e.ExceptionGranted, e.ExceptionRefused, e.PartnershipContinued,
             e.CorrectionConfirmed)  # fmt: skip
AFTER_THE_END = (
    e.InitiativeEvaluated, e.BreachDecided, e.TerminationConfirmed, e.TerminationConfirmationDeclined, e.SettlementRecorded,
    e.CorrectionProposed, e.CorrectionConfirmed, e.ConflictDeclared, e.ConflictWithdrawn, e.HandedOver,
)  # fmt: skip

KEYS = Path(tempfile.mkdtemp()) / "machine.keys"
KeyStore.create(KEYS)
CODEC = Codec(KeyStore(KEYS))


def told(refused: Refused) -> tuple[str, ...]:
    """Returns the clauses of a refusal; there is always one."""
    assert refused.findings, "a refusal says why"
    return tuple(one.clause for one in refused.findings)


class Life(RuleBasedStateMachine):
    """One partnership, any people, any days."""

    def __init__(self) -> None:
        super().__init__()
        self.today = PROPOSED_ON
        self.codec = CODEC
        self.history: list[e.Recorded] = []
        self.state: Partnership | None = None

    @initialize(by=st.sampled_from(["h.ek", "m.alt"]), steps=st.sampled_from([0, 1, 2, 2, 3, 3, 3, 4]))
    def propose(self, by: str, steps: int) -> None:
        """Begins with a whole proposal, sometimes by somebody who holds every role, and some steps from there."""
        self.attempt(b.a_proposal(), by)
        for _ in range(steps):
            self.take_the_next_step()

    @rule(days=SOME_DAYS)
    def wait(self, days: int) -> None:
        """Lets days pass."""
        self.today += timedelta(days)

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """Does something that leads on, by the right person."""
        assert self.state is not None
        if self.state.stage is Stage.AGREED and self.today < b.START:
            self.today = b.START
        by, command = data.draw(st.sampled_from(HAPPY[self.state.stage]))
        self.attempt(command, by)

    @rule(first=st.sampled_from(["", "", "m.alt", "s.alm"]))
    def take_the_next_step(self, first: str = "") -> None:
        """Does all that leads to the next stage, by the right people; another may try each thing first."""
        assert self.state is not None
        if self.state.stage is Stage.AGREED and self.today < b.START:
            self.today = b.START
        for by, command in HAPPY[self.state.stage]:
            if first and by != CALENDAR:
                self.attempt(command, first)
            self.attempt(command, by)

    @rule(data=st.data(), by=ANYBODY, back=st.sampled_from([0, 0, 0, 1, 40]))
    def try_anything(self, data: st.DataObject, by: str, back: int) -> None:
        """Somebody tries something, sometimes on an earlier business date."""
        assert self.state is not None
        command = data.draw(commands(self.state, self.today))
        self.attempt(command, by, self.today - timedelta(back))

    @rule(data=st.data())
    def try_what_is_ones_own(self, data: st.DataObject) -> None:
        """The right person tries something that this stage is for."""
        assert self.state is not None
        kinds = [act.command.NAME for act in ACTS if self.state.stage in act.stages]
        command = data.draw(commands(self.state, self.today, kinds))
        for by in RIGHT_PEOPLE[command.NAME]:
            self.attempt(command, by)

    @rule(days=st.sampled_from([-91, -90, -1, 0, 1, 1, 30]))
    @precondition(lambda self: self.state is not None and self.state.stage in (Stage.ACTIVE, Stage.EVALUATED))
    def come_to_the_end(self, days: int) -> None:
        """The last days come."""
        self.today = max(self.today, b.END + timedelta(days))

    @rule()
    def let_the_calendar_run(self) -> None:
        """The calendar ends what has passed its last day."""
        if self.state and self.state.end and self.today > self.state.end:
            self.attempt(
                c.EndByCalendar(ref="P-1", because="the end date has passed"), CALENDAR, self.state.end
            )

    # --- one attempt ------------------------------------------------------------------------------

    def attempt(self, command: c.Command, by: str, on: date | None = None) -> None:
        """Decides twice, records what comes of it, and holds every event against the policy."""
        first, second = (self._decided(command, by, on) for _ in range(2))
        assert first == second, "decide gives the same answer to the same question"
        for event in first if isinstance(first[:1], tuple) and not isinstance(first[0], str) else ():
            self._record(event, by, on or self.today)

    def _decided(self, command: c.Command, by: str, on: date | None) -> tuple[Any, ...]:
        try:
            return decide(command, self.state, context(by, self.today, on=on))
        except Refused as refused:
            return told(refused)
        except InvalidInput as error:
            return (error.field,)

    def _record(self, event: e.Event, by: str, on: date) -> None:
        before = self.state
        recorded = e.Recorded(
            originator_id=ID,
            originator_version=len(self.history) + 1,
            recorded_at=datetime.combine(self.today, time(12), UTC),
            effective_on=on,
            actor=by,
            via=VIA,
            command_id=f"c-{len(self.history)}",
            policy_version="2026-1",
            reason="told",
            event=event,
        )
        self.history.append(recorded)
        self.state = evolve(before, recorded)
        if before is not None:
            hold(before, recorded, self.state)

    # --- what always holds ------------------------------------------------------------------------

    @invariant()
    def replay_gives_the_same(self) -> None:
        """The state is nothing but the fold of its events, however often it is folded."""
        assert self.state == project(None, self.history) == project(None, self.history)

    @invariant()
    def versions_are_contiguous(self) -> None:
        """The state's version is the number of its events."""
        assert self.state is None or self.state.version == len(self.history)

    def teardown(self) -> None:
        """Encodes and decodes the whole history: the same events come out, and the same bytes again."""
        for recorded in self.history:
            topic, stored = self.codec.encode_event(recorded)
            again = self.codec.decode_event(
                recorded.originator_id, recorded.originator_version, topic, stored
            )
            assert again == recorded
            assert self.codec.encode_event(again) == (topic, stored)
        if self.state is not None:
            assert self.codec.decode(Partnership, self.codec.encode(self.state)) == self.state


def hold(before: Partnership, recorded: e.Recorded, after: Partnership) -> None:
    """Holds one event against what the policy says about it, by hand."""
    event, actor = recorded.event, recorded.actor
    if before.stage is not after.stage:
        assert (before.stage.value, after.stage.value) in MAY_FOLLOW
    if before.stage is Stage.TERMINATED:
        assert after.stage is Stage.TERMINATED, "there is no way out"
        assert isinstance(event, AFTER_THE_END), f"{type(event).__name__} after the end"
        assert (before.end_reason, before.ended_on) == (after.end_reason, after.ended_on)
    if isinstance(event, e.PartnershipTerminated):
        assert before.stage.value in ENDS_FROM[event.end_reason]
    if isinstance(event, e.PaymentMade):
        assert before.stage in (Stage.ACTIVE, Stage.EVALUATED)
        assert after.agreement
        assert after.paid_in(event.year).ore <= after.agreement.in_year(event.year).ore
    for duty in APART.get(type(event), ()):
        assert actor not in before.duties.get(duty, ()), f"{actor} has been {duty}"  # type: ignore[call-overload]
    if isinstance(event, DECISIONS):
        assert actor not in before.conflicts, f"{actor} has a conflict"
    if actor != CALENDAR:
        assert PEOPLE[actor] not in ((), ("auditor",)), "people without a role, and auditors, write nothing"
    _hold_what_never_changes(before, event, after)


def _hold_what_never_changes(before: Partnership, event: e.Event, after: Partnership) -> None:
    if before.agreement:
        assert after.agreement
        assert (before.start, before.end, before.agreement.code_version) == (
            after.start, after.end, after.agreement.code_version,
        )  # fmt: skip
        frozen = {(one.id, goal) for one in before.initiatives for goal in one.goals}
        assert frozen <= {(one.id, goal) for one in after.initiatives for goal in one.goals}, (
            "goals are frozen"
        )
    for duty, people in before.duties.items():
        assert set(people) <= set(after.duties[duty]), "a duty once had is had for ever"
    if not isinstance(event, e.CorrectionConfirmed):
        assert before.payments == after.payments[: len(before.payments)]
    elif not isinstance(
        next(one for one in after.corrections if one.number == event.number).right, PaymentCorrection
    ):
        assert before.payments == after.payments
    assert (before.proposer, before.partner, before.ref) == (after.proposer, after.partner, after.ref)


class StoredLife(Life):
    """The same through a real store: the register's row is what replay makes."""

    def __init__(self) -> None:
        super().__init__()
        self.today = date(2026, 1, 2)
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "s.db"
        self.store = Partnerships.create(path, "a.ny", demonstration=True, clock=self.now)
        for handle, roles in PEOPLE.items():
            if handle != "a.ny":
                self.store.handle(c.AddPerson(handle=handle, name=handle, roles=roles), actor="a.ny")
        code = CODE_2025
        publish = c.PublishCode(
            version=code.version, in_force_from=code.in_force_from, document=code.document
        )
        self.store.handle(publish, actor="a.ny")
        for actor, frame in b.frames():
            self.store.handle(frame, actor=actor)
        self.codec = self.store.codec
        self.reader = Reader(path)

    def now(self) -> datetime:
        """Returns noon of the day."""
        return datetime.combine(self.today, time(12), UTC)

    def attempt(self, command: c.Command, by: str, on: date | None = None) -> None:
        """Hands the command to the store, and holds what it recorded against the policy."""
        if by == CALENDAR:
            self.store.tick()
        else:
            with suppress(Refused, InvalidInput):
                self.store.handle(command, actor=by, on=on)
        self._catch_up()

    def _catch_up(self) -> None:
        known = len(self.history)
        if self.state is None:
            self.partnership_id = self.store.find("P-1")
        for recorded in self.store.events.get(self.partnership_id, gt=known):
            assert isinstance(recorded, e.Recorded)
            before, self.state = self.state, evolve(self.state, recorded)
            self.history.append(recorded)
            if before is not None:
                hold(before, recorded, self.state)

    @invariant()
    def the_register_is_what_replay_makes(self) -> None:
        """Row, whole state and replay say the same."""
        if self.state is None:
            return
        (row,) = self.reader.listed()
        assert self.reader.partnership("P-1") == self.state == replayed(self.store, self.state.id)
        assert (row.stage, row.version, row.end_reason, row.owner, row.start, row.end) == (
            self.state.stage, self.state.version, self.state.end_reason, self.state.owner,
            self.state.start.isoformat() if self.state.start else "", self.state.end.isoformat() if self.state.end else "",
        )  # fmt: skip

    @invariant()
    def the_log_is_whole(self) -> None:
        """Indexes are contiguous and times never fall."""
        rows = self.reader.rows("SELECT idx, recorded_at FROM log ORDER BY idx")
        assert [row[0] for row in rows] == list(range(len(rows)))
        assert [row[1] for row in rows] == sorted(row[1] for row in rows)

    def teardown(self) -> None:
        """Rebuilds the register, which then says the same, and closes the store."""
        super().teardown()
        if self.state is not None:
            self.store.rebuild()
            assert self.reader.partnership("P-1") == self.state
        self.reader.close()
        self.store.close()
        self.folder.cleanup()


SLOW = {HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much}


def test_life() -> None:
    """No sequence of commands reaches what lifecycle or policy forbids; replay and decide are deterministic."""
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=250, stateful_step_count=40, deadline=None, suppress_health_check=SLOW
        ),
    )


def test_stored_life() -> None:
    """The same through a store: register equals replay after every command."""
    run_state_machine_as_test(
        StoredLife,
        settings=settings(max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=SLOW),
    )
