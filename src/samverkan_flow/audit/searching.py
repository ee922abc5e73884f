"""What a search of the log comes to: rows, or the statement that no records are held."""

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from samverkan_flow.audit.answer import EVENT_COLUMNS, Answer, Row, Stamp, answer, event_row, stream_name
from samverkan_flow.audit.counting import counted
from samverkan_flow.audit.search import Search, found, partnerships_with
from samverkan_flow.audit.words import NOT_SEARCHED, excerpt
from samverkan_flow.queries.reading import LoggedEvent, Reader

SEARCH_ROWS_MAX = 1_000
"""How many rows a search answers with unless told otherwise."""


def search(reader: Reader, wanted: Search, *, limit: int = SEARCH_ROWS_MAX, whole: bool = True) -> Answer:
    """Returns the events that match, in log order; where none does, that no records are held (questions 8 and 21).

    Raises what `found` raises.
    """
    matching = list(islice(found(reader, wanted), limit + 1))
    rows = [_row(reader, one, wanted, whole) for one in matching[:limit]]
    notes = _notes(reader, wanted, more=len(matching) > limit, shown=len(rows))
    columns = (*EVENT_COLUMNS, ("where it stands", "excerpt")) if wanted.text else EVENT_COLUMNS
    told = answer(reader, "search", columns, rows, notes)
    return told if rows else replace(told, empty=_nothing_found(reader, wanted, told.stamp))


def _row(reader: Reader, logged: LoggedEvent, wanted: Search, whole: bool) -> Row:
    row = {**event_row(reader, logged, whole=whole), "stream": stream_name(reader, logged)}
    return {**row, "excerpt": excerpt(logged.recorded, wanted.words)} if wanted.text else row


def _nothing_found(reader: Reader, wanted: Search, stamp: Stamp) -> str:
    """Says that no records are held; of a log that is not the one last seen only that nothing was found in it."""
    index, recorded_at = reader.rows("SELECT idx, recorded_at FROM log ORDER BY idx DESC LIMIT 1")[0]
    events = f"{counted(index + 1, 'event')}, up to index {index}, recorded {recorded_at}"
    if stamp.warning:
        return (
            f"nothing was found in what is here: {wanted.told()}; searched were {events}; this is not the log "
            "that was last seen, so it does not tell that no records are held"
        )
    left_out = "".join(f"; {one}" for one in _not_searched(wanted))
    whole = "it rests on the store being whole, which samverkan log verify --deep establishes"
    return f"no records held: {wanted.told()}; searched was the whole log of {events}{left_out}; {whole}"


def _not_searched(wanted: Search) -> Iterator[str]:
    """Yields what the search did not look at, which an answer that finds nothing must not pass over."""
    if wanted.person:
        yield "a person is found as the one who acted, not where others name them"
    if wanted.text:
        yield f"not searched for words: {NOT_SEARCHED}"


def _notes(reader: Reader, wanted: Search, *, more: bool, shown: int) -> tuple[str, ...]:
    notes = [f"searched for: {wanted.told()}"] if shown else []
    if more:
        notes.append(f"only the first {shown} are told: ask for a shorter period, or for more with --limit")
    if shown:
        notes += _not_searched(wanted)
    if wanted.organisation:
        notes.append(_organisation_note(reader, wanted.organisation))
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
