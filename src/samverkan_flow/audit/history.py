"""What happened: everything of one partnership, and everything that was refused."""

from samverkan_flow.audit.answer import EVENT_COLUMNS, Answer, answer, event_row
from samverkan_flow.audit.named import partnership_named
from samverkan_flow.audit.past import missing_versions
from samverkan_flow.domain.house import refusals_id
from samverkan_flow.queries.reading import Reader


def history(reader: Reader, ref: str, *, whole: bool = True) -> Answer:
    """Returns everything that happened to a partnership, in log order (question 1).

    With refused attempts and reminders.
    """
    state = partnership_named(reader, ref)
    logged = reader.history(state)
    rows = [event_row(reader, one, whole=whole) for one in logged]
    missing = missing_versions([one for one in logged if one.recorded.originator_id == state.id])
    notes = (f"events {missing} are missing from the log: run samverkan log verify",) if missing else ()
    empty = f"the log holds no event of {state.ref}, which the register has: run samverkan log verify"
    return answer(reader, "history", EVENT_COLUMNS, rows, notes, empty)


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
