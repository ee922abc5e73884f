"""What is owed, as a table and as JSON; status and show print it alike."""

from datetime import date
from typing import Any

from samverkan_flow.cli import render
from samverkan_flow.cli.building import plain


def as_json(one: Any, today: date) -> dict[str, Any]:
    """Returns one obligation for output, with the days it is late; what days alone do not end has no last day."""
    told = {**plain(one), "days_late": one.days_late(today)}
    return {**told, "closes_on": None if one.closes_on == date.max else told["closes_on"]}


def table(title: str, owed: list[Any], today: date) -> None:
    """Prints obligations under a title, or nothing where there are none."""
    if not owed:
        return
    render.heading(title)
    render.table(
        ("due", "days late", "clause", "what", "who", "partnership"),
        [(one.due, one.days_late(today) or "", one.clause, _what(one), one.who, f"{one.ref} {one.partnership}")
         for one in owed],
        "nothing",
    )  # fmt: skip


def _what(one: Any) -> str:
    return f"{one.what} ({one.subject})" if one.kind in ("evaluation", "final-evaluation") else one.what
