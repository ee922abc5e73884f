"""What random people try: commands drawn for a partnership, some of them sensible, some damaged."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import (
    AgreedAmountCorrection,
    Contribution,
    NoteCorrection,
    PaymentCorrection,
    Quality,
)
from tests import builders as b
from tests.unit.givens import PEOPLE

ANYBODY = st.sampled_from([*PEOPLE, "m.alt", "m.alt", "k.dahl", "v.norr"])
SOME_DAYS = st.sampled_from([0, 0, 1, 1, 7, 14, 30, 60, 90, 200, 365])
EVIDENCE = (b.a_document("minutes.pdf"),)
AMOUNTS = st.sampled_from([0, 1, 50_000, 99_999, 100_000, 200_000, 200_001, 400_000, -5]).map(b.kronor)
YEARS = st.sampled_from([2025, 2026, 2026, 2027, 2028, 2029, None])
NUMBERS = st.sampled_from([1, 1, 1, 2, 3, 0])
REASONS = st.sampled_from(["because C5 is not met", "C8 is not met", "C30, a good reason", ""])

EVERY_KIND = tuple(name for name, one in c.COMMANDS.items() if issubclass(one, c.PartnershipCommand))
RIGHT_PEOPLE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(EVERY_KIND, ("h.ek",)),
    **dict.fromkeys(("assess", "screen"), ("g.lind", "k.ros")),
    **dict.fromkeys(("exception grant", "exception refuse", "agree", "breach terminate", "breach confirm", "end"), ("k.dahl", "v.norr")),
    **dict.fromkeys(("conflict withdraw", "hand-over", "activate", "continue", "breach decide", "breach remedied", "correct confirm"), ("s.alm", "o.vik")),
    **dict.fromkeys(("record payment", "record settlement"), ("p.lund",)),
    "evaluate": ("u.berg",),
    "policy move": ("a.ny",),
    "tick": ("calendar",),
}  # fmt: skip

HAPPY: dict[Stage, tuple[tuple[str, c.Command], ...]] = {
    Stage.PROPOSED: (
        ("g.lind", c.Assess(ref="P-1", assessments=b.assessments())),
        ("g.lind", c.Screen(ref="P-1")),
    ),
    Stage.SCREENED: (
        ("h.ek", c.PlanInitiative(ref="P-1", initiative=b.an_initiative())),
        ("h.ek", c.PlanInitiative(ref="P-1", initiative=b.an_initiative("I2", start=date(2026, 6, 1)))),
        ("h.ek", b.a_signature("us", ref="P-1")),
        ("h.ek", b.a_signature("partner", ref="P-1")),
        ("h.ek", c.Acknowledge(ref="P-1", party="us", code_version="2025")),
        ("h.ek", c.Acknowledge(ref="P-1", party="partner", code_version="2025")),
        ("k.dahl", b.an_agreement(ref="P-1")),
    ),
    Stage.AGREED: (("calendar", c.Activate(ref="P-1")),),
    Stage.ACTIVE: (
        ("p.lund", c.RecordPayment(ref="P-1", amount=b.kronor(100_000))),
        ("u.berg", b.an_evaluation(ref="P-1")),
        ("u.berg", b.an_evaluation("I2", ref="P-1")),
    ),
    Stage.EVALUATED: (("s.alm", c.Continue(ref="P-1", adjustments=("more of the north",))),),
    Stage.TERMINATED: (
        ("p.lund", c.RecordSettlement(ref="P-1", brand_use_ended=True)),
        ("v.norr", c.ConfirmTermination(ref="P-1")),
        ("u.berg", b.an_evaluation(ref="P-1", final=True)),
    ),
}
"""Per stage, what leads on when the right person does it on the right day."""


@st.composite
def damaged(draw: st.DrawFn, whole: c.Command) -> c.Command:
    """Draws a command as it is or with one field emptied."""
    if draw(st.integers(0, 7)):
        return whole
    fresh = type(whole)()
    name = draw(st.sampled_from([one for one in whole.__struct_fields__ if one != "ref"]))
    return replace(whole, **{name: getattr(fresh, name)})


@st.composite
def commands(
    draw: st.DrawFn, state: Partnership, today: date, kinds: Sequence[str] = EVERY_KIND
) -> c.Command:
    """Draws anything that can be asked of the partnership."""
    kind = draw(st.sampled_from(sorted(set(kinds))))
    made = draw(_made(kind, state, today))
    return draw(damaged(replace(made, ref="P-1")))


@st.composite
def _made(draw: st.DrawFn, kind: str, state: Partnership, today: date) -> c.Command:
    number, because = draw(NUMBERS), draw(REASONS)
    initiative = draw(st.sampled_from(["I1", "I1", "I2", "I9"]))
    guideline = draw(st.sampled_from(["no discrimination", "no discrimination", "new strategy"]))
    whole: dict[str, Any] = {
        "assess": lambda: c.Assess(assessments=draw(st.sampled_from([b.assessments(), (b.an_assessment("C1", verdict="no"),), (b.company("Glitter AB"),)]))),
        "screen": c.Screen,
        "exception ask": lambda: c.AskException(clause=draw(st.sampled_from(["C5", "C13", "C20", "C36"])), because=because),
        "exception grant": lambda: c.GrantException(number=number),
        "exception refuse": lambda: c.RefuseException(number=number, because=because),
        "conflict declare": lambda: c.DeclareConflict(person=draw(st.one_of(st.just(""), ANYBODY)), because=because),
        "conflict withdraw": lambda: c.WithdrawConflict(person=draw(ANYBODY), because=because),
        "hand-over": lambda: c.HandOver(duty=draw(st.sampled_from(["owner", "screener"])), to=draw(ANYBODY), because=because),
        "policy move": lambda: c.MovePolicy(version=draw(st.sampled_from(["2026-1", "2030-1"])), because=because),
        "plan": lambda: c.PlanInitiative(initiative=b.an_initiative(initiative)),
        "goal": lambda: c.AddGoal(initiative=initiative, goal=b.a_goal(draw(st.sampled_from(["G1", "G3", "G4"])))),
        "sign": lambda: b.a_signature(draw(st.sampled_from(["us", "partner"])), b.a_document(draw(st.sampled_from(["agreement.pdf", "addendum.pdf", "addendum 2.pdf"])))),
        "acknowledge": lambda: c.Acknowledge(party=draw(st.sampled_from(["us", "partner"])), code_version="2025"),
        "agree": lambda: draw(st.sampled_from([
            b.an_agreement(),
            c.Agree(kind="addendum", document=b.a_document(draw(st.sampled_from(["agreement.pdf", "addendum.pdf", "addendum 2.pdf"]))), registry_number="KI 2",
                    contributions=(Contribution(draw(st.sampled_from([2026, 2027])), draw(AMOUNTS), 0),)),
        ])),
        "activate": c.Activate,
        "record follow-up": lambda: c.RecordFollowUp(initiative=initiative, found="attendance grows"),
        "record measurement": lambda: c.RecordMeasurement(initiative=initiative, goal="G1", value="210"),
        "record payment": lambda: c.RecordPayment(amount=draw(AMOUNTS), year=draw(YEARS)),
        "record benefit": lambda: c.RecordBenefit(what="40 seats"),
        "record material": lambda: c.RecordMaterial(material="brochure", guideline=guideline, evidence=EVIDENCE, quality=Quality(True, True, draw(st.booleans()))),
        "record co-partner": lambda: c.RecordCoPartner(co_partner=draw(st.sampled_from(["Glitter AB", "Tinsel AB"]))),
        "record survey": lambda: c.RecordSurvey(supplier="Novus", method="web", respondents=600, cost=draw(AMOUNTS), document=EVIDENCE[0]),
        "record settlement": lambda: c.RecordSettlement(repaid=draw(AMOUNTS), brand_use_ended=draw(st.booleans())),
        "evaluate": lambda: b.an_evaluation(initiative, recommendation=draw(st.sampled_from(["continue", "adjust", "end"])), final=draw(st.booleans())),
        "continue": lambda: c.Continue(adjustments=("more",)),
        "breach report": lambda: c.ReportBreach(guideline=guideline, evidence=EVIDENCE, because=because),
        "breach decide": lambda: c.DecideBreach(number=number, because=because, **draw(st.sampled_from([
            {"decision": "no-action"}, {"decision": "remedy", "remedy_by": today + timedelta(draw(st.sampled_from([-1, 0, 7, 30])))}]))),
        "breach remedied": lambda: c.AcceptRemedy(number=number),
        "breach terminate": lambda: c.TerminateForBreach(number=number, guideline=guideline, evidence=EVIDENCE, because=because),
        "breach confirm": lambda: c.ConfirmTermination(decline=draw(st.booleans())),
        "end": lambda: c.End(reason=draw(st.sampled_from(["rejected", "withdrawn", "never-commenced", "mutual", "notice"])), because=because, consent=EVIDENCE),
        "tick": lambda: c.EndByCalendar(because="the end date has passed"),
        "correct propose": lambda: c.ProposeCorrection(event_version=draw(st.integers(0, state.version + 1)), document=EVIDENCE[0], because=because,
            right=draw(st.sampled_from([AgreedAmountCorrection(2026, draw(AMOUNTS)), PaymentCorrection(number, draw(AMOUNTS)), NoteCorrection("a wrong name")]))),
        "correct confirm": lambda: c.ConfirmCorrection(number=number),
    }  # fmt: skip
    return whole[kind]()  # type: ignore[no-any-return]
