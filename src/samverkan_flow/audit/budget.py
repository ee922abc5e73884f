"""The yearly frames: what each year may cost, and what is committed, paid, released and free (C14).

Now is told by the frames' own events. A past day is told by what each partnership's state claimed that day, so
that corrections count for what they correct, and nothing else (T17).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import NamedTuple

from msgspec.structs import replace

from samverkan_flow.audit.answer import Answer, Row, answer, citation
from samverkan_flow.audit.past import check_is_past, life_of, past_of, told
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import Claim, Frame, FrameEvent, claims_of, evolve_frame, frame_id
from samverkan_flow.domain.errors import Damaged, NotFound
from samverkan_flow.domain.money import total_of
from samverkan_flow.domain.partnership import Partnership
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
    years = [year] if year is not None else list(reader.frames())
    moves = {one: _moves(reader, one, known_at) for one in years}
    claims = list(_claims(reader, as_of, known_at)) if as_of else []
    frames = [_frame(one, moves[one], claims, as_of) for one in years]
    known = [one for one in frames if one != Frame(one.year)]
    if year is not None and not known:
        raise NotFound(
            f"nothing has been said of the frame of {year}{_then(as_of, known_at)}",
            "samverkan budget show lists the years there are",
        )
    if year is not None:
        rows = _claimed(year, claims) if as_of else _by_partnership(reader, moves[year])
        notes = (_summed(known[0]), *_notes(as_of, known_at))
        return answer(reader, "budget of a year", _PARTNERSHIPS, rows, notes, "nothing is committed")
    rows = [frame_row(one) for one in known]
    return answer(reader, "budget", _YEARS, rows, _notes(as_of, known_at), "no frame has been proposed yet")


def _moves(reader: Reader, year: int, known_at: datetime | None) -> list[LoggedEvent]:
    """Returns what was recorded of a frame by a moment. Raises Damaged over a gap."""
    life = list(reader.logged("l.originator_id = ?", frame_id(year).hex))
    if [one.recorded.originator_version for one in life] != list(range(1, len(life) + 1)):
        raise Damaged(
            f"events of the frame of {year} are missing from the log",
            "samverkan log verify names them; restore a backup",
        )
    return [one for one in life if known_at is None or one.recorded.recorded_at <= known_at]


class _Claimed(NamedTuple):
    """What one partnership took of each year on a day, and the event it rests on."""

    state: Partnership
    claims: dict[int, Claim]
    citation: str


def _claims(reader: Reader, as_of: date, known_at: datetime | None) -> Iterator[_Claimed]:
    """Yields what each partnership took of the years on a day: asked of its own state, corrections and all."""
    for row in reader.listed():
        life = life_of(reader, row.ref)
        with suppress(NotFound):  # it had not begun by then
            past = past_of(life, as_of, known_at)
            yield _Claimed(past.state, claims_of(past.state), citation(reader, past.events[-1]))


def _frame(year: int, moves: Iterable[LoggedEvent], claims: Iterable[_Claimed], as_of: date | None) -> Frame:
    """Returns a frame as it stood: set and released by its own events, and taken by what partnerships claimed."""
    frame = folded(year, (one for one in moves if as_of is None or one.recorded.effective_on <= as_of))
    return taken_by(frame, [one.claims.get(year, Claim()) for one in claims]) if as_of else frame


def taken_by(frame: Frame, claims: Sequence[Claim]) -> Frame:
    """Returns a frame with what some claims take of it."""
    return replace(
        frame,
        committed=total_of([one.committed for one in claims]),
        surveys=total_of([one.surveys for one in claims]),
        paid=total_of([one.paid for one in claims]),
    )


def _claimed(year: int, claims: Iterable[_Claimed]) -> list[Row]:
    """Returns what each partnership took of a year, as rows."""
    taken = [(one, one.claims[year]) for one in claims if year in one.claims and one.claims[year] != Claim()]
    return [
        {
            "ref": one.state.ref,
            "name": one.state.name,
            "committed": claim.committed,
            "surveys": claim.surveys,
            "paid": claim.paid,
            "released": None,
            "citation": one.citation,
        }
        for one, claim in taken
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
    waits = f"; {frame.proposal.amount} is proposed and waits to be set" if frame.proposal else ""
    if frame.amount is None:
        return f"no frame is set for {frame.year}; {frame.taken} is taken{waits}"
    return (
        f"{frame.year}: {frame.taken} is taken of a frame of {frame.amount}, and {frame.free} is free{waits}"
    )


def _notes(as_of: date | None, known_at: datetime | None) -> tuple[str, ...]:
    return (f"as it was{_then(as_of, known_at)}",) if as_of or known_at else ()


def _then(as_of: date | None, known_at: datetime | None) -> str:
    on = f" in force on {as_of}" if as_of else ""
    return f"{on} as known {told(known_at)}" if known_at else on
