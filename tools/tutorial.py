"""Plays pages of docs/ as a person would type them, in a terminal, and puts what came out under each command.

`make docs` writes the pages anew; a test plays them and fails when a page says something else. What is played is the
code beside this file, whatever else is installed.
"""

import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = ("tutorial.md", "audit.md")
"""The pages of docs/ that are played; what they print must not depend on chance or on the day."""
MARK = "<<samverkan-tutorial>>"
COLUMNS = "110"


def path_of(page: str) -> Path:
    """Returns where a page lies."""
    return ROOT / "docs" / page


def commands_of(page: str) -> list[str]:
    """Returns every command of the page's console blocks, in order."""
    return [line[2:] for block in _blocks(page) for line in block.splitlines() if line.startswith("$ ")]


def _blocks(page: str) -> list[str]:
    return re.findall(r"```console\n(.*?)```", page, re.DOTALL)


def played(page: str, folder: Path) -> str:
    """Returns the page with the output of every command, run one after the other in one shell."""
    outputs = iter(_outputs(commands_of(page), folder))

    def told(block: re.Match[str]) -> str:
        lines = [f"{line}\n{next(outputs)}" for line in block[1].splitlines() if line.startswith("$ ")]
        return f"```console\n{''.join(lines)}```"

    return re.sub(r"```console\n(.*?)```", told, page, flags=re.DOTALL)


def _outputs(commands: list[str], folder: Path) -> list[str]:
    script = "".join(f"echo '{MARK}'\n{command}\n" for command in commands)
    shown = _in_a_terminal(["bash", "-c", script], folder).replace("\r\n", "\n")
    return [part.removeprefix("\n") for part in shown.split(MARK)[1:]]


def _in_a_terminal(call: list[str], folder: Path) -> str:
    with tempfile.TemporaryDirectory() as tools:
        _put_command(Path(tools))
        return _shown_by(call, folder, f"{tools}{os.pathsep}{os.environ['PATH']}")


def _put_command(tools: Path) -> None:
    """Makes a `samverkan` that runs the code beside this file."""
    command = tools / "samverkan"
    call = shlex.join([sys.executable, "-P", "-m", "samverkan_flow"])
    command.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT / "src"))} exec {call} "$@"\n', "utf-8")
    command.chmod(0o755)


def _shown_by(call: list[str], folder: Path, path: str) -> str:
    ours, theirs = pty.openpty()
    settings = {"PATH": path, "HOME": str(folder), "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": COLUMNS,
                "LINES": "40", "LANG": "C.UTF-8"}  # fmt: skip
    with subprocess.Popen(
        call, cwd=folder, env=settings, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return "\n".join(line.rstrip() for line in shown.decode().replace("\r\n", "\n").split("\n"))


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # the terminal is closed when the shell has ended
        return b""


def main() -> None:
    """Writes the pages with what the commands print today."""
    for name in PAGES:
        page = path_of(name)
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(played(page.read_text("utf-8"), Path(folder)), "utf-8")
        print(f"Docs: docs/{name}, {len(commands_of(page.read_text('utf-8')))} commands played.")


if __name__ == "__main__":
    main()
