"""Signed notes: the published examples open, and anything but the one form is refused."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from samverkan_flow.domain.errors import Damaged, InvalidInput, SamverkanError
from samverkan_flow.proof.note import Signer, Verifier, open_note, parse_note, parse_secret, parse_vkey
from samverkan_flow.proof.text import write_base64

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
"""The key and the note that come with Go's sumdb/note package."""
PETERS_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
C2SP_NOTE = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
"""The example of the C2SP signed-note text."""

SIGNER = Signer("example.org/log", bytes(range(32)))
OTHER = Signer("example.org/log", bytes(32))
NOTE = SIGNER.sign("a text\nof two lines\n")


def test_the_published_note_opens_with_the_published_key() -> None:
    """Key id, base64 and signature are read as everybody else reads them."""
    note = open_note(PETERS_NOTE.encode(), [parse_vkey(PETER)])

    assert "If you think cryptography" == note.text[:25]


def test_the_example_of_the_specification_is_read() -> None:
    """A text with an empty line in it is split at the last one."""
    note = parse_note(C2SP_NOTE.encode())

    assert ("quasimodo.example/salvatore", 4) == (note.signatures[0].name, len(note.signatures[0].key_id))
    assert note.text.endswith(":\n\ned è subito sera.\n")


def test_a_key_is_written_and_read_back() -> None:
    """Public and private keys survive their text form."""
    verifier = SIGNER.verifier

    assert verifier == parse_vkey(verifier.vkey)
    assert verifier == parse_secret(SIGNER.secret).verifier
    assert PETER == parse_vkey(PETER).vkey


def line(name: str = "example.org/log", raw: bytes = b"\1" * 68) -> str:
    return f"— {name} {write_base64(raw)}\n"


SIGNATURE = NOTE.rpartition("\n\n")[2]
MALFORMED = {
    "nothing": "",
    "no signature": "a text\n",
    "no blank line": "a text\n" + SIGNATURE,
    "no text": "\n" + SIGNATURE,
    "no final newline": NOTE[:-1],
    "Windows line ends": NOTE.replace("\n", "\r\n"),
    "a control character": NOTE.replace("two", "t\x07o"),
    "a line more below": NOTE + "and this\n",
    "an empty line more": NOTE + "\n",
    "a hyphen for the dash": NOTE.replace("— ", "- "),
    "no name": NOTE.replace("example.org/log ", " "),
    "a plus in the name": "a text\n\n" + line("a+b"),
    "a blank in the name": "a text\n\n" + line("a\u00a0b"),
    "bad base64": "a text\n\n— example.org/log !!!!\n",
    "base64 without padding": NOTE.replace("=\n", "\n"),
    "base64 in another spelling": "a text\n\n— example.org/log AAAAAAB=\n",
    "a signature of four bytes": "a text\n\n" + line(raw=b"1234"),
    "too many signatures": "a text\n\n" + "".join(line(f"k{n}") for n in range(101)),
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=list(MALFORMED))
def test_what_is_not_a_note_is_refused(text: str) -> None:
    """Every other form is malformed, with a sentence that says how."""
    with pytest.raises(InvalidInput):
        open_note(text.encode(), [SIGNER.verifier])


def test_what_is_not_utf_8_is_refused() -> None:
    """Bytes that are no text are no note."""
    with pytest.raises(InvalidInput, match="UTF-8"):
        parse_note(b"a\xff text\n\n" + SIGNATURE.encode())


WORTHLESS = {
    "another key of the same name": OTHER.sign("a text\n"),
    "another text": NOTE.replace("two", "six"),
    "signed twice": NOTE + SIGNATURE,
    "a second, bad signature": NOTE + line(raw=SIGNER.verifier.key_id + bytes(64)),
    "a short signature": "a text\n\n" + line(raw=SIGNER.verifier.key_id + bytes(3)),
}


@pytest.mark.parametrize("text", WORTHLESS.values(), ids=list(WORTHLESS))
def test_a_note_is_worth_what_its_signature_is(text: str) -> None:
    """No known signature, a failing one and a double one make the whole note worthless."""
    with pytest.raises(Damaged, match="BAD_SIGNATURE"):
        open_note(text.encode(), [SIGNER.verifier])


def test_signatures_of_strangers_are_passed_over() -> None:
    """Witnesses may sign below; who does not know them does not mind them."""
    witnessed = NOTE + line("witness.example")

    assert open_note(witnessed.encode(), [SIGNER.verifier]).text == "a text\nof two lines\n"


BAD_KEYS = {
    "nothing": "",
    "no id": "example.org/log+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "another id": PETER.replace("c74f20a3", "c74f20a4"),
    "an id in capitals": PETER.replace("c74f20a3", "C74F20A3"),
    "an id that is no number": PETER.replace("c74f20a3", "c74f20ag"),
    "another algorithm": f"x+00000000+{write_base64(bytes([2]) + bytes(32))}",
    "a key too short": f"x+00000000+{write_base64(bytes([1]) + bytes(31))}",
    "no base64": "x+00000000+????",
}


@pytest.mark.parametrize("text", BAD_KEYS.values(), ids=list(BAD_KEYS))
def test_what_is_not_a_key_is_refused(text: str) -> None:
    """A key that was not copied whole is told, not used."""
    with pytest.raises(InvalidInput):
        parse_vkey(text)


@pytest.mark.parametrize("text", [PETER, "PRIVATE+KEY+x", SIGNER.secret.replace("+", "-", 1)])
def test_what_is_not_a_signing_key_is_refused(text: str) -> None:
    """A public key signs nothing."""
    with pytest.raises(InvalidInput):
        parse_secret(text)


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_one_changed_byte_is_found(place: int, change: int) -> None:
    """Whatever byte of a note is changed, it does not open any more."""
    data = bytearray(NOTE.encode())
    data[place] ^= change
    with pytest.raises(SamverkanError):
        open_note(bytes(data), [SIGNER.verifier])


@given(
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=200),
    st.binary(min_size=32, max_size=32),
)
@example("", bytes(32))
def test_what_is_signed_opens(text: str, seed: bytes) -> None:
    """Any text without control characters is signed and opened again, and by no other key."""
    signer = Signer("k", seed)
    note = signer.sign(text + "\n")

    assert text + "\n" == open_note(note.encode(), [signer.verifier]).text
    with pytest.raises(Damaged):
        open_note(note.encode(), [Verifier("k", SIGNER.verifier.public_key)])


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_stumble(data: bytes) -> None:
    """Whatever is handed in is a note, or malformed; nothing else happens."""
    with suppress(InvalidInput):
        assert data.startswith(parse_note(data).text.encode())
