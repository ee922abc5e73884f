"""The documents that events mention: each with its name, its SHA-256 and where it is cited."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from samverkan_flow.audit.answer import citation
from samverkan_flow.audit.document import held_by
from samverkan_flow.audit.export.csv import safe_row
from samverkan_flow.audit.export.extract import Tally
from samverkan_flow.domain.values import Document
from samverkan_flow.queries.reading import LoggedEvent, Reader


class Mention(NamedTuple):
    """One document in one event: held as what, its name, SHA-256 and media type, and where it is cited."""

    held_as: str
    name: str
    sha256: str
    media_type: str
    cited: str


def mentions(reader: Reader, logged: LoggedEvent) -> Iterator[Mention]:
    """Yields every document an event mentions. What is known by its hash alone has no media type."""
    event = logged.recorded.event
    kinds = {one.sha256: one.media_type for one in _documents(event)}
    for held in held_by(event):
        yield Mention(
            held.held_as, held.name, held.sha256, kinds.get(held.sha256, ""), citation(reader, logged)
        )


def heading() -> bytes:
    """Returns the first row of documents.csv."""
    return safe_row(Mention._fields, Tally())


def rows(reader: Reader, logged: LoggedEvent) -> Iterator[bytes]:
    """Yields the rows an event has in documents.csv; no cell is a formula."""
    for mention in mentions(reader, logged):
        yield safe_row(mention, Tally())


def _documents(value: object) -> Iterator[Document]:
    match value:
        case Document():
            yield value
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _documents(getattr(value, name))
        case tuple():
            for one in value:
                yield from _documents(one)
        case _:
            return
