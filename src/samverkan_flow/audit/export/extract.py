"""What one export reads and what it has told so far: the events of a search, up to where the log stood."""

from collections.abc import Iterator

from msgspec.structs import replace

from samverkan_flow.audit.answer import stamp_of
from samverkan_flow.audit.period import period
from samverkan_flow.audit.search import Condition, Search, condition_of, matching
from samverkan_flow.audit.verify import Progress
from samverkan_flow.domain.errors import Damaged, NotFound
from samverkan_flow.queries.reading import LoggedEvent, Reader

PROGRESS_EVERY = 200
"""How many events are told between two signs of progress."""


class Tally:
    """What has gone into an export: how many events, between which indexes, and what was changed or left out."""

    def __init__(self) -> None:
        self.events = 0
        self.first_index: int | None = None
        self.last_index: int | None = None
        self.left_out = 0
        self.dropped_characters = 0
        self.neutralised_cells = 0

    def count(self, index: int) -> None:
        """Counts one event."""
        self.events += 1
        self.first_index = index if self.first_index is None else min(index, self.first_index)
        self.last_index = index if self.last_index is None else max(index, self.last_index)


class Extract:
    """The events that match a search. What is recorded while they are read is not among them."""

    def __init__(self, reader: Reader, search: Search, progress: Progress | None = None) -> None:
        """Finds the events. Raises NotFound when there are none, or where the search names what is not here."""
        self.reader = reader
        self.search = replace(search, ref=reader.partnership(search.ref).ref) if search.ref else search
        self.stamp = stamp_of(reader)
        self.condition = condition_of(reader, search).also("l.idx < ?", self.stamp.log_size)
        self.size = self.count_of(self.condition)
        self.tally = Tally()
        self._progress = progress
        if not self.size:
            raise NotFound(f"nothing in the log matches: {self.search.told()}", _period_of(reader))

    def until_then(self) -> Condition:
        """Returns the condition of everything recorded by the end of what is searched."""
        _, end = period(self.reader, None, self.search.last_day)
        return Condition("l.idx < ?", (min(end, self.stamp.log_size),))

    def matching(self, condition: Condition) -> Iterator[LoggedEvent]:
        """Yields the events of a narrower condition that match, in log order, without counting them."""
        return matching(self.reader, condition, self.search.words)

    def count_of(self, condition: Condition) -> int:
        """Returns how many events of a narrower condition match."""
        return len(self.indexes(condition)) if self.search.words else _rows(self.reader, condition)

    def indexes(self, condition: Condition) -> frozenset[int]:
        """Returns the indexes of those events; for a condition that few events meet."""
        if self.search.words:
            return frozenset(one.index for one in self.matching(condition))
        sql = f"SELECT l.idx FROM log l WHERE {condition.sql}"
        return frozenset(row[0] for row in self.reader.rows(sql, *condition.parameters))

    def events(self) -> Iterator[LoggedEvent]:
        """Yields the events in log order, and counts them."""
        return self.counted(self.condition)

    def counted(self, condition: Condition) -> Iterator[LoggedEvent]:
        """Yields the events of a narrower condition, and counts them."""
        for logged in self.matching(condition):
            self.count(logged)
            yield logged

    def count(self, logged: LoggedEvent) -> None:
        """Counts one event as told."""
        self.tally.count(logged.index)
        if self._progress and self.tally.events % PROGRESS_EVERY == 0:
            self._progress(self.tally.events, self.size)

    def leave_out(self, condition: Condition) -> None:
        """Counts the events of a narrower condition as left out: those that are here, so that a missing one is told."""
        self.tally.left_out = sum(1 for _ in self.matching(condition))

    def check_whole(self) -> None:
        """Raises Damaged when the log has a gap, or lists events that are not here: no export is silently short."""
        rows = _rows(self.reader, Condition("l.idx < ?", (self.stamp.log_size,)))
        told = self.tally.events + self.tally.left_out
        if rows != self.stamp.log_size or told != self.size:
            missing = self.stamp.log_size - rows + self.size - told
            raise Damaged(
                f"{missing} of the log's events are missing, so that an export would be short",
                "samverkan log verify names them",
            )


def _rows(reader: Reader, condition: Condition) -> int:
    sql = f"SELECT COUNT(*) FROM log l WHERE {condition.sql}"
    return int(reader.rows(sql, *condition.parameters)[0][0])


def _period_of(reader: Reader) -> str:
    first, last = reader.rows("SELECT MIN(recorded_at), MAX(recorded_at) FROM log")[0]
    return f"the log runs from {str(first)[:10]} to {str(last)[:10]} (UTC)"
