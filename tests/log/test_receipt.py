"""Checkpoints and receipts: what holds is accepted, any other spelling and any change refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverkan_flow.domain.errors import Damaged, InvalidInput, SamverkanError
from samverkan_flow.proof import merkle
from samverkan_flow.proof.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from samverkan_flow.proof.note import Signer
from samverkan_flow.proof.receipt import HEADER, Receipt, check_receipt, parse_receipt
from tests.log.test_merkle import over

C2SP_CHECKPOINT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
"""The example of the C2SP tlog-checkpoint text."""

SIGNER = Signer("example.org/log", bytes(range(32)))
ENTRIES = [b"entry %d\n" % number for number in range(11)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
NOTE = Checkpoint("example.org/log", 11, merkle.root_of(LEAVES)).signed(SIGNER)


def receipt_of(index: int) -> Receipt:
    return Receipt(index, tuple(merkle.inclusion_proof(over(LEAVES), index, 11)), NOTE, ENTRIES[index])


RECEIPT = receipt_of(6)


def test_the_example_of_the_specification_is_read() -> None:
    """Origin, size and root stand on lines of their own."""
    checkpoint = read_checkpoint(C2SP_CHECKPOINT.encode())

    assert ("example.com/behind-the-sofa", 20852163) == (checkpoint.origin, checkpoint.size)
    assert C2SP_CHECKPOINT.startswith(checkpoint.text)


def text_of(*lines: str) -> bytes:
    return SIGNER.sign("\n".join(lines) + "\n").encode()


ROOT = NOTE.split("\n")[2]
MALFORMED = {
    "two lines": text_of("example.org/log", "11"),
    "a leading zero": text_of("example.org/log", "011", ROOT),
    "a sign": text_of("example.org/log", "+11", ROOT),
    "a blank": text_of("example.org/log", " 11", ROOT),
    "other digits": text_of("example.org/log", "١١", ROOT),
    "no size": text_of("example.org/log", "", ROOT),
    "a size beyond measure": text_of("example.org/log", "1" * 19, ROOT),
    "a short root": text_of("example.org/log", "11", "AAAA"),
    "a root in hexadecimal": text_of("example.org/log", "11", "00" * 32),
    "an empty line more": text_of("example.org/log", "11", ROOT, ""),
}


@pytest.mark.parametrize("note", MALFORMED.values(), ids=list(MALFORMED))
def test_what_is_not_a_checkpoint_is_refused(note: bytes) -> None:
    """However well it is signed, a checkpoint has one form."""
    with pytest.raises(InvalidInput):
        open_checkpoint(note, SIGNER.verifier)


def test_another_logs_checkpoint_is_told() -> None:
    """A checkpoint of another log, signed by this key, is not of this log."""
    with pytest.raises(Damaged, match="WRONG_LOG"):
        open_checkpoint(text_of("example.org/other", "11", ROOT), SIGNER.verifier)


def test_extension_lines_are_kept() -> None:
    """What a later version adds below the root does not make the checkpoint unreadable."""
    assert ("more",) == open_checkpoint(
        text_of("example.org/log", "11", ROOT, "more"), SIGNER.verifier
    ).extensions


@pytest.mark.parametrize("index", range(11))
def test_a_receipt_proves_its_entry(index: int) -> None:
    """Each entry's receipt is read back as it was written, and holds."""
    receipt = parse_receipt(receipt_of(index).text.encode())

    assert receipt_of(index) == receipt
    assert 11 == check_receipt(receipt, SIGNER.verifier).size


TEXT = RECEIPT.text
HASHES = TEXT.split("\n")
BAD_RECEIPTS = {
    "nothing": "",
    "another header": TEXT.replace("@v1", "@v2"),
    "no index": TEXT.replace("index 6\n", ""),
    "a leading zero": TEXT.replace("index 6", "index 06"),
    "a negative index": TEXT.replace("index 6", "index -6"),
    "no blank line": TEXT.replace("\n\n", "\n", 1),
    "no final newline": TEXT[:-1],
    "Windows line ends": TEXT.replace("\n", "\r\n"),
    "a line more": TEXT.replace("index 6\n", "index 6\nmore\n"),
    "a short hash": TEXT.replace("index 6\n", "index 6\nAAAA\n"),
    "bad base64": TEXT.replace("extra ", "extra !"),
    "empty extra data": TEXT.replace(HASHES[1], "extra "),
    "extra data twice": TEXT.replace(HASHES[1], f"{HASHES[1]}\n{HASHES[1]}"),
    "a path higher than any tree": TEXT.replace("index 6\n", "index 6\n" + f"{ROOT}\n" * 64),
    "no checkpoint": TEXT.partition("\n\n")[0] + "\n\n",
}


@pytest.mark.parametrize("text", BAD_RECEIPTS.values(), ids=list(BAD_RECEIPTS))
def test_what_is_not_a_receipt_is_refused(text: str) -> None:
    """A receipt has one form."""
    with pytest.raises(InvalidInput):
        parse_receipt(text.encode())


PATH = RECEIPT.path
FALSE_RECEIPTS = {
    "another index": Receipt(7, PATH, NOTE, RECEIPT.extra),
    "an index beyond the log": Receipt(11, PATH, NOTE, RECEIPT.extra),
    "another entry": Receipt(6, PATH, NOTE, b"entry 7\n"),
    "a path too short": Receipt(6, PATH[:-1], NOTE, RECEIPT.extra),
    "a path too long": Receipt(6, (*PATH, PATH[0]), NOTE, RECEIPT.extra),
    "a path in another order": Receipt(6, PATH[::-1], NOTE, RECEIPT.extra),
    "another key's checkpoint": Receipt(
        6, PATH, read_checkpoint(NOTE.encode()).signed(Signer("example.org/log", bytes(32))), RECEIPT.extra
    ),
}


@pytest.mark.parametrize("receipt", FALSE_RECEIPTS.values(), ids=list(FALSE_RECEIPTS))
def test_a_false_receipt_does_not_hold(receipt: Receipt) -> None:
    """What does not lead from this entry at this place to the signed root proves nothing."""
    with pytest.raises(Damaged):
        check_receipt(parse_receipt(receipt.text.encode()), SIGNER.verifier)


@given(st.integers(0, len(TEXT.encode()) - 1), st.integers(1, 255))
def test_one_changed_byte_is_found(place: int, change: int) -> None:
    """Whatever byte of a receipt is changed, it does not hold any more."""
    data = bytearray(TEXT.encode())
    data[place] ^= change
    with pytest.raises(SamverkanError):
        check_receipt(parse_receipt(bytes(data)), SIGNER.verifier)


@given(
    st.lists(
        st.sampled_from([HEADER, "extra QUJD", "index 0", "index 00", ROOT, "", NOTE, "\r", "x"]), max_size=9
    )
)
def test_no_lines_make_the_reader_stumble(lines: list[str]) -> None:
    """However lines are put together, they are a receipt or malformed; nothing else happens."""
    with suppress(InvalidInput):
        assert "\n".join(lines) == parse_receipt("\n".join(lines).encode()).text
