"""What several guards need: a finding for blank text, a reason that must be given."""

from datetime import date

from samverkan_flow.domain.commands import Agree, Command
from samverkan_flow.domain.context import Context, Findings, Guard
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.values import is_blank

_SAYS_NOTHING = frozenset(
    {
        "enligt överenskommelse",
        "enl överenskommelse",
        "as agreed",
        "by agreement",
        "tbd",
        "n/a",
        "-",
        "...",
        "…",
    }
)


def says_nothing(text: str) -> bool:
    """Tells whether a description is blank or only points elsewhere ("as agreed")."""
    return is_blank(text) or text.strip().strip(".").casefold() in _SAYS_NOTHING


def stated_period(command: Agree) -> tuple[date, date] | None:
    """Returns the first and the last day when both are stated, in that order.

    What is wrong with the dates is told once, by C27 and C36; nothing else is judged by such a period.
    """
    if command.start is None or command.end is None or command.end < command.start:
        return None
    return command.start, command.end


def reason_is_given(clause: str) -> Guard:
    """Returns a guard that wants a reason for the log, cited under one clause."""

    def guard(command: Command, _state: object, _context: Context) -> Findings:
        if is_blank(command.because):
            yield Finding(clause, "no reason is given", "say why, in words that an auditor can follow")

    return guard
