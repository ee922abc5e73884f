"""What a decision may look at beside the partnership: the day, the person, the policy, the house."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from samverkan_flow.domain.budget import Frame
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.house import House, Person
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.policy import Policy


class Rollback(msgspec.Struct, frozen=True):
    """How a database disagrees with the newest checkpoint seen of it.

    The kind, how many events the database has, how many had been seen (0: unknown), and that checkpoint's note.
    """

    kind: str
    size: int
    seen: int
    checkpoint: str


class Standing(msgspec.Struct, frozen=True):
    """A partnership as the register lists it: what an import is held against, so that nothing is recorded twice."""

    ref: str
    name: str
    partner: str
    organisation_number: str
    start: date | None
    end: date | None


class Term(NamedTuple):
    """The first and the last day of an agreement in force."""

    start: date
    end: date


class Context(msgspec.Struct, frozen=True):
    """Everything decide is told; it asks neither the clock nor the disk.

    `today` is the day it is recorded, `on` the business date. `policy` judges the partnership (T13),
    `house_policy` is the one in force today. For a
    proposal, `number` is the next free partnership number and `earlier` are those with the same partner;
    for an import, `number` is the first free one and `standing` what the register already holds;
    `rollback` is what stands to be accepted where the log has gone back. `frames` are the yearly frames
    a decision touches, `terms` the periods of the other agreements in force, `debts` the evaluations
    that are late in any partnership with the same partner, `moving_to` the policy it is to be moved to.
    """

    today: date
    on: date
    actor: Person
    via: str
    policy: Policy
    house_policy: Policy
    house: House
    predecessor: Partnership | None = None
    number: int = 0
    earlier: tuple[str, ...] = ()
    rollback: Rollback | None = None
    standing: tuple[Standing, ...] = ()
    frames: dict[int, Frame] = {}
    terms: tuple[Term, ...] = ()
    debts: tuple[Obligation, ...] = ()
    moving_to: Policy | None = None


Findings = Iterator[Finding]
Guard = Callable[..., Findings]
"""A guard takes (command, state, context) and yields every finding of one clause demand."""
