"""Checkpoints: the root of the log at one size, signed (C2SP tlog-checkpoint over signed-note)."""

import msgspec

from samverkan_flow.domain.errors import Damaged, InvalidInput
from samverkan_flow.proof.note import Signer, Verifier, open_note, parse_note
from samverkan_flow.proof.text import read_decimal, read_hash, write_base64


class Checkpoint(msgspec.Struct, frozen=True):
    """The head of one log: its origin, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Returns the text that is signed."""
        lines = (self.origin, str(self.size), write_base64(self.root), *self.extensions)
        return "\n".join(lines) + "\n"

    def signed(self, signer: Signer) -> str:
        """Returns the signed note."""
        return signer.sign(self.text)


def parse_text(text: str, field: str = "the checkpoint") -> Checkpoint:
    """Returns the checkpoint of a note's text. Raises InvalidInput."""
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n") or len(lines) < 3 or not all(lines):
        raise InvalidInput(field, "does not have origin, size and root on lines of their own")
    size, root = read_decimal(f"the size in {field}", lines[1]), read_hash(f"the root in {field}", lines[2])
    return Checkpoint(lines[0], size, root, tuple(lines[3:]))


def read_checkpoint(data: bytes, field: str = "the checkpoint") -> Checkpoint:
    """Returns a checkpoint without asking who signed it. Raises InvalidInput."""
    return parse_text(parse_note(data, field).text, field)


def open_checkpoint(data: bytes, verifier: Verifier, field: str = "the checkpoint") -> Checkpoint:
    """Returns a checkpoint the log itself has signed.

    Raises InvalidInput for a malformed one, Damaged for another log's or one that is not signed by its key.
    """
    checkpoint = read_checkpoint(data, field)
    if checkpoint.origin != verifier.name:
        raise Damaged(
            f"WRONG_LOG: {field} is of {checkpoint.origin}, not of {verifier.name}",
            "somebody put another log's file here, or the key is another log's",
        )
    open_note(data, [verifier], field)
    return checkpoint
