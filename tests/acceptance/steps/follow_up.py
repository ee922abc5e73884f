"""In force: payments, published material, co-partners, what we receive, follow-ups, readings and surveys."""

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import Quality
from tests import builders as b
from tests.acceptance.driver import Driver
from tests.acceptance.words import AMOUNT

PAYS = rf"(?P<who>\w+) (?:has paid|pays) (?P<amount>{AMOUNT}) for (?P<year>\d+)"

SURVEY = c.RecordSurvey(
    supplier="Undersökarna",
    method="web panel, drawn by county",
    respondents=600,
    cost=b.kronor(45_000),
    document=b.a_document("how well we are known.pdf"),
)
SURVEY_WITHOUT = {
    "supplier": b.replace(SURVEY, supplier=""),
    "method": b.replace(SURVEY, method=""),
    "number of respondents": b.replace(SURVEY, respondents=0),
    "cost": b.replace(SURVEY, cost=None),
    "report": b.replace(SURVEY, document=None),
}


# --- money ----------------------------------------------------------------------------------------


@given(parsers.re(PAYS))
@when(parsers.re(PAYS))
def pays(app: Driver, who: str, amount: str, year: str) -> None:
    app.do(who, c.RecordPayment(amount=Money.parse(amount), year=int(year)))


@then(parsers.re(rf"(?P<amount>{AMOUNT}) has been paid for (?P<year>\d+)"))
def has_been_paid(app: Driver, amount: str, year: str) -> None:
    paid = sum(one["amount"]["ore"] for one in app.state().payments if one["year"] == int(year))

    assert paid == Money.parse(amount).ore, app.refusal or app.fault


# --- material -------------------------------------------------------------------------------------


@when(parsers.re(r'(?P<who>\w+) records that "(?P<material>.*)" passes in visual form, words and content'))
def material_passes(app: Driver, who: str, material: str) -> None:
    app.do(who, c.RecordMaterial(material=material, quality=Quality(visual=True, verbal=True, content=True)))


@when(
    parsers.re(
        r'(?P<who>\w+) records that "(?P<material>.+)" fails in words, which breaks (?P<guideline>[^,]+)'
        r"(?P<silent>, without saying how)?"
    )
)
def material_fails(app: Driver, who: str, material: str, guideline: str, silent: str | None) -> None:
    app.do(
        who,
        c.RecordMaterial(
            material=material,
            quality=Quality(visual=True, verbal=False, content=True),
            guideline="" if guideline == "nothing in particular" else guideline.strip('"'),
            evidence=(b.a_document("the brochure.pdf"),),
            because="" if silent else "it promises more than we give",
        ),
    )


@when(parsers.re(r'(?P<who>\w+) records "(?P<material>.+)" without a review'))
def material_without_review(app: Driver, who: str, material: str) -> None:
    app.do(who, c.RecordMaterial(material=material))


@then(parsers.re(r'"(?P<material>.+)" has been reviewed'))
def has_been_reviewed(app: Driver, material: str) -> None:
    assert material in [one["material"] for one in app.state().reviews]


# --- company --------------------------------------------------------------------------------------


@when(parsers.re(r"(?P<who>\w+) records a new co-partner without a name"))
def records_nobody(app: Driver, who: str) -> None:
    app.do(who, c.RecordCoPartner(co_partner=""))


# --- what is received, found and read off ---------------------------------------------------------


@when(parsers.re(rf'(?P<who>\w+) records that we received "(?P<what>.*)", worth (?P<amount>{AMOUNT})'))
def benefit_is_received(app: Driver, who: str, what: str, amount: str) -> None:
    shown = (b.a_document("the programme.pdf"),)
    app.do(who, c.RecordBenefit(what=what, value=Money.parse(amount), evidence=shown))


@when(parsers.re(r'(?P<who>\w+) follows up (?P<initiative>.+) and finds "(?P<findings>.*)"'))
def follows_up(app: Driver, who: str, initiative: str, findings: str) -> None:
    app.do(who, c.RecordFollowUp(initiative=initiative, found=findings))


@when(parsers.re(r'(?P<who>\w+) reads off "(?P<goal>.+)" of (?P<initiative>.+) as "(?P<value>.*)"'))
def reads_off(app: Driver, who: str, goal: str, initiative: str, value: str) -> None:
    app.do(who, c.RecordMeasurement(initiative=initiative, goal=goal, value=value))


@when(
    parsers.re(
        r"(?P<who>\w+) records a survey by (?P<supplier>.+) with (?P<respondents>\d+) respondents "
        rf"for (?P<cost>{AMOUNT})"
    )
)
def records_a_survey(app: Driver, who: str, supplier: str, respondents: str, cost: str) -> None:
    app.do(who, b.replace(SURVEY, supplier=supplier, respondents=int(respondents), cost=Money.parse(cost)))


@when(parsers.re(r"(?P<who>\w+) records a survey without its (?P<part>.+)"))
def records_a_survey_without(app: Driver, who: str, part: str) -> None:
    app.do(who, SURVEY_WITHOUT[part])
