"""Files: workbooks, CSV and JSON lines, what is wrong in them by row and column, and what is not read at all."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from samverkan_flow.domain.commands import ImportPortfolio
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.importing import limits, read_portfolio, workbook
from samverkan_flow.importing.template import as_csv as template_csv
from samverkan_flow.importing.template import as_workbook as template_workbook
from tests.importing.portfolios import (
    ENTRY,
    GOAL,
    a_row,
    as_csv,
    as_jsonl,
    as_xlsx,
    file_of,
    header_of,
    many,
    saved,
)

KINDS: dict[str, Callable[..., bytes]] = {"p.csv": as_csv, "p.jsonl": as_jsonl, "p.xlsx": as_xlsx}


def read(folder: Path, data: bytes, name: str = "p.csv") -> ImportPortfolio:
    """Returns what a file tells, all of which can be read."""
    portfolio = read_portfolio(file_of(folder, name, data))
    assert portfolio.unread == ()
    return portfolio.command


def problems(folder: Path, data: bytes, name: str = "p.csv") -> list[tuple[int, str, str]]:
    """Returns the problems of a file: row, column, message."""
    found = read_portfolio(file_of(folder, name, data)).unread
    return [(one.row, one.column, one.message) for one in found]


def not_read(folder: Path, data: bytes, name: str = "p.csv") -> str:
    """Returns why a file is not read at all, with what to do."""
    with pytest.raises(InvalidInput) as caught:
        read_portfolio(file_of(folder, name, data))
    return f"{caught.value.message}; {caught.value.hint}"


# --- the same rows in every kind of file ------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_a_whole_row_makes_an_entry(name: str, tmp_path: Path) -> None:
    """The same row is the same partnership in every kind of file; the file is known by its name and SHA-256."""
    command = read(tmp_path, KINDS[name](a_row()), name)

    first = 1 if name == "p.jsonl" else 2
    assert command.source is not None
    assert (name, 64) == (command.source.name, len(command.source.sha256))
    assert [(first, "vagspel", GOAL)] == [
        (one.row, one.key, one.initiatives[0].goal) for one in command.partnerships
    ]
    if first == 2:
        assert (ENTRY,) == command.partnerships


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_csv_file_as_programs_write_them(separator: str, mark: bytes, tmp_path: Path) -> None:
    """What keeps the cells apart is found; a byte order mark is passed over."""
    assert (ENTRY,) == read(tmp_path, mark + as_csv(a_row(), separator=separator)).partnerships


@pytest.mark.parametrize("line", [b"sep=;\r\n", b'"sep=;"\n', b"SEP=,\n"])
def test_a_line_that_says_the_separator_is_no_row(line: bytes, tmp_path: Path) -> None:
    """Excel shows no row for it, so the rows are numbered as without it."""
    separator = line.decode().strip('"\r\n')[-1]
    assert (ENTRY,) == read(tmp_path, line + as_csv(a_row(), separator=separator)).partnerships


@pytest.mark.parametrize("name", KINDS)
def test_rows_with_one_key_are_one_partnership(name: str, tmp_path: Path) -> None:
    """The partnership is told once; its further rows are its further initiatives."""
    second = {"key": "vagspel", "initiative": "Evening class"}
    third = a_row(initiative="Festival", goal="", **dict.fromkeys(_GOAL, ""))

    (entry,) = read(tmp_path, KINDS[name](a_row(), second, third), name).partnerships

    assert ["School matinees", "Evening class", "Festival"] == [one.name for one in entry.initiatives]
    assert (3, None) == (len(entry.rows), entry.initiatives[2].goal)


_GOAL = (
    "goal_kind",
    "goal_level",
    "baseline",
    "target",
    "unit",
    "source",
    "read_off_on",
    "read_off_rule",
    "assessor",
)


def test_real_dates_and_numbers_in_a_workbook(tmp_path: Path) -> None:
    """A spreadsheet's own dates, amounts, per cents and numbers need no text."""
    row = a_row(start=date(2025, 2, 1), end=datetime(2027, 12, 31), vat_percent=0.25, organisation_number=8029990010,
                code_version=2025, **{"2025": 75000, "2026": 80000.0, "2027": 1234.5})  # fmt: skip
    book = load_workbook(io.BytesIO(as_xlsx(row)))
    sheet = book.active
    place = header_of([row]).index("vat_percent") + 1
    sheet.cell(2, place).number_format = "0 %"

    assert (ENTRY,) == read(tmp_path, saved(book), "p.xlsx").partnerships


@pytest.mark.parametrize("title", ["portfolio", "Portfölj"])
def test_the_sheet_called_portfolio_is_read(title: str, tmp_path: Path) -> None:
    """Where a sheet is called portfolio it is read, whatever stands before it; otherwise the first."""
    assert (ENTRY,) == read(tmp_path, as_xlsx(a_row(), title=title, first="Read me"), "p.xlsx").partnerships
    assert (ENTRY,) == read(tmp_path, as_xlsx(a_row(), title="Sheet1"), "q.xlsx").partnerships


@pytest.mark.parametrize(
    ("name", "data"), [("p.csv", template_csv().encode()), ("p.xlsx", template_workbook())]
)
def test_the_template_can_be_read_as_it_stands(name: str, data: bytes, tmp_path: Path) -> None:
    """The printed template has every column and a row that holds."""
    (entry,) = read(tmp_path, data, name).partnerships

    assert ("Ung teater", 3, 1) == (entry.name, len(entry.contributions), len(entry.initiatives))


def test_texts_are_read_as_excel_keeps_them(tmp_path: Path) -> None:
    """Excel keeps texts in a part of their own, each once."""
    assert (ENTRY,) == read(tmp_path, as_excel_writes(as_xlsx(a_row())), "p.xlsx").partnerships


def test_empty_rows_and_columns_are_passed_over(tmp_path: Path) -> None:
    """Rows and columns without anything in them do not count; rows keep their numbers."""
    lines = as_csv(a_row()).decode().splitlines()
    text = "\n".join([f"{lines[0]};;", ";;;", f"{lines[1]};;", ""])

    assert [3] == [one.row for one in read(tmp_path, text.encode()).partnerships]


def test_a_wrong_size_in_a_workbook_hides_nothing(tmp_path: Path) -> None:
    """What a workbook says of its own size is not believed."""
    data = replaced(
        as_xlsx(*many(3)), "xl/worksheets/sheet1.xml", rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"'
    )

    assert 3 == len(read(tmp_path, data, "p.xlsx").partnerships)


# --- problems, by row and column ----------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_every_problem_is_told_by_row_and_column(name: str, tmp_path: Path) -> None:
    """All cells that cannot be read are told, of all rows, in their order."""
    rows = [
        a_row(end="tills vidare", **{"2025": "75 000 €"}),
        a_row(key="two", start="01/02/2026", owner="Sara Alm"),
    ]
    first = 1 if name == "p.jsonl" else 2

    found = [(row, column) for row, column, _ in problems(tmp_path, KINDS[name](*rows), name)]

    assert [(first, "2025"), (first, "end"), (first + 1, "owner"), (first + 1, "start")] == found


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([a_row(), a_row()], (3, "initiative", "is the same initiative as in row 2")),
        ([a_row(), a_row(initiative="SCHOOL MATINEES")], (3, "initiative", "is the same initiative as in row 2")),
        ([a_row(), {"key": "vagspel"}], (3, "initiative", "tells no more than row 2")),
        ([a_row(), a_row(initiative="Other", end="2026-12-31")],
         (3, "end", "says something else than row 2, which has the same key")),
        ([a_row(key="")], (2, "key", "is empty")),
        ([a_row(initiative="")], (2, "initiative", "is empty, and goal is not")),
        ([a_row(goal="")], (2, "goal", "is empty, and goal_kind is not")),
        ([a_row(goal_kind="")], (2, "goal_kind", "is empty, and there is a goal")),
        ([a_row(exchange_value="1 kr")], (2, "exchange_value", "has 1 values, and exchange has 2 lines")),
        ([a_row(exchange_value="1 kr | free")], (2, "exchange_value", 'holds "free", which is not an amount')),
        ([a_row(total="5")], (1, "total", "is no column here")),
        ([a_row(name="=A1")], (2, "name", 'holds the formula "=A1"')),
    ],
)  # fmt: skip
def test_what_is_wrong_among_rows(
    rows: list[dict[str, Any]], expected: tuple[int, str, str], tmp_path: Path
) -> None:
    """Twins, contradictions, empty keys and unknown columns are told where they stand, with the other row."""
    assert [expected] == problems(tmp_path, as_csv(*rows))


def test_a_column_that_stands_twice(tmp_path: Path) -> None:
    """Two columns of one meaning, perhaps in two languages, are told."""
    lines = as_csv(a_row()).decode().splitlines()

    assert [(1, "end", "stands twice in the header")] == problems(
        tmp_path, f"{lines[0]};slutdatum\n{lines[1]};\n".encode()
    )


def test_a_value_beside_the_table(tmp_path: Path) -> None:
    """What stands outside every column is not passed over in silence."""
    lines = as_csv(a_row()).decode().splitlines()

    assert [(2, "", "a value stands beside the table")] == problems(
        tmp_path, f"{lines[0]}\n{lines[1]};note\n".encode()
    )


def test_formulas_errors_and_times_in_a_workbook(tmp_path: Path) -> None:
    """A formula is refused with its cell; an error and a time of day are no values."""
    row = a_row(name="=B1", start=datetime(2025, 2, 1, 9, 30), purpose="#REF!", own_role=time(9, 30))
    book = load_workbook(io.BytesIO(as_xlsx(row)))
    book.active.cell(2, header_of([row]).index("purpose") + 1).data_type = "e"

    found = problems(tmp_path, saved(book), "p.xlsx")

    assert [
        (2, "name", 'holds the formula "=B1" in B2'),
        (2, "own_role", "holds a time of day"),
        (2, "purpose", "holds the error #REF!"),
        (2, "start", "holds a time of day"),
    ] == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_merged_cells_are_refused(encoding: str, tmp_path: Path) -> None:
    """Merged cells leave others empty that look filled in: each range is told."""
    book = load_workbook(io.BytesIO(as_xlsx(*many(3))))
    book.active.merge_cells("B2:B4")
    data = saved(book)
    if encoding == "utf-16":
        data = recoded(data, "xl/worksheets/sheet1.xml", encoding)

    found = [one for one in problems(tmp_path, data, "p.xlsx") if one[2].startswith("the cells")]

    assert [(2, "", "the cells B2:B4 are merged")] == found


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "is not JSON"), ("[1]", "is no object"), ('"text"', "is no object"), ("[" * 100_000, "is not JSON"),
        ('{"key": "a", "key": "b"}', 'names "key" twice'), ('{"key": NaN}', "is not JSON"), ("1" * 5_000, "is not JSON"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_json(line: str, message: str, tmp_path: Path) -> None:
    """A line that cannot be read is told by its number; the others are read all the same."""
    data = as_jsonl(a_row()) + line.encode() + b"\n"

    assert [(2, "", message)] == problems(tmp_path, data, "p.jsonl")


@pytest.mark.parametrize(("value", "what"), [([1], "a list"), ({"a": 1}, "an object")])
def test_a_json_value_that_is_no_cell(value: Any, what: str, tmp_path: Path) -> None:
    """Lists and objects stand for no cell."""
    assert [(1, "name", f"holds {what}")] == problems(tmp_path, as_jsonl(a_row(name=value)), "p.jsonl")


def test_json_numbers_are_never_floats(tmp_path: Path) -> None:
    """0.1 + 0.2 is no rounding trick: decimals are read as they are written."""
    data = as_jsonl(a_row(**{"2025": "@"})).replace(b'"@"', b"9007199254740.93")

    (entry,) = read(tmp_path, data, "p.jsonl").partnerships

    assert 900719925474093 == entry.contributions[0].net.ore


# --- files that are not read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("p.csv", b"", "is empty"),
        ("p.csv", b"name;partner\nx;y\n", 'has no column "key"'),
        (
            "p.csv",
            "key;name\nx;å\n".encode("cp1252"),
            "(line 2): å, ä and ö cannot be told; in Excel: save as CSV UTF-8",
        ),
        ("p.csv", "key;name\n".encode("utf-16"), "is UTF-16 text"),
        ("p.csv", b"key;name\nx;\0\n", "is not text"),
        ("p.csv", b'key;name\nx;"never closed\n', "is not CSV"),
        ("p.csv", as_xlsx(a_row()), "is not what its ending says"),
        ("p.xlsx", as_csv(a_row()), "is not what its ending says"),
        ("p.xlsx", b"PK\x03\x04 and then nothing", "is damaged"),
        ("p.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "is an old .xls, or is protected by a password"),
        ("p.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "is an old .xls, or is protected by a password"),
        ("p.ods", b"anything", "is none of .xlsx, .csv, .jsonl"),
        ("p.xlsx", saved(Workbook()), 'has no column "key"'),
    ],
)
def test_a_file_that_is_no_table(name: str, data: bytes, told: str, tmp_path: Path) -> None:
    """A file that cannot be read at all is refused as a whole, with what to do about it."""
    assert told in not_read(tmp_path, data, name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file and a folder are told as what they are."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InvalidInput, match="is not a file"):
            read_portfolio(path)


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    """A file that is too large is refused by its size: not one byte of it is read."""
    path = tmp_path / "p.csv"
    with path.open("wb") as opened:
        opened.truncate(100_000_000)  # a hole: it would be read as zeros

    with pytest.raises(InvalidInput, match="has 100000000 bytes; at most 20000000 are imported"):
        read_portfolio(path)


@pytest.mark.parametrize("name", KINDS)
def test_more_rows_than_are_imported_at_once(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file with too many rows is refused, however many of them are wrong."""
    monkeypatch.setattr("samverkan_flow.importing.table.ROWS_MAX", 3)

    assert 3 == len(read(tmp_path, KINDS[name](*many(3)), name).partnerships)
    assert "has more than 3 rows; divide it" in not_read(tmp_path, KINDS[name](*many(4)), name)


@pytest.mark.parametrize("name", KINDS)
def test_more_columns_than_are_read(name: str, tmp_path: Path) -> None:
    """A row that goes on and on is refused."""
    wide = a_row(**{f"column {n}": "x" for n in range(limits.COLUMNS_MAX)})

    assert str(limits.COLUMNS_MAX) in not_read(tmp_path, KINDS[name](wide), name)


# --- hostile workbooks ------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What unpacks to far more than it weighs is known from the directory; nothing of it is unpacked."""
    packed, huge = (
        zipped({"xl/workbook.xml": b"x", "xl/a.xml": b"\0" * size}) for size in (50_000_000, 150_000_000)
    )
    monkeypatch.setattr(zipfile.ZipFile, "open", _nothing_is_unpacked)

    assert "times its size" in not_read(tmp_path, packed, "p.xlsx")
    assert "unpacks to 150000001 bytes" in not_read(tmp_path, huge, "q.xlsx")


def _nothing_is_unpacked(*_arguments: Any, **_more: Any) -> Any:
    raise AssertionError("something was unpacked")


def test_many_parts_are_refused(tmp_path: Path) -> None:
    """A workbook of a great many parts is none that anybody filled in."""
    parts = {"xl/workbook.xml": b"x", **{f"xl/{n}.xml": b"" for n in range(limits.PARTS_MAX)}}

    assert "parts" in not_read(tmp_path, zipped(parts), "p.xlsx")


def test_a_directory_that_lies_unpacks_no_more_than_it_says(tmp_path: Path) -> None:
    """A part whose size is told as small is read to that size, and found damaged."""
    data = bytearray(zipped({"xl/workbook.xml": b"x" * 5_000_000}))
    for place in _places(bytes(data), (5_000_000).to_bytes(4, "little")):
        data[place : place + 4] = (100).to_bytes(4, "little")

    assert "cannot be read as a workbook" in not_read(tmp_path, bytes(data), "p.xlsx")


@pytest.mark.parametrize(
    "part", ["xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]
)
def test_entities_that_grow_are_refused(part: str, tmp_path: Path) -> None:
    """A part that defines entities of its own (a billion laughs) is not read."""
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    data = replaced(as_excel_writes(as_xlsx(a_row())), part, rb"<(?=\w)", laughs + b"<", count=1)

    assert "EntitiesForbidden" in not_read(tmp_path, data, "p.xlsx")


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    """An archive of something else is told as such; so is one with a password."""
    assert "no workbook of Excel's kind" in not_read(tmp_path, zipped({"content.xml": b"x"}), "p.xlsx")

    locked = bytearray(zipped({"xl/workbook.xml": b"x"}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(sign) + place] |= 1
    assert "protected by a password" in not_read(tmp_path, bytes(locked), "q.xlsx")


def test_a_sheet_that_is_cut_off(tmp_path: Path) -> None:
    """A sheet that is cut off is told as damaged, not as an error of the program."""
    data = replaced(as_xlsx(a_row()), "xl/worksheets/sheet1.xml", rb"</sheetData>.*", b"")

    assert "cannot be read as a workbook" in not_read(tmp_path, data, "p.xlsx")


def test_a_sheet_with_its_values_far_out(tmp_path: Path) -> None:
    """One value in the last row and column there is does not make the reader walk for ever."""
    book = load_workbook(io.BytesIO(as_xlsx(a_row())))
    book.active["XFD1048576"] = "x"

    assert "row 1048576 reaches column XFD" in not_read(tmp_path, saved(book), "p.xlsx").replace(
        "p.xlsx, ", ""
    )


def as_excel_writes(data: bytes) -> bytes:
    """Returns a workbook with its texts in a part of their own, as Excel keeps them."""
    parts = parts_of(data)
    sheet, texts = parts["xl/worksheets/sheet1.xml"], list[bytes]()

    def shared(found: re.Match[bytes]) -> bytes:
        texts.append(found[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    sheet = re.sub(rb't="inlineStr"><is>(.*?)</is>', shared, sheet, flags=re.DOTALL)
    assert texts
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = b"".join(b"<si>%s</si>" % text for text in texts)
    types = parts["[Content_Types].xml"].replace(b"</Types>", _SHARED_TYPE + b"</Types>")
    relations = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", _SHARED_RELATION + b"</Relationships>"
    )
    return zipped({**parts, "xl/worksheets/sheet1.xml": sheet, "[Content_Types].xml": types,
                   "xl/_rels/workbook.xml.rels": relations,
                   "xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (main, strings)})  # fmt: skip


_SHARED_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
_SHARED_RELATION = (
    b'<Relationship Id="rId99" Target="sharedStrings.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)


def parts_of(data: bytes) -> dict[str, bytes]:
    """Returns the parts of an archive, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    """Returns an archive of some parts, packed."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()


def replaced(data: bytes, part: str, pattern: bytes, by: bytes, count: int = 0) -> bytes:
    """Returns a workbook with something in one part replaced."""
    parts = parts_of(data)
    changed = re.sub(pattern, lambda _found: by, parts[part], count=count, flags=re.DOTALL)
    assert changed != parts[part]
    return zipped({**parts, part: changed})


def recoded(data: bytes, part: str, encoding: str) -> bytes:
    """Returns a workbook with one part in another encoding."""
    parts = parts_of(data)
    text = parts[part].decode("utf-8")
    text = text[text.index("<worksheet") :]
    return zipped({**parts, part: f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)})


def _places(data: bytes, sought: bytes) -> list[int]:
    found, start = [], data.find(sought)
    while start >= 0:
        found.append(start)
        start = data.find(sought, start + 1)
    return found


@pytest.mark.parametrize("name", KINDS)
@given(data=st.binary(max_size=400), place=st.integers(0, 6_000), cut=st.booleans())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_bytes_make_the_reader_fail(name: str, data: bytes, place: int, cut: bool, tmp_path: Path) -> None:
    """Whatever a file holds, it is read, its problems are told, or it is refused with a sentence."""
    whole = WHOLE[name]
    place %= len(whole)
    damaged = whole[:place] + data + (b"" if cut else whole[place + len(data) :])
    try:
        portfolio = read_portfolio(file_of(tmp_path, name, damaged))
    except InvalidInput as error:
        assert error.message  # noqa: PT017 - either is right
    else:
        assert all(one.message and one.remedy for one in portfolio.unread)


WHOLE = {name: made(*many(3)) for name, made in KINDS.items()}


def test_the_workbook_reader_is_lazy() -> None:
    """Reading a CSV file loads no spreadsheet library."""
    from tests.unit.imports import loaded_packages

    assert workbook.SHEETS
    assert not {"openpyxl", "defusedxml"} & loaded_packages("import samverkan_flow.importing")
