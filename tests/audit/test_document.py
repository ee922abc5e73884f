"""Whether a file is the document that was signed: by its bytes, whatever it is called."""

import errno
import os
from pathlib import Path

import pytest

from samverkan_flow.audit.document import document, held_by
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.queries.reading import Reader
from tests.cli.conftest import Run
from tests.history.samples import SAMPLES

AGREEMENT = "Koda tillsammans, avtal.pdf"
"""In the demonstration a document's bytes are those of its name."""


def a_file_of(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_the_very_document_is_recognised(asked: Reader, tmp_path: Path) -> None:
    """Both signed it, it is the agreement, and it showed what was right when a correction was made."""
    answered = document(asked, a_file_of(tmp_path, AGREEMENT, AGREEMENT))

    assert [
        ("signed by us", "Klara Dahl", "2025-11-27", "P-7"),
        ("signed by the partner", "Petter Ahlin", "2025-11-27", "P-7"),
        ("the agreement", "", "2025-12-01", "P-7"),
        ("what shows a correction right", "", "2026-06-01", "P-7"),
    ] == [(row["held_as"], row["signatory"], row["on"], row["stream"]) for row in answered.rows]
    assert {"yes, byte for byte"} == {row["match"] for row in answered.rows}
    assert answered.notes[0].endswith("held 4 times in the log")


def test_a_document_is_known_by_its_bytes_not_its_name(asked: Reader, tmp_path: Path) -> None:
    """Under another name it is the same document."""
    answered = document(asked, a_file_of(tmp_path, "scan 17.pdf", AGREEMENT))

    assert 4 == len(answered.rows)
    assert {(AGREEMENT, "yes, byte for byte")} == {(row["document"], row["match"]) for row in answered.rows}


def test_one_letter_changed_is_another_document(asked: Reader, tmp_path: Path) -> None:
    """The name is the same, and it is said that what was signed under it was something else."""
    answered = document(asked, a_file_of(tmp_path, AGREEMENT, AGREEMENT + "."))

    assert {"same name, other content"} == {row["match"] for row in answered.rows}
    assert answered.notes[0].endswith("held by no entry of the log")
    assert "a document of this name was signed with another content" in answered.notes


def test_a_name_written_with_other_code_points_is_the_same_name(asked: Reader, tmp_path: Path) -> None:
    """Some systems write ö as o and two dots; the document signed as "Öppen scen, avtal.pdf" is found."""
    decomposed = "O\u0308ppen scen, avtal.pdf"
    answered = document(asked, a_file_of(tmp_path, decomposed, "another text"))

    assert "a document of this name was signed with another content" in answered.notes


def test_an_unknown_document_is_held_nowhere(asked: Reader, tmp_path: Path) -> None:
    """The answer names the hash that was looked for, and says so once."""
    answered = document(asked, a_file_of(tmp_path, "nowhere.pdf", "nothing"))

    assert () == answered.rows
    assert answered.empty.startswith("no event holds nowhere.pdf (SHA-256 ")
    assert () == answered.notes


def test_a_name_that_only_ends_alike_is_another(asked: Reader, tmp_path: Path) -> None:
    """A part of a name is not the name."""
    assert () == document(asked, a_file_of(tmp_path, "avtal.pdf", "nothing")).rows


@pytest.mark.parametrize("name", ["", "missing.pdf", "x" * 300])
def test_what_is_no_file_is_said(asked: Reader, tmp_path: Path, name: str) -> None:
    """A folder, nothing at all, a name no file can have."""
    with pytest.raises(InvalidInput) as raised:
        document(asked, tmp_path / name)

    assert raised.value.message.startswith("FILE names")


def test_a_file_that_may_not_be_read(asked: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is the system's; an administrator of the machine may read everything, so it is staged."""

    def refused(_path: Path, _mode: str) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    path = a_file_of(tmp_path, "secret.pdf", "")
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(InvalidInput, match="cannot be read: Permission denied"):
        document(asked, path)


def test_no_kind_of_event_hides_a_document() -> None:
    """Of every event there is, each SHA-256 it holds is told."""
    for event in SAMPLES:
        held = {one.sha256 for one in held_by(event)}
        stored = {text for text in ("a" * 64, "b" * 64, "c" * 64) if text in repr(event)}

        assert stored <= held, event


def test_a_document_is_asked_for_on_the_command_line(run: Run, demonstration: Path, tmp_path: Path) -> None:
    """The file is read where it lies; a missing one ends with 2."""
    path = a_file_of(tmp_path, AGREEMENT, AGREEMENT)
    ran = run("audit", "document", path, "--json", "--db", demonstration)
    missing = run("audit", "document", tmp_path / "missing.pdf", "--db", demonstration)

    assert 4 == len(ran.json["rows"])
    assert (2, True) == (missing.code, "which is not a file" in missing.err)
