"""Which text, numbers and dates may come in."""

from datetime import date

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.text import NAME_LENGTH_MAX, NUMBER_MAX, TEXT_LENGTH_MAX, check_text, check_texts
from samverkan_flow.domain.values import Document
from tests import builders as b

GOOD = ["", "Ung teater turnerar", "åäö ÅÄÖ é ß 中文 العربية עברית", "😀", "line\nbreak\ttab", "'; DROP TABLE x;--",
        "<script>alert(1)</script>", "=HYPERLINK(1)", "no", "–", "e\u0301"]  # fmt: skip
BAD = {
    "NUL": "\x00", "escape": "\x1b[31m", "carriage return": "\r", "bell": "\x07", "delete": "\x7f", "C1": "\x85",
    "line separator": "\u2028", "paragraph separator": "\u2029", "right-to-left override": "\u202e",
    "right-to-left mark": "\u200f", "isolate": "\u2066", "Arabic letter mark": "\u061c", "surrogate": "\ud800",
    "zero width space": "\u200b", "byte order mark": "\ufeff", "soft hyphen": "\u00ad",
    "private use": "\ue000", "not a character": "\uffff",
}  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_text_people_write(text: str) -> None:
    """Any language, any sign people write, line breaks and tabs come in as they are."""
    assert check_text("the purpose", text) is None


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_text_that_lies_to_the_reader(text: str) -> None:
    """Control and direction-changing characters stay out; the error names field, sign and position."""
    with pytest.raises(InvalidInput) as caught:
        check_text("purpose", f"ab{text}")

    assert ("purpose", True) == (
        caught.value.field,
        f"(U+{ord(text[0]):04X}) at position 3" in caught.value.message,
    )


@pytest.mark.parametrize(
    ("length", "fits"), [(TEXT_LENGTH_MAX, True), (TEXT_LENGTH_MAX + 1, False), (2**20, False)]
)
def test_text_has_an_end(length: int, fits: bool) -> None:
    """A text has a greatest length, and the error says both figures."""
    try:
        check_text("purpose", "x" * length)
        told = ""
    except InvalidInput as error:
        told = error.message

    assert ("" if fits else f"purpose has {length} characters; at most {TEXT_LENGTH_MAX} are kept") == told


def test_names_are_shorter() -> None:
    """A name is shorter than a text."""
    with pytest.raises(InvalidInput) as caught:
        check_texts(c.Propose(name="x" * (NAME_LENGTH_MAX + 1)))

    assert "name" == caught.value.field


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (b.a_proposal(partner="\u202eevil"), "name"),
        (
            c.PlanInitiative(initiative=b.an_initiative(goals=(b.a_goal(), b.a_goal(text="\x00")))),
            "initiative.goals[2].text",
        ),
        (b.an_agreement(marketing=("fine", "\x1b[2J")), "marketing[2]"),
        (c.Screen(ref="P-1\x00"), "ref"),
        (c.Screen(ref="P-1", because="\x1b"), "because"),
        (c.AdoptPolicy(text="", because="\x1b"), "because"),
        (c.ReportBreach(evidence=(Document("a\nb\x07", "0" * 64),)), "evidence[1].name"),
    ],
)
def test_the_field_is_named_however_deep(command: c.Command, field: str) -> None:
    """The error names the field by its path, counted from one."""
    with pytest.raises(InvalidInput) as caught:
        check_texts(command)

    assert field == caught.value.field


def test_too_many_items() -> None:
    """A list has a greatest length."""
    with pytest.raises(InvalidInput) as caught:
        check_texts(b.an_agreement(marketing=("a poster",) * 201))

    assert "marketing has 201 items; at most 200 are kept" == caught.value.message


@pytest.mark.parametrize("number", [NUMBER_MAX + 1, 2**53 + 1, 10**30, -(2**63)])
def test_numbers_without_sense(number: int) -> None:
    """A number has a greatest size, well inside what every reader of JSON keeps."""
    with pytest.raises(InvalidInput) as caught:
        check_texts(c.RecordSurvey(respondents=number))

    assert "respondents" == caught.value.field


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2201, 1, 1), date(9999, 12, 31)])
def test_dates_without_sense(day: date) -> None:
    """A date before 1900 or after 2200 is a slip of the pen."""
    with pytest.raises(InvalidInput) as caught:
        check_texts(b.an_agreement(start=b.START, end=b.END, ref="P-1").__class__(end=day))

    assert "end" == caught.value.field


@pytest.mark.parametrize("handle", ["Eva Ny", "e.ny\n", "e" * 65, "-e", "é", "e ny"])
def test_a_handle_has_its_form(handle: str) -> None:
    """A handle is small letters, digits, dots and hyphens, wherever a person is named."""
    for command in (c.AddPerson(handle=handle), c.HandOver(to=handle), c.Propose(owner=handle)):
        with pytest.raises(InvalidInput):
            check_texts(command)


@pytest.mark.parametrize("sha256", ["", "abc", "G" * 64, "A" * 64, "0" * 63, "0" * 65])
def test_a_sha256_has_its_form(sha256: str) -> None:
    """A document's SHA-256 has 64 hexadecimal digits in small letters."""
    with pytest.raises(InvalidInput) as caught:
        check_texts(b.a_signature("us", Document("agreement.pdf", sha256)))

    assert "document.sha256" == caught.value.field


@pytest.mark.parametrize(
    "command",
    [b.a_proposal(), b.an_agreement(), b.an_evaluation(), c.PlanInitiative(initiative=b.an_initiative()),
     c.Assess(assessments=b.assessments()), b.a_signature("us")],
    ids=lambda one: one.NAME,
)  # fmt: skip
def test_whole_commands_come_in(command: c.Command) -> None:
    """Every whole command of the builders passes."""
    assert check_texts(command) is None
