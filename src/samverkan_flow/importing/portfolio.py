"""From rows to partnerships: rows with one key are put together; every problem is told by row and column."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from samverkan_flow.domain.commands import ImportPortfolio
from samverkan_flow.domain.errors import Finding, Problem
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.portfolio import PortfolioEntry, PortfolioInitiative
from samverkan_flow.domain.values import Contribution, ExchangeLine, Goal
from samverkan_flow.importing.amounts import read_amount
from samverkan_flow.importing.cell import BadCell
from samverkan_flow.importing.columns import GOAL_COLUMNS, YEAR, column_named
from samverkan_flow.importing.files import read_table
from samverkan_flow.importing.rows import Told, headers_of, told_rows
from samverkan_flow.importing.table import TELL_EVERY, Progress, Unread


class Portfolio(NamedTuple):
    """What a file tells, as the command that takes it in, and every cell that could not be read."""

    command: ImportPortfolio
    unread: tuple[Problem, ...]
    headers: dict[str, str]
    """What the file calls each of its columns."""

    def as_called(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Returns findings with each column called as the file calls it, so that it can be found there."""
        return tuple(
            replace(one, column=self.headers.get(one.column, one.column)) if isinstance(one, Problem) else one
            for one in findings
        )


class _Draft:
    """One partnership while its rows are read."""

    def __init__(self, row: int) -> None:
        self.row = row
        self.told: Told = {}
        self.from_rows: dict[str, int] = {}
        self.initiatives: dict[str, PortfolioInitiative] = {}


def read_portfolio(
    path: Path | str, because: str = "", told: Progress = lambda _done, _total: None
) -> Portfolio:
    """Returns what a portfolio file tells: .xlsx, .csv or .jsonl.

    Raises InvalidInput for a file that cannot be read at all: too large, protected, no table, no `key` column.
    Cells that cannot be read are told in `unread`, all of them.
    """
    source, table = read_table(Path(path), told)
    unread = table.unread
    drafts: dict[str, _Draft] = {}
    for done, (row, cells) in enumerate(told_rows(table), 1):
        _take(row, cells, drafts, unread)
        if done % TELL_EVERY == 0:
            told(done, len(table.rows))
    entries = tuple(_entry(key, draft, unread) for key, draft in drafts.items())
    command = ImportPortfolio(because=because, source=source, partnerships=entries)
    problems = sorted(unread.problems, key=lambda one: (one.row, one.column))
    return Portfolio(command, tuple(problems), headers_of(table))


# --- rows with one key ------------------------------------------------------------------------------


def _take(row: int, told: Told, drafts: dict[str, _Draft], unread: Unread) -> None:
    key = told.get("key", "")
    if not key:
        if not unread.has(row, "key"):
            unread.add(row, "key", "is empty", "give the partnership a key; its rows share it")
        return
    draft = drafts.setdefault(key, _Draft(row))
    for name, value in told.items():
        if column_named(name).of == "partnership":
            _put(draft, name, value, row, unread)
    _take_initiative(row, told, draft, unread)


def _put(draft: _Draft, name: str, value: Any, row: int, unread: Unread) -> None:
    if name not in draft.told:
        draft.told[name] = value
        draft.from_rows[name] = row
    elif draft.told[name] != value:
        where = draft.from_rows[name]
        message = f"says something else than row {where}, which has the same key"
        unread.add(row, name, message, f"leave it empty, or write what row {where} says")


def _take_initiative(row: int, told: Told, draft: _Draft, unread: Unread) -> None:
    name = told.get("initiative", "")
    rest = [one for one in told if one != "initiative" and column_named(one).of == "initiative"]
    if not name and rest and not unread.has(row, "initiative"):
        unread.add(row, "initiative", f"is empty, and {rest[0]} is not", "name the initiative")
    if not name and (row == draft.row or unread.has(row, "initiative")):
        return
    twin = draft.initiatives.get(name.casefold())
    if twin or not name:
        where = twin.row if twin else draft.row
        message = f"is the same initiative as in row {where}" if twin else f"tells no more than row {where}"
        unread.add(row, "initiative", message, "leave one of the rows out")
        return
    draft.initiatives[name.casefold()] = PortfolioInitiative(
        row=row,
        name=name,
        start=told.get("initiative_start"),
        goal=_goal(row, told, unread),
        last_evaluated_on=told.get("last_evaluated_on"),
        last_evaluation_final=told.get("last_evaluation_final", False),
    )


def _goal(row: int, told: Told, unread: Unread) -> Goal | None:
    """Returns the goal of a row, or None where there is none, or it is not told as one."""
    given = [name for name in GOAL_COLUMNS if name in told]
    if "goal" not in told:
        if given and not unread.has(row, "goal"):
            unread.add(row, "goal", f"is empty, and {given[0]} is not", "write the goal", "C17")
        return None
    missing = [name for name in ("goal_kind", "goal_level") if name not in told]
    for name in missing:
        if not unread.has(row, name):
            column = column_named(name)
            unread.add(row, name, "is empty, and there is a goal", f"write {column.form}", column.clause)
    if missing:
        return None
    return Goal(
        id="G1",
        kind=told["goal_kind"],
        level=told["goal_level"],
        text=told["goal"],
        **{name: told[name] for name in GOAL_COLUMNS[2:] if name in told},
    )


# --- a partnership ----------------------------------------------------------------------------------

_AS_TOLD = (
    "name", "partner", "organisation_number", "legal_form", "areas", "purpose", "own_role", "development_plan",
    "owner", "screener", "kind", "registry_number", "document", "document_sha256", "signed_on", "start", "end",
    "code_version", "marketing", "guidelines", "ended_on", "end_reason",
)  # fmt: skip
"""The columns that an entry takes over as they are read."""


def _entry(key: str, draft: _Draft, unread: Unread) -> PortfolioEntry:
    told = draft.told
    years = sorted(name for name in told if YEAR.fullmatch(name))
    vat = told.get("vat_percent")
    return PortfolioEntry(
        row=draft.row,
        key=key,
        contributions=tuple(Contribution(int(year), told[year], vat_percent=vat) for year in years),
        exchange=tuple(_exchange(draft, unread)),
        initiatives=tuple(draft.initiatives.values()),
        **{name: told[name] for name in _AS_TOLD if name in told},
    )


def _exchange(draft: _Draft, unread: Unread) -> Iterator[ExchangeLine]:
    lines = draft.told.get("exchange", ())
    values = list(_values(draft, unread))
    if values and len(values) != len(lines):
        row = draft.from_rows["exchange_value"]
        message = f"has {len(values)} values, and exchange has {len(lines)} lines"
        unread.add(row, "exchange_value", message, "write a value for each line, apart by |")
        values = []
    for number, what in enumerate(lines):
        yield ExchangeLine(what, value=values[number] if values else None)


def _values(draft: _Draft, unread: Unread) -> Iterator[Money | None]:
    for written in draft.told.get("exchange_value", ()):
        try:
            yield read_amount(written)
        except BadCell as bad:
            row = draft.from_rows["exchange_value"]
            unread.add(row, "exchange_value", bad.message, bad.remedy)
            yield None
