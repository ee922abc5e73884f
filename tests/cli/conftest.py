"""The command line in-process: `run` gives exit code, output and errors."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from samverkan_flow.cli.app import cli


class Ran(NamedTuple):
    """What one call came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Returns the one document on stdout."""
        document: dict[str, Any] = json.loads(self.out)
        return document


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Returns a function that runs `samverkan` with arguments."""
    for name in ("SAMVERKAN_DB", "SAMVERKAN_ACTOR", "SAMVERKAN_NOW", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def call(*arguments: str | Path, stdin: str | bytes | None = None) -> Ran:
        done = CliRunner().invoke(cli, [str(one) for one in arguments], input=stdin)
        return Ran(done.exit_code, done.stdout, done.stderr)

    return call


@pytest.fixture
def demo(run: Run, demonstration: Path) -> Run:
    """Returns a function that asks the demonstration."""
    return lambda *arguments, **more: run(*arguments, "--db", demonstration, **more)


@pytest.fixture
def store(run: Run, tmp_path: Path) -> Run:
    """Returns a function that runs in a new demonstration store with people in it."""
    path = tmp_path / "s.db"

    def call(*arguments: str | Path, **more: Any) -> Ran:
        return run(*arguments, "--db", path, **more)

    assert call("init", "--demonstration", "--as", "a.ny", "--name", "Anna Ny").code == 0
    for handle, role in (("h.ek", "officer"), ("g.lind", "screener"), ("s.alm", "owner"),
                         ("k.dahl", "head-of-communications"), ("p.lund", "treasurer")):  # fmt: skip
        assert call("people", "add", handle, "--name", handle, "--role", role, "--as", "a.ny").code == 0
    return call


@pytest.fixture
def proposal(tmp_path: Path, run: Run) -> Path:
    """Returns the filled-in proposal that the product prints."""
    path = tmp_path / "proposal.toml"
    path.write_text(run("template", "proposal").out, "utf-8")
    return path
