"""A command as it would be begun, and what it would be judged in: what `next` and `audit could` have in common."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from samverkan_flow.domain.acts import BEFORE_AGREED, Act
from samverkan_flow.domain.commands import Command
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.decide import person_findings
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.guards.house_rules import Who
from samverkan_flow.domain.house import House, Person
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.obligations import Obligation, overdue_evaluations
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import Document
from samverkan_flow.queries.reading import Reader


def context_of(reader: Reader, state: Partnership, house: House, today: date) -> Context:
    """Returns what a decision made on a day would look at; nobody in particular acts."""
    in_force = house.policy_in_force(today)
    policy = reader.policy(state.policy_version)
    return Context(
        today=today,
        on=today,
        actor=Person(""),
        via="",
        policy=policy,
        house_policy=reader.policy(in_force.version) if in_force else policy,
        house=house,
        predecessor=reader.partnership(str(state.predecessor)) if state.predecessor else None,
        debts=partner_debts(reader, state, today) if state.stage in BEFORE_AGREED else (),
    )


def partner_debts(reader: Reader, state: Partnership, today: date) -> tuple[Obligation, ...]:
    """Returns the late evaluations in every partnership with the same partner (C38)."""
    return tuple(
        one
        for each in reader.in_debt(state.partner, today)
        for one in overdue_evaluations(each, reader.policy(each.policy_version), today)
    )


def findings_against(
    person: Person, act: Act, command: Command, state: Partnership, context: Context
) -> tuple[Finding, ...]:
    """Returns what R1-R4 and R6 say against a person who acts from an account of their own."""
    account = person.accounts[0] if person.accounts else ""
    return person_findings(act, command, state, replace(context, actor=person, via=account))


def people_for(act: Act, state: Partnership, house: House, context: Context) -> tuple[str, ...]:
    """Returns the handles of those whom the rules of the house let do an act; nobody for what the calendar does."""
    if act.who == (Who.CALENDAR,):
        return ()
    command = begun(act, state, house, context.today)
    return tuple(
        handle
        for handle, person in house.people.items()
        if not findings_against(person, act, command, state, context)
    )


def begun(act: Act, state: Partnership, house: House, today: date) -> Command:
    """Returns the command as it would be begun: nothing filled in but which item it is about."""
    told: dict[str, Any] = {"because": "C0"}
    match act.name.split():
        case ["end", reason]:
            told["reason"] = reason
        case ["agree", *addendum]:
            told |= {
                "kind": "addendum" if addendum else "agreement",
                **_agreement_so_far(state, house, today),
            }
        case ["evaluate"]:
            told |= {
                "initiative": _to_evaluate(state, today),
                "final": state.stage is Stage.TERMINATED,
            }
        case ["exception", "grant" | "refuse"]:
            told["number"] = next((one.number for one in state.exceptions if one.is_open), 0)
        case ["correct", "confirm"]:
            told["number"] = next((one.number for one in state.corrections if not one.confirmed_by), 0)
        case ["breach", "decide" | "remedied"]:
            told["number"] = next((one.number for one in state.breaches if one.remedied_on is None), 0)
        case ["breach", "terminate"]:
            told["number"] = next((one.number for one in state.breaches if one.awaits_decision(today)), 0)
    return act.command(**told)


def _agreement_so_far(state: Partnership, house: House, today: date) -> dict[str, Any]:
    """Returns what the form will hold for sure, so that unsigned and unacknowledged parties come to light."""
    code = house.code_in_force(today)
    signed = state.signatures[-1].document_sha256 if state.signatures else ""
    return {
        "document": Document(name="the agreement", sha256=signed),
        "code_version": code.version if code else "",
        "registry_number": "stands in the form",
    }


def _to_evaluate(state: Partnership, today: date) -> str:
    """Returns the started initiative whose turn it is: one not evaluated in this round, if any."""
    started = [one.id for one in state.started_initiatives(today) if not state.has_final_evaluation(one.id)]
    waiting = [one for one in started if one not in state.evaluated_this_round]
    return next(iter(waiting or started), "")
