"""The file that is imported: looked at before it is read, read once, known by its SHA-256."""

import hashlib
from pathlib import Path

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.text import NAME_LENGTH_MAX, check_text
from samverkan_flow.domain.values import Document
from samverkan_flow.importing.json_lines import read_json_lines
from samverkan_flow.importing.limits import FILE_BYTES_MAX
from samverkan_flow.importing.separated import read_separated
from samverkan_flow.importing.table import Progress, Table

KINDS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".jsonl": "application/jsonl",
}
"""The kinds of file that are read, by the ending of the name, and their media types."""
_ZIP, _OLD_OR_LOCKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "save it as .xlsx, as CSV UTF-8, or as JSON lines"


def read_table(path: Path, told: Progress) -> tuple[Document, Table]:
    """Returns what a file is, and its rows. Raises InvalidInput, naming the file, for what cannot be read at all."""
    kind = path.suffix.casefold()
    data = _bytes_of(path)
    if data.startswith(_OLD_OR_LOCKED):
        why = "is an old .xls, or is protected by a password"
        raise InvalidInput(path.name, why, "save it as .xlsx, without a password")
    if kind not in KINDS:
        raise InvalidInput(path.name, f"is none of {', '.join(KINDS)}", _SAVE_AS)
    if data.startswith(_ZIP) != (kind == ".xlsx"):
        raise InvalidInput(path.name, f"is not what its ending says, {kind}", _SAVE_AS)
    source = Document(path.name, hashlib.sha256(data).hexdigest(), KINDS[kind])
    return source, _table(path.name, kind, data, told)


def _bytes_of(path: Path) -> bytes:
    check_text("the file's name", path.name, NAME_LENGTH_MAX)
    try:
        if not path.is_file():
            raise InvalidInput(
                "FILE", f'names "{path.name}", which is not a file', "give the path of an existing file"
            )
        size = path.stat().st_size
        data = b""
        if size <= FILE_BYTES_MAX:
            with path.open("rb") as opened:
                data = opened.read(FILE_BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        raise InvalidInput(path.name, f"cannot be read: {error.args[-1]}") from None
    if max(size, len(data)) > FILE_BYTES_MAX:
        raise InvalidInput(path.name, f"has {max(size, len(data))} bytes; at most {FILE_BYTES_MAX} are imported",
                           "divide it, and keep the rows of a partnership together")  # fmt: skip
    if not data:
        raise InvalidInput(path.name, "is empty", "samverkan template portfolio prints one to start from")
    return data


def _table(name: str, kind: str, data: bytes, told: Progress) -> Table:
    if kind == ".jsonl":
        return read_json_lines(name, data, told)
    if kind == ".csv":
        return read_separated(name, data, told)
    from samverkan_flow.importing.workbook import read_workbook  # heavy: only for a workbook

    return read_workbook(name, data, told)
