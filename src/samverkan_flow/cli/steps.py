"""The verb that tells what may happen next, what is missing, and who could supply it."""

from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import REF, Verb, plain, verb
from samverkan_flow.cli.owed import as_json as owed_json
from samverkan_flow.cli.owed import table as owed_table
from samverkan_flow.cli.settings import Settings, settings_of

CLAUSE_WIDTH = 3
ELSEWHERE = ("C37", "C38")
"""The clauses whose demands are met in another partnership, by no form of this one."""


def command(path: str, text: str) -> click.Command:
    """Returns the verb."""
    return verb(path, text, _VERBS)


def next_(context: click.Context, ref: str) -> None:
    """Prints what may happen now, and for what may not yet, everything that is missing."""
    from samverkan_flow.domain.obligations import obligations
    from samverkan_flow.queries.next_steps import next_steps

    settings = settings_of(context)
    with settings.reader() as reader:
        house = reader.house()
        state = reader.partnership(ref)
        today = reader.today(house)
        steps = next_steps(reader, state, house, today)
        owed = obligations(state, reader.policy(state.policy_version), house, today)
    if settings.json:
        render.print_json({
            "ok": True, "ref": state.ref, "name": state.name, "stage": state.stage.value,
            "may": [plain(step) for step in steps if step.ready],
            "not_yet": [plain(step) for step in steps if not step.ready],
            "obligations": [owed_json(one, today) for one in owed],
        })  # fmt: skip
        return
    render.heading(f"{state.ref} {state.name} is {state.stage}")
    owed_table("Owed", list(owed), today)
    _ready(state.ref, [step for step in steps if step.ready], settings)
    for step in steps:
        if step.ready and step.missing:
            _takes(state.ref, step)
    for step in steps:
        if not step.ready:
            _not_yet(state.ref, step)


def _ready(ref: str, steps: list[Any], settings: Settings) -> None:
    render.heading("May happen now")
    you = settings.actor
    render.table(
        ("command", "what", "who may"),
        [(f"samverkan {_verb(step.act, ref)}", step.summary, _people(step, you)) for step in steps],
        "nothing",
    )


def _verb(act: str, ref: str) -> str:
    """Returns the command line of an act, to be completed where it says so."""
    match act.split():
        case ["end", reason]:
            return f'end {ref} --reason {reason} --because "…"'
        case ["agree", "addendum"]:
            return f"agree {ref} --file addendum.toml"
        case ["complete" | "expire"]:
            return "tick"
        case _ if form_of(act):
            return f"{act} {ref} --file {form_of(act)}.toml"
        case _:
            return f"{act} {ref}"


def form_of(act: str) -> str:
    """Returns the form an act takes, as `samverkan template` names it, or nothing."""
    from samverkan_flow.forms import FORMS

    return next((kind for kind, command in FORMS.items() if command.NAME == act), "")


def _people(step: Any, you: str) -> str:
    if not step.who:
        return step.takes if step.takes == "the calendar" else f"nobody yet ({step.takes})"
    return ", ".join(f"{person} (you)" if person == you else person for person in step.who)


def _takes(ref: str, step: Any) -> None:
    """Tells what whoever does it brings along."""
    render.heading(f"samverkan {_verb(step.act, ref)}   takes")
    if form_of(step.act):
        clauses = ", ".join(dict.fromkeys(one.clause for one in step.missing))
        render.say(
            f"  a filled-in form: samverkan template {form_of(step.act)} > {form_of(step.act)}.toml ({clauses})"
        )
        return
    for one in step.missing:
        render.say(f"  {one.clause:<{CLAUSE_WIDTH}}  {one.remedy}")


def _not_yet(ref: str, step: Any) -> None:
    """Tells what others have to do first, and who they are; then what the form itself will hold."""
    render.heading(f"Not yet: {step.summary} ({_people(step, '')})")
    form = form_of(step.act)
    for one in step.missing:
        if one.supplied_by == step.act and form and one.clause not in ELSEWHERE:
            continue
        render.say(f"  {one.clause:<{CLAUSE_WIDTH}}  {one.message}")
        supplier = (
            "" if one.supplied_by == step.act else f" [{_verb(one.supplied_by, ref)}: {_names(one.who)}]"
        )
        render.say(f"  {'':<{CLAUSE_WIDTH}}  → {one.remedy}{supplier}")
    own = dict.fromkeys(
        one.clause for one in step.missing if one.supplied_by == step.act and one.clause not in ELSEWHERE
    )
    if form and own:
        render.say(f"  and the form: samverkan template {form} > {form}.toml ({', '.join(own)})")


def _names(who: tuple[str, ...]) -> str:
    return ", ".join(who) or "nobody yet"


_VERBS: dict[str, Verb] = {"next": (next_, [REF])}
