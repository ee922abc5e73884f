"""Where each figure comes from: the command line that gives the same number, and how its answer is read."""

from datetime import date

import msgspec

from samverkan_flow.audit.report.making import Report

ROWS_MAX = 1_000_000
"""How many rows a search is asked for, so that none is left out."""
CHAINS_SHOWN_MAX = 10
"""How many relationships a page shows, the longest first, each with a query of its own."""


class Source(msgspec.Struct, frozen=True):
    """The query behind a figure: what is asked, the command line, and where in its answer the figure stands."""

    id: str
    about: str
    command: str
    reading: str


def sources(report: Report) -> dict[str, Source]:
    """Returns the query behind every figure of a report, by the figure's name, in the order of the page."""
    told = [*_money(report), *_happened(report), *_chains(report)]
    return {one.id: one for one in told}


def _money(report: Report) -> list[Source]:
    year = report.period.year
    return [
        _frames(report),
        _from_report(report, "partners", f"Each partner's share of what is committed for {year}"),
        _from_report(report, "areas", f"Each area's share of what is committed for {year}"),
    ]


def _frames(report: Report) -> Source:
    past = f" --as-of {report.period.until}" if report.period.standing == "past" else ""
    return Source(
        "money",
        "The frame of each year, and what is committed, paid, released and free",
        f"samverkan budget show{past} --json",
        "In its answer, the row of each year; of a year without a row nothing has been said.",
    )


def _from_report(report: Report, figure: str, about: str) -> Source:
    """Returns the report itself as the query: no other command gives these numbers."""
    command = f"samverkan report --year {report.period.year} --json"
    return Source(figure, about, command, f"In its answer, figures.{figure}.value.")


def _happened(report: Report) -> list[Source]:
    """Returns the queries of what has happened; none of a year that has not begun."""
    if report.happened is None:
        return []
    year, until = report.period.year, report.period.until
    return [
        _in_force(report),
        _from_report(report, "stages", f"Partnerships at each stage at each month's end of {year}"),
        _goals(year, until),
        _from_report(report, "measurability", f"Initiatives with goals, until {until}"),
        *_evaluations(report),
        _exceptions(year, until),
        _ended(year, until),
        _from_report(report, "relationships", f"Relationships in force on {until}"),
    ]


def _in_force(report: Report) -> Source:
    about = f"Partnerships in force on {report.period.until}"
    if report.period.standing == "past":
        return _from_report(report, "in_force", about)
    reading = "Count the partnerships whose stage is agreed, active or evaluated."
    return Source("in_force", about, "samverkan list --json", reading)


_MADE = f"samverkan audit search --event initiative-evaluated --limit {ROWS_MAX} --json"
_MISSED = "samverkan audit missed --json"


def _goals(year: int, until: date) -> Source:
    reading = (
        f"Take the rows whose data.evaluation.made_on is in {year}, until {until}; count the results of "
        "data.evaluation.outcomes."
    )
    return Source("goals", f"How goals came out in {year}", _MADE, reading)


def _evaluations(report: Report) -> tuple[Source, ...]:
    year, until = report.period.year, report.period.until
    made = (
        f"Count the rows whose data.evaluation.made_on is in {year}, until {until}; the next query tells which "
        "of them were late."
    )
    late = f"Count the rows of the kind evaluation whose done is a date in {year}, until {until}."
    to_come = f"Evaluations due between {until} and the end of {year}"
    return (
        Source("evaluations_made", f"Evaluations made in {year}", _MADE, made),
        Source("evaluations_made_late", f"Evaluations made late in {year}", _MISSED, late),
        _owed_late(report),
        _from_report(report, "evaluations_to_come", to_come),
    )


def _owed_late(report: Report) -> Source:
    about = f"Evaluations owed and late on {report.period.until}"
    if report.period.standing == "past":
        return _from_report(report, "evaluations_owed_late", about)
    reading = "Count the rows of clause C38 whose done is open."
    return Source("evaluations_owed_late", about, _MISSED, reading)


def _exceptions(year: int, until: date) -> Source:
    about = f"Exceptions asked for, granted and refused in {year}"
    reading = (
        f"Per clause, count the rows whose asked_on is in {year}, and by outcome those whose decided_on is, until "
        f"{until}. Granted so far are all that were granted until then."
    )
    return Source("exceptions", about, "samverkan audit exceptions --json", reading)


def _ended(year: int, until: date) -> Source:
    command = f"samverkan audit search --event terminated --limit {ROWS_MAX} --json"
    reading = f"Count the rows whose effective_on is in {year}, until {until}, by detail."
    return Source("ended", f"Partnerships that ended in {year}", command, reading)


def _chains(report: Report) -> list[Source]:
    """Returns the queries of the relationships a page shows; of a past year the report's own is the query."""
    if report.happened is None or report.period.standing == "past":
        return []
    return [
        Source(
            chain_id(one.refs[-1]),
            f"The relationship with {one.partner}",
            f"samverkan show {one.refs[-1]} --json",
            "In its answer, relationship.",
        )
        for one in report.happened.relationships[:CHAINS_SHOWN_MAX]
    ]


def chain_id(ref: str) -> str:
    """Returns the name of the figures about the relationship that ends in a partnership."""
    return f"relationship-{ref}"
