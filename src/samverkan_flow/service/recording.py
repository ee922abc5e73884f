"""A store opened for deciding: states loaded from events, and events recorded with what follows from them."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper
from eventsourcing.utils import Environment
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.decide import State
from samverkan_flow.domain.errors import Damaged, NotFound, Refused, StoreUnusable
from samverkan_flow.domain.house import HOUSE_ID, House, project_house, refusals_id
from samverkan_flow.domain.partnership import Partnership, evolve, project
from samverkan_flow.domain.policy import Policy, parse_policy, sha256_of
from samverkan_flow.domain.values import personal_in
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
        self._states: OrderedDict[UUID, Partnership | House] = OrderedDict()

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

    def load(self, partnership_id: UUID) -> Partnership:
        """Returns one partnership by its id. Raises NotFound."""
        partnership = self._loaded(partnership_id, project)
        if partnership is None:
            raise NotFound(f"there is no partnership {partnership_id}", "samverkan list shows them")
        return cast(Partnership, partnership)

    def _loaded(self, stream: UUID, projector: Any) -> Partnership | House | None:
        """Returns a state: the one in memory, brought up to date by the events recorded since.

        The library's repository would do this too, but keeps its first copy for ever and replays
        from it each time; here what was replayed is kept.
        """
        known = self._states.pop(stream, None)
        newer = self.events.get(stream, gt=known.version if known else None)
        state: Partnership | House | None = projector(known, newer)
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
        """Records events with the rows that follow from them; a dry run only works them out."""
        version = handling.state.version if handling.state else 0
        recorded = _stamped(handling, events, version)
        state = project_house(handling.state, recorded) if isinstance(handling.state, House) else (
            project(handling.state, recorded)
        )  # fmt: skip
        assert state is not None, "events make a state"
        if not dry_run:
            self._put(handling, recorded)
            with self.recorder.datastore.transaction(commit=True) as cursor:
                register.save(cursor, state, events, self.codec)
        return outcome_of(handling, recorded, state, dry_run=dry_run)

    def record_refusal(self, handling: Handling, refused: Refused, digest: str) -> None:
        """Records a refused attempt in a stream of its own, beside the partnership's."""
        state = handling.state if isinstance(handling.state, Partnership) else None
        stream = refusals_id(state.id if state else None)
        event = e.CommandRefused(
            command=handling.act.name,
            findings=refused.findings,
            ref=state.ref if state else "",
            digest=digest,
        )
        kept = replace(handling, stream=stream)
        self._put(kept, _stamped(kept, (event,), self.recorder.version_of(stream)))

    def record_apart(
        self,
        handling: Handling,
        dated: Sequence[tuple[e.Event, date]],
        told: Progress,
        *,
        dry_run: bool = False,
    ) -> list[Partnership]:
        """Records each event, on its own business date, as the first of a partnership; all of them in one go."""
        recorded = _stamped_apart(handling, dated)
        states = []
        for number, one in enumerate(recorded, 1):
            states.append(evolve(None, one))
            if number % TELL_EVERY == 0:
                told(number, len(recorded))
        if not dry_run:
            self.codec.keys.make_keys(one.subject for state in states for one in personal_in(state.partner))
            self._put(handling, recorded)
            with self.recorder.datastore.transaction(commit=True) as cursor:
                register.save_new(cursor, states, self.codec)
        return states

    def _put(self, handling: Handling, recorded: tuple[e.Recorded, ...]) -> None:
        self.events.put(recorded, recorded_events=recorded, first_index=handling.next_index)

    def rebuild(self) -> int:
        """Makes the register anew from the log, in one transaction. Returns how many partnerships it holds."""
        with connect.translated(self.path), self.recorder.datastore.writing() as cursor:
            register.clear(cursor)
            house_events = tuple(cast(Iterable[e.Recorded], self.events.get(HOUSE_ID)))
            house = project_house(None, house_events)
            assert house is not None, "a store begins with its house"
            register.save(cursor, house, tuple(one.event for one in house_events), self.codec)
            ids = self.recorder.begun()
            for partnership_id in ids:
                state = project(None, cast(Iterable[e.Recorded], self.events.get(partnership_id)))
                assert state is not None, "the log names its beginning"
                register.save(cursor, state, (), self.codec)
        return len(ids)


def _stamped(handling: Handling, events: tuple[e.Event, ...], version: int) -> tuple[e.Recorded, ...]:
    """Returns events in their envelopes: when, by whom, under which versions, why."""
    context = handling.context
    judged_by, in_force = context.policy.version, context.house_policy.version
    return tuple(
        e.Recorded(
            originator_id=handling.stream,
            originator_version=version + number,
            recorded_at=handling.now,
            effective_on=context.on,
            actor=context.actor.handle,
            via=context.via,
            command_id=handling.command_id,
            policy_version=judged_by,
            reason=_reason_of(event, handling.command),
            event=event,
            house_policy_version="" if in_force == judged_by else in_force,
            clock_skew_seconds=handling.clock_skew_seconds,
        )
        for number, event in enumerate(events, 1)
    )


def _stamped_apart(handling: Handling, dated: Sequence[tuple[e.Event, date]]) -> tuple[e.Recorded, ...]:
    """Returns events in their envelopes, each the first of a stream of its own."""
    (envelope,) = _stamped(handling, (dated[0][0],), 0)
    return tuple(
        replace(envelope, originator_id=uuid4(), effective_on=on, event=event) for event, on in dated
    )


def _reason_of(event: e.Event, command: c.Command) -> str:
    """Returns why an event happened; a conflict declared with a proposal is described by the proposer."""
    if isinstance(event, e.ConflictDeclared) and isinstance(command, c.Propose):
        return command.conflict
    return command.because


__all__ = ["Recording", "State"]
