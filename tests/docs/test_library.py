"""The example of docs/library.md runs, and prints what the page says it prints."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "library.md"


def blocks(language: str) -> list[str]:
    """Returns the fenced blocks of the page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def test_the_example_runs_and_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The one example is whole: it needs nothing but an empty folder."""
    (example,), (printed,) = blocks("python"), blocks("text")
    monkeypatch.chdir(tmp_path)

    exec(compile(example, str(PAGE), "exec"), {"__name__": "example"})

    assert capsys.readouterr().out == printed
    assert (tmp_path / "example.db").is_file()
