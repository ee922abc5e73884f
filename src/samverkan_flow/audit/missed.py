"""Which dates were missed: what is overdue today, and evaluations that were made after they were due."""

from collections.abc import Iterator
from uuid import UUID

from samverkan_flow.audit.answer import Answer, Row, answer, citation
from samverkan_flow.audit.walking import Step, streams_with, walked
from samverkan_flow.domain.events import InitiativeEvaluated
from samverkan_flow.domain.obligations import Obligation, evaluation_due
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.queries.attention import owed_across
from samverkan_flow.queries.reading import Reader

_COLUMNS = (
    ("days late", "days_late"),
    ("partnership", "ref"),
    ("what", "what"),
    ("clause", "clause"),
    ("due", "due"),
    ("done", "done"),
    ("who", "who"),
    ("cited as", "citation"),
)


def missed(reader: Reader) -> Answer:
    """Returns the dates that were missed, most days late first: still open ones, and late evaluations (question 14)."""
    today = reader.today(reader.house())
    overdue = [
        _overdue(one, one.days_late(today)) for one in owed_across(reader, today) if one.days_late(today)
    ]
    late = [
        row
        for stream in streams_with(reader, InitiativeEvaluated.TOPIC)
        for row in _made_late(reader, stream)
    ]
    rows = sorted((*overdue, *late), key=lambda row: -row["days_late"])
    notes = (
        f"open today, {today}: {len(overdue)}; evaluations made after they were due: {len(late)}",
        "of other duties that were done late nothing is told here: audit history shows when each was done",
    )
    return answer(reader, "missed", _COLUMNS, rows, notes, "no date has been missed")


def _overdue(owed: Obligation, days_late: int) -> Row:
    return {
        "kind": owed.kind,
        "ref": owed.ref,
        "what": owed.what,
        "subject": owed.subject,
        "clause": owed.clause,
        "due": owed.due.isoformat(),
        "done": "open",
        "days_late": days_late,
        "who": owed.who,
        "citation": "",
    }


def _made_late(reader: Reader, stream: UUID) -> Iterator[Row]:
    for step in walked(reader, stream):
        event = step.logged.recorded.event
        if isinstance(event, InitiativeEvaluated) and step.before:
            yield from _late_evaluation(reader, step, step.before, event)


def _late_evaluation(
    reader: Reader, step: Step, before: Partnership, event: InitiativeEvaluated
) -> Iterator[Row]:
    """Yields the evaluation if it was due before it was made; judged by the policy the partnership stood under."""
    recorded, evaluation = step.logged.recorded, event.evaluation
    initiative = before.initiative(evaluation.initiative)
    policy = reader.policy(before.policy_version)
    due = evaluation_due(before, initiative, policy, evaluation.made_on) if initiative else None
    if initiative is None or due is None or evaluation.made_on <= due:
        return
    yield {
        "kind": "evaluation",
        "ref": before.ref,
        "what": f"evaluate {initiative.name}",
        "subject": initiative.id,
        "clause": "C38",
        "due": due.isoformat(),
        "done": evaluation.made_on.isoformat(),
        "days_late": (evaluation.made_on - due).days,
        "who": recorded.actor,
        "citation": citation(reader, step.logged),
    }
