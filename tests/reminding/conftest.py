"""A copy of the demonstration in which people have addresses, and a way to run reminders in it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.dates import DEMONSTRATION_NOW
from samverkan_flow.queries.reading import LoggedEvent, Reader
from samverkan_flow.reminding.post import Post
from samverkan_flow.reminding.run import Ran, Written, run, written
from samverkan_flow.service import Partnerships
from tests.reminding.servers import Mailbox, office

ADDRESSES = {
    "s.alm": "sara.alm@example.org",
    "u.berg": "ulla.berg@example.org",
    "g.lind": "gustav@example.org",
}


class Reminded:
    """A demonstration store with addresses; its clock stands where it is put."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = DEMONSTRATION_NOW
        self.store = Partnerships(path, clock=lambda: self.now)

    def at(self, year: int, month: int, day: int, hour: int = 10) -> "Reminded":
        """Puts the clock (UTC)."""
        self.now = datetime(year, month, day, hour, tzinfo=UTC)
        return self

    def reader(self) -> Reader:
        """Opens the store for reading, at its own time."""
        return Reader(self.path, self.now)

    def run(self, post: Post) -> Ran:
        """Runs the reminders once."""
        with self.reader() as reader:
            return run(self.store, reader, post, "test:desk")

    def written(self) -> Written:
        """Returns the letters of the day."""
        with self.reader() as reader:
            return written(reader)

    def set_mail(self, handle: str, mail: str) -> None:
        """Records an address."""
        self.store.handle(c.SetMail(handle=handle, mail=mail), actor="a.ny", via="test:desk")

    def recorded(self) -> list[LoggedEvent]:
        """Returns the reminders in the log."""
        with self.reader() as reader:
            return list(reader.logged("l.topic = ?", "obligation.reminded.v1"))


def copied(demonstration: Path, folder: Path) -> Path:
    """Returns a copy of the demonstration that may be written in."""
    for file in demonstration.parent.glob(f"{demonstration.name}*"):
        shutil.copy(file, folder / file.name)
    return folder / demonstration.name


@pytest.fixture
def bare(without_addresses: Path, tmp_path: Path) -> Iterator[Reminded]:
    """Returns a copy of the demonstration, in which nobody has an address."""
    made = Reminded(copied(without_addresses, tmp_path))
    yield made
    made.store.close()


@pytest.fixture
def reminded(bare: Reminded) -> Reminded:
    """Returns a copy in which everybody who is told something has an address."""
    for handle, address in ADDRESSES.items():
        bare.set_mail(handle, address)
    return bare


@pytest.fixture
def mailbox() -> Mailbox:
    """Returns a mailbox that takes everything."""
    return Mailbox()


@pytest.fixture
def post(mailbox: Mailbox) -> Iterator[Post]:
    """Returns the way to a mail server that keeps what it takes in the mailbox."""
    with office(mailbox) as found:
        yield found
