"""Goals: how those came out that were evaluated in the year (C39), and how much can be measured at all (C31)."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from samverkan_flow.audit.report.life import Life
from samverkan_flow.audit.report.period import ReportYear
from samverkan_flow.audit.report.shares import percent


class Goals(msgspec.Struct, frozen=True):
    """The outcomes of the evaluations made in the year. A goal evaluated twice in it counts twice."""

    evaluations: int
    met: int
    partly: int
    not_met: int
    not_measurable: int

    @property
    def outcomes(self) -> int:
        """Returns how many goals were answered."""
        return self.met + self.partly + self.not_met + self.not_measurable


class Measurable(msgspec.Struct, frozen=True):
    """How many initiatives have goals, of how many, and that in whole percent (C31)."""

    with_goals: int
    initiatives: int
    percent: int


class Measurability(msgspec.Struct, frozen=True):
    """The share of initiatives that can be measured: of all ever agreed on, and of those in force on the day."""

    ever_agreed: Measurable
    in_force: Measurable


def goals(lives: Sequence[Life], period: ReportYear) -> Goals:
    """Returns how the goals came out that were evaluated in the year."""
    made = [one for life in lives for one in life.evaluated if period.holds(one.made_on)]
    counts = Counter(result for one in made for result in one.results)
    return Goals(len(made), counts["met"], counts["partly"], counts["not-met"], counts["not-measurable"])


def measurability(lives: Sequence[Life]) -> Measurability:
    """Returns how many initiatives have goals that were frozen; a goal set afterwards counts for nothing here."""
    return Measurability(_measurable(lives), _measurable([life for life in lives if life.is_in_force]))


def _measurable(lives: Sequence[Life]) -> Measurable:
    having, all_of_them = sum(life.with_goals for life in lives), sum(life.initiatives for life in lives)
    return Measurable(having, all_of_them, percent(having, all_of_them))
