"""The register as rows: what lists show, without decoding a state."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from uuid import UUID

from samverkan_flow.domain.errors import Damaged
from samverkan_flow.domain.reference import reference
from samverkan_flow.store.connect import open_reading, translated
from samverkan_flow.store.schema import REGISTER_COLUMNS

if TYPE_CHECKING:
    from samverkan_flow.store.tree import KeptTree


class ListRow(NamedTuple):
    """One line of the list. Dates are ISO, empty before there is an agreement."""

    ref: str
    id: str
    name: str
    partner: str
    organisation_number: str
    stage: str
    end_reason: str
    owner: str
    start: str
    end: str
    version: int


class Register:
    """A store opened for reading only; nothing here can write."""

    def __init__(self, path: Path | str) -> None:
        """Opens a store. Raises NotFound or StoreUnusable where there is none that can be used."""
        self.path = Path(path)
        self._connection = open_reading(self.path)
        self._raw: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database."""
        self._connection.close()
        if self._raw is not None:
            self._raw.close()

    def rows(self, sql: str, *parameters: Any) -> list[sqlite3.Row]:
        """Returns the rows of one query."""
        with translated(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def each(self, sql: str, *parameters: Any) -> Iterator[sqlite3.Row]:
        """Yields the rows of one query, read as they are asked for."""
        with translated(self.path):
            # `yield from` would close the cursor of an answer that is left half-way, after its database
            for row in self._connection.execute(sql, parameters):  # noqa: UP028 - see above
                yield row

    def each_raw(self, sql: str, *parameters: Any) -> Iterator[Any]:
        """Yields the rows of one query with texts as bytes: what was forged need not be text."""
        with translated(self.path):
            # see `each`
            for row in self._opened_raw().execute(sql, parameters):  # noqa: UP028 - see above
                yield row

    def batches_raw(self, size: int, sql: str, *parameters: Any) -> Iterator[list[Any]]:
        """Yields the rows of one query as `each_raw` does, so many at a time."""
        with translated(self.path):
            cursor = self._opened_raw().execute(sql, parameters)
            while rows := cursor.fetchmany(size):
                yield rows

    def _opened_raw(self) -> sqlite3.Connection:
        if self._raw is None:
            self._raw = open_reading(self.path)
            self._raw.text_factory = bytes
        return self._raw

    def log_size(self) -> int:
        """Returns how many events the log holds."""
        return int(self.rows("SELECT COALESCE(MAX(idx) + 1, 0) FROM log")[0][0])

    def newest_note(self) -> bytes:
        """Returns the newest checkpoint that is kept (a signed note, unchecked), or nothing where none is."""
        rows = self.rows("SELECT CAST(note AS BLOB) FROM checkpoints ORDER BY size DESC LIMIT 1")
        return bytes(rows[0][0]) if rows else b""

    def tree(self) -> "KeptTree":
        """Returns the Merkle tree of the log as it is kept."""
        from samverkan_flow.store.tree import KeptTree  # loads a hash library, which lists do not need

        return KeptTree(lambda sql, parameters: self.rows(sql, *parameters))

    def listed(self, stage: str = "", owner: str = "", partner: str = "") -> list[ListRow]:
        """Returns the register's rows, oldest first, narrowed by stage, owner or part of the partner's name."""
        rows = self.rows(
            f"SELECT {', '.join(REGISTER_COLUMNS)} "
            "FROM register WHERE (? = '' OR stage = ?) AND (? = '' OR owner = ?) "
            "AND (? = '' OR instr(lower(partner), lower(?)) > 0) ORDER BY number",
            stage, stage, owner, owner, partner, partner,
        )  # fmt: skip
        return [self._listed(row) for row in rows]

    def _listed(self, row: sqlite3.Row) -> ListRow:
        try:
            if not all(isinstance(text, str) for text in row[2:-1]):
                raise TypeError("what should be text is none")
            return ListRow(reference(row[0]), str(UUID(row[1])), *row[2:])
        except (ValueError, TypeError, AttributeError) as error:
            raise Damaged(f"a row of {self.path} cannot be read: {error}", "run samverkan rebuild") from None
