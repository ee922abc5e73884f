"""People, roles, accounts, policy and code of conduct: R1, R3, C0, C23."""

import re

from samverkan_flow.domain.commands import (
    AcceptRollback,
    AddPerson,
    AdoptPolicy,
    BindAccount,
    GrantRole,
    PublishCode,
    RevokeRole,
    SetMail,
    UnbindAccount,
)
from samverkan_flow.domain.context import Context, Findings
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.house import CALENDAR, House
from samverkan_flow.domain.policy import LEVELS, ROLES, parse_policy
from samverkan_flow.domain.values import is_blank

_ACCOUNT = r"[a-z]+:[^\s:][^\s]{0,99}"


def handle_is_free(command: AddPerson, state: House, _context: Context) -> Findings:
    """R1: a new person has a handle of its own, and a name."""
    if command.handle in state.people or command.handle in (CALENDAR, *ROLES, *LEVELS):
        yield Finding("R1", f"{command.handle} is taken", "choose another handle")
    if is_blank(command.handle):
        yield Finding("R1", "no handle is given", "choose one, such as h.ek")
    if is_blank(command.name):
        yield Finding("R1", "the person's name is missing", "state the name; it is kept sealed")
    for role in command.roles:
        yield from _role_is_known(role)


def _role_is_known(role: str) -> Findings:
    if role not in ROLES + LEVELS:
        yield Finding("R1", f'"{role}" is no role', f"choose from {', '.join(ROLES + LEVELS)}")


def rollback_is_found(_command: AcceptRollback, _state: House, context: Context) -> Findings:
    """R5: only a log that has gone back behind its newest checkpoint is accepted as such."""
    if context.rollback is None:
        yield Finding("R5", "the log agrees with its newest checkpoint", "there is nothing to accept")


def person_is_known(
    command: GrantRole | RevokeRole | BindAccount | UnbindAccount | SetMail, state: House, _context: Context
) -> Findings:
    """R1: roles, accounts and addresses belong to registered people."""
    if command.handle not in state.people:
        yield Finding("R1", f"{command.handle or 'nobody'} is not registered", "register the person first")


def role_can_be_granted(command: GrantRole, state: House, context: Context) -> Findings:
    """R1, R3: a known role, not held already, never given to oneself."""
    yield from _role_is_known(command.role)
    person = state.people.get(command.handle)
    if person and command.role in person.roles:
        yield Finding(
            "R1",
            f"{person.handle} already holds the role {command.role}",
            "nothing needs to be granted",
        )
    if command.handle == context.actor.handle:
        yield Finding(
            "R3", f"{command.handle} grants a role to themselves", "another administrator grants it"
        )


def role_can_be_revoked(command: RevokeRole, state: House, _context: Context) -> Findings:
    """R1: a held role is taken back; the last administrator stays."""
    person = state.people.get(command.handle)
    if person and command.role not in person.roles:
        yield Finding(
            "R1",
            f"{person.handle} does not hold the role {command.role}",
            "nothing needs to be revoked",
        )
    administrators = [one.handle for one in state.people.values() if "administrator" in one.roles]
    if command.role == "administrator" and administrators == [command.handle]:
        yield Finding(
            "R1",
            f"{command.handle} is the only administrator",
            "appoint another administrator first",
        )


def account_is_new(command: BindAccount, state: House, _context: Context) -> Findings:
    """R6: an account is named as the log shows it, and bound once."""
    person = state.people.get(command.handle)
    if not re.fullmatch(_ACCOUNT, command.account):
        yield Finding(
            "R6",
            f'"{command.account}" is no account',
            "name surface and login as the log shows them, such as cli:hanna",
        )
    if person and command.account in person.accounts:
        yield Finding(
            "R6", f"{command.account} is already bound to {person.handle}", "nothing needs to be bound"
        )


def nobody_locks_themselves_out(command: BindAccount, state: House, context: Context) -> Findings:
    """R6: an administrator is first bound to the account in use, or could never act again."""
    person = state.people.get(command.handle)
    first = person is not None and not person.accounts
    if first and command.handle == context.actor.handle and command.account != context.via:
        yield Finding(
            "R6",
            f"{command.handle} acts from {context.via}, and would be locked out",
            f"bind {context.via} first",
        )


def account_is_bound_here(command: UnbindAccount, state: House, context: Context) -> Findings:
    """R6: what is released was bound; one does not release oneself from the last account that still works."""
    person = state.people.get(command.handle)
    if person and command.account not in person.accounts:
        bound = ", ".join(person.accounts) or "none"
        yield Finding("R6", f"{command.account} is not bound to {person.handle}", f"bound are: {bound}")
    if (
        person
        and command.handle == context.actor.handle
        and len(person.accounts) > 1
        and command.account == context.via
    ):
        yield Finding(
            "R6", f"{command.handle} acts from {context.via} now", "release it from the other account"
        )


def mail_is_new(command: SetMail, state: House, _context: Context) -> Findings:
    """R1: an address is given, and is another than the person has."""
    person = state.people.get(command.handle)
    if is_blank(command.mail):
        yield Finding("R1", "no mail address is given", "state it; it is kept sealed")
    elif person and person.mail and person.mail.text == command.mail:
        yield Finding("R1", f"{person.handle} already has this mail address", "nothing needs to be recorded")


def policy_is_new(command: AdoptPolicy, state: House, _context: Context) -> Findings:
    """C0: an adopted version is never adopted again with another text."""
    policy = parse_policy(command.text)
    if state.adopted(policy.version):
        yield Finding(
            "C0",
            f"policy version {policy.version} is already adopted",
            "give the changed policy a new version",
        )


def code_is_new(command: PublishCode, state: House, _context: Context) -> Findings:
    """C23: a version of the code has a name, a first day and a document."""
    if is_blank(command.version):
        yield Finding("C23", "the version is missing", "state the version, such as 2026")
    if state.code(command.version):
        yield Finding(
            "C23",
            f"code of conduct {command.version} is already published",
            "give the new text a new version",
        )
    if command.document is None:
        yield Finding("C23", "no document is named", "name the document, so that its SHA-256 is kept")
    if command.in_force_from is None:
        yield Finding("C23", "the first day is missing", "state from which day it is in force")
