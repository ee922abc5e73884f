"""Whether a file is a document that was signed or cited, byte for byte, and by whom."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

import msgspec

from samverkan_flow.audit.answer import Answer, Row, answer, event_row, stream_name
from samverkan_flow.audit.counting import counted
from samverkan_flow.domain import events as e
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.values import Document
from samverkan_flow.queries.reading import LoggedEvent, Reader

_COLUMNS = (
    ("is it this file", "match"),
    ("partnership", "stream"),
    ("as", "held_as"),
    ("signatory", "signatory"),
    ("on", "on"),
    ("recorded by", "actor"),
    ("name there", "document"),
    ("cited as", "citation"),
)
SAME = "yes, byte for byte"
OTHER = "same name, other content"


class Held(NamedTuple):
    """A document as an event holds it: as what, under which name, with which SHA-256."""

    held_as: str
    name: str
    sha256: str


def document(reader: Reader, file: Path) -> Answer:
    """Returns every event that holds the bytes of a file, and those that hold another file of its name.

    Raises InvalidInput for what is no file, or cannot be read.
    """
    sha256 = sha256_of_file(file)
    rows = [
        row for logged in _may_hold(reader, sha256, file.name) for row in _rows(reader, logged, sha256, file)
    ]
    empty = f"no event holds {file.name} (SHA-256 {sha256}), or another document of its name"
    return answer(reader, "document", _COLUMNS, rows, _notes(rows, file.name, sha256), empty)


def _notes(rows: list[Row], name: str, sha256: str) -> tuple[str, ...]:
    """Says how often the log holds the bytes, and that a name was signed with others; of nothing the answer says it."""
    if not rows:
        return ()
    same = sum(1 for row in rows if row["match"] == SAME)
    held = f"held {counted(same, 'time')} in the log" if same else "held by no entry of the log"
    signed_other = any(row["match"] == OTHER and row["held_as"].startswith("signed") for row in rows)
    other = ("a document of this name was signed with another content",) if signed_other else ()
    return (f"{name}, SHA-256 {sha256}: {held}", *other)


def sha256_of_file(file: Path) -> str:
    """Returns the SHA-256 of a file's bytes, read piece by piece. Raises InvalidInput, naming the file."""
    try:
        if not file.is_file():
            raise InvalidInput(
                "FILE", f'names "{file}", which is not a file', "give the path of an existing file"
            )
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise InvalidInput("FILE", f'names "{file}", which cannot be read: {error.strerror}') from None


def _may_hold(reader: Reader, sha256: str, name: str) -> Iterator[LoggedEvent]:
    """Yields the events whose stored bytes hold the hash or the name; each is then read and looked at."""
    names = {msgspec.json.encode(normalize(form, name)) for form in ("NFC", "NFD")}
    wanted = [sha256.encode(), *sorted(names)]
    return reader.logged(" OR ".join(["instr(CAST(s.state AS BLOB), ?) > 0"] * len(wanted)), *wanted)


def _rows(reader: Reader, logged: LoggedEvent, sha256: str, file: Path) -> Iterator[Row]:
    for held in held_by(logged.recorded.event):
        named_alike = normalize("NFC", held.name) == normalize("NFC", file.name)
        if held.sha256 == sha256 or named_alike:
            yield _row(reader, logged, held, SAME if held.sha256 == sha256 else OTHER)


def _row(reader: Reader, logged: LoggedEvent, held: Held, match: str) -> Row:
    event, recorded = logged.recorded.event, logged.recorded
    signed = event if isinstance(event, e.DocumentSigned) else None
    return {
        **event_row(reader, logged, whole=False),
        "stream": stream_name(reader, logged),
        "match": match,
        "held_as": held.held_as,
        "document": held.name,
        "sha256": held.sha256,
        "signatory": str(signed.signatory) if signed else "",
        "on": (signed.signed_on if signed else recorded.effective_on).isoformat(),
    }


def held_by(event: e.Event) -> Iterator[Held]:
    """Yields every document an event holds, and as what."""
    match event:
        case e.DocumentSigned(party=party):
            yield from _documents(event, f"signed by {'us' if party == 'us' else 'the partner'}")
        case e.PartnershipAgreed(agreement=agreement):
            yield Held("the agreement", agreement.document.name, agreement.document.sha256)
            yield Held("the code of conduct agreed to", agreement.code_version, agreement.code_sha256)
        case e.PartnershipImported(agreement=agreement, source=source):
            yield Held("the agreement, as imported", agreement.document.name, agreement.document.sha256)
            yield Held("the code of conduct agreed to", agreement.code_version, agreement.code_sha256)
            yield Held("the file it was imported from", source.name, source.sha256)
        case e.AddendumAgreed():
            yield from _documents(event, "an addendum")
        case e.CodeAcknowledged():
            yield Held("the code of conduct acknowledged", event.code_version, event.code_sha256)
        case e.CodePublished():
            yield from _documents(event, "the code of conduct published")
        case e.PolicyAdopted():
            yield Held("the policy adopted", event.version, event.sha256)
        case e.CorrectionProposed():
            yield from _documents(event, "what shows a correction right")
        case e.PartnershipTerminated():
            yield from _documents(event, "consent to the end")
        case _:
            yield from _documents(event, "evidence")


def _documents(value: object, held_as: str) -> Iterator[Held]:
    """Yields every document within a value."""
    match value:
        case Document():
            yield Held(held_as, value.name, value.sha256)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _documents(getattr(value, name), held_as)
        case tuple():
            for one in value:
                yield from _documents(one, held_as)
        case _:
            return
