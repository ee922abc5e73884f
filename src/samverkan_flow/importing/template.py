"""The template of a portfolio, from the table of columns: as CSV, or as a workbook that explains itself."""

import csv
import io

from samverkan_flow.importing.columns import COLUMNS, EXAMPLE_YEARS, YEAR_COLUMN, Column

SEPARATOR = ";"
"""What Excel takes and gives where the comma is for decimals."""
_HEADINGS = ("column", "svensk rubrik", "form", "needed", "clause", "what it says", "vad den säger")
_WIDTH = 24


def placed() -> tuple[tuple[str, Column], ...]:
    """Returns the columns in the order of the template, by their headers; the years stand after the VAT rate."""
    made: list[tuple[str, Column]] = []
    for column in COLUMNS:
        made.append((column.name, column))
        if column.name == "vat_percent":
            made += [(year, YEAR_COLUMN) for year in EXAMPLE_YEARS]
    return tuple(made)


def header_and_example() -> tuple[list[str], list[str]]:
    """Returns the two rows of the template."""
    columns = placed()
    return [name for name, _ in columns], [EXAMPLE_YEARS.get(name, one.example) for name, one in columns]


def as_csv() -> str:
    """Returns the template as CSV: the header, and a row that can be imported as it stands."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=SEPARATOR, lineterminator="\n").writerows(header_and_example())
    return written.getvalue()


def as_workbook() -> bytes:
    """Returns the template as a workbook: the same rows as text, and a sheet that explains each column."""
    from openpyxl import Workbook  # type: ignore[import-untyped] # heavy, and it has no types
    from openpyxl.styles import Font  # type: ignore[import-untyped] # it has no types

    book = Workbook()
    portfolio = book.active
    portfolio.title = "portfolio"
    for row in header_and_example():
        portfolio.append(row)
    explained = book.create_sheet("columns")
    for explanation in (_HEADINGS, *explanations()):
        explained.append(explanation)
    for sheet in (portfolio, explained):
        sheet.freeze_panes = "B2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = _WIDTH
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def explanations() -> list[tuple[str, ...]]:
    """Returns a row for each column: its name, Swedish header, form, when it is needed, clause, and what it says."""
    columns = {one.name: one for _, one in placed()}
    return [
        (one.name, ", ".join(one.swedish), one.form, one.needed, one.clause, one.en, one.sv)
        for one in columns.values()
    ]
