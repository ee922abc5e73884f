"""References as people write them: P-7 for a partnership, budget-2027 for the frame of a year."""

import re
from uuid import UUID

from samverkan_flow.domain.errors import Damaged

NUMBER_DIGITS_MAX = 9


def reference(number: int) -> str:
    """Returns how a partnership's number is written."""
    return f"P-{number}"


def number_of(ref: str) -> int | None:
    """Returns the number of a written reference, or None for anything else."""
    match = re.fullmatch(rf"[Pp]-0*([1-9][0-9]{{0,{NUMBER_DIGITS_MAX - 1}}})", ref.strip())
    return int(match[1]) if match else None


def frame_reference(year: int) -> str:
    """Returns how the frame of a year is written."""
    return f"budget-{year}"


def frame_year_of(ref: str) -> int | None:
    """Returns the year of a written frame, or None for anything else."""
    match = re.fullmatch(r"budget-([0-9]{4})", ref.strip(), re.IGNORECASE | re.ASCII)
    return int(match[1]) if match else None


def stored_id(stored: object) -> UUID:
    """Returns an id as the database keeps it. Raises Damaged for what is none: one bit of an index is enough."""
    try:
        return UUID(stored)  # type: ignore[arg-type]
    except (ValueError, TypeError, AttributeError):
        raise Damaged(
            f'the database names "{stored!s:.80}", which is no id',
            "samverkan log verify names what is damaged",
        ) from None


def hex_of(ref: str) -> str:
    """Returns an id as the database writes it, or nothing where the text is no id."""
    try:
        return UUID(ref.strip()).hex
    except ValueError:
        return ""
