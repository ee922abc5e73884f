"""As good turns bad: a command that is allowed, and the one change by which it is refused."""

from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.context import Guard
from tests.unit.givens import Happened, clauses


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One guard shown from both sides.

    `change` is what turns the good command bad; `bad_given` is the history that does it instead,
    and `bad_told` what the decision is told beside it (the day, the policy, the predecessor).
    """

    claim: str
    guard: Guard
    command: c.Command
    given: tuple[Happened, ...]
    by: str
    today: date
    refused: list[str]
    change: dict[str, Any] = {}
    bad_given: tuple[Happened, ...] | None = None
    bad_today: date | None = None
    told: dict[str, Any] = {}
    bad_told: dict[str, Any] = {}

    def __str__(self) -> str:
        return self.claim

    def good(self) -> list[str]:
        """Returns the clauses that refuse the good side: none."""
        return clauses(self.command, self.given, self.by, self.today, **self.told)

    def bad(self) -> list[str]:
        """Returns the clauses that refuse the bad side."""
        given = self.given if self.bad_given is None else self.bad_given
        changed = replace(self.command, **self.change)
        return clauses(
            changed, given, self.by, self.bad_today or self.today, **{**self.told, **self.bad_told}
        )
