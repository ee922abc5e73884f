"""What a search of the log comes to: rows, or the statement that no records are held."""

from itertools import islice

from samverkan_flow.audit.answer import EVENT_COLUMNS, Answer, Row, answer, event_row, stream_name
from samverkan_flow.audit.counting import counted
from samverkan_flow.audit.search import Search, found, partnerships_with
from samverkan_flow.queries.reading import LoggedEvent, Reader

SEARCH_ROWS_MAX = 1_000
"""How many rows a search answers with unless told otherwise."""


def search(reader: Reader, wanted: Search, *, limit: int = SEARCH_ROWS_MAX, whole: bool = True) -> Answer:
    """Returns the events that match, in log order; where none does, that no records are held (questions 8 and 21).

    Raises what `found` raises.
    """
    matching = list(islice(found(reader, wanted), limit + 1))
    rows = [_row(reader, one, whole) for one in matching[:limit]]
    notes = _notes(reader, wanted, more=len(matching) > limit, shown=len(rows))
    return answer(reader, "search", EVENT_COLUMNS, rows, notes, _no_records_held(reader, wanted))


def _row(reader: Reader, logged: LoggedEvent, whole: bool) -> Row:
    return {**event_row(reader, logged, whole=whole), "stream": stream_name(reader, logged)}


def _no_records_held(reader: Reader, wanted: Search) -> str:
    index, recorded_at = reader.rows("SELECT idx, recorded_at FROM log ORDER BY idx DESC LIMIT 1")[0]
    whole = f"the whole log of {counted(index + 1, 'event')}, up to index {index}, recorded {recorded_at}"
    return f"no records held: {wanted.told()}; searched was {whole}"


def _notes(reader: Reader, wanted: Search, *, more: bool, shown: int) -> tuple[str, ...]:
    notes = [f"searched for: {wanted.told()}"] if shown else []
    if more:
        notes.append(f"only the first {shown} are told: ask for a shorter period, or for more with --limit")
    if wanted.person:
        notes.append("a person is found as the one who acted, not where others name them")
    if wanted.organisation:
        notes.append(_organisation_note(reader, wanted.organisation))
    if wanted.text:
        notes.append("sealed personal text is not searched")
    today = reader.today(reader.house())
    if wanted.last_day and wanted.last_day > today:
        notes.append(f"the period reaches beyond today, {today}; what is still to come may be recorded later")
    return tuple(notes)


def _organisation_note(reader: Reader, organisation: str) -> str:
    partners = partnerships_with(reader, organisation)
    elsewhere = "where others mention it, as a co-partner, a search by text finds it"
    if not partners:
        return f'no partnership has "{organisation}" as its partner; {elsewhere}'
    names = ", ".join(dict.fromkeys(one.partner for one in partners))
    return f"found as the partner: {names}; {elsewhere}"
