"""Bytes as text: UTF-8, with or without a byte order mark, and nothing else."""

from samverkan_flow.domain.errors import InvalidInput

_SAVE = "in Excel: save as CSV UTF-8 (comma delimited); elsewhere choose the character set UTF-8"


def decoded(name: str, data: bytes) -> str:
    """Returns a file's text. Raises InvalidInput, naming the file, and how to save it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidInput(name, "is UTF-16 text, and UTF-8 is read", _SAVE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            name, f"is not UTF-8 text (line {line}): å, ä and ö cannot be told", _SAVE
        ) from None
    if "\0" in text:
        raise InvalidInput(name, "is not text", _SAVE)
    return text
