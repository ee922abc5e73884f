"""Every partnership as a report needs it, read from the log: each event hashed again, none of them missing."""

from collections.abc import Callable

from samverkan_flow.audit.past import in_force, missing_versions
from samverkan_flow.audit.report.folding import told_life
from samverkan_flow.audit.report.life import Life
from samverkan_flow.audit.report.period import ReportYear
from samverkan_flow.domain.errors import Damaged
from samverkan_flow.domain.events import BEGINNINGS
from samverkan_flow.queries.reading import LoggedEvent, Reader

Progress = Callable[[int, int], None]
"""Told how many partnerships have been read, of how many."""


def lives(reader: Reader, period: ReportYear, size: int, progress: Progress | None = None) -> list[Life]:
    """Returns every partnership begun by the report's day, oldest first, from the first `size` events of the log.

    Raises Damaged where an event was altered or is missing, or the register knows more than the log.
    """
    registered = _registered(reader)
    streams = _streams(reader, size)
    stands_still = reader.log_size() == size
    if not set(streams) <= registered.keys() or (stands_still and len(streams) < len(registered)):
        raise _gap("the log and the register do not hold the same partnerships")
    told: list[Life] = []
    for done, stream in enumerate(streams, 1):
        life = _read(reader, stream, size, registered[stream] if stands_still else 0)
        if counted := in_force(life, period.until):
            told.append(told_life(reader, counted, period.until))
        if progress:
            progress(done, len(streams))
    return told


def _registered(reader: Reader) -> dict[str, int]:
    """Returns the version of each partnership that the register has."""
    return {str(row[0]): int(row[1]) for row in reader.rows("SELECT id, version FROM register")}


def _streams(reader: Reader, size: int) -> list[str]:
    """Returns the streams that begin with a proposal or an import, oldest first."""
    marks = ", ".join("?" * len(BEGINNINGS))
    rows = reader.rows(
        f"SELECT originator_id FROM log WHERE topic IN ({marks}) AND idx < ? ORDER BY idx",
        *BEGINNINGS,
        size,
    )
    return list(dict.fromkeys(str(row[0]) for row in rows))


def _read(reader: Reader, stream: str, size: int, version: int) -> tuple[LoggedEvent, ...]:
    """Returns a partnership's events. Raises Damaged where one is missing, its last ones up to `version` included."""
    life = tuple(reader.logged("l.originator_id = ? AND l.idx < ?", stream, size))
    if missing_versions(life) or len(life) < version:
        raise _gap("events of a partnership are missing from the log")
    return life


def _gap(what: str) -> Damaged:
    return Damaged(what, "samverkan log verify names what is damaged; restore a backup")
