"""What a portfolio file must tell before it is taken in: C1, C23-C29, C36, C38, R1, R5.

What was agreed must be told in full while it is in force. Of what has ended nothing can be mended any
more: what its agreement lacks is worth a look, and refuses nothing.
"""

from collections.abc import Iterator
from datetime import date

from samverkan_flow.domain.commands import ImportPortfolio, PartnerDetails
from samverkan_flow.domain.context import Context, Findings, Standing
from samverkan_flow.domain.decisions.screening import check_organisation_number
from samverkan_flow.domain.errors import Finding, InvalidInput, Problem
from samverkan_flow.domain.guards.agreeing import VAT_PERCENTS, YEARLY_ORE_MAX, YEARS_MAX
from samverkan_flow.domain.guards.common import says_nothing
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.portfolio import PortfolioEntry, PortfolioInitiative
from samverkan_flow.domain.text import name_key
from samverkan_flow.domain.values import ExchangeLine, is_blank

KINDS = ("agreement", "understanding")
END_REASONS = ("never-commenced", "mutual", "notice", "breach", "completed", "expired")
"""The ends (T8) that what was agreed can have come to."""
ON_THE_LAST_DAY = ("completed", "expired")

Problems = Iterator[Problem]


def something_is_told(command: ImportPortfolio, _state: object, _context: Context) -> Findings:
    """C0: there is something to import."""
    if not command.partnerships:
        yield Finding("C0", "the file tells of no partnership", "fill in a row for each initiative")


# --- who, and what was agreed ---------------------------------------------------------------------


def partner_is_told(command: ImportPortfolio, _state: object, _context: Context) -> Findings:
    """C1: the partnership, the partner and its number are stated, and the number is one."""
    for entry in command.partnerships:
        for column in ("name", "partner", "organisation_number"):
            if is_blank(getattr(entry, column)):
                what = f"the {column.replace('_', ' ')}"
                yield Problem("C1", f"{what} is missing", "write it", entry.row, column)
        yield from _number_is_one(entry)


def _number_is_one(entry: PortfolioEntry) -> Problems:
    try:
        check_organisation_number(PartnerDetails(organisation_number=entry.organisation_number))
    except InvalidInput as error:
        yield Problem("", error.rule, error.hint, entry.row, "organisation_number")


def agreement_is_told(command: ImportPortfolio, _state: object, context: Context) -> Findings:
    """C16, C24: a written agreement or understanding, registered, and signed on a day that has been."""
    for entry in command.partnerships:
        if entry.kind not in KINDS:
            yield Problem("C16", "the kind is missing", f"write {' or '.join(KINDS)}", entry.row, "kind")
        if not entry.has_ended:
            yield from papers_missing(entry)
        if entry.signed_on and entry.signed_on > context.today:
            message = f"{entry.signed_on} is still to come"
            yield Problem("C24", message, "write the day it was signed", entry.row, "signed_on")


def was_agreed_before_this_log(command: ImportPortfolio, _state: object, context: Context) -> Findings:
    """C16: what is agreed once this log has begun is agreed here, step by step; an import is no way around that."""
    opened_on = context.house.opened_on
    for entry in command.partnerships:
        if entry.signed_on and opened_on and entry.signed_on >= opened_on:
            message = f"it was signed on {entry.signed_on}, and this log began on {opened_on}"
            remedy = "propose it here, and have it screened, signed and agreed"
            yield Problem("C16", message, remedy, entry.row, "signed_on")


_PAPERS = {
    "document": "the signed document is not named",
    "registry_number": "the registry number is missing",
    "signed_on": "the day it was signed is missing",
}


def papers_missing(entry: PortfolioEntry) -> Problems:
    """Yields what is not told of the signed document (C24)."""
    for column, message in _PAPERS.items():
        if is_blank(getattr(entry, column)):
            yield Problem("C24", message, "write it as the signed agreement has it", entry.row, column)


def period_is_told(command: ImportPortfolio, _state: object, _context: Context) -> Findings:
    """C27, C36: a first and a last day, in that order."""
    for entry in command.partnerships:
        if entry.start is None:
            yield Problem("C27", "the start date is missing", "write the first day", entry.row, "start")
        if entry.end is None:
            yield Problem("C36", "the end date is missing", "write the last day; an agreement has a fixed end",
                          entry.row, "end")  # fmt: skip
        if entry.start and entry.end and entry.end < entry.start:
            message = f"{entry.end} comes before the start, {entry.start}"
            yield Problem("C27", message, "write an end on or after the start", entry.row, "end")
        if entry.start and entry.end and entry.end.year - entry.start.year > YEARS_MAX:
            message = f"the period is longer than {YEARS_MAX} years"
            yield Problem("C36", message, "write the last day that was agreed", entry.row, "end")


def amounts_are_told(command: ImportPortfolio, _state: object, _context: Context) -> Findings:
    """C26: a net amount for each year of the period and for no other, and the VAT rate."""
    for entry in command.partnerships:
        yield from _years_are_told(entry)
        for line in entry.contributions:
            if line.net.ore < 0:
                message = f"{line.net} is negative"
                yield Problem("C26", message, "write what we pay, zero or more", entry.row, str(line.year))
            if line.net.ore > YEARLY_ORE_MAX:
                message = f"{line.net} is none that could be paid in a year"
                remedy = f"write at most {Money(YEARLY_ORE_MAX)}"
                yield Problem("C26", message, remedy, entry.row, str(line.year))
        yield from _vat_is_told(entry)


def _years_are_told(entry: PortfolioEntry) -> Problems:
    stated = {line.year for line in entry.contributions}
    years = _years_of(entry)
    for year in years:
        if year not in stated:
            message = f"nothing is stated for {year}"
            yield Problem("C26", message, "state each year of the period; 0 counts too", entry.row, str(year))
    for line in entry.contributions:
        if years and line.net.ore and line.year not in years:
            message = f"{line.year} is outside the period"
            yield Problem(
                "C26", message, f"the period is {years[0]} to {years[-1]}", entry.row, str(line.year)
            )


def _years_of(entry: PortfolioEntry) -> range:
    """Returns the calendar years of the period, none where it is not told or too long to be told year by year."""
    if entry.start is None or entry.end is None or entry.end.year - entry.start.year > YEARS_MAX:
        return range(0)
    return range(entry.start.year, entry.end.year + 1)


def _vat_is_told(entry: PortfolioEntry) -> Problems:
    rates = {line.vat_percent for line in entry.contributions} - set(VAT_PERCENTS)
    for rate in rates:
        message = "the VAT rate is missing" if rate is None else f"{rate} % is no VAT rate"
        remedy = f"write one of {', '.join(str(one) for one in VAT_PERCENTS)}"
        yield Problem("C26", message, remedy, entry.row, "vat_percent")


def terms_are_told(command: ImportPortfolio, _state: object, _context: Context) -> Findings:
    """C25, C28, C29: marketing, agreed guidelines, and what is received, each of a value."""
    for entry in command.partnerships:
        if not entry.has_ended:
            yield from terms_missing(entry)


def terms_missing(entry: PortfolioEntry) -> Problems:
    """Yields what is not told of marketing, conduct and exchange (C25, C28, C29)."""
    if not entry.marketing or any(says_nothing(one) for one in entry.marketing):
        yield Problem("C25", "the marketing contribution is not described", "write what is done, where, how often",
                      entry.row, "marketing")  # fmt: skip
    if not entry.guidelines or any(says_nothing(one.text) for one in entry.guidelines):
        yield Problem("C28", "no agreed guideline is named", "write the guidelines; their breach is a ground to end",
                      entry.row, "guidelines")  # fmt: skip
    if not entry.exchange or any(says_nothing(one.what) for one in entry.exchange):
        yield Problem("C29", "nothing is received in exchange, so this is a gift", "write what we receive",
                      entry.row, "exchange")  # fmt: skip
    elif not all(_has_value(one) for one in entry.exchange):
        yield Problem("C29", "what we receive has no market value", "write a value for each line, zero or more",
                      entry.row, "exchange_value")  # fmt: skip


def _has_value(line: ExchangeLine) -> bool:
    return line.value is not None and line.value.ore >= 0


def code_is_known(command: ImportPortfolio, _state: object, context: Context) -> Findings:
    """C23: the code of conduct that was agreed to is a published version."""
    for entry in command.partnerships:
        if is_blank(entry.code_version):
            if not entry.has_ended:
                yield Problem("C23", "the version of the code of conduct is missing", _codes(context),
                              entry.row, "code_version")  # fmt: skip
        elif context.house.code(entry.code_version) is None:
            message = f'"{entry.code_version}" is no published code of conduct'
            yield Problem("C23", message, _codes(context), entry.row, "code_version")


def _codes(context: Context) -> str:
    published = ", ".join(one.version for one in context.house.codes)
    return f"published are {published}" if published else "publish it first: samverkan code publish"


def people_are_known(command: ImportPortfolio, _state: object, context: Context) -> Findings:
    """R1: the owner, and the screener where one is named, are registered and hold those roles."""
    for entry in command.partnerships:
        if is_blank(entry.owner):
            yield Problem("R1", "no owner is named", "name a person with the role owner", entry.row, "owner")
        else:
            yield from _holds(entry.owner, "owner", entry.row, context)
        if entry.screener:
            yield from _holds(entry.screener, "screener", entry.row, context)


def _holds(handle: str, role: str, row: int, context: Context) -> Problems:
    person = context.house.people.get(handle)
    if person is None:
        remedy = "register the person first: samverkan people add"
        yield Problem("R1", f"{handle} is not registered", remedy, row, role)
    elif role not in person.roles:
        remedy = "name somebody who does, or have it granted"
        yield Problem("R1", f"{handle} does not hold the role {role}", remedy, row, role)


# --- the initiatives and their evaluations ----------------------------------------------------------


def initiatives_are_told(command: ImportPortfolio, _state: object, context: Context) -> Findings:
    """C27, C38: what is in force has an initiative to evaluate; each starts within the period."""
    for entry in command.partnerships:
        if not entry.initiatives and not entry.has_ended:
            yield Problem("C38", "no initiative is named, so nothing can be evaluated", "name the initiative",
                          entry.row, "initiative")  # fmt: skip
        for one in entry.initiatives:
            yield from _starts_within(one, entry)
            yield from _evaluation_has_been(one, entry, context.today)


def _starts_within(one: PortfolioInitiative, entry: PortfolioEntry) -> Problems:
    if one.start and entry.start and entry.end and not entry.start <= one.start <= entry.end:
        message = f"{one.start} is outside the period"
        remedy = f"write a day from {entry.start} to {entry.end}"
        yield Problem("C27", message, remedy, one.row, "initiative_start")


def _evaluation_has_been(one: PortfolioInitiative, entry: PortfolioEntry, today: date) -> Problems:
    made, start = one.last_evaluated_on, one.start or entry.start
    if made and made > today:
        yield Problem("C38", f"{made} is still to come", "write the day of the last evaluation, or nothing",
                      one.row, "last_evaluated_on")  # fmt: skip
    elif made and start and made < start:
        yield Problem("C38", f"{made} is before the initiative started, {start}", "write the day of the evaluation",
                      one.row, "last_evaluated_on")  # fmt: skip
    if one.last_evaluation_final and made is None:
        yield Problem("C38", "the last evaluation was final, and has no date", "write the day it was made",
                      one.row, "last_evaluated_on")  # fmt: skip


# --- the end ----------------------------------------------------------------------------------------


def end_is_told(command: ImportPortfolio, _state: object, context: Context) -> Findings:
    """C36, C38: what has ended has a day and a reason of the closed list (T8), and they fit."""
    for entry in command.partnerships:
        if entry.ended_on and is_blank(entry.end_reason):
            yield Problem("C36", "it has ended, and no reason is told", f"write one of {', '.join(END_REASONS)}",
                          entry.row, "end_reason")  # fmt: skip
        if entry.end_reason and entry.end_reason not in END_REASONS:
            yield Problem("R5", f"what was agreed does not end as {entry.end_reason}",
                          f"write one of {', '.join(END_REASONS)}", entry.row, "end_reason")  # fmt: skip
        if entry.end_reason and entry.ended_on is None:
            yield Problem(
                "C36", "it has ended, and no day is told", "write the day it ended", entry.row, "ended_on"
            )
        if entry.ended_on:
            yield from _end_fits(entry, entry.ended_on, context.today)
        if entry.end_reason == "completed":
            yield from _was_completed(entry)


def _end_fits(entry: PortfolioEntry, ended_on: date, today: date) -> Problems:
    if ended_on > today:
        yield Problem(
            "C36", f"{ended_on} is still to come", "write the day it ended, or nothing", entry.row, "ended_on"
        )
    elif entry.end_reason == "never-commenced" and entry.start and ended_on >= entry.start:
        message = f"it had begun on {entry.start}"
        remedy = "write how it ended: mutual, notice, breach, completed or expired"
        yield Problem("C36", message, remedy, entry.row, "end_reason")
    elif entry.agreed_on and ended_on < entry.agreed_on:
        message = f"{ended_on} is before it was agreed, {entry.agreed_on}"
        yield Problem("C36", message, "write the day it ended", entry.row, "ended_on")
    elif entry.end and ended_on > entry.end:
        message = f"{ended_on} is after the agreed end, {entry.end}"
        yield Problem("C36", message, "nothing goes on after its end: write that day", entry.row, "ended_on")
    elif entry.end_reason in ON_THE_LAST_DAY and ended_on != entry.end:
        message = f"what is {entry.end_reason} ends on its last day, {entry.end}"
        yield Problem("C36", message, "write that day, or another end reason", entry.row, "ended_on")


def _was_completed(entry: PortfolioEntry) -> Problems:
    for one in entry.initiatives:
        if not one.last_evaluation_final:
            yield Problem("C38", "it is completed without a final evaluation", "write when it was made, or expired",
                          one.row, "last_evaluation_final")  # fmt: skip


def is_not_recorded_already(command: ImportPortfolio, _state: object, context: Context) -> Findings:
    """R5: nothing is recorded twice: no two have the same name and partner, and years in common."""
    standing: dict[str, list[Standing]] = {}
    for one in context.standing:
        standing.setdefault(name_key(one.name), []).append(one)
    for entry in command.partnerships:
        alike = standing.setdefault(name_key(entry.name), [])
        for one in alike:
            if _is_same(entry, one):
                yield Problem(
                    "R5", f"{one.ref} is the same partnership", "leave this row out", entry.row, "name"
                )
        alike.append(_as_standing(entry))


def _as_standing(entry: PortfolioEntry) -> Standing:
    return Standing(
        f"row {entry.row}", entry.name, entry.partner, entry.organisation_number, entry.start, entry.end
    )


def _is_same(entry: PortfolioEntry, one: Standing) -> bool:
    numbers = {number.replace("-", "") for number in (entry.organisation_number, one.organisation_number)}
    if len(numbers) > 1 and name_key(entry.partner) != name_key(one.partner):
        return False
    if one.start is None or one.end is None or entry.start is None or entry.end is None:
        return True
    return entry.start <= one.end and one.start <= entry.end
