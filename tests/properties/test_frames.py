"""Whatever is done in whatever order: no year is overspent, the frames are the sums, and no debt goes away by itself."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import Frame, claims_of, evolve_frame, movements
from samverkan_flow.domain.decide import decide
from samverkan_flow.domain.errors import InvalidInput, Refused
from samverkan_flow.domain.house import CALENDAR, NAMESPACE
from samverkan_flow.domain.lifecycle import IN_FORCE, Stage
from samverkan_flow.domain.obligations import overdue_evaluations
from samverkan_flow.domain.partnership import Partnership, evolve
from samverkan_flow.domain.values import AgreedAmountCorrection, Contribution, PaymentCorrection
from tests import builders as b
from tests.unit.givens import AGREED_ON, OF_ANY_SIZE, POLICY, READY, Happened, context, recorded, signed

YEARS = (2026, 2027, 2028)
PARTNERSHIPS = 3
AMOUNTS = st.sampled_from((200_000, 0, 1, 199_999, 200_001, 350_000, 500_000))
WHICH = st.integers(0, PARTNERSHIPS - 1)
BY = {c.Agree: "v.norr", c.End: "v.norr", c.RecordPayment: "p.lund", c.RecordSurvey: "h.ek",
      c.ProposeCorrection: "h.ek", c.ConfirmCorrection: "v.norr", c.Evaluate: "u.berg", c.Activate: "s.alm",
      c.EndByCalendar: CALENDAR}  # fmt: skip
"""Who does each of them rightly."""


class Portfolio(RuleBasedStateMachine):
    """Three partnerships and three years, without a store: decide, evolve, move the frames."""

    def __init__(self) -> None:
        super().__init__()
        self.today = AGREED_ON
        self.states = [self._ready(number) for number in range(PARTNERSHIPS)]
        self.frames = {year: Frame(year, amount=b.kronor(600_000)) for year in YEARS}
        self.versions = dict.fromkeys(YEARS, 0)
        self.debts: dict[tuple[int, str], date] = {}

    def _ready(self, number: int) -> Partnership:
        state: Partnership | None = None
        addendum = (signed("us", "addendum.pdf"), signed("partner", "addendum.pdf"))
        for version, happened in enumerate((*READY, *addendum), 1):
            state = evolve(state, recorded(happened, version, self._id(number)))
        assert state is not None, "a history makes a state"
        return state

    def _id(self, number: int) -> UUID:
        return uuid5(NAMESPACE, f"portfolio {number}")

    # --- what is done

    @initialize(agreed=st.integers(0, PARTNERSHIPS))
    def begin(self, agreed: int) -> None:
        """Some of them are agreed from the beginning, so that days can pass."""
        for number in range(agreed):
            self.agree(number, (200_000, 200_000, 200_000))

    def _do(self, number: int, command: c.Command) -> None:
        before = self.states[number]
        self.debts = self._debts()
        by = BY[type(command)]
        told: dict[str, Any] = {"policy": OF_ANY_SIZE, "frames": self.frames}
        try:
            events = decide(command, before, context(by, self.today, **told))
        except (Refused, InvalidInput):
            return
        after = before
        for event in events:
            happened = Happened(event, by, self.today)
            after = evolve(after, recorded(happened, after.version + 1, self._id(number)))
        self.states[number] = after
        moving = movements(before, after, correcting=isinstance(command, c.ConfirmCorrection))
        for year, moves in moving.items():
            for move in moves:
                self._move(year, move)
        self._no_debt_went_away(number, command)

    def _move(self, year: int, event: e.Event) -> None:
        self.versions[year] += 1
        self.frames[year] = evolve_frame(self.frames[year], recorded(Happened(event), self.versions[year]))

    @rule(year=st.sampled_from(YEARS), amount=AMOUNTS, times=st.integers(1, 3))
    def set_frame(self, year: int, amount: int, times: int) -> None:
        """Proposes and sets a frame, if the policy lets it."""
        net = b.kronor(amount * times)
        for by, command in (
            ("p.lund", c.ProposeFrame(year=year, amount=net, because="the budget")),
            ("k.dahl", c.SetFrame(year=year, amount=net)),
        ):
            try:
                events = decide(command, self.frames[year], context(by, self.today))
            except Refused:
                return
            for event in events:
                self.versions[year] += 1
                happened = recorded(Happened(event, by), self.versions[year])
                self.frames[year] = evolve_frame(self.frames[year], happened)

    @rule(which=WHICH, amounts=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS))
    def agree(self, which: int, amounts: tuple[int, int, int]) -> None:
        """Makes the agreement."""
        lines = tuple(Contribution(year, b.kronor(net), 0) for year, net in zip(YEARS, amounts, strict=True))
        self._do(which, b.an_agreement(ref="P-1", contributions=lines))

    @rule(which=WHICH, year=st.sampled_from(YEARS), amount=AMOUNTS)
    def amend(self, which: int, year: int, amount: int) -> None:
        """Changes a year by an addendum."""
        line = Contribution(year, b.kronor(amount), 0)
        document = b.a_document("addendum.pdf")
        self._do(
            which,
            c.Agree(
                ref="P-1", kind="addendum", contributions=(line,), document=document, registry_number="2"
            ),
        )

    @rule(which=WHICH, year=st.sampled_from(YEARS), amount=AMOUNTS)
    def pay(self, which: int, year: int, amount: int) -> None:
        """Pays a part."""
        self._do(which, c.RecordPayment(ref="P-1", amount=b.kronor(amount), year=year))

    @rule(which=WHICH, amount=AMOUNTS)
    def survey(self, which: int, amount: int) -> None:
        """Records a survey and its cost."""
        document = b.a_document("survey.pdf")
        self._do(
            which,
            c.RecordSurvey(
                ref="P-1", supplier="N", method="m", respondents=9, cost=b.kronor(amount), document=document
            ),
        )

    @rule(which=WHICH, year=st.sampled_from(YEARS), amount=AMOUNTS)
    def correct_amount(self, which: int, year: int, amount: int) -> None:
        """Corrects what was agreed for a year."""
        state = self.states[which]
        version = state.agreed_versions[0] if state.agreed_versions else 1
        self._correct(which, version, AgreedAmountCorrection(year, b.kronor(amount)), "agreement.pdf")

    @rule(which=WHICH, amount=AMOUNTS)
    def correct_payment(self, which: int, amount: int) -> None:
        """Corrects the first payment."""
        payments = self.states[which].payments
        version = payments[0].event_version if payments else 1
        self._correct(which, version, PaymentCorrection(1, b.kronor(amount)), "bank.pdf")

    def _correct(self, which: int, version: int, right: Any, document: str) -> None:
        wrong = c.ProposeCorrection(
            ref="P-1", event_version=version, right=right, document=b.a_document(document), because="misread"
        )
        self._do(which, wrong)
        self._do(which, c.ConfirmCorrection(ref="P-1", number=len(self.states[which].corrections)))

    @rule(which=WHICH, final=st.booleans())
    def evaluate(self, which: int, final: bool) -> None:
        """Evaluates the initiative."""
        self._do(
            which,
            b.an_evaluation("I1", ref="P-1", final=final, recommendation="end" if final else "continue"),
        )

    @rule(which=WHICH, reason=st.sampled_from(("never-commenced", "mutual", "notice")))
    def end(self, which: int, reason: Any) -> None:
        """Ends the partnership."""
        consent = (b.a_document("consent.pdf"),) if reason == "mutual" else ()
        self._do(which, c.End(ref="P-1", reason=reason, because="other plans", consent=consent))

    @rule(days=st.sampled_from((400, 1, 30, 200)))
    def let_days_pass(self, days: int) -> None:
        """Lets days pass; the calendar begins and ends what has come to its day."""
        self.today += timedelta(days)
        for number, state in enumerate(self.states):
            if state.stage is Stage.AGREED and state.start and state.start <= self.today:
                self._do(number, c.Activate(ref="P-1"))
            if state.stage in IN_FORCE and state.end and state.end < self.today:
                self._do(number, c.EndByCalendar(ref="P-1"))

    # --- what always holds

    @invariant()
    def no_year_is_overspent(self) -> None:
        """What counts against a frame is never more than the frame (C14)."""
        for frame in self.frames.values():
            assert frame.taken.ore <= (frame.amount.ore if frame.amount else 0), frame

    @invariant()
    def the_frames_are_the_sums(self) -> None:
        """Each frame is what its partnerships claim, to the öre."""
        for year, frame in self.frames.items():
            claims = [claims_of(one).get(year) for one in self.states]
            for name in ("committed", "surveys", "paid"):
                assert getattr(frame, name).ore == sum(getattr(one, name).ore for one in claims if one), (
                    year,
                    name,
                )

    def _debts(self) -> dict[tuple[int, str], date]:
        return {
            (number, one.subject): one.due
            for number, state in enumerate(self.states)
            for one in overdue_evaluations(state, POLICY, self.today)
        }

    def _no_debt_went_away(self, number: int, command: c.Command) -> None:
        """A late evaluation stays owed, and as late as it was, until it is made (C38)."""
        if isinstance(command, c.Evaluate):
            return
        now = self._debts()
        for debt, due in self.debts.items():
            assert debt not in self.debts or debt[0] != number or now.get(debt) == due, (
                command,
                debt,
                due,
                now,
            )


TestPortfolio = Portfolio.TestCase
TestPortfolio.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
