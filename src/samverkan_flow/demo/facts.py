"""From what the portfolio's file says of a partnership to the commands its people gave, with every field."""

import hashlib
import mimetypes
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.dates import add_months
from samverkan_flow.domain.values import PARTIES

FINAL_EVALUATION_DAYS_BEFORE_END = 14

Facts = dict[str, Any]
"""A table of the file. What its fields may be is checked when they become commands."""


def commands_of(
    act: str, own: Facts, facts: Facts, standard: Facts
) -> Iterator[tuple[type[c.Command], Facts]]:
    """Yields the commands one act takes, with their fields: its own, and what the facts already say."""
    match act:
        case "propose":
            yield c.Propose, {**_proposal(facts, standard), **own}
        case "screen":
            yield (
                c.Assess,
                {
                    "assessments": _assessments(facts, standard),
                    "because": "Underlaget är genomgånget",
                },
            )
            yield c.Screen, own
        case "plan":
            for initiative in facts["initiative"]:
                yield (
                    c.PlanInitiative,
                    {"initiative": _initiative(initiative, facts["agreement"], standard), **own},
                )
        case "sign":
            for party in PARTIES:
                yield c.Sign, {**_signature(party, facts), **own}
        case "acknowledge":
            for party in PARTIES:
                yield (
                    c.Acknowledge,
                    {"party": party, "code_version": facts["agreement"]["code_version"], **own},
                )
        case "agree":
            yield c.Agree, _agreement(own, facts, standard)
        case _:
            yield c.COMMANDS[act], own


def _proposal(facts: Facts, standard: Facts) -> Facts:
    stated = ("name", "partner", "purpose", "own_role", "development_plan", "areas", "co_partners")
    return {
        **{key: facts[key] for key in stated if key in facts},
        "owner": standard["owner"],
        "screener": standard["screener"],
        "conflict_of_interest": False,
    }


def _assessments(facts: Facts, standard: Facts) -> list[Facts]:
    """Returns the standard's judgement of each criterion, but for what is said of this partnership."""
    partner, own = facts["partner"]["name"], facts.get("assessments", {})
    return [
        {
            "clause": clause,
            "verdict": "yes",
            **judged,
            "evidence": [name.replace("{partner}", partner) for name in judged["evidence"]],
            **own.get(clause, {}),
        }
        for clause, judged in standard["assessments"].items()
    ]


def _initiative(initiative: Facts, agreement: Facts, standard: Facts) -> Facts:
    """Returns an initiative with its dates: evaluated after a year, and for the last time shortly before the end."""
    start, end = initiative["start"], agreement["end"]
    final = end - timedelta(days=FINAL_EVALUATION_DAYS_BEFORE_END)
    first = min(add_months(start, 12), final)
    follow_ups = [
        {**planned, "on": add_months(start, planned["months"])} for planned in standard["follow_ups"]
    ]
    return {
        "visibility_plan": standard["visibility_plan"],
        **initiative,
        "goals": [{"read_off_on": first, **goal} for goal in initiative.get("goals", [])],
        "follow_ups": [_without(planned, "months") for planned in follow_ups if planned["on"] <= end],
        "first_evaluation_on": first,
        "final_evaluation_on": final,
    }


def _signature(party: str, facts: Facts) -> Facts:
    agreement = facts["agreement"]
    document = agreement.get("document", f"{facts['name']}, avtal.pdf")
    return {
        "party": party,
        "document": document,
        "signatory": agreement["signed_by"][party],
        "form": "e-signature",
    }


def _agreement(own: Facts, facts: Facts, standard: Facts) -> Facts:
    """Returns the terms, as entered: with other amounts, or with something missing, where the act says so."""
    written = facts["agreement"]
    amounts = {**written["amounts"], **own.get("amounts", {})}
    agreement = {
        "marketing": standard["marketing"],
        "guidelines": standard["guidelines"],
        "document": _signature("us", facts)["document"],
        **_without(written, "amounts", "vat_percent", "signed_by"),
        "contributions": _contributions(amounts, written["vat_percent"]),
        **_without(own, "amounts", "leave_out"),
    }
    return _without(agreement, *own.get("leave_out", ()))


def _contributions(amounts: dict[str, str], vat_percent: int) -> list[Facts]:
    return [{"year": int(year), "net": net, "vat_percent": vat_percent} for year, net in amounts.items()]


def _without(facts: Facts, *keys: str) -> Facts:
    return {key: value for key, value in facts.items() if key not in keys}


def with_documents(value: Any, key: str = "") -> Any:
    """Turns the names of documents into documents, however deep they stand."""
    match value:
        case dict():
            return {inner_key: with_documents(inner, inner_key) for inner_key, inner in value.items()}
        case list() if key in ("evidence", "consent"):
            return [document_of(name) for name in value]
        case list():
            return [with_documents(inner) for inner in value]
        case str() if key == "document":
            return document_of(value)
        case _:
            return value


def document_of(name: str) -> Facts:
    """Returns a made-up document, known by the SHA-256 of its name."""
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {
        "name": name,
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "media_type": media_type,
    }
