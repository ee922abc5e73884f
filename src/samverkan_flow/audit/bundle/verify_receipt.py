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
root; no event of a partnership is left out between its first and the last one here; what log.jsonl says
beside the stored bytes is what the bytes say; policy texts are those adopted, and every document's hash
stands in an event. The story, index.html, is a rendering for people: nothing is proved by it.

Ends with 0 when everything holds, else with 6.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HOLDS, DOES_NOT_HOLD = 0, 6
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError, csv.Error)
"""What reading a file that is not in its form can come to."""

Key = tuple[str, bytes, bytes]
"""A public key: the log's name, the key's id, the 32 bytes."""


class Fault(Exception):
    """Something does not hold; its text says what."""


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


def read_key(text: str) -> Key:
    """Returns name, id and public key of a key's text."""
    name, _, rest = text.strip().partition("+")
    key_id, _, written = rest.partition("+")
    raw = from_base64(written)
    expected = sha256(name.encode() + b"\n" + raw)[:4]
    if len(raw) != 33 or raw[:1] != b"\x01" or key_id != expected.hex():
        raise Fault("the public key is not whole")
    return name, expected, raw[1:]


def read_number(text: str) -> int:
    """Returns a decimal without sign or leading zeros."""
    if not text.isascii() or not text.isdigit() or (text[0] == "0" and text != "0"):
        raise Fault(f'"{text[:40]}" is not a plain number')
    return int(text)


def open_checkpoint(note: str, key: Key) -> tuple[int, bytes]:
    """Returns size and root of a checkpoint that the key has signed."""
    name, key_id, public_key = key
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise Fault("the checkpoint has no signatures")
    own = []
    for line in signatures[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        signed_by, _, written = rest.partition(" ")
        if dash != "\u2014":
            raise Fault("there is something below the checkpoint that is no signature")
        raw = from_base64(written)
        if (signed_by, raw[:4]) == (name, key_id):
            own.append(raw[4:])
    if len(own) != 1:
        raise Fault(f"the checkpoint is not signed once by {name}")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(own[0], (text + "\n").encode())
    except InvalidSignature:
        raise Fault("the signature under the checkpoint does not hold") from None
    lines = text.split("\n")
    if len(lines) < 3 or lines[0] != name:
        raise Fault("the checkpoint is another log's")
    return read_number(lines[1]), from_base64(lines[2])


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
    head, blank, note = receipt.decode("utf-8").partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 3 or lines[0] != "c2sp.org/tlog-proof@v1":
        raise Fault("this is no receipt")
    if not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise Fault("the receipt does not carry its entry and index")
    raw, index = from_base64(lines[1][6:]), read_number(lines[2][6:])
    size, root = open_checkpoint(note, key)
    if root_from_path(sha256(b"\x00" + raw), index, size, [from_base64(line) for line in lines[3:]]) != root:
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


# --- a dossier --------------------------------------------------------------------------------------


class Read:
    """What the events read so far come to: how far each stream goes, adopted policies, cited hashes."""

    def __init__(self) -> None:
        self.reached: dict[str, int] = {}
        self.policies: dict[str, str] = {}
        self.hashes: set[str] = set()

    def take(self, entry: Entry, stored: bytes) -> None:
        """Reads an event that stands in the log; of a partnership none may be left out before it."""
        if entry.topic.startswith(("partnership.", "command.")):
            before = self.reached.get(entry.stream, 0)
            if entry.version != before + 1:
                raise Fault(
                    f"of stream {entry.stream} an event between {before} and {entry.version} is missing"
                )
            self.reached[entry.stream] = entry.version
        self.hashes.update(re.findall(r'"([0-9a-f]{64})"', stored.decode("utf-8")))
        if entry.topic == "policy.adopted.v1":
            adopted = json.loads(stored)["data"]
            self.policies[adopted["version"]] = adopted["sha256"]


def check_folder(folder: Path, told_key: str | None) -> Iterator[str]:
    """Yields a line for each thing that holds in a dossier."""
    yield f"manifest: {check_manifest(folder)} files are as named, and there is no other"
    key = read_key(told_key or (folder / "origin.vkey").read_text("utf-8"))
    note = (folder / "checkpoint").read_bytes().decode("utf-8")
    size, root = open_checkpoint(note, key)
    yield f"checkpoint: signed by {key[0]} over {size} events"
    read = Read()
    if (folder / "receipts").is_dir():
        yield from check_receipts(folder, key, note, read)
    else:
        check_whole(folder, size, root, read)
        yield f"log.jsonl: these are all {size} events, in their order; together they give the signed root"
    yield f"{len(read.reached)} streams of partnerships are without a gap from their first event"
    yield f"policies: {check_policies(folder, read)} texts are those that were adopted"
    yield f"documents.csv: {check_documents(folder, read)} hashes stand in the events"
    if not told_key:
        yield "NOTE: the key came with the dossier; compare origin.vkey with the one the log's owner published"


def check_manifest(folder: Path) -> int:
    """Returns how many files the manifest names, each of them as named."""
    raw = (folder / "manifest.json").read_bytes()
    manifest = json.loads(raw)
    seal = manifest.pop("seal")
    if (json.dumps({**manifest, "seal": seal}, ensure_ascii=False, indent=2) + "\n").encode("utf-8") != raw:
        raise Fault("manifest.json is not written in its one form")
    if hashlib.sha256(json.dumps(manifest, ensure_ascii=False, indent=2).encode("utf-8")).hexdigest() != seal:
        raise Fault("manifest.json has been changed")
    here = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted(here ^ {*manifest["sha256"], "manifest.json"}):
        told = "lies here, and the manifest does not name it" if name in here else "is missing"
        raise Fault(f"{name} {told}")
    for name, expected in manifest["sha256"].items():
        if sha256_of_file(folder / name) != expected:
            raise Fault(f"{name} is not the file the manifest names")
    return len(manifest["sha256"])


def sha256_of_file(path: Path) -> str:
    """Returns the SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        for piece in iter(lambda: opened.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def check_receipts(folder: Path, key: Key, note: str, read: Read) -> Iterator[str]:
    """Yields a line for each event that its receipt proves."""
    indexes = []
    for line in log_lines(folder):
        index, name = line["index"], f"{line['index']:06d}"
        event = (folder / "events" / f"{name}.json").read_bytes()
        receipt = (folder / "receipts" / f"{name}.tlog-proof").read_bytes()
        proved = prove(receipt, key, event)
        if (proved.place, proved.note, proved.entry) != (index, note, entry_of(line)):
            raise Fault(f"the receipt of event {index} is about something else than log.jsonl says")
        if event != line["stored"].encode("utf-8"):
            raise Fault(f"event {index} is another in log.jsonl")
        read.take(proved.entry, event)
        indexes.append(index)
        yield f"event {index}: {proved.entry.topic}, version {proved.entry.version}, is the very one in the log"
    for kind in ("events", "receipts"):
        if len(list((folder / kind).iterdir())) != len(indexes):
            raise Fault(f"{kind} and log.jsonl do not hold the same events")
    if indexes != sorted(set(indexes)):
        raise Fault("log.jsonl is not in the order of the log")


def check_whole(folder: Path, size: int, root: bytes, read: Read) -> None:
    """Hashes every line of log.jsonl again: all of them together have to give the signed root."""
    tree: list[tuple[int, bytes]] = []
    count = 0
    for line in log_lines(folder):
        if line["index"] != count:
            raise Fault(f"log.jsonl goes on with event {line['index']} where {count} should stand")
        entry = entry_of(line)
        add_leaf(tree, sha256(b"\x00" + entry.text))
        read.take(entry, line["stored"].encode("utf-8"))
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


def log_lines(folder: Path) -> Iterator[dict[str, Any]]:
    """Yields the lines of log.jsonl, whose readable fields have to say what the stored bytes say."""
    with (folder / "log.jsonl").open("rb") as opened:
        for raw in opened:
            line = json.loads(raw)
            stored = json.loads(line["stored"])
            told = {name: stored.get(name, "") for name in SAID_TWICE}
            if {name: line[name] for name in SAID_TWICE} != told or moment(line) != moment(stored):
                raise Fault(
                    f"log.jsonl says something else of event {line['index']} than its stored bytes do"
                )
            yield line


SAID_TWICE = ("effective_on", "actor", "via", "policy_version", "reason")


def moment(told: dict[str, Any]) -> datetime:
    """Returns when something was recorded."""
    return datetime.fromisoformat(told["recorded_at"].replace("Z", "+00:00"))


def entry_of(line: dict[str, Any]) -> Entry:
    """Returns the entry that a line of log.jsonl has in the log."""
    state = hashlib.sha256(line["stored"].encode("utf-8")).hexdigest()
    return Entry(line["originator_id"].replace("-", ""), line["version"], line["topic"], state)


def check_policies(folder: Path, read: Read) -> int:
    """Returns how many policy texts there are, each of them the one that was adopted."""
    texts = sorted((folder / "policies").glob("*.toml"))
    for path in texts:
        if sha256_of_file(path) != read.policies.get(path.stem):
            raise Fault(f"policies/{path.name} is not a text that was adopted")
    return len(texts)


def check_documents(folder: Path, read: Read) -> int:
    """Returns how many documents are listed, each hash of which stands in an event."""
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as opened:
        hashes = [row["sha256"] for row in csv.DictReader(opened)]
    for one in hashes:
        if one not in read.hashes:
            raise Fault(f"documents.csv names {one}, which stands in no event")
    return len(hashes)


def main() -> int:
    """Checks what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", type=Path)
    parser.add_argument("--vkey")
    parser.add_argument("--event", type=Path)
    told = parser.parse_args()
    try:
        vkey = Path(told.vkey).read_text("utf-8") if told.vkey and Path(told.vkey).is_file() else told.vkey
        if told.what.is_dir():
            for line in check_folder(told.what, vkey):
                print(line)
        elif not vkey:
            parser.error("name the log's public key with --vkey")
        else:
            event = told.event.read_bytes() if told.event else None
            print(check(told.what.read_bytes(), read_key(vkey), event))
    except Fault as fault:
        print(f"DOES NOT HOLD: {fault}", file=sys.stderr)
        return DOES_NOT_HOLD
    except UNREADABLE as fault:
        print(
            f"DOES NOT HOLD: something is not in its form ({type(fault).__name__}: {fault})", file=sys.stderr
        )
        return DOES_NOT_HOLD
    return HOLDS


if __name__ == "__main__":
    sys.exit(main())
