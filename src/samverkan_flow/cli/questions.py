"""The verbs that question the log: each asks one function of `audit` and tells its answer."""

from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import REF, Verb, plain, verb
from samverkan_flow.cli.settings import Settings, settings_of

CLAUSES_SHOWN = 3


def command(path: str, text: str) -> click.Command:
    """Returns one of the verbs."""
    return verb(path, text, _VERBS)


def history(context: click.Context, ref: str) -> None:
    """Everything that happened to a partnership, refused attempts included."""
    from samverkan_flow.audit.history import history as asked

    settings = settings_of(context)
    with settings.reader() as reader:
        tell(settings, asked(reader, ref, whole=settings.json))


def refusals(context: click.Context, ref: str) -> None:
    """Every refused attempt, of one partnership, or of all and of what had none yet."""
    from samverkan_flow.audit.history import refusals as asked

    settings = settings_of(context)
    with settings.reader() as reader:
        tell(settings, asked(reader, ref))


# --- telling an answer ----------------------------------------------------------------------------


def tell(settings: Settings, answer: Any) -> None:
    """Tells an answer: as the one JSON document, or as a table with its notes and its stamp.

    A pipe gets bare lines; what else belongs to the answer then goes to stderr, so that none is mistaken for
    more, or for less, than it is.
    """
    if settings.json:
        document = plain(answer)
        columns = document.pop("columns")
        document["empty"] = "" if answer.rows else answer.empty
        render.print_json({"ok": True, **document, "columns": [field for _, field in columns]})
        return
    render.table(
        [heading for heading, _ in answer.columns],
        [[_shown(field, row.get(field)) for _, field in answer.columns] for row in answer.rows],
        answer.empty,
    )
    if answer.stamp.warning:
        render.tell_trouble(answer.stamp.warning)
    aside = render.say if render.is_person() else render.tell_aside
    if not answer.rows and not render.is_person():
        aside(answer.empty)
    for note in answer.notes:
        aside(render.wrapped(note))
    moment = answer.stamp.computed_at[:16].replace("T", " ")
    aside(f"Computed {moment} UTC over {answer.stamp.log_size} events, policy {answer.stamp.policy_version}.")


def _shown(field: str, value: Any) -> Any:
    """Returns a cell: times to the minute and the first few clauses for a person, everything for a pipe."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not render.is_person() or value is None:
        return value
    if field.endswith("_at"):
        return str(value)[:16].replace("T", " ")
    if field == "clauses" and len(value) > CLAUSES_SHOWN:
        return f"{' '.join(value[:CLAUSES_SHOWN])} +{len(value) - CLAUSES_SHOWN}"
    return " ".join(value) if field == "clauses" else value


_VERBS: dict[str, Verb] = {
    "audit history": (history, [REF]),
    "audit refusals": (
        refusals,
        [click.Argument(("ref",), metavar="[REF]", required=False, default="")],
    ),
}
