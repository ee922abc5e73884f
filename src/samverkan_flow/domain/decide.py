"""Deciding: all rules and guards are asked, then events come out, or one refusal with every finding."""

from samverkan_flow.domain.acts import Act, act_of, guard_findings
from samverkan_flow.domain.commands import Command, EndByCalendar, Propose, SetMail
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.decisions.ending import is_completed
from samverkan_flow.domain.decisions.screening import check_organisation_number
from samverkan_flow.domain.errors import Finding, Refused
from samverkan_flow.domain.events import Event
from samverkan_flow.domain.guards import house_rules
from samverkan_flow.domain.guards.house_rules import State
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.domain.lifecycle import destination
from samverkan_flow.domain.mail import check_mail
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.steps import trigger_of


def decide(command: Command, state: State, context: Context) -> tuple[Event, ...]:
    """Returns the events a command brings about.

    Raises Refused with every finding when the lifecycle, the policy or a rule forbids it, and
    InvalidInput when the command has no sense at all.
    """
    if isinstance(command, Propose):
        check_organisation_number(command.partner)
    if isinstance(command, SetMail):
        check_mail(command.mail)
    act = act_for(command, state, context)
    findings = all_findings(act, command, state, context)
    if findings:
        raise Refused(refusal_sentence(act, state, findings), findings)
    events = act.decide(command, state, context)
    if isinstance(state, Partnership):
        _hold_to_lifecycle(state, events)
    return events


def act_for(command: Command, state: State, context: Context) -> Act:
    """Returns the act a command asks for in this state."""
    completed = isinstance(state, Partnership) and is_completed(state, context)
    return act_of(command, completed=completed and isinstance(command, EndByCalendar))


def all_findings(act: Act, command: Command, state: State, context: Context) -> tuple[Finding, ...]:
    """Returns everything that stands in the way: the stage first, then the person, then the policy.

    When the stage is still to come or the person may not, what the command holds is judged all the
    same, so that one answer tells everything; where the time has passed, nothing more is asked for.
    """
    stage = stage_findings(act, state)
    person = person_findings(act, command, state, context)
    passed = isinstance(state, Partnership) and house_rules.is_past(act.stages, state)
    policy = () if passed else guard_findings(act, command, state, context)
    dated = date_findings(act, state, context)
    return tuple(dict.fromkeys((*stage, *person, *dated, *policy)))


def stage_findings(act: Act, state: State) -> tuple[Finding, ...]:
    """Returns R5's finding when the stage does not allow an act."""
    if not isinstance(state, Partnership):
        return ()
    return tuple(house_rules.stage_allows(act.stages, act.stage_clause, state))


def date_findings(act: Act, state: State, context: Context) -> tuple[Finding, ...]:
    """Returns what the business date and the last day say against an act; the calendar's dates are its own."""
    if not isinstance(state, Partnership) or context.actor.handle == CALENDAR:
        return ()
    in_order = bool(act.trigger) or act.decides
    return (
        *house_rules.date_fits(act.stages, in_order, state, context),
        *house_rules.period_is_running(act.stages, state, context),
    )


def person_findings(act: Act, command: Command, state: State, context: Context) -> tuple[Finding, ...]:
    """Returns what R1-R4 and R6 say about the person."""
    found = [
        *house_rules.account_is_bound(command, state, context),
        *house_rules.role_covers(act.who, command, state, context),
    ]
    if isinstance(state, Partnership):
        found += house_rules.duties_are_apart(act.apart_from, state, context.actor)
        if act.decides:
            found += house_rules.no_conflict(state, context.actor)
    return tuple(found)


def warnings_of(act: Act, command: Command, state: State, context: Context) -> tuple[Finding, ...]:
    """Returns what is not forbidden but worth a second look."""
    return tuple(finding for guard in act.warnings for finding in guard(command, state, context))


def refusal_sentence(act: Act, state: State, findings: tuple[Finding, ...]) -> str:
    """Returns the one sentence a refusal begins with."""
    target = f" {state.ref}" if isinstance(state, Partnership) else ""
    clauses = ", ".join(dict.fromkeys(finding.clause for finding in findings))
    return f"{act.name}{target} is refused under {clauses}"


def _hold_to_lifecycle(state: Partnership, events: tuple[Event, ...]) -> None:
    """Holds every stage change against the state machine; a decision that leaves the lifecycle is a bug."""
    stage = state.stage
    for event in events:
        trigger = trigger_of(event)
        if trigger:
            reached = destination(stage, trigger)
            if reached is None:
                raise RuntimeError(f"{trigger} leads nowhere from {stage}")
            stage = reached
