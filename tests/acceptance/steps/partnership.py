"""A partnership: the stage it begins in, the stage it is in, and its history."""

from pytest_bdd import given, parsers, then

from tests.acceptance import world
from tests.acceptance.driver import Driver, first_name_of

END_REASON: dict[str, str] = {
    "a breach": "breach",
    "rejection": "rejected",
    "withdrawal": "withdrawn",
    "never commencing": "never-commenced",
    "mutual consent": "mutual",
    "notice": "notice",
    "completion": "completed",
    "expiry": "expired",
}
"""How people speak of the closed list of end reasons (T8)."""

STAGES = "proposed|screened|agreed|active|evaluated"


@given(parsers.re(rf"(?P<partner>.+) is an? (?P<stage>{STAGES}) partner"))
def is_a_partner(app: Driver, partner: str, stage: str) -> None:
    world.bring(app, partner, stage)


@then(parsers.re(rf"the partnership is (?:still )?(?P<stage>{STAGES}|terminated)"))
def the_partnership_is(app: Driver, stage: str) -> None:
    assert app.state().stage == stage, app.refusal or app.fault


@then(parsers.re(rf"(?P<partner>.+) is an? (?P<stage>{STAGES}|terminated) partner"))
def a_partner_is(app: Driver, partner: str, stage: str) -> None:
    assert app.state(partner).stage == stage, app.refusal or app.fault


@then(parsers.re(r"the partnership is terminated because of (?P<reason>.+)"))
def terminated_because(app: Driver, reason: str) -> None:
    seen = app.state()

    assert (seen.stage, seen.end_reason) == ("terminated", END_REASON.get(reason, reason)), (
        app.refusal or app.fault
    )


@then("the history ends with")
def the_history_ends_with(app: Driver, datatable: list[list[str]]) -> None:
    """Compares what and by; `because` is a part of the recorded reason."""
    head, *cells = datatable
    wanted = [dict(zip(head, row, strict=True)) for row in cells]
    last = app.history()[-len(wanted) :]

    assert [(row.what, row.by) for row in last] == [(row["what"], row["by"]) for row in wanted]
    for row, told in zip(last, wanted, strict=True):
        assert told.get("because", "") in row.because


@then(parsers.re(r"the partnership is owned by (?P<who>\w+)"))
def is_owned_by(app: Driver, who: str) -> None:
    assert first_name_of(app.state().owner) == who
