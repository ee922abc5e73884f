"""The verbs that tell what is owed across the portfolio: status, due."""

import re
from datetime import date, timedelta
from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import Verb, verb
from samverkan_flow.cli.owed import as_json as owed_json
from samverkan_flow.cli.owed import table as owed_table
from samverkan_flow.cli.settings import Settings, settings_of

DUE_SOON_DAYS = 90
ROWS_SHOWN = 20
"""How many obligations status shows of each kind of urgency; `due` shows them all."""
WITHIN_DAYS_MAX = 36_500
KINDS = (
    "evaluation", "final-evaluation", "breach-decision", "remedy", "confirmation", "settlement", "acknowledgement",
    "co-partner", "end-date",
)  # fmt: skip
"""The kinds of obligations, written out here so that help loads nothing; a test holds them to the domain's."""


def command(path: str, text: str) -> click.Command:
    """Returns one of the verbs."""
    return verb(path, text, _VERBS)


def status(context: click.Context) -> None:
    """Prints what is late and what is due, most urgent first."""
    settings = settings_of(context)
    with settings.reader() as reader:
        today = reader.today(reader.house())
        if settings.json:
            _status_as_json(reader, today)
        else:
            _status(reader, today)


def _status(reader: Any, today: date) -> None:
    from samverkan_flow.queries.attention import exceptions_per_clause, stage_counts

    counts, exceptions = stage_counts(reader), exceptions_per_clause(reader)
    standing = ", ".join(f"{count} {stage}" for stage, count in counts.items() if count)
    render.heading(f"{today}: {standing or 'no partnerships yet'}")
    _urgent(reader, today, "Late", "samverkan due --within 0d", until=today - timedelta(1))
    soon = today + timedelta(DUE_SOON_DAYS)
    _urgent(reader, today, f"Due within {DUE_SOON_DAYS} days", "samverkan due", since=today, until=soon)
    if exceptions:
        told = ", ".join(f"{clause} {count}" for clause, count in exceptions.items())
        render.say(f"Exceptions granted, by clause: {told}")
    if not any(counts.values()):
        render.say("Begin with: samverkan template proposal > proposal.toml")


def _urgent(
    reader: Any, today: date, title: str, all_of_them: str, *, since: date = date.min, until: date
) -> None:
    """Prints the first of what is due in a period, and where to find the others."""
    from samverkan_flow.queries.attention import count_owed, owed_across

    owed = owed_across(reader, today, since=since, until=until, limit=ROWS_SHOWN)
    count = count_owed(reader, today, since=since, until=until)
    owed_table(f"{title} ({count})", owed, today)
    if count > len(owed):
        render.say(f"and {count - len(owed)} more: {all_of_them}")


def _status_as_json(reader: Any, today: date) -> None:
    from samverkan_flow.queries.attention import exceptions_per_clause, owed_across, stage_counts

    owed = owed_across(reader, today)
    render.print_json({
        "ok": True, "as_of": today.isoformat(), "stages": stage_counts(reader),
        "late": [owed_json(one, today) for one in owed if one.days_late(today)],
        "due": [owed_json(one, today) for one in owed if not one.days_late(today)],
        "exceptions": exceptions_per_clause(reader),
    })  # fmt: skip


def due(context: click.Context, within: str, owner: str, kind: tuple[str, ...]) -> None:
    """Prints everything that is late or due within some time, soonest first."""
    from samverkan_flow.queries.attention import owed_across, titles_of

    settings = settings_of(context)
    days = _days(within)
    with settings.reader() as reader:
        house = reader.house()
        today = reader.today(house)
        _check_owner(owner, house)
        titles = titles_of(house.people[owner]) if owner else ()
        until = today + timedelta(days)
        owed = owed_across(reader, today, until=until, owner=owner, titles=titles, kinds=kind)
    if settings.json:
        told = [owed_json(one, today) for one in owed]
        render.print_json({"ok": True, "as_of": today.isoformat(), "within_days": days, "due": told})
        return
    if owed:
        late = sum(1 for one in owed if one.days_late(today))
        owed_table(f"{today}: {late} late, {len(owed) - late} due within {days} days", owed, today)
    else:
        _nothing(settings, days)


def _nothing(settings: Settings, days: int) -> None:
    aside = render.say if render.is_person() else render.tell_aside
    aside(f"Nothing that was asked for is late or due within {days} days.")


def _days(within: str) -> int:
    """Returns --within in days: 90d, 12w, or a bare number of days. Raises InvalidInput for anything else."""
    from samverkan_flow.domain.errors import InvalidInput

    told = re.fullmatch(r"([0-9]{1,5})([dw]?)", within.strip())
    days = int(told[1]) * (7 if told[2] == "w" else 1) if told else WITHIN_DAYS_MAX + 1
    if days > WITHIN_DAYS_MAX:
        raise InvalidInput(
            "--within",
            f'"{within}" is no time ahead; at most {WITHIN_DAYS_MAX} days are',
            "write days or weeks, such as 90d or 12w",
        )
    return days


def _check_owner(owner: str, house: Any) -> None:
    """A name that is misspelt has nothing to do; that is told, rather than that nothing is due."""
    from samverkan_flow.domain.errors import NotFound

    if owner and owner not in house.people:
        raise NotFound(f'"{owner}" is not registered here', "samverkan people list shows who is")


_VERBS: dict[str, Verb] = {
    "status": (status, []),
    "due": (due, [
        click.Option(("--within",), default=f"{DUE_SOON_DAYS}d", metavar="TIME", show_default=True,
                     help="How far ahead to look, such as 90d or 12w; what is late is always told."),
        click.Option(("--owner",), default="", metavar="NAME",
                     help="Only what this person owns, or owes by name or role."),
        click.Option(("--kind",), multiple=True, type=click.Choice(KINDS), help="Only this kind. May be repeated."),
    ]),
}  # fmt: skip
