"""Whether every partnership kept to the lifecycle: each stage change played again, each against the one table."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import msgspec

from samverkan_flow.audit.answer import Answer, answer, event_row
from samverkan_flow.audit.named import partnership_named
from samverkan_flow.domain.events import (
    Event,
    PartnershipImported,
    PartnershipProposed,
    PartnershipTerminated,
)
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.domain.lifecycle import LIFECYCLE, Stage, destination
from samverkan_flow.domain.steps import TRIGGER_OF, trigger_of
from samverkan_flow.queries.reading import LoggedEvent, Reader

_COLUMNS = (
    ("partnership", "ref"),
    ("event", "citation"),
    ("effective", "effective_on"),
    ("what", "what"),
    ("by", "actor"),
    ("deviation", "deviation"),
)
_STEPS: tuple[type[Event], ...] = (
    PartnershipProposed,
    PartnershipImported,
    PartnershipTerminated,
    *TRIGGER_OF,
)


class Deviation(msgspec.Struct, frozen=True):
    """One step that was not where the lifecycle has it, and what is wrong with it."""

    logged: LoggedEvent
    what: str


class Replay:
    """Plays stage changes again, in log order, and counts them."""

    def __init__(self) -> None:
        self.steps = 0
        self._last: dict[UUID, tuple[Stage, LoggedEvent]] = {}

    @property
    def partnerships(self) -> int:
        """Returns how many partnerships took a step."""
        return len(self._last)

    def deviations(self, events: Iterable[LoggedEvent]) -> Iterator[Deviation]:
        """Yields every step that was skipped, taken twice, or dated before the one it rests on."""
        for one in events:
            stage, before = self._last.get(one.recorded.originator_id, (None, None))
            trigger = trigger_of(one.recorded.event)
            self.steps += trigger is not None
            if wrong := _out_of_order(one.recorded.event, stage) or _out_of_time(one, before):
                yield Deviation(one, wrong)
            self._last[one.recorded.originator_id] = (_stage_after(one.recorded.event, trigger), one)


def _out_of_order(event: Event, stage: Stage | None) -> str:
    trigger = trigger_of(event)
    if trigger is None:
        again = "was imported" if isinstance(event, PartnershipImported) else "was proposed again"
        return "" if stage is None else f"it {again} when it was {stage}"
    if stage is None:
        return f"{trigger} came before any proposal"
    return "" if destination(stage, trigger) else f"{trigger} leads nowhere from {stage}"


def _out_of_time(one: LoggedEvent, before: LoggedEvent | None) -> str:
    """The calendar dates a step on the day it became true, however late it was looked at (T16)."""
    recorded = one.recorded
    if before is None or recorded.actor == CALENDAR or recorded.effective_on >= before.recorded.effective_on:
        return ""
    return f"it is dated {recorded.effective_on}, before the step it rests on, {before.recorded.effective_on}"


def _stage_after(event: Event, trigger: str | None) -> Stage:
    """Returns where a step brought the partnership, in order or not: the next one is judged from there.

    What was imported stands where the file says.
    """
    if isinstance(event, PartnershipImported):
        return Stage(event.stage)
    return next((row.destination for row in LIFECYCLE if row.trigger == trigger), Stage.PROPOSED)


def conformance(reader: Reader, ref: str = "") -> Answer:
    """Returns every step that was skipped or out of order, of one partnership or of all (question 12).

    The notes say how many partnerships and stage changes were checked. Raises NotFound.
    """
    topics = ", ".join("?" for _ in _STEPS)
    condition, which = f"l.topic IN ({topics})", [kind.TOPIC for kind in _STEPS]
    if ref:
        condition += " AND l.originator_id = ?"
        which.append(partnership_named(reader, ref).id.hex)
    replay = Replay()
    rows = [
        {"ref": reader.ref_of(found.logged.recorded.originator_id), "deviation": found.what}
        | event_row(reader, found.logged, whole=False)
        for found in replay.deviations(reader.logged(condition, *which))
    ]
    return answer(
        reader, "conformance", _COLUMNS, rows, (_checked(replay),), "every step was taken in the agreed order"
    )


def _checked(replay: Replay) -> str:
    partnerships = "1 partnership" if replay.partnerships == 1 else f"{replay.partnerships} partnerships"
    steps = "1 stage change" if replay.steps == 1 else f"{replay.steps} stage changes"
    return f"{partnerships} and {steps} were checked against the lifecycle."
