"""Which agreements end soon, and who owns the partnership that ends."""

from datetime import date

from samverkan_flow.audit.answer import Answer, Row, answer
from samverkan_flow.audit.counting import counted
from samverkan_flow.domain.dates import add_days
from samverkan_flow.domain.lifecycle import IN_FORCE
from samverkan_flow.queries.reading import Reader
from samverkan_flow.queries.register import ListRow

EXPIRING_WITHIN_DAYS = 365

_COLUMNS = (
    ("last day", "end"),
    ("days left", "days_left"),
    ("partnership", "ref"),
    ("name", "name"),
    ("partner", "partner"),
    ("owner", "owner"),
    ("stage", "stage"),
)


def expiring(reader: Reader, within: int = EXPIRING_WITHIN_DAYS) -> Answer:
    """Returns the agreements in force whose last day (inclusive) comes within some days, soonest first (question 15).

    Those whose last day has passed without the calendar having ended them are told too, with days below zero.
    """
    today = reader.today(reader.house())
    last = add_days(today, within)
    in_force = [one for stage in IN_FORCE for one in reader.listed(stage=stage.value)]
    ending = [one for one in in_force if date.fromisoformat(one.end) <= last]
    rows = sorted((_row(one, today) for one in ending), key=lambda row: (row["end"], row["ref"]))
    notes = [
        f"looked at: {counted(len(in_force), 'agreement')} in force, up to {last}",
        "nothing is renewed by itself (C36, C37)",
        "this version sends no notices: nobody has been told by it",
    ]
    passed = sum(1 for row in rows if row["days_left"] < 0)
    if passed:
        notes.append(f"past the last day, waiting for the calendar (samverkan tick): {passed}")
    empty = f"no agreement ends within {within} days"
    return answer(reader, "expiring", _COLUMNS, rows, tuple(notes), empty)


def _row(one: ListRow, today: date) -> Row:
    return {
        "ref": one.ref,
        "name": one.name,
        "partner": one.partner,
        "owner": one.owner,
        "stage": one.stage,
        "end": one.end,
        "days_left": (date.fromisoformat(one.end) - today).days,
        "notified": False,
    }
