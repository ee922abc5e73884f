"""A damaged log is exported as it is, or the damage is said: never a fault of the program, never a half file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from samverkan_flow.audit.export.exporting import FORMATS
from tests.cli.conftest import Run
from tests.log.test_verify import ATTACKS, attacked

__all__ = ["attacked"]

SHORT = {
    "a deleted event",
    "a deleted row of the log",
    "a whole partnership deleted",
    "two events exchanged",
    "a version that is no number",
    "a stream there is none of",
}
"""The attacks that leave the log without an event."""


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attacked_log_is_exported_or_said_to_be_damaged(
    attack: str, format_: str, attacked: Callable[[str], Path], run: Run, tmp_path: Path
) -> None:
    """Where events are missing there is no export; a file that is made has its manifest."""
    path = attacked(ATTACKS[attack][0])
    ran = run("audit", "export", "--format", format_, "-o", tmp_path / "x", "--db", path, "--json")
    made = {one.name for one in tmp_path.iterdir() if one.name.startswith(("x", ".samverkan"))}

    assert ran.code in (0, 6, 7)
    assert made == ({"x", "x.manifest.json"} if ran.code == 0 else set())
    assert ran.code != 0 or attack not in SHORT
