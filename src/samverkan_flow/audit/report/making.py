"""The numbers of a report, from beginning to end: one walk through the log, then one question after the other."""

import msgspec

from samverkan_flow.audit.answer import Stamp, stamp_of
from samverkan_flow.audit.report.endings import Ended, endings
from samverkan_flow.audit.report.exceptions import ExceptionsOfClause, exceptions
from samverkan_flow.audit.report.goals import Goals, Measurability, goals, measurability
from samverkan_flow.audit.report.life import Life
from samverkan_flow.audit.report.lives import Progress, lives
from samverkan_flow.audit.report.money import MoneyOfYear, money
from samverkan_flow.audit.report.period import ReportYear, report_year
from samverkan_flow.audit.report.punctuality import Punctuality, punctuality
from samverkan_flow.audit.report.relationships import Chain, relationships
from samverkan_flow.audit.report.shares import Share, per_area, per_partner
from samverkan_flow.audit.report.stages import StagesOn, stages
from samverkan_flow.queries.reading import Reader


class Happened(msgspec.Struct, frozen=True):
    """What only a year that has begun can tell."""

    stages: tuple[StagesOn, ...]
    goals: Goals
    measurability: Measurability
    punctuality: Punctuality
    exceptions: tuple[ExceptionsOfClause, ...]
    relationships: tuple[Chain, ...]
    ended: tuple[Ended, ...]

    @property
    def now(self) -> StagesOn:
        """Returns how many stood at each stage on the report's day."""
        return self.stages[-1]


class Report(msgspec.Struct, frozen=True):
    """The portfolio in one calendar year, as known when it was computed. Of a future year nothing has happened."""

    period: ReportYear
    stamp: Stamp
    partnerships: int
    money: tuple[MoneyOfYear, ...]
    partners: tuple[Share, ...]
    areas: tuple[Share, ...]
    happened: Happened | None

    @property
    def year(self) -> MoneyOfYear:
        """Returns the money of the report's own year."""
        return next(one for one in self.money if one.year == self.period.year)


def portfolio_report(reader: Reader, year: int, progress: Progress | None = None) -> Report:
    """Returns the report of a calendar year (Europe/Stockholm), computed from the log and nothing else.

    Raises InvalidInput for a year before the log begins or too far ahead, Damaged where an event was altered
    or is missing: no number rests on one.
    """
    period = report_year(reader, year)
    stamp = stamp_of(reader)
    told = lives(reader, period, stamp.log_size, progress)
    return Report(
        period,
        stamp,
        len(told),
        money(reader, told, period, stamp.log_size),
        per_partner(told, year),
        per_area(told, year),
        None if period.standing == "future" else _happened(told, period),
    )


def _happened(told: list[Life], period: ReportYear) -> Happened:
    return Happened(
        stages(told, period),
        goals(told, period),
        measurability(told),
        punctuality(told, period),
        exceptions(told, period),
        relationships(told),
        endings(told, period),
    )
