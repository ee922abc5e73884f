"""Choosing: proposing, assessing, screening, exceptions, conflicts, hand-over."""

import re

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import Contact, CoPartner, Partner, Personal, personal_or_none

_NUMBER = r"(?:\d{2})?\d{6}-?\d{4}"
"""One way of writing only: what is compared and what is sealed must not hang on how somebody spells it."""


def is_personal_number(number: str) -> bool:
    """Tells whether an organisation number is a person's: a sole trader's third digit is 0 or 1."""
    return bool(re.fullmatch(_NUMBER, number, re.ASCII)) and number.replace("-", "")[-8] in "01"


def propose(command: c.Propose, _state: None, context: Context) -> tuple[e.Event, ...]:
    """Returns the proposal, and the proposer's conflict of interest when one is declared."""
    predecessor = context.predecessor
    cited = max((one.made_on for one in predecessor.known_evaluations), default=None) if predecessor else None
    proposed = e.PartnershipProposed(
        number=context.number,
        name=command.name,
        partner=_partner(command.partner, f"partner:P-{context.number}"),
        purpose=command.purpose,
        own_role=command.own_role,
        development_plan=command.development_plan,
        owner=command.owner,
        areas=tuple(dict.fromkeys(command.areas)),
        screener=command.screener,
        co_partners=tuple(CoPartner(name, context.on) for name in command.co_partners),
        predecessor=predecessor.id if predecessor else None,
        predecessor_ref=predecessor.ref if predecessor else "",
        predecessor_evaluation_on=cited,
    )
    if command.conflict_of_interest:
        return (proposed, e.ConflictDeclared(person=context.actor.handle))
    return (proposed,)


def _partner(told: c.PartnerDetails, subject: str) -> Partner:
    """Seals what is personal: the contact, and a sole trader's number."""
    contact = None
    if told.contact and told.contact.name:
        contact = Contact(
            name=Personal(f"{subject}:contact", told.contact.name),
            mail=personal_or_none(f"{subject}:contact", told.contact.mail),
            telephone=personal_or_none(f"{subject}:contact", told.contact.telephone),
        )
    if is_personal_number(told.organisation_number):
        number = Personal(f"{subject}:trader", told.organisation_number)
        return Partner(told.name, told.legal_form, personal_number=number, contact=contact)
    return Partner(told.name, told.legal_form, organisation_number=told.organisation_number, contact=contact)


def check_organisation_number(partner: c.PartnerDetails) -> None:
    """Raises InvalidInput for a number whose form or check digit is wrong (Luhn; python-stdnum)."""
    from stdnum.se import orgnr, personnummer  # heavy: only a proposal needs it

    number = partner.organisation_number
    if not number:
        return
    valid = personnummer.is_valid(number) if is_personal_number(number) else orgnr.is_valid(number)
    if not valid or not re.fullmatch(_NUMBER, number, re.ASCII):
        raise InvalidInput(
            "partner.organisation_number",
            f'holds "{number}", whose form or check digit is wrong',
            "write ten digits with a hyphen, such as 802999-0010; check it against the register",
        )


def assess(command: c.Assess, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the assessments as made."""
    return (e.CriteriaAssessed(assessments=command.assessments),)


def screen(_command: c.Screen, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the passed screening."""
    return (e.PartnershipScreened(),)


def ask_exception(command: c.AskException, state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the request, numbered within the partnership."""
    number = len(state.exceptions) + 1
    return (e.ExceptionAsked(number=number, clause=command.clause, initiative=command.initiative),)


def _clause_asked(state: Partnership, number: int) -> str:
    return next(one.clause for one in state.exceptions if one.number == number)


def grant_exception(command: c.GrantException, state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the granted exception."""
    return (e.ExceptionGranted(number=command.number, clause=_clause_asked(state, command.number)),)


def refuse_exception(
    command: c.RefuseException, state: Partnership, _context: Context
) -> tuple[e.Event, ...]:
    """Returns the refused exception."""
    return (e.ExceptionRefused(number=command.number, clause=_clause_asked(state, command.number)),)


def declare_conflict(
    command: c.DeclareConflict, _state: Partnership, context: Context
) -> tuple[e.Event, ...]:
    """Returns the declared conflict of interest."""
    return (e.ConflictDeclared(person=command.person or context.actor.handle),)


def withdraw_conflict(
    command: c.WithdrawConflict, _state: Partnership, context: Context
) -> tuple[e.Event, ...]:
    """Returns the withdrawn conflict of interest."""
    return (e.ConflictWithdrawn(person=command.person or context.actor.handle),)


def hand_over(command: c.HandOver, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the hand-over of a duty."""
    return (e.HandedOver(duty=command.duty, person=command.to),)


def move_policy(command: c.MovePolicy, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the move to another policy version."""
    return (e.PolicyMoved(version=command.version),)
