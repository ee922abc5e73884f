"""The pages that are played show what the commands really print."""

from pathlib import Path

import pytest

import samverkan_flow
from tools import tutorial


@pytest.mark.parametrize("name", tutorial.PAGES)
def test_a_page_prints_what_it_says(name: str, tmp_path: Path) -> None:
    """Played in a fresh folder, every command of a page prints what stands below it (`make docs` mends it)."""
    page = tutorial.path_of(name).read_text("utf-8")

    played = tutorial.played(page, tmp_path)

    assert played == page


@pytest.mark.parametrize("name", tutorial.PAGES)
def test_a_page_never_meets_a_failure_of_the_program(name: str) -> None:
    """What is refused on a page is refused by the policy, not by a mistake of ours."""
    page = tutorial.path_of(name).read_text("utf-8")

    assert "inside the program" not in page
    assert "there is no" not in page
    assert "command not found" not in page


def test_what_is_played_is_the_code_beside_the_pages(tmp_path: Path) -> None:
    """Not that of another installation which happens to be on the path."""
    page = "```console\n$ PYTHONVERBOSE=1 samverkan --version 2>&1 | grep -o '[^ ]*src/samverkan_flow/__init__.py' | head -1\n```"

    played = tutorial.played(page, tmp_path)

    assert str(Path(samverkan_flow.__file__)) in played


def test_every_question_is_told() -> None:
    """No question to the log is missing from the page about them; exports and dossiers have pages of their own."""
    from samverkan_flow.cli.app import TREE

    page = tutorial.path_of("audit.md").read_text("utf-8")
    asked = {
        command.split()[2] for command in tutorial.commands_of(page) if command.startswith("samverkan audit ")
    }

    assert set(TREE["audit"][1]) - asked == {"export", "bundle"}
