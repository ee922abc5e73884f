"""Choosing: what a proposal says, how each criterion is judged, and the screening."""

from typing import Any

from msgspec.structs import replace
from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.guards.screening import CRITERIA
from samverkan_flow.domain.values import Quality, Visibility
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver, handle_of
from tests.acceptance.steps.calendar import DAY, day_of

# --- the proposal ---------------------------------------------------------------------------------

LEFT_OUT: dict[str, dict[str, Any]] = {
    "our own role": {"own_role": ""},
    "a development plan": {"development_plan": " "},
    "a purpose": {"purpose": ""},
    "an organisation number": {"organisation_number": ""},
    "a name": {"partner_name": ""},
    "any of our areas": {"areas": ()},
    "an answer on conflict of interest": {"conflict_of_interest": None},
}
"""What a proposal may lack, and the fields that say so."""


def a_proposal(partner: str, **changes: Any) -> c.Propose:
    """Returns a whole proposal; a change may concern the partner's own fields."""
    whole = b.a_proposal(partner)
    details = {
        "name": changes.pop("partner_name", whole.partner.name),
        "organisation_number": changes.pop("organisation_number", whole.partner.organisation_number),
        "legal_form": changes.pop("legal_form", whole.partner.legal_form),
    }
    return replace(whole, partner=replace(whole.partner, **details), **changes)


@when(parsers.re(r"(?P<who>\w+) proposes (?P<partner>[A-ZÅÄÖ]\w+(?: \w+)?)"))
def proposes(app: Driver, who: str, partner: str) -> None:
    app.do(who, a_proposal(partner))


@when(parsers.re(rf"(?P<who>\w+) proposes (?P<partner>.+) without (?P<what>{'|'.join(LEFT_OUT)})"))
def proposes_without(app: Driver, who: str, partner: str, what: str) -> None:
    app.do(who, a_proposal(partner, **LEFT_OUT[what]))


@when(parsers.re(r"(?P<who>\w+) proposes (?P<partner>.+) with nothing filled in"))
def proposes_nothing(app: Driver, who: str, partner: str) -> None:
    app.do(who, c.Propose(name=partner))


@when(parsers.re(r'(?P<who>\w+) proposes (?P<partner>.+), where "(?P<role>.*)"'))
def proposes_with_role(app: Driver, who: str, partner: str, role: str) -> None:
    app.do(who, a_proposal(partner, own_role=role))


@when(parsers.re(r'(?P<who>\w+) proposes (?P<partner>.+), whose plan is "(?P<plan>.*)"'))
def proposes_with_plan(app: Driver, who: str, partner: str, plan: str) -> None:
    app.do(who, a_proposal(partner, development_plan=plan))


@when(parsers.re(r'(?P<who>\w+) proposes (?P<partner>.+) with the organisation number "(?P<number>.*)"'))
def proposes_with_number(app: Driver, who: str, partner: str, number: str) -> None:
    app.notes["number"] = number
    app.length_before = app.length()
    app.do(who, a_proposal(partner, organisation_number=number))


@when(
    parsers.re(
        r'(?P<who>\w+) proposes the sole trader (?P<partner>.+) with the personal number "(?P<number>.*)"'
    )
)
def proposes_a_sole_trader(app: Driver, who: str, partner: str, number: str) -> None:
    app.notes["number"] = number
    app.length_before = app.length()
    app.do(who, a_proposal(partner, legal_form="sole trader", organisation_number=number))


@when(parsers.re(r"(?P<who>\w+) proposes (?P<partner>.+) in the area of (?P<area>\w+)"))
def proposes_in_an_area(app: Driver, who: str, partner: str, area: Any) -> None:
    app.do(who, a_proposal(partner, areas=(area,)))


@given(parsers.re(r'(?P<partner>.+) is proposed by (?P<who>\w+), who declares that "(?P<conflict>.*)"'))
@when(parsers.re(r'(?P<who>\w+) proposes (?P<partner>.+) and declares that "(?P<conflict>.*)"'))
def proposes_with_a_conflict(app: Driver, who: str, partner: str, conflict: str) -> None:
    app.do(who, a_proposal(partner, conflict_of_interest=True, conflict=conflict))


@when(parsers.re(r"(?P<who>\w+) proposes (?P<partner>.+) to be owned by (?P<owner>\w+)"))
def proposes_an_owner(app: Driver, who: str, partner: str, owner: str) -> None:
    app.do(who, a_proposal(partner, owner=handle_of(owner)))


@when(parsers.re(r"(?P<who>\w+) proposes (?P<partner>.+) to be screened by (?P<screener>\w+)"))
def proposes_a_screener(app: Driver, who: str, partner: str, screener: str) -> None:
    app.do(who, a_proposal(partner, screener=handle_of(screener)))


@given(parsers.re(r"(?P<partner>.+) is proposed by (?P<who>\w+), with no screener named"))
def is_proposed_without_screener(app: Driver, partner: str, who: str) -> None:
    app.must(who, a_proposal(partner, screener=""))


@given(parsers.re(r"(?P<partner>.+) is a proposed partner in none of our areas"))
def is_proposed_in_no_area(app: Driver, partner: str) -> None:
    world.proposed(app, partner=partner, proposal={"areas": ()})


@given(parsers.re(r"(?P<partner>.+) is a proposed partner together with (?P<others>.+)"))
def is_proposed_together_with(app: Driver, partner: str, others: str) -> None:
    world.proposed(app, partner=partner, proposal={"co_partners": tuple(others.split(" and "))})


@when(parsers.re(r"(?P<who>\w+) fills in a number where the purpose stands"))
def fills_in_a_number(app: Driver, who: str) -> None:
    app.submit(who, c.Propose, {"name": b.PARTNER, "purpose": 300})


@when(parsers.re(r'(?P<who>\w+) fills in the area "(?P<area>.+)"'))
def fills_in_an_area(app: Driver, who: str, area: str) -> None:
    app.submit(who, c.Propose, {"name": b.PARTNER, "areas": [area]})


@then("the partner has no organisation number, only a sealed personal number")
def the_number_is_sealed(app: Driver) -> None:
    """The number is readable to whoever has the keys, and stands nowhere in the store's own files."""
    partner, number = app.state().partner, app.notes["number"]

    assert not partner.get("organisation_number")
    assert partner["personal_number"] == number
    assert not any(number.encode() in file.read_bytes() for file in app.path.parent.glob(f"{app.path.name}*"))


# --- judging --------------------------------------------------------------------------------------

LACKING: dict[str, dict[str, dict[str, Any]]] = {
    "the social commitment only in his own opinion": {"C1": {"evidence": ()}},
    "without naming a shared value": {"C2": {"values": ()}},
    "without counting the partners": {"C8": {"visibility": None}},
    "without stating the risk": {"C9": {"risk": None}},
    "without the three-part review": {"C10": {"quality": None}},
}
"""What a judgement may lack, and the fields that say so."""

PART = {"visual form": "visual", "words": "verbal", "content": "content"}
COMPANY = {"serious": "serious", "long-term": "long_term", "of good repute": "positive_image"}


def judge(app: Driver, who: str, *further: Any, **changes: dict[str, Any] | None) -> None:
    """Judges every criterion met but for what is changed."""
    app.do(who, c.Assess(assessments=(*b.assessments(**changes), *further)))


@given(parsers.re(r"(?P<who>\w+) has judged every criterion met"))
@when(parsers.re(r"(?P<who>\w+) judges every criterion met"))
def judges_all_met(app: Driver, who: str) -> None:
    judge(app, who)


@given(parsers.re(r"(?P<who>\w+) has judged every criterion met but (?P<clause>C\d+)"))
def judges_all_but(app: Driver, who: str, clause: str) -> None:
    judge(app, who, **{clause: None})


@given(parsers.re(rf"(?P<who>\w+) has judged every criterion met, but (?P<lack>{'|'.join(LACKING)})"))
def judges_with_a_lack(app: Driver, who: str, lack: str) -> None:
    judge(app, who, **LACKING[lack])


@given(
    parsers.re(r'(?P<who>\w+) has judged every criterion met, and shows (?P<clause>C\d+) by "(?P<source>.+)"')
)
def judges_by_a_source(app: Driver, who: str, clause: str, source: str) -> None:
    judge(app, who, **{clause: {"evidence": (b.a_document(source),)}})


@given(parsers.re(r'(?P<who>\w+) has judged every criterion met, and names the shared value "(?P<value>.+)"'))
def judges_a_value(app: Driver, who: str, value: str) -> None:
    judge(app, who, C2={"values": (value,)})


@given(parsers.re(r"(?P<who>\w+) has judged every criterion met, but without an answer on (?P<missing>.+)"))
def judges_without_an_answer(app: Driver, who: str, missing: str) -> None:
    answers = b.an_assessment("C6").answers
    assert answers is not None
    judge(app, who, C6={"answers": replace(answers, **{missing.replace(" ", "_"): ""})})


@given(parsers.re(r"(?P<who>\w+) has judged every criterion met, and (?P<others>.+) to be good company"))
def judges_good_company(app: Driver, who: str, others: str) -> None:
    judge(app, who, *(b.company(other) for other in others.split(" and ")))


@given(
    parsers.re(
        r"(?P<who>\w+) has judged every criterion met, "
        rf"but (?P<other>.+) not to be (?P<quality>{'|'.join(COMPANY)})"
    )
)
def judges_bad_company(app: Driver, who: str, other: str, quality: str) -> None:
    judge(app, who, b.company(other, **{COMPANY[quality]: False}))


@given(
    parsers.re(
        r"(?P<who>\w+) has judged every criterion met, and us to be one of (?P<partners>\d+) partners "
        r"with (?P<share>\d+) % of the visibility"
    )
)
def judges_visibility(app: Driver, who: str, partners: str, share: str) -> None:
    judge(app, who, C8={"visibility": Visibility(int(partners), tier="partner", share_percent=int(share))})


@given(
    parsers.re(
        rf"(?P<who>\w+) has judged every criterion met, although (?P<part>{'|'.join(PART)}) failed the review"
    )
)
def judges_a_failed_part(app: Driver, who: str, part: str) -> None:
    judge(
        app,
        who,
        C10={"quality": replace(Quality(visual=True, verbal=True, content=True), **{PART[part]: False})},
    )


@given(parsers.re(r'(?P<who>\w+) has judged every criterion met, with the hospitality "(?P<line>.+)"'))
def judges_hospitality(app: Driver, who: str, line: str) -> None:
    judge(app, who, C11={"hospitality": (line,)})


@given(
    parsers.re(
        r'(?P<who>\w+) has judged the risk to be (?P<risk>low|medium|high), lowered by "(?P<mitigation>.*)"'
    )
)
def judges_the_risk(app: Driver, who: str, risk: str, mitigation: str) -> None:
    judge(app, who, C9={"risk": risk, "mitigation": mitigation})


@given(parsers.re(r'(?P<who>\w+) has judged (?P<clause>C\d+) not met because "(?P<reason>.+)"'))
def judges_not_met(app: Driver, who: str, clause: str, reason: str) -> None:
    judge(app, who, **{clause: {"verdict": "no", "because": reason}})


@when(parsers.re(r"(?P<who>\w+) judges (?P<clause>C\d+) met"))
def judges_one(app: Driver, who: str, clause: str) -> None:
    app.do(who, c.Assess(assessments=(b.an_assessment(clause),)))


@when(parsers.re(r"(?P<who>\w+) judges (?P<clause>C\d+) without a reason"))
def judges_without_reason(app: Driver, who: str, clause: str) -> None:
    app.do(who, c.Assess(assessments=(b.an_assessment(clause, because=" "),)))


@when(parsers.re(r"(?P<who>\w+) judges the company of (?P<other>.+)"))
def judges_company(app: Driver, who: str, other: str) -> None:
    app.do(who, c.Assess(assessments=(b.company(other),)))


@when(parsers.re(r"(?P<who>\w+) fills in the participants' ethnicity one by one"))
def fills_in_participants(app: Driver, who: str) -> None:
    participants = [{"ethnicity": "one"}, {"ethnicity": "another"}]
    app.submit(
        who, c.Assess, {"assessments": [{"clause": "C6", "verdict": "yes", "participants": participants}]}
    )


@when(parsers.re(r"(?P<who>\w+) screens the proposal"))
def screens(app: Driver, who: str) -> None:
    app.do(who, c.Screen())


@when(parsers.re(rf"(?P<who>\w+) screens the proposal, dated {DAY}"))
def screens_dated(app: Driver, who: str, day: str) -> None:
    app.do(who, c.Screen(), on=day_of(day))


@then(parsers.re(rf"it counts from {DAY}"))
def it_counts_from(app: Driver, day: str) -> None:
    assert app.history()[-1].on == day_of(day)


@when(parsers.re(r"(?P<partner>.+) has been screened"))
def has_been_screened(app: Driver, partner: str) -> None:
    world.screened(app, partner=partner)


@then(parsers.re(r'(?P<clause>C\d+) rests on "(?P<source>.+)"'))
def rests_on(app: Driver, clause: str, source: str) -> None:
    assert clause in CRITERIA
    sources = [
        one["name"]
        for judged in app.state().assessments
        if judged["clause"] == clause
        for one in judged["evidence"]
    ]

    assert sources == [source]


@given(parsers.re(r"(?P<who>\w+) has recorded that (?P<other>.+) has joined"))
@when(parsers.re(r"(?P<who>\w+) records that (?P<other>.+) has joined"))
def records_a_co_partner(app: Driver, who: str, other: str) -> None:
    app.do(who, c.RecordCoPartner(co_partner=other))


@when(parsers.re(r"(?P<who>\w+) proposes (?P<partner>.+) as the successor of (?P<predecessor>.+)"))
def proposes_as_successor(app: Driver, who: str, partner: str, predecessor: str) -> None:
    app.do(who, a_proposal(partner, succeeds=app.ref_of(predecessor)))
