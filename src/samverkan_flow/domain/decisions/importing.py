"""Importing: what a file tells of partnerships already agreed, taken in as it is told, without made-up decisions."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.decisions.screening import is_personal_number
from samverkan_flow.domain.house import House
from samverkan_flow.domain.portfolio import PortfolioEntry
from samverkan_flow.domain.values import Agreement, Document, EarlierEvaluation, Initiative, Partner, Personal


def import_portfolio(command: c.ImportPortfolio, _state: House, context: Context) -> tuple[e.Event, ...]:
    """Returns one event for each partnership, in the order of the file, numbered from the first free number."""
    return tuple(_imported(command, context))


def _imported(command: c.ImportPortfolio, context: Context) -> Iterator[e.PartnershipImported]:
    assert command.source is not None, "the reader has told the file"
    for number, entry in enumerate(command.partnerships, context.number):
        yield e.PartnershipImported(
            number=number,
            name=entry.name,
            partner=_partner(entry, number),
            owner=entry.owner,
            agreement=_agreement(entry, context),
            stage=_stage(entry, context.today),
            source=command.source,
            rows=entry.rows,
            purpose=entry.purpose,
            own_role=entry.own_role,
            development_plan=entry.development_plan,
            areas=entry.areas,
            screener=entry.screener,
            initiatives=tuple(_initiatives(entry)),
            evaluations=tuple(_evaluations(entry)),
            ended_on=entry.ended_on,
            end_reason=entry.end_reason,
        )


def _partner(entry: PortfolioEntry, number: int) -> Partner:
    """A sole trader's number is a person's, and sealed."""
    told = entry.organisation_number
    if not is_personal_number(told):
        return Partner(entry.partner, entry.legal_form, organisation_number=told)
    sealed = Personal(f"partner:P-{number}:trader", told)
    return Partner(entry.partner, entry.legal_form, personal_number=sealed)


def _agreement(entry: PortfolioEntry, context: Context) -> Agreement:
    code = context.house.code(entry.code_version)
    assert entry.start and entry.end, "period_is_told has checked both"
    return Agreement(
        kind=entry.kind,
        start=entry.start,
        end=entry.end,
        marketing=entry.marketing,
        contributions=entry.contributions,
        guidelines=entry.guidelines,
        exchange=entry.exchange,
        code_version=entry.code_version,
        code_sha256=code.sha256 if code else "",
        document=Document(name=entry.document, sha256=entry.document_sha256 or ""),
        registry_number=entry.registry_number,
    )


def _stage(entry: PortfolioEntry, today: date) -> Literal["agreed", "active", "terminated"]:
    """Returns where the dates have brought it; what only its last day has ended, the calendar ends."""
    if entry.has_ended:
        return "terminated"
    return "active" if entry.start and entry.start <= today else "agreed"


def _initiatives(entry: PortfolioEntry) -> Iterator[Initiative]:
    for number, one in enumerate(entry.initiatives, 1):
        goals = (one.goal,) if one.goal else ()
        yield Initiative(id=f"I{number}", name=one.name, start=one.start or entry.start, goals=goals)


def _evaluations(entry: PortfolioEntry) -> Iterator[EarlierEvaluation]:
    for number, one in enumerate(entry.initiatives, 1):
        if one.last_evaluated_on:
            yield EarlierEvaluation(f"I{number}", one.last_evaluated_on, one.last_evaluation_final)
