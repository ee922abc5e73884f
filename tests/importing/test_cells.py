"""Cells: dates, amounts, choices and lists as people write them, and what cannot be read of them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverkan_flow.domain.money import ORE_MAX, Money
from samverkan_flow.domain.values import Guideline
from samverkan_flow.importing.amounts import read_amount
from samverkan_flow.importing.cell import BadCell, Cell, Formula, Odd, refuse_formula
from samverkan_flow.importing.columns import AREAS, COLUMNS, ENDS, KINDS, closest, name_of
from samverkan_flow.importing.dates import read_date
from samverkan_flow.importing.meanings import (
    one_of,
    read_guidelines,
    read_handle,
    read_list,
    read_name,
    read_organisation_number,
    read_percent,
    read_sha256,
    read_text,
    read_yes_no,
    some_of,
)

# --- dates ------------------------------------------------------------------------------------------

JANUARY = date(2026, 1, 15)


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 1, 15), "2026-01-15", " 2026-01-15 ", "2026-1-15", "2026/01/15", "20260115", 20260115,
        "15 januari 2026", "15 Januari 2026", "den 15 januari 2026", "15 jan 2026", "15 jan. 2026", "15  JAN  2026",
        "15:e januari 2026", "15 January 2026", "15/1 2026", "15/1-2026", "15/01 2026",
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(cell: Cell) -> None:
    """Real dates, ISO dates and dates in words are the same day."""
    assert JANUARY == read_date(cell)


@pytest.mark.parametrize(
    ("cell", "message", "remedy"),
    [
        ("01/02/2026", "more than one way", "write 2026-02-01 or 2026-01-02"),
        ("1.2.2026", "more than one way", "write 2026-02-01 or 2026-01-02"),
        ("1-2-26", "more than one way", "write 2026-02-01 or 2026-01-02"),
        ("15/01/2026", "more than one way", "write 2026-01-15"),
        ("2/2/2026", "more than one way", "write 2026-02-02"),
        ("31 februari 2026", "not a date that exists", "write 2026-01-31"),
        ("2026-02-30", "not a date that exists", "write 2026-01-31"),
        ("2026-13-01", "not a date that exists", "write 2026-01-31"),
        ("tills vidare", "not a date", "write 2026-01-31"),
        ("våren 2026", "not a date", "write 2026-01-31"),
        ("2026", "not a date", "write 2026-01-31"),
        ("15 janu 2026", "not a date", "write 2026-01-31"),
        ("٢٠٢٦-٠١-١٥", "not a date", "write 2026-01-31"),
        (46037, "not a date", "write 2026-01-31"),
        (Decimal("46037.5"), "a date stands", "write 2026-01-31"),
        (True, "a date stands", "write 2026-01-31"),
        ("1026-01-15", "years are from 1900", "write a year"),
        (date(2300, 1, 1), "years are from 1900", "write a year"),
    ],
)  # fmt: skip
def test_what_is_no_date_or_could_be_two(cell: Cell, message: str, remedy: str) -> None:
    """Nothing is guessed: the problem says what it could mean and what to write."""
    with pytest.raises(BadCell) as bad:
        read_date(cell)

    assert message in bad.value.message
    assert bad.value.remedy.startswith(remedy)


DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
_NAMES = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
          "december")  # fmt: skip
FORMS: tuple[Callable[[date], str], ...] = (
    date.isoformat,
    lambda day: f"{day.day} {_NAMES[day.month - 1]} {day.year}",
    lambda day: f"{day.day} {_NAMES[day.month - 1][:3]} {day.year}",
    lambda day: f"{day.day}/{day.month} {day.year}",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y%m%d}",
)


@given(DAYS, st.sampled_from(FORMS))
def test_every_day_comes_back_from_every_form(day: date, form: Callable[[date], str]) -> None:
    """What is written in a form that is taken is read as the same day."""
    assert day == read_date(form(day))


def read_or_told(read: Callable[[Cell], Any], cell: Cell) -> bool:
    """Tells whether a cell was read, or its problem told in full."""
    try:
        return read(cell) is not None
    except BadCell as bad:
        return bool(bad.message and bad.remedy)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_told(text: str) -> None:
    """No text makes the reader fail otherwise than by saying what is wrong."""
    assert read_or_told(read_date, text)


# --- amounts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "ore"),
    [
        ("75 000", 75_000_00), ("75000", 75_000_00), ("75 000 kr", 75_000_00), ("75 000 SEK", 75_000_00),
        ("75 000:-", 75_000_00), ("75 000 kr.", 75_000_00), ("75\u00a0000\u202fkr", 75_000_00),
        ("1 234,50 kr", 1_234_50), ("1 234,5", 1_234_50), ("1234.50", 1_234_50), ("0", 0), ("0,05", 5),
        (75_000, 75_000_00), (0, 0), (Decimal("1234.5"), 1_234_50), (Decimal("0.07"), 7), (Decimal("1E+3"), 1_000_00),
        ("-500", -500_00), ("−500 kr", -500_00), (-5, -5_00), (Decimal("-0.5"), -50),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_whole_ore(cell: Cell, ore: int) -> None:
    """Kronor as Swedes and spreadsheets write them; what is negative is read, and refused by its clause (C26)."""
    assert Money(ore) == read_amount(cell)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("75 000 €", "another currency"), ("EUR 75 000", "another currency"), ("$100", "another currency"),
        ("75 000 NOK", "another currency"), ("75 000 dkk", "another currency"), ("100 usd", "another currency"),
        ("£5", "another currency"), ("5 000 nkr", "another currency"),
        ("1 234,567", "smallest part"), ("0,001 kr", "smallest part"), (Decimal("0.001"), "smallest part"),
        (Decimal("0.30000000000000004"), "smallest part"), (Decimal("Infinity"), "smallest part"),
        ("75.000", "more than one way"), ("75,000", "more than one way"), ("1.234,50", "more than one way"),
        ("1,234.50", "more than one way"), ("1'234", "more than one way"),
        ("cirka 75 000", "not an amount"), ("enligt avtal", "not an amount"), ("75 00", "not an amount"),
        ("7 5000", "not an amount"), ("1e5", "not an amount"), ("٧٥", "not an amount"), ("75 000 kr/år", "not an amount"),
        ("", "not an amount"), ("--5", "not an amount"),
        (10**15, "larger than any amount"), ("9" * 30, "larger than any amount"), (-(10**20), "larger than any amount"),
        (Decimal(10) ** 25, "larger than any amount"),
        (True, "where an amount stands"), (date(2026, 1, 1), "where an amount stands"),
    ],
)  # fmt: skip
def test_what_is_no_amount(cell: Cell, message: str) -> None:
    """Other currencies, parts of an öre, what can be read two ways and what is too large are told, never rounded."""
    with pytest.raises(BadCell) as bad:
        read_amount(cell)

    assert message in bad.value.message
    assert bad.value.remedy.startswith("write ")


@given(st.integers(0, ORE_MAX), st.booleans(), st.sampled_from(["", " kr", " SEK"]))
def test_every_amount_comes_back(ore: int, grouped: bool, unit: str) -> None:
    """An amount written with its decimals is read as the very öre, however large."""
    kronor, rest = divmod(ore, 100)
    whole = f"{kronor:,}".replace(",", " ") if grouped else str(kronor)

    assert Money(ore) == read_amount(f"{whole},{rest:02d}{unit}")
    assert Money(ore) == read_amount(Decimal(ore) / 100 if ore % 100 else kronor)


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_told(text: str) -> None:
    """No text makes the reader fail otherwise than by saying what is wrong."""
    assert read_or_told(read_amount, text)


# --- everything else --------------------------------------------------------------------------------

GOOD: tuple[tuple[Callable[[Cell], Any], Cell, Any], ...] = (
    (read_name, " KI 2026/117 ", "KI 2026/117"), (read_name, 117, "117"), (read_text, "one\ntwo", "one\ntwo"),
    (read_name, "A\u030angstro\u0308m", "Ångström"),
    (read_handle, "s.alm", "s.alm"), (read_sha256, "A" * 64, "a" * 64),
    (read_organisation_number, "8029990010", "802999-0010"), (read_organisation_number, 8029990010, "802999-0010"),
    (read_organisation_number, "802999-0010", "802999-0010"), (read_organisation_number, "198112289874", "19811228-9874"),
    (read_percent, 25, 25), (read_percent, "25 %", 25), (read_percent, "6", 6), (read_percent, Decimal("25.0"), 25),
    (read_percent, 0, 0), (read_yes_no, "ja", True), (read_yes_no, "No", False), (read_yes_no, True, True),
    (read_yes_no, 1, True), (one_of(KINDS), "Överenskommelse", "understanding"), (one_of(ENDS), "Uppsagt", "notice"),
    (some_of(AREAS), "kultur, utbildning | kultur", ("culture", "education")),
    (read_list, "one | two\nthree", ("one", "two", "three")),
    (read_guidelines, "no gifts: nobody gives | honesty",
     (Guideline("no gifts", "nobody gives"), Guideline("honesty", "honesty"))),
)  # fmt: skip


@pytest.mark.parametrize(("read", "cell", "expected"), GOOD)
def test_a_cell_is_read_as_its_column_means_it(
    read: Callable[[Cell], Any], cell: Cell, expected: Any
) -> None:
    """Words in both languages, numbers as text, lists apart by | or on lines of their own."""
    assert expected == read(cell)


BAD: tuple[tuple[Callable[[Cell], Any], Cell, str], ...] = (
    (read_name, "one\ntwo", "more than one line"), (read_name, "x" * 201, "201 characters"),
    (read_name, Decimal("1.5"), "where text stands"), (read_name, date(2026, 1, 1), "where text stands"),
    (read_name, True, "true or false"), (read_name, "a\u202eb", "reading direction"), (read_text, "x\x07", "control"),
    (read_text, "x" * 10_001, "10001 characters"), (read_handle, "Sara Alm", "no handle"), (read_sha256, "abc", "SHA-256"),
    (read_percent, "25,5", "no whole per cent"), (read_percent, Decimal("0.25"), "no whole per cent"),
    (read_percent, True, "no whole per cent"), (read_percent, "moms", "no whole per cent"),
    (read_yes_no, "kanske", "neither yes nor no"), (one_of(KINDS), "addendum", "none of the choices"),
    (some_of(AREAS), "culture, sport", "none of the choices"), (read_list, "a|" * 201, "201 lines"),
    (read_guidelines, "a: b | A: c", "twice"), (read_guidelines, "x" * 201, "without a short name"),
    (refuse_formula, Formula("=SUM(A1:A3)", "C7"), 'the formula "=SUM(A1:A3)" in C7'),
    (refuse_formula, Odd("the error #REF!"), "the error #REF!"),
)  # fmt: skip


@pytest.mark.parametrize(("read", "cell", "message"), BAD)
def test_a_cell_that_cannot_be_read_says_why(read: Callable[[Cell], Any], cell: Cell, message: str) -> None:
    """Each problem says what the cell holds and what to write instead."""
    with pytest.raises(BadCell) as bad:
        read(cell)

    assert message in bad.value.message
    assert bad.value.remedy


# --- columns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "name"),
    [("key", "key"), (" Organisation number ", "organisation_number"), ("ORGNR", "organisation_number"), ("slutdatum", "end"),
     ("vat-percent", "vat_percent"), ("a\u0308gare", "owner"), ("2026", "2026"), ("1899", None), ("total", None), ("", None)],
)  # fmt: skip
def test_a_header_is_known_in_both_languages(header: str, name: str | None) -> None:
    """Headers are known with or without underscores, in English and in Swedish; a year is a year."""
    assert name == name_of(header)


def test_no_header_stands_for_two_columns() -> None:
    """Each name, English or Swedish, is one column's."""
    headers = [one for column in COLUMNS for one in (column.name.replace("_", " "), *column.swedish)]

    assert len(headers) == len(set(headers))


def test_a_header_that_is_nearly_right_is_understood() -> None:
    """A slip of the finger is told with what was probably meant."""
    assert ("organisation_number", "") == (closest("Organisaton_number"), closest("total budget"))
