"""An export from beginning to end: to a new file with its manifest, or to an open stream."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from samverkan_flow.audit.export import cloudevents, csv, jsonl, ocel, xes
from samverkan_flow.audit.export.extract import Extract
from samverkan_flow.audit.export.manifest import Manifest, Measured, manifest_of, manifest_path
from samverkan_flow.audit.export.writing import new_files
from samverkan_flow.audit.search import Search
from samverkan_flow.audit.verify import Progress
from samverkan_flow.queries.reading import Reader

FORMATS: dict[str, Callable[[Extract], Iterator[bytes]]] = {
    "jsonl": jsonl.chunks,
    "csv": csv.chunks,
    "cloudevents": cloudevents.chunks,
    "xes": xes.chunks,
    "ocel": ocel.chunks,
}
"""Every format by its name. Each yields the export piece by piece, so that memory does not grow with the log."""


def export_to_file(
    reader: Reader, format_: str, search: Search, path: Path, progress: Progress | None = None
) -> Manifest:
    """Writes the events that match to a new file, its manifest beside it; both appear, or neither does.

    Raises NotFound when none does, InvalidInput for a name that is taken or no file can have,
    StoreUnusable where it cannot be written, Damaged when events of the log are missing.
    """
    with new_files(path, manifest_path(path)) as (file, beside):
        extract = Extract(reader, search, progress)
        written = _written(extract, format_, file)
        manifest = manifest_of(path.name, format_, written, extract)
        beside.write(manifest.as_json())
    return manifest


def export_to_stream(reader: Reader, format_: str, search: Search, stream: BinaryIO) -> None:
    """Writes the events that match to an open stream, where no manifest can stand beside them. Raises as above."""
    _written(Extract(reader, search), format_, stream)
    stream.flush()


def _written(extract: Extract, format_: str, file: BinaryIO) -> Measured:
    written = Measured(file)
    for chunk in FORMATS[format_](extract):
        written.write(chunk)
    extract.check_whole()
    return written
