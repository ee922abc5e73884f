"""Errors, told once: in words on stderr or as one JSON document, and as an exit code."""

import os
import sys
from typing import Any

import click

from samverkan_flow.cli.render import NobodyReads, print_json, say, tell_error
from samverkan_flow.domain.errors import OutputLost, Problem, SamverkanError

USAGE_EXIT = 2
UNEXPECTED_EXIT = 1
STOPPED_EXIT = 130

_STOPPED = "stopped; what was told as done is recorded, and what was under way may be"
_STOPPED_HINT = (
    "look before you repeat it: samverkan audit history REF; an import is safe to repeat, and so is what has a "
    "--command-id of your own"
)


def exit_code_of(error: BaseException, *, as_json: bool) -> int:
    """Tells an error to whoever called and returns its exit code."""
    match error:
        case SamverkanError():
            _tell(
                as_json,
                error.code,
                error.message,
                error.hint,
                [_finding(one) for one in error.findings],
            )
            return error.exit_code
        case click.exceptions.Exit():
            return error.exit_code
        case click.exceptions.NoArgsIsHelpError():
            say(error.format_message())
            return 0
        case click.ClickException():
            where = getattr(error, "ctx", None)
            hint = f"{where.command_path} --help tells what it takes" if where else ""
            _tell(as_json, "usage", error.format_message(), hint, [])
            return USAGE_EXIT
        case click.Abort() | KeyboardInterrupt():
            _tell(as_json, "stopped", _STOPPED, _STOPPED_HINT, [])
            return STOPPED_EXIT
        case NobodyReads():
            _write_nowhere()
            return 0
        case _:
            return _unexpected(error, as_json)


def _finding(finding: Any) -> dict[str, Any]:
    """Returns a finding as told; one in a table that was read says where it stands."""
    told = {"clause": finding.clause, "message": finding.message, "remedy": finding.remedy}
    if isinstance(finding, Problem):
        return {"row": finding.row, "column": finding.column, **told}
    return told


def _tell(as_json: bool, code: str, message: str, hint: str, findings: list[dict[str, Any]]) -> None:
    if not as_json:
        tell_error(message, hint, findings)
        return
    try:
        print_json(
            {
                "ok": False,
                "error": {"code": code, "message": message, "hint": hint, "findings": findings},
            }
        )
    except NobodyReads:
        _write_nowhere()
    except OutputLost:
        tell_error(message, hint, findings)


def _write_nowhere() -> None:
    """Lets the interpreter flush stdout at its end without a reader."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(error: BaseException, as_json: bool) -> int:
    if os.environ.get("SAMVERKAN_TRACEBACK"):
        raise error
    message = f"something went wrong inside the program: {type(error).__name__}: {error}"
    _tell(as_json, "unexpected", message, "set SAMVERKAN_TRACEBACK=1 and report what it prints", [])
    return UNEXPECTED_EXIT
