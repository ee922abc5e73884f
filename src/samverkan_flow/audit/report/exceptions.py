"""Comply or explain: how many exceptions were asked for, granted and refused in the year, clause by clause (T11)."""

from collections.abc import Sequence

import msgspec

from samverkan_flow.audit.report.life import Life
from samverkan_flow.audit.report.period import ReportYear


class ExceptionsOfClause(msgspec.Struct, frozen=True):
    """One clause: asked for, granted and refused in the year, and granted by its end since the log began."""

    clause: str
    asked: int
    granted: int
    refused: int
    granted_so_far: int


def exceptions(lives: Sequence[Life], period: ReportYear) -> tuple[ExceptionsOfClause, ...]:
    """Returns every clause an exception has been asked from so far, in the policy's order."""
    clauses = {one.clause for life in lives for one in life.exceptions}
    return tuple(_of_clause(lives, period, one) for one in sorted(clauses, key=_place))


def _of_clause(lives: Sequence[Life], period: ReportYear, clause: str) -> ExceptionsOfClause:
    asked = [one for life in lives for one in life.exceptions if one.clause == clause]
    in_year = [one.outcome for one in asked if period.holds(one.decided_on)]
    return ExceptionsOfClause(
        clause,
        sum(1 for one in asked if period.holds(one.asked_on)),
        in_year.count("granted"),
        in_year.count("refused"),
        sum(1 for one in asked if one.outcome == "granted"),
    )


def _place(clause: str) -> int:
    return int(clause.removeprefix("C"))
