"""The yearly frames: what each year may cost, and what is committed, paid, released and free (C14)."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec.structs import replace

from samverkan_flow.audit.answer import Answer, Row, answer, citation
from samverkan_flow.audit.past import check_is_past, told
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import Frame, FrameEvent, evolve_frame, frame_id
from samverkan_flow.domain.errors import Damaged, NotFound
from samverkan_flow.queries.reading import LoggedEvent, Reader

_MONEY = (
    ("committed", "committed"),
    ("surveys", "surveys"),
    ("paid", "paid"),
    ("released", "released"),
)
_YEARS = (("year", "year"), ("frame", "frame"), *_MONEY, ("free", "free"), ("waiting to be set", "waiting"))
_PARTNERSHIPS = (("partnership", "ref"), ("name", "name"), *_MONEY, ("last moved by", "citation"))


def budget(
    reader: Reader, year: int | None = None, as_of: date | None = None, known_at: datetime | None = None
) -> Answer:
    """Returns each year's frame in force on a day, as known at a moment (UTC); of one year, by partnership.

    Amounts are öre, net, in the rows. `committed` includes what is paid. Raises NotFound where nothing has
    been said of the year, InvalidInput for what is still to come.
    """
    check_is_past(reader, as_of, known_at)
    years = [year] if year else list(reader.frames())
    moves = {one: _moves(reader, one, as_of, known_at) for one in years}
    if year and not moves[year]:
        raise NotFound(
            f"nothing has been said of the frame of {year}{_then(as_of, known_at)}",
            "samverkan budget show lists the years there are",
        )
    frames = [folded(one, moves[one]) for one in years if moves[one]]
    if year:
        rows = _by_partnership(reader, moves[year])
        notes = (_summed(frames[0]), *_notes(as_of, known_at))
        return answer(reader, "budget of a year", _PARTNERSHIPS, rows, notes, "nothing is committed")
    rows = [frame_row(one) for one in frames]
    return answer(reader, "budget", _YEARS, rows, _notes(as_of, known_at), "no frame has been proposed yet")


def _moves(reader: Reader, year: int, as_of: date | None, known_at: datetime | None) -> list[LoggedEvent]:
    """Returns what had happened to a frame: recorded by a moment, in effect on a day. Raises Damaged over a gap."""
    life = list(reader.logged("l.originator_id = ?", frame_id(year).hex))
    if [one.recorded.originator_version for one in life] != list(range(1, len(life) + 1)):
        raise Damaged(
            f"events of the frame of {year} are missing from the log",
            "samverkan log verify names them; restore a backup",
        )
    return [
        one
        for one in life
        if (as_of is None or one.recorded.effective_on <= as_of)
        and (known_at is None or one.recorded.recorded_at <= known_at)
    ]


def folded(year: int, moves: Iterable[LoggedEvent]) -> Frame:
    """Returns the frame that some events lead to."""
    frame = Frame(year)
    for one in moves:
        frame = evolve_frame(frame, one.recorded)
    return frame


def frame_row(frame: Frame) -> Row:
    """Returns a year's figures as a row; `frame` is None until one has been set."""
    return {
        "year": frame.year,
        "frame": frame.amount,
        "committed": frame.committed,
        "surveys": frame.surveys,
        "paid": frame.paid,
        "released": frame.released,
        "free": frame.free if frame.amount is not None else None,
        "waiting": frame.proposal.amount if frame.proposal else None,
    }


def _by_partnership(reader: Reader, moves: list[LoggedEvent]) -> list[Row]:
    by_ref: dict[str, Frame] = {}
    last: dict[str, LoggedEvent] = {}
    for one in moves:
        event = one.recorded.event
        assert isinstance(event, FrameEvent), "the stream of a frame holds nothing else"
        if isinstance(event, e.FrameImported):
            for line in event.lines:
                committed = e.FrameCommitted(event.year, line.ref, line.amount)
                before = by_ref.get(line.ref, Frame(event.year))
                by_ref[line.ref] = evolve_frame(before, replace(one.recorded, event=committed))
                last[line.ref] = one
        elif not isinstance(event, e.FrameProposed | e.FrameSet):
            by_ref[event.ref] = evolve_frame(by_ref.get(event.ref, Frame(event.year)), one.recorded)
            last[event.ref] = one
    names = {row.ref: row.name for row in reader.listed()} if by_ref else {}
    return [
        {
            "ref": ref,
            "name": names.get(ref, ""),
            "committed": frame.committed,
            "surveys": frame.surveys,
            "paid": frame.paid,
            "released": frame.released,
            "citation": citation(reader, last[ref]),
        }
        for ref, frame in by_ref.items()
    ]


def _summed(frame: Frame) -> str:
    if frame.amount is None:
        return f"no frame is set for {frame.year}; {frame.taken} is taken"
    return f"{frame.year}: {frame.taken} is taken of a frame of {frame.amount}, and {frame.free} is free"


def _notes(as_of: date | None, known_at: datetime | None) -> tuple[str, ...]:
    return (f"as it was{_then(as_of, known_at)}",) if as_of or known_at else ()


def _then(as_of: date | None, known_at: datetime | None) -> str:
    on = f" in force on {as_of}" if as_of else ""
    return f"{on} as known {told(known_at)}" if known_at else on
