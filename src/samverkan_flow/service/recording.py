"""A store opened for deciding: states loaded from events, and events recorded with what follows from them."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper
from eventsourcing.sqlite import SQLiteCursor
from eventsourcing.utils import Environment
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import Frame, frame_id, project_frame
from samverkan_flow.domain.errors import Damaged, NotFound, Refused, StoreUnusable
from samverkan_flow.domain.guards.house_rules import State
from samverkan_flow.domain.house import HOUSE_ID, House, project_house, refusals_id, reminders_id
from samverkan_flow.domain.obligations import Obligation, obligations_ahead
from samverkan_flow.domain.partnership import Partnership, evolve, project
from samverkan_flow.domain.policy import Policy, parse_policy, sha256_of
from samverkan_flow.domain.reference import frame_reference
from samverkan_flow.domain.values import Document, personal_in
from samverkan_flow.service.following import committed_by_many, moved, projected, stamped, stamped_apart
from samverkan_flow.service.outcome import Handled, Handling, outcome_of
from samverkan_flow.store import connect, register
from samverkan_flow.store.checkpoints import EVERY_COMMIT
from samverkan_flow.store.codec import Codec
from samverkan_flow.store.sqlite import EventMapper, Factory, Recorder

Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""
TELL_EVERY = 500

STATES_KEPT = 500
"""How many states stay in memory; the least lately used go first."""


class Recording(Application[UUID]):
    """The library's application, built our way: closed registry, own recorder, no process environment."""

    name = "samverkan"
    recorder: Recorder

    def __init__(self, path: Path | str, checkpoint_every: timedelta = EVERY_COMMIT) -> None:
        self.path = Path(path)
        self._closed = False
        super().__init__({"SQLITE_DBNAME": str(self.path)})
        self.recorder.datastore.checkpoints.every = checkpoint_every
        self._policies: dict[str, Policy] = {}
        self._ids: dict[str, UUID] = {}  # a reference never changes what it points to
        self._states: OrderedDict[UUID, Partnership | House | Frame] = OrderedDict()
        self.recorder.datastore.on_rollback = self._forget

    def _forget(self) -> None:
        """Forgets what was loaded: some of it may have been read from a transaction that was rolled back."""
        self._states.clear()
        self._policies.clear()
        self._ids.clear()

    def construct_env(self, name: str, env: Mapping[str, str] | None = None) -> Environment:
        """Returns settings from this call alone; the process environment is not merged."""
        return Environment(name, dict(env or {}))

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Returns the factory of our own store."""
        return Factory(env)

    def construct_mapper(self) -> Mapper[UUID]:
        """Returns the mapper with the closed registry."""
        return EventMapper(self.codec)

    def close(self) -> None:
        """Signs what has been recorded since the last checkpoint, and closes the store."""
        if self.recorder.datastore.checkpoints.every and not self._closed:
            self.checkpoint()
        self._closed = True
        super().close()

    def checkpoint(self) -> str:
        """Signs a checkpoint over everything recorded, unless the newest is one; returns the newest, a signed note."""
        with self.recorder.datastore.writing(sign_now=True):
            pass
        return self.recorder.newest_checkpoint()

    @property
    def trouble(self) -> str:
        """Returns why the last checkpoint could not be put beside the database, or nothing."""
        return self.recorder.datastore.checkpoints.trouble

    @property
    def codec(self) -> Codec:
        """Returns the codec of this store."""
        return cast(Factory, self.factory).codec

    # --- loading ----------------------------------------------------------------------------------

    def house(self) -> House:
        """Returns people, policies and codes of conduct as they stand. Raises StoreUnusable for a half-made store."""
        house = self._loaded(HOUSE_ID, project_house)
        if house is None:
            raise StoreUnusable(
                f"{self.path} was begun and never finished", "remove it and run samverkan init"
            )
        return cast(House, house)

    def partnership(self, ref: str) -> Partnership:
        """Returns one partnership by its reference (P-7) or id. Raises NotFound."""
        return self.load(self.find(ref))

    def frame(self, year: int) -> Frame:
        """Returns the frame of a year; an empty one where nothing has been said of it."""
        return cast(Frame | None, self._loaded(frame_id(year), project_frame)) or Frame(year)

    def load(self, partnership_id: UUID) -> Partnership:
        """Returns one partnership by its id. Raises NotFound."""
        partnership = self._loaded(partnership_id, project)
        if partnership is None:
            raise NotFound(f"there is no partnership {partnership_id}", "samverkan list shows them")
        return cast(Partnership, partnership)

    def _loaded(self, stream: UUID, projector: Any) -> Partnership | House | Frame | None:
        """Returns a state: the one in memory, brought up to date by the events recorded since.

        The library's repository would do this too, but keeps its first copy for ever and replays
        from it each time; here what was replayed is kept.
        """
        known = self._states.pop(stream, None)
        newer = self.events.get(stream, gt=known.version if known else None)
        state: Partnership | House | Frame | None = _folded(projector, known, newer, stream)
        if state is not None:
            self._states[stream] = state
            if len(self._states) > STATES_KEPT:
                self._states.popitem(last=False)
        return state

    def find(self, ref: str) -> UUID:
        """Returns the id behind a reference. Raises NotFound, saying what a reference looks like."""
        known = self._ids.get(ref)
        if known is None:
            known = self.recorder.find_partnership(ref)
            if known is None:
                raise NotFound(
                    f'there is no partnership "{ref}"', "references look like P-7; samverkan list shows them"
                )
            self._ids[ref] = known
        return known

    def policy(self, version: str) -> Policy:
        """Returns an adopted policy, its text held against the SHA-256 in the log; the row alone is not trusted.

        Raises NotFound for a version that was not adopted, Damaged for another text.
        """
        if version not in self._policies:
            text, adopted = self.recorder.policy_text(version), self.house().adopted(version)
            if text is None or adopted is None:
                raise NotFound(
                    f'no policy version "{version}" is adopted', "samverkan policy show lists them"
                )
            if sha256_of(text) != adopted.sha256:
                raise Damaged(
                    f"the text of policy {version} is not the one that was adopted", "run samverkan rebuild"
                )
            self._policies[version] = parse_policy(text)
        return self._policies[version]

    # --- recording --------------------------------------------------------------------------------

    def record(self, handling: Handling, events: tuple[e.Event, ...], *, dry_run: bool = False) -> Handled:
        """Records events with the rows and the moved frames that follow from them; a dry run only works them out."""
        version = handling.state.version if handling.state else 0
        recorded = stamped(handling, events, version)
        state = projected(handling.state, recorded)
        moving = moved(handling, state, self.frame, self._effective_on_in(state)) if isinstance(
            state, Partnership
        ) else ()  # fmt: skip
        everything = (*recorded, *(one for _frame, moves in moving for one in moves))
        if not dry_run:
            self._put(handling, everything)
            with self.recorder.datastore.transaction(commit=True) as cursor:
                self._save(cursor, handling, state, events)
                for frame, _moves in moving:
                    register.save_frame(cursor, frame, self.codec)
        return outcome_of(handling, everything, state, dry_run=dry_run)

    def _save(
        self,
        cursor: SQLiteCursor,
        handling: Handling,
        state: Partnership | House | Frame,
        events: tuple[e.Event, ...],
    ) -> None:
        """Writes the rows that follow from a state."""
        match state:
            case Partnership():
                register.save_partnership(cursor, state, self.codec)
                self._save_owed(cursor, handling, state)
            case House():
                register.save_house(cursor, state, events, self.codec)
                if any(isinstance(event, e.CodePublished) for event in events):
                    self._save_owed_by_all(cursor, state)
            case Frame():
                register.save_frame(cursor, state, self.codec)

    def _save_owed(self, cursor: SQLiteCursor, handling: Handling, state: Partnership) -> None:
        """Writes what is owed, where that has changed."""
        house, before = handling.context.house, handling.state
        owed = self._owed(state, house)
        if not isinstance(before, Partnership) or owed != self._owed(before, house):
            register.save_obligations(cursor, state.ref, owed)

    def _save_owed_by_all(self, cursor: SQLiteCursor, house: House) -> None:
        """A new code of conduct is to be acknowledged by every agreement in force (C23)."""
        for state in register.in_force(cursor, self.codec):
            register.save_obligations(cursor, state.ref, self._owed(state, house))

    def _owed(self, state: Partnership, house: House) -> tuple[Obligation, ...]:
        return obligations_ahead(state, self.policy(state.policy_version), house)

    def _effective_on_in(self, state: Partnership) -> Callable[[int], date]:
        """Returns what tells the business date of one of a partnership's events."""

        def effective_on(version: int) -> date:
            (found,) = self.events.get(state.id, gt=version - 1, lte=version)
            return cast(e.Recorded, found).effective_on

        return effective_on

    def record_refusal(self, handling: Handling, refused: Refused, digest: str) -> None:
        """Records a refused attempt in a stream of its own, beside the partnership's."""
        state = handling.state if isinstance(handling.state, Partnership) else None
        stream = refusals_id(state.id if state else None)
        event = e.CommandRefused(
            command=handling.act.name,
            findings=refused.findings,
            ref=state.ref if state else "",
            digest=digest,
            about=_about(handling),
        )
        kept = replace(handling, stream=stream)
        self._put(kept, stamped(kept, (event,), self.recorder.version_of(stream)))

    def record_apart(
        self,
        handling: Handling,
        dated: Sequence[tuple[e.Event, date]],
        told: Progress,
        *,
        dry_run: bool = False,
    ) -> list[Partnership]:
        """Records each event, on its own business date, as the first of a partnership; all of them in one go."""
        recorded = stamped_apart(handling, dated)
        states = []
        for number, one in enumerate(recorded, 1):
            states.append(evolve(None, one))
            if number % TELL_EVERY == 0:
                told(number, len(recorded))
        moving = committed_by_many(handling, states, self.frame)
        if not dry_run:
            self.codec.keys.make_keys(one.subject for state in states for one in personal_in(state.partner))
            self._put(handling, (*recorded, *(one for _frame, moves in moving for one in moves)))
            owed = (one for state in states for one in self._owed(state, handling.context.house))
            with self.recorder.datastore.transaction(commit=True) as cursor:
                register.save_new(cursor, states, owed, self.codec)
                for frame, _moves in moving:
                    register.save_frame(cursor, frame, self.codec)
        return states

    def record_reminder(self, handling: Handling, event: e.ReminderSent) -> None:
        """Records that somebody was reminded, in a stream of its own beside the partnership's; never a second time."""
        assert isinstance(handling.state, Partnership), "it is a partnership that owes something"
        stream = reminders_id(handling.state.id)
        kept = replace(handling, stream=stream)
        (recorded,) = stamped(kept, (event,), self.recorder.version_of(stream))
        self._put(kept, (recorded,))
        with self.recorder.datastore.transaction(commit=True) as cursor:
            register.save_reminder(cursor, handling.next_index, recorded)

    def _put(self, handling: Handling, recorded: tuple[e.Recorded, ...]) -> None:
        self.events.put(recorded, recorded_events=recorded, first_index=handling.next_index)

    def rebuild(self) -> int:
        """Makes the register anew from the log, in one transaction. Returns how many partnerships it holds."""
        with connect.translated(self.path), self.recorder.datastore.writing() as cursor:
            register.clear(cursor)
            house_events = tuple(cast(Iterable[e.Recorded], self.events.get(HOUSE_ID)))
            house = project_house(None, house_events)
            assert house is not None, "a store begins with its house"
            register.save_house(cursor, house, tuple(one.event for one in house_events), self.codec)
            for stream in self.recorder.frames():
                frame = project_frame(None, cast(Iterable[e.Recorded], self.events.get(stream)))
                assert frame is not None, "the log names its events"
                register.save_frame(cursor, frame, self.codec)
            ids = self.recorder.begun()
            for partnership_id in ids:
                state = project(None, cast(Iterable[e.Recorded], self.events.get(partnership_id)))
                assert state is not None, "the log names its beginning"
                register.save_partnership(cursor, state, self.codec)
                register.save_obligations(cursor, state.ref, self._owed(state, house))
            for index, stream, version in self.recorder.reminders():
                (sent,) = cast(Iterable[e.Recorded], self.events.get(stream, gt=version - 1, lte=version))
                register.save_reminder(cursor, index, sent)
        return len(ids)


def _about(handling: Handling) -> str:
    """Returns what a command was about, where it was no partnership: a frame, or a file."""
    match handling.state, handling.command:
        case Frame(year=year), _:
            return frame_reference(year)
        case _, c.ImportPortfolio(source=Document(name=name, sha256=sha256)):
            return f"{name}, SHA-256 {sha256}"
        case _:
            return ""


def _folded(projector: Any, known: Any, newer: Any, stream: UUID) -> Any:
    """Returns what some events lead to. Raises Damaged where one does not follow from those before it."""
    try:
        return projector(known, newer)
    except (ValueError, LookupError, AssertionError, StopIteration) as error:
        raise Damaged(
            f"the events of {stream} do not follow from each other: {error}",
            "nothing was recorded; samverkan log verify names what was changed",
        ) from None


__all__ = ["Recording", "State"]
