"""What was recorded late, or under a clock that was wrong: times that are not to be taken as they stand."""

from samverkan_flow.audit.answer import LATE_DAYS, Answer, answer, event_row
from samverkan_flow.audit.counting import counted
from samverkan_flow.domain.events import FrameImported, PartnershipImported
from samverkan_flow.queries.reading import Reader

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
    logged = reader.logged(_MAY_BE_LATE, days, PartnershipImported.TOPIC, FrameImported.TOPIC)
    rows = [event_row(reader, one, whole=False, says_late=False) for one in logged]
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
    "(julianday(substr(l.recorded_at, 1, 10)) - julianday(l.effective_on) >= ? AND l.topic NOT IN (?, ?) "
    """OR instr(CAST(s.state AS TEXT), '"clock_skew_seconds":') > 0)"""
)
"""Counted from the UTC date, which is the local one or the day before: nothing late is left out."""
