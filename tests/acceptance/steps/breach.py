"""The breach docket: report, decide, remedy, terminate at once, confirm."""

from datetime import date

from pytest_bdd import given, parsers, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.values import Document
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.steps.calendar import day_of

GRAVE = "the report is true and it is grave"
REPORTS = (
    r'(?P<who>\w+) (?:has reported|reports) a breach of "(?P<guideline>.+)" (?P<shown>with|without) evidence'
)
REMEDY = r"(?P<who>\w+) (?:has decided|decides) that it is remedied by (?P<day>.+)"
NO_ACTION = r'(?P<who>\w+) (?:has decided|decides) that no action is taken because "(?P<reason>.*)"'
CONFIRMS = r"(?P<who>\w+) (?:has confirmed|confirms) the termination"
DECLINES = r"(?P<who>\w+) (?:has declined|declines) to confirm the termination"


def _evidence(shown: str | None = "with") -> tuple[Document, ...]:
    return () if shown == "without" else (b.a_document("a letter from the parents.pdf"),)


# --- the report and what is decided about it ------------------------------------------------------


@given(parsers.re(REPORTS))
@when(parsers.re(REPORTS))
def reports_a_breach(app: Driver, who: str, guideline: str, shown: str) -> None:
    report = c.ReportBreach(guideline=guideline, evidence=_evidence(shown), because="a child was sent home")
    app.do(who, report)


@given(parsers.re(REMEDY))
@when(parsers.re(REMEDY))
def decides_a_remedy(app: Driver, who: str, day: str) -> None:
    by = None if day == "some day" else day_of(day)
    app.do(who, c.DecideBreach(number=1, decision="remedy", remedy_by=by, because="it can be mended"))


@given(parsers.re(NO_ACTION))
@when(parsers.re(NO_ACTION))
def decides_no_action(app: Driver, who: str, reason: str) -> None:
    app.do(who, c.DecideBreach(number=1, decision="no-action", because=reason))


@when(parsers.re(r"(?P<who>\w+) accepts the remedy on (?P<day>\S+)"))
def accepts_the_remedy(app: Driver, who: str, day: str) -> None:
    app.today = day_of(day)
    app.do(who, c.AcceptRemedy(number=1, evidence=(b.a_document("the new poster.pdf"),)))


# --- the termination ------------------------------------------------------------------------------


@when(parsers.re(r"(?P<who>\w+) terminates the partnership for that breach(?P<silent> without a reason)?"))
def terminates_for_that_breach(app: Driver, who: str, silent: str | None) -> None:
    app.do(who, c.TerminateForBreach(number=1, because="" if silent else GRAVE))


@when(
    parsers.re(
        r'(?P<who>\w+) terminates the partnership for a breach of "(?P<guideline>[^"]+)"'
        r'(?: at "(?P<place>.+)")?(?: (?P<shown>without) evidence)?(?: as of (?P<day>\S+))?'
    )
)
def terminates(
    app: Driver, who: str, guideline: str, place: str | None, shown: str | None, day: str | None
) -> None:
    on: date | None = day_of(day) if day else None
    app.do(who, _termination(guideline, place or "", _evidence(shown)), on)


def _termination(
    guideline: str, place: str = "", evidence: tuple[Document, ...] = ()
) -> c.TerminateForBreach:
    return c.TerminateForBreach(guideline=guideline, place=place, evidence=evidence, because=GRAVE)


@given(parsers.re(r"(?P<who>\w+) has terminated the partnership for a breach"))
def has_terminated(app: Driver, who: str) -> None:
    app.must(who, _termination("no discrimination", evidence=_evidence()))


@given(parsers.re(CONFIRMS))
@when(parsers.re(CONFIRMS))
def confirms(app: Driver, who: str) -> None:
    app.do(who, c.ConfirmTermination(because="I have read the letter"))


@given(parsers.re(DECLINES))
@when(parsers.re(DECLINES))
def declines(app: Driver, who: str) -> None:
    app.do(who, c.ConfirmTermination(decline=True, because="the letter is not enough"))


@when(parsers.re(r"(?P<who>\w+) tries to (?P<attempt>go on|begin again|agree anew|terminate again)"))
def tries(app: Driver, who: str, attempt: str) -> None:
    attempts: dict[str, c.Command] = {
        "go on": c.Continue(because="let us forget it"),
        "begin again": c.Activate(),
        "agree anew": world.the_agreement(app),
        "terminate again": _termination("no discrimination", evidence=_evidence()),
    }
    app.do(who, attempts[attempt])
