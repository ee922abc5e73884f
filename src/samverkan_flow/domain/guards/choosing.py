"""Choosing whom to judge: the proposal, comply-or-explain, conflicts of interest, hand-over."""

from samverkan_flow.domain.commands import (
    AskException,
    DeclareConflict,
    GrantException,
    HandOver,
    MovePolicy,
    PartnerDetails,
    Propose,
    RefuseException,
    WithdrawConflict,
)
from samverkan_flow.domain.context import Context, Findings
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.obligations import evaluations_owed
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.text import name_key
from samverkan_flow.domain.values import Partner, is_blank

# --- the proposal ---------------------------------------------------------------------------------


def partner_is_named(command: Propose, _state: None, _context: Context) -> Findings:
    """C1: the partner, its number and the purpose are stated."""
    wanted = {
        "the partnership's name": command.name,
        "the partner's name": command.partner.name,
        "the partner's organisation number": command.partner.organisation_number,
        "the purpose": command.purpose,
    }
    for what, given in wanted.items():
        if is_blank(given):
            yield Finding("C1", f"{what} is missing", f"state {what} in the proposal")


def own_role_is_stated(command: Propose, _state: None, _context: Context) -> Findings:
    """C3: the proposal says what we ourselves do and say."""
    if is_blank(command.own_role):
        yield Finding("C3", "our own role is missing", "say what we do and say ourselves; a gift has no role")


def development_plan_is_stated(command: Propose, _state: None, _context: Context) -> Findings:
    """C4: the proposal tells how the partner wants to develop in the period."""
    if is_blank(command.development_plan):
        yield Finding(
            "C4",
            "the partner's development plan is missing",
            "tell what the partner will develop, and when",
        )


def conflict_is_answered(command: Propose, _state: None, _context: Context) -> Findings:
    """R4: the proposer declares or denies a conflict of interest."""
    if command.conflict_of_interest is None:
        yield Finding(
            "R4",
            "conflict of interest is neither declared nor denied",
            "answer conflict_of_interest",
        )
    elif command.conflict_of_interest and is_blank(command.conflict):
        yield Finding(
            "R4",
            "a conflict of interest is declared but not described",
            "say in conflict what it is",
        )


def owner_can_own(command: Propose, _state: None, context: Context) -> Findings:
    """R1: the proposed owner, and the screener if one is named, hold those roles."""
    if is_blank(command.owner):
        yield Finding("R1", "no owner is named", "name a person with the role owner")
        return
    yield from _holds(command.owner, "owner", context)
    if command.screener:
        yield from _holds(command.screener, "screener", context)
    if command.screener == context.actor.handle:
        yield Finding("R3", f"{command.screener} proposes and would also screen", "name another screener")


def _holds(handle: str, role: str, context: Context) -> Findings:
    person = context.house.people.get(handle)
    if person is None:
        yield Finding("R1", f"{handle} is not registered", "an administrator registers the person first")
    elif role not in person.roles:
        yield Finding(
            "R1",
            f"{handle} does not hold the role {role}",
            "name somebody who does, or have it granted",
        )


def predecessor_is_evaluated(command: Propose, _state: None, context: Context) -> Findings:
    """C37: going on is a new proposal that cites the predecessor's latest evaluation (T5)."""
    predecessor = context.predecessor
    if not command.succeeds or predecessor is None:
        return
    if not predecessor.known_evaluations:
        yield Finding(
            "C37",
            f"{predecessor.ref} has no evaluation to cite",
            f"evaluate {predecessor.ref} first"
            if predecessor.agreement
            else f"{predecessor.ref} was never agreed, so nothing goes on from it: leave succeeds out",
        )
    if not _is_same_partner(predecessor.partner, command.partner):
        yield Finding(
            "C37",
            f"{predecessor.ref} is a partnership with {predecessor.partner.name}, not with {command.partner.name}",
            "a successor has the same partner; otherwise leave succeeds out",
        )


def earlier_is_cited(command: Propose, _state: None, context: Context) -> Findings:
    """C37: warns when there has been a partnership with the same partner and none is cited."""
    if context.earlier and not command.succeeds:
        newest, count = context.earlier[0], len(context.earlier)
        others = f" and {count - 1} earlier" if count > 1 else ""
        yield Finding(
            "C37",
            f"there is {newest}{others} with the same partner",
            "if this goes on from it, cite it in succeeds",
        )


def co_partners_are_named(command: Propose, _state: None, _context: Context) -> Findings:
    """C7: each co-partner is named, once."""
    names = [name.strip().casefold() for name in command.co_partners]
    if any(is_blank(name) for name in names) or len(names) != len(set(names)):
        yield Finding("C7", "a co-partner is named twice, or not at all", "name each organisation once")


def contact_is_named(command: Propose, _state: None, _context: Context) -> Findings:
    """C1: a contact person has a name; mail or telephone alone would be lost."""
    contact = command.partner.contact
    if contact and is_blank(contact.name) and (contact.mail or contact.telephone):
        yield Finding(
            "C1", "the contact person's name is missing", "name the person, or leave the contact out"
        )


def _is_same_partner(partner: Partner, told: PartnerDetails) -> bool:
    """Compares organisation numbers, or the names where a number is a person's and sealed."""
    if partner.organisation_number:
        return _digits(partner.organisation_number) == _digits(told.organisation_number)
    return name_key(partner.name) == name_key(told.name)


def _digits(number: str) -> str:
    return "".join(character for character in number if character.isdigit())


# --- exceptions, conflicts, hand-over ---------------------------------------------------------------


def exception_is_allowed(command: AskException, state: Partnership, context: Context) -> Findings:
    """C0: only clauses that the policy opens to comply-or-explain take an exception (T11)."""
    if context.policy.exception_level(command.clause) is None:
        allowed = ", ".join(key for key, clause in context.policy.clauses.items() if clause.exception)
        known = command.clause in context.policy.clauses
        yield Finding(
            command.clause if known else "C0",
            f"{command.clause} allows no exception" if command.clause else "no clause is named",
            f"exceptions can be asked for from {allowed}",
        )
    if command.clause == "C32" and is_blank(command.initiative):
        yield Finding("C32", "an exception from C32 is for one initiative", _initiatives_are(state))
    if command.initiative and state.initiative(command.initiative) is None:
        yield Finding("C32", f"{state.ref} has no initiative {command.initiative}", _initiatives_are(state))


def _initiatives_are(state: Partnership) -> str:
    names = ", ".join(one.id for one in state.initiatives)
    return f"its initiatives are {names}" if names else "plan the initiative first"


def exception_is_open(
    command: GrantException | RefuseException, state: Partnership, context: Context
) -> Findings:
    """R3: an open exception is decided by another person than the one who asked."""
    asked = next((one for one in state.exceptions if one.number == command.number), None)
    if asked is None or not asked.is_open:
        numbers = ", ".join(str(one.number) for one in state.exceptions if one.is_open)
        yield Finding(
            "C0",
            f"{state.ref} has no open exception number {command.number}",
            f"open are {numbers}" if numbers else "ask for the exception first",
        )
    elif asked.asked_by == context.actor.handle:
        yield Finding("R3", f"{asked.asked_by} asked for this exception", "another person decides it")


def conflict_is_of_somebody(command: DeclareConflict, state: Partnership, context: Context) -> Findings:
    """R4: one declares one's own conflict; the owner may declare another's."""
    person = command.person or context.actor.handle
    if person not in context.house.people:
        yield Finding("R1", f"{person} is not registered", "name a registered person")
    if person != context.actor.handle and context.actor.handle != state.owner:
        yield Finding(
            "R1",
            "only the owner declares somebody else's conflict",
            f"tell {state.owner}, the owner",
        )


def conflict_stands(command: WithdrawConflict, state: Partnership, context: Context) -> Findings:
    """R4: what is withdrawn was declared, and not by the person concerned alone."""
    person = command.person or context.actor.handle
    if person not in state.conflicts:
        yield Finding(
            "R4",
            f"{person} has no declared conflict in {state.ref}",
            "nothing needs to be withdrawn",
        )
    if person == context.actor.handle:
        yield Finding(
            "R3",
            f"{person} withdraws a conflict of their own",
            "another person judges that: the owner, or a partnership lead or higher",
        )


def successor_can_serve(command: HandOver, state: Partnership, context: Context) -> Findings:
    """R1 and R3: who takes over holds the role; a screener has not proposed it."""
    if is_blank(command.to):
        yield Finding("R1", "nobody is named to take over", f"name a person with the role {command.duty}")
        return
    yield from _holds(command.to, command.duty, context)
    if command.to == (state.owner if command.duty == "owner" else state.screener):
        yield Finding("R1", f"{command.to} already is the {command.duty}", "nothing needs to be handed over")
    if command.to in state.conflicts:
        yield Finding(
            "R4", f"{command.to} has a declared conflict of interest", f"name another {command.duty}"
        )
    if command.duty == "owner" and command.to in state.duties.get("evaluator", ()):
        yield Finding("R3", f"{command.to} has evaluated {state.ref}", "name an owner who did not")
    if command.duty == "screener" and command.to in state.duties.get("proposer", ()):
        yield Finding("R3", f"{command.to} proposed {state.ref}", "name a screener who did not")


def policy_is_adopted(command: MovePolicy, state: Partnership, context: Context) -> Findings:
    """C0: a partnership moves only to another version that has been adopted."""
    adopted = context.house.adopted(command.version)
    if adopted and adopted.in_force_from > context.today:
        yield Finding(
            "C0",
            f"{adopted.version} is in force from {adopted.in_force_from}",
            "move it when that day has come",
        )
    if adopted is None:
        versions = ", ".join(one.version for one in context.house.policies)
        yield Finding("C0", f'no policy version "{command.version}" is adopted', f"adopted are {versions}")
    elif command.version == state.policy_version:
        yield Finding(
            "C0", f"{state.ref} is already judged by {command.version}", "nothing needs to be moved"
        )


def no_evaluation_is_put_off(_command: MovePolicy, state: Partnership, context: Context) -> Findings:
    """C38: no evaluation becomes due later, or not at all, by another policy; one that is late is made first."""
    if context.moving_to is None:
        return
    then = {one.subject: one.due for one in evaluations_owed(state, context.moving_to)}
    for owed in evaluations_owed(state, context.policy):
        if owed.days_late(context.today) and owed.is_owed(context.today):
            yield Finding(
                "C38",
                f"the evaluation of {owed.subject} was due on {owed.due}",
                f"evaluate {owed.subject} first",
            )
        elif owed.subject not in then or then[owed.subject] > owed.due:
            yield Finding(
                "C38",
                f"the evaluation of {owed.subject} would no longer be due on {owed.due}",
                f"evaluate {owed.subject} first, or stay under {state.policy_version}",
            )
