"""How many partnerships stood at each stage, when each month of the year ended."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec

from samverkan_flow.audit.report.life import Life
from samverkan_flow.audit.report.period import ReportYear
from samverkan_flow.domain.dates import add_days, add_months
from samverkan_flow.domain.lifecycle import IN_FORCE, Stage


class StagesOn(msgspec.Struct, frozen=True):
    """How many partnerships stood at each stage at the end of one day."""

    on: date
    proposed: int
    screened: int
    agreed: int
    active: int
    evaluated: int
    terminated: int

    @property
    def in_force(self) -> int:
        """Returns how many were agreed, active or evaluated."""
        return sum(getattr(self, stage.value) for stage in IN_FORCE)


def stages(lives: Sequence[Life], period: ReportYear) -> tuple[StagesOn, ...]:
    """Returns the end of each month of the year; the month that runs is told as it stands on the report's day."""
    if period.standing == "future":
        return ()
    ends = [add_days(add_months(period.first, month), -1) for month in range(1, 13)]
    days = [end for end in ends if end < period.until] + [period.until]
    return tuple(_on(lives, day) for day in days)


def _on(lives: Sequence[Life], day: date) -> StagesOn:
    counts = Counter(life.stage_on(day) for life in lives)
    return StagesOn(day, **{stage.value: counts[stage] for stage in Stage})
