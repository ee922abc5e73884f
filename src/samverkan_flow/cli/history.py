"""The verbs that question the log: what happened, and what was refused."""

from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import REF, Verb, plain, verb
from samverkan_flow.cli.settings import settings_of

CLAUSES_SHOWN = 3


def command(path: str, text: str) -> click.Command:
    """Returns one of the verbs."""
    return verb(path, text, _VERBS)


def history(context: click.Context, ref: str) -> None:
    """Prints everything that happened to a partnership, refused attempts included."""
    settings = settings_of(context)
    with settings.reader() as reader:
        events = [_event(one, whole=settings.json) for one in reader.history(reader.partnership(ref))]
    if settings.json:
        render.print_json({"ok": True, "events": events})
        return
    render.table(
        ("log", "no.", "recorded (UTC)", "effective", "what", "by", "clauses", "because"),
        [(one["index"], one["version"], one["recorded_at"][:16].replace("T", " "), one["effective_on"],
          _told(one), one["actor"], _few(one["clauses"]), one["reason"]) for one in events],
        "nothing has happened yet",
    )  # fmt: skip


def refusals(context: click.Context) -> None:
    """Prints every refused attempt, of partnerships and of what had none yet."""
    settings = settings_of(context)
    with settings.reader() as reader:
        events = [_event(one, whole=True) for one in reader.refusals()]
    if settings.json:
        render.print_json({"ok": True, "events": events})
        return
    render.table(
        ("log", "recorded (UTC)", "partnership", "command", "by", "clauses", "what stood in the way"),
        [(one["index"], one["recorded_at"][:16].replace("T", " "), one["data"]["ref"], one["data"]["command"],
          one["actor"], _few(one["clauses"]), one["data"]["findings"][0]["message"]) for one in events],
        "nothing has been refused",
    )  # fmt: skip


def _event(one: Any, *, whole: bool) -> dict[str, Any]:
    """Returns an event for output; its data, where names may have to be opened, only when the whole is wanted."""
    from samverkan_flow.domain.dates import format_time
    from samverkan_flow.domain.events import detail_of, name_of

    recorded = one.recorded
    return {
        "index": one.index,
        "version": recorded.originator_version,
        "event": name_of(recorded.event),
        "recorded_at": format_time(recorded.recorded_at),
        "effective_on": recorded.effective_on.isoformat(),
        "actor": recorded.actor,
        "clauses": list(recorded.clauses),
        "reason": recorded.reason,
        "policy_version": recorded.policy_version,
        "house_policy_version": recorded.house_policy_version or recorded.policy_version,
        "via": recorded.via,
        "command_id": recorded.command_id,
        "topic": one.topic,
        "detail": detail_of(recorded.event),
        **({"data": plain(recorded.event)} if whole else {}),
    }


def _few(clauses: list[str]) -> str:
    """Returns clauses for a table's cell: the first three for a person, all for a pipe."""
    if not render.is_person() or len(clauses) <= CLAUSES_SHOWN:
        return " ".join(clauses)
    return f"{' '.join(clauses[:CLAUSES_SHOWN])} +{len(clauses) - CLAUSES_SHOWN}"


def _told(event: dict[str, Any]) -> str:
    name = "refused" if event["event"] == "command-refused" else str(event["event"]).replace("-", " ")
    return f"{name}: {event['detail']}" if event["detail"] else name


_VERBS: dict[str, Verb] = {"audit history": (history, [REF]), "audit refusals": (refusals, [])}
