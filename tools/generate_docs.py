"""Writes the generated pages of docs/ (`make docs`); with --check it only tells what is stale."""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # so that it runs as a script too

from tools.pages import acts, command_line, events, features, importing, lifecycle  # noqa: E402 - see above

COMMAND = "make docs"

PAGES: dict[str, Callable[[], str]] = {
    "events.md": events.page,
    "acts.md": acts.page,
    "lifecycle.md": lifecycle.page,
    "features.md": lambda: features.page(ROOT / "features"),
    "cli.md": command_line.page,
    "import.md": importing.page,
}
"""Every generated page by its name in docs/."""

SOURCES: dict[str, str] = {
    "events.md": "src/samverkan_flow/domain/events.py",
    "acts.md": "src/samverkan_flow/domain/acts.py",
    "lifecycle.md": "src/samverkan_flow/domain/lifecycle.py",
    "features.md": "features/",
    "cli.md": "the commands of src/samverkan_flow/cli/",
    "import.md": "src/samverkan_flow/importing/columns.py and tools/pages/importing.py",
}
"""What each page is made from, as its note says."""

COPIES: dict[str, Path] = {
    "verify_receipt.py": ROOT / "src" / "samverkan_flow" / "audit" / "bundle" / "verify_receipt.py",
}
"""What stands in docs/ word for word as in the product, by its name there."""


def pages() -> dict[str, str]:
    """Returns the text of every page that can be made; cli.md needs the command line. Copies are among them."""
    possible = [name for name in PAGES if name != "cli.md" or has_command_line()]
    copies = {name: path.read_text("utf-8") for name, path in COPIES.items()}
    return {name: whole(name, PAGES[name]()) for name in possible} | copies


def whole(name: str, text: str) -> str:
    """Returns a page with the note that it is generated, placed below its title."""
    title, _, rest = text.partition("\n")
    made_from = f"{SOURCES[name]} by tools/generate_docs.py"
    note = f"<!-- Generated from {made_from}. Do not edit: run {COMMAND} -->"
    return f"{title}\n\n{note}\n{rest.rstrip()}\n"


def has_command_line() -> bool:
    """Tells whether the command line is there to be described."""
    return find_spec("samverkan_flow.cli") is not None and find_spec("samverkan_flow.cli.app") is not None


def is_stale(name: str, text: str) -> bool:
    """Tells whether a page on disk is missing or says something else."""
    path = ROOT / "docs" / name
    return not path.is_file() or path.read_text("utf-8") != text


def main(arguments: list[str]) -> int:
    """Writes what is stale, or with --check tells it; returns 1 when a check finds something."""
    stale = {name: text for name, text in pages().items() if is_stale(name, text)}
    for name, text in stale.items():
        if "--check" in arguments:
            print(f"docs/{name} is stale: run {COMMAND}")
        else:
            (ROOT / "docs").mkdir(exist_ok=True)
            (ROOT / "docs" / name).write_text(text, "utf-8")
            print(f"wrote docs/{name}")
    if not stale:
        print("every generated page is up to date")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
