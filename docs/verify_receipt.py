"""Checks a receipt of a samverkan log. One file; needs Python 3.9 or newer and the package `cryptography`.

    python verify_receipt.py RECEIPT --vkey KEY [--event FILE]
    python verify_receipt.py FOLDER [--vkey KEY]

RECEIPT is a `.tlog-proof` file, KEY the log's public key (`name+id+base64`) or the file that holds it, and
FILE the stored bytes of the event the receipt is about. FOLDER is a bundle: its manifest, every receipt in
it and every event are checked, with the key that lies in it unless another is named. Take the key from the
log's owner by another way than the receipt.

What is checked: the checkpoint is signed by the key (C2SP signed-note, Ed25519), and the path leads from the
entry's hash to the signed root (RFC 9162, section 2.1.3.2). Ends with 0 when everything holds, else with 6.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HOLDS, DOES_NOT_HOLD = 0, 6


class Fault(Exception):
    """Something does not hold; its text says what."""


def sha256(data):
    """Returns the 32 bytes of SHA-256."""
    return hashlib.sha256(data).digest()


def from_base64(text):
    """Returns the bytes of base64 in its one spelling."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise Fault(f'"{text[:40]}" is not base64') from None
    if base64.b64encode(raw).decode() != text:
        raise Fault(f'"{text[:40]}" is not base64 in its one spelling')
    return raw


def read_key(text):
    """Returns name, id and public key of a key's text."""
    name, _, rest = text.strip().partition("+")
    key_id, _, written = rest.partition("+")
    raw = from_base64(written)
    expected = sha256(name.encode() + b"\n" + raw)[:4]
    if len(raw) != 33 or raw[:1] != b"\x01" or key_id != expected.hex():
        raise Fault("the public key is not whole")
    return name, expected, raw[1:]


def read_number(text):
    """Returns a decimal without sign or leading zeros."""
    if not text.isascii() or not text.isdigit() or (text[0] == "0" and text != "0"):
        raise Fault(f'"{text[:40]}" is not a plain number')
    return int(text)


def open_checkpoint(note, key):
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


def root_from_path(leaf, index, size, path):
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


def check(receipt, key, event=None):
    """Returns what a receipt proves, in words."""
    head, blank, note = receipt.decode("utf-8").partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 3 or lines[0] != "c2sp.org/tlog-proof@v1":
        raise Fault("this is no receipt")
    if not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise Fault("the receipt does not carry its entry and index")
    entry, index = from_base64(lines[1][6:]), read_number(lines[2][6:])
    size, root = open_checkpoint(note, key)
    if root_from_path(sha256(b"\x00" + entry), index, size, [from_base64(line) for line in lines[3:]]) != root:
        raise Fault("the path does not lead to the signed root")
    label, stream, version, topic, state = entry.decode("ascii").rstrip("\n").split("\n")
    if label != "samverkan/1":
        raise Fault("the entry is not one of a samverkan log")
    if event is not None and hashlib.sha256(event).hexdigest() != state:
        raise Fault("the event is not the one the receipt is about")
    told = "the very event" if event is not None else f"an event with SHA-256 {state}"
    return f"{told} stands at {index} of {size}: {topic}, stream {stream}, version {version}"


def check_folder(folder, told_key):
    """Yields a line for each thing that holds in a bundle."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, expected in sorted(manifest["sha256"].items()):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
            raise Fault(f"{name} is not the file the manifest names")
    yield f"manifest: {len(manifest['sha256'])} files are as named"
    key = read_key(told_key or (folder / "origin.vkey").read_text("utf-8"))
    size, _ = open_checkpoint((folder / "checkpoint").read_text("utf-8"), key)
    yield f"checkpoint: signed by {key[0]} over {size} events"
    for receipt in sorted((folder / "receipts").glob("*.tlog-proof")):
        event = folder / "events" / f"{receipt.stem}.json"
        yield f"{receipt.name}: {check(receipt.read_bytes(), key, event.read_bytes())}"


def main():
    """Checks what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", type=Path)
    parser.add_argument("--vkey")
    parser.add_argument("--event", type=Path)
    told = parser.parse_args()
    vkey = Path(told.vkey).read_text("utf-8") if told.vkey and Path(told.vkey).is_file() else told.vkey
    try:
        if told.what.is_dir():
            for line in check_folder(told.what, vkey):
                print(line)
        elif not vkey:
            parser.error("name the log's public key with --vkey")
        else:
            event = told.event.read_bytes() if told.event else None
            print(check(told.what.read_bytes(), read_key(vkey), event))
    except (Fault, UnicodeDecodeError, ValueError, KeyError, OSError) as fault:
        print(f"DOES NOT HOLD: {fault}", file=sys.stderr)
        return DOES_NOT_HOLD
    return HOLDS


if __name__ == "__main__":
    sys.exit(main())
