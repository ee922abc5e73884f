"""What stands beside an exported file: its SHA-256, what it holds, and what it was made from."""

import builtins
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from samverkan_flow.audit.export.extract import Extract
from samverkan_flow.audit.search import Search

ENDING = ".manifest.json"


class Manifest(msgspec.Struct, frozen=True):
    """What is known of an exported file. Indexes are places in the log, `computed_at` is UTC.

    `left_out` counts selected events the format cannot hold, `dropped_characters` control characters it
    cannot hold, `neutralised_cells` cells in which a spreadsheet would have found a formula. `warning` says
    when the log was not the one last signed or seen.
    """

    name: str
    format: str
    sha256: str
    bytes: int
    events: int
    first_index: int | None
    last_index: int | None
    origin: str
    log_size: int
    computed_at: str
    policy_version: str
    search: Search
    left_out: int
    dropped_characters: int
    neutralised_cells: int
    warning: str

    def as_json(self) -> builtins.bytes:
        """Returns the manifest as the JSON document it is kept as."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


def manifest_path(path: Path) -> Path:
    """Returns where the manifest of a file stands: beside it."""
    return Path(f"{path}{ENDING}")


class Measured:
    """Writes to a file, and keeps the SHA-256 and the number of what was written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sha256 = sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Writes some bytes."""
        self._file.write(chunk)
        self._sha256.update(chunk)
        self.size += len(chunk)

    def sha256(self) -> str:
        """Returns the SHA-256 of everything written, in hex."""
        return self._sha256.hexdigest()


def manifest_of(name: str, format_: str, written: Measured, extract: Extract) -> Manifest:
    """Returns the manifest of a file that has been written whole."""
    stamp, tally = extract.stamp, extract.tally
    return Manifest(
        name=name,
        format=format_,
        sha256=written.sha256(),
        bytes=written.size,
        events=tally.events,
        first_index=tally.first_index,
        last_index=tally.last_index,
        origin=extract.reader.house().origin,
        log_size=stamp.log_size,
        computed_at=stamp.computed_at,
        policy_version=stamp.policy_version,
        search=extract.search,
        left_out=tally.left_out,
        dropped_characters=tally.dropped_characters,
        neutralised_cells=tally.neutralised_cells,
        warning=stamp.warning,
    )
