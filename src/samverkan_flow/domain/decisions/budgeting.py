"""Proposing and setting the frame of a year."""

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import Frame
from samverkan_flow.domain.context import Context


def propose_frame(command: c.ProposeFrame, state: Frame, _context: Context) -> tuple[e.Event, ...]:
    """Returns the proposal, numbered within the year; an earlier one that waits gives way."""
    assert command.amount is not None, "frame_is_stated has checked it"
    return (e.FrameProposed(year=state.year, number=state.proposals + 1, amount=command.amount),)


def set_frame(command: c.SetFrame, state: Frame, _context: Context) -> tuple[e.Event, ...]:
    """Returns the frame, set as it was proposed."""
    assert command.amount is not None and state.proposal is not None, "the guards have checked both"
    return (e.FrameSet(year=state.year, number=state.proposal.number, amount=command.amount),)
