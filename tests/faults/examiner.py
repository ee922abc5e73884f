"""A process that examines one damaged store after the other: what a crash or a hang of it means is plain from outside.

Reads paths on stdin, answers each with one line of JSON. A process of its own, because a damaged file must not
take the tests with it.
"""

import hashlib
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tests.faults.oracle import again

LOOKS = {
    "status": ("status", "--json"),
    "show": ("show", "P-3", "--json"),
    "next": ("next", "P-3", "--json"),
    "refusals": ("audit", "refusals", "--json"),
    "verify": ("log", "verify", "--json"),
    "doctor": ("doctor", "--json"),
    "list": ("list", "--json"),
    "history": ("audit", "history", "P-3", "--json"),
}
"""What is asked of a damaged store; the first two are there to find the damage."""

UNREADABLE = "unreadable"


class Examined(NamedTuple):
    """What a store shows: a digest of all its contents, and for each look the exit code and the error's code."""

    content: str
    codes: dict[str, int]
    errors: dict[str, str]

    @property
    def is_noticed(self) -> bool:
        """Tells whether a look that is there to find damage found some."""
        return any(self.codes[look] in (6, 7) for look in ("verify", "doctor"))

    @property
    def is_told_well(self) -> bool:
        """Tells whether every look was answered, or refused with words of ours; none failed inside the program."""
        return all(code in (0, 3, 4, 6, 7) for code in self.codes.values())


def examine(path: Path) -> Examined:
    """Returns what a store shows."""
    content = content_of(path)
    ran = {look: again(path, *arguments) for look, arguments in LOOKS.items()}
    return Examined(
        content,
        {look: one.code for look, one in ran.items()},
        {look: one.message.strip()[:300] for look, one in ran.items() if one.code},
    )


def content_of(path: Path) -> str:
    """Returns a digest of everything a store says: settings, schema, and every value with its type."""
    told = hashlib.sha256()
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            for setting in ("application_id", "user_version", "encoding"):
                told.update(repr(connection.execute(f"PRAGMA {setting}").fetchall()).encode())
            schema = connection.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
            ).fetchall()
            told.update(repr(schema).encode())
            for kind, name, *_ in schema:
                if kind == b"table":
                    for row in connection.execute(f"SELECT * FROM {name.decode()} NOT INDEXED"):
                        told.update(repr(row).encode())
    except (sqlite3.Error, UnicodeDecodeError):
        return UNREADABLE
    return told.hexdigest()


def main() -> None:
    """Examines what is named on stdin, line by line."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(examine(Path(line.strip()))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
