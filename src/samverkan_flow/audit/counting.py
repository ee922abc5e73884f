"""A number with its noun, as the notes of an answer tell it."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Returns 1 event, 2 events; `plural` is for nouns that do not take an s."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
