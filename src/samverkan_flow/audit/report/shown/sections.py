"""Every section of the page, in the order a board reads them."""

from collections.abc import Iterator

from samverkan_flow.audit.bundle.page import Section
from samverkan_flow.audit.report.making import Report
from samverkan_flow.audit.report.shown.ended import ended_section
from samverkan_flow.audit.report.shown.evaluations import evaluations_section
from samverkan_flow.audit.report.shown.exceptions import exceptions_section
from samverkan_flow.audit.report.shown.goals import goals_section
from samverkan_flow.audit.report.shown.money import money_section
from samverkan_flow.audit.report.shown.parts import Numbered
from samverkan_flow.audit.report.shown.relationships import relationships_section
from samverkan_flow.audit.report.shown.shares import shares_section
from samverkan_flow.audit.report.shown.stages import stages_section


def sections(report: Report, numbered: Numbered) -> Iterator[Section]:
    """Yields every section that a year has: of one that has not begun, money alone."""
    yield Section("Money", money_section(report, numbered))
    yield Section("Where the money goes", shares_section(report, numbered))
    if happened := report.happened:
        yield Section("Stages over time", stages_section(happened, numbered))
        yield Section("Goals", goals_section(report, happened, numbered))
        yield Section("Evaluations in time", evaluations_section(report, happened, numbered))
        yield Section("Exceptions", exceptions_section(report, happened, numbered))
        yield Section("Relationships", relationships_section(happened, numbered))
        yield Section("What ended", ended_section(report, happened, numbered))
