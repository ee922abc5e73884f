"""Portfolios for the tests: a whole row, the files it can stand in, and the entry it makes."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from openpyxl import Workbook

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.portfolio import PortfolioEntry, PortfolioInitiative
from samverkan_flow.domain.values import Contribution, ExchangeLine, Goal, Guideline
from tests import builders as b

ROW: dict[str, Any] = {
    "key": "vagspel",
    "name": "Ung teater",
    "partner": "Teater Vågspel",
    "organisation_number": "802999-0010",
    "areas": "culture",
    "purpose": "Children meet the stage.",
    "own_role": "We hold a lesson.",
    "development_plan": "From 40 to 120 performances.",
    "owner": "s.alm",
    "kind": "agreement",
    "registry_number": "KI 2025/117",
    "document": "agreement.pdf",
    "document_sha256": "a" * 64,
    "signed_on": "2025-01-10",
    "start": "2025-02-01",
    "end": "2027-12-31",
    "code_version": "2025",
    "vat_percent": "25",
    "2025": "75 000",
    "2026": "80 000",
    "2027": "1 234,50 kr",
    "marketing": "our logotype on stage | four posts a year",
    "guidelines": "no discrimination: nobody is turned away",
    "exchange": "40 seats | a lecture",
    "exchange_value": "20 000 kr | 30 000 kr",
    "initiative": "School matinees",
    "goal": "Pupils who see a performance",
    "goal_kind": "quantitative",
    "goal_level": "outcome",
    "baseline": "120",
    "target": "300",
    "unit": "pupils",
    "source": "attendance lists",
    "read_off_on": "2025-12-01",
    "last_evaluated_on": "2025-11-20",
    "last_evaluation_final": "no",
    "ended_on": "",
    "end_reason": "",
}
"""A whole row, as somebody fills it in; on 2026-01-02 it is in force."""


def a_row(**changes: Any) -> dict[str, Any]:
    """Returns a whole row; a change to None leaves a column out of the row."""
    return {name: value for name, value in {**ROW, **changes}.items() if value is not None}


def many(count: int, **changes: Any) -> list[dict[str, Any]]:
    """Returns so many rows, each a partnership of its own."""
    return [a_row(key=f"k{n}", name=f"Samverkan {n}", **changes) for n in range(1, count + 1)]


def header_of(rows: list[dict[str, Any]]) -> list[str]:
    """Returns every column of some rows, each once."""
    return list(dict.fromkeys(name for row in rows for name in row))


def as_csv(*rows: dict[str, Any], separator: str = ";") -> bytes:
    """Returns rows as a CSV file."""
    written = io.StringIO(newline="")
    maker = csv.DictWriter(written, header_of([*rows]), delimiter=separator)
    maker.writeheader()
    maker.writerows(rows)
    return written.getvalue().encode()


def as_jsonl(*rows: dict[str, Any]) -> bytes:
    """Returns rows as JSON lines."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def as_xlsx(*rows: dict[str, Any], title: str = "portfolio", first: str = "") -> bytes:
    """Returns rows as a workbook; `first` is a sheet that stands before them."""
    book = Workbook()
    sheet = book.active
    if first:
        sheet.title = first
        sheet = book.create_sheet(title)
    sheet.title = title
    header = header_of([*rows])
    sheet.append(header)
    for row in rows:
        sheet.append([row.get(name) or None for name in header])
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Returns a workbook's bytes."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def file_of(folder: Path, name: str, data: bytes) -> Path:
    """Returns a file in a folder that holds some bytes."""
    path = folder / name
    path.write_bytes(data)
    return path


# --- the entry such a row makes -----------------------------------------------------------------------

GOAL = Goal("G1", "quantitative", "outcome", "Pupils who see a performance", date(2025, 12, 1), "attendance lists",
            "pupils", "120", "300")  # fmt: skip
INITIATIVE = PortfolioInitiative(2, "School matinees", None, GOAL, date(2025, 11, 20))
ENTRY = PortfolioEntry(
    row=2, key="vagspel", name="Ung teater", partner="Teater Vågspel", organisation_number="802999-0010",
    areas=("culture",), purpose="Children meet the stage.", own_role="We hold a lesson.",
    development_plan="From 40 to 120 performances.", owner="s.alm", kind="agreement", registry_number="KI 2025/117",
    document="agreement.pdf", document_sha256="a" * 64, signed_on=date(2025, 1, 10), start=date(2025, 2, 1),
    end=date(2027, 12, 31), code_version="2025",
    contributions=(Contribution(2025, b.kronor(75_000), 25), Contribution(2026, b.kronor(80_000), 25),
                   Contribution(2027, b.Money(1_234_50), 25)),
    marketing=("our logotype on stage", "four posts a year"),
    guidelines=(Guideline("no discrimination", "nobody is turned away"),),
    exchange=(ExchangeLine("40 seats", value=b.kronor(20_000)), ExchangeLine("a lecture", value=b.kronor(30_000))),
    initiatives=(INITIATIVE,),
)  # fmt: skip
ENDED = replace(
    ENTRY,
    end=date(2025, 12, 31),
    ended_on=date(2025, 12, 31),
    end_reason="completed",
    contributions=ENTRY.contributions[:1],
    initiatives=(replace(INITIATIVE, last_evaluation_final=True),),
)
"""The same, once it has run its time."""


def a_portfolio(*entries: PortfolioEntry, **changes: Any) -> c.ImportPortfolio:
    """Returns the command that takes in some entries, for a reason."""
    whole = c.ImportPortfolio(
        because="the register begins", source=b.a_document("portfolio.csv"), partnerships=entries or (ENTRY,)
    )
    return replace(whole, **changes)
