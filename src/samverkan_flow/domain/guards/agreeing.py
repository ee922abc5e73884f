"""What an agreement must say and how it is made: C13, C16, C22-C29, C35-C37."""

import re
from datetime import date

from samverkan_flow.domain.commands import Acknowledge, Agree, Sign
from samverkan_flow.domain.context import Context, Findings
from samverkan_flow.domain.dates import add_days, add_months
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.guards.common import says_nothing, stated_period
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.obligations import is_evaluated_for_good
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import PARTIES, Contribution, Document, is_blank

KINDS = ("agreement", "understanding", "addendum")
FORMS = ("e-signature", "paper")
VAT_PERCENTS = (0, 6, 12, 25)
YEARS_MAX = 50
"""The longest period that can be agreed on, in years."""
YEARLY_ORE_MAX = 10**13
"""The most that a year's contribution, or a year's frame, can be: a hundred billion kronor."""
_AT_MOST = f"state at most {Money(YEARLY_ORE_MAX)} a year"

_RENEWAL = (
    r"förläng\w*|förnya\w*|tills vidare|om ej uppsag\w*|"
    r"renew\w*|prolong\w*|extend\w* automatically|until further notice"
)

_HOSPITALITY = (
    r"\bvip\b|\bloge\w*|\bmiddag\w*|\bbankett\w*|\bhotell\w*|\bresor?\b|\bgåvo?r?\b|"
    r"\bdinner\w*|\btravel\b|\bgifts?\b"
)


# --- before the agreement: signatures and the code ------------------------------------------------


def signature_is_whole(command: Sign, state: Partnership, context: Context) -> Findings:
    """C24: whose signature, under which document, by whom, when and in which form."""
    if command.party is None:
        yield Finding("C24", "it is not stated whose signature it is", "say us or partner")
    if command.document is None:
        yield Finding("C24", "no document is named", "name the document that was signed")
    if is_blank(command.signatory):
        yield Finding("C24", "no signatory is named", "name the person who signed")
    if command.form not in FORMS:
        yield Finding("C24", f'"{command.form}" is not a way of signing', f"sign by {' or '.join(FORMS)}")
    if command.signed_on and command.signed_on > context.today:
        yield Finding(
            "C24",
            f"the signature is dated {command.signed_on}, a day to come",
            "give the day it was signed",
        )
    if command.signed_on and command.signed_on < state.proposed_on:
        yield Finding(
            "C24",
            f"the signature is dated {command.signed_on}, before the proposal of {state.proposed_on}",
            "give the day it was signed",
        )


def code_is_published(command: Acknowledge, _state: Partnership, context: Context) -> Findings:
    """C22, C23: who acknowledges, and a published version, not a description."""
    if command.party is None:
        yield Finding("C22", "it is not stated who acknowledges", "say us or partner")
    if context.house.code(command.code_version) is None:
        versions = ", ".join(one.version for one in context.house.codes)
        yield Finding(
            "C23",
            f'no code of conduct "{command.code_version}" is published',
            f"acknowledge one of {versions}"
            if versions
            else "an administrator publishes the code of conduct first",
        )


# --- the agreement --------------------------------------------------------------------------------


def kind_is_known(command: Agree, _state: Partnership, _context: Context) -> Findings:
    """C16: agreements, understandings and addenda, all by the same rules; nothing on the side."""
    if command.kind not in KINDS:
        yield Finding("C16", f'"{command.kind}" is no kind of agreement', f"choose {', '.join(KINDS)}")


def period_is_long(command: Agree, state: Partnership, context: Context) -> Findings:
    """C13: as a rule several years; a shorter period is explained by an exception."""
    period = stated_period(command)
    if period is None or state.has_exception("C13"):
        return
    start, end = period
    months = context.policy.thresholds.multi_year_months
    if add_days(end, 1) < add_months(start, months):
        yield Finding(
            "C13",
            f"the period is shorter than {months} months",
            "agree on a longer period, or ask for an exception from C13 with its reason",
        )


def code_is_acknowledged(command: Agree, state: Partnership, context: Context) -> Findings:
    """C22, C23: both parties acknowledged the version in force at signing, or a later one (T14)."""
    code = context.house.code(command.code_version)
    if code is None:
        wanted = context.house.code_in_force(context.on)
        remedy = (
            f"state code_version {wanted.version}" if wanted else "an administrator publishes the code first"
        )
        yield Finding("C23", f'"{command.code_version}" is no published code of conduct', remedy)
        return
    in_force = context.house.code_in_force(_signed_on(command, state, context.on))
    if in_force and code.in_force_from < in_force.in_force_from:
        yield Finding(
            "C23",
            f"code of conduct {code.version} was no longer in force at signing",
            f"acknowledge {in_force.version} and state it in the agreement",
        )
    for party in PARTIES:
        if not state.has_acknowledged(party, code.version):
            who = "we have" if party == "us" else "the partner has"
            yield Finding(
                "C22",
                f"{who} not acknowledged code of conduct {code.version}",
                "record the acknowledgement",
            )


def _signed_on(command: Agree, state: Partnership, on: date) -> date:
    dates = [
        one.signed_on
        for one in state.signatures
        if command.document and one.document_sha256 == command.document.sha256
    ]
    return max(dates, default=on)


def agreement_is_signed(command: Agree, state: Partnership, context: Context) -> Findings:
    """C24: both parties signed the very document, and it is registered."""
    yield from _document_is_signed("C24", command.document, state)
    signed_on = _signed_on(command, state, context.on)
    if context.on < signed_on:
        yield Finding(
            "C24",
            f"the agreement is dated {context.on}, and signed on {signed_on}",
            f"date it {signed_on} or later",
        )
    if is_blank(command.registry_number):
        yield Finding("C24", "the registry number is missing", "register the document and state its number")


def addendum_is_signed(command: Agree, state: Partnership, _context: Context) -> Findings:
    """C35: what changes an agreement is a document of its own, signed by both and registered."""
    yield from _document_is_signed("C35", command.document, state)
    known = (*([state.agreement.document] if state.agreement else []), *state.addenda)
    if command.document and command.document.sha256 in [one.sha256 for one in known]:
        yield Finding(
            "C35",
            f"{command.document.name} was agreed before",
            "put the change into a document of its own",
        )
    if is_blank(command.registry_number):
        yield Finding("C35", "the registry number is missing", "register the addendum and state its number")


def _document_is_signed(clause: str, document: Document | None, state: Partnership) -> Findings:
    if document is None:
        yield Finding(clause, "no document is named", "put it in writing and name the document")
        return
    for party in PARTIES:
        signed = {one.document_sha256 for one in state.signatures if one.party == party}
        who = "our" if party == "us" else "the partner's"
        if not signed:
            yield Finding(clause, f"{who} signature is missing", f"have {document.name} signed and record it")
        elif document.sha256 not in signed:
            yield Finding(
                clause,
                f"{who} signature stands under another document than {document.name} as it is now",
                "have the very document signed again, byte for byte",
            )


def marketing_is_clear(command: Agree, _state: Partnership, _context: Context) -> Findings:
    """C25: what we contribute in marketing is described."""
    if not command.marketing or any(says_nothing(line) for line in command.marketing):
        yield Finding(
            "C25",
            "the marketing contribution is not described",
            "list what is done, where and how often",
        )


def economy_is_clear(command: Agree, _state: Partnership, _context: Context) -> Findings:
    """C26: net amount, VAT rate and year of each contribution; in kind is valued."""
    if not command.contributions:
        yield Finding(
            "C26",
            "the economic contribution is missing",
            "state net amount, VAT and year; zero counts too",
        )
    yield from _each_year_once(command)
    yield from _no_year_is_missing(command)
    for line in command.contributions:
        yield from _contribution_is_clear(line, command)


def _no_year_is_missing(command: Agree) -> Findings:
    period = stated_period(command)
    if period and command.contributions and period[1].year - period[0].year <= YEARS_MAX:
        stated = {line.year for line in command.contributions}
        for year in range(period[0].year, period[1].year + 1):
            if year not in stated:
                yield Finding(
                    "C26", f"nothing is stated for {year}", "state each year of the period; zero counts too"
                )


def _each_year_once(command: Agree) -> Findings:
    years = [line.year for line in command.contributions]
    for year in sorted({year for year in years if years.count(year) > 1}):
        yield Finding("C26", f"{year} is stated twice", "state each year once")


def _contribution_is_clear(line: Contribution, command: Agree) -> Findings:
    if line.vat_percent not in VAT_PERCENTS:
        said = "is not stated" if line.vat_percent is None else f"is {line.vat_percent} %"
        rates = ", ".join(str(rate) for rate in VAT_PERCENTS)
        yield Finding("C26", f"the VAT rate of {line.year} {said}", f"state one of {rates} per cent")
    if line.net.ore < 0 or (line.in_kind and line.in_kind.ore < 0):
        yield Finding(
            "C26", f"the contribution of {line.year} is negative", "state what we pay, zero or more"
        )
    if max(line.net.ore, line.in_kind.ore if line.in_kind else 0) > YEARLY_ORE_MAX:
        yield Finding("C26", f"the contribution of {line.year} is none that could be paid", _AT_MOST)
    period = stated_period(command)
    if period and not period[0].year <= line.year <= period[1].year:
        yield Finding("C26", f"{line.year} is outside the period", "state amounts for years of the period")


def period_is_stated(command: Agree, _state: Partnership, context: Context) -> Findings:
    """C27, C36: a first and a last day; the last is a calendar date."""
    if command.start is None:
        yield Finding("C27", "the start date is missing", "state the first day of the period")
    if command.end is None:
        yield Finding("C36", "the end date is missing", "state the last day; an agreement has a fixed end")
    if command.start and command.start < context.on:
        yield Finding(
            "C27",
            f"the start, {command.start}, lies before the agreement",
            "agree on a period that is still to begin",
        )
    if command.start and command.end and command.end.year - command.start.year > YEARS_MAX:
        yield Finding(
            "C36",
            f"the period is longer than {YEARS_MAX} years",
            "agree on an end that comes within sight",
        )
    if command.start and command.end and command.end < command.start:
        yield Finding(
            "C27",
            f"the end, {command.end}, comes before the start, {command.start}",
            "state an end on or after the start",
        )


def end_is_ahead(command: Agree, _state: Partnership, context: Context) -> Findings:
    """C36: the last day is still to come."""
    if command.end and command.end < context.today:
        yield Finding(
            "C36",
            f"the end date {command.end} has already passed",
            "agree on a period that is still to come",
        )


def conduct_is_clear(command: Agree, _state: Partnership, _context: Context) -> Findings:
    """C28: the guidelines both live by, each by name, whose breach is a ground."""
    if not command.guidelines:
        yield Finding(
            "C28",
            "no agreed guideline is named",
            "list the guidelines; their breach is a ground to end",
        )
    ids = [one.id for one in command.guidelines]
    if len(ids) != len(set(ids)):
        yield Finding("C28", "two guidelines share an id", "give each guideline an id of its own")
    for guideline in command.guidelines:
        if is_blank(guideline.id) or says_nothing(guideline.text):
            yield Finding(
                "C28",
                "a guideline has no id or no text",
                "name each guideline and say what it means",
            )


def exchange_is_clear(command: Agree, _state: Partnership, _context: Context) -> Findings:
    """C29: what we receive, line by line; with nothing in return it is a gift."""
    if not command.exchange:
        yield Finding(
            "C29",
            "nothing is received in exchange, so this is a gift",
            "list what we receive, when, of what value",
        )
    for number, line in enumerate(command.exchange, 1):
        missing = [
            name
            for name, given in {
                "what": line.what,
                "when": line.when,
                "evidence": line.evidence,
            }.items()
            if says_nothing(given)
        ]
        if line.value is None or line.value.ore < 0:
            missing.append("market value")
        if missing:
            listed = ", ".join(missing)
            yield Finding("C29", f"exchange line {number} lacks {listed}", f"state {listed} of line {number}")

    if command.exchange and all(line.value is not None and line.value.ore == 0 for line in command.exchange):
        yield Finding(
            "C29", "all that is received is worth nothing, so this is a gift", "agree on something of value"
        )


def hospitality_is_signed_off(command: Agree, state: Partnership, _context: Context) -> Findings:
    """C11: meals, travel and gifts in the exchange are signed off by a second person; for an addendum, anew."""
    lines = [line.what for line in command.exchange if line.hospitality]
    if lines and not state.has_exception("C11", after=max(state.agreed_versions, default=0)):
        yield Finding(
            "C11",
            f"hospitality without sign-off: {', '.join(lines)}",
            "ask for an exception from C11 for it, or leave it out",
        )


def hospitality_words(command: Agree, _state: Partnership, _context: Context) -> Findings:
    """C11: warns of words that sound like hospitality; a person judges."""
    for line in command.exchange:
        found = re.search(_HOSPITALITY, line.what, re.IGNORECASE)
        if found and not line.hospitality:
            yield Finding(
                "C11",
                f'"{found[0]}" in the exchange sounds like hospitality',
                "mark the line with hospitality = true if it is",
            )


def predecessor_is_finished(_command: Agree, state: Partnership, context: Context) -> Findings:
    """C37: no agreement before the predecessor's final evaluation (T5)."""
    predecessor = context.predecessor
    if state.predecessor is None or predecessor is None:
        return
    open_ones = [
        one.id
        for one in predecessor.started_initiatives(context.today)
        if not is_evaluated_for_good(predecessor, predecessor.last_known_evaluation(one.id), context.policy)
    ]
    if open_ones:
        yield Finding(
            "C37",
            f"{predecessor.ref} has no final evaluation of {', '.join(open_ones)}",
            f"evaluate {predecessor.ref} for the last time first",
        )


def end_does_not_move(command: Agree, state: Partnership, _context: Context) -> Findings:
    """C37: an addendum never moves the end date, nor the start."""
    if command.end and command.end != state.end:
        yield Finding(
            "C37",
            f"the addendum moves the end date to {command.end}",
            "going on takes a new proposal",
        )
    if command.start and command.start != state.start:
        yield Finding(
            "C37",
            f"the addendum moves the start date to {command.start}",
            "the period stays as agreed",
        )


def addendum_changes_something(command: Agree, _state: Partnership, _context: Context) -> Findings:
    """C35: an addendum says what it changes."""
    if not (command.contributions or command.marketing or command.guidelines or command.exchange):
        yield Finding("C35", "the addendum changes nothing", "state what is added or changed")
    if command.code_version:
        yield Finding(
            "C23", "an addendum does not change the code of conduct", "acknowledge the new version instead"
        )


def added_economy_is_clear(command: Agree, state: Partnership, _context: Context) -> Findings:
    """C26: changed yearly amounts are as clear as agreed ones."""
    agreement = state.agreement
    yield from _each_year_once(command)
    for line in command.contributions:
        yield from _contribution_is_clear(line, command)
        if agreement and not agreement.start.year <= line.year <= agreement.end.year:
            yield Finding(
                "C26",
                f"{line.year} is outside the agreed period",
                "state amounts for years of the period",
            )
        elif line.net.ore < state.paid_in(line.year).ore:
            paid = state.paid_in(line.year)
            yield Finding("C26", f"{paid} has already been paid for {line.year}", f"agree on {paid} or more")


def added_terms_are_clear(command: Agree, state: Partnership, context: Context) -> Findings:
    """C16: what an addendum adds is as clear as what was agreed: C25, C28, C29."""
    if command.marketing:
        yield from marketing_is_clear(command, state, context)
    if command.guidelines:
        yield from conduct_is_clear(command, state, context)
    if command.exchange:
        yield from exchange_is_clear(command, state, context)
        yield from hospitality_is_signed_off(command, state, context)
    agreed = {one.id for one in state.agreement.guidelines} if state.agreement else set()
    for guideline in command.guidelines:
        if guideline.id in agreed:
            yield Finding(
                "C28",
                f'"{guideline.id}" is agreed already',
                "give the further guideline an id of its own",
            )


def renewal_words(command: Agree, _state: Partnership, _context: Context) -> Findings:
    """C37: warns of words that sound like renewal; a person reads the document and judges."""
    lines = (
        *command.marketing,
        *(one.text for one in command.guidelines),
        *(one.what for one in command.exchange),
    )
    for line in lines:
        found = re.search(_RENEWAL, line, re.IGNORECASE)
        if found:
            yield Finding(
                "C37",
                f'"{found[0]}" in the terms sounds like renewal',
                "make sure that nothing is renewed by itself",
            )
