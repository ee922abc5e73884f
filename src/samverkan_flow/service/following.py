"""What follows from a partnership's events: what moves in the yearly frames, and what is owed from now on."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import uuid4

from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import Frame, frame_id, imported, movements, project_frame
from samverkan_flow.domain.guards.house_rules import State
from samverkan_flow.domain.house import House, project_house
from samverkan_flow.domain.partnership import Partnership, project
from samverkan_flow.service.outcome import Handling


def projected(state: State, recorded: tuple[e.Recorded, ...]) -> Partnership | House | Frame:
    """Returns the state after some events."""
    match state:
        case House():
            after: State = project_house(state, recorded)
        case Frame():
            after = project_frame(state, recorded)
        case _:
            after = project(state, recorded)
    assert after is not None, "events make a state"
    return after


def moved(
    handling: Handling,
    after: Partnership,
    frame_of: Callable[[int], Frame],
    effective_on_of: Callable[[int], date],
) -> tuple[tuple[Frame, tuple[e.Recorded, ...]], ...]:
    """Returns each year's frame as it then stands, with the events that are recorded in its stream.

    What a correction moves takes effect on the day of the event it corrects (T17).
    """
    before = handling.state if isinstance(handling.state, Partnership) else None
    correcting = isinstance(handling.command, c.ConfirmCorrection)
    moving = movements(before, after, correcting=correcting)
    if moving and correcting:
        corrected = next(one for one in after.corrections if one.number == _number(handling.command))
        on = effective_on_of(corrected.event_version)
        handling = replace(handling, context=replace(handling.context, on=on))
    return tuple(_moved(handling, frame_of(year), events) for year, events in moving.items())


def _number(command: c.Command) -> int:
    assert isinstance(command, c.ConfirmCorrection), "only a correction is looked up"
    return command.number


def _moved(
    handling: Handling, frame: Frame, events: tuple[e.Event, ...]
) -> tuple[Frame, tuple[e.Recorded, ...]]:
    stamp = replace(handling, state=frame, stream=frame_id(frame.year))
    recorded = stamped(stamp, events, frame.version)
    after = project_frame(frame, recorded)
    assert after is not None, "events make a state"
    return after, recorded


def committed_by_many(
    handling: Handling, states: Iterable[Partnership], frame_of: Callable[[int], Frame]
) -> tuple[tuple[Frame, tuple[e.Recorded, ...]], ...]:
    """Returns the frame of each year that imported partnerships take a part of, with the one event of it."""
    return tuple(_moved(handling, frame_of(year), (event,)) for year, event in imported(states).items())


def stamped_apart(handling: Handling, dated: Sequence[tuple[e.Event, date]]) -> tuple[e.Recorded, ...]:
    """Returns events in their envelopes, each on its own business date and the first of a stream of its own."""
    (envelope,) = stamped(handling, (dated[0][0],), 0)
    return tuple(
        replace(envelope, originator_id=uuid4(), effective_on=on, event=event) for event, on in dated
    )


def stamped(handling: Handling, events: tuple[e.Event, ...], version: int) -> tuple[e.Recorded, ...]:
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


def _reason_of(event: e.Event, command: c.Command) -> str:
    """Returns why an event happened; a conflict declared with a proposal is described by the proposer."""
    if isinstance(event, e.ConflictDeclared) and isinstance(command, c.Propose):
        return command.conflict
    return command.because
