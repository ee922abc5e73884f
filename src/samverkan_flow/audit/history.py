"""What happened: everything of one partnership, and everything that was refused."""

from uuid import UUID

from samverkan_flow.audit.answer import EVENT_COLUMNS, Answer, answer, event_row
from samverkan_flow.audit.named import partnership_named
from samverkan_flow.audit.past import missing_versions
from samverkan_flow.domain.budget import frame_id
from samverkan_flow.domain.errors import NotFound
from samverkan_flow.domain.house import HOUSE_ID, refusals_id
from samverkan_flow.domain.reference import frame_year_of
from samverkan_flow.queries.reading import Reader


def history(reader: Reader, ref: str, *, whole: bool = True) -> Answer:
    """Returns everything that happened to a partnership, in log order (question 1).

    With refused attempts and reminders. Of the frame of a year (budget-2027) and of the house it returns their
    own events. Raises NotFound.
    """
    stream = _own_stream(ref)
    if stream is not None:
        return _history_beside(reader, ref.strip().casefold(), stream, whole=whole)
    state = partnership_named(reader, ref)
    logged = reader.history(state)
    rows = [event_row(reader, one, whole=whole) for one in logged]
    missing = missing_versions([one for one in logged if one.recorded.originator_id == state.id])
    empty = f"the log holds no event of {state.ref}, which the register has: run samverkan log verify"
    return answer(reader, "history", EVENT_COLUMNS, rows, _gaps(missing), empty)


def _own_stream(ref: str) -> UUID | None:
    """Returns the stream of what is no partnership: the house, or the frame of a year."""
    if ref.strip().casefold() == "house":
        return HOUSE_ID
    year = frame_year_of(ref)
    return frame_id(year) if year else None


def _history_beside(reader: Reader, name: str, stream: UUID, *, whole: bool) -> Answer:
    logged = list(reader.logged("l.originator_id = ?", stream.hex))
    if not logged:
        raise NotFound(f"the log holds nothing of {name}", "samverkan budget show lists the years there are")
    rows = [event_row(reader, one, whole=whole) for one in logged]
    return answer(reader, "history", EVENT_COLUMNS, rows, _gaps(missing_versions(logged)))


def _gaps(missing: list[int]) -> tuple[str, ...]:
    return (f"events {missing} are missing from the log: run samverkan log verify",) if missing else ()


_REFUSAL_COLUMNS = (
    ("cited as", "citation"),
    ("recorded (UTC)", "recorded_at"),
    ("about", "ref"),
    ("command", "command"),
    ("by", "actor"),
    ("clauses", "clauses"),
    ("what stood in the way", "in_the_way"),
)


def refusals(reader: Reader, ref: str = "") -> Answer:
    """Returns every refused attempt, of partnerships and of what had none yet (question 11).

    Of one partnership, where a reference is given. Raises NotFound.
    """
    state = partnership_named(reader, ref) if ref else None
    logged = reader.logged("l.originator_id = ?", refusals_id(state.id).hex) if state else reader.refusals()
    rows = [_refused(event_row(reader, one, whole=True)) for one in logged]
    empty = f"nothing of {state.ref} has been refused" if state else "nothing has been refused"
    return answer(reader, "refusals", _REFUSAL_COLUMNS, rows, empty=empty)


def _refused(row: dict[str, object]) -> dict[str, object]:
    data = row["data"]
    assert isinstance(data, dict), "a whole row has its data"
    in_the_way = data["findings"][0]["message"] if data["findings"] else ""
    return {**row, "ref": data["ref"] or data["about"], "command": data["command"], "in_the_way": in_the_way}
