"""Refusals: the clauses they cite, the way forward they tell, and that they stay on record."""

from pytest_bdd import parsers, then

from samverkan_flow.domain.errors import Finding, Problem
from tests.acceptance.driver import Driver

CLAUSES = r"(?P<clauses>[CR]\d+(?:(?:, | and )[CR]\d+)*)"


def clauses_in(text: str) -> set[str]:
    """Returns the clauses of `C1, C2 and R3`."""
    return set(text.replace(" and ", ", ").split(", "))


@then(parsers.re(rf"it is refused under {CLAUSES}"))
def it_is_refused(app: Driver, clauses: str) -> None:
    assert app.refusal is not None, f"it was not refused: {app.done or app.fault}"
    assert set(app.refusal.clauses) == clauses_in(clauses), app.refusal.findings


@then(parsers.re(rf"it is refused under {CLAUSES} because (?P<fragment>.+)"))
def it_is_refused_because(app: Driver, clauses: str, fragment: str) -> None:
    it_is_refused(app, clauses)
    assert app.refusal is not None
    messages = [app.in_names(_told(finding)) for finding in app.refusal.findings]

    assert any(fragment in message for message in messages), messages


def _told(finding: Finding) -> str:
    """Returns what was found; of a table, with its place."""
    return finding.as_finding().message if isinstance(finding, Problem) else finding.message


@then(parsers.re(r'what would satisfy it is told: "(?P<fragment>.+)"'))
def the_way_forward_is_told(app: Driver, fragment: str) -> None:
    assert app.refusal is not None, f"it was not refused: {app.done or app.fault}"
    remedies = [app.in_names(finding.remedy) for finding in app.refusal.findings]

    assert any(fragment in remedy for remedy in remedies), remedies


@then("the refusal stays on record")
def the_refusal_is_recorded(app: Driver) -> None:
    assert app.refusal is not None, f"it was not refused: {app.done or app.fault}"
    last = app.refusals()[-1]

    assert (last.clauses, last.on) == (app.refusal.clauses, app.today)


@then(parsers.re(r"the form is handed back because (?P<fragment>.+)"))
def the_form_is_handed_back(app: Driver, fragment: str) -> None:
    """Malformed input is no refusal: it cannot be read at all."""
    assert app.fault is not None, f"it was understood: {app.done or app.refusal}"
    assert fragment in app.in_names(app.fault.message), app.fault


@then(parsers.re(r"the form is handed back, naming the field (?P<field>.+)"))
def the_field_is_named(app: Driver, field: str) -> None:
    assert app.fault is not None, f"it was understood: {app.done or app.refusal}"
    assert app.fault.message.startswith(field), app.fault


@then("nothing is recorded")
def nothing_is_recorded(app: Driver) -> None:
    assert app.done is None
    assert app.length() == app.length_before
