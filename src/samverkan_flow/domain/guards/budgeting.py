"""The limited budget: what fits the yearly frame, who sets it, how few and how large partnerships are (C14, C15)."""

from datetime import date

from samverkan_flow.domain.budget import Claim, Frame, claims_of
from samverkan_flow.domain.commands import (
    Activate,
    Agree,
    Command,
    ConfirmCorrection,
    ImportPortfolio,
    ProposeFrame,
    RecordSurvey,
    SetFrame,
)
from samverkan_flow.domain.context import Context, Findings, Term
from samverkan_flow.domain.errors import Finding, Problem
from samverkan_flow.domain.guards.agreeing import YEARLY_ORE_MAX
from samverkan_flow.domain.guards.common import stated_period
from samverkan_flow.domain.guards.house_rules import whole_amount
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.partnership import Partnership, corrected
from samverkan_flow.domain.portfolio import PortfolioEntry
from samverkan_flow.domain.values import (
    is_blank,
)

# --- what fits the frame --------------------------------------------------------------------------


def frame_holds(command: Command, state: Partnership, context: Context) -> Findings:
    """C14: what is committed stays within the frame of each year of the period; surveys count (C41)."""
    wanted = {year: ore for year, ore in further(command, state, context).items() if ore > 0}
    short = {year for year, ore in wanted.items() if ore > _frame(context, year).free.ore}
    holding = ", ".join(
        f"{year} ({Money(ore)} asked for, {_frame(context, year).free} free)"
        for year, ore in sorted(wanted.items())
        if year not in short
    )
    for year in sorted(short):
        yield _oversteps(_frame(context, year), Money(wanted[year]), holding)


def further(command: Command, state: Partnership, context: Context) -> dict[int, int]:
    """Returns by how many öre a command changes what each year has to bear."""
    match command:
        case Agree(contributions=lines):
            agreed = {year: one.committed.ore for year, one in claims_of(state).items()}
            return {line.year: line.net.ore - agreed.get(line.year, 0) for line in lines}
        case RecordSurvey(cost=Money() as cost):
            return {context.on.year: cost.ore}
        case ConfirmCorrection(number=number):
            return _corrected(number, state)
        case _:
            return {}


def years_touched(command: Command, state: object, on: date) -> tuple[int, ...]:
    """Returns the years whose frames a command is judged by."""
    match command, state:
        case Agree(contributions=lines), _:
            return tuple(dict.fromkeys(line.year for line in lines))
        case RecordSurvey(), _:
            return (on.year,)
        case ImportPortfolio(partnerships=entries), _:
            return tuple(sorted({year for entry in entries for year in _years_ahead(entry, on)}))
        case ConfirmCorrection(), Partnership():
            return tuple(claims_of(state))
        case Activate(), Partnership():
            return tuple(claims_of(state))
        case _:
            return ()


def _years_ahead(entry: PortfolioEntry, on: date) -> list[int]:
    """Returns the years from this one on that what is in force asks for money in; what has passed is as it was."""
    return [line.year for line in entry.contributions if line.year >= on.year and not entry.has_ended]


def frames_hold_the_file(command: ImportPortfolio, _state: object, context: Context) -> Findings:
    """C14: what a file commits of this year and later ones stays within the frames; told at the row that oversteps."""
    asked: dict[int, int] = {}
    short: dict[int, int] = {}
    for entry in command.partnerships:
        ahead = _years_ahead(entry, context.on)
        for line in entry.contributions:
            if line.year in ahead and line.net.ore > 0:
                asked[line.year] = asked.get(line.year, 0) + line.net.ore
                if asked[line.year] > _frame(context, line.year).free.ore:
                    short.setdefault(line.year, entry.row)
    for year, row in short.items():
        yield _file_oversteps(_frame(context, year), Money(asked[year]), row)


def _file_oversteps(frame: Frame, asked: Money, row: int) -> Problem:
    if frame.amount is None:
        message = f"no frame is set for {frame.year}, and the file asks for {asked}"
        remedy = f"a treasurer proposes the frame of {frame.year}, and another person sets it"
    else:
        taken = f"{frame.taken} is taken, and the file asks for {asked}"
        message = f"from here on the frame of {frame.amount} is overstepped: {taken}"
        remedy = f"keep to {frame.free} for {frame.year}, or have the frame raised first"
    return Problem("C14", message, remedy, row, str(frame.year))


def _corrected(number: int, state: Partnership) -> dict[int, int]:
    """Returns by how many öre a correction, once confirmed, changes what counts against each year."""
    if all(one.number != number or one.confirmed_by for one in state.corrections):
        return {}
    before, after = claims_of(state), claims_of(corrected(state, number, "somebody"))
    return {
        year: claim.committed.ore - before.get(year, Claim()).committed.ore for year, claim in after.items()
    }


def _frame(context: Context, year: int) -> Frame:
    return context.frames.get(year) or Frame(year)


def _oversteps(frame: Frame, wanted: Money, holding: str) -> Finding:
    others = f"; the other years hold: {holding}" if holding else ""
    if frame.amount is None:
        return Finding(
            "C14",
            f"no frame is set for {frame.year}, and {wanted} is asked for",
            f"a treasurer proposes the frame of {frame.year}, and another person sets it{others}",
        )
    return Finding(
        "C14",
        f"{frame.year}: {frame.taken} is taken and {wanted} more is asked for, of a frame of {frame.amount}",
        f"keep to {frame.free} for {frame.year}, or have the frame raised first{others}",
    )


def frame_still_holds(_command: Activate, state: Partnership, context: Context) -> Findings:
    """C14: nothing begins while more is committed than the frame of this year or a later one of its years."""
    for year in claims_of(state):
        frame = context.frames.get(year)
        if frame and frame.amount and year >= context.today.year and frame.taken.ore > frame.amount.ore:
            yield Finding(
                "C14",
                f"{year}: {frame.taken} is taken of a frame of {frame.amount}",
                "have the frame raised, or end something first",
            )


# --- who sets it ----------------------------------------------------------------------------------


def frame_is_stated(command: ProposeFrame | SetFrame, _state: Frame, _context: Context) -> Findings:
    """C14: a frame is an amount in kronor, zero or more."""
    if command.amount is None:
        yield Finding("C14", "no amount is stated", 'state the frame, such as "2 400 000 kr"')
    elif command.amount.ore < 0:
        yield Finding("C14", "the frame is negative", "state zero or more")
    elif command.amount.ore > YEARLY_ORE_MAX:
        yield Finding("C14", f"{command.amount} is no yearly frame", f"state at most {Money(YEARLY_ORE_MAX)}")


def frame_covers_what_is_taken(command: ProposeFrame | SetFrame, state: Frame, _context: Context) -> Findings:
    """C14: a frame is never set below what has been committed already."""
    if command.amount and 0 <= command.amount.ore < state.taken.ore:
        yield Finding(
            "C14",
            f"{state.taken} of {state.year} is taken already",
            f"keep the frame at {state.taken} or more, or end or change agreements first",
        )


def frame_is_proposed(command: SetFrame, state: Frame, context: Context) -> Findings:
    """C14, R3: what is set has been proposed, by another person, as it stands."""
    proposal = state.proposal
    if proposal is None:
        stands = f"; it is {state.amount}" if state.amount else ""
        message = f"no frame waits to be set for {state.year}{stands}"
        yield Finding("C14", message, "a treasurer proposes it first")
        return
    if context.on < proposal.proposed_on:
        yield Finding(
            "C14",
            f"the frame of {state.year} was proposed on {proposal.proposed_on}",
            f"set it on {proposal.proposed_on} or later",
        )
    if command.amount and command.amount != proposal.amount:
        yield Finding(
            "C14",
            f"{proposal.amount} is proposed for {state.year}, not {command.amount}",
            f"set {proposal.amount}, or have the other amount proposed",
        )
    if proposal.proposed_by == context.actor.handle:
        yield Finding("R3", f"{proposal.proposed_by} proposed this frame", "another person sets it")


# --- concentration --------------------------------------------------------------------------------


def portfolio_stays_small(command: Agree, state: Partnership, context: Context) -> Findings:
    """C15: no more partnerships at the same time than the policy says, on any day of the period."""
    period, most = stated_period(command), context.house_policy.thresholds.active_max
    if period is None or state.has_exception("C15"):
        return
    others = most_at_once(Term(*period), context.terms)
    if others >= most:
        yield Finding(
            "C15",
            f"{others} partnerships run in that period already, and the policy allows {most} at a time",
            "wait until one ends, or ask for an exception from C15 with its reason",
        )


def most_at_once(period: Term, terms: tuple[Term, ...]) -> int:
    """Returns how many of the terms run on the day of a period on which most of them do."""
    inside = [one for one in terms if one.start <= period.end and period.start <= one.end]
    days = {max(one.start, period.start) for one in inside}
    return max((sum(one.start <= day <= one.end for one in inside) for day in days), default=0)


def partnership_is_large_enough(command: Agree, state: Partnership, context: Context) -> Findings:
    """C15: a partnership has at least the size the policy says, so that we are noticed in it."""
    least = context.house_policy.thresholds.agreement_total_min
    total = whole_amount(command, state)
    if command.contributions and 0 <= total.ore < least.ore and not state.has_exception("C15"):
        yield Finding(
            "C15",
            f"the whole agreement comes to {total}, and the policy asks for {least}",
            "put more into fewer partnerships, or ask for an exception from C15 with its reason",
        )


def initiatives_are_visible(_command: Agree, state: Partnership, _context: Context) -> Findings:
    """C15: each initiative says how we are seen in it."""
    for initiative in state.initiatives:
        if is_blank(initiative.visibility_plan) and not state.has_exception("C15", initiative.id):
            yield Finding(
                "C15",
                f"{initiative.id} has no visibility plan",
                f"say in {initiative.id}'s plan where and how we are seen",
            )
