"""The one way in: `Partnerships.handle` takes a command, decides it and records what came of it."""

import os
import pwd
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

import msgspec
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactory, Mapper
from eventsourcing.utils import Environment
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.dates import DEMONSTRATION_NOW, local_date
from samverkan_flow.domain.decide import State, act_for, decide, warnings_of
from samverkan_flow.domain.errors import (
    Conflict,
    Damaged,
    Finding,
    InvalidInput,
    NotFound,
    Refused,
    StoreUnusable,
)
from samverkan_flow.domain.house import (
    CALENDAR,
    HOUSE_ID,
    House,
    Person,
    evolve_house,
    project_house,
    refusals_id,
)
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.partnership import Partnership, project
from samverkan_flow.domain.plain import to_plain, to_plain_bytes
from samverkan_flow.domain.policy import Policy, parse_policy, sha256_of
from samverkan_flow.domain.text import NAME_LENGTH_MAX, check_text, check_texts, check_year
from samverkan_flow.domain.wording import field_and_rule
from samverkan_flow.store import connect, register
from samverkan_flow.store.codec import Codec
from samverkan_flow.store.keys import KeyStore, keys_path
from samverkan_flow.store.rows import format_time
from samverkan_flow.store.sqlite import EventMapper, Factory, LogHead, Recorder

CLOCK_BEHIND_MAX = timedelta(days=1)
"""How far the clock may be behind the log before the calendar refuses to act."""

Clock = Callable[[], datetime]
CommandT = TypeVar("CommandT", bound=c.Command)

REFERENCE = re.compile(r"[Pp]-([1-9]\d{0,8})", re.ASCII)


class HappenedEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event as told to the person who brought it about."""

    event: str
    version: int
    clauses: tuple[str, ...]
    index: int | None = None
    number: int | None = None


class Handled(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of a command. `recorded_at` is UTC; with `dry_run` nothing was recorded."""

    command: str
    actor: str
    recorded_at: str
    effective_on: date
    command_id: str
    policy_version: str
    events: tuple[HappenedEvent, ...]
    ref: str = ""
    id: str = ""
    name: str = ""
    stage: str = ""
    version: int = 0
    warnings: tuple[Finding, ...] = ()
    dry_run: bool = False
    repeated: bool = False


class _Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of a handled command: the outcome, or the refusal."""

    outcome: Handled | None = None
    refused: str = ""
    findings: tuple[Finding, ...] = ()


class _Handling(msgspec.Struct, frozen=True):
    """What is known about one command while it is handled."""

    command: c.Command
    state: State
    context: Context
    now: datetime
    command_id: str
    stream: UUID
    next_index: int


def packaged_policy() -> str:
    """Returns the text of the policy that comes with the product."""
    return (files("samverkan_flow") / "policies" / "lokal-samverkan.toml").read_text("utf-8")


def _clock_of(demonstration: bool) -> Clock:
    return (lambda: DEMONSTRATION_NOW) if demonstration else system_clock


def system_clock() -> datetime:
    """Returns the system's time, UTC."""
    return datetime.now(UTC)


class Partnerships(Application[UUID]):
    """A store of partnerships: handles commands and keeps their log."""

    name = "samverkan"
    recorder: Recorder

    def __init__(self, path: Path | str, clock: Clock | None = None) -> None:
        """Opens a store. Raises NotFound or StoreUnusable where there is none that can be used.

        Only a demonstration store takes a clock of its own.
        """
        self.path = Path(path)
        super().__init__({"SQLITE_DBNAME": str(self.path)})
        self._policies: dict[str, Policy] = {}
        self._ids: dict[str, UUID] = {}
        self._house: House | None = None
        with connect.translated(self.path):
            demonstration = self.house().demonstration
        if clock is not None and not demonstration:
            self.close()
            raise InvalidInput("the clock", "can be set for a demonstration store only")
        self.clock = clock or _clock_of(demonstration)

    @classmethod
    def create(
        cls,
        path: Path | str,
        administrator: str,
        *,
        name: str = "",
        policy_text: str | None = None,
        policy_in_force_from: date | None = None,
        demonstration: bool = False,
        clock: Clock | None = None,
        via: str = "",
    ) -> "Partnerships":
        """Makes a store with its first administrator and its first policy.

        The policy is in force from its own date, at the latest from today, unless another is given.
        Raises StoreUnusable when something is already there, InvalidInput for a bad handle, name or policy.
        """
        text = packaged_policy() if policy_text is None else policy_text
        first = c.AddPerson(handle=administrator, name=name or administrator, roles=("administrator",))
        check_texts(first)
        if clock is not None and not demonstration:
            raise InvalidInput("the clock", "can be set for a demonstration store only")
        policy = parse_policy(text)
        now = (clock or _clock_of(demonstration))().astimezone(UTC)
        in_force_from = policy_in_force_from or min(policy.dated, local_date(now))
        path = Path(path)
        _check_first(first)
        connect.create(path)
        try:
            KeyStore.create(keys_path(path))
            cls._fill(path, first, text, policy, in_force_from, demonstration, now, via)
            return cls(path, clock)
        except BaseException:
            discard(path)
            raise

    @classmethod
    def _fill(
        cls,
        path: Path,
        first: c.AddPerson,
        text: str,
        policy: Policy,
        in_force_from: date,
        demonstration: bool,
        now: datetime,
        via: str,
    ) -> None:
        from samverkan_flow.domain.decisions import housekeeping

        filling = cls.__new__(cls)
        filling.path = path
        Application.__init__(filling, {"SQLITE_DBNAME": str(path)})
        person = Person(first.handle, roles=("administrator",))
        context = Context(
            local_date(now), local_date(now), person, via or default_via(), policy, policy, House()
        )
        adopt = c.AdoptPolicy(text=text, in_force_from=in_force_from)
        events = (
            e.StoreOpened(origin=f"samverkan/{uuid4()}", demonstration=demonstration),
            *housekeeping.add_person(first, House(), context),
            *housekeeping.adopt_policy(adopt, House(), context),
        )
        with filling.recorder.datastore.writing():
            handling = _Handling(first, None, context, now, str(uuid4()), HOUSE_ID, 0)
            filling._record_in_house(handling, events, "the store begins")
        filling.close()

    # --- what the library builds, built our way ---------------------------------------------------

    def construct_env(self, name: str, env: Mapping[str, str] | None = None) -> Environment:
        """Returns settings from this call alone; the process environment is not merged."""
        ours = {"AGGREGATE_CACHE_MAXSIZE": "500", "DEEPCOPY_FROM_AGGREGATE_CACHE": "n"}
        return Environment(name, {**ours, **(env or {})})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Returns the factory of our own store."""
        return Factory(env)

    def construct_mapper(self) -> Mapper[UUID]:
        """Returns the mapper with the closed registry."""
        return EventMapper(self.codec)

    @property
    def codec(self) -> Codec:
        """Returns the codec of this store."""
        return cast(Factory, self.factory).codec

    # --- reading what deciding needs --------------------------------------------------------------

    def house(self) -> House:
        """Returns people, policies and codes of conduct as they stand."""
        try:
            return cast(House, self.repository.get(HOUSE_ID, projector_func=cast(Any, project_house)))
        except AggregateNotFoundError:
            raise StoreUnusable(
                f"{self.path} was begun and never finished", "remove it and run samverkan init"
            ) from None

    def _house_at(self, version: int) -> House:
        """Returns the house, replayed only when the log holds a newer version than the one in memory."""
        if self._house is None or self._house.version != version:
            self._house = self.house()
        return self._house

    def partnership(self, ref: str) -> Partnership:
        """Returns one partnership by its reference (P-7) or id. Raises NotFound."""
        return self._load(self.find(ref))

    def find(self, ref: str) -> UUID:
        """Returns the id behind a reference. Raises NotFound, saying what a reference looks like."""
        known = self._ids.get(ref)
        if known is None:
            known = self._ids[ref] = self._looked_up(ref)
        return known

    def _looked_up(self, ref: str) -> UUID:
        match = REFERENCE.fullmatch(ref.strip())
        with self.recorder.datastore.transaction(commit=False) as cursor:
            if match:
                cursor.execute("SELECT id FROM register WHERE number = ?", (int(match[1]),))
            else:
                cursor.execute("SELECT id FROM register WHERE id = ?", (_hex_of(ref),))
            row = cursor.fetchone()
        if row is None:
            raise NotFound(
                f'there is no partnership "{ref}"',
                "references look like P-7; samverkan list shows them",
            )
        return UUID(row[0])

    def policy(self, version: str) -> Policy:
        """Returns an adopted policy by its version. Raises NotFound."""
        if version not in self._policies:
            self._policies[version] = parse_policy(self._policy_text(version))
        return self._policies[version]

    def _policy_text(self, version: str) -> str:
        """Returns the adopted text, held against the SHA-256 the log knows; the row alone is not trusted."""
        with self.recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT text FROM policies WHERE version = ?", (version,))
            row = cursor.fetchone()
        adopted = self.house().adopted(version)
        if row is None or adopted is None:
            raise NotFound(f'no policy version "{version}" is adopted', "samverkan policy show lists them")
        if sha256_of(row[0]) != adopted.sha256:
            raise Damaged(
                f"the text of policy {version} is not the one that was adopted", "run samverkan rebuild"
            )
        return str(row[0])

    def _load(self, partnership_id: UUID) -> Partnership:
        try:
            return cast(Partnership, self.repository.get(partnership_id, projector_func=cast(Any, project)))
        except AggregateNotFoundError:
            raise NotFound(f"there is no partnership {partnership_id}", "samverkan list shows them") from None

    # --- the one way in ---------------------------------------------------------------------------

    def handle(
        self,
        command: c.Command,
        *,
        actor: str,
        on: date | None = None,
        via: str = "",
        command_id: str = "",
        expected_version: int | None = None,
        dry_run: bool = False,
    ) -> Handled:
        """Decides a command and records what came of it, in one transaction.

        `on` is the business date (default today in the policy's time zone, never later). A repeated
        `command_id` returns the first result. Raises Refused (recorded), InvalidInput, NotFound,
        Conflict when `expected_version` has been passed by, and StoreUnusable.
        """
        via = via or default_via()
        if actor == CALENDAR:
            raise InvalidInput("the actor", f'cannot be "{CALENDAR}": only tick acts for it', "name a person")
        command = self._checked(command, actor, on, via, command_id)
        with connect.translated(self.path):
            if dry_run:
                return self._dry_run(command, actor, on, via, command_id, expected_version)
            result = self._handled(command, actor, on, via, command_id, expected_version)
        if result.outcome is None:
            raise Refused(result.refused, result.findings)
        return result.outcome

    def _checked(self, command: CommandT, actor: str, on: date | None, via: str, command_id: str) -> CommandT:
        """Returns the command as the log would keep it: every type, text, number and date checked."""
        try:
            checked = self.codec.decode(type(command), self.codec.encode(command))
        except msgspec.ValidationError as error:
            raise InvalidInput(*field_and_rule(error)) from None
        except (NotImplementedError, TypeError, ValueError) as error:
            raise InvalidInput("the command", f"holds something that cannot be kept: {error}") from None
        check_texts(checked)
        for field, text in (("the actor", actor), ("the account", via), ("the command id", command_id)):
            check_text(field, text, NAME_LENGTH_MAX)
        if on is not None:
            if type(on) is not date:
                raise InvalidInput("the business date", "is not a date")
            check_year("the business date", on)
        return checked

    def _handled(
        self,
        command: c.Command,
        actor: str,
        on: date | None,
        via: str,
        command_id: str,
        expected: int | None,
    ) -> _Result:
        digest = self.codec.keys.digest(command_digest_body(command, actor, on))
        with self.recorder.datastore.writing():
            first = self.recorder.find_command(command_id) if command_id else None
            if first:
                return self._repeated(first, digest, command_id)
            command_id = command_id or str(uuid4())
            handling = self._prepare(command, actor, on, via, command_id)
            _check_version(handling.state, expected)
            result = self._decided(handling, digest)
            self.recorder.save_command(command_id, digest, self.codec.encode(result))
        return result

    def _repeated(self, first: tuple[str, bytes], digest: str, command_id: str) -> _Result:
        known_digest, stored = first
        if known_digest != digest:
            raise Conflict(
                f"command id {command_id} was used for another command",
                "give each new command an id of its own",
            )
        result = self.codec.decode(_Result, stored)
        return replace(result, outcome=result.outcome and replace(result.outcome, repeated=True))

    def _decided(self, handling: _Handling, digest: str) -> _Result:
        try:
            events = decide(handling.command, handling.state, handling.context)
        except Refused as refused:
            self._record_refusal(handling, refused, digest)
            return _Result(refused=refused.message, findings=refused.findings)
        if isinstance(handling.state, House):
            return _Result(outcome=self._record_in_house(handling, events, handling.command.because))
        return _Result(outcome=self._recorded(handling, events))

    def _dry_run(
        self, command: c.Command, actor: str, on: date | None, via: str, command_id: str, expected: int | None
    ) -> Handled:
        handling = self._prepare(command, actor, on, via, command_id)
        _check_version(handling.state, expected)
        events = decide(handling.command, handling.state, handling.context)
        return self._outcome(handling, events, handling.state, first_index=None)

    # --- what a decision is told ------------------------------------------------------------------

    def _prepare(
        self, command: c.Command, actor: str, on: date | None, via: str, command_id: str
    ) -> _Handling:
        head = self.recorder.head()
        now = self._now(head)
        today = local_date(now)
        if on is not None and on > today:
            raise InvalidInput(
                "the business date",
                f"{on} is after today, {today}",
                "leave --on out, or give a past day",
            )
        house = self._house_at(head.house_version)
        state, stream = self._state_of(command, house)
        house_policy = self._policy_in_force(house, today)
        context = Context(
            today=today,
            on=on or today,
            actor=_person(actor, house),
            via=via,
            policy=self.policy(state.policy_version) if isinstance(state, Partnership) else house_policy,
            house_policy=house_policy,
            house=house,
            predecessor=self._predecessor(command, state),
            number=self._next_number() if isinstance(command, c.Propose) else 0,
            earlier=self._earlier_with(command) if isinstance(command, c.Propose) else (),
        )
        return _Handling(command, state, context, now, command_id, stream, head.next_index)

    def _now(self, head: LogHead) -> datetime:
        """Returns the clock's time in UTC, or the log's last where the clock is behind it."""
        now = self.clock().astimezone(UTC)
        return max(now, head.last_recorded_at) if head.last_recorded_at else now

    def _state_of(self, command: c.Command, house: House) -> tuple[State, UUID]:
        match command:
            case c.PartnershipCommand(ref=ref):
                partnership = self._load(self.find(ref))
                return partnership, partnership.id
            case c.Propose():
                return None, uuid4()
            case _:
                return house, HOUSE_ID

    def _predecessor(self, command: c.Command, state: State) -> Partnership | None:
        if isinstance(command, c.Propose) and command.succeeds:
            return self._load(self.find(command.succeeds))
        if isinstance(state, Partnership) and state.predecessor:
            return self._load(state.predecessor)
        return None

    def _policy_in_force(self, house: House, today: date) -> Policy:
        adopted = house.policy_in_force(today)
        if adopted is None:
            raise NotFound(
                "no adopted policy is in force today",
                "an administrator adopts one: samverkan policy adopt",
            )
        return self.policy(adopted.version)

    def _next_number(self) -> int:
        with self.recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM register")
            number: int = cursor.fetchone()[0]
        return number

    def _earlier_with(self, command: c.Propose) -> tuple[str, ...]:
        number = command.partner.organisation_number.replace("-", "")
        with self.recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                "SELECT number FROM register WHERE ? <> '' AND replace(organisation_number, '-', '') = ? "
                "ORDER BY number",
                (number, number),
            )
            return tuple(f"P-{row[0]}" for row in cursor.fetchall())

    # --- recording --------------------------------------------------------------------------------

    def _recorded(self, handling: _Handling, events: tuple[e.Event, ...]) -> Handled:
        before = handling.state if isinstance(handling.state, Partnership) else None
        recorded_events = self._stamped(
            handling, events, before.version if before else 0, handling.command.because
        )
        first_index = self._put(handling, recorded_events)
        state = project(before, recorded_events)
        assert state is not None, "events make a partnership"
        with self.recorder.datastore.transaction(commit=True) as cursor:
            register.save_partnership(cursor, state, self.codec)
        return self._outcome(handling, events, state, first_index)

    def _record_in_house(self, handling: _Handling, events: tuple[e.Event, ...], reason: str) -> Handled:
        house = handling.state if isinstance(handling.state, House) else House()
        recorded_events = self._stamped(handling, events, house.version, reason)
        first_index = self._put(handling, recorded_events)
        for recorded in recorded_events:
            house = evolve_house(house, recorded)
        with self.recorder.datastore.transaction(commit=True) as cursor:
            register.save_house(cursor, house, self.codec)
            for event in events:
                if isinstance(event, e.PolicyAdopted):
                    register.save_policy(cursor, event, self.codec)
        return self._outcome(handling, events, house, first_index)

    def _record_refusal(self, handling: _Handling, refused: Refused, digest: str) -> None:
        state = handling.state if isinstance(handling.state, Partnership) else None
        stream = refusals_id(state.id if state else None)
        event = e.CommandRefused(
            command=_name_of(handling),
            findings=refused.findings,
            ref=state.ref if state else "",
            digest=digest,
        )
        kept = replace(handling, stream=stream)
        self._put(kept, self._stamped(kept, (event,), self._version_of(stream), handling.command.because))

    def _version_of(self, stream: UUID) -> int:
        with self.recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                "SELECT COALESCE(MAX(originator_version), 0) FROM log WHERE originator_id = ?",
                (stream.hex,),
            )
            version: int = cursor.fetchone()[0]
        return version

    def _stamped(
        self, handling: _Handling, events: tuple[e.Event, ...], version: int, reason: str
    ) -> tuple[e.Recorded, ...]:
        context = handling.context
        return tuple(
            e.Recorded(
                originator_id=handling.stream,
                originator_version=version + number,
                recorded_at=handling.now,
                effective_on=context.on,
                actor=context.actor.handle,
                via=context.via,
                command_id=handling.command_id,
                policy_version=context.policy.version,
                reason=_reason_of(event, handling.command, reason),
                event=event,
                house_policy_version=_other(context.house_policy.version, context.policy.version),
            )
            for number, event in enumerate(events, 1)
        )

    def _put(self, handling: _Handling, recorded_events: tuple[e.Recorded, ...]) -> int:
        first_index = handling.next_index
        self.events.put(recorded_events, recorded_events=recorded_events, first_index=first_index)
        return first_index

    def _outcome(
        self,
        handling: _Handling,
        events: tuple[e.Event, ...],
        state: State,
        first_index: int | None,
    ) -> Handled:
        context, dry_run = handling.context, first_index is None
        partnership = state if isinstance(state, Partnership) else None
        before = 0 if handling.state is None else handling.state.version
        act = act_for(handling.command, handling.state, context)
        return Handled(
            command=_name_of(handling),
            actor=context.actor.handle,
            recorded_at=format_time(handling.now),
            effective_on=context.on,
            command_id=handling.command_id,
            policy_version=context.policy.version,
            events=tuple(_happened(event, n, before, first_index) for n, event in enumerate(events)),
            ref=partnership.ref if partnership else "",
            id=str(partnership.id) if partnership else "",
            name=partnership.name if partnership else "",
            stage=partnership.stage.value if partnership else "",
            version=state.version if state else 0,
            warnings=warnings_of(act, handling.command, handling.state, context),
            dry_run=dry_run,
        )

    # --- what dates bring about, and mending the rows ---------------------------------------------

    def tick(self, via: str = "", dry_run: bool = False) -> tuple[Handled, ...]:
        """Records what the calendar has made true: activation, completion, expiry.

        Idempotent, and catches up after any time: each event takes effect on its own date.
        What ends, ends before anything begins (T16).
        """
        with connect.translated(self.path):
            today = self._day_to_tick().isoformat()
            outcomes = self._ended(today, via, dry_run) + self._begun(today, via, dry_run)
            if not dry_run:  # what began late may have ended since
                outcomes += self._ended(today, via, dry_run)
        return outcomes

    def _day_to_tick(self) -> date:
        """Returns today. Raises StoreUnusable when the log is ahead of the clock, so that nothing ends by a mistake."""
        head = self.recorder.head()
        now = self._now(head)
        if now - self.clock() > CLOCK_BEHIND_MAX:
            raise StoreUnusable(
                f"the log's last event is of {format_time(now)}, and the clock says {format_time(self.clock())}",
                "set the clock right; until it has caught up, the calendar records nothing",
            )
        return local_date(now)

    def _ended(self, today: str, via: str, dry_run: bool) -> tuple[Handled, ...]:
        refs = self._refs_due("stage IN ('active', 'evaluated') AND end < ?", today)
        commands = [c.EndByCalendar(ref=ref, because="the end date has passed") for ref in refs]
        return tuple(done for command in commands for done in self._calendar(command, via, dry_run))

    def _begun(self, today: str, via: str, dry_run: bool) -> tuple[Handled, ...]:
        refs = self._refs_due("stage = 'agreed' AND start <= ?", today)
        commands = [c.Activate(ref=ref, because="the start date has come") for ref in refs]
        return tuple(done for command in commands for done in self._calendar(command, via, dry_run))

    def _refs_due(self, condition: str, today: str) -> tuple[str, ...]:
        with self.recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute(f"SELECT number FROM register WHERE {condition} ORDER BY number", (today,))
            return tuple(f"P-{row[0]}" for row in cursor.fetchall())

    def _calendar(self, command: c.Activate | c.EndByCalendar, via: str, dry_run: bool) -> Iterable[Handled]:
        """Acts as the calendar; what another run has done in the meantime is done, not refused."""
        with self.recorder.datastore.writing():
            state = self._load(self.find(command.ref))
            begins = isinstance(command, c.Activate)
            due = state.stage is Stage.AGREED if begins else state.stage in (Stage.ACTIVE, Stage.EVALUATED)
            if not due:
                return ()
            on = max(state.start, state.stage_since) if begins and state.start else state.end
            handling = self._prepare(command, CALENDAR, on, via or default_via(), str(uuid4()))
            events = decide(command, handling.state, handling.context)
            if dry_run:
                return (self._outcome(handling, events, handling.state, first_index=None),)
            return (self._recorded(handling, events),)

    def rebuild(self) -> int:
        """Makes the register anew from the log, in one transaction. Returns how many partnerships it holds."""
        with connect.translated(self.path), self.recorder.datastore.writing() as cursor:
            register.clear(cursor)
            house: House | None = None
            for recorded in self.events.get(HOUSE_ID):
                house = evolve_house(house, cast(e.Recorded, recorded))
                event = cast(e.Recorded, recorded).event
                if isinstance(event, e.PolicyAdopted):
                    register.save_policy(cursor, event, self.codec)
            assert house is not None, "a store begins with its house"
            register.save_house(cursor, house, self.codec)
            cursor.execute(
                "SELECT originator_id FROM log WHERE topic = ? ORDER BY idx",
                (e.PartnershipProposed.TOPIC,),
            )
            ids = [UUID(row[0]) for row in cursor.fetchall()]
            for partnership_id in ids:
                state = project(None, cast(Iterable[e.Recorded], self.events.get(partnership_id)))
                assert state is not None, "the log names its proposal"
                register.save_partnership(cursor, state, self.codec)
        return len(ids)

    def replayed(self, partnership_id: UUID) -> Partnership | None:
        """Returns a partnership as its events alone make it, past every cache."""
        return project(None, cast(Iterable[e.Recorded], self.events.get(partnership_id)))


def _check_first(first: c.AddPerson) -> None:
    from samverkan_flow.domain.guards.housekeeping import handle_is_free

    for finding in handle_is_free(first, House(), cast(Context, None)):
        raise InvalidInput("the administrator", f"cannot be registered: {finding.message}", finding.remedy)


def discard(path: Path) -> None:
    """Removes the files of a store that was begun and not finished."""
    for ending in ("", "-wal", "-shm", ".keys", ".keys-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _hex_of(ref: str) -> str:
    try:
        return uuid.UUID(ref).hex
    except ValueError:
        return ""


def _person(actor: str, house: House) -> Person:
    if actor == CALENDAR:
        return Person(CALENDAR, roles=(CALENDAR,))
    person = house.people.get(actor)
    if person is None:
        raise NotFound(
            f'"{actor}" is not registered here',
            "samverkan people list shows who is; --as names the person",
        )
    return person


def _check_version(state: State, expected: int | None) -> None:
    version = state.version if state else 0
    if expected is not None and expected != version:
        raise Conflict(
            f"it has changed: version {version}, not {expected}",
            "look at what happened in the meantime, then decide again",
        )


def _reason_of(event: e.Event, command: c.Command, reason: str) -> str:
    """Returns why an event happened; a conflict declared with a proposal is described by the proposer."""
    if isinstance(event, e.ConflictDeclared) and isinstance(command, c.Propose):
        return command.conflict
    return reason


def _name_of(handling: _Handling) -> str:
    return act_for(handling.command, handling.state, handling.context).name


def _other(version: str, judged_by: str) -> str:
    """Returns the version that judged roles and delegation, where it is another (T13)."""
    return "" if version == judged_by else version


def _happened(event: e.Event, position: int, before: int, first_index: int | None) -> HappenedEvent:
    return HappenedEvent(
        event=e.name_of(event),
        version=before + position + 1,
        clauses=e.clauses_of(event),
        index=None if first_index is None else first_index + position,
        number=getattr(event, "number", None),
    )


def command_digest_body(command: c.Command, actor: str, on: date | None) -> bytes:
    """Returns what makes two commands the same: kind, content, person and business date."""
    return to_plain_bytes([type(command).NAME, to_plain(command), actor, on])


def default_via() -> str:
    """Returns the library as the surface, with the account this process runs under."""
    return f"library:{system_account()}"


@cache
def system_account() -> str:
    """Returns the operating system's account; asked of the system, not of the environment."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
