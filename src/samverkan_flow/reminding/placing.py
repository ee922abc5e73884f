"""A feed's file: replaced whole, so that whoever subscribes to it never reads half; nothing else is replaced."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from samverkan_flow.domain.errors import InvalidInput, StoreUnusable

BEGINNING = b"BEGIN:VCALENDAR"


def put(feed: bytes, path: Path) -> None:
    """Puts a feed in its place, or in that of an earlier one.

    Raises InvalidInput where something else stands, StoreUnusable where nothing can be written.
    """
    try:
        _check_place(path)
        _replace(feed, path)
    except OSError as error:
        raise StoreUnusable(
            f"the calendar {path} cannot be written: {error.strerror}", "name another file, or make room"
        ) from None


def _check_place(path: Path) -> None:
    if path.is_file():
        with path.open("rb") as opened:
            stands = opened.read(len(BEGINNING))
        if stands in (BEGINNING, b""):
            return
    elif not os.path.lexists(path):
        return
    raise InvalidInput("--out", f"names {path}, which is there and is no calendar", "choose another name")


def _replace(feed: bytes, path: Path) -> None:
    """Writes beside it, then renames; readable by whoever may read files made here."""
    descriptor, temporary = tempfile.mkstemp(prefix=".samverkan-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(feed)
            opened.flush()
            os.fsync(opened.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    """Returns what the process takes away from the rights of new files; it is told only by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
