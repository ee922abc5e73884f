"""What ended in the year, and why: end reasons are a closed list (T8)."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from samverkan_flow.audit.report.life import Life
from samverkan_flow.audit.report.period import ReportYear
from samverkan_flow.domain.lifecycle import END_REASONS


class Ended(msgspec.Struct, frozen=True):
    """How many partnerships ended in the year for one reason."""

    reason: str
    partnerships: int


def endings(lives: Sequence[Life], period: ReportYear) -> tuple[Ended, ...]:
    """Returns the reasons anything ended for in the year, in the order of a partnership's life."""
    counts = Counter(life.end_reason for life in lives if period.holds(life.ended_on))
    return tuple(Ended(reason, counts[reason]) for reason in END_REASONS.values() if counts[reason])
