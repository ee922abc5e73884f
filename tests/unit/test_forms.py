"""The forms people fill in: whatever stands in them, the error is ours and names the field."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import InvalidInput, NotFound
from samverkan_flow.domain.money import Money
from samverkan_flow.forms import (
    DOCUMENT_BYTES_MAX,
    FORM_BYTES_MAX,
    command_from,
    document_of,
    read_form,
    template,
)

AGREEMENT = """
kind = "agreement"
start = 2026-02-01
end = 2028-12-31
marketing = ["our logotype on stage"]
code_version = "2025"
registry_number = "KI 2026/117"
document = { file = "agreement.pdf" }

[[contributions]]
year = 2026
net = "200 000 kr"
vat_percent = 0

[[guidelines]]
id = "honest marketing"
text = "What is said about us is true."
"""
EVALUATION = """
initiative = "I1"
recommendation = "continue"

[[outcomes]]
goal = "G1"
result = "met"
evidence = [{ file = "agreement.pdf" }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Returns a folder with a document, an empty folder and a FIFO in it."""
    (tmp_path / "agreement.pdf").write_bytes(b"%PDF-1.7 agreed")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def refused(text: str | bytes, folder: Path, kind: type[c.Command] = c.Agree) -> InvalidInput:
    """Returns the error a form gives."""
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InvalidInput) as caught:
        read_form(raw, kind, folder, ref="P-1")
    return caught.value


def test_a_whole_form(folder: Path) -> None:
    """A filled-in form makes a command; documents are hashed, amounts are öre, dates are dates."""
    command = read_form(AGREEMENT.encode(), c.Agree, folder, ref="P-1")

    assert command.document is not None
    assert ("P-1", date(2028, 12, 31), Money(200_000_00), "application/pdf", 64) == (
        command.ref,
        command.end,
        command.contributions[0].net,
        command.document.media_type,
        len(command.document.sha256),
    )


def test_windows_line_ends(folder: Path) -> None:
    """A form saved on Windows is read like any other."""
    lf = read_form(AGREEMENT.encode(), c.Agree, folder, ref="P-1")

    assert lf == read_form(AGREEMENT.replace("\n", "\r\n").encode(), c.Agree, folder, ref="P-1")


# --- fields of the wrong kind ---------------------------------------------------------------------

FIELDS: dict[str, tuple[str, str, str]] = {
    "a float of money": ('net = "200 000 kr"', "net = 200000.0", "contributions[1].net"),
    "a fraction of money": ('net = "200 000 kr"', "net = 0.1", "contributions[1].net"),
    "money without currency": ('net = "200 000 kr"', "net = 200000", "contributions[1].net"),
    "money as text without currency": ('net = "200 000 kr"', 'net = "200 000"', "contributions[1].net"),
    "about so much money": ('net = "200 000 kr"', 'net = "cirka 200 000 kr"', "contributions[1].net"),
    "money in another currency": ('net = "200 000 kr"', 'net = "200 000 EUR"', "contributions[1].net"),
    "three decimals": ('net = "200 000 kr"', 'net = "1,005 kr"', "contributions[1].net"),
    "not a number": ('net = "200 000 kr"', "net = nan", "contributions[1].net"),
    "infinity": ('net = "200 000 kr"', "net = inf", "contributions[1].net"),
    "minus infinity": ('net = "200 000 kr"', "net = -inf", "contributions[1].net"),
    "enormous money": ('net = "200 000 kr"', 'net = "99999999999999999999 kr"', "contributions[1].net"),
    "money of 5 000 digits": ('net = "200 000 kr"', f'net = "{"9" * 5000} kr"', "contributions[1].net"),
    "money that is a list": ('net = "200 000 kr"', 'net = ["200 000 kr"]', "contributions[1].net"),
    "money with an escape": ('net = "200 000 kr"', r'net = "\u001b[31m5 kr"', "contributions[1].net"),
    "an amount of öre": ('net = "200 000 kr"', 'net = { ore = 5, currency = "SEK" }', "contributions[1].net"),
    "money that is missing": ('net = "200 000 kr"', "", "contributions[1].net"),
    "a year that is a float": ("year = 2026", "year = 2026.0", "contributions[1].year"),
    "a year that is a text": ("year = 2026", 'year = "2026"', "contributions[1].year"),
    "a year that is true": ("year = 2026", "year = true", "contributions[1].year"),
    "a year of 2^53+1": ("year = 2026", f"year = {2**53 + 1}", "contributions[1].year"),
    "a year of thirty digits": ("year = 2026", f"year = {10**30}", "contributions[1].year"),
    "a year in hexadecimal without end": ("year = 2026", "year = 0x" + "f" * 4_000, "contributions[1].year"),
    "VAT that is a float": ("vat_percent = 0", "vat_percent = 0.25", "contributions[1].vat_percent"),
    "text where a date stands": ("end = 2028-12-31", 'end = "tills vidare"', "end"),
    "a number where a date stands": ("end = 2028-12-31", "end = 20281231", "end"),
    "a day that does not exist, in quotes": ("end = 2028-12-31", 'end = "2026-02-30"', "end"),
    "a time of day where a date stands": ("end = 2028-12-31", "end = 12:00:00", "end"),
    "a naive time": ("end = 2028-12-31", "end = 2028-12-31T12:00:00", "end"),
    "a time with its zone": ("end = 2028-12-31", "end = 2028-12-31T12:00:00Z", "end"),
    "the year 1": ("end = 2028-12-31", "end = 0001-01-01", "end"),
    "the year 9999": ("end = 2028-12-31", "end = 9999-12-31", "end"),
    "false where a date stands": ("end = 2028-12-31", "end = false", "end"),
    "one text where a list stands": ('marketing = ["our logotype on stage"]', 'marketing = "logotype"', "marketing"),
    "a number in a list of texts": ('marketing = ["our logotype on stage"]', "marketing = [5]", "marketing[1]"),
    "a NUL": ("our logotype on stage", r"our\u0000", "marketing[1]"),
    "an escape sequence": ("our logotype on stage", r"our\u001b[2Jlogotype", "marketing[1]"),
    "a direction change": ("our logotype on stage", r"our \u202elogotype", "marketing[1]"),
    "a text without end": ("our logotype on stage", "x" * 10_001, "marketing[1]"),
    "an unknown field": ('code_version = "2025"', 'code_version = "2025"\nrenewal = true', "renewal"),
    "a field of renewal": ('code_version = "2025"', 'code_version = "2025"\nrenews_by = 1', "renews_by"),
    "an unknown inner field": ("year = 2026", 'year = 2026\nyears = "2026"', "contributions[1].years"),
    "an inner field that is missing": ("year = 2026", "", "contributions[1].year"),
    "a document that is not there": ('"agreement.pdf"', '"addendum.pdf"', "document"),
    "a document that is a folder": ('"agreement.pdf"', '"folder"', "document"),
    "a document that is a FIFO": ('"agreement.pdf"', '"pipe"', "document"),
    "a document with a NUL": ('"agreement.pdf"', r'"a\u0000b"', "document"),
    "a document with an endless name": ('"agreement.pdf"', f'"{"x" * 5_000}"', "document"),
    "a document and more": ('{ file = "agreement.pdf" }', '{ file = "agreement.pdf", sha256 = "x" }', "document"),
    "a document whose file is a number": ('{ file = "agreement.pdf" }', "{ file = 5 }", "document"),
    "a document that is a text": ('{ file = "agreement.pdf" }', '"agreement.pdf"', "document"),
    "a document with a false hash": ('{ file = "agreement.pdf" }', '{ name = "a", sha256 = "b" }', "document.sha256"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field"), FIELDS.values(), ids=FIELDS.keys())
def test_the_field_is_named(old: str, new: str, field: str, folder: Path) -> None:
    """Whatever stands where something else belongs, the error names that field."""
    assert old in AGREEMENT

    assert field == refused(AGREEMENT.replace(old, new, 1), folder).field


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('result = "met"', 'result = "yes"', "outcomes[1].result"),
        ('result = "met"', "result = 1", "outcomes[1].result"),
        ('recommendation = "continue"', 'recommendation = "renew"', "recommendation"),
        ('recommendation = "continue"', 'recommendation = "continue"\nfinal = "no"', "final"),
        ('recommendation = "continue"', 'recommendation = "continue"\nfinal = 1', "final"),
    ],
)
def test_choices_and_yes_or_no(old: str, new: str, field: str, folder: Path) -> None:
    """A choice is one of the choices, and yes or no is true or false: no "no" of YAML's."""
    assert field == refused(EVALUATION.replace(old, new, 1), folder, c.Evaluate).field


# --- what is no form ------------------------------------------------------------------------------

NO_FORMS: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (b'kind = "\xe5"', "is not UTF-8 text (byte 9)"),
    "UTF-16": ('kind = "agreement"'.encode("utf-16"), "is not UTF-8 text"),
    "a lone surrogate": (b'kind = "\xed\xa0\x80"', "is not UTF-8 text"),
    "an overlong sign": (b'kind = "\xc0\xaf"', "is not UTF-8 text"),
    "a byte order mark": (b'\xef\xbb\xbfkind = "agreement"', "begins with a byte order mark"),
    "a NUL": (b'kind = "\x00"', "U+0000"),
    "a raw escape": (b'kind = "\x1b[31m"', "U+001B"),
    "a bare carriage return": (b'kind = "a"\rstart = 2026-01-01', "U+000D"),
    "a raw direction change": ('kind = "\u202e"'.encode(), "U+202E"),
    "a truncated file": (b'kind = "agree', "is not TOML"),
    "a truncated table": (b"[contributions", "is not TOML"),
    "a key twice": (b'kind = "a"\nkind = "b"', "is not TOML"),
    "a table twice": (b"[a]\n[a]", "is not TOML"),
    "JSON": (b'{"kind": "agreement"}', "is not TOML"),
    "YAML": (b"kind: agreement\nfinal: no", "is not TOML"),
    "an unquoted text": (b"kind = agreement", "is not TOML"),
    "10 000 lists deep": (b"kind = " + b"[" * 10_000 + b"]" * 10_000, "nested too deeply"),
    "10 000 tables deep": (b"kind = " + b"{a=" * 10_000 + b"1" + b"}" * 10_000, "nested too deeply"),
    "10 000 keys deep": (b".".join([b"a"] * 10_000) + b" = 1", "nested too deeply"),
    "a header 10 000 deep": (b"[" + b".".join([b"a"] * 10_000) + b"]\nb = 1", "nested too deeply"),
    "a number of 5 000 digits": (b"year = " + b"9" * 5_000, "too many digits"),
    "a million bytes and one": (b"#" * (FORM_BYTES_MAX + 1), "at most 1000000 are read"),
    "a field's name with an escape": (rb'"\u001b[31m" = 1', "U+001B"),
    "a field's name without end": (b'"' + b"x" * 201 + b'" = 1', "characters"),
    "an empty field name": (b'"" = 1', ""),
}


@pytest.mark.parametrize(("raw", "told"), NO_FORMS.values(), ids=NO_FORMS.keys())
def test_what_is_no_form(raw: bytes, told: str, folder: Path) -> None:
    """What cannot be read as a form is told so, never by another error."""
    assert told in refused(raw, folder).message


@pytest.mark.parametrize(
    ("line", "told"),
    [("end = 2026-02-30", "line 4, end"), ("end = 2026-13-01", "line 4, end"), ("end = 24-01-2026", "line 4, end"),
     ("end =", "line 4, end"), ("end = 24:00:00", "line 4, end"),
     ("end = 0000-01-01", "line 4, end")],
)  # fmt: skip
def test_a_date_that_does_not_exist(line: str, told: str, folder: Path) -> None:
    """A date that does not exist is told by its line and its field."""
    assert told == refused(AGREEMENT.replace("end = 2028-12-31", line, 1), folder).field


def test_errors_show_no_control_characters(folder: Path) -> None:
    """No error repeats a control character to the terminal that reads it."""
    forms = [
        rb'recommendation = "\u001b[31mred"',
        rb'"\u001b[2J" = 1',
        rb'basis = "\u0007"',
        rb"amount = '\u001b'",
    ]
    told = [refused(raw, folder, c.Evaluate).message for raw in forms]

    assert [] == [message for message in told if not message.isprintable()]


def test_nothing_is_a_form_with_nothing_in_it(folder: Path) -> None:
    """An empty form is a command with everything missing: the policy tells what."""
    assert c.Agree(ref="P-1") == read_form(b"", c.Agree, folder, ref="P-1")


# --- documents ------------------------------------------------------------------------------------


def test_a_document_is_known_by_its_bytes(folder: Path) -> None:
    """The same bytes under another name have the same hash; one changed byte has not."""
    (folder / "copy.bin").write_bytes(b"%PDF-1.7 agreed")
    (folder / "changed.pdf").write_bytes(b"%PDF-1.7 Agreed")
    hashes = [document_of(folder / name).sha256 for name in ("agreement.pdf", "copy.bin", "changed.pdf")]

    assert (hashes[0], True) == (hashes[1], hashes[0] != hashes[2])


def test_an_empty_document_is_a_document(folder: Path) -> None:
    """An empty file has a hash too."""
    (folder / "empty.txt").touch()

    assert "e3b0c442" == document_of(folder / "empty.txt").sha256[:8]


def test_a_document_too_large(folder: Path) -> None:
    """A file beyond the limit is told, not read."""
    with (folder / "vast.bin").open("wb") as opened:
        opened.truncate(DOCUMENT_BYTES_MAX + 1)

    with pytest.raises(InvalidInput, match="is larger than"):
        document_of(folder / "vast.bin")


# --- plain fields and templates -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "kind", "field"),
    [
        ({"ref": 5}, c.Screen, "ref"),
        ({"ref": "P-1", "amount": 5}, c.RecordPayment, "amount"),
        ({"ref": "P-1", "year": "2026"}, c.RecordPayment, "year"),
        ({"ref": "P-1", "respondents": 2.5}, c.RecordSurvey, "respondents"),
        ({"ref": "P-1", "reason": "breach"}, c.End, "reason"),
        ({"ref": "P-1", "decision": "terminate"}, c.DecideBreach, "decision"),
        ({"ref": "P-1", "number": 2**40}, c.AcceptRemedy, "number"),
        ({"ref": "P-1", "party": "them"}, c.Sign, "party"),
        ({"ref": "P-1", "who": "me"}, c.Screen, "who"),
    ],
)
def test_plain_fields(fields: dict[str, Any], kind: type[c.Command], field: str) -> None:
    """Fields from anywhere else are checked the same way."""
    with pytest.raises(InvalidInput) as caught:
        command_from(fields, kind)

    assert field == caught.value.field


def test_there_is_no_such_form() -> None:
    """A form there is none of is told, with those there are."""
    with pytest.raises(NotFound) as caught:
        template("renewal")

    assert "agreement" in caught.value.hint
