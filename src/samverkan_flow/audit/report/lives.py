"""Every partnership as a report needs it, read from the log: each event hashed again, none of them missing."""

from collections.abc import Callable
from uuid import UUID

from samverkan_flow.audit.past import in_force, missing_versions
from samverkan_flow.audit.report.folding import told_life
from samverkan_flow.audit.report.life import Life
from samverkan_flow.audit.report.period import ReportYear
from samverkan_flow.domain import events as e
from samverkan_flow.domain.errors import Damaged
from samverkan_flow.queries.reading import Reader

Progress = Callable[[int, int], None]
"""Told how many partnerships have been read, of how many."""


def lives(reader: Reader, period: ReportYear, size: int, progress: Progress | None = None) -> list[Life]:
    """Returns every partnership proposed by the report's day, oldest first, from the first `size` events of the log.

    Raises Damaged where an event was altered or is missing, or the register has other partnerships than the log.
    """
    streams = _streams(reader, size)
    told: list[Life] = []
    for done, stream in enumerate(streams, 1):
        life = _life(reader, stream, period, size)
        told += [life] if life else []
        if progress:
            progress(done, len(streams))
    return told


def _streams(reader: Reader, size: int) -> list[UUID]:
    rows = reader.rows(
        "SELECT originator_id FROM log WHERE topic = ? AND idx < ? ORDER BY idx",
        e.PartnershipProposed.TOPIC,
        size,
    )
    proposed = [str(row[0]) for row in rows]
    registered = {str(row[0]) for row in reader.rows("SELECT id FROM register")}
    if len(set(proposed)) != len(proposed) or not set(proposed) <= registered:
        raise _gap("the log and the register do not hold the same partnerships")
    if len(registered) > len(proposed) and reader.log_size() == size:
        raise _gap("the register holds partnerships whose proposal is missing from the log")
    return [UUID(one) for one in proposed]


def _life(reader: Reader, stream: UUID, period: ReportYear, size: int) -> Life | None:
    life = tuple(reader.logged("l.originator_id = ? AND l.idx < ?", stream.hex, size))
    if missing_versions(life):
        raise _gap("events of a partnership are missing from the log")
    counted = in_force(life, period.until)
    return told_life(reader, counted, period.until) if counted else None


def _gap(what: str) -> Damaged:
    return Damaged(what, "samverkan log verify names what is damaged; restore a backup")
