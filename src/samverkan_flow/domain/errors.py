"""What can go wrong, each with a code, a sentence, a hint and an exit code: the one place errors are worded."""

from typing import ClassVar

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One thing that stands in the way: the clause, what is missing, what would satisfy it."""

    clause: str
    message: str
    remedy: str


class Problem(Finding, frozen=True):
    """A finding in a table somebody filled in: the row as the sheet counts it, and the column by its name.

    A cell that cannot be read breaks no clause: its clause is empty.
    """

    row: int = 0
    column: str = ""

    @property
    def place(self) -> str:
        """Returns where it stands, in words."""
        return f"row {self.row}, {self.column}" if self.column else f"row {self.row}"

    def as_finding(self) -> Finding:
        """Returns it as the log keeps findings: the place in the words."""
        return Finding(self.clause, f"{self.place}: {self.message}", self.remedy)


class SamverkanError(Exception):
    """The base of every error this product raises on purpose."""

    code: ClassVar[str] = "unexpected"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "", findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.findings = findings


class InvalidInput(SamverkanError):
    """Something from outside has the wrong form; nothing is recorded."""

    code = "invalid-input"
    exit_code = 2

    def __init__(self, field: str, rule: str, hint: str = "", findings: tuple[Finding, ...] = ()) -> None:
        self.field = field
        self.rule = rule
        super().__init__(f"{field or 'the input'} {rule}", hint, findings)


class Refused(SamverkanError):
    """The lifecycle, the policy or a rule of the house forbids it; the refusal itself is recorded."""

    code = "refused"
    exit_code = 3

    def __init__(self, message: str, findings: tuple[Finding, ...], hint: str = "") -> None:
        super().__init__(message, hint, findings)


class NotFound(SamverkanError):
    """What was asked for does not exist here."""

    code = "not-found"
    exit_code = 4


class Conflict(SamverkanError):
    """Somebody else changed it in the meantime."""

    code = "conflict"
    exit_code = 5


class Damaged(SamverkanError):
    """What is stored is not what was recorded."""

    code = "damaged"
    exit_code = 6


class StoreUnusable(SamverkanError):
    """The store is locked, full, unreachable or not ours."""

    code = "store"
    exit_code = 7


class NotDelivered(SamverkanError):
    """Mail could not be handed to the mail server; what was not sent is not recorded, and is tried again."""

    code = "mail"
    exit_code = 7


class Unreachable(NotDelivered):
    """The mail server takes no mail at all, so that no other need be tried."""


class OutputLost(SamverkanError):
    """What there was to tell cannot be written where it was to go; what was recorded stays recorded."""

    code = "output"
    exit_code = 1

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the answer cannot be written: {why}",
            "what was recorded stays recorded; make room, then look again",
        )
