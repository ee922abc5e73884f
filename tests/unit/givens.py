"""Given earlier events, when a command, then events or findings: the words of the unit tests."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import reduce
from importlib.resources import files
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import Frame
from samverkan_flow.domain.context import Context, Rollback, Term
from samverkan_flow.domain.decide import decide
from samverkan_flow.domain.errors import Finding, Refused
from samverkan_flow.domain.house import CALENDAR, HOUSE_ID, NAMESPACE, House, Person, evolve_house
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.partnership import Partnership, evolve
from samverkan_flow.domain.policy import Policy, parse_policy, sha256_of
from samverkan_flow.domain.values import (
    Agreement,
    Assessment,
    Contribution,
    CoPartner,
    Evaluation,
    Goal,
    Initiative,
    Partner,
    PartyName,
    Personal,
    Recommendation,
)
from tests import builders as b

POLICY_TEXT = (files("samverkan_flow") / "policies" / "lokal-samverkan.toml").read_text("utf-8")
POLICY = parse_policy(POLICY_TEXT)

PROPOSED_ON = date(2025, 10, 1)
SCREENED_ON = date(2025, 11, 3)
SIGNED_ON = date(2025, 12, 1)
AGREED_ON = date(2025, 12, 10)
DUE_ON = date(2027, 2, 1)
"""Twelve months after the initiative's start: when its first evaluation is due."""

ID = uuid5(NAMESPACE, "a partnership of the tests")
OF_ANY_SIZE = replace(POLICY, thresholds=replace(POLICY.thresholds, agreement_total_min=b.kronor(0)))
"""The policy, but for the least size of an agreement (C15)."""
VIA = "test:desk"
FRAMES = {year: Frame(year, amount=b.kronor(50_000_000)) for year in range(2000, 2060)}
"""Every year has a frame that is wide enough, unless a test says another."""

PEOPLE: dict[str, tuple[str, ...]] = {
    "a.ny": ("administrator",),
    "h.ek": ("officer",),
    "g.lind": ("screener",),
    "k.ros": ("screener",),
    "s.alm": ("owner", "partnership-lead"),
    "o.vik": ("owner",),
    "u.berg": ("evaluator",),
    "p.lund": ("treasurer",),
    "k.dahl": ("head-of-communications",),
    "v.norr": ("chief-executive",),
    "r.sten": ("auditor",),
    "m.alt": ("officer", "screener", "owner", "evaluator", "treasurer", "chief-executive"),
    "n.ull": (),
}
"""Hanna proposes, Gustav screens, Sara owns, Ulla evaluates, Petra pays, Klara signs; m.alt could do everything."""


class Happened(NamedTuple):
    """One earlier event: what, by whom, on which business date, and why."""

    event: e.Event
    by: str = "h.ek"
    on: date = PROPOSED_ON
    because: str = ""


# --- given ----------------------------------------------------------------------------------------


def recorded(happened: Happened, version: int, originator_id: UUID = ID) -> e.Recorded:
    """Returns an earlier event in its envelope, recorded at noon UTC of its day."""
    return e.Recorded(
        originator_id=originator_id,
        originator_version=version,
        recorded_at=datetime.combine(happened.on, time(12), UTC),
        effective_on=happened.on,
        actor=happened.by,
        via=VIA,
        command_id=f"given-{version}",
        policy_version="2026-1",
        reason=happened.because,
        event=happened.event,
    )


def partnership(*history: Happened) -> Partnership:
    """Returns the partnership that a history makes."""
    state: Partnership | None = None
    for version, happened in enumerate(history, 1):
        state = evolve(state, recorded(happened, version))
    assert state is not None, "a history has events"
    return state


def house(*events: e.Event) -> House:
    """Returns the house that some events make."""
    made = [recorded(Happened(event, "a.ny"), version, HOUSE_ID) for version, event in enumerate(events, 1)]
    return reduce(evolve_house, made, House())


def code(version: str, in_force_from: date) -> e.CodePublished:
    """Returns a published code of conduct."""
    return e.CodePublished(
        version=version, in_force_from=in_force_from, document=b.a_document(f"code {version}.pdf")
    )


CODE_2025 = code("2025", date(2025, 1, 1))
ADOPTED = e.PolicyAdopted(
    version=POLICY.version, in_force_from=POLICY.dated, sha256=sha256_of(POLICY_TEXT), text=POLICY_TEXT
)
SETTLED_IN: tuple[e.Event, ...] = (
    e.StoreOpened(origin="samverkan/test"),
    *(e.PersonAdded(handle=handle, name=Personal(f"person:{handle}", handle)) for handle in PEOPLE),
    *(e.RoleGranted(handle=handle, role=role) for handle, roles in PEOPLE.items() for role in roles),
    ADOPTED,
    CODE_2025,
)
HOUSE = house(*SETTLED_IN)


def proposed(by: str = "h.ek", **changes: Any) -> Happened:
    """Returns a proposal made on 2025-10-01."""
    whole = e.PartnershipProposed(
        number=1,
        name=b.PARTNER,
        partner=Partner(b.PARTNER, "non-profit association", b.organisation_number(b.PARTNER)),
        purpose="Children meet the stage.",
        own_role="We hold a lesson.",
        development_plan="From 40 to 120 performances.",
        owner="s.alm",
        areas=("culture",),
        screener="g.lind",
    )
    return Happened(replace(whole, **changes), by)


def assessed(*made: Assessment, by: str = "g.lind", on: date = SCREENED_ON) -> Happened:
    """Returns criteria assessed; all of them, met, when none is named."""
    return Happened(e.CriteriaAssessed(made or b.assessments()), by, on)


def exception(
    clause: str, by: str = "h.ek", granted_by: str = "s.alm", number: int = 1, initiative: str = ""
) -> tuple[Happened, ...]:
    """Returns an exception asked for and granted."""
    return (
        Happened(
            e.ExceptionAsked(number=number, clause=clause, initiative=initiative), by, because="a pilot"
        ),
        Happened(e.ExceptionGranted(number=number, clause=clause), granted_by),
    )


def screened(by: str = "g.lind") -> Happened:
    """Returns the passed screening."""
    return Happened(e.PartnershipScreened(), by, SCREENED_ON)


def planned(initiative: Initiative | None = None) -> Happened:
    """Returns a planned initiative, I1 when none is named."""
    return Happened(e.InitiativePlanned(initiative or b.an_initiative()), "h.ek", SIGNED_ON)


def signed(party: PartyName, name: str = "agreement.pdf", on: date = SIGNED_ON) -> Happened:
    """Returns one party's signature."""
    subject = Personal(f"signatory:P-1:{party}:{name}", "Klara Dahl")
    return Happened(
        e.DocumentSigned(
            party=party, document=b.a_document(name), signatory=subject, form="e-signature", signed_on=on
        ),
        "h.ek",
        on,
    )


def acknowledged(party: PartyName, version: str = "2025", on: date = SIGNED_ON) -> Happened:
    """Returns one party's acknowledgement of the code."""
    document = b.a_document(f"code {version}.pdf")
    return Happened(
        e.CodeAcknowledged(party=party, code_version=version, code_sha256=document.sha256), "h.ek", on
    )


def agreed(by: str = "k.dahl", on: date = AGREED_ON, **changes: Any) -> Happened:
    """Returns the agreement of the builders."""
    told = b.an_agreement()
    terms = {name: getattr(told, name) for name in told.__struct_fields__ if name not in ("ref", "because")}
    pinned = Agreement(**{**terms, "code_sha256": b.a_document("code 2025.pdf").sha256, **changes})
    return Happened(e.PartnershipAgreed(pinned), by, on)


def activated(on: date = b.START) -> Happened:
    """Returns the beginning, recorded by the calendar."""
    return Happened(e.PartnershipActivated(), CALENDAR, on)


def evaluated(
    on: date = date(2026, 12, 10),
    initiative: str = "I1",
    recommendation: Recommendation = "continue",
    final: bool = False,
    by: str = "u.berg",
) -> Happened:
    """Returns one initiative evaluated by Ulla."""
    made = Evaluation(
        initiative, on, by, b.outcomes("G1", "G2"), ("late reports",), "", recommendation, final
    )
    return Happened(e.InitiativeEvaluated(made), by, on)


def round_closed(on: date = date(2026, 12, 10)) -> Happened:
    """Returns the end of an evaluation round."""
    return Happened(e.PartnershipEvaluated(), "u.berg", on)


def continued(on: date = date(2026, 12, 18)) -> Happened:
    """Returns the owner's decision to go on."""
    return Happened(e.PartnershipContinued(), "s.alm", on)


def paid(amount: int, number: int = 1, year: int = 2026, on: date = date(2026, 3, 2)) -> Happened:
    """Returns a payment in whole kronor."""
    return Happened(e.PaymentMade(number=number, year=year, amount=b.kronor(amount)), "p.lund", on)


def breach_reported(on: date = date(2026, 5, 4), by: str = "h.ek", number: int = 1) -> Happened:
    """Returns a reported breach of "no discrimination"."""
    evidence = (b.a_document("minutes.pdf"),)
    event = e.BreachReported(number=number, guideline="no discrimination", evidence=evidence)
    return Happened(event, by, on, "seen at an audition")


def remedy_ordered(by_date: date, on: date = date(2026, 5, 6), number: int = 1) -> Happened:
    """Returns the owner's decision that a breach is remedied by a date."""
    return Happened(
        e.BreachDecided(number=number, decision="remedy", remedy_by=by_date), "s.alm", on, "they may mend it"
    )


def ended(reason: str, on: date = date(2026, 6, 1), by: str = "k.dahl", breach: int = 0) -> Happened:
    """Returns the end, for a reason of the closed list."""
    return Happened(e.PartnershipTerminated(end_reason=reason, breach=breach), by, on, "told in the log")


def addendum_agreed(*lines: Contribution, by: str = "k.dahl", on: date = date(2026, 4, 1)) -> Happened:
    """Returns a signed addendum that changes yearly amounts."""
    return Happened(
        e.AddendumAgreed(
            document=b.a_document("addendum.pdf"), registry_number="KI 2026/200", contributions=lines
        ),
        by,
        on,
    )


def joined(name: str, on: date = date(2026, 9, 3)) -> Happened:
    """Returns a co-partner that joined."""
    return Happened(e.CoPartnerAdded(CoPartner(name, on)), "s.alm", on)


def goal_added(goal: Goal, initiative: str = "I1", on: date = date(2026, 1, 10)) -> Happened:
    """Returns a further goal."""
    return Happened(e.GoalAdded(initiative=initiative, goal=goal), "h.ek", on)


PROPOSED: tuple[Happened, ...] = (proposed(),)
ASSESSED: tuple[Happened, ...] = (*PROPOSED, assessed())
SCREENED: tuple[Happened, ...] = (*ASSESSED, screened())
READY: tuple[Happened, ...] = (
    *SCREENED, planned(), signed("us"), signed("partner"), acknowledged("us"), acknowledged("partner"),
)  # fmt: skip
"""Screened, planned, signed and acknowledged: what an agreement needs."""
AGREED: tuple[Happened, ...] = (*READY, agreed())
ACTIVE: tuple[Happened, ...] = (*AGREED, activated())
EVALUATED: tuple[Happened, ...] = (*ACTIVE, evaluated(), round_closed())
REPORTED: tuple[Happened, ...] = (*ACTIVE, breach_reported())
DISMISSED_FOR_BREACH: tuple[Happened, ...] = (
    *REPORTED,
    Happened(e.BreachDecided(number=1, decision="terminate"), "k.dahl", date(2026, 5, 6), "grave"),
    ended("breach", date(2026, 5, 6), breach=1),
)
GIVEN_NOTICE: tuple[Happened, ...] = (*ACTIVE, ended("notice"))

BY_STAGE: dict[str, tuple[Happened, ...]] = {
    "proposed": PROPOSED,
    "screened": SCREENED,
    "agreed": AGREED,
    "active": ACTIVE,
    "evaluated": EVALUATED,
    "terminated": GIVEN_NOTICE,
}


# --- when -----------------------------------------------------------------------------------------


def context(
    by: str,
    today: date,
    *,
    on: date | None = None,
    house: House = HOUSE,
    policy: Policy = POLICY,
    house_policy: Policy | None = None,
    predecessor: Partnership | None = None,
    via: str = VIA,
    frames: dict[int, Frame] = FRAMES,
    terms: tuple[Term, ...] = (),
    debts: tuple[Obligation, ...] = (),
    moving_to: Policy | None = None,
) -> Context:
    """Returns what a decision is told."""
    person = Person(CALENDAR, roles=(CALENDAR,)) if by == CALENDAR else house.people[by]
    return Context(
        today=today,
        on=on or today,
        actor=person,
        via=via,
        policy=policy,
        house_policy=house_policy or policy,
        house=house,
        predecessor=predecessor,
        number=1,
        frames=frames,
        terms=terms,
        debts=debts,
        moving_to=moving_to,
    )


def state_of(given: tuple[Happened, ...]) -> Partnership | None:
    """Returns the state of a history; None before there is one."""
    return partnership(*given) if given else None


def then(
    command: c.Command, given: tuple[Happened, ...], by: str, today: date, **told: Any
) -> tuple[e.Event, ...]:
    """Returns the events a command brings about. Raises Refused."""
    return decide(command, state_of(given), context(by, today, **told))


def findings(
    command: c.Command, given: tuple[Happened, ...], by: str, today: date, **told: Any
) -> tuple[Finding, ...]:
    """Returns why a command is refused; nothing when it is allowed."""
    return _findings_of(lambda: then(command, given, by, today, **told))


def clauses(command: c.Command, given: tuple[Happened, ...], by: str, today: date, **told: Any) -> list[str]:
    """Returns the clauses and rules a command is refused under, in order; empty when it is allowed."""
    return [finding.clause for finding in findings(command, given, by, today, **told)]


def in_house(
    command: c.Command,
    by: str = "a.ny",
    today: date = PROPOSED_ON,
    house: House = HOUSE,
    rollback: Rollback | None = None,
) -> tuple[e.Event, ...]:
    """Returns the events a command of the house brings about. Raises Refused."""
    return decide(command, house, replace(context(by, today, house=house), rollback=rollback))


def clauses_in_house(
    command: c.Command, by: str = "a.ny", house: House = HOUSE, rollback: Rollback | None = None
) -> list[str]:
    """Returns the rules a command of the house is refused under."""
    told = {"house": house, "rollback": rollback}
    return [finding.clause for finding in _findings_of(lambda: in_house(command, by, **told))]  # type: ignore[arg-type]


def _findings_of(act: Callable[[], object]) -> tuple[Finding, ...]:
    try:
        act()
    except Refused as refused:
        return refused.findings
    return ()
