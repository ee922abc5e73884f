"""Handling commands: check, load, decide and record under one lock; and what dates bring about by themselves."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

import msgspec
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.acts import ACT
from samverkan_flow.domain.budget import frame_id
from samverkan_flow.domain.commands import COMMANDS
from samverkan_flow.domain.context import Context, Term
from samverkan_flow.domain.dates import format_time, local_date
from samverkan_flow.domain.decide import decide
from samverkan_flow.domain.decisions.screening import is_personal_number
from samverkan_flow.domain.errors import (
    Conflict,
    Damaged,
    InvalidInput,
    NotFound,
    Problem,
    Refused,
    StoreUnusable,
)
from samverkan_flow.domain.guards.budgeting import years_touched
from samverkan_flow.domain.guards.common import stated_period
from samverkan_flow.domain.guards.house_rules import State
from samverkan_flow.domain.house import CALENDAR, HOUSE_ID, House, Person
from samverkan_flow.domain.obligations import Obligation, overdue_evaluations
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.text import NAME_LENGTH_MAX, check_text, check_texts, check_year
from samverkan_flow.domain.wording import field_and_rule
from samverkan_flow.policies import packaged_policy
from samverkan_flow.service import importing
from samverkan_flow.service.founding import found
from samverkan_flow.service.importing import silent
from samverkan_flow.service.outcome import Handled, Handling, Imported, ImportResult, Result
from samverkan_flow.service.recording import Progress, Recording
from samverkan_flow.service.surroundings import Clock, clock_of, default_via
from samverkan_flow.store import connect
from samverkan_flow.store.checkpoints import EVERY_COMMIT
from samverkan_flow.store.sqlite import LogHead

CLOCK_BEHIND_MAX = timedelta(days=1)
"""How far the clock may be behind the log before the calendar refuses to act."""

CommandT = TypeVar("CommandT", bound=c.Command)
ResultT = TypeVar("ResultT", bound=Result)


class Partnerships(Recording):
    """A store of partnerships: handles commands and keeps their log."""

    def __init__(
        self, path: Path | str, clock: Clock | None = None, checkpoint_every: timedelta = EVERY_COMMIT
    ) -> None:
        """Opens a store. Raises NotFound or StoreUnusable where there is none that can be used.

        Only a demonstration store takes a clock of its own. A checkpoint is signed with each commit, or
        at most once in `checkpoint_every` and when the store is closed.
        """
        super().__init__(path, checkpoint_every)
        with connect.translated(self.path):
            demonstration = self.house().demonstration
        if clock is not None and not demonstration:
            self.close()
            raise _no_clock()
        self.clock = clock or clock_of(demonstration)

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
        origin: str = "",
    ) -> "Partnerships":
        """Makes a store with its first administrator and policy (default: the packaged one), and opens it.

        Raises StoreUnusable when something is already there, InvalidInput for a bad handle, name or policy.
        """
        if clock is not None and not demonstration:
            raise _no_clock()
        found(
            Path(path),
            c.AddPerson(handle=administrator, name=name or administrator, roles=("administrator",)),
            packaged_policy() if policy_text is None else policy_text,
            (clock or clock_of(demonstration))(),
            in_force_from=policy_in_force_from,
            demonstration=demonstration,
            via=via,
            origin=origin,
        )
        return cls(path, clock)

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
        _check_acts(actor)
        command = self._checked(command, actor, on, via, command_id)
        with connect.translated(self.path):
            if dry_run:
                handling = self._prepare(command, actor, on, via, command_id)
                _check_version(handling.state, expected_version)
                events = decide(handling.command, handling.state, handling.context)
                return self.record(handling, events, dry_run=True)
            result = self._handled(command, actor, on, via, command_id, expected_version)
        if result.outcome is None:
            raise Refused(result.refused, result.findings)
        return result.outcome

    def _checked(self, command: CommandT, actor: str, on: date | None, via: str, command_id: str) -> CommandT:
        """Returns the command as the log would keep it: every type, text, number and date checked."""
        if type(command) not in COMMANDS.values():
            raise InvalidInput("the command", "is none of the commands there are")
        if isinstance(command, c.ImportPortfolio):
            raise InvalidInput("a portfolio", "is not one command's worth", "give it to import_portfolio")
        if not all(isinstance(text, str) for text in (actor, via, command_id)):
            raise InvalidInput("the actor, the account or the command id", "is not text")
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
        self, command: c.Command, actor: str, on: date | None, via: str, command_id: str, expected: int | None
    ) -> Result:
        """Holds the write lock from the first read to the commit, so that nothing is judged against a stale state."""
        told = self.codec.encode([type(command).NAME, command, actor, on])
        digest = self.codec.keys.digest(told)
        with self.recorder.datastore.writing(accepting=isinstance(command, c.AcceptRollback)):
            first = self.recorder.find_command(command_id) if command_id else None
            if first:
                return self._repeated(first, digest, command_id, Result)
            command_id = command_id or str(uuid4())
            handling = self._prepare(command, actor, on, via, command_id)
            _check_version(handling.state, expected)
            result = self._decided(handling, digest)
            self.recorder.save_command(command_id, digest, self.codec.encode(result))
        return result

    def _repeated(
        self, first: tuple[str, bytes], digest: str, command_id: str, kind: type[ResultT]
    ) -> ResultT:
        known_digest, stored = first
        if known_digest != digest:
            raise Conflict(
                f"command id {command_id} was used for another command",
                "give each new command an id of its own",
            )
        result = self.codec.decode(kind, stored)
        if not self.recorder.holds(command_id, result.index):
            raise Damaged(
                f"an answer is kept for command id {command_id}, and the log knows nothing of it",
                "run samverkan doctor; give the command another id once you know why",
            )
        return replace(result, outcome=result.outcome and replace(result.outcome, repeated=True))

    def _decided(self, handling: Handling, digest: str) -> Result:
        try:
            events = decide(handling.command, handling.state, handling.context)
        except Refused as refused:
            if isinstance(handling.command, c.AcceptRollback):
                raise  # nothing is recorded in a log that has gone back, until that is accepted
            self.record_refusal(handling, refused, digest)
            return Result(None, refused.message, refused.findings, handling.next_index)
        return Result(outcome=self.record(handling, events))

    # --- a whole portfolio --------------------------------------------------------------------------

    def import_portfolio(
        self,
        portfolio: c.ImportPortfolio,
        *,
        actor: str,
        via: str = "",
        command_id: str = "",
        unread: tuple[Problem, ...] = (),
        dry_run: bool = False,
        told: Progress = silent,
    ) -> Imported:
        """Takes in partnerships already agreed: all of a file, in one transaction, or none of it.

        `unread` are the cells that could not be read. Without a `command_id` the file's SHA-256 is one: the
        same file gives the first result. Raises InvalidInput for what cannot be read, Refused (recorded) for
        what policy or house forbid, both with every problem by row and column; and what `handle` raises.
        """
        via = via or default_via()
        _check_acts(actor)
        importing.check(portfolio, (actor, via, command_id))
        with connect.translated(self.path):
            taken_in = self._import_tried if dry_run else self._imported
            result = taken_in(portfolio, actor, via, command_id, unread, told)
        if result.outcome is None:
            raise Refused(result.refused, result.findings)
        return result.outcome

    def _import_tried(
        self, portfolio: c.ImportPortfolio, actor: str, via: str, command_id: str,
        unread: tuple[Problem, ...], told: Progress,
    ) -> ImportResult:  # fmt: skip
        """Works out what an import would come to; of one that was made, what it came to."""
        handling = self._prepare(portfolio, actor, None, via, command_id or importing.id_of(portfolio))
        first = self._first_import(handling, command_id, self._digest_of(portfolio))
        if first:
            return first
        events = importing.decided(handling, unread)
        return ImportResult(outcome=self._taken_in(handling, events, told, dry_run=True))

    def _imported(
        self, portfolio: c.ImportPortfolio, actor: str, via: str, command_id: str,
        unread: tuple[Problem, ...], told: Progress,
    ) -> ImportResult:  # fmt: skip
        """Holds the write lock from the first read to the commit; a refusal does not use up the file's own id."""
        own_id, digest = command_id or importing.id_of(portfolio), self._digest_of(portfolio)
        with self.recorder.datastore.writing():
            handling = self._prepare(portfolio, actor, None, via, own_id)
            first = self._first_import(handling, command_id, digest)
            if first:
                return first
            try:
                events = importing.decided(handling, unread)
            except Refused as refused:
                handling = replace(handling, command_id=command_id or str(uuid4()))
                return self._not_taken_in(handling, refused, digest)
            result = ImportResult(outcome=self._taken_in(handling, events, told))
            self.recorder.save_command(own_id, digest, self.codec.encode(result))
        return result

    def _first_import(self, handling: Handling, command_id: str, digest: str) -> ImportResult | None:
        """Returns what came of the same import before; who may not import is not told of it."""
        asks = bool(command_id) or importing.may_ask(handling)
        first = self.recorder.find_command(handling.command_id) if asks else None
        return self._repeated(first, digest, handling.command_id, ImportResult) if first else None

    def _digest_of(self, portfolio: c.ImportPortfolio) -> str:
        return self.codec.keys.digest(self.codec.encode(importing.told(portfolio)))

    def _not_taken_in(self, handling: Handling, refused: Refused, digest: str) -> ImportResult:
        """Records the refusal as far as a reader can use it; the person is told every finding."""
        kept = importing.as_kept(refused)
        self.record_refusal(handling, kept, digest)
        result = ImportResult(None, kept.message, kept.findings, handling.next_index)
        self.recorder.save_command(handling.command_id, digest, self.codec.encode(result))
        return replace(result, findings=refused.findings)

    def _taken_in(
        self, handling: Handling, events: tuple[e.Event, ...], told: Progress, *, dry_run: bool = False
    ) -> Imported:
        states = self.record_apart(handling, importing.dated(handling, events), told, dry_run=dry_run)
        return importing.outcome_of(handling, events, states, dry_run=dry_run)

    # --- what a decision is told ------------------------------------------------------------------

    def _prepare(
        self, command: c.Command, actor: str, on: date | None, via: str, command_id: str
    ) -> Handling:
        head = self.recorder.head()
        now = self._now(head)
        today = local_date(now)
        if on is not None and on > today:
            raise InvalidInput(
                "the business date", f"{on} is after today, {today}", "leave --on out, or give a past day"
            )
        house = self.house()
        state, stream = self._state_of(command, house)
        house_policy = self._policy_in_force(house, today)
        proposal = command if isinstance(command, c.Propose) else None
        imports = isinstance(command, c.ImportPortfolio)
        context = Context(
            today=today,
            on=on or today,
            actor=_person(actor, house),
            via=via,
            policy=self.policy(state.policy_version) if isinstance(state, Partnership) else house_policy,
            house_policy=house_policy,
            house=house,
            predecessor=self._predecessor(command, state),
            number=self.recorder.next_number() if proposal or imports else 0,
            earlier=self._with_partner_of(proposal) if proposal else (),
            rollback=self.recorder.rollback() if isinstance(command, c.AcceptRollback) else None,
            standing=self.recorder.standing() if imports else (),
            frames={year: self.frame(year) for year in years_touched(command, state, on or today)},
            terms=self._terms_running(command),
            debts=self._debts(command, state, today),
            moving_to=self._moving_to(command, house),
        )
        skew = int((now - self.clock()).total_seconds())
        return Handling(command, state, context, now, command_id, stream, head.next_index, max(0, skew))

    def _now(self, head: LogHead) -> datetime:
        """Returns the clock's time in UTC, or the log's last where the clock is behind it."""
        now = self.clock().astimezone(UTC)
        return max(now, head.last_recorded_at) if head.last_recorded_at else now

    def _state_of(self, command: c.Command, house: House) -> tuple[State, UUID]:
        match command:
            case c.PartnershipCommand(ref=ref):
                partnership = self.partnership(ref)
                return partnership, partnership.id
            case c.Propose():
                return None, uuid4()
            case c.FrameCommand(year=year):
                return self.frame(year), frame_id(year)
            case _:
                return house, HOUSE_ID

    def _predecessor(self, command: c.Command, state: State) -> Partnership | None:
        if isinstance(command, c.Propose) and command.succeeds:
            return self.partnership(command.succeeds)
        if isinstance(state, Partnership) and state.predecessor:
            return self.load(state.predecessor)
        return None

    def _with_partner_of(self, command: c.Propose) -> tuple[str, ...]:
        """Returns the partnerships with the partner of a proposal, newest first."""
        told = command.partner
        number = "" if is_personal_number(told.organisation_number) else told.organisation_number
        return self.recorder.with_partner(number, told.name)

    def _terms_running(self, command: c.Command) -> tuple[Term, ...]:
        """Returns the other agreements that run while a new one would (C15)."""
        if not isinstance(command, c.Agree) or command.kind == "addendum":
            return ()
        period = stated_period(command)
        return self.recorder.terms_running(*period) if period else ()

    def _debts(self, command: c.Command, state: State, today: date) -> tuple[Obligation, ...]:
        """Returns the late evaluations with a partner with whom something new is to begin (C38)."""
        match command, state:
            case c.Propose(succeeds=ref), _ if ref:
                known = self._with_partner_of(command)
            case c.Agree(kind=kind), Partnership(partner=partner) if kind != "addendum":
                known = self.recorder.with_partner(partner.organisation_number, partner.name)
            case _:
                return ()
        states = [self.partnership(ref) for ref in known]
        return tuple(
            one
            for each in states
            for one in overdue_evaluations(each, self.policy(each.policy_version), today)
        )

    def _moving_to(self, command: c.Command, house: House) -> Policy | None:
        """Returns the policy a partnership is to be moved to, where it has been adopted."""
        moves = isinstance(command, c.MovePolicy) and house.adopted(command.version)
        return self.policy(command.version) if moves and isinstance(command, c.MovePolicy) else None

    def _policy_in_force(self, house: House, today: date) -> Policy:
        adopted = house.policy_in_force(today)
        if adopted is None:
            raise NotFound(
                "no adopted policy is in force today", "an administrator adopts one: samverkan policy adopt"
            )
        return self.policy(adopted.version)

    # --- what dates bring about -------------------------------------------------------------------

    def tick(self, via: str = "", dry_run: bool = False) -> tuple[Handled, ...]:
        """Records what the calendar has made true: activation, completion, expiry.

        Idempotent, and catches up after any time: each event takes effect on its own date. What
        ends, ends before anything begins (T16); what began late may have ended since. One that is
        refused does not keep the others waiting: when all have been asked, every refusal is raised as one.
        """
        via = via or default_via()
        done: list[Handled] = []
        refused: list[Refused] = []
        with connect.translated(self.path):
            today = self.day_of_the_calendar()
            for trigger in ("expire", "activate") if dry_run else ("expire", "activate", "expire"):
                for ref in self.recorder.due(trigger, today):
                    try:
                        done += self._brought_about(trigger, ref, via, dry_run)
                    except Refused as error:
                        refused.append(error)
        if refused:
            raise _together(refused, done)
        return tuple(done)

    def day_of_the_calendar(self) -> date:
        """Returns today. Raises StoreUnusable when the log is far ahead of the clock: nothing ends by a mistake."""
        now = self._now(self.recorder.head())
        if now - self.clock() > CLOCK_BEHIND_MAX:
            raise StoreUnusable(
                f"the log's last event is of {format_time(now)}, and the clock says {format_time(self.clock())}",
                "set the clock right; until it has caught up, the calendar records nothing",
            )
        return local_date(now)

    def _brought_about(self, trigger: str, ref: str, via: str, dry_run: bool) -> tuple[Handled, ...]:
        """Acts as the calendar; what another run has done in the meantime is done, not refused."""
        with self.recorder.datastore.writing():
            state = self.partnership(ref)
            if state.stage not in ACT[trigger].stages or state.start is None:
                return ()
            begins = trigger == "activate"
            command = c.Activate(ref=ref, because="the start date has come") if begins else (
                c.EndByCalendar(ref=ref, because="the end date has passed")
            )  # fmt: skip
            on = max(state.start, state.stage_since) if begins else state.end
            handling = self._prepare(command, CALENDAR, on, via, str(uuid4()))
            events = decide(command, handling.state, handling.context)
            return (self.record(handling, events, dry_run=dry_run),)

    def remind(self, sent: Sequence[e.ReminderSent], via: str = "") -> None:
        """Records, as the calendar, of what one mail has reminded somebody: all of it in one transaction, or nothing.

        Of no reminder at all it records nothing, and only tells by what it raises whether anything could be.
        Raises Conflict for a reminder that is recorded already.
        """
        via, command_id = via or default_via(), str(uuid4())
        with connect.translated(self.path), self.recorder.datastore.writing():
            for event in sent:
                asked = c.PartnershipCommand(ref=event.ref)
                handling = self._prepare(asked, CALENDAR, None, via, command_id)
                self.record_reminder(handling, event)


def _no_clock() -> InvalidInput:
    return InvalidInput("the clock", "can be set for a demonstration store only")


def _check_acts(actor: str) -> None:
    if actor == CALENDAR:
        raise InvalidInput("the actor", f'cannot be "{CALENDAR}": only tick acts for it', "name a person")


def _person(actor: str, house: House) -> Person:
    if actor == CALENDAR:
        return Person(CALENDAR, roles=(CALENDAR,))
    person = house.people.get(actor)
    if person is None:
        raise NotFound(
            f'"{actor}" is not registered here', "samverkan people list shows who is; --as names the person"
        )
    return person


def _check_version(state: State, expected: int | None) -> None:
    version = state.version if state else 0
    if expected is not None and expected != version:
        raise Conflict(
            f"it has changed: version {version}, not {expected}",
            "look at what happened in the meantime, then decide again",
        )


def _together(refused: Sequence[Refused], done: Sequence[Handled]) -> Refused:
    """Returns what the calendar was refused as one refusal, which also says what was recorded all the same."""
    findings = tuple(dict.fromkeys(finding for one in refused for finding in one.findings))
    recorded = ", ".join(f"{one.command} {one.ref}" for one in done)
    rehearsed = any(one.dry_run for one in done)
    hint = f"{'would be recorded' if rehearsed else 'recorded'} all the same: {recorded}" if recorded else ""
    return Refused("; ".join(dict.fromkeys(one.message for one in refused)), findings, hint)
