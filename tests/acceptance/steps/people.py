"""People: registered, their roles granted and taken back, their accounts bound."""

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from tests.acceptance.driver import Driver, handle_of


@given(parsers.re(r"(?P<who>\w+) has registered (?P<first>\w+) (?P<last>\w+) with the role (?P<role>\S+)"))
@when(parsers.re(r"(?P<who>\w+) registers (?P<first>\w+) (?P<last>\w+) with the role (?P<role>\S+)"))
def registers(app: Driver, who: str, first: str, last: str, role: str) -> None:
    app.do(who, c.AddPerson(handle=handle_of(first), name=f"{first} {last}", roles=(role,)))


@when(parsers.re(r"(?P<who>\w+) gives (?P<whom>\w+) the role (?P<role>\S+)"))
def gives_a_role(app: Driver, who: str, whom: str, role: str) -> None:
    app.do(who, c.GrantRole(handle=handle_of(whom), role=role))


@given(parsers.re(r"(?P<whom>\w+) has been given the role (?P<role>\S+)"))
def has_been_given_a_role(app: Driver, whom: str, role: str) -> None:
    app.must("Anna", c.GrantRole(handle=handle_of(whom), role=role))


@given(parsers.re(r"(?P<who>\w+) has taken the role (?P<role>\S+) from (?P<whom>\w+)"))
@when(parsers.re(r"(?P<who>\w+) takes the role (?P<role>\S+) from (?P<whom>\w+)"))
def takes_a_role(app: Driver, who: str, role: str, whom: str) -> None:
    app.do(who, c.RevokeRole(handle=handle_of(whom), role=role))


@given(parsers.re(r'(?P<whom>\w+) is bound to the account "(?P<account>.+)"'))
def is_bound(app: Driver, whom: str, account: str) -> None:
    app.must("Anna", c.BindAccount(handle=handle_of(whom), account=account))


@given(parsers.re(r"(?P<whom>\w+) is bound to the account she uses"))
def is_bound_to_her_own(app: Driver, whom: str) -> None:
    app.must("Anna", c.BindAccount(handle=handle_of(whom), account=app.account))


@when(parsers.re(r'(?P<who>\w+) binds (?P<whom>\w+) to the account "(?P<account>.+)"'))
def binds(app: Driver, who: str, whom: str, account: str) -> None:
    app.do(who, c.BindAccount(handle=handle_of(whom), account=account))


@then(parsers.re(r"(?P<whom>\w+) holds the roles? (?P<roles>.+)"))
def holds_the_roles(app: Driver, whom: str, roles: str) -> None:
    assert sorted(app.roles_of(whom)) == sorted(roles.split(" and ")), app.refusal or app.fault


@then(parsers.re(r"it is recorded that an? (?P<what>role|policy|code) was (?P<done>\w+)"))
def it_is_recorded(app: Driver, what: str, done: str) -> None:
    """The event stands in the log, with its place there."""
    assert app.done is not None, app.refusal or app.fault
    event = app.done.events[-1]

    assert event.event == (f"person-role-{done}" if what == "role" else f"{what}-{done}")
    assert event.index is not None
