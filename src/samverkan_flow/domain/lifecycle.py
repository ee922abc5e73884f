"""The partnership lifecycle, as one table. The machine, the diagram, the docs and the hints come from it."""

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from transitions import Machine


class Stage(StrEnum):
    """Where a partnership stands. `terminated` has no way out."""

    PROPOSED = "proposed"
    SCREENED = "screened"
    AGREED = "agreed"
    ACTIVE = "active"
    EVALUATED = "evaluated"
    TERMINATED = "terminated"


class Row(NamedTuple):
    """One line of the lifecycle: what leads from where to where, what must hold, and who decides."""

    trigger: str
    sources: tuple[Stage, ...]
    destination: Stage
    holds: str
    who: str


PROPOSED, SCREENED, AGREED, ACTIVE, EVALUATED, TERMINATED = Stage
IN_FORCE = (AGREED, ACTIVE, EVALUATED)

LIFECYCLE: tuple[Row, ...] = (
    Row("screen", (PROPOSED,), SCREENED, "every criterion is assessed (C1-C11, C21)", "screener, not the proposer"),
    Row("agree", (SCREENED,), AGREED, "the agreement is complete, signed and acknowledged (C13-C37)",
        "signatory by amount, not the screener"),
    Row("activate", (AGREED,), ACTIVE, "the start date is reached", "owner or the calendar"),
    Row("evaluate", (ACTIVE,), EVALUATED, "every started initiative is evaluated in this round (C38-C40)",
        "evaluator, independent"),
    Row("continue", (EVALUATED,), ACTIVE, "no recommendation is to end; the end date is not passed", "owner"),
    Row("reject", (PROPOSED, SCREENED), TERMINATED, "reasons with the clauses", "partnership lead or higher"),
    Row("withdraw", (PROPOSED, SCREENED), TERMINATED, "reasons", "proposer or owner"),
    Row("never-commence", (AGREED,), TERMINATED, "reasons", "signatory by amount"),
    Row("end-mutually", (AGREED, ACTIVE, EVALUATED), TERMINATED, "reasons and the partner's consent",
        "signatory by amount"),
    Row("give-notice", (ACTIVE, EVALUATED), TERMINATED, "reasons", "signatory by amount"),
    Row("complete", (ACTIVE, EVALUATED), TERMINATED,
        "the end date is passed, every initiative has its final evaluation", "the calendar"),
    Row("expire", (ACTIVE, EVALUATED), TERMINATED, "the end date is passed; an evaluation debt stays open",
        "the calendar"),
    Row("terminate", (AGREED, ACTIVE, EVALUATED), TERMINATED, "an agreed guideline is breached, with evidence (C30)",
        "signatory by amount, without conflict; confirmed by another"),
)  # fmt: skip

END_REASONS: dict[str, str] = {
    "reject": "rejected",
    "withdraw": "withdrawn",
    "never-commence": "never-commenced",
    "end-mutually": "mutual",
    "give-notice": "notice",
    "complete": "completed",
    "expire": "expired",
    "terminate": "breach",
}
"""The closed list of end reasons (T8), by the trigger that brings each about."""


class _Subject:
    """What the machine moves: nothing but a stage."""

    __slots__ = ("stage",)

    def __init__(self, stage: Stage) -> None:
        self.stage: str = stage.value


@cache
def machine() -> "Machine":
    """Returns the one state machine; it has no transition that is not in the table."""
    from transitions import Machine  # heavy: only deciding needs it, not reading

    return Machine(
        model=None,
        states=[stage.value for stage in Stage],
        transitions=[
            {"trigger": row.trigger, "source": source.value, "dest": row.destination.value}
            for row in LIFECYCLE
            for source in row.sources
        ],
        initial=None,
        model_attribute="stage",
        auto_transitions=False,
        ignore_invalid_triggers=False,
        send_event=False,
    )


def destination(stage: Stage, trigger: str) -> Stage | None:
    """Returns the stage a trigger leads to from a stage, or None when it leads nowhere.

    Raises KeyError for a trigger the lifecycle does not know.
    """
    from transitions import MachineError

    subject = _Subject(stage)
    try:
        machine().events[trigger].trigger(subject)
    except MachineError:
        return None
    return Stage(subject.stage)


def stages_that_allow(trigger: str) -> tuple[Stage, ...]:
    """Returns the stages a trigger can start from, in the order of a partnership's life."""
    allowed = {source for row in LIFECYCLE if row.trigger == trigger for source in row.sources}
    return tuple(stage for stage in Stage if stage in allowed)


def mermaid() -> str:
    """Returns the lifecycle as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> proposed: propose"]
    lines += [
        f"    {source} --> {row.destination}: {row.trigger}" for row in LIFECYCLE for source in row.sources
    ]
    return "\n".join([*lines, "    terminated --> [*]"])
