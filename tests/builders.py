"""Complete, valid commands and values; a test changes the one thing it is about."""

import hashlib
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace
from stdnum import luhn

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.dates import add_months
from samverkan_flow.domain.guards.screening import CRITERIA
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import (
    Assessment,
    Contribution,
    Document,
    ExchangeLine,
    FollowUp,
    Goal,
    GoodCompany,
    Guideline,
    Initiative,
    Outcome,
    Quality,
    SixAnswers,
    Visibility,
)

PARTNER = "Teater Vågspel"
START = date(2026, 2, 1)
END = date(2028, 12, 31)
CODE = "2025"


def kronor(amount: int) -> Money:
    """Returns an amount given in whole kronor."""
    return Money(amount * 100)


def a_document(name: str, text: str = "") -> Document:
    """Returns a document whose bytes are told by its name, or by another text where it has been changed."""
    sha256 = hashlib.sha256((text or name).encode()).hexdigest()
    return Document(name=name, sha256=sha256, media_type="application/pdf")


def organisation_number(partner: str) -> str:
    """Returns a well-formed number that is always the same for one name."""
    drawn = int(hashlib.sha256(partner.encode()).hexdigest(), 16) % 10_000
    nine = f"80299{drawn:04d}"
    return f"{nine[:6]}-{nine[6:]}{luhn.calc_check_digit(nine)}"


# --- choosing -------------------------------------------------------------------------------------


def a_proposal(partner: str = PARTNER, **changes: Any) -> c.Propose:
    """Returns a whole proposal; the owner is Sara, the screener Gustav."""
    whole = c.Propose(
        name=partner,
        partner=c.PartnerDetails(
            name=partner,
            organisation_number=organisation_number(partner),
            legal_form="non-profit association",
            contact=c.ContactDetails(
                name="Maja Holm", mail="maja.holm@example.org", telephone="08-123 45 67"
            ),
        ),
        purpose="Children in every municipality meet the stage during school hours.",
        own_role="We hold a yearly lesson in household finance beside each performance.",
        development_plan="From 40 to 120 performances a year by 2028, in ten new municipalities.",
        areas=("culture",),
        owner="s.alm",
        screener="g.lind",
        conflict_of_interest=False,
    )
    return replace(whole, **changes)


def an_assessment(clause: str, **changes: Any) -> Assessment:
    """Returns one criterion judged met, with all it asks for."""
    whole = Assessment(
        clause=clause,
        verdict="yes",
        because=f"What {clause} asks for stands in the partner's own documents.",
        evidence=(a_document(f"evidence for {clause}.pdf"),),
    )
    return replace(whole, **{**_FURTHER.get(clause, {}), **changes})


_FURTHER: dict[str, dict[str, Any]] = {
    "C2": {"values": ("stability: a foundation since 1987",)},
    "C6": {
        "answers": SixAnswers(
            ethics="A code for leaders and guests is signed every year.",
            gender="Boys and girls take part in equal measure.",
            ethnic_background="Performances are given in every part of the municipality.",
            age="Three programmes, for children, young people and the old.",
            economic="Half of the places are free of charge.",
            performance="No auditions: everybody who wants to takes part.",
        )
    },
    "C8": {"visibility": Visibility(partners=3, tier="main partner", share_percent=40)},
    "C9": {
        "risk": "medium",
        "mitigation": "A spokesperson on each side, and a joint plan for hard questions.",
    },
    "C10": {"quality": Quality(visual=True, verbal=True, content=True)},
}


def assessments(**changes: dict[str, Any] | None) -> tuple[Assessment, ...]:
    """Returns every criterion judged met; `C2={"values": ()}` changes one, `C2=None` leaves it out."""
    wanted = {clause: changes.get(clause, {}) for clause in CRITERIA}
    return tuple(an_assessment(clause, **told) for clause, told in wanted.items() if told is not None)


def company(co_partner: str, **changes: Any) -> Assessment:
    """Returns a co-partner judged good company (C7)."""
    answers = {"serious": True, "long_term": True, "positive_image": True}
    told = {key: changes.pop(key, value) for key, value in answers.items()}
    return an_assessment("C7", company=GoodCompany(co_partner=co_partner, **told), **changes)


# --- agreeing -------------------------------------------------------------------------------------


def a_goal(goal_id: str = "G1", *, read_off_on: date = date(2026, 11, 15), **changes: Any) -> Goal:
    """Returns a quantitative goal that can be read off."""
    whole = Goal(
        id=goal_id,
        kind="quantitative",
        level="outcome",
        text="Pupils who see a performance each school year",
        read_off_on=read_off_on,
        source="attendance lists",
        unit="pupils",
        baseline="120",
        target="300",
    )
    return replace(whole, **changes)


def a_qualitative_goal(
    goal_id: str = "G2", *, read_off_on: date = date(2026, 11, 15), **changes: Any
) -> Goal:
    """Returns a qualitative goal with its read-off rule."""
    whole = Goal(
        id=goal_id,
        kind="qualitative",
        level="impact",
        text="Teachers find that talk in class has become braver",
        read_off_on=read_off_on,
        target="step 3 of 4",
        read_off_rule="A focus group of eight teachers places the class on a scale of four steps.",
        assessor="Ulla Berg",
    )
    return replace(whole, **changes)


def an_initiative(
    initiative_id: str = "I1",
    name: str = "School matinees",
    *,
    start: date = START,
    end: date = END,
    **changes: Any,
) -> Initiative:
    """Returns an initiative with two goals, follow-up twice in its first year, first and final evaluation."""
    first_evaluation = min(add_months(start, 11), end)
    read_off = first_evaluation - timedelta(days=14)
    whole = Initiative(
        id=initiative_id,
        name=name,
        start=start,
        goals=(a_goal("G1", read_off_on=read_off), a_qualitative_goal("G2", read_off_on=read_off)),
        follow_ups=tuple(
            FollowUp(
                who="Sara Alm",
                what="attendance and what teachers say",
                on=min(add_months(start, months), end),
            )
            for months in (5, 10)
        ),
        visibility_plan="Our name on stage, in every programme and in four posts a year.",
        first_evaluation_on=first_evaluation,
        final_evaluation_on=end - timedelta(days=45),
    )
    return replace(whole, **changes)


def contributions(start: date = START, end: date = END, net: int = 200_000) -> tuple[Contribution, ...]:
    """Returns the same amount (kronor, net, VAT 0 %) for each calendar year of a period."""
    return tuple(Contribution(year, kronor(net), vat_percent=0) for year in range(start.year, end.year + 1))


def frames(net: int = 50_000_000, first: int = 2018, last: int = 2033) -> list[tuple[str, c.Command]]:
    """Returns who proposes and who sets the same frame (kronor, net) for each of some years."""
    told: list[tuple[str, c.Command]] = []
    for year in range(first, last + 1):
        proposed = c.ProposeFrame(year=year, amount=kronor(net), because="the budget of that year")
        told += [("p.lund", proposed), ("k.dahl", c.SetFrame(year=year, amount=kronor(net)))]
    return told


GUIDELINES: tuple[Guideline, ...] = (
    Guideline("no discrimination", "Nobody is turned away or set aside for who they are."),
    Guideline("honest marketing", "What is said about us is agreed beforehand and true."),
    Guideline("uppförandekod p. 4", "Nobody gives or takes a gift for the sake of a decision."),
)


def an_agreement(*, start: date = START, end: date = END, **changes: Any) -> c.Agree:
    """Returns a whole agreement of 200 000 kr a year."""
    whole = c.Agree(
        kind="agreement",
        start=start,
        end=end,
        marketing=("our logotype on stage", "four posts a year in the partner's channels"),
        contributions=contributions(start, end) if start <= end else (),
        guidelines=GUIDELINES,
        exchange=(
            ExchangeLine(
                "40 seats for municipal staff", "each spring", kronor(20_000), "the ticket office's list"
            ),
            ExchangeLine("a lecture at our yearly meeting", "each May", kronor(30_000), "the programme"),
        ),
        code_version=CODE,
        document=a_document("agreement.pdf"),
        registry_number="KI 2026/117",
    )
    return replace(whole, **changes)


def a_signature(party: Any, document: Document | None = None, **changes: Any) -> c.Sign:
    """Returns one party's signature under the agreement."""
    signatory = "Klara Dahl" if party == "us" else "Maja Holm"
    whole = c.Sign(
        party=party, document=document or a_document("agreement.pdf"), signatory=signatory, form="e-signature"
    )
    return replace(whole, **changes)


# --- evaluating -----------------------------------------------------------------------------------


def outcomes(*goals: str) -> tuple[Outcome, ...]:
    """Returns each goal met, shown by evidence."""
    return tuple(Outcome(goal, "met", evidence=(a_document(f"read-off of {goal}.pdf"),)) for goal in goals)


def an_evaluation(initiative: str = "I1", **changes: Any) -> c.Evaluate:
    """Returns a critical review of an initiative with the goals G1 and G2."""
    whole = c.Evaluate(
        initiative=initiative,
        outcomes=outcomes("G1", "G2"),
        weaknesses=("The north of the county was not reached.", "Reports came a month late."),
        recommendation="continue",
        because="Both goals are met and the partner wants to reach further.",
    )
    return replace(whole, **changes)
