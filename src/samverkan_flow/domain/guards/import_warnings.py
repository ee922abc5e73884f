"""What is worth a look in a portfolio file: nothing of it stands in the way (C13, C15, C17, C23, C32, C36, C38)."""

from datetime import date

from samverkan_flow.domain.commands import ImportPortfolio
from samverkan_flow.domain.context import Context, Findings
from samverkan_flow.domain.dates import add_days, add_months
from samverkan_flow.domain.errors import Finding, Problem
from samverkan_flow.domain.guards.importing import Problems, papers_missing, terms_missing
from samverkan_flow.domain.obligations import is_near_the_end, yearly_due
from samverkan_flow.domain.portfolio import PortfolioEntry, PortfolioInitiative
from samverkan_flow.domain.values import Goal, is_blank

ROWS_TOLD_MAX = 10
"""How many rows a warning names; it says how many more there are."""


def what_is_worth_a_look(command: ImportPortfolio, _state: object, context: Context) -> Findings:
    """C13, C15, C17, C23, C32, C36, C38: warns, once for each kind, of what the file leaves open, with the rows."""
    yield from _are_few(command, context)
    found: dict[tuple[str, str, str], list[int]] = {}
    for entry in command.partnerships:
        for one in (*_of_agreement(entry, context), *_of_initiatives(entry, context)):
            found.setdefault((one.clause, one.message, one.remedy), []).append(one.row)
    for (clause, message, remedy), rows in sorted(found.items(), key=lambda one: _number_of(one[0][0])):
        yield Finding(clause, f"{message}: {_told(rows)}", remedy)


def _are_few(command: ImportPortfolio, context: Context) -> Findings:
    """What runs already is not ended for being many; it stands in the way of what is agreed from now on."""
    running = [one for one in command.partnerships if not one.has_ended and _runs(one, context.today)]
    most = context.house_policy.thresholds.active_max
    if len(running) > most:
        message = f"{len(running)} of the partnerships run today, and the policy allows {most} at a time"
        yield Finding("C15", message, "let some run out before others are agreed")


def _runs(entry: PortfolioEntry, today: date) -> bool:
    return entry.start is not None and entry.end is not None and entry.start <= today <= entry.end


def _number_of(clause: str) -> int:
    return int(clause[1:])


def _told(rows: list[int]) -> str:
    listed = ", ".join(str(row) for row in rows[:ROWS_TOLD_MAX])
    more = len(rows) - ROWS_TOLD_MAX
    return f"{'row' if len(rows) == 1 else 'rows'} {listed}{f' and {more} more' if more > 0 else ''}"


def _of_agreement(entry: PortfolioEntry, context: Context) -> Problems:
    for column, clause in {
        "purpose": "C1",
        "own_role": "C3",
        "development_plan": "C4",
        "areas": "C5",
    }.items():
        if not getattr(entry, column):
            message = f"{column.replace('_', ' ')} is not told"
            yield Problem(clause, message, "a correction can add it as a note", entry.row)
    if entry.has_ended:
        yield from _lacking_at_its_end(entry)
        return
    if entry.start and entry.end and _is_short(entry.start, entry.end, context):
        yield Problem(
            "C13", "the period is shorter than the policy's rule", "plan a longer one next time", entry.row
        )
    if entry.end and entry.end < context.today:
        yield Problem("C36", "the last day has passed, and no end is told", "the calendar ends it: samverkan tick",
                      entry.row)  # fmt: skip
    if _code_was_superseded(entry, context):
        yield Problem("C23", "the code of conduct agreed to was no longer in force at signing (T14)",
                      "both parties acknowledge the one in force: samverkan acknowledge", entry.row)  # fmt: skip
    if not entry.document_sha256:
        yield Problem("C24", "the signed document is known by its name alone",
                      "give its SHA-256, so that anybody can tell whether a file is the one", entry.row)  # fmt: skip


def _code_was_superseded(entry: PortfolioEntry, context: Context) -> bool:
    agreed_to = context.house.code(entry.code_version)
    in_force = context.house.code_in_force(entry.signed_on) if entry.signed_on else None
    return bool(agreed_to and in_force and agreed_to.in_force_from < in_force.in_force_from)


def _is_short(start: date, end: date, context: Context) -> bool:
    return add_days(end, 1) < add_months(start, context.house_policy.thresholds.multi_year_months)


def _lacking_at_its_end(entry: PortfolioEntry) -> Problems:
    """What an agreement that has ended does not tell cannot be mended, and is told as it is."""
    for one in (*papers_missing(entry), *terms_missing(entry)):
        yield Problem(one.clause, f"of what has ended {one.message}", "it is recorded as it was", entry.row)
    if is_blank(entry.code_version):
        yield Problem(
            "C23", "of what has ended the code of conduct is not told", "it is recorded as it was", entry.row
        )


def _of_initiatives(entry: PortfolioEntry, context: Context) -> Problems:
    if entry.initiatives and not any(one.goal for one in entry.initiatives):
        yield Problem("C17", "the agreement has no goal that can be read off",
                      "set one: samverkan goal; it is shown as set afterwards", entry.row)  # fmt: skip
    for one in entry.initiatives:
        if one.goal is None:
            yield Problem("C32", "the initiative has no goal", "set one: samverkan goal", one.row)
        elif _lacks(one.goal):
            yield Problem("C17", "the goal cannot be read off as it stands",
                          "state target, source and read-off day, or the rule it is read off by", one.row)  # fmt: skip
        if _is_overdue(one, entry, context):
            yield Problem(
                "C38",
                "the yearly evaluation is overdue",
                "an evaluator makes it: samverkan evaluate",
                one.row,
            )


def _lacks(goal: Goal) -> bool:
    if goal.kind == "qualitative":
        return is_blank(goal.read_off_rule) or is_blank(goal.assessor)
    return any(
        is_blank(one) for one in (goal.baseline, goal.target, goal.unit, goal.source, goal.read_off_on)
    )


def _is_overdue(one: PortfolioInitiative, entry: PortfolioEntry, context: Context) -> bool:
    counted_from = one.last_evaluated_on or one.start or entry.start
    if counted_from is None or entry.end is None or entry.has_ended:
        return False
    if one.last_evaluation_final and is_near_the_end(counted_from, entry.end, context.house_policy):
        return False
    return context.today > yearly_due(counted_from, entry.end, context.house_policy)
