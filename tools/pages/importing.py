"""docs/import.md: how a portfolio is imported, with every column from the table the reader uses."""

from samverkan_flow.importing import limits
from samverkan_flow.importing.columns import CHOICES
from samverkan_flow.importing.meanings import in_words
from samverkan_flow.importing.template import explanations
from tools.pages.markdown import table

_INTRODUCTION = """\
# Beginning with a spreadsheet

An organisation that has partnerships already has them in a spreadsheet. `samverkan import` takes them in: all of a
file, or none of it.

```text
samverkan template portfolio --format xlsx --output portfolio.xlsx     fill it in, a row for each initiative
samverkan import portfolio.xlsx --dry-run                              every problem, by row and column
samverkan import portfolio.xlsx --because "our register begins"       in one transaction
```

Before that the house is in order: the owners are registered (`people add`), the codes of conduct that were agreed to are
published (`code publish`, from the day each was in force), and the frames of this year and of later ones that the file asks
money of are set (`budget propose`, `budget set`). An administrator imports, and says why.

What can be imported was signed before this log began. From that day on agreements are made here, step by step: an import is
no way around the screening, the signatures or the level that decides (C16).

## What is recorded

One event for each partnership, [PartnershipImported](events.md#partnershipimported). It takes effect on the day the
agreement was signed, is recorded on the day of the import, and holds everything the rows say, with the rows' numbers and
the file's name and SHA-256. It says who imported and why. It makes nothing up: nobody proposed, screened, signed or
evaluated the partnership here, and of duties it knows only the owner and the screener the file names. The stage is where
the dates have brought it: agreed, active, or terminated with its end reason. What has reached its last day without a word
about its end is imported as active, and the calendar ends it: `samverkan tick`.

The yearly evaluation (C38) counts from the last one the file tells of, or from the initiative's start. On a day in the
past (`audit state --as-of`) an import counts with what had come about by then.

## The yearly frames

What is in force takes its part of each year's frame (C14), as if it had been agreed here: one event for each year and file,
[FrameImported](events.md#frameimported), with a line for each partnership, in the same transaction. This year and later ones
are judged: the row at which a year's frame is overstepped is told, with what is taken, what the file asks for and the frame.
Years that have passed are recorded as they were, on their last day and without being judged, and are not given back when a
partnership ends: their payments are not in this log. What runs today is not refused for being many (C15); that is worth a look.

## A row for each initiative

Rows with the same `key` are one partnership. Its own columns are filled in on the first of its rows; on the others they
are empty, or say the same. A partnership that has ended needs no initiative.

The header stands in the first row. The order of the columns does not matter, and a column nobody needs may be left out.
A column that is none of these is told, not passed over."""

_FORMS = f"""\
## How cells are written

- **Dates**: a spreadsheet's own dates, `2026-01-31`, `31 januari 2026`, `31 jan 2026`, `31/1 2026`. What can be read in
  more than one way, such as `01/02/2026`, is a problem that says what to write.
- **Amounts**: kronor with at most two decimals: `75 000`, `1 234,50 kr`, or a number. Another currency, a part of an öre,
  `75.000` and "cirka" are problems; a negative amount is refused under C26.
- **Lists**: lines apart by `|`, or on lines of their own within the cell.
- **Words from a list** may be English or Swedish:
{chr(10).join(f"  `{column}`: {in_words(choices)}." for column, choices in CHOICES.items())}
- **Formulas, errors and merged cells** are not read: paste the values, unmerge the cells.

## Which files

- **.xlsx**: the sheet called `portfolio` or `portfölj`, else the first one. Not an .xls, and without a password.
- **.csv**: UTF-8, with `;`, `,` or tabs between the cells, found by the header, or said by a first line such as `sep=;`.
- **.jsonl**: an object on each line, its names being the columns.

At most {limits.ROWS_MAX} rows, {limits.COLUMNS_MAX} columns, {limits.CELL_LENGTH_MAX} characters in a cell and
{limits.FILE_BYTES_MAX // 1_000_000} MB. A larger file is refused by its size, without being read; a workbook that would unpack
to more than {limits.UNPACKED_BYTES_MAX // 1_000_000} MB, or to more than {limits.UNPACKED_RATIO_MAX} times its size, is
refused by its directory, without being unpacked.

## What stands in the way

Every problem of every row is told at once, by row and by the column as the file calls it; `--json` tells all of them, people see the first forty.

- A cell that cannot be read, a contradiction, or a row that stands there twice is malformed input: exit code 2, nothing
  is recorded.
- What the policy or the house forbids is refused under its clause: exit code 3, and the refusal stays on record. While a
  partnership is in force everything its agreement must say is asked for. Of one that has ended nothing can be mended: what
  its agreement lacks is a warning.
- A file with both ends with 2.

What is not forbidden and still worth a look is told once for each kind, with the rows: an initiative without a goal
(C17, C32), an evaluation that is overdue (C38), a document known by its name alone (C24), a code of conduct that was no
longer in force when it was signed (C23, T14).

## Once

The file's SHA-256 is the command's id: the same file again, under whatever name, records nothing and tells the first
result. A file that was refused is not used up. An import that was interrupted has recorded nothing; the same command goes
through afterwards. Another file with a partnership that is recorded already, by name, partner and period, is refused (R5).

## Afterwards

An imported partnership lives on like any other: it is evaluated, amended, paid and ended. A wrong amount is mended by a
correction of event 1, shown by the signed document. One goal for each row is imported; further ones are added with
`samverkan goal` and shown as set afterwards."""

_HEADS = ("column", "Swedish header", "form", "required", "clause", "what it says")


def page() -> str:
    """Returns the page."""
    rows = (
        (f"`{name}`", swedish, form, needed, clause, english)
        for name, swedish, form, needed, clause, english, _ in explanations()
    )
    return "\n".join([_INTRODUCTION, "", *table(_HEADS, rows), "", _FORMS])
