"""What a report keeps of one partnership: small, and without personal text."""

from datetime import date
from uuid import UUID

import msgspec

from samverkan_flow.domain.budget import Claim
from samverkan_flow.domain.lifecycle import IN_FORCE, Stage
from samverkan_flow.domain.money import Money


class Evaluated(msgspec.Struct, frozen=True):
    """One evaluation that was made: how each goal came out, and how many days late it was (0 in time)."""

    initiative: str
    made_on: date
    due: date | None
    days_late: int
    results: tuple[str, ...]


class Owed(msgspec.Struct, frozen=True):
    """One evaluation that is owed on the report's day, and by when."""

    initiative: str
    due: date

    def days_late(self, day: date) -> int:
        """Returns how many days it is late, 0 when it is not (T7)."""
        return max(0, (day - self.due).days)


class Exempted(msgspec.Struct, frozen=True):
    """One exception: when it was asked for, when it was decided and how ("granted", "refused", or neither yet)."""

    clause: str
    asked_on: date
    decided_on: date | None = None
    outcome: str = ""


class Term(msgspec.Struct, frozen=True):
    """What was agreed: first and last day (inclusive), and the whole of what we contribute, net."""

    start: date
    end: date
    total: Money


class Life(msgspec.Struct, frozen=True):
    """One partnership until the report's day, as known today. No personal text is among it."""

    id: UUID
    ref: str
    name: str
    partner: str
    partner_key: str
    areas: tuple[str, ...]
    predecessor: UUID | None
    entered: tuple[tuple[date, Stage], ...]
    end_reason: str
    ended_on: date | None
    term: Term | None
    claims: dict[int, Claim]
    initiatives: int
    with_goals: int
    evaluated: tuple[Evaluated, ...]
    owed: tuple[Owed, ...]
    exceptions: tuple[Exempted, ...]

    @property
    def is_in_force(self) -> bool:
        """Tells whether it was agreed, active or evaluated on the report's day."""
        return self.stage_on(date.max) in IN_FORCE

    def stage_on(self, day: date) -> Stage | None:
        """Returns the stage it stood at when a day ended, or None before it was proposed."""
        return next((stage for on, stage in reversed(self.entered) if on <= day), None)
