"""What a portfolio file tells of partnerships that have already been agreed: one entry each, with its rows."""

from datetime import date

from samverkan_flow.domain.values import Contribution, ExchangeLine, Goal, Guideline, Value


class PortfolioInitiative(Value, frozen=True):
    """One row of the file: an initiative, its goal, and when it was last evaluated."""

    row: int
    name: str = ""
    start: date | None = None
    goal: Goal | None = None
    last_evaluated_on: date | None = None
    last_evaluation_final: bool = False


class PortfolioEntry(Value, frozen=True):
    """One partnership as the file tells it; parts a clause judges may be missing: then the refusal says so.

    `row` is its first row as a spreadsheet counts them. Amounts are net, in öre.
    """

    row: int
    key: str
    name: str = ""
    partner: str = ""
    organisation_number: str = ""
    legal_form: str = ""
    areas: tuple[str, ...] = ()
    purpose: str = ""
    own_role: str = ""
    development_plan: str = ""
    owner: str = ""
    screener: str = ""
    kind: str = ""
    registry_number: str = ""
    document: str = ""
    document_sha256: str | None = None
    signed_on: date | None = None
    start: date | None = None
    end: date | None = None
    code_version: str = ""
    contributions: tuple[Contribution, ...] = ()
    marketing: tuple[str, ...] = ()
    guidelines: tuple[Guideline, ...] = ()
    exchange: tuple[ExchangeLine, ...] = ()
    ended_on: date | None = None
    end_reason: str = ""
    initiatives: tuple[PortfolioInitiative, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Tells whether the file says that it has ended."""
        return bool(self.ended_on or self.end_reason)

    @property
    def agreed_on(self) -> date | None:
        """Returns the day it was agreed: signed, or where no such day is known, the first of the period."""
        return self.signed_on or self.start

    @property
    def rows(self) -> tuple[int, ...]:
        """Returns the rows that tell of it."""
        return tuple(dict.fromkeys((self.row, *(one.row for one in self.initiatives))))
