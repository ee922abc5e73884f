"""The steps a partnership took through the lifecycle, read from its events."""

from collections.abc import Iterable
from datetime import date

import msgspec

from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.events import PartnershipImported, PartnershipProposed, Recorded
from samverkan_flow.domain.lifecycle import LIFECYCLE, Stage
from samverkan_flow.domain.steps import trigger_of

_DESTINATIONS = {row.trigger: row.destination for row in LIFECYCLE}


class Taken(msgspec.Struct, frozen=True):
    """One step: what led from where to where, on which business date, by whom. What begins comes from nowhere.

    `recorded_on` is the Swedish day it was recorded, later than `on` where it was entered late.
    """

    trigger: str
    source: Stage | None
    destination: Stage
    on: date
    who: str
    recorded_on: date

    @property
    def when(self) -> str:
        """Returns its business date, and the day it was recorded where that is another."""
        return dated(self.on, self.recorded_on)


class Walk:
    """Collects the steps of one partnership, event by event."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []

    @property
    def stage(self) -> Stage | None:
        """Returns where the steps so far led, or None before the first."""
        return self.taken[-1].destination if self.taken else None

    def take(self, recorded: Recorded) -> None:
        """Takes one more event; one that changed no stage is no step."""
        match recorded.event:
            case PartnershipProposed():
                trigger, destination = "propose", Stage.PROPOSED
            case PartnershipImported(stage=stage):
                trigger, destination = "import", Stage(stage)
            case event:
                trigger = trigger_of(event) or ""
                if not trigger:
                    return
                destination = _DESTINATIONS[trigger]
        on, recorded_on = recorded.effective_on, local_date(recorded.recorded_at)
        self.taken.append(Taken(trigger, self.stage, destination, on, recorded.actor, recorded_on))


def dated(on: date, recorded_on: date) -> str:
    """Returns a business date, with the day of recording where that is another."""
    return f"{on} (recorded {recorded_on})" if recorded_on != on else str(on)


def steps_of(events: Iterable[Recorded]) -> tuple[Taken, ...]:
    """Returns the steps of one partnership in the order they were taken."""
    walk = Walk()
    for recorded in events:
        walk.take(recorded)
    return tuple(walk.taken)
