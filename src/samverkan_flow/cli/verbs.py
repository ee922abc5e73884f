"""The verbs that record something: each made from its command, so that no option is listed twice."""

import sys
import types
import typing
from datetime import date
from pathlib import Path
from typing import Any, Literal

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.settings import Settings, read_date, settings_of, writing_options
from samverkan_flow.domain.commands import COMMANDS, Command, PartnershipCommand
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.plain import to_plain
from samverkan_flow.domain.values import Document

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "people add": ("handle",),
    "people grant": ("handle", "role"),
    "people revoke": ("handle", "role"),
    "people bind": ("handle", "account"),
    "people unbind": ("handle", "account"),
    "people mail": ("handle", "mail"),
    "policy adopt": ("text",),
    "code publish": ("version",),
    "evaluate": ("initiative",),
    "budget propose": ("year", "amount"),
    "budget set": ("year", "amount"),
}
"""The fields that stand by place, after REF; a form may hold them instead."""

OPTION_NAMES: dict[tuple[str, str], str] = {
    ("breach decide", "number"): "--breach",
    ("breach remedied", "number"): "--breach",
    ("breach terminate", "number"): "--breach",
    ("policy move", "version"): "--to",
    ("people add", "roles"): "--role",
    ("code publish", "in_force_from"): "--from",
    ("policy adopt", "in_force_from"): "--from",
    ("correct propose", "event_version"): "--event",
    ("record settlement", "brand_use_ended"): "--marks-removed",
    ("log accept-rollback", "because"): "--reason",
}

HELP: dict[str, str] = {
    "found": "What the follow-up showed.",
    "because": "The reason, kept with the decision.",
    "evidence": "A file that shows it; its name and SHA-256 are kept. May be repeated.",
    "document": "The document; its name and SHA-256 are kept.",
    "consent": "The partner's written consent. May be repeated.",
    "party": "Whose it is.",
    "guideline": "The id of the agreed guideline.",
    "place": "Where in the guideline, such as p. 4.",
    "number": "Its number within the partnership.",
    "reason": "The end reason.",
    "amount": 'The amount, such as "75 000 kr".',
    "repaid": 'What came back, such as "40 000 kr".',
    "brand_use_ended": "Names and logotypes have been taken down.",
    "to": "Who takes over.",
    "duty": "Which duty is handed over.",
    "clause": "The clause, such as C13.",
    "initiative": "The id of the initiative, such as I1.",
    "conflict_of_interest": "Whether the proposer has one.",
    "year": "The year of the agreed contribution (default: of the business date).",
    "remedy_by": "The day it is to be remedied by.",
    "decline": "Decline to confirm; the termination stands and goes to the highest level.",
    "in_force_from": "From which day it is in force.",
    "code_version": "The version of the code of conduct.",
    "signed_on": "The day it was signed (default: the business date).",
    "form": "e-signature or paper.",
    "adjustments": "What is adjusted. May be repeated.",
    "roles": "A role or level to give at once. May be repeated.",
    "event_version": "The number of the event within the partnership: 12 of P-7:12@203, as audit history cites it.",
    "person": "Whose conflict (default: one's own).",
}

_TEXT_FIELD_OF_FILE = ("policy adopt", "text")


def command(path: str, text: str) -> click.Command:
    """Returns the verb of a command, with options made from the command's fields."""
    kind = COMMANDS[path]
    hints = typing.get_type_hints(kind)
    placed = ARGUMENTS.get(path, ())
    parameters: list[click.Parameter] = []
    if issubclass(kind, PartnershipCommand):
        parameters.append(click.Argument(("ref",), metavar="REF"))
    parameters += [
        click.Argument((name,), required=False, metavar=_metavar(path, name), type=_typed(hints[name]))
        for name in placed
    ]
    for name in kind.__struct_fields__:
        if name not in placed and name != "ref":
            parameters += _options(path, name, hints[name])
    parameters.append(
        click.Option(("--file",), metavar="FORM", help="A filled-in form (TOML), or - for standard input.")
    )
    return click.Command(
        path.split()[-1],
        params=[*parameters, *writing_options()],
        callback=_runner(path, kind, hints),
        help=text + _form_hint(path),
        context_settings={"max_content_width": 100},
    )


def _typed(hint: Any) -> type:
    """Returns how a placed argument is read: a number where the field is one, else as text."""
    return int if hint is int else str


def _form_hint(path: str) -> str:
    from samverkan_flow.forms import FORMS

    kinds = [kind for kind, command in FORMS.items() if command.NAME == path]
    return f"\n\nThe form: samverkan template {' or '.join(kinds)}" if kinds else ""


def _metavar(path: str, name: str) -> str:
    return "FILE" if (path, name) == _TEXT_FIELD_OF_FILE else name.upper()


def _options(path: str, name: str, hint: Any) -> list[click.Parameter]:
    """Returns the option of one field, or none where only a form can hold it."""
    flag = _flag(path, name)
    told: dict[str, Any] = {"help": HELP.get(name, ""), "default": None}
    match _plain_type(hint):
        case (("bool",), optional):
            flags = f"{flag}/--no-{flag[2:]}" if optional else flag
            return [click.Option((flags, name), is_flag=True, **{**told, "default": None})]
        case (("choice", *values), _):
            return [click.Option((flag, name), type=click.Choice(values), **told)]
        case (("texts",), _):
            return [click.Option((flag, name), multiple=True, **told)]
        case (("choices", *values), _):
            return [click.Option((flag, name), type=click.Choice(values), multiple=True, **told)]
        case (("documents",), _):
            return [click.Option((flag, name), multiple=True, metavar="FILE", **told)]
        case (("document",), _):
            return [click.Option((flag, name), metavar="FILE", **told)]
        case (("int",), _):
            return [click.Option((flag, name), type=int, **told)]
        case (("date",), _):
            return [click.Option((flag, name), metavar="DATE", **told)]
        case (("money",), _):
            return [click.Option((flag, name), metavar="AMOUNT", **told)]
        case (("text",), _):
            return [click.Option((flag, name), **told)]
        case _:
            return []


def _flag(path: str, name: str) -> str:
    """Returns the option of a field, or its place's name."""
    if name in ARGUMENTS.get(path, ()):
        return name.upper()
    return OPTION_NAMES.get((path, name), f"--{name.replace('_', '-')}")


def _plain_type(hint: Any) -> tuple[tuple[str, ...], bool]:
    """Returns what kind of option a field's type makes, and whether it may be left open."""
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        rest = [one for one in arguments if one is not type(None)]
        return (_plain_type(rest[0])[0], True) if len(rest) == 1 else ((), False)
    if typing.get_origin(hint) is Literal:
        return (("choice", *arguments), False)
    if typing.get_origin(hint) is tuple:
        return (_plural(arguments[0]), False)
    simple = {
        str: "text",
        bool: "bool",
        int: "int",
        date: "date",
        Money: "money",
        Document: "document",
    }
    return ((simple[hint],) if hint in simple else (), False)


def _plural(item: Any) -> tuple[str, ...]:
    if item is str:
        return ("texts",)
    if item is Document:
        return ("documents",)
    if typing.get_origin(item) is Literal:
        return ("choices", *typing.get_args(item))
    return ()


def _runner(path: str, kind: type[Command], hints: dict[str, Any]) -> Any:
    @click.pass_context
    def run(context: click.Context, /, file: str | None = None, **given: Any) -> None:
        settings = settings_of(context)
        made = _built(path, kind, hints, file, given)
        with settings.partnerships() as partnerships:
            outcome = partnerships.handle(
                made,
                actor=settings.person(),
                on=settings.business_date(),
                via=account(),
                command_id=settings.own_command_id(),
                expected_version=settings.expected_version,
                dry_run=settings.dry_run,
            )
            trouble = partnerships.trouble
        tell_outcome(settings, outcome)
        if trouble:
            render.tell_trouble(trouble)

    return run


def account() -> str:
    """Returns the surface and the account this process runs under, for the log's `via`."""
    from samverkan_flow.service import system_account

    return f"cli:{system_account()}"


def _built(
    path: str, kind: type[Command], hints: dict[str, Any], file: str | None, given: dict[str, Any]
) -> Command:
    from samverkan_flow.forms import command_from, read_form

    fields = {
        name: _written(path, name, hints[name], value)
        for name, value in given.items()
        if value not in (None, ())
    }
    if file is None:
        for name in ARGUMENTS.get(path, ()):
            if name not in fields and (hints[name] is int or (path, name) == _TEXT_FIELD_OF_FILE):
                raise click.UsageError(
                    f"Missing argument '{_metavar(path, name)}'.", click.get_current_context()
                )
        try:
            return command_from(fields, kind)
        except InvalidInput as error:
            raise InvalidInput(_flag(path, error.field), error.rule, "") from None
    return read_form(_form_bytes(file), kind, Path.cwd() if file == "-" else Path(file).parent, **fields)


def _written(path: str, name: str, hint: Any, value: Any) -> Any:
    from samverkan_flow.forms import document_of

    if (path, name) == _TEXT_FIELD_OF_FILE:
        return _text_of(value)
    match _plain_type(hint)[0]:
        case ("documents",):
            return [document_of(Path(one), _flag(path, name)) for one in value]
        case ("document",):
            return document_of(Path(value), _flag(path, name))
        case ("texts",) | ("choices", *_):
            return list(value)
        case ("date",):
            return read_date(_flag(path, name), value)
        case _:
            return value


def _form_bytes(file: str) -> bytes:
    from samverkan_flow.forms import FORM_BYTES_MAX

    if file == "-":
        return sys.stdin.buffer.read(FORM_BYTES_MAX + 1)
    return file_bytes(file, "--file")


def file_bytes(file: str, field: str) -> bytes:
    """Returns a file's bytes. Raises InvalidInput where there is no such file, or it is too large."""
    from samverkan_flow.forms import FORM_BYTES_MAX

    path = Path(file)
    if not path.is_file():
        raise InvalidInput(field, f'names "{file}", which is not a file', "give the path of an existing file")
    try:
        with path.open("rb") as opened:
            return opened.read(FORM_BYTES_MAX + 1)
    except OSError as error:
        raise InvalidInput(field, f"cannot be read: {error.strerror}") from None


def _text_of(file: str) -> str:
    try:
        return file_bytes(file, "FILE").decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput("FILE", "is not UTF-8 text", "save it as UTF-8") from None


def tell_outcome(settings: Settings, outcome: Any) -> None:
    """Tells what came of a command."""
    if settings.json:
        render.print_json({"ok": True, **to_plain(outcome)})
        return
    tense = (
        "would be recorded" if outcome.dry_run else "was already recorded" if outcome.repeated else "recorded"
    )
    if outcome.ref:
        stands = "would then be" if outcome.dry_run else "is"
        stage = outcome.stage
        render.say(
            f"{outcome.ref} {outcome.name} {stands} {stage}." if stage else f"{outcome.ref} {outcome.name}"
        )
    for event in outcome.events:
        detail = f" ({event.detail})" if event.detail else ""
        clauses = f" [{' '.join(event.clauses)}]" if event.clauses else ""
        render.say(f"  {tense}: {event.event.replace('-', ' ')}{detail}{clauses}")
    for warning in outcome.warnings:
        render.say(f"  worth a look: {warning.clause}: {warning.message}; {warning.remedy}")
    if not outcome.dry_run:
        _tell_next(outcome)


def _tell_next(outcome: Any) -> None:
    """Tells which command leads on."""
    if outcome.ref:
        render.say(f"What comes next: samverkan next {outcome.ref}")
    if outcome.command == "budget propose":
        year = outcome.name.split()[-1]
        amount = outcome.events[0].detail.partition(", ")[2].removesuffix(f" for {year}")
        render.say(
            f'What comes next: another person sets it: samverkan budget set {year} "{amount}" --as NAME'
        )
