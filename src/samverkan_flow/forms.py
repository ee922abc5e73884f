"""The TOML forms people fill in, turned into commands; every fault names its field and the rule."""

import hashlib
import mimetypes
import re
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import InvalidInput, NotFound
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.text import check_text, check_texts
from samverkan_flow.domain.values import Document

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
    if kind not in FORMS:
        raise NotFound(f'there is no form "{kind}"', f"there are {', '.join(FORMS)}")
    return (files("samverkan_flow") / "templates" / f"{kind}.toml").read_text("utf-8")


def read_form(raw: bytes, kind: type[CommandT], folder: Path, **given: Any) -> CommandT:
    """Returns the command a filled-in form makes; `given` is what the command line said beside it.

    A document is told as `{ file = "statutes.pdf" }`, looked up from `folder` and hashed.
    Raises InvalidInput that names the field and the rule.
    """
    fields = _parsed(raw)
    fields = {key: _with_documents(value, folder, key) for key, value in fields.items()}
    return command_from({**_unfolded(fields, kind), **given}, kind)


def command_from(fields: dict[str, Any], kind: type[CommandT]) -> CommandT:
    """Returns a command from plain fields, checked. Raises InvalidInput that names the field."""
    try:
        command = msgspec.convert(fields, kind, dec_hook=from_written)
    except msgspec.ValidationError as error:
        raise _explained(error, fields) from None
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
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(
            "the form", f"is not TOML: {error}", "samverkan template prints one to start from"
        ) from None
    except RecursionError:
        raise InvalidInput("the form", "is nested too deeply") from None


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
            return {key: _with_documents(inner, folder, f"{path}.{key}") for key, inner in value.items()}
        case list():
            return [_with_documents(inner, folder, f"{path}[{n}]") for n, inner in enumerate(value, 1)]
        case _:
            return value


def document_of(path: Path, field: str = "the document") -> Document:
    """Returns name, media type and SHA-256 of a file; the file itself stays where it is."""
    if not path.is_file():
        raise InvalidInput(
            field, f'names "{path.name}", which is not a file', "give the path of an existing file"
        )
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


def from_written(kind: type, written: Any) -> Any:
    """Reads what people write as text into values: amounts with their currency."""
    if kind is Money:
        return Money.parse(written)
    raise NotImplementedError(kind)


def _explained(error: msgspec.ValidationError, fields: dict[str, Any]) -> InvalidInput:
    message, _, location = str(error).partition(" - at `$")
    path = _counted_from_one(location.strip("`").strip("."))
    unknown = re.search(r"unknown field `(.+?)`", message)
    if unknown:
        return InvalidInput(
            _joined(path, unknown[1]),
            "is not a field of this form",
            _known_hint(unknown[1], fields),
        )
    missing = re.search(r"missing required field `(.+?)`", message)
    if missing:
        return InvalidInput(_joined(path, missing[1]), "is missing", "samverkan template shows every field")
    return InvalidInput(path, _rule_of(message))


def _counted_from_one(path: str) -> str:
    return re.sub(r"\[(\d+)\]", lambda match: f"[{int(match[1]) + 1}]", path)


def _joined(path: str, field: str) -> str:
    return f"{path}.{field}" if path else field


def _known_hint(_field: str, _fields: dict[str, Any]) -> str:
    return "samverkan template shows the fields there are"


_EXPECTED: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (
        r"Expected `date`, got `(\w+)`",
        lambda m: f"is a {m[1]} where a date stands: write 2026-01-31, without quotes",
    ),
    (
        r"Expected `Money`, got `(\w+)`",
        lambda m: f'is a {m[1]} where an amount stands: write "75 000 kr"',
    ),
    (r"Expected `(\S+)(?: \| null)?`, got `(\w+)`", lambda m: f"is {m[2]} where {m[1]} stands"),
    (r"Invalid enum value '(.+)'", lambda m: f'holds "{m[1]}", which is none of the choices'),
    (r"Invalid RFC3339.*|Invalid.*date.*", lambda _: "is not a date that exists: write 2026-01-31"),
)


def _rule_of(message: str) -> str:
    for pattern, sentence in _EXPECTED:
        match = re.match(pattern, message)
        if match:
            return sentence(match)
    return message
