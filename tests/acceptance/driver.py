"""One driver, several surfaces: what a scenario does to the product, and what it sees of it.

`ServiceDriver` calls the library. `CliDriver` writes the very same commands as forms and runs them through the
command line. Both answer in the common views below, so that one feature text accepts both.
"""

import json
import os
import re
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec
import tomlkit
from msgspec.structs import replace

from samverkan_flow.audit.accounts import accounts
from samverkan_flow.audit.answer import Answer
from samverkan_flow.audit.budget import budget
from samverkan_flow.audit.bundle.making import bundle_partnership, bundle_whole_log
from samverkan_flow.audit.checking import checked
from samverkan_flow.audit.conformance import conformance
from samverkan_flow.audit.corrections import corrections
from samverkan_flow.audit.could import could
from samverkan_flow.audit.diff import diff
from samverkan_flow.audit.document import document
from samverkan_flow.audit.duties import duties
from samverkan_flow.audit.late import late
from samverkan_flow.audit.mandates import mandates
from samverkan_flow.audit.proving import index_of, prove
from samverkan_flow.audit.report.making import portfolio_report
from samverkan_flow.audit.report.numbers import numbers
from samverkan_flow.audit.search import Search
from samverkan_flow.audit.searching import search
from samverkan_flow.audit.state import state
from samverkan_flow.audit.told import told
from samverkan_flow.audit.verify import verify
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.dates import end_of_day
from samverkan_flow.domain.errors import Damaged, Finding, Problem, Refused, SamverkanError
from samverkan_flow.domain.events import CommandRefused, name_of
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.obligations import obligations
from samverkan_flow.domain.plain import to_plain
from samverkan_flow.forms import command_from
from samverkan_flow.importing import read_portfolio
from samverkan_flow.proof.note import parse_vkey
from samverkan_flow.queries.attention import owed_across
from samverkan_flow.queries.reading import Reader
from samverkan_flow.reminding.feed import feed
from samverkan_flow.reminding.post import post_of
from samverkan_flow.reminding.run import run, undelivered
from samverkan_flow.service import Partnerships

FIRST_DAY = date(2026, 1, 12)
"""The day a scenario begins on unless it says another."""

REFUSED = "command-refused"
REMINDED = "obligation-reminded"

ViewT = TypeVar("ViewT")

HANDLES: dict[str, str] = {
    "Hanna": "h.ek",
    "Gustav": "g.lind",
    "Kerstin": "k.ros",
    "Sara": "s.alm",
    "Ulla": "u.berg",
    "Petra": "p.lund",
    "Klara": "k.dahl",
    "Viktor": "v.norr",
    "Rut": "r.sten",
    "Anna": "a.ny",
    "Nils": "n.ask",
    "the calendar": CALENDAR,
}
"""Everybody by first name; Nils is nobody until a scenario registers him."""


# --- what a scenario sees, the same over every surface --------------------------------------------


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The base of the views; fields it does not name are left out."""


class Happened(View, frozen=True):
    """One event an allowed command brought about."""

    event: str
    version: int = 0
    clauses: tuple[str, ...] = ()
    index: int | None = None
    number: int | None = None


class Done(View, frozen=True):
    """What came of an allowed command."""

    command: str = ""
    actor: str = ""
    ref: str = ""
    name: str = ""
    stage: str = ""
    version: int = 0
    policy_version: str = ""
    effective_on: date | None = None
    events: tuple[Happened, ...] = ()
    warnings: tuple[Finding, ...] = ()
    repeated: bool = False


class Refusal(View, frozen=True):
    """A refusal by the lifecycle, the policy or a rule of the house."""

    message: str
    hint: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        """Returns the clauses it cites, each once."""
        return tuple(dict.fromkeys(finding.clause for finding in self.findings))


class Fault(View, frozen=True):
    """Any other error: malformed input, somebody or something unknown."""

    code: str
    message: str
    hint: str = ""
    findings: tuple[Finding, ...] = ()


class Seen(View, frozen=True):
    """A partnership as a reader sees it. Parts are plain: texts, numbers, ISO dates, money in öre."""

    ref: str
    name: str
    stage: str
    owner: str
    proposer: str
    policy_version: str
    partner: dict[str, Any]
    version: int = 0
    end_reason: str = ""
    ended_on: date | None = None
    ended_at: datetime | None = None
    screener: str = ""
    predecessor_ref: str = ""
    areas: list[str] = []
    conflicts: dict[str, str] = {}
    co_partners: list[dict[str, Any]] = []
    assessments: list[dict[str, Any]] = []
    exceptions: list[dict[str, Any]] = []
    initiatives: list[dict[str, Any]] = []
    post_hoc_goals: dict[str, list[dict[str, Any]]] = {}
    signatures: list[dict[str, Any]] = []
    acknowledgements: list[dict[str, Any]] = []
    agreement: dict[str, Any] | None = None
    addenda: list[dict[str, Any]] = []
    payments: list[dict[str, Any]] = []
    reviews: list[dict[str, Any]] = []
    evaluations: list[dict[str, Any]] = []
    breaches: list[dict[str, Any]] = []
    corrections: list[dict[str, Any]] = []
    settlement: dict[str, Any] | None = None
    confirmed_by: str = ""
    declined_by: str = ""
    imported: dict[str, Any] | None = None

    @property
    def first_day(self) -> date | None:
        """Returns the agreed first day, when there is an agreement."""
        return date.fromisoformat(self.agreement["start"]) if self.agreement else None

    @property
    def last_day(self) -> date | None:
        """Returns the agreed last day, when there is an agreement."""
        return date.fromisoformat(self.agreement["end"]) if self.agreement else None


class Row(View, frozen=True):
    """One row of a history."""

    what: str
    by: str
    because: str
    on: date
    clauses: tuple[str, ...] = ()
    policy_version: str = ""


class Owed(View, frozen=True):
    """One open obligation."""

    clause: str
    kind: str
    what: str
    due: date
    who: str
    ref: str = ""


class Answered(View, frozen=True):
    """The answer to an auditor's question; rows are plain."""

    rows: list[dict[str, Any]]
    stamp: dict[str, Any]
    notes: list[str] = []
    empty: str = ""


# --- the driver -----------------------------------------------------------------------------------


class Driver(ABC):
    """What a scenario can do and see. After each command one of `done`, `refusal` and `fault` is set."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = datetime.combine(FIRST_DAY, time(10), UTC)
        self.refs: dict[str, str] = {}
        self.current = ""
        self.notes: dict[str, Any] = {}
        self.done: Done | None = None
        self.refusal: Refusal | None = None
        self.fault: Fault | None = None
        self.length_before = 0
        self.answered = Answered(rows=[], stamp={})
        self.environment: dict[str, str] = {}
        self.without_address: list[str] = []

    @classmethod
    def moved_in(cls, house: Path, folder: Path) -> Self:
        """Returns a driver on a copy of a furnished store."""
        for file in house.parent.glob(f"{house.name}*"):
            shutil.copy(file, folder / file.name)
        return cls(folder / house.name)

    @property
    def today(self) -> date:
        """Returns the day of the scenario's clock, which stands at ten in the morning UTC."""
        return self.now.date()

    @today.setter
    def today(self, day: date) -> None:
        self.now = datetime.combine(day, time(10), UTC)

    def ref_of(self, name: str | None = None) -> str:
        """Returns the reference of a partner, of the one last spoken of when none is named."""
        name = name or self.current
        return self.refs.get(name, name)

    def about(self, partner: str) -> None:
        """Makes a partner the one spoken of."""
        assert partner in self.refs, f"no partnership with {partner} in this scenario"
        self.current = partner

    def in_names(self, text: str) -> str:
        """Returns a sentence of the product with first names for handles, and partners for references."""
        for first_name, handle in HANDLES.items():
            text = text.replace(handle, first_name)
        for partner, ref in self.refs.items():
            text = re.sub(rf"\b{ref}\b", partner, text)
        return text

    # --- doing

    def do(self, person: str, command: c.Command, on: date | None = None) -> Done | None:
        """Does a command in a person's name; the partnership is the one spoken of unless the command names one."""
        return self._kept(command, lambda told: self._done(told, handle_of(person), on))

    def must(self, person: str, command: c.Command, on: date | None = None) -> Done:
        """Does a command that the scenario takes for granted; fails when it is not allowed."""
        done = self.do(person, command, on)
        assert done is not None, f"{person} could not {command.NAME}: {self.refusal or self.fault}"
        return done

    def submit(self, person: str, kind: type[c.Command], fields: dict[str, Any]) -> Done | None:
        """Does a command given as a filled-in form, whose fields may be malformed."""
        if issubclass(kind, c.PartnershipCommand):
            fields = {"ref": self.ref_of(), **fields}
        self.length_before = self.length()
        return self._kept(None, lambda _: self._submitted(kind, fields, handle_of(person)))

    def _kept(self, command: c.Command | None, run: Any) -> Done | None:
        self.done = self.refusal = self.fault = None
        if isinstance(command, c.PartnershipCommand):
            command = replace(command, ref=self.ref_of(command.ref))
        try:
            self.done = run(command)
        except Refused as refused:
            self.refusal = Refusal(message=refused.message, hint=refused.hint, findings=refused.findings)
        except SamverkanError as error:
            self.fault = Fault(
                code=error.code, message=error.message, hint=error.hint, findings=error.findings
            )
        if self.done and isinstance(command, c.Propose):
            self.refs[command.partner.name] = self.done.ref
            self.current = command.partner.name
        return self.done

    def take_in(self, person: str, file: Path, because: str) -> Done | None:
        """Imports a file of partnerships; the first of them becomes the one spoken of."""
        self.length_before = self.length()
        done = self._kept(None, lambda _: self._taken_in(file, because, handle_of(person)))
        if done:
            self.refs |= {self.state(ref).partner["name"]: ref for ref in self.references()}
            self.current = next(iter(self.refs))
        return done

    def ask(self, question: str, *arguments: str, **wanted: str) -> None:
        """Asks one of the auditor's questions; the answer is kept, or what was wrong with the question."""
        self.fault = None
        try:
            self.answered = self._asked(question, *arguments, **wanted)
        except SamverkanError as error:
            self.fault = Fault(code=error.code, message=error.message, hint=error.hint)

    @property
    def dossier(self) -> Path:
        """Returns where the dossier lies that was handed over."""
        return self.path.with_name("dossier")

    def reach(self, day: date) -> tuple[Done, ...]:
        """Lets the clock reach a day, and the calendar record what that day has made true."""
        self.today = day
        return self.tick()

    def remind(self, day: date) -> None:
        """Lets the clock reach a day, and the reminders of that day go out; what went wrong is kept as a fault."""
        self.today, self.fault = day, None
        try:
            self.without_address = self._reminded()
        except SamverkanError as error:
            self.fault = Fault(code=error.code, message=error.message, hint=error.hint)

    def length(self) -> int:
        """Returns how much stands on record: the events of each partnership, and the refused attempts."""
        return sum(self.state(ref).version for ref in self.refs.values()) + len(self.refusals())

    # --- what each surface does its own way

    @abstractmethod
    def _done(self, command: c.Command, actor: str, on: date | None) -> Done: ...

    @abstractmethod
    def _submitted(self, kind: type[c.Command], fields: dict[str, Any], actor: str) -> Done: ...

    @abstractmethod
    def _taken_in(self, file: Path, because: str, actor: str) -> Done: ...

    @abstractmethod
    def references(self) -> list[str]:
        """Returns the references of every partnership, oldest first."""

    @abstractmethod
    def _asked(self, question: str, *arguments: str, **wanted: str) -> Answered: ...

    @abstractmethod
    def report(self, year: int) -> dict[str, Any]:
        """Returns the numbers of the portfolio report of a year, each with the query behind it."""

    @abstractmethod
    def _reminded(self) -> list[str]:
        """Sends the reminders of today; returns who could not be told for want of an address."""

    @abstractmethod
    def calendar(self, person: str) -> bytes:
        """Returns a person's calendar feed."""

    @abstractmethod
    def verified(self) -> list[str]:
        """Returns the kinds of everything that verifying the log finds; none when it is whole."""

    @abstractmethod
    def receipt(self) -> tuple[bytes, bytes]:
        """Returns the receipt of the latest entry about the partner last spoken of, and the entry's bytes."""

    @abstractmethod
    def holds(self, receipt: bytes, entry: bytes) -> bool:
        """Tells whether a receipt proves an entry to somebody who has the log's public key and nothing else."""

    def backup(self) -> None:
        """Makes a backup of the database."""
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(self._backup)) as target:
            source.backup(target)

    def restore(self) -> None:
        """Puts the backup back, in place of the database."""
        with closing(sqlite3.connect(self._backup)) as source, closing(sqlite3.connect(self.path)) as target:
            source.backup(target)

    @property
    def _backup(self) -> Path:
        return self.path.with_name("backup.db")

    def change_an_entry(self) -> None:
        """Changes the latest entry in the database, past the product and its triggers."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("DROP TRIGGER stored_events_no_update")
            connection.execute(
                "UPDATE stored_events SET state = CAST(state AS TEXT) || ' ' "
                "WHERE rowid = (SELECT MAX(rowid) FROM stored_events)"
            )

    @abstractmethod
    def hand_over(self, *, whole: bool) -> None:
        """Makes the dossier of the partnership spoken of, or of the whole log."""

    @abstractmethod
    def tick(self) -> tuple[Done, ...]:
        """Lets the calendar record what today has made true."""

    @abstractmethod
    def state(self, name: str | None = None) -> Seen:
        """Returns a partnership, by partner or reference."""

    @abstractmethod
    def history(self, name: str | None = None) -> list[Row]:
        """Returns what happened to a partnership, oldest first, without refused attempts."""

    @abstractmethod
    def refusals(self) -> list[Row]:
        """Returns every refused attempt of the store, oldest first; `what` is what was attempted."""

    @abstractmethod
    def obligations(self, name: str | None = None) -> list[Owed]:
        """Returns what a partnership owes today, soonest first."""

    @abstractmethod
    def due(self, days: int, owner: str, kind: str = "") -> list[Owed]:
        """Returns what a person owns or owes across the portfolio, late or due within some days, soonest first."""

    @abstractmethod
    def frames(self, **wanted: str) -> list[dict[str, Any]]:
        """Returns the frame of each year, now, as in force on a day (`as_of`) or as known on one (`known_at`)."""

    @abstractmethod
    def roles_of(self, person: str) -> tuple[str, ...]:
        """Returns the roles and levels a person holds now."""

    @property
    @abstractmethod
    def account(self) -> str:
        """Returns the account this surface acts through, as the log shows it."""

    @abstractmethod
    def leave(self) -> None:
        """Lets go of the store, so that another can stand in its place."""

    @abstractmethod
    def move_in(self) -> None:
        """Takes up the store that stands there now."""

    @abstractmethod
    def close(self) -> None:
        """Closes what is open."""


def handle_of(person: str) -> str:
    """Returns the handle of somebody named by first name, or the handle itself."""
    return HANDLES.get(person, person)


def first_name_of(handle: str) -> str:
    """Returns the first name of a handle, or the handle itself."""
    return next((name for name, known in HANDLES.items() if known == handle), handle)


def in_words(event: str) -> str:
    """Returns an event's name as words: `breach reported`."""
    return event.replace("-", " ").replace("co partner", "co-partner").replace("follow up", "follow-up")


# --- over the library -----------------------------------------------------------------------------


class ServiceDriver(Driver):
    """The world over `Partnerships.handle` and `Reader`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._store = Partnerships(path, clock=lambda: self.now)

    def _done(self, command: c.Command, actor: str, on: date | None) -> Done:
        return _view_of(self._store.handle(command, actor=actor, on=on, via=self.account), Done)

    def _submitted(self, kind: type[c.Command], fields: dict[str, Any], actor: str) -> Done:
        return self._done(command_from(fields, kind), actor, None)

    def _taken_in(self, file: Path, because: str, actor: str) -> Done:
        portfolio = read_portfolio(file, because)
        taken_in = self._store.import_portfolio(
            portfolio.command, actor=actor, via=self.account, unread=portfolio.unread
        )
        return _view_of(taken_in, Done)

    def references(self) -> list[str]:
        with Reader(self.path) as reader:
            return [one.ref for one in reader.listed()]

    def _asked(self, question: str, *arguments: str, **wanted: str) -> Answered:
        with Reader(self.path, self.now) as reader:
            return _view_of(_QUESTIONS[question](reader, *arguments, **wanted), Answered)

    def report(self, year: int) -> dict[str, Any]:
        with Reader(self.path, self.now) as reader:
            return numbers(portfolio_report(reader, year))

    def _reminded(self) -> list[str]:
        with Reader(self.path, self.now) as reader:
            ran = run(self._store, reader, post_of(self.environment), self.account)
        if ran.unsent:
            raise undelivered(ran)
        return [one.to for one in ran.without_address]

    def calendar(self, person: str) -> bytes:
        with Reader(self.path, self.now) as reader:
            return feed(reader, for_handle=handle_of(person))

    def verified(self) -> list[str]:
        with Reader(self.path) as reader:
            return [one.kind for one in verify(reader).damage]

    def receipt(self) -> tuple[bytes, bytes]:
        with Reader(self.path) as reader:
            proved = prove(reader, index_of(reader, self.ref_of()))
        return proved.receipt.text.encode(), proved.logged.stored

    def holds(self, receipt: bytes, entry: bytes) -> bool:
        verifier = parse_vkey(self.path.with_name(f"{self.path.name}.origin.vkey").read_text())
        try:
            return checked(receipt, verifier, entry).event_checked
        except Damaged:
            return False

    def restore(self) -> None:
        self.leave()
        super().restore()
        self.move_in()

    def hand_over(self, *, whole: bool) -> None:
        with Reader(self.path, self.now) as reader:
            if whole:
                bundle_whole_log(reader, self.dossier)
            else:
                bundle_partnership(reader, self.ref_of(), self.dossier)

    def tick(self) -> tuple[Done, ...]:
        return tuple(_view_of(outcome, Done) for outcome in self._store.tick())

    def state(self, name: str | None = None) -> Seen:
        with Reader(self.path) as reader:
            return _view_of(reader.partnership(self.ref_of(name)), Seen)

    def history(self, name: str | None = None) -> list[Row]:
        with Reader(self.path) as reader:
            logged = reader.history(reader.partnership(self.ref_of(name)), beside=False)
        return [self._row(one.recorded, in_words(name_of(one.recorded.event))) for one in logged]

    def refusals(self) -> list[Row]:
        with Reader(self.path) as reader:
            logged = [one.recorded for one in reader.refusals()]
        return [self._row(one, one.event.command) for one in logged if isinstance(one.event, CommandRefused)]

    def _row(self, recorded: Any, what: str) -> Row:
        return Row(
            what=what,
            by=first_name_of(recorded.actor),
            because=recorded.reason,
            on=recorded.effective_on,
            clauses=recorded.clauses,
            policy_version=recorded.policy_version,
        )

    def obligations(self, name: str | None = None) -> list[Owed]:
        with Reader(self.path) as reader:
            state = reader.partnership(self.ref_of(name))
            owed = obligations(state, reader.policy(state.policy_version), reader.house(), self.today)
        return [_view_of(one, Owed) for one in owed]

    def due(self, days: int, owner: str, kind: str = "") -> list[Owed]:
        until = self.today + timedelta(days)
        with Reader(self.path) as reader:
            owed = owed_across(reader, self.today, until=until, owner=owner, kinds=[kind] if kind else [])
        return [_view_of(one, Owed) for one in owed]

    def frames(self, **wanted: str) -> list[dict[str, Any]]:
        with Reader(self.path, self.now) as reader:
            rows: list[dict[str, Any]] = to_plain(budget(reader, **_when(wanted)).rows)
        return rows

    def roles_of(self, person: str) -> tuple[str, ...]:
        with Reader(self.path) as reader:
            return reader.house().people[handle_of(person)].roles

    @property
    def account(self) -> str:
        return "service:tests"

    def leave(self) -> None:
        self._store.close()

    def move_in(self) -> None:
        self._store = Partnerships(self.path, clock=lambda: self.now)

    def close(self) -> None:
        self._store.close()


def _view_of(value: Any, kind: type[ViewT]) -> ViewT:
    return msgspec.convert(to_plain(value), kind)


def _when(wanted: dict[str, str]) -> dict[str, Any]:
    """Returns days as the library takes them: a time a day stands for is its end."""
    names = {"from_": "first", "to": "last"}
    days = {name: date.fromisoformat(text) for name, text in wanted.items()}
    return {
        names.get(name, name): end_of_day(day) if name == "known_at" else day for name, day in days.items()
    }


_QUESTIONS: dict[str, Callable[..., Answer]] = {
    "accounts": accounts,
    "corrections": corrections,
    "document": lambda reader, file: document(reader, Path(file)),
    "duties": duties,
    "late": late,
    "told": told,
    "search": lambda reader, **wanted: search(reader, Search(**wanted)),
    "state": lambda reader, ref, **wanted: state(reader, ref, **_when(wanted)),
    "diff": lambda reader, ref, **wanted: diff(reader, ref, **_when(wanted)),
    "could": lambda reader, ref, act, **wanted: could(reader, ref, act, **_when(wanted)),
    "mandates": mandates,
    "conformance": conformance,
}
"""The auditor's questions as the library answers them, by the name each has on the command line."""


# --- over the command line ------------------------------------------------------------------------


class CliDriver(Driver):
    """The world over the command line: commands become forms, answers are read from JSON."""

    def _done(self, command: c.Command, actor: str, on: date | None) -> Done:
        return self._filed(type(command), _written(command), actor, on)

    def _submitted(self, kind: type[c.Command], fields: dict[str, Any], actor: str) -> Done:
        return self._filed(kind, fields, actor, None)

    def _filed(self, kind: type[c.Command], fields: dict[str, Any], actor: str, on: date | None) -> Done:
        placed = [fields.pop("ref")] if issubclass(kind, c.PartnershipCommand) else []
        if kind is c.AdoptPolicy:
            placed = [str(self._file("policy.toml", fields.pop("text")))]
        form = self._file("form.toml", tomlkit.dumps(_folded(fields, kind)))
        dated = ["--on", on.isoformat()] if on else []
        answer = self._run(*kind.NAME.split(), *placed, "--file", str(form), "--as", actor, *dated)
        return msgspec.convert(answer, Done)

    def _file(self, name: str, text: str) -> Path:
        file = self.path.with_name(name)
        file.write_text(text, "utf-8")
        return file

    def _answered(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Runs one command line. Returns its exit code, and what it says went wrong, if anything."""
        try:
            self._run(*arguments)
        except SamverkanError as error:
            return error.exit_code, {"findings": [to_plain(one) for one in error.findings]}
        return 0, {}

    def _run(self, *arguments: str) -> dict[str, Any]:
        """Runs one command line. Raises what the answer says went wrong."""
        from click.testing import CliRunner

        from samverkan_flow.cli.app import cli

        settings: dict[str, str | None] = {key: None for key in os.environ if key.startswith("SAMVERKAN_")}
        settings |= {**self.environment, "SAMVERKAN_NOW": self.now.isoformat()}
        result = CliRunner().invoke(cli, [*arguments, "--json", "--db", str(self.path)], env=settings)
        assert result.stdout, f"{arguments} answered nothing: {result.stderr}\n{result.exception!r}"
        answer: dict[str, Any] = json.loads(result.stdout)
        if not answer["ok"]:
            raise _error_of(answer["error"], result.exit_code)
        assert result.exit_code == 0, f"{arguments} is ok but ends with {result.exit_code}"
        return answer

    def _taken_in(self, file: Path, because: str, actor: str) -> Done:
        return msgspec.convert(self._run("import", str(file), "--because", because, "--as", actor), Done)

    def references(self) -> list[str]:
        return [one["ref"] for one in self._run("list")["partnerships"]]

    def _asked(self, question: str, *arguments: str, **wanted: str) -> Answered:
        options = [part for name, text in wanted.items() for part in (_option(name), text)]
        return msgspec.convert(self._run("audit", question, *arguments, *options), Answered)

    def report(self, year: int) -> dict[str, Any]:
        return self._run("report", "--year", str(year))

    def _reminded(self) -> list[str]:
        told: list[str] = self._run("remind")["without_address"]
        return told

    def calendar(self, person: str) -> bytes:
        return str(self._run("calendar", "--for", handle_of(person))["calendar"]).encode()

    def verified(self) -> list[str]:
        return [finding["clause"] for finding in self._answered("log", "verify")[1].get("findings", ())]

    def receipt(self) -> tuple[bytes, bytes]:
        files = [self.path.with_name(name) for name in ("receipt.tlog-proof", "entry.json")]
        self._run("log", "receipt", self.ref_of(), "-o", str(files[0]), "--event", str(files[1]))
        receipt, entry = (file.read_bytes() for file in files)
        return receipt, entry

    def holds(self, receipt: bytes, entry: bytes) -> bool:
        files = [self.path.with_name(name) for name in ("given.tlog-proof", "given.json")]
        for file, data in zip(files, (receipt, entry), strict=True):
            file.write_bytes(data)
        vkey = str(self.path.with_name(f"{self.path.name}.origin.vkey"))
        told = ("--vkey", vkey, "--event", str(files[1]))
        return self._answered("log", "check-receipt", str(files[0]), *told)[0] == 0

    def hand_over(self, *, whole: bool) -> None:
        self._run("audit", "bundle", "--all" if whole else self.ref_of(), "-o", str(self.dossier))

    def tick(self) -> tuple[Done, ...]:
        answer = self._run("tick")
        return tuple(msgspec.convert(answer.get("outcomes", []), list[Done]))

    def state(self, name: str | None = None) -> Seen:
        return msgspec.convert(self._run("show", self.ref_of(name))["partnership"], Seen)

    def history(self, name: str | None = None) -> list[Row]:
        return [
            self._row(one, in_words(one["event"]))
            for one in self._events(name)
            if one["event"] not in (REFUSED, REMINDED)
        ]

    def refusals(self) -> list[Row]:
        told = [
            one for ref in self.refs.values() for one in self._events(ref)
        ] + self._before_any_partnership()
        refused = sorted((one for one in told if one["event"] == REFUSED), key=lambda one: int(one["index"]))
        return [self._row(one, one["data"]["command"]) for one in refused]

    def _events(self, name: str | None) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = self._run("audit", "history", self.ref_of(name))["rows"]
        return events

    def _before_any_partnership(self) -> list[dict[str, Any]]:
        """The command line tells refusals beside their partnership; of those that have none the library tells."""
        with Reader(self.path) as reader:
            logged = [one for one in reader.refusals() if not to_plain(one.recorded.event).get("ref")]
        return [
            {
                **to_plain(one.recorded),
                "index": one.index,
                "event": name_of(one.recorded.event),
                "clauses": one.recorded.clauses,
                "data": to_plain(one.recorded.event),
            }
            for one in logged
        ]

    def _row(self, told: dict[str, Any], what: str) -> Row:
        return Row(
            what=what,
            by=first_name_of(told["actor"]),
            because=told.get("reason", ""),
            on=date.fromisoformat(told["effective_on"]),
            clauses=tuple(told.get("clauses", ())),
            policy_version=told.get("policy_version", ""),
        )

    def obligations(self, name: str | None = None) -> list[Owed]:
        return msgspec.convert(self._run("show", self.ref_of(name))["obligations"], list[Owed])

    def due(self, days: int, owner: str, kind: str = "") -> list[Owed]:
        kinds = ("--kind", kind) if kind else ()
        answer = self._run("due", "--within", f"{days}d", "--owner", owner, *kinds)
        return msgspec.convert(answer["due"], list[Owed])

    def frames(self, **wanted: str) -> list[dict[str, Any]]:
        options = [part for name, text in wanted.items() for part in (_option(name), text)]
        rows: list[dict[str, Any]] = self._run("budget", "show", *options)["rows"]
        return rows

    def roles_of(self, person: str) -> tuple[str, ...]:
        people = self._run("people", "list")["people"]
        return next(tuple(one["roles"]) for one in people if one["handle"] == handle_of(person))

    @property
    def account(self) -> str:
        from samverkan_flow.cli.verbs import account

        return account()

    def leave(self) -> None:
        """Each command line opens and closes the store by itself."""

    move_in = close = leave


def _option(name: str) -> str:
    """Returns how an option is written: `from_`, which is no word for the library, is `--from`."""
    return f"--{name.rstrip('_').replace('_', '-')}"


class _Faulty(SamverkanError):
    """An error the command line told, with the code it told."""

    def __init__(self, told: dict[str, Any], exit_code: int) -> None:
        super().__init__(told["message"], told.get("hint", ""), _findings_of(told))
        self.code = told["code"]  # type: ignore[misc]
        self.exit_code = exit_code  # type: ignore[misc]


def _error_of(told: dict[str, Any], exit_code: int) -> SamverkanError:
    if told["code"] != Refused.code:
        assert exit_code not in (0, Refused.exit_code), f"{told} ends with {exit_code}"
        return _Faulty(told, exit_code)
    assert exit_code == Refused.exit_code, f"a refusal ends with {exit_code}"
    return Refused(told["message"], _findings_of(told), told.get("hint", ""))


def _findings_of(told: dict[str, Any]) -> tuple[Finding, ...]:
    """Returns what was found; what stands in a table comes with its row and column."""
    return tuple(msgspec.convert(one, Problem if "row" in one else Finding) for one in told["findings"])


def _written(command: c.Command) -> dict[str, Any]:
    """Returns a command's fields as a person writes them into a form."""
    fields = msgspec.to_builtins(command, builtin_types=(date,), enc_hook=_as_written)
    assert isinstance(fields, dict)
    return fields


def _as_written(value: Any) -> Any:
    if isinstance(value, Money):
        return str(value)
    raise NotImplementedError(type(value))


def _folded(fields: dict[str, Any], kind: type[c.Command]) -> dict[str, Any]:
    """An initiative and a goal are written flat, as their forms ask."""
    if kind in (c.PlanInitiative, c.AddGoal):
        inner = "initiative" if kind is c.PlanInitiative else "goal"
        outer = {key: value for key, value in fields.items() if key != inner}
        return {**outer, **fields.get(inner, {})}
    return fields
