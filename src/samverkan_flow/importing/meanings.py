"""What a cell means, by the kind of its column: text, names, handles, choices, lists, yes or no."""

import re
from collections.abc import Callable
from decimal import Decimal

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.text import ITEMS_MAX, NAME_LENGTH_MAX, check_text
from samverkan_flow.domain.values import Guideline
from samverkan_flow.importing.cell import BadCell, Cell, kind_of, text_of, told
from samverkan_flow.importing.limits import CELL_LENGTH_MAX

_HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LIST = re.compile(r"\s*[|\n]\s*")
_WORDS = re.compile(r"\s*[|\n,;]\s*")


def read_text(cell: Cell) -> str:
    """Returns text of any length that is kept. Raises BadCell."""
    return _checked(text_of(cell), CELL_LENGTH_MAX)


def read_name(cell: Cell) -> str:
    """Returns a short text on one line. Raises BadCell."""
    text = _checked(text_of(cell), NAME_LENGTH_MAX)
    if "\n" in text or "\t" in text:
        raise BadCell("is more than one line", "write it on one line")
    return text


def _checked(text: str, length_max: int) -> str:
    try:
        check_text("", text, length_max)
    except InvalidInput as error:
        raise BadCell(error.rule, "write it anew, as plain text") from None
    return text


def read_handle(cell: Cell) -> str:
    """Returns the handle of a person, never a full name. Raises BadCell."""
    text = read_name(cell)
    if not _HANDLE.fullmatch(text):
        raise BadCell("is no handle", "write the handle, such as h.ek: samverkan people list shows them")
    return text


def read_sha256(cell: Cell) -> str:
    """Returns a SHA-256. Raises BadCell."""
    text = read_name(cell).lower()
    if not _SHA256.fullmatch(text):
        raise BadCell(
            "is not a SHA-256: 64 digits and letters a to f", "write what sha256sum prints, or nothing"
        )
    return text


def read_organisation_number(cell: Cell) -> str:
    """Returns an organisation number; one written without its hyphen gets it. Raises BadCell."""
    text = read_name(cell)
    return f"{text[:-4]}-{text[-4:]}" if re.fullmatch(r"\d{10}|\d{12}", text, re.ASCII) else text


def read_percent(cell: Cell) -> int:
    """Returns a whole per cent: 25 for 25, "25", "25 %". Raises BadCell."""
    if (
        isinstance(cell, Decimal)
        and cell.is_finite()
        and 0 <= cell <= 100
        and cell == cell.to_integral_value()
    ):
        return int(cell)
    written = str(cell).strip() if isinstance(cell, str | int) and not isinstance(cell, bool) else ""
    found = re.fullmatch(r"(\d{1,3})\s*%?", written, re.ASCII)
    if found is None:
        raise BadCell(f"holds {kind_of(cell)}, which is no whole per cent", "write 0, 6, 12 or 25")
    return int(found[1])


def read_yes_no(cell: Cell) -> bool:
    """Returns yes or no. Raises BadCell."""
    if isinstance(cell, bool):
        return cell
    word = text_of(cell).casefold()
    if word not in _YES | _NO:
        raise BadCell(f"holds {told(cell)}, which is neither yes nor no", "write yes or no")
    return word in _YES


_YES, _NO = frozenset({"yes", "ja", "true", "x", "1"}), frozenset({"no", "nej", "false", "0"})


def one_of(choices: dict[str, str]) -> Callable[[Cell], str]:
    """Returns what reads one of some words; the words on the left are taken, those on the right are kept."""

    def read(cell: Cell) -> str:
        return _chosen(text_of(cell), choices)

    return read


def some_of(choices: dict[str, str]) -> Callable[[Cell], tuple[str, ...]]:
    """Returns what reads several of some words, each once."""

    def read(cell: Cell) -> tuple[str, ...]:
        words = [word for word in _WORDS.split(text_of(cell)) if word]
        return tuple(dict.fromkeys(_chosen(word, choices) for word in words))

    return read


def _chosen(word: str, choices: dict[str, str]) -> str:
    kept = choices.get(word.casefold())
    if kept is None:
        raise BadCell(
            f"holds {told(word)}, which is none of the choices", f"write one of {in_words(choices)}"
        )
    return kept


def in_words(choices: dict[str, str]) -> str:
    """Returns the words of a list, each followed by the other words that are taken for it."""
    taken: dict[str, list[str]] = {}
    for word, kept in choices.items():
        taken.setdefault(kept, []).extend(() if word == kept else (word,))
    return ", ".join(f"{kept} ({' or '.join(others)})" if others else kept for kept, others in taken.items())


def read_list(cell: Cell) -> tuple[str, ...]:
    """Returns the lines of a list, kept apart by | or on lines of their own. Raises BadCell."""
    lines = tuple(line for line in _LIST.split(read_text(cell)) if line)
    if len(lines) > ITEMS_MAX:
        raise BadCell(
            f"has {len(lines)} lines; at most {ITEMS_MAX} are kept", "put together what belongs together"
        )
    return lines


def read_guidelines(cell: Cell) -> tuple[Guideline, ...]:
    """Returns agreed guidelines, each written as its name and what it means after a colon, or as its name alone."""
    made = tuple(_guideline(line) for line in read_list(cell))
    names = [one.id.casefold() for one in made]
    if len(set(names)) < len(names):
        raise BadCell("names one guideline twice", "give each guideline a name of its own")
    return made


def _guideline(line: str) -> Guideline:
    name, _, meaning = line.partition(":")
    if len(name) > NAME_LENGTH_MAX:
        raise BadCell("holds a guideline without a short name", 'write a name and its meaning: "no gifts: …"')
    return Guideline(name.strip(), meaning.strip() or name.strip())
