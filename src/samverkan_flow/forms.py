"""The TOML forms people fill in, turned into commands; every fault names its field and the rule."""

import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import InvalidInput, NotFound
from samverkan_flow.domain.money import from_written
from samverkan_flow.domain.text import NAME_LENGTH_MAX, check_text, check_texts
from samverkan_flow.domain.values import Document
from samverkan_flow.domain.wording import choices_at, field_and_rule

FORM_BYTES_MAX = 1_000_000
DOCUMENT_BYTES_MAX = 500_000_000

CommandT = TypeVar("CommandT", bound=c.Command)

FORMS: dict[str, type[c.Command]] = {
    "proposal": c.Propose,
    "assessment": c.Assess,
    "initiative": c.PlanInitiative,
    "goal": c.AddGoal,
    "agreement": c.Agree,
    "addendum": c.Agree,
    "evaluation": c.Evaluate,
    "survey": c.RecordSurvey,
    "correction": c.ProposeCorrection,
}
"""The kinds of form that `samverkan template KIND` prints, and the command each makes."""


def template(kind: str) -> str:
    """Returns a form with every field explained. Raises NotFound for a kind there is none of."""
    from importlib.resources import files  # heavy for what only names the forms

    if kind not in FORMS:
        raise NotFound(f'there is no form "{kind}"', f"there are {', '.join(FORMS)}, portfolio")
    return (files("samverkan_flow") / "templates" / f"{kind}.toml").read_text("utf-8")


def read_form(raw: bytes, kind: type[CommandT], folder: Path, **given: Any) -> CommandT:
    """Returns the command a filled-in form makes; `given` is what the command line said beside it.

    A document is told as `{ file = "statutes.pdf" }`, looked up from `folder` and hashed.
    Raises InvalidInput that names the field and the rule.
    """
    try:
        fields = {
            key: _with_documents(value, folder, checked_key(key)) for key, value in _parsed(raw).items()
        }
        return command_from({**_unfolded(fields, kind), **given}, kind)
    except RecursionError:
        raise InvalidInput("the form", "is nested too deeply") from None


def command_from(fields: dict[str, Any], kind: type[CommandT]) -> CommandT:
    """Returns a command from plain fields, checked. Raises InvalidInput that names the field."""
    try:
        command = msgspec.convert(fields, kind, builtin_types=(date, datetime, time), dec_hook=from_written)
    except msgspec.ValidationError as error:
        raise _explained(error, kind) from None
    check_texts(command)
    return command


def _parsed(raw: bytes) -> dict[str, Any]:
    if len(raw) > FORM_BYTES_MAX:
        raise InvalidInput("the form", f"has {len(raw)} bytes; at most {FORM_BYTES_MAX} are read")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "the form", f"is not UTF-8 text (byte {error.start + 1})", "save it as UTF-8"
        ) from None
    if text.startswith("\ufeff"):
        raise InvalidInput("the form", "begins with a byte order mark", "save it as UTF-8 without BOM")
    check_text("the form", text.replace("\r\n", "\n"), FORM_BYTES_MAX)
    import tomllib  # heavy for what only names the forms

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(text, str(error)) from None
    except ValueError:
        raise InvalidInput("the form", "holds a number with too many digits") from None


def _not_toml(text: str, error: str) -> InvalidInput:
    """Names the line and the field that TOML stumbles over."""
    message, _, place = error.partition(" (at ")
    line = re.match(r"line (\d+)", place)
    key = re.match(r"\s*([\w-]+)\s*=", text.split("\n")[int(line[1]) - 1]) if line else None
    field = f"line {line[1]}, {key[1]}" if line and key else "the form"
    return InvalidInput(
        field, f"is not TOML: {message} (at {place}", "samverkan template prints one to start from"
    )


def _unfolded(fields: dict[str, Any], kind: type[c.Command]) -> dict[str, Any]:
    """An initiative or a goal is written flat; the command holds it as one value."""
    if kind is c.PlanInitiative:
        outer = {"because": fields.pop("because")} if "because" in fields else {}
        return {**outer, "initiative": fields}
    if kind is c.AddGoal:
        outer = {key: fields.pop(key) for key in ("because", "initiative") if key in fields}
        return {**outer, "goal": fields}
    return fields


def _with_documents(value: Any, folder: Path, path: str) -> Any:
    match value:
        case {"file": str(name)} if len(value) == 1:
            return document_of(folder / name, path)
        case {"file": _}:
            raise InvalidInput(path, 'names a file and more; write { file = "name.pdf" } alone')
        case dict():
            return {
                checked_key(key): _with_documents(inner, folder, f"{path}.{key}")
                for key, inner in value.items()
            }
        case list():
            return [_with_documents(inner, folder, f"{path}[{n}]") for n, inner in enumerate(value, 1)]
        case str():
            check_text(path, value)
            return value
        case _:
            return value


def checked_key(key: str) -> str:
    """Returns a field's name. Raises InvalidInput when it holds what no name holds."""
    check_text("the name of a field", key, NAME_LENGTH_MAX)
    return key


def document_of(path: Path, field: str = "the document") -> Document:
    """Returns name, media type and SHA-256 of a file; the file itself stays where it is."""
    try:
        there = path.is_file()
    except (OSError, ValueError) as error:
        raise InvalidInput(field, f"names no file: {error.args[-1]}") from None
    if not there:
        raise InvalidInput(
            field, f'names "{path.name}", which is not a file', "give the path of an existing file"
        )
    import hashlib  # these two only where a file is hashed
    import mimetypes

    digest = hashlib.sha256()
    try:
        if path.stat().st_size > DOCUMENT_BYTES_MAX:
            raise InvalidInput(field, f"is larger than {DOCUMENT_BYTES_MAX} bytes")
        with path.open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise InvalidInput(field, f"cannot be read: {error.strerror}") from None
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Document(name=path.name, sha256=digest.hexdigest(), media_type=media_type)


def _explained(error: msgspec.ValidationError, kind: type[c.Command]) -> InvalidInput:
    path, rule = field_and_rule(error)
    choices = choices_at(kind, path) if "none of the choices" in rule else ()
    hint = f"choose from {', '.join(choices)}" if choices else "samverkan template shows every field"
    return InvalidInput(path.removeprefix(_FOLDED_INTO.get(kind, "")), rule, hint)


_FOLDED_INTO: dict[type[c.Command], str] = {c.PlanInitiative: "initiative.", c.AddGoal: "goal."}
"""The field a flat form stands for, which the person who filled it in has never seen."""
