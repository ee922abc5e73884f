"""The one-file verifier: it stands alone, an old Python reads it, and it is as strict as the product."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import samverkan_flow
from samverkan_flow.audit.bundle import verify_receipt
from samverkan_flow.domain.errors import SamverkanError
from samverkan_flow.proof.checkpoint import open_checkpoint
from samverkan_flow.proof.note import SIGNATURES_MAX, Verifier, parse_vkey
from samverkan_flow.proof.receipt import check_receipt, parse_receipt
from samverkan_flow.proof.text import write_base64
from tests.log import test_note as notes
from tests.log import test_receipt as receipts
from tests.log.test_receipt import NOTE, RECEIPT, SIGNER
from tests.unit.imports import imports_of, top_levels

SHIPPED = Path(samverkan_flow.__file__).parent / "audit" / "bundle" / "verify_receipt.py"
VKEY = SIGNER.verifier.vkey


def test_it_needs_the_standard_library_and_cryptography_alone() -> None:
    """Nothing of the product is in it."""
    assert {"cryptography"} == top_levels(imports_of(SHIPPED)) - set(sys.stdlib_module_names)


def test_python_3_9_reads_it() -> None:
    """No syntax is newer, and no annotation is worked out."""
    tree = ast.parse(SHIPPED.read_text("utf-8"), feature_version=(3, 9))

    assert any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)


# --- as strict as the product -----------------------------------------------------------------------


def signed_by(name: str, raw: bytes = b"\1" * 68) -> str:
    """Returns a signature line of somebody."""
    return f"— {name} {write_base64(raw)}\n"


STRANGERS = {
    "no name": signed_by(""),
    "a no-break space in the name": signed_by("a\u00a0b"),
    "a carriage return in the name": signed_by("a\rb"),
    "a plus in the name": signed_by("a+b"),
    "a name beyond measure": signed_by("n" * 201),
    "an unprintable name": signed_by("a\u200bb"),
    "no signature": "— witness.example \n",
    "no blank": "— witness.example\n",
    "an id alone": signed_by("witness.example", b"1234"),
    "base64 in another spelling": "— witness.example AAAAAAB=\n",
    "too many signatures": "".join(signed_by(f"k{number}") for number in range(SIGNATURES_MAX)),
    "more than a megabyte": signed_by("witness.example", bytes(750_000)),
    "a line more": "and this\n",
}
"""What somebody may have put below a checkpoint that is signed as it should be."""

REFUSED_NOTES = {
    **{name: (NOTE + below).encode() for name, below in STRANGERS.items()},
    **{f"note: {name}": text.encode() for name, text in {**notes.MALFORMED, **notes.WORTHLESS}.items()},
    **{f"checkpoint: {name}": data for name, data in receipts.MALFORMED.items()},
    "a control character in the text": SIGNER.sign(receipts.NOTE.split("\n\n")[0] + "\x07\n").encode(),
    "no text at all": SIGNER.sign("\n").encode(),
}


def product_opens(note: bytes, vkey: str = VKEY) -> bool:
    try:
        open_checkpoint(note, parse_vkey(vkey))
    except SamverkanError:
        return False
    return True


def script_opens(note: bytes, vkey: str = VKEY) -> bool:
    try:
        verify_receipt.open_checkpoint(note, verify_receipt.read_key(vkey))
    except (verify_receipt.Fault, *verify_receipt.UNREADABLE):
        return False
    return True


@pytest.mark.parametrize("note", REFUSED_NOTES.values(), ids=list(REFUSED_NOTES))
def test_both_readers_refuse_the_same_notes(note: bytes) -> None:
    """What the product does not open as a checkpoint, the one file does not open either."""
    assert (False, False) == (product_opens(note), script_opens(note))


@pytest.mark.parametrize(
    "note",
    [
        NOTE,
        NOTE + signed_by("witness.example"),
        receipts.Checkpoint("example.org/log", 11, bytes(32), ("more",)).signed(SIGNER),
    ],
)
def test_both_readers_open_the_same_notes(note: str) -> None:
    """A checkpoint as it is, witnessed, and with a line of an extension."""
    assert (True, True) == (product_opens(note.encode()), script_opens(note.encode()))


@pytest.mark.parametrize(
    "vkey", [*notes.BAD_KEYS.values(), Verifier("a\u00a0b", bytes(32)).vkey, Verifier("", bytes(32)).vkey]
)
def test_both_readers_refuse_the_same_keys(vkey: str) -> None:
    """A key that was not copied whole, or whose name no signature line could have."""
    assert (False, False) == (product_opens(NOTE.encode(), vkey), script_opens(NOTE.encode(), vkey))


GOOD = RECEIPT.text
REFUSED_RECEIPTS = {
    "Windows line ends": GOOD.replace("\n", "\r\n"),
    "a path beyond measure": GOOD.replace(
        "\n\n", "\n" + "\n".join([write_base64(bytes(32))] * 60) + "\n\n", 1
    ),
    "a short hash": GOOD.replace("\n\n", "\nAAAA\n\n", 1),
    "an index beyond measure": GOOD.replace("index 6", "index " + "6" * 19),
    "more than a megabyte": GOOD.replace("\n\n", "\n" + "A" * 1_000_000 + "\n\n", 1),
    "a name with a no-break space": GOOD + signed_by("a\u00a0b"),
    "no path": GOOD.partition("\n\n")[0],
}


@pytest.mark.parametrize("text", REFUSED_RECEIPTS.values(), ids=list(REFUSED_RECEIPTS))
def test_both_readers_refuse_the_same_receipts(text: str) -> None:
    """Sizes, hashes and the checkpoint below are read as strictly."""
    with pytest.raises(SamverkanError):
        check_receipt(parse_receipt(text.encode()), SIGNER.verifier)
    with pytest.raises(verify_receipt.Fault):
        verify_receipt.prove(text.encode(), verify_receipt.read_key(VKEY))


# --- what it says on the command line -----------------------------------------------------------------


def script(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(SHIPPED), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    """A receipt as it came, of an entry of a samverkan log."""
    entry = b"samverkan/1\n" + b"0" * 32 + b"\n1\nstore.opened.v1\n" + b"0" * 64 + b"\n"
    checkpoint = receipts.Checkpoint("example.org/log", 1, receipts.merkle.leaf_hash(entry)).signed(SIGNER)
    path = tmp_path / "first.tlog-proof"
    path.write_text(receipts.Receipt(0, (), checkpoint, entry).text)
    return path


def test_success_ends_with_a_line_that_says_so(receipt: Path) -> None:
    """A reader does not have to know exit codes."""
    done = script(receipt, "--vkey", VKEY)

    assert (0, "") == (done.returncode, done.stderr)
    assert "Everything that can be checked holds." == done.stdout.splitlines()[-1]


@pytest.mark.parametrize("slip", ["receipt", "event", "vkey", "folder"])
def test_a_name_mistyped_is_no_forgery(slip: str, receipt: Path, tmp_path: Path) -> None:
    """A file that is not there is told as such; it says nothing about what was to be checked."""
    missing = tmp_path / "misspelt+name"
    done = {
        "receipt": lambda: script(missing, "--vkey", VKEY),
        "event": lambda: script(receipt, "--vkey", VKEY, "--event", missing),
        "vkey": lambda: script(receipt, "--vkey", missing),
        "folder": lambda: script(missing / "dossier", "--vkey", VKEY),
    }[slip]()

    assert (2, "") == (done.returncode, done.stdout)
    assert f"{missing}{'/dossier' if slip == 'folder' else ''} is not there\n" == done.stderr


def test_changed_line_ends_are_told(receipt: Path) -> None:
    """Mail programs do it; it is another fault than a forged receipt."""
    receipt.write_bytes(receipt.read_bytes().replace(b"\n", b"\r\n"))
    done = script(receipt, "--vkey", VKEY)

    assert 6 == done.returncode
    assert "the line ends of the receipt were changed" in done.stderr


def test_an_event_beside_a_dossier_is_a_slip(tmp_path: Path) -> None:
    """It would seem to have been checked."""
    done = script(tmp_path, "--event", tmp_path)

    assert 2 == done.returncode
    assert "--event goes with a receipt" in done.stderr


def test_what_a_forger_wrote_does_nothing_to_a_terminal(tmp_path: Path) -> None:
    """A file's name with control characters is told without them."""
    (tmp_path / "manifest.json").write_bytes(b"{}")
    (tmp_path / "a\x1b[2Jb").symlink_to(tmp_path)
    done = script(tmp_path)

    assert "DOES NOT HOLD: a?[2Jb is a link or a special file, and a dossier has none\n" == done.stderr
