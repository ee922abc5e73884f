"""What was recorded late, or under a clock that was wrong: times that are not to be taken as they stand."""

from samverkan_flow.audit.answer import Answer, Row, answer, event_row
from samverkan_flow.audit.counting import counted
from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.events import FrameCorrected, PartnershipImported, Recorded
from samverkan_flow.queries.reading import LoggedEvent, Reader

LATE_DAYS = 7
"""How many days an entry may lie behind what it tells of before it is called late."""

_COLUMNS = (
    ("days late", "days_late"),
    ("clock behind (s)", "clock_skew_seconds"),
    ("cited as", "citation"),
    ("effective", "effective_on"),
    ("recorded (UTC)", "recorded_at"),
    ("what", "what"),
    ("by", "actor"),
    ("because", "reason"),
)


def late(reader: Reader, days: int = LATE_DAYS) -> Answer:
    """Returns the entries recorded more than some days after their effective date, latest first (question 9).

    Those recorded while the clock was behind the log are among them: their time is the log's last, not the clock's.
    """
    rows = [_row(reader, one) for one in reader.logged(_MAY_BE_LATE, days, PartnershipImported.TOPIC)]
    told = (row for row in rows if row["days_late"] > days or row["clock_skew_seconds"])
    more = sorted(told, key=lambda row: -row["days_late"])
    imported = reader.rows("SELECT COUNT(*) FROM log WHERE topic = ?", PartnershipImported.TOPIC)[0][0]
    notes = (
        *(
            (f"not among them: {counted(imported, 'import')}, of what was agreed before this log",)
            if imported
            else ()
        ),
        f"looked at: {counted(reader.log_size(), 'entry', 'entries')}",
        f"late is what was recorded more than {days} days after its effective date",
        "an entry recorded while the clock was behind the log has the log's last time; it says by how many seconds",
        "an entry of the calendar counts from its own date: one it caught up with afterwards is late too",
    )
    empty = f"nothing was recorded more than {days} days after its effective date"
    return answer(reader, "late", _COLUMNS, more, notes, empty)


_MAY_BE_LATE = (
    "(julianday(substr(l.recorded_at, 1, 10)) - julianday(l.effective_on) >= ? AND l.topic <> ? "
    """OR instr(CAST(s.state AS TEXT), '"clock_skew_seconds":') > 0)"""
)
"""Counted from the UTC date, which is the local one or the day before: nothing late is left out."""


def _row(reader: Reader, logged: LoggedEvent) -> Row:
    return {**event_row(reader, logged, whole=False), "days_late": _days_late(logged.recorded)}


def _days_late(recorded: Recorded) -> int:
    """Returns how many days an entry lies behind what it tells of.

    None for what a confirmed correction moves in a yearly frame: it takes effect on the day of what was
    recorded wrongly (T17), and was itself recorded on the day it happened, with the confirmation.
    """
    if isinstance(recorded.event, FrameCorrected):
        return 0
    return (local_date(recorded.recorded_at) - recorded.effective_on).days
