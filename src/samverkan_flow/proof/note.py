"""Signed notes: a text, and below it who signed it (C2SP signed-note, with Ed25519 of RFC 8032).

A verifier's key is written `name+id+base64`, as in Go's `sumdb/note`. Signatures of unknown keys are
passed over; a known key that signed twice, or whose signature fails, makes the whole note worthless.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

import msgspec

from samverkan_flow.domain.errors import Damaged, InvalidInput
from samverkan_flow.proof.text import read_base64, write_base64

ED25519 = b"\x01"
KEY_ID_BYTES = 4
PUBLIC_KEY_BYTES = 32
NOTE_BYTES_MAX = 1_000_000
SIGNATURES_MAX = 100
NAME_LENGTH_MAX = 200
_PREFIX = "— "
_PRIVATE = "PRIVATE+KEY+"


class Signature(NamedTuple):
    """One signature line: the key's name and id, and what it signed with."""

    name: str
    key_id: bytes
    signature: bytes


class Note(msgspec.Struct, frozen=True):
    """A note as read: its text, final newline included, and its signatures, none of them trusted yet."""

    text: str
    signatures: tuple[Signature, ...]


class Verifier(msgspec.Struct, frozen=True):
    """A public key with its name; whoever holds it can check what the log signed."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """Returns the four bytes that signature lines name a key by."""
        return key_id_of(self.name, self.public_key)

    @property
    def vkey(self) -> str:
        """Returns the key as text, to be given to partners."""
        return f"{self.name}+{self.key_id.hex()}+{write_base64(ED25519 + self.public_key)}"

    def holds(self, text: str, signature: bytes) -> bool:
        """Tells whether a signature over a text is this key's."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """A private key with its name."""

    def __init__(self, name: str, seed: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        check_name(name)
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Returns the note of a text with this key's signature."""
        signature = write_base64(self.verifier.key_id + self._key.sign(text.encode()))
        return f"{text}\n{_PREFIX}{self.verifier.name} {signature}\n"

    @property
    def secret(self) -> str:
        """Returns the private key as text, for its file."""
        key_id = self.verifier.key_id.hex()
        return f"{_PRIVATE}{self.verifier.name}+{key_id}+{write_base64(ED25519 + self._seed)}"


def key_id_of(name: str, public_key: bytes) -> bytes:
    """Returns SHA-256 of name, newline, algorithm and public key, its first four bytes."""
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:KEY_ID_BYTES]


def check_name(name: str) -> None:
    """Raises InvalidInput for a name that could not stand in a signature line."""
    plain = name.isprintable() and not any(one.isspace() for one in name)
    if not name or not plain or "+" in name or len(name) > NAME_LENGTH_MAX:
        raise InvalidInput(
            "the name of the log",
            "is empty, too long, or has spaces or a plus in it",
            "write it like a web address without its scheme: example.org/log/partnerships",
        )


def parse_vkey(text: str) -> Verifier:
    """Returns the verifier a text names. Raises InvalidInput."""
    name, raw, key_id = _parse_key("the public key", text.strip())
    verifier = Verifier(name, raw)
    if verifier.key_id != key_id:
        raise InvalidInput("the public key", "has an id that does not fit it", _copied_hint())
    return verifier


def parse_secret(text: str) -> Signer:
    """Returns the signer a private key's text makes. Raises InvalidInput."""
    stripped = text.strip()
    if not stripped.startswith(_PRIVATE):
        raise InvalidInput("the signing key", f"does not begin with {_PRIVATE}")
    name, raw, key_id = _parse_key("the signing key", stripped.removeprefix(_PRIVATE))
    signer = Signer(name, raw)
    if signer.verifier.key_id != key_id:
        raise InvalidInput("the signing key", "has an id that does not fit it")
    return signer


def _parse_key(field: str, text: str) -> tuple[str, bytes, bytes]:
    """Returns name, 32 bytes of key and four of id; a key in base64 may itself hold plus signs."""
    parts = text.split("+", 2)
    if len(parts) != 3 or len(parts[1]) != 2 * KEY_ID_BYTES or parts[1] != parts[1].lower():
        raise InvalidInput(field, "is not written as name+id+key", _copied_hint())
    check_name(parts[0])
    raw = read_base64(field, parts[2])
    if raw[:1] != ED25519 or len(raw) != 1 + PUBLIC_KEY_BYTES:
        raise InvalidInput(field, "is not an Ed25519 key")
    try:
        return parts[0], raw[1:], bytes.fromhex(parts[1])
    except ValueError:
        raise InvalidInput(field, "is not written as name+id+key", _copied_hint()) from None


def _copied_hint() -> str:
    return "copy it whole, as the log's owner published it"


def parse_note(data: bytes, field: str = "the note") -> Note:
    """Returns the text and the signatures of a note. Raises InvalidInput for anything but its one form."""
    if len(data) > NOTE_BYTES_MAX:
        raise InvalidInput(field, f"is larger than {NOTE_BYTES_MAX} bytes")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput(field, "is not UTF-8 text") from None
    if any(one < " " and one != "\n" for one in whole):
        raise InvalidInput(field, "has control characters in it, or lines that end as on Windows")
    text, blank, below = whole.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise InvalidInput(field, "is not a text, a blank line and signature lines that end in a newline")
    lines = below.removesuffix("\n").split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise InvalidInput(field, f"has more than {SIGNATURES_MAX} signatures")
    return Note(text + "\n", tuple(_parse_signature(line, field) for line in lines))


def _parse_signature(line: str, field: str) -> Signature:
    name, space, written = line.removeprefix(_PREFIX).partition(" ")
    if not line.startswith(_PREFIX) or not space:
        raise InvalidInput(field, "has something below its blank line that is no signature")
    check_name(name)
    raw = read_base64(field, written)
    if len(raw) <= KEY_ID_BYTES:
        raise InvalidInput(field, "has a signature that is too short")
    return Signature(name, raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:])


def open_note(data: bytes, known: Iterable[Verifier], field: str = "the note") -> Note:
    """Returns a note that a known key has signed.

    Raises InvalidInput for a malformed one; Damaged where no known key signed it, one signed twice, or
    a known key's signature does not hold.
    """
    note = parse_note(data, field)
    opened = [_is_signed(note, verifier, field) for verifier in known]
    if not any(opened):
        raise Damaged(
            f"BAD_SIGNATURE: {field} is not signed by a known key",
            "compare the public key with the one the log's owner published",
        )
    return note


def _is_signed(note: Note, verifier: Verifier, field: str) -> bool:
    own = [one for one in note.signatures if (one.name, one.key_id) == (verifier.name, verifier.key_id)]
    if len(own) > 1:
        raise Damaged(f"BAD_SIGNATURE: {field} is signed twice by {verifier.name}")
    if own and not verifier.holds(note.text, own[0].signature):
        raise Damaged(
            f"BAD_SIGNATURE: the signature of {verifier.name} under {field} does not hold",
            "the text or the signature has been changed, or another key made it",
        )
    return bool(own)
