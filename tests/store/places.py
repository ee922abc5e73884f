"""Where a store can stand: the same contract for each database."""

import shutil
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

from samverkan_flow.domain import commands as c
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from samverkan_flow.store.keys import keys_path
from tests import builders as b
from tests.unit.givens import CODE_2025, PEOPLE

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Returns the moment it was put at."""
        return self.now


class Place(ABC):
    """One empty place for a store, and raw access to what is kept there."""

    def __init__(self) -> None:
        self.clock = Clock()
        self._opened: list[Partnerships] = []

    def made(self) -> Partnerships:
        """Returns a new store with its people and a code of conduct, under the clock of this place."""
        store = self.bare()
        for handle, roles in PEOPLE.items():
            if handle != "a.ny":
                store.handle(c.AddPerson(handle=handle, name=f"Name of {handle}", roles=roles), actor="a.ny")
        publish = c.PublishCode(version="2025", in_force_from=date(2025, 1, 1), document=CODE_2025.document)
        store.handle(publish, actor="a.ny")
        for actor, command in b.frames():
            store.handle(command, actor=actor)
        return store

    def bare(self) -> Partnerships:
        """Returns a new store with nobody in it but its administrator."""
        self.create(demonstration=True, clock=self.clock).close()
        return self.opened()

    def opened(self) -> Partnerships:
        """Returns another opening of the same store, as another process would have it."""
        store = self.open(self.clock)
        self._opened.append(store)
        return store

    def close(self) -> None:
        """Closes whatever was opened here."""
        for store in self._opened:
            store.close()

    @abstractmethod
    def create(self, **told: Any) -> Partnerships:
        """Makes the store."""

    @abstractmethod
    def open(self, clock: Clock | None = None) -> Partnerships:
        """Opens the store."""

    @abstractmethod
    def reader(self) -> Reader:
        """Opens the store for reading."""

    @abstractmethod
    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Returns rows, past the product."""

    @abstractmethod
    def attack(self, *statements: str) -> None:
        """Runs statements past the product. Raises the database's own error."""

    @abstractmethod
    def failing(self, table: str) -> Callable[[], None]:
        """Makes every insert into a table fail; what comes back makes it work again."""

    @abstractmethod
    def bytes_kept(self) -> bytes:
        """Returns every byte the database keeps, its journal included and its keys not."""


class SqlitePlace(Place):
    """A store in one SQLite file."""

    _furnished: ClassVar[list[Path]] = []

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.path = folder / "samverkan.db"

    def create(self, **told: Any) -> Partnerships:
        return Partnerships.create(self.path, "a.ny", **told)

    def open(self, clock: Clock | None = None) -> Partnerships:
        return Partnerships(self.path, clock)

    def made(self) -> Partnerships:
        """Copies a store that was furnished once: the tests take seconds, not minutes."""
        if not SqlitePlace._furnished:
            folder = Path(tempfile.mkdtemp())
            furnished = SqlitePlace(folder)
            Place.made(furnished)
            furnished.close()
            SqlitePlace._furnished.append(folder)
        for file in SqlitePlace._furnished[0].iterdir():
            shutil.copy(file, self.path.parent)
        return self.opened()

    def reader(self) -> Reader:
        return Reader(self.path)

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """Opens the file as anybody could."""
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=1)
        try:
            yield connection
        finally:
            connection.close()

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self.raw() as connection:
            return connection.execute(sql, parameters).fetchall()

    def attack(self, *statements: str) -> None:
        with self.raw() as connection:
            for statement in statements:
                connection.execute(statement)

    def failing(self, table: str) -> Callable[[], None]:
        self.attack(
            f"CREATE TRIGGER out_of_order BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'out of order'); END"
        )
        return lambda: self.attack("DROP TRIGGER out_of_order")

    def bytes_kept(self) -> bytes:
        wal = Path(f"{self.path}-wal")
        return self.path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")

    @property
    def keys(self) -> Path:
        """Returns the file of the keys."""
        return keys_path(self.path)


PLACES: dict[str, Callable[[Path], Place]] = {"sqlite": SqlitePlace}


# --- short stories ---------------------------------------------------------------------------------


def propose(store: Partnerships, partner: str = b.PARTNER, **told: Any) -> str:
    """Proposes a partnership. Returns its reference."""
    return store.handle(b.a_proposal(partner), actor="h.ek", **told).ref


def screen(store: Partnerships, ref: str) -> None:
    """Assesses and screens it."""
    store.handle(c.Assess(ref=ref, assessments=b.assessments()), actor="g.lind")
    store.handle(c.Screen(ref=ref), actor="g.lind")


def agree(store: Partnerships, ref: str) -> None:
    """Brings a screened partnership to its agreement."""
    for command in ready(ref):
        store.handle(command, actor="h.ek")
    store.handle(b.an_agreement(ref=ref), actor="k.dahl")


def ready(ref: str) -> tuple[c.Command, ...]:
    """Returns what an agreement needs beforehand."""
    return (
        c.PlanInitiative(ref=ref, initiative=b.an_initiative()),
        b.a_signature("us", ref=ref),
        b.a_signature("partner", ref=ref),
        c.Acknowledge(ref=ref, party="us", code_version="2025"),
        c.Acknowledge(ref=ref, party="partner", code_version="2025"),
    )
