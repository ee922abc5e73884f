"""Receipts: the proof that one entry stands in the log, for people who have neither log nor product.

The format is C2SP tlog-proof. Its extra data is the entry itself; it is trusted only as far as its
hash leads to the signed root.
"""

import msgspec

from samverkan_flow.domain.errors import Damaged, InvalidInput
from samverkan_flow.proof.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from samverkan_flow.proof.merkle import leaf_hash, root_from_inclusion
from samverkan_flow.proof.note import NOTE_BYTES_MAX, Verifier
from samverkan_flow.proof.text import read_base64, read_decimal, read_hash, write_base64

HEADER = "c2sp.org/tlog-proof@v1"
PATH_LENGTH_MAX = 63
"""An inclusion path is never longer than a tree is high."""


class Receipt(msgspec.Struct, frozen=True):
    """One entry's place in the log, the path from it to the root, and the signed checkpoint of that root."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    @property
    def text(self) -> str:
        """Returns the receipt as it is written to a file."""
        extra = [f"extra {write_base64(self.extra)}"] if self.extra else []
        lines = [HEADER, *extra, f"index {self.index}", *map(write_base64, self.path)]
        return "\n".join(lines) + "\n\n" + self.checkpoint


def parse_receipt(data: bytes) -> Receipt:
    """Returns a receipt as read; nothing in it is trusted yet. Raises InvalidInput for anything but its one form."""
    if len(data) > NOTE_BYTES_MAX:
        raise InvalidInput("the receipt", f"is larger than {NOTE_BYTES_MAX} bytes")
    try:
        head, blank, checkpoint = data.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise InvalidInput("the receipt", "is not UTF-8 text") from None
    lines = head.split("\n")
    if not blank or lines[0] != HEADER:
        raise InvalidInput("the receipt", f'does not begin with the line "{HEADER}"')
    extra = (
        read_base64("the extra data", lines.pop(1)[6:])
        if lines[1:] and lines[1].startswith("extra ")
        else b""
    )
    if len(lines) < 2 or not lines[1].startswith("index "):
        raise InvalidInput("the receipt", "does not say which index it is about")
    if len(lines) - 2 > PATH_LENGTH_MAX:
        raise InvalidInput("the receipt", "has a longer path than any tree is high")
    index = read_decimal("the index of the receipt", lines[1][6:])
    path = tuple(read_hash("a hash of the receipt", line) for line in lines[2:])
    read_checkpoint(checkpoint.encode())
    receipt = Receipt(index, path, checkpoint, extra)
    if receipt.text.encode() != data:
        raise InvalidInput("the receipt", "is not written in its one form")
    return receipt


def check_receipt(receipt: Receipt, verifier: Verifier, entry: bytes = b"") -> Checkpoint:
    """Returns the checkpoint an entry is shown to stand under; without one, the entry the receipt carries.

    Raises Damaged when the checkpoint is not the log's, or the path does not lead from entry to root.
    """
    checkpoint = open_checkpoint(receipt.checkpoint.encode(), verifier)
    leaf = leaf_hash(entry or receipt.extra)
    if receipt.index >= checkpoint.size:
        raise Damaged(
            f"the receipt is about index {receipt.index}, and the log had {checkpoint.size} entries"
        )
    root = root_from_inclusion(leaf, receipt.index, checkpoint.size, receipt.path)
    if root is None:
        raise Damaged("the receipt's path is not of the length that its place in the log wants")
    if root != checkpoint.root:
        raise Damaged(
            f"the receipt does not show that this entry stands at index {receipt.index}",
            "the entry, the index or the path has been changed",
        )
    return checkpoint
