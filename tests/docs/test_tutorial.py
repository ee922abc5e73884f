"""The tutorial shows what the commands really print."""

from pathlib import Path

from tools import tutorial


def test_the_tutorial_prints_what_it_says(tmp_path: Path) -> None:
    """Played in a fresh folder, every command of the tutorial prints what stands below it (`make docs` mends it)."""
    page = tutorial.PAGE.read_text("utf-8")

    played = tutorial.played(page, tmp_path)

    assert played == page


def test_the_tutorial_never_meets_a_failure_of_the_program() -> None:
    """What is refused in the tutorial is refused by the policy, not by a mistake of ours."""
    page = tutorial.PAGE.read_text("utf-8")

    assert "inside the program" not in page
    assert "there is no" not in page
