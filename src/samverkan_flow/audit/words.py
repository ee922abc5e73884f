"""Words in an event: where they are looked for, whether all of them stand there, and where one stands."""

import re
from collections.abc import Iterator
from datetime import date
from unicodedata import normalize
from uuid import UUID

import msgspec

from samverkan_flow.domain.events import Recorded
from samverkan_flow.domain.money import Money

NOT_SEARCHED = (
    "sealed personal text, references such as P-7, names of events, clauses they answer to, times and dates of an "
    "entry, policy versions it was judged by, numbers that are no amounts, less than 8 characters of an id or a hash"
)
"""What is not looked through for words, in words: an answer that finds nothing has to say it."""
ID_CHARACTERS_MIN = 8
"""A shorter word is no part of an id or a hash: nearly every number stands in one by chance."""
_ID = re.compile(r"[0-9a-f-]{32,64}")
EXCERPT_CHARACTERS = 40
"""How much of a text is shown on either side of a word."""


def comparable(text: str) -> str:
    """Returns a text as it is compared: whatever its case, and however its accents were typed (NFC)."""
    return normalize("NFC", text).lower()


def says(recorded: Recorded, words: list[str]) -> bool:
    """Tells whether all of some words, which are comparable, stand in an event."""
    said = [comparable(text) for text in texts_of(recorded)]
    return all(any(_stands_in(text, word) for text in said) for word in words)


def _stands_in(text: str, word: str) -> bool:
    return word in text and (len(word) >= ID_CHARACTERS_MIN or not _ID.fullmatch(text))


def excerpt(recorded: Recorded, words: list[str]) -> str:
    """Returns a piece of the text that holds most of the words, cut around the longest of those it holds."""
    texts = [normalize("NFC", text) for text in texts_of(recorded)]
    held = [[word for word in words if _stands_in(comparable(text), word)] for text in texts]
    text, most = max(zip(texts, held, strict=True), key=lambda one: len(one[1]))
    word = max(most, key=len, default="")
    begins = comparable(text).find(word)
    first, last = max(begins - EXCERPT_CHARACTERS, 0), begins + len(word) + EXCERPT_CHARACTERS
    return f"{'…' if first else ''}{text[first:last].strip()}{'…' if last < len(text) else ''}"


def texts_of(recorded: Recorded) -> Iterator[str]:
    """Yields all of an event in which words are looked for: its reason, what it holds, who recorded it, and how."""
    yield recorded.reason
    yield from _texts(recorded.event)
    yield from (recorded.actor, recorded.via, recorded.command_id)


def _texts(value: object) -> Iterator[str]:
    """Yields every text, date and amount within a value, personal texts left out."""
    match value:
        case str():
            yield value
        case date() | UUID():
            yield str(value)
        case Money():
            yield from _ways_to_write(value)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _texts(getattr(value, name))
        case tuple():
            for one in value:
                yield from _texts(one)
        case _:
            return


def _ways_to_write(amount: Money) -> Iterator[str]:
    """Yields an amount as people write it, as plain kronor, and as the öre that are stored."""
    told = str(amount).replace("\u00a0", " ")
    yield told
    yield told.removesuffix(" kr").replace(" ", "")
    yield str(amount.ore)
