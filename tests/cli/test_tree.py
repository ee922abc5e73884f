"""The command tree, the table of acts and the commands say the same."""

from collections.abc import Iterator

import pytest

from samverkan_flow.cli.app import CHAPTERS, TREE, VERBS, Tree
from samverkan_flow.domain.commands import COMMANDS, Activate, EndByCalendar, ImportPortfolio
from tests.cli.conftest import Run


def leaves(tree: Tree, path: str = "") -> Iterator[tuple[str, str]]:
    for name, (_, home) in tree.items():
        here = f"{path} {name}".strip()
        if isinstance(home, dict):
            yield from leaves(home, here)
        else:
            yield here, home


def test_every_command_has_its_verb() -> None:
    """Whatever can be asked of the service can be asked on the command line; a file is imported by a verb of its own."""
    verbs = {path for path, home in leaves(TREE) if home == VERBS}

    assert verbs == set(COMMANDS) - {EndByCalendar.NAME, ImportPortfolio.NAME}
    assert Activate.NAME in verbs


def test_every_name_stands_in_one_chapter() -> None:
    """Nothing is left out of the first page of help."""
    names = [name for chapter in CHAPTERS.values() for name in chapter]

    assert sorted(names) == sorted(TREE)


@pytest.mark.parametrize("path", [path for path, _ in leaves(TREE)])
def test_every_verb_explains_itself(path: str, run: Run) -> None:
    """Each verb loads and has help; its one line in the tree is its first line of help."""
    ran = run(*path.split(), "--help")

    assert ran.code == 0
    assert f"Usage: samverkan {path}" in ran.out


@pytest.mark.parametrize(
    ("typed", "meant"), [("shw", "show"), ("evalute", "evaluate"), ("statsu", "status"), ("brech", "breach")]
)
def test_a_slip_of_the_finger_is_understood(typed: str, meant: str, run: Run) -> None:
    """An unknown verb names the one that was probably meant."""
    ran = run(typed)

    assert ran.code == 2
    assert f'did you mean "{meant}"?' in ran.err


def test_a_slip_inside_a_group_is_understood(run: Run) -> None:
    """Groups understand as well as the top does."""
    ran = run("breach", "terminat", "P-1")

    assert ran.code == 2
    assert 'did you mean "terminate"?' in ran.err
