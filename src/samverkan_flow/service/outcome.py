"""What a command comes to: told to whoever gave it, and kept for whoever repeats it.

`Handled` and `Result` are stored (table `commands`): a new field has a default, none is renamed.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from samverkan_flow.domain import events as e
from samverkan_flow.domain.acts import Act
from samverkan_flow.domain.budget import Frame
from samverkan_flow.domain.commands import Command
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.dates import format_time
from samverkan_flow.domain.decide import act_for, warnings_of
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.guards.house_rules import State
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.partnership import Partnership


class HappenedEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event as told to the person who brought it about."""

    event: str
    version: int
    clauses: tuple[str, ...]
    index: int | None = None
    number: int | None = None
    detail: str = ""


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


class YearTotal(msgspec.Struct, frozen=True):
    """What partnerships pay together in one calendar year: net, in öre."""

    year: int
    net: Money


class Imported(Handled, frozen=True, omit_defaults=True):
    """What came of importing a file: how much of it, and the years' totals. Of its events it tells the first."""

    source: str = ""
    sha256: str = ""
    rows: int = 0
    partnerships: int = 0
    initiatives: int = 0
    first_ref: str = ""
    last_ref: str = ""
    stages: dict[str, int] = {}
    years: tuple[YearTotal, ...] = ()


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of a handled command: the outcome, or the refusal and its place in the log."""

    outcome: Handled | None = None
    refused: str = ""
    findings: tuple[Finding, ...] = ()
    refused_at: int | None = None

    @property
    def index(self) -> int | None:
        """Returns the place in the log of the first event it is about."""
        return self.outcome.events[0].index if self.outcome else self.refused_at


class ImportResult(Result, frozen=True, omit_defaults=True):
    """What is kept of an import that was handled."""

    outcome: Imported | None = None


class Handling(msgspec.Struct, frozen=True):
    """What is known about one command while it is handled."""

    command: Command
    state: State
    context: Context
    now: datetime
    command_id: str
    stream: UUID
    next_index: int
    clock_skew_seconds: int = 0

    @property
    def act(self) -> Act:
        """Returns the row of the table of acts that is asked for."""
        return act_for(self.command, self.state, self.context)


def outcome_of(
    handling: Handling, recorded: tuple[e.Recorded, ...], state: State, *, dry_run: bool
) -> Handled:
    """Returns what is told of recorded events and the state they led to; a dry run has no log positions."""
    context = handling.context
    partnership = state if isinstance(state, Partnership) else None
    return Handled(
        command=handling.act.name,
        actor=context.actor.handle,
        recorded_at=format_time(handling.now),
        effective_on=context.on,
        command_id=handling.command_id,
        policy_version=context.policy.version,
        events=tuple(
            happened(one.event, one.originator_version, None if dry_run else handling.next_index + place)
            for place, one in enumerate(recorded)
        ),
        ref=partnership.ref if partnership else "",
        id=str(partnership.id) if partnership else "",
        name=partnership.name
        if partnership
        else f"the frame of {state.year}"
        if isinstance(state, Frame)
        else "",
        stage=partnership.stage.value if partnership else "",
        version=state.version if state else 0,
        warnings=warnings_of(handling.act, handling.command, handling.state, context),
        dry_run=dry_run,
    )


def happened(event: e.Event, version: int, index: int | None) -> HappenedEvent:
    """Returns one event as told to the person who brought it about."""
    return HappenedEvent(
        event=e.name_of(event),
        version=version,
        clauses=e.clauses_of(event),
        index=index,
        number=getattr(event, "number", None),
        detail=e.detail_of(event),
    )
