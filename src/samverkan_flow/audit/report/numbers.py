"""The numbers of a report as one JSON document: each figure with the query behind it."""

from typing import Any

from samverkan_flow.audit.report.making import Happened, Report
from samverkan_flow.audit.report.sources import Source, sources
from samverkan_flow.domain.plain import to_plain


def numbers(report: Report) -> dict[str, Any]:
    """Returns plain builtins; amounts are öre, days ISO dates. Everything is told, however long: no list is cut."""
    period = report.period
    behind = sources(report)
    return {
        "year": period.year,
        "until": period.until.isoformat(),
        "standing": period.standing,
        "partnerships": report.partnerships,
        "stamp": to_plain(report.stamp),
        "figures": {
            name: {"query": _query(behind[name]), "value": to_plain(value)}
            for name, value in _values(report).items()
        },
    }


def _query(source: Source) -> dict[str, str]:
    return {"about": source.about, "command": source.command, "reading": source.reading}


def _values(report: Report) -> dict[str, Any]:
    money = {"money": report.money, "partners": report.partners, "areas": report.areas}
    return money | (_happened(report.happened) if report.happened else {})


def _happened(told: Happened) -> dict[str, Any]:
    evaluations = told.punctuality
    return {
        "in_force": told.now.in_force,
        "stages": told.stages,
        "goals": told.goals,
        "measurability": told.measurability,
        "evaluations_made": evaluations.made_in_time + len(evaluations.made_late),
        "evaluations_made_late": evaluations.made_late,
        "evaluations_owed_late": evaluations.owed_late,
        "evaluations_to_come": evaluations.to_come,
        "exceptions": told.exceptions,
        "ended": told.ended,
        "relationships": told.relationships,
    }
