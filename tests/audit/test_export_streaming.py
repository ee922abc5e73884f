"""Memory does not grow with the log."""

import tracemalloc
from pathlib import Path

import pytest

from samverkan_flow.audit.export.exporting import FORMATS
from samverkan_flow.audit.export.extract import Extract
from samverkan_flow.audit.search import Search
from samverkan_flow.queries.reading import Reader
from tests.audit.exports import PARTNERSHIPS, grown

TIMES = 40
MIB = 1 << 20
PARTNERSHIP_BYTES = 2_000
"""What OCEL may keep of a partnership, its stages and relations over its whole life."""


def peak(store: Path, format_: str) -> tuple[int, int]:
    """Returns how many bytes an export came to, and how many it took in memory at most."""
    size = 0
    with Reader(store) as reader:
        tracemalloc.start()
        try:
            for chunk in FORMATS[format_](Extract(reader, Search())):
                size += len(chunk)
            return size, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("format_", FORMATS)
def test_memory_does_not_grow_with_the_log(format_: str, demonstration: Path, tmp_path: Path) -> None:
    """A log forty times as long takes no more memory; OCEL keeps its partnerships, small."""
    peak(demonstration, format_)
    small_size, small = peak(demonstration, format_)
    large_size, large = peak(grown(demonstration, tmp_path, TIMES), format_)

    kept = TIMES * PARTNERSHIPS * PARTNERSHIP_BYTES if format_ == "ocel" else 0

    assert large_size > TIMES // 2 * small_size
    assert large - small < kept + MIB // 4


@pytest.mark.parametrize("format_", ["jsonl", "csv", "cloudevents", "xes", "ocel"])
def test_events_are_read_as_they_are_written(format_: str, demonstration: Path) -> None:
    """The first pieces are there before the rest has been read."""
    with Reader(demonstration) as reader:
        extract = Extract(reader, Search())
        pieces = FORMATS[format_](extract)
        while not extract.tally.events:
            next(pieces)
        read = extract.tally.events

    assert 0 < read < extract.size // 5
