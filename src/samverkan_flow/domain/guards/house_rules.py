"""The rules of the house, R1-R6: who may, at which stage, apart from whom."""

from datetime import date
from enum import StrEnum

from samverkan_flow.domain.budget import Frame
from samverkan_flow.domain.commands import Agree, Command, GrantException, RefuseException
from samverkan_flow.domain.context import Context, Findings
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.house import CALENDAR, House, Person
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.money import Money, total_of
from samverkan_flow.domain.partnership import Duty, Partnership
from samverkan_flow.domain.policy import level_covers
from samverkan_flow.domain.values import contributions_total

State = Partnership | House | Frame | None
"""What a command may be about."""


class Who(StrEnum):
    """Who may do something; each value is how it is told to people."""

    OFFICER = "an officer"
    SCREENER = "the screener of this partnership"
    OWNER = "the owner of this partnership"
    PROPOSER = "the one who proposed it"
    EVALUATOR = "an evaluator"
    TREASURER = "a treasurer"
    ADMINISTRATOR = "an administrator"
    LEAD = "a partnership lead or higher"
    SIGNATORY = "a signatory whose level covers the amount"
    HIGH_RISK = "a higher level where the risk is high"
    EXCEPTION_LEVEL = "a person of the level that grants this exception"
    FRAME_LEVEL = "a person of the level that sets the frame"
    ANYONE = "a person with a role other than auditor"
    CALENDAR = "the calendar"


def account_is_bound(_command: Command, _state: object, context: Context) -> Findings:
    """R6: a person bound to accounts acts through one of them; the calendar's runs are nobody's account."""
    actor = context.actor
    if actor.handle == CALENDAR:
        return
    if actor.accounts and context.via not in actor.accounts:
        yield Finding(
            "R6",
            f"{actor.handle} is bound to other accounts than {context.via}",
            f"{actor.handle} acts from one of the bound accounts, or an administrator binds this one",
        )
    holders = [one.handle for one in context.house.people.values() if context.via in one.accounts]
    if holders and actor.handle not in holders:
        yield Finding(
            "R6",
            f"the account {context.via} is bound to {holders[0]}, not to {actor.handle}",
            f"{actor.handle} acts from an account of their own",
        )


def role_covers(who: tuple[Who, ...], command: Command, state: State, context: Context) -> Findings:
    """R1 and R2: one of the roles covers the command, and the level covers the amount."""
    if "auditor" in context.actor.roles:
        yield Finding(
            "R1", f"{context.actor.handle} is an auditor", "auditors read everything and write nothing"
        )
        return
    if any(_covers(one, command, state, context) for one in who):
        return
    told = _told(who, command, state, context)
    yield _above_level(who, command, state, context) or Finding(
        "R1", f"{context.actor.handle} is not {told}", f"it takes {told}"
    )


def _above_level(who: tuple[Who, ...], command: Command, state: State, context: Context) -> Finding | None:
    if Who.SIGNATORY not in who or not context.actor.level or not isinstance(state, Partnership):
        return None
    total = amount_at_stake(command, state)
    wanted = wanted_level(command, state, context)
    held = title(context.actor.level, context)
    if wanted != context.house_policy.level_for(total):
        return Finding(
            "R2",
            f"the risk is high (C9), and {context.actor.handle} is {held}",
            f"a {title(wanted, context)} or higher decides where the risk is high",
        )
    return Finding(
        "R2",
        f"{total} is above what {context.actor.handle} may decide as {held}",
        f"a {title(wanted, context)} or higher decides amounts of this size",
    )


def wanted_level(command: Command, state: Partnership, context: Context) -> str:
    """Returns the level that signs what a command asks for."""
    return level_that_signs(amount_at_stake(command, state), state, context)


def level_that_signs(total: Money, state: Partnership, context: Context) -> str:
    """Returns the level that signs a total amount (öre, net), and a higher one where the risk is high (C9)."""
    by_amount = context.house_policy.level_for(total)
    by_risk = context.house_policy.thresholds.high_risk_level
    return by_risk if _is_high_risk(state) and level_covers(by_risk, by_amount) else by_amount


def _told(who: tuple[Who, ...], command: Command, state: State, context: Context) -> str:
    """Returns who may, in words; a level is named where it depends on what is asked for."""
    if who == (Who.FRAME_LEVEL,):
        return f"a {title(context.house_policy.thresholds.frame_level, context)} or higher"
    if not isinstance(state, Partnership):
        return " or ".join(who)
    named = [one for one in who if one is not Who.HIGH_RISK or _is_high_risk(state)]
    if named == [Who.EXCEPTION_LEVEL]:
        wanted = context.house_policy.exception_level(_exception_clause(command, state))
        return f"a {title(wanted, context)} or higher" if wanted else Who.EXCEPTION_LEVEL
    return " or ".join(named)


def title(role: str, context: Context) -> str:
    """Returns the policy's own words for a role or level."""
    return context.house_policy.roles[role].en


_ROLE_OF: dict[Who, str] = {
    Who.OFFICER: "officer",
    Who.EVALUATOR: "evaluator",
    Who.TREASURER: "treasurer",
    Who.ADMINISTRATOR: "administrator",
}


def _covers(who: Who, command: Command, state: State, context: Context) -> bool:
    actor = context.actor
    match who:
        case Who.ANYONE:
            return bool(actor.roles)
        case Who.OFFICER | Who.EVALUATOR | Who.TREASURER | Who.ADMINISTRATOR:
            return _ROLE_OF[who] in actor.roles
        case Who.CALENDAR:
            return actor.handle == CALENDAR
        case Who.LEAD:
            return bool(actor.level)
        case Who.FRAME_LEVEL:
            return level_covers(actor.level, context.house_policy.thresholds.frame_level)
        case _:
            return isinstance(state, Partnership) and _covers_here(who, command, state, context)


def _covers_here(who: Who, command: Command, state: Partnership, context: Context) -> bool:
    actor = context.actor
    match who:
        case Who.SCREENER:
            return "screener" in actor.roles and state.screener in ("", actor.handle)
        case Who.OWNER:
            return "owner" in actor.roles and state.owner == actor.handle
        case Who.PROPOSER:
            return bool(actor.roles) and state.proposer == actor.handle
        case Who.SIGNATORY:
            return level_covers(actor.level, wanted_level(command, state, context))
        case Who.HIGH_RISK:
            return _is_high_risk(state) and level_covers(
                actor.level, context.house_policy.thresholds.high_risk_level
            )
        case Who.EXCEPTION_LEVEL:
            wanted = context.house_policy.exception_level(_exception_clause(command, state))
            return wanted is not None and level_covers(actor.level, wanted)
        case _:
            raise ValueError(f"nobody judges {who!r} by the partnership")


def _is_high_risk(state: Partnership) -> bool:
    risk = state.assessed("C9")
    return risk is not None and risk.risk == "high"


def _exception_clause(command: Command, state: Partnership) -> str:
    assert isinstance(command, GrantException | RefuseException)
    return next((one.clause for one in state.exceptions if one.number == command.number), "")


def amount_at_stake(command: Command, state: Partnership) -> Money:
    """Returns the total amount (öre, net) that decides which level may sign: the largest that was ever agreed."""
    agreed = max(state.agreement.total, state.largest_total) if state.agreement else Money(0)
    if not isinstance(command, Agree):
        return agreed
    amount = whole_amount(command, state)
    return max(agreed, amount) if command.kind == "addendum" else amount


def whole_amount(command: Agree, state: Partnership) -> Money:
    """Returns what an agreement comes to as a whole (öre, net, in kind included), as an addendum leaves it."""
    if command.kind != "addendum" or state.agreement is None:
        return contributions_total(command.contributions)
    changed = {line.year for line in command.contributions}
    kept = tuple(line for line in state.agreement.contributions if line.year not in changed)
    return total_of([contributions_total(kept), contributions_total(command.contributions)])


_DONE_AS: dict[Duty, str] = {
    "proposer": "proposed",
    "owner": "owned",
    "screener": "screened",
    "signatory": "signed for",
    "evaluator": "evaluated",
    "treasurer": "paid for",
    "terminator": "ended",
}


def duties_are_apart(duties: tuple[Duty, ...], state: Partnership, person: Person) -> Findings:
    """R3: who had one of these duties here, at any time, does not do this too."""
    for duty in duties:
        if person.handle in state.duties.get(duty, ()):
            yield Finding(
                "R3",
                f"{person.handle} has {_DONE_AS[duty]} {state.ref} and cannot do this as well",
                f"it takes a person who has not {_DONE_AS[duty]} it",
            )


def no_conflict(state: Partnership, person: Person) -> Findings:
    """R4: a declared conflict of interest bars a person from deciding."""
    if person.handle in state.conflicts:
        yield Finding(
            "R4",
            f"{person.handle} has a declared conflict of interest in {state.ref}",
            "another person decides; an owner may hand the duty over",
        )


def stage_allows(stages: tuple[Stage, ...], clause: str, state: Partnership) -> Findings:
    """R5: the stage allows it; after a breach the finding is C30's."""
    if state.stage in stages:
        return
    if state.stage is Stage.TERMINATED:
        cited = "C30" if state.end_reason == "breach" else clause
        yield Finding(
            cited,
            f"{state.ref} has ended ({state.end_reason}), on {state.ended_on}",
            "what has ended stays ended: only settlement, final evaluation, confirmation and correction are open",
        )
    else:
        wanted = " or ".join(filter(None, (", ".join(stages[:-1]), stages[-1])))
        yield Finding(
            clause,
            f"{state.ref} is {state.stage}; this is done when it is {wanted}",
            _way_to(stages, state),
        )


def date_fits(stages: tuple[Stage, ...], in_order: bool, state: Partnership, context: Context) -> Findings:
    """R5: a business date lies where the act can lie; what is decided comes after all that went before."""
    earliest = state.last_effective_on if in_order else _earliest(stages, state)
    if context.on < earliest <= context.today:
        yield Finding(
            "R5",
            f"{context.on} is too early for {state.ref}: what it rests on is of {earliest}",
            f"give a business date from {earliest}",
        )


def _earliest(stages: tuple[Stage, ...], state: Partnership) -> date:
    """Returns the day the first stage that allows an act was entered."""
    if state.ended_on and stages == (Stage.TERMINATED,):
        return state.ended_on
    if state.start and Stage.ACTIVE in stages and not {Stage.SCREENED, Stage.AGREED} & {*stages}:
        return state.start
    if state.agreed_on and not {Stage.PROPOSED, Stage.SCREENED} & {*stages}:
        return state.agreed_on
    return state.proposed_on


def period_is_running(stages: tuple[Stage, ...], state: Partnership, context: Context) -> Findings:
    """C36: after the last day nothing is done that an ended partnership could not do, ticked or not (T16)."""
    has_passed = state.end is not None and context.today > state.end
    if has_passed and state.stage is not Stage.TERMINATED and Stage.TERMINATED not in stages:
        yield Finding(
            "C36",
            f"the last day of {state.ref}, {state.end}, has passed",
            "the calendar ends it; going on takes a new proposal",
        )


def _way_to(stages: tuple[Stage, ...], state: Partnership) -> str:
    if is_past(stages, state):
        return "the time for this has passed; a mistake is mended by a correction or a signed addendum"
    return f"take the steps that lead there first: see what {state.ref} may do next"


def is_past(stages: tuple[Stage, ...], state: Partnership) -> bool:
    """Tells whether every stage that allows something lies behind."""
    order = list(Stage)
    return all(order.index(stage) < order.index(state.stage) for stage in stages)
