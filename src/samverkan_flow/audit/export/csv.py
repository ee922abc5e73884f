"""CSV (RFC 4180) in UTF-8: the columns of the JSON Lines, with the event's own data as JSON text.

A spreadsheet runs a cell that begins with = + - or @ as a formula. Such a cell gets an apostrophe in
front. A Swedish spreadsheet takes the semicolon for the separator, and then a cell may begin in the
middle of a text: what follows a semicolon, a tab or a line break is guarded in the same way, and so is
a sign behind quotes and blanks, since a cell is read without its quotes. In JSON text the sign is written
as its escape, which means the same. Control characters are dropped. All of it is counted; the very bytes
are in the JSON Lines.
"""

import csv
import io
import re
from collections.abc import Iterator

import msgspec

from samverkan_flow.audit.export.extract import Extract, Tally
from samverkan_flow.audit.export.jsonl import Line, line_of

COLUMNS = (*Line.__struct_fields__[:-1], "data")
"""The header row; `data` stands where the JSON Lines have the stored bytes."""

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212"
_FORMULA = re.compile(rf"""(\A|[;\t\r\n])(?=[\s"']*[{_SIGNS}]|[\t\r])""")
"""Where a cell begins, or could begin, with a sign (full-width, small and minus included), a tab or a return."""
_FORMULA_IN_JSON = re.compile(rf"""(;(?:[\s"']|\\[nrt"])*)([{_SIGNS}])""")
"""The same in JSON text, where quotes, tabs and line breaks stand behind a backslash."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters, C1 included, without tab and line breaks."""


class _Document(msgspec.Struct, frozen=True):
    """The stored form of an event, of which its own data is wanted as it stands."""

    data: msgspec.Raw


def chunks(extract: Extract) -> Iterator[bytes]:
    """Yields the export, a row at a time."""
    yield _row(COLUMNS)
    for logged in extract.events():
        *cells, stored = msgspec.structs.astuple(line_of(extract.reader, logged))
        data = bytes(msgspec.json.decode(stored, type=_Document).data).decode("utf-8")
        safe = [_cell(value, extract.tally) for value in cells]
        yield _row((*safe, _json_cell(data, extract.tally)))


def safe_row(values: tuple[object, ...], tally: Tally) -> bytes:
    """Returns a row of cells no spreadsheet runs; what had to be changed is counted."""
    return _row(tuple(_cell(value, tally) for value in values))


def _row(cells: tuple[str, ...]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode("utf-8")


def _cell(value: object, tally: Tally) -> str:
    """Returns a value as a cell no spreadsheet runs."""
    text = _without_controls(" ".join(value) if isinstance(value, tuple) else str(value), tally)
    guarded, places = _FORMULA.subn(r"\1'", text)
    tally.neutralised_cells += bool(places)
    return guarded


def _json_cell(text: str, tally: Tally) -> str:
    """Returns JSON text that means the same, without a place where a formula could begin."""
    guarded, places = _FORMULA_IN_JSON.subn(lambda found: f"{found[1]}\\u{ord(found[2]):04x}", text)
    tally.neutralised_cells += bool(places)
    return _without_controls(guarded, tally)


def _without_controls(text: str, tally: Tally) -> str:
    kept, dropped = _CONTROLS.subn("", text)
    tally.dropped_characters += dropped
    return kept
