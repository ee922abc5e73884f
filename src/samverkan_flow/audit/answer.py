"""What every question comes to: one table, one JSON shape, stamped with what it was computed from.

A row cites the event it rests on as `P-7:12@203`: partnership, version within it, index in the log.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from samverkan_flow.domain.budget import FrameEvent
from samverkan_flow.domain.dates import format_time, local_date
from samverkan_flow.domain.events import (
    CommandRefused,
    Event,
    FrameCorrected,
    FrameImported,
    PartnershipImported,
    Recorded,
    ReminderSent,
    detail_of,
    name_of,
)
from samverkan_flow.domain.plain import to_plain
from samverkan_flow.domain.reference import frame_reference
from samverkan_flow.queries.agreeing import held_against_its_checkpoints
from samverkan_flow.queries.reading import LoggedEvent, Reader

Row = dict[str, Any]

LATE_DAYS = 7
"""How many days an entry may lie behind what it tells of before it is called late."""


class Stamp(msgspec.Struct, frozen=True):
    """What an answer was computed from: how many events, when (UTC), under which policy version.

    `checkpoint` is the newest signed checkpoint of the log (a C2SP note), by which an outsider can hold the
    log to this answer. `warning` says when the log is not the one that was last signed or seen.
    """

    log_size: int
    computed_at: str
    policy_version: str
    checkpoint: str = ""
    warning: str = ""


class Answer(msgspec.Struct, frozen=True):
    """The answer to one question.

    `columns` are the headings a person sees, each with the field of the rows it shows; a row may hold
    more fields than are shown. `notes` say what no row can: how many were checked, what was searched.
    `empty` is what an answer without rows says.
    """

    question: str
    stamp: Stamp
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    empty: str = "nothing was found"


def stamp_of(reader: Reader) -> Stamp:
    """Returns the stamp of an answer given now."""
    house = reader.house()
    now = reader.now(house)
    in_force = house.policy_in_force(local_date(now))
    note, found = held_against_its_checkpoints(reader)
    return Stamp(
        reader.log_size(),
        format_time(now),
        in_force.version if in_force else "",
        note,
        f"{found.clause}: {found.message}; run samverkan log verify before relying on this" if found else "",
    )


def answer(
    reader: Reader,
    question: str,
    columns: tuple[tuple[str, str], ...],
    rows: Iterable[Row],
    notes: tuple[str, ...] = (),
    empty: str = "nothing was found",
) -> Answer:
    """Returns an answer with its stamp."""
    return Answer(question, stamp_of(reader), columns, tuple(rows), notes, empty)


def stream_name(reader: Reader, logged: LoggedEvent) -> str:
    """Returns what people call an event's stream: P-7, P-7/refusals, P-7/reminders, refusals, budget-2027, house."""
    event = logged.recorded.event
    if isinstance(event, CommandRefused):
        return f"{event.ref}/refusals" if event.ref else "refusals"
    if isinstance(event, ReminderSent):
        return f"{event.ref}/reminders"
    if isinstance(event, FrameEvent):
        return frame_reference(event.year)
    return reader.name_of_stream(logged.recorded.originator_id) or str(logged.recorded.originator_id)


def citation(reader: Reader, logged: LoggedEvent) -> str:
    """Returns how an event is cited: stream, version within it, index in the log."""
    return f"{stream_name(reader, logged)}:{logged.recorded.originator_version}@{logged.index}"


def event_row(reader: Reader, logged: LoggedEvent, *, whole: bool, says_late: bool = True) -> Row:
    """Returns one event as a row; what is told of it `says_late` where it was recorded long afterwards.

    `whole` adds the event's own data, where sealed names are opened if the keys are here.
    """
    recorded = logged.recorded
    name, detail = name_of(recorded.event), detail_of(recorded.event)
    told = _TOLD_AS.get(type(recorded.event), name.replace("-", " "))
    behind = days_late(recorded)
    late = f" (recorded {behind} days late)" if says_late and behind > LATE_DAYS else ""
    return {
        "citation": citation(reader, logged),
        "index": logged.index,
        "version": recorded.originator_version,
        "event": name,
        "what": f"{told}: {detail}{late}" if detail else f"{told}{late}",
        "recorded_at": format_time(recorded.recorded_at),
        "effective_on": recorded.effective_on.isoformat(),
        "days_late": behind,
        "actor": recorded.actor,
        "clauses": list(recorded.clauses),
        "reason": recorded.reason,
        "policy_version": recorded.policy_version,
        "house_policy_version": recorded.house_policy_version or recorded.policy_version,
        "via": recorded.via,
        "clock_skew_seconds": recorded.clock_skew_seconds,
        "command_id": recorded.command_id,
        "topic": logged.topic,
        "detail": detail,
        **({"data": to_plain(recorded.event)} if whole else {}),
    }


def days_late(recorded: Recorded) -> int:
    """Returns how many days an entry lies behind what it tells of.

    0 for what a confirmed correction moves in a yearly frame: it takes effect on the day of what was
    recorded wrongly (T17), and was itself recorded on the day it happened, with the confirmation. 0
    as well for an import: what was agreed before this log could not be recorded in it.
    """
    if isinstance(recorded.event, FrameCorrected | FrameImported | PartnershipImported):
        return 0
    return (local_date(recorded.recorded_at) - recorded.effective_on).days


_TOLD_AS: dict[type[Event], str] = {CommandRefused: "refused", ReminderSent: "reminded"}
"""What an event is called in a table, where it is not called by its name."""

EVENT_COLUMNS = (
    ("cited as", "citation"),
    ("recorded (UTC)", "recorded_at"),
    ("effective", "effective_on"),
    ("what", "what"),
    ("by", "actor"),
    ("clauses", "clauses"),
    ("because", "reason"),
)
"""How events are shown as a table."""
