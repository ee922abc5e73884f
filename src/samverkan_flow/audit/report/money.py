"""Money per calendar year: the frame, and what is committed, paid, released and free (C14)."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from samverkan_flow.audit.budget import taken_by
from samverkan_flow.audit.report.life import Life
from samverkan_flow.audit.report.period import ReportYear
from samverkan_flow.domain.budget import Claim, Frame, FrameEvent, evolve_frame
from samverkan_flow.domain.errors import Damaged
from samverkan_flow.domain.money import Money
from samverkan_flow.queries.reading import Reader

YEARS_EACH_WAY = 3
"""How many years before and after the report's own are told."""


class MoneyOfYear(msgspec.Struct, frozen=True):
    """One calendar year's money over all partnerships, net. Without a frame set, frame and free are None.

    `committed` is bound by agreements, what is paid included; `surveys` count against the frame too (C41).
    """

    year: int
    frame: Money | None
    committed: Money
    surveys: Money
    paid: Money
    released: Money
    free: Money | None


def money(reader: Reader, lives: Sequence[Life], period: ReportYear, size: int) -> tuple[MoneyOfYear, ...]:
    """Returns the years around a report's own, which is always among them, oldest first.

    Each is told as `samverkan budget show` tells it of the report's day. Raises Damaged where an event of a
    frame is missing.
    """
    frames = _frames(reader, period, size)
    told = {year for life in lives for year in life.claims} | frames.keys()
    near = {year for year in told if abs(year - period.year) <= YEARS_EACH_WAY} | {period.year}
    claims = {year: [life.claims.get(year, Claim()) for life in lives] for year in near}
    return tuple(_of_year(taken_by(frames.get(year, Frame(year)), claims[year])) for year in sorted(near))


def _of_year(frame: Frame) -> MoneyOfYear:
    free = frame.free if frame.amount is not None else None
    return MoneyOfYear(
        frame.year, frame.amount, frame.committed, frame.surveys, frame.paid, frame.released, free
    )


def _frames(reader: Reader, period: ReportYear, size: int) -> dict[int, Frame]:
    """Returns each year's frame as it stood on the report's day."""
    frames: dict[int, Frame] = {}
    versions: Counter[int] = Counter()
    for one in reader.logged("l.topic LIKE 'budget.%' AND l.idx < ?", size):
        event = one.recorded.event
        assert isinstance(event, FrameEvent), "these topics are the frames'"
        versions[event.year] += 1
        if one.recorded.originator_version != versions[event.year]:
            raise Damaged(
                f"events of the frame of {event.year} are missing from the log",
                "samverkan log verify names them; restore a backup",
            )
        if one.recorded.effective_on <= period.until:
            before = frames.get(event.year, Frame(event.year))
            frames[event.year] = evolve_frame(before, one.recorded)
    return frames
