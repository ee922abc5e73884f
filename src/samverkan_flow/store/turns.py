"""One at a time: what must not run twice at once takes a turn, a lock on a file that lies beside the database.

The system lets go of the lock when a process ends, however it ends, so no turn outlives whoever took it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samverkan_flow.domain.errors import StoreUnusable
from samverkan_flow.store.origin import vkey_path


@contextmanager
def turn(database: Path) -> Iterator[bool]:
    """Tells whether the turn could be taken, and holds it until the block ends; nobody waits for one.

    The file is that of the public key: the one beside a database that nothing else locks. Raises
    StoreUnusable where it is missing.
    """
    path = vkey_path(database)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise StoreUnusable(
            f"the public key {path} cannot be opened: {error.strerror}",
            "put it back: it is what two runs at once are kept apart by",
        ) from None
    try:
        yield _locked(descriptor, path)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StoreUnusable(
            f"{path} cannot be locked: {error.strerror}", "put the store on a local disk"
        ) from None
    return True
