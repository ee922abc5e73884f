"""Checks a receipt or a dossier of a samverkan log. One file; needs Python 3.9 or newer and the package `cryptography`.

    python verify_receipt.py RECEIPT --vkey KEY [--event FILE]
    python verify_receipt.py FOLDER [--vkey KEY]

RECEIPT is a `.tlog-proof` file, KEY the log's public key (`name+id+base64`) or the file that holds it, and
FILE the stored bytes of the event the receipt is about. FOLDER is a dossier, with the key that lies in it
unless another is named. Take the key from the log's owner by another way than what you check with it.

Of a receipt is checked: the checkpoint is signed by the key (C2SP signed-note, Ed25519), and the path leads
from the entry's hash to the signed root (RFC 9162, section 2.1.3.2).

Of a dossier is checked: every file is as its manifest names it, and there is no other; every event stands in
the signed log, by its receipt or, in a dossier of the whole log, because all events together give the signed
root; the log's first event is here, no event of a partnership or of a year's frame and no refused attempt is
left out between the first and the last one here, and whoever acted was registered before; what log.jsonl says
beside the stored bytes is what the bytes say; the policy text of every version that judged is here as it was
adopted; and documents.csv lists the documents of these events and no other.

What a dossier cannot show, and what is not checked, is said in the last lines. The story, index.html, is a
rendering for people: nothing is proved by it.

Ends with 0 when everything that can be checked holds, with 6 when something does not, and with 2 when a file
that the command line names is not there.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HOLDS, NOT_THERE, DOES_NOT_HOLD = 0, 2, 6
NOTE_BYTES_MAX, SIGNATURES_MAX, NAME_LENGTH_MAX, DIGITS_MAX, PATH_LENGTH_MAX = 1_000_000, 100, 200, 18, 63
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError, csv.Error)
"""What reading a file that is not in its form can come to."""

Key = tuple[str, bytes, bytes]
"""A public key: the log's name, the key's id, the 32 bytes."""


class Fault(Exception):
    """Something does not hold; its text says what."""


class NotThere(Exception):
    """A file that the command line names is not there."""


def sha256(data: bytes) -> bytes:
    """Returns the 32 bytes of SHA-256."""
    return hashlib.sha256(data).digest()


def from_base64(text: str) -> bytes:
    """Returns the bytes of base64 in its one spelling."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise Fault(f'"{text[:40]}" is not base64') from None
    if base64.b64encode(raw).decode() != text:
        raise Fault(f'"{text[:40]}" is not base64 in its one spelling')
    return raw


def read_hash(text: str) -> bytes:
    """Returns a SHA-256 written in base64."""
    raw = from_base64(text)
    if len(raw) != 32:
        raise Fault(f'"{text[:50]}" is not a hash of 32 bytes')
    return raw


def check_name(name: str) -> None:
    """Holds a key's name against what may stand in a signature line."""
    plain = name.isprintable() and not any(one.isspace() for one in name)
    if not name or not plain or "+" in name or len(name) > NAME_LENGTH_MAX:
        raise Fault(f'"{name[:40]}" is no name of a key: empty, too long, or with a blank or a plus in it')


def read_key(text: str) -> Key:
    """Returns name, id and public key of a key's text."""
    name, _, rest = text.strip().partition("+")
    check_name(name)
    key_id, _, written = rest.partition("+")
    raw = from_base64(written)
    expected = sha256(name.encode() + b"\n" + raw)[:4]
    if len(raw) != 33 or raw[:1] != b"\x01" or key_id != expected.hex():
        raise Fault("the public key is not whole")
    return name, expected, raw[1:]


def read_number(text: str) -> int:
    """Returns a decimal without sign or leading zeros."""
    plain = text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX
    if not plain or (text[0] == "0" and text != "0"):
        raise Fault(f'"{text[:40]}" is not a plain number')
    return int(text)


def read_text(data: bytes, what: str) -> str:
    """Returns the text of a note or a receipt, whose lines end in a line feed alone."""
    if len(data) > NOTE_BYTES_MAX:
        raise Fault(f"{what} is larger than {NOTE_BYTES_MAX} bytes")
    if b"\r\n" in data:
        raise Fault(
            f"the line ends of {what} were changed (to CR LF, as on Windows): get it again, unchanged"
        )
    text = data.decode("utf-8")
    if any(one < " " and one != "\n" for one in text):
        raise Fault(f"{what} has control characters in it")
    return text


def read_signature(line: str) -> tuple[str, bytes, bytes]:
    """Returns the name, the key's id and the signature of a signature line."""
    dash, _, rest = line.partition(" ")
    name, blank, written = rest.partition(" ")
    if dash != "\u2014" or not blank:
        raise Fault("there is something below the checkpoint that is no signature")
    check_name(name)
    raw = from_base64(written)
    if len(raw) <= 4:
        raise Fault(f"the signature of {name} is too short")
    return name, raw[:4], raw[4:]


def read_note(data: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Returns the text of a signed note, and its signatures, none of them trusted yet."""
    text, blank, below = read_text(data, "the checkpoint").rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise Fault("the checkpoint has no signatures")
    lines = below[:-1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise Fault(f"the checkpoint has more than {SIGNATURES_MAX} signatures")
    return text + "\n", [read_signature(line) for line in lines]


def open_checkpoint(note: bytes, key: Key) -> tuple[int, bytes]:
    """Returns size and root of a checkpoint that the key has signed."""
    name, key_id, public_key = key
    text, signatures = read_note(note)
    own = [signature for signed_by, its_id, signature in signatures if (signed_by, its_id) == (name, key_id)]
    if len(own) != 1:
        raise Fault(f"the checkpoint is not signed once by {name}")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(own[0], text.encode())
    except InvalidSignature:
        raise Fault("the signature under the checkpoint does not hold") from None
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines) or lines[0] != name:
        raise Fault("the checkpoint is another log's")
    return read_number(lines[1]), read_hash(lines[2])


def root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Returns the root that a path leads to from a leaf (RFC 9162, 2.1.3.2)."""
    if index >= size:
        raise Fault(f"the log had {size} entries, and the receipt is about number {index}")
    node, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Fault("the path is too long")
        if node & 1 or node == last:
            root = sha256(b"\x01" + sibling + root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = sha256(b"\x01" + root + sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise Fault("the path is too short")
    return root


class Entry(NamedTuple):
    """What the log says of one event: its stream and number there, its kind, the SHA-256 of its stored bytes."""

    stream: str
    version: int
    topic: str
    state: str

    @property
    def text(self) -> bytes:
        """Returns the entry as it is hashed."""
        return "\n".join(("samverkan/1", self.stream, str(self.version), self.topic, self.state, "")).encode(
            "ascii"
        )


class Proved(NamedTuple):
    """What a receipt shows: which entry stands where in a log of which size, and the note it rests on."""

    entry: Entry
    place: int
    size: int
    note: str


def read_entry(raw: bytes) -> Entry:
    """Returns what an entry says, which has one form."""
    label, stream, version, topic, state, rest = raw.decode("ascii").split("\n")
    entry = Entry(stream, read_number(version), topic, state)
    if label != "samverkan/1" or rest or entry.text != raw:
        raise Fault("the entry is not one of a samverkan log")
    return entry


def prove(receipt: bytes, key: Key, event: bytes | None = None) -> Proved:
    """Returns what a receipt shows to stand in the log, held against the event where there is one."""
    head, blank, note = read_text(receipt, "the receipt").partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 3 or lines[0] != "c2sp.org/tlog-proof@v1":
        raise Fault("this is no receipt")
    if not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise Fault("the receipt does not carry its entry and index")
    if len(lines) > 3 + PATH_LENGTH_MAX:
        raise Fault("the path is longer than any log is high")
    raw, index = from_base64(lines[1][6:]), read_number(lines[2][6:])
    size, root = open_checkpoint(note.encode(), key)
    if root_from_path(sha256(b"\x00" + raw), index, size, [read_hash(line) for line in lines[3:]]) != root:
        raise Fault("the path does not lead to the signed root")
    entry = read_entry(raw)
    if event is not None and hashlib.sha256(event).hexdigest() != entry.state:
        raise Fault("the event is not the one the receipt is about")
    return Proved(entry, index, size, note)


def check(receipt: bytes, key: Key, event: bytes | None = None) -> str:
    """Returns what a receipt proves, in words."""
    entry, index, size, _ = prove(receipt, key, event)
    told = "the very event" if event is not None else f"an event with SHA-256 {entry.state}"
    return (
        f"{told} stands at {index} of {size}: {entry.topic}, stream {entry.stream}, version {entry.version}"
    )


# --- a dossier: its files ---------------------------------------------------------------------------


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Returns an object of JSON, in which no name stands twice: two readers could take different ones."""
    told = dict(pairs)
    if len(told) != len(pairs):
        twice = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
        raise Fault(f'has "{twice[0]}" twice in one object')
    return told


DECODER = json.JSONDecoder(object_pairs_hook=once)


def read_json(raw: bytes, what: str) -> Any:
    """Returns what JSON says."""
    try:
        return DECODER.decode(raw.decode("utf-8"))
    except Fault as fault:
        raise Fault(f"{what} {fault}") from None


def bytes_of(folder: Path, name: str) -> bytes:
    """Returns the bytes of a file that every dossier has."""
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise Fault(f"{name} is missing") from None


def files_in(folder: Path, within: str = "") -> Iterator[str]:
    """Yields the name of every file in a dossier, which has plain files and folders alone."""
    with os.scandir(folder / within) as found:
        for one in found:
            name = f"{within}{one.name}"
            if one.is_dir(follow_symlinks=False):
                yield from files_in(folder, f"{name}/")
            elif one.is_file(follow_symlinks=False):
                yield name
            else:
                raise Fault(f"{name} is a link or a special file, and a dossier has none")


def check_manifest(folder: Path) -> dict[str, Any]:
    """Returns the manifest, when every file is as it names it and there is no other."""
    here = set(files_in(folder))
    raw = bytes_of(folder, "manifest.json")
    manifest: dict[str, Any] = read_json(raw, "manifest.json")
    seal = manifest.pop("seal")
    if (json.dumps({**manifest, "seal": seal}, ensure_ascii=False, indent=2) + "\n").encode("utf-8") != raw:
        raise Fault("manifest.json is not written in its one form")
    if hashlib.sha256(json.dumps(manifest, ensure_ascii=False, indent=2).encode("utf-8")).hexdigest() != seal:
        raise Fault("manifest.json has been changed")
    for name in sorted(here ^ {*manifest["sha256"], "manifest.json"}):
        told = "lies here, and the manifest does not name it" if name in here else "is missing"
        raise Fault(f"{name} {told}")
    for name, expected in manifest["sha256"].items():
        if sha256_of_file(folder / name) != expected:
            raise Fault(f"{name} is not the file the manifest names")
    return manifest


def sha256_of_file(path: Path) -> str:
    """Returns the SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        for piece in iter(lambda: opened.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


# --- a dossier: its events --------------------------------------------------------------------------

WHOLE_LOG = "the whole log"
REFUSED = "command.refused.v1"
REMINDED = "obligation.reminded.v1"
FRAME = "budget."
"""How the kinds of events of the yearly frames begin."""
CALENDAR = "calendar"
"""Who acts when a date comes; nobody is registered under that name."""
HOUSE = "26ea7a0d-5b32-5364-b7be-170facdaadcc"
"""The stream of people, policies and codes of conduct."""
NAMESPACE = UUID("5f0d5f3e-6a0b-5b0e-9a35-0c6f3c1a7d01")

FIELDS = ("index", "citation", "originator_id", "version", "topic", "recorded_at", "effective_on", "actor", "via",
          "policy_version", "clauses", "reason", "stored")  # fmt: skip
"""What a line of log.jsonl has, and nothing else."""
SAID_TWICE = ("effective_on", "actor", "via", "policy_version", "reason")


class Event(NamedTuple):
    """One event of a dossier: its line in log.jsonl, its entry in the log, and what its stored bytes say."""

    line: dict[str, Any]
    entry: Entry
    stored: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """Returns the event's own data."""
        own: dict[str, Any] = self.stored["data"]
        return own

    @property
    def is_of_the_house(self) -> bool:
        """Tells whether it is about people, policies or codes of conduct, not about a partnership or money."""
        return not self.entry.topic.startswith(("partnership.", "command.", "obligation.", FRAME))

    @property
    def is_of_a_frame(self) -> bool:
        """Tells whether it is about what a year may cost, and what of it is bound or paid."""
        return self.entry.topic.startswith(FRAME)


def events_in(folder: Path) -> Iterator[Event]:
    """Yields the events of log.jsonl, whose lines have the known fields and no other."""
    with (folder / "log.jsonl").open("rb") as opened:
        for number, raw in enumerate(opened, 1):
            line = read_json(raw, f"line {number} of log.jsonl")
            for name in sorted(set(line) ^ set(FIELDS)):
                raise Fault(f'line {number} of log.jsonl has {"a field" if name in line else "no"} "{name}"')
            stored = line["stored"].encode("utf-8")
            state, stream = hashlib.sha256(stored).hexdigest(), line["originator_id"].replace("-", "")
            entry = Entry(stream, line["version"], line["topic"], state)
            yield Event(line, entry, read_json(stored, f"the stored event of line {number}"))


def refusals_of(partnership: str) -> str:
    """Returns the stream of refused attempts at a partnership, or at what there was none of yet."""
    return str(uuid5(NAMESPACE, f"refusals:{partnership}"))


def reminders_of(partnership: str) -> str:
    """Returns the stream of reminders of what a partnership owed."""
    return str(uuid5(NAMESPACE, f"reminders:{partnership}"))


def frame_of(year: int) -> str:
    """Returns the stream of the frame of a year."""
    return str(uuid5(NAMESPACE, f"budget:{year}"))


class Story:
    """Takes the events of a dossier in the order of the log; holds each against those before it."""

    def __init__(self, origin: str, table: Iterator[list[str]], *, is_whole: bool) -> None:
        self.origin, self.is_whole = origin, is_whole
        self.table = table
        self.refs: dict[str, str] = {}
        self.refusals: dict[str, str] = {"": refusals_of("")}
        self.reminders: dict[str, str] = {}
        self.reached: dict[str, int] = {}
        self.people: set[str] = set()
        self.adopted: dict[str, str] = {}
        self.judged_by: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.clauses_unchecked = 0
        self.documents = 0
        if next(table, None) != list(DOCUMENT_COLUMNS):
            raise Fault("documents.csv does not begin with its heading")

    def take(self, event: Event, index: int) -> None:
        """Takes an event that stands in the log at an index."""
        self.has_begun(event, index)
        self.goes_on(event)
        self.learn(event)
        self.knows_who_acted(event, index)
        self.says_the_same(event, index)
        self.lists_documents(event, index)
        self.counts[kind_of(event)] += 1

    def has_begun(self, event: Event, index: int) -> None:
        """Holds the first event against how every log begins."""
        if self.counts:
            return
        if (index, event.entry.topic, event.entry.version) != (0, "store.opened.v1", 1):
            raise Fault("event 0, with which the log began, is missing")
        if event.data["origin"] != self.origin:
            raise Fault(f"the log that began here is {event.data['origin']}, and the key is {self.origin}'s")

    def goes_on(self, event: Event) -> None:
        """Holds an event's number against the one before it; of the house, a dossier of one has a part."""
        stream, version = event.line["originator_id"], event.entry.version
        before = self.reached.get(stream, 0)
        may_skip = stream == HOUSE and not self.is_whole and version > before
        if version != before + 1 and not may_skip:
            raise Fault(f"of stream {stream} an event between {before} and {version} is missing")
        self.reached[stream] = version

    def learn(self, event: Event) -> None:
        """Keeps what later events are held against."""
        topic, data, stored = event.entry.topic, event.data, event.stored
        if topic in ("partnership.proposed.v1", "partnership.imported.v1"):
            stream, ref = event.line["originator_id"], f"P-{data['number']}"
            self.refs[stream] = ref
            self.refusals[ref], self.reminders[ref] = refusals_of(stream), reminders_of(stream)
        elif topic == "person.added.v1":
            self.people.add(data["handle"])
        elif topic == "policy.adopted.v1":
            self.adopted[data["version"]] = data["sha256"]
        if self.is_whole or not event.is_of_the_house:
            moved_to = data["version"] if topic == "partnership.policy-moved.v1" else ""
            named = {stored["policy_version"], stored.get("house_policy_version", ""), moved_to}
            self.judged_by |= named - {""}

    def knows_who_acted(self, event: Event, index: int) -> None:
        """Holds who acted against who was registered by then."""
        who = event.stored["actor"]
        if not event.is_of_the_house and who not in self.people | {CALENDAR}:
            raise Fault(f"{who} acted in event {index}, and the registration of {who} is missing")

    def says_the_same(self, event: Event, index: int) -> None:
        """Holds what log.jsonl says beside the stored bytes against these."""
        told = self.told_of(event, index)
        if told["clauses"] is None:
            told["clauses"] = [str(one) for one in event.line["clauses"]]
            self.clauses_unchecked += 1
        if json.dumps(told) == json.dumps({name: event.line[name] for name in told}):
            return
        for name in told:
            if json.dumps(event.line[name]) != json.dumps(told[name]):
                raise Fault(
                    f"log.jsonl says something else of event {index} than its stored bytes do: {name}"
                )

    def told_of(self, event: Event, index: int) -> dict[str, Any]:
        """Returns what its line has to say beside the entry; clauses only where its own data names them."""
        utc, _, rest = event.stored["recorded_at"].partition("Z")
        return {
            **{name: event.stored.get(name, "") for name in SAID_TWICE},
            "index": index,
            "citation": self.citation_of(event, index),
            "originator_id": str(UUID(event.line["originator_id"])),
            "recorded_at": f"{datetime.fromisoformat(utc).isoformat(timespec='microseconds')}Z{rest}",
            "clauses": clauses_named_by(event),
        }

    def citation_of(self, event: Event, index: int) -> str:
        """Returns how an event is cited: P-7:3@41, P-7/refusals:1@52, budget-2027:3@60, house:1@0."""
        return f"{self.stream_of(event, index)}:{event.entry.version}@{index}"

    def stream_of(self, event: Event, index: int) -> str:
        """Returns what people call an event's stream."""
        stream = event.line["originator_id"]
        if event.entry.topic == REFUSED:
            ref = event.data.get("ref", "")
            if self.refusals.get(ref) != stream:
                raise Fault(f"event {index} is a refused attempt at {ref or 'nothing'}, which is not here")
            return f"{ref}/refusals" if ref else "refusals"
        if event.entry.topic == REMINDED:
            ref = event.data["ref"]
            if self.reminders.get(ref) != stream:
                raise Fault(f"event {index} is a reminder of what {ref} owed, which is not here")
            return f"{ref}/reminders"
        if event.is_of_a_frame:
            year = event.data["year"]
            if stream != frame_of(year):
                raise Fault(f"event {index} is of the frame of {year}, and stands in another stream")
            return f"budget-{year}"
        if stream == HOUSE:
            return "house"
        if stream not in self.refs:
            raise Fault(f"event {index} is of a partnership whose proposal is not here")
        return self.refs[stream]

    def lists_documents(self, event: Event, index: int) -> None:
        """Holds the next rows of documents.csv against the documents an event holds."""
        cited = self.citation_of(event, index)
        for expected in documents_held_by(event.entry.topic, event.data):
            if next(self.table, None) != [cell(one) for one in (*expected, cited)]:
                raise Fault(
                    f"documents.csv does not list the documents of event {index} as the event holds them"
                )
            self.documents += 1

    def check_end(self) -> None:
        """Holds the end of the dossier against what was read."""
        if not self.counts:
            raise Fault("log.jsonl holds no event at all")
        if next(self.table, None) is not None:
            raise Fault("documents.csv lists a document that no event here holds")

    def subject(self) -> str:
        """Returns the name of the dossier: a partnership's reference, or the whole log."""
        if self.is_whole:
            return WHOLE_LOG
        if len(self.refs) != 1:
            raise Fault(
                f"the events of {len(self.refs)} partnerships are here, and a dossier is of one or of all"
            )
        ((partnership, ref),) = self.refs.items()
        beside = {refusals_of(partnership), reminders_of(partnership)}
        for stream in sorted(set(self.reached) - {HOUSE, partnership} - beside):
            raise Fault(f"stream {stream} has no place in the dossier of {ref}")
        return ref


def kind_of(event: Event) -> str:
    """Returns as what an event is counted."""
    if event.is_of_the_house or event.is_of_a_frame:
        return "house" if event.is_of_the_house else "frame"
    return {REFUSED: "refused", REMINDED: "reminded"}.get(event.entry.topic, "own")


def clauses_named_by(event: Event) -> list[str] | None:
    """Returns the clauses an event's own data names; of other kinds of events the product alone knows them."""
    topic, data = event.entry.topic, event.data
    if topic == REFUSED:
        return list(dict.fromkeys(one["clause"] for one in data["findings"]))
    if topic == "partnership.criteria-assessed.v1":
        return list(dict.fromkeys(one["clause"] for one in data["assessments"]))
    if topic.startswith("partnership.exception-") or topic == REMINDED:
        return [data["clause"]]
    if topic == "partnership.terminated.v1" and data["end_reason"] == "breach":
        return ["C30"]
    return None


# --- a dossier: its documents -----------------------------------------------------------------------

DOCUMENT_COLUMNS = ("held_as", "name", "sha256", "media_type", "cited")
HELD_AS = {
    "partnership.agreed.v1": "the agreement",
    "partnership.addendum-agreed.v1": "an addendum",
    "code.published.v1": "the code of conduct published",
    "partnership.correction-proposed.v1": "what shows a correction right",
    "partnership.terminated.v1": "consent to the end",
}
"""As what an event holds its documents; any other holds them as evidence."""

SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212"
FORMULA = re.compile(rf"""(\A|[;\t\r\n])(?=[\s"']*[{SIGNS}]|[\t\r])""")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def cell(text: str) -> str:
    """Returns a text as documents.csv has it: a spreadsheet takes no part of it for a formula."""
    return FORMULA.sub(lambda found: f"{found[1]}'", CONTROLS.sub("", text))


def documents_held_by(topic: str, data: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yields the documents an event holds: as what, name, SHA-256, media type (none where the hash alone is known)."""
    found = list(documents_within(data))
    kinds = {one["sha256"]: one.get("media_type", "application/octet-stream") for one in found}
    for held_as, name, sha in named_by_hash(topic, data, found):
        yield held_as, name, sha, kinds.get(sha, "")


def named_by_hash(
    topic: str, data: dict[str, Any], found: Iterable[dict[str, Any]]
) -> Iterator[tuple[str, str, str]]:
    """Yields as what each document is held, its name and its SHA-256."""
    if topic == "policy.adopted.v1":
        yield "the policy adopted", data["version"], data["sha256"]
    elif topic == "partnership.imported.v1":
        agreed, source = data["agreement"]["document"], data["source"]
        yield "the agreement, as imported", agreed["name"], agreed["sha256"]
        yield code_agreed_to(data["agreement"])
        yield "the file it was imported from", source["name"], source["sha256"]
    elif topic == "partnership.code-acknowledged.v1":
        yield "the code of conduct acknowledged", data["code_version"], data["code_sha256"]
    else:
        is_signed = topic == "partnership.document-signed.v1"
        by = "us" if data.get("party") == "us" else "the partner"
        held_as = HELD_AS.get(topic, "evidence")
        for one in found:
            yield f"signed by {by}" if is_signed else held_as, one["name"], one["sha256"]
        if topic == "partnership.agreed.v1":
            yield code_agreed_to(data["agreement"])


def code_agreed_to(agreement: dict[str, Any]) -> tuple[str, str, str]:
    """Returns as what an agreement holds the code of conduct, its version and its SHA-256."""
    return "the code of conduct agreed to", agreement["code_version"], agreement["code_sha256"]


def documents_within(value: Any) -> Iterator[dict[str, Any]]:
    """Yields every document within a value: what has a name and a SHA-256."""
    if isinstance(value, dict) and {"name", "sha256"} <= set(value):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from documents_within(one)


# --- a dossier: all of it ---------------------------------------------------------------------------


def check_folder(folder: Path, told_key: str | None) -> Iterator[str]:
    """Yields a line for each thing that holds in a dossier, and for what cannot be shown."""
    manifest = check_manifest(folder)
    yield f"manifest: {len(manifest['sha256'])} files are as named, and there is no other"
    key = read_key(told_key or bytes_of(folder, "origin.vkey").decode("utf-8"))
    note = bytes_of(folder, "checkpoint")
    size, root = open_checkpoint(note, key)
    yield f"checkpoint: signed by {key[0]} over {size} events"
    for name in ("log.jsonl", "documents.csv"):
        if not (folder / name).is_file():
            raise Fault(f"{name} is missing")
    is_whole = not (folder / "receipts").is_dir()
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as opened:
        story = Story(key[0], csv.reader(opened, strict=True), is_whole=is_whole)
        if is_whole:
            check_whole(folder, size, root, story)
            yield f"log.jsonl: these are all {size} events, in their order; together they give the signed root"
        else:
            yield from check_receipts(folder, key, note, story)
        story.check_end()
    if (manifest["name"], manifest["log_size"]) != (story.subject(), size):
        raise Fault(f"manifest.json is of {manifest['name']}, and here is {story.subject()} of {size} events")
    yield counted(story)
    yield f"policies: {check_policies(folder, story)} texts are those that were adopted, of every version that judged"
    yield f"documents.csv: {story.documents} rows are those of the events here"
    yield from what_is_not_shown(story)
    if not told_key:
        yield "NOTE: the key came with the dossier; compare origin.vkey with the one the log's owner published"


def counted(story: Story) -> str:
    """Returns how many events of each kind are here."""
    kinds = ("own", "refused", "reminded", "house", "frame")
    own, refused, reminded, house, frame = (story.counts[kind] for kind in kinds)
    of = f"{len(story.refs)} partnerships" if story.is_whole else story.subject()
    gaps = "each without a gap from the first one on"
    part = f"of the yearly frames {frame}, without a gap" if story.is_whole else "those it rests on"
    beside = f"refused attempts {refused}, reminders {reminded}"
    return f"{of}: events {own}, {beside}, {gaps}; events of the house {house}, {part}"


def what_is_not_shown(story: Story) -> Iterator[str]:
    """Yields what this dossier cannot show, and what is not checked."""
    if story.is_whole:
        yield "NOT SHOWN: whether something was recorded after the checkpoint"
    else:
        yield (
            "NOT SHOWN: whether events, refused attempts or reminders came after the last ones here (where there are "
            "none: any), whether more of the house belongs to it, as a role given or taken back, or a rollback of the "
            "log that was accepted, and what it took of the yearly frames; a dossier of the whole log shows that, "
            "up to its checkpoint"
        )
    yield (
        f"NOT CHECKED: the clauses that log.jsonl gives for {story.clauses_unchecked} events whose stored bytes do "
        "not name them; index.html and README.txt, which are written for people"
    )


def check_receipts(folder: Path, key: Key, note: bytes, story: Story) -> Iterator[str]:
    """Yields a line for each event that its receipt proves."""
    indexes: list[int] = []
    for event in events_in(folder):
        index, name = event.line["index"], f"{event.line['index']:06d}"
        stored = bytes_of(folder, f"events/{name}.json")
        proved = prove(bytes_of(folder, f"receipts/{name}.tlog-proof"), key, stored)
        if (proved.place, proved.note.encode(), proved.entry) != (index, note, event.entry):
            raise Fault(f"the receipt of event {index} is about something else than log.jsonl says")
        if [index] <= indexes[-1:]:
            raise Fault("log.jsonl is not in the order of the log")
        story.take(event, index)
        indexes.append(index)
        yield f"event {index}: {proved.entry.topic}, version {proved.entry.version}, is the very one in the log"
    for kind in ("events", "receipts"):
        if len(list((folder / kind).iterdir())) != len(indexes):
            raise Fault(f"{kind} and log.jsonl do not hold the same events")


def check_whole(folder: Path, size: int, root: bytes, story: Story) -> None:
    """Hashes every line of log.jsonl again: all of them together have to give the signed root."""
    tree: list[tuple[int, bytes]] = []
    count = 0
    for event in events_in(folder):
        if event.line["index"] != count:
            raise Fault(f"log.jsonl goes on with event {event.line['index']} where {count} should stand")
        add_leaf(tree, sha256(b"\x00" + event.entry.text))
        story.take(event, count)
        count += 1
    if count != size:
        raise Fault(f"log.jsonl holds {count} events, and {size} were signed")
    if root_of(tree) != root:
        raise Fault("the events in log.jsonl do not give the signed root")


def add_leaf(tree: list[tuple[int, bytes]], root: bytes) -> None:
    """Adds a leaf to the roots of the full subtrees, highest first (RFC 9162, 2.1.1)."""
    height = 0
    while tree and tree[-1][0] == height:
        root = sha256(b"\x01" + tree.pop()[1] + root)
        height += 1
    tree.append((height, root))


def root_of(tree: list[tuple[int, bytes]]) -> bytes:
    """Returns the root over all leaves that were added."""
    root = b""
    for _, left in reversed(tree):
        root = sha256(b"\x01" + left + root) if root else left
    return root or sha256(b"")


def check_policies(folder: Path, story: Story) -> int:
    """Returns how many policy texts there are: each of them adopted, and none that judged is missing."""
    here = {path.name: path for path in (folder / "policies").glob("*")}
    for version in sorted(story.judged_by - set(story.adopted)):
        raise Fault(f"policy version {version} judged an event, and its adoption is not here")
    for version in sorted(story.adopted):
        if f"{version}.toml" not in here:
            raise Fault(f"policies/{version}.toml is missing")
    adopted = {f"{version}.toml": sha for version, sha in story.adopted.items()}
    for name, path in sorted(here.items()):
        if not path.is_file() or sha256_of_file(path) != adopted.get(name):
            raise Fault(f"policies/{name} is not a text that was adopted")
    return len(here)


# --- the command line -------------------------------------------------------------------------------


def named_file(path: str) -> bytes:
    """Returns the bytes of a file that the command line names."""
    try:
        return Path(path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise NotThere(f"{path} is not there") from None
    except (OSError, ValueError) as error:
        raise NotThere(f"{path} cannot be read: {error}") from None


def named_key(told: str) -> str:
    """Returns the key that the command line gives: as it is written, or as the file that holds it."""
    if not os.path.isfile(told) and re.fullmatch(r"[^+]+\+[^+]*\+.+", told.strip()):
        return told
    return named_file(told).decode("utf-8", "replace")


def lines_told(told: argparse.Namespace, parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yields what is told of what the command line names."""
    vkey = named_key(told.vkey) if told.vkey else None
    if os.path.isdir(told.what):
        if told.event:
            parser.error("--event goes with a receipt; a dossier has its events in it")
        yield from check_folder(Path(told.what), vkey)
    else:
        receipt = named_file(told.what)
        if not vkey:
            parser.error("name the log's public key with --vkey")
        yield check(receipt, read_key(vkey), named_file(told.event) if told.event else None)
    yield "Everything that can be checked holds."


def say(text: str, *, wrong: bool = False) -> None:
    """Prints a line; what a forger may have written in it does nothing to the terminal."""
    print(
        "".join(one if one.isprintable() else "?" for one in text), file=sys.stderr if wrong else sys.stdout
    )


def main() -> int:
    """Checks what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", metavar="RECEIPT|FOLDER")
    parser.add_argument("--vkey", metavar="KEY")
    parser.add_argument("--event", metavar="FILE")
    try:
        for line in lines_told(parser.parse_args(), parser):
            say(line)
    except NotThere as slip:
        say(str(slip), wrong=True)
        return NOT_THERE
    except Fault as fault:
        say(f"DOES NOT HOLD: {fault}", wrong=True)
        return DOES_NOT_HOLD
    except UNREADABLE as fault:
        say(f"DOES NOT HOLD: something is not in its form ({type(fault).__name__}: {fault})", wrong=True)
        return DOES_NOT_HOLD
    return HOLDS


if __name__ == "__main__":
    for output in (sys.stdout, sys.stderr):
        if hasattr(output, "reconfigure"):
            output.reconfigure(errors="backslashreplace")
    sys.exit(main())
