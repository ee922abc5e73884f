"""The one judge of all fault tests: after the fault the store is whole, or it is said what is not.

`problems` opens the store again as the next call would and returns a sentence for each thing that is not so.
A further demand on a whole store is a further function in `DEMANDS`.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner

from samverkan_flow.audit.verify import verify
from samverkan_flow.cli.app import cli
from samverkan_flow.domain.errors import SamverkanError
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.queries.health import examine
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service.outcome import Result
from tests.faults.home import Ran

Demand = Callable[[Reader, Collection[str]], Iterator[str]]


def problems(path: Path, acknowledged: Collection[str] = ()) -> list[str]:
    """Returns everything that is not as in a whole store, the acknowledged command ids among it."""
    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)]:
            return [f"integrity_check: {found}"]
        with Reader(path) as reader:
            return [told for demand in DEMANDS for told in demand(reader, acknowledged)]
    except (sqlite3.Error, SamverkanError, msgspec.MsgspecError) as error:
        return [f"{type(error).__name__}: {error}"]


def is_kept(path: Path, command_id: str) -> bool:
    """Tells whether a command has taken effect, whoever was told."""
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        return bool(
            connection.execute("SELECT 1 FROM commands WHERE command_id = ?", (command_id,)).fetchone()
        )


def again(path: Path, *arguments: str) -> Ran:
    """Runs a call once more, without another process: what is asked here is the store, not the program's start."""
    done = CliRunner().invoke(cli, [*arguments, "--db", str(path)])
    return Ran(done.exit_code, done.stdout, done.stderr)


def answer_of(ran: Ran) -> dict[str, Any]:
    """Returns what was told of a command, but for whether it was told before."""
    return {name: told for name, told in ran.document.items() if name != "repeated"}


# --- the demands ----------------------------------------------------------------------------------


def _contiguous(reader: Reader, _acknowledged: Collection[str]) -> Iterator[str]:
    """Events and rows of the log are the same number, indexed 0 to n-1."""
    indexes = [row[0] for row in reader.rows("SELECT idx FROM log ORDER BY idx")]
    events = reader.rows("SELECT COUNT(*) FROM stored_events")[0][0]
    if indexes != list(range(events)):
        yield f"{events} events, {len(indexes)} rows in the log, last index {indexes[-1:]}"


def _hashed_again(reader: Reader, _acknowledged: Collection[str]) -> Iterator[str]:
    """Every stored event hashes to its leaf."""
    for damage in verify(reader).damage:
        yield f"{damage.kind} at {damage.index}"


def _whole_commands(reader: Reader, acknowledged: Collection[str]) -> Iterator[str]:
    """Every command has all of its events in the log and no other; every acknowledged one is there."""
    logged: dict[str, list[int]] = {}
    for command_id, index in reader.rows(
        "SELECT command_id, idx FROM log WHERE actor != ? ORDER BY idx", CALENDAR
    ):
        logged.setdefault(command_id, []).append(index)
    founding = reader.rows("SELECT command_id FROM log WHERE idx = 0")[0][0]
    kept = {row[0]: bytes(row[1]) for row in reader.rows("SELECT command_id, result FROM commands")}
    for command_id, stored in kept.items():
        outcome = reader.codec.decode(Result, stored).outcome
        indexes = logged.pop(command_id, [])
        if outcome and [one.index for one in outcome.events] != indexes:
            yield f"{command_id} was told {[one.index for one in outcome.events]}, the log has {indexes}"
        if not outcome and len(indexes) != 1:
            yield f"{command_id} was refused, the log has {indexes}"
    for command_id in logged.keys() - {founding}:
        yield f"{command_id} has events and no result"
    for command_id in set(acknowledged) - kept.keys():
        yield f"{command_id} was acknowledged and is not there"


def _examined(reader: Reader, _acknowledged: Collection[str]) -> Iterator[str]:
    """What `doctor` looks at is as it should be: the register equals replay, the triggers stand, times run forward."""
    for check in examine(reader):
        if not check.ok and not check.found.startswith("ROLLED_BACK"):  # verify has told that
            yield f"{check.what}: {check.found}"


def _names_open(reader: Reader, _acknowledged: Collection[str]) -> Iterator[str]:
    """Every sealed name has its key: none was recorded whose key was lost."""
    for handle, person in reader.house().people.items():
        if person.name is not None and person.name.text is None:
            yield f"the name of {handle} has no key"


DEMANDS: tuple[Demand, ...] = (_contiguous, _hashed_again, _whole_commands, _examined, _names_open)
