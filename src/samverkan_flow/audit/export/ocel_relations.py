"""Which objects an event relates to, and as what: the qualifiers of the OCEL export.

Every event relates to a partnership, to a year's frame or to the house, and to the person who acted; the calendar is no
person.
"""

from collections.abc import Iterator
from typing import NamedTuple

from samverkan_flow.audit.export.lives import Moment
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import FrameEvent
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.domain.reference import frame_reference
from samverkan_flow.domain.values import CoPartner, Partner


class Thing(NamedTuple):
    """An object as others refer to it: its id, its type, and what is known of it for good."""

    id: str
    type: str
    attributes: tuple[tuple[str, str], ...] = ()


class Relation(NamedTuple):
    """One relation to an object, with what the object is in it."""

    thing: Thing
    qualifier: str


HOUSE = Thing("house", "house")


def person(handle: str) -> Thing:
    """Returns a person, known by the handle alone."""
    return Thing(f"person:{handle}", "person", (("handle", handle),))


def frame(year: int) -> Thing:
    """Returns the frame of a year."""
    return Thing(frame_reference(year), "budget", (("year", str(year)),))


def partnership(ref: str) -> Thing:
    """Returns a partnership, known by its reference."""
    return Thing(ref, "partnership")


def party(one: Partner | CoPartner) -> Thing:
    """Returns an organisation: known by its number, else by its name. A sole trader's number stays sealed."""
    number = one.organisation_number if isinstance(one, Partner) else ""
    return Thing(f"party:{number or one.name}", "party", (("name", one.name), ("organisationNumber", number)))


def of_partnership(moment: Moment) -> tuple[Relation, ...]:
    """Returns what an event in a partnership's life relates to."""
    recorded = moment.logged.recorded
    return tuple(
        dict.fromkeys((
            Relation(partnership(moment.state.ref), "subject"),
            *_actor(recorded.actor),
            *_parties(recorded.event, moment.state.partner),
            *_persons(recorded.event),
        ))
    )  # fmt: skip


def of_house(recorded: e.Recorded) -> tuple[Relation, ...]:
    """Returns what an event of the house or of a year's frame, or a refusal without a partnership, relates to."""
    event = recorded.event
    subject = frame(event.year) if isinstance(event, FrameEvent) else HOUSE
    return (
        Relation(subject, "subject"),
        *_partnerships(event),
        *_actor(recorded.actor),
        *_persons(event),
    )


def _partnerships(event: e.Event) -> Iterator[Relation]:
    """Yields the partnerships that a year's frame is committed to, pays for or gets back from."""
    if isinstance(event, e.FrameImported):
        yield from (Relation(partnership(line.ref), "partnership") for line in event.lines)
    elif isinstance(event, FrameEvent) and not isinstance(
        event, e.FrameProposed | e.FrameSet | e.FrameImported
    ):
        yield Relation(partnership(event.ref), "partnership")


def _actor(handle: str) -> Iterator[Relation]:
    if handle not in ("", CALENDAR):
        yield Relation(person(handle), "actor")


def _parties(event: e.Event, partner: Partner) -> Iterator[Relation]:
    """Yields the organisations an event is about."""
    match event:
        case e.PartnershipProposed(co_partners=co_partners):
            yield Relation(party(partner), "partner")
            for one in co_partners:
                yield Relation(party(one), "co-partner")
        case e.PartnershipImported():
            yield Relation(party(partner), "partner")
        case e.CoPartnerAdded(co_partner=co_partner):
            yield Relation(party(co_partner), "co-partner")
        case e.DocumentSigned(party="partner"):
            yield Relation(party(partner), "signing party")
        case e.CodeAcknowledged(party="partner"):
            yield Relation(party(partner), "acknowledging party")
        case e.PaymentMade():
            yield Relation(party(partner), "payee")


def _persons(event: e.Event) -> Iterator[Relation]:
    """Yields the people an event is about."""
    match event:
        case (
            e.PartnershipProposed(owner=owner, screener=screener)
            | e.PartnershipImported(owner=owner, screener=screener)
        ):
            yield Relation(person(owner), "owner")
            if screener:
                yield Relation(person(screener), "screener")
        case e.HandedOver(duty=duty, person=handle):
            yield Relation(person(handle), duty)
        case e.ReminderSent(to=handle):
            yield Relation(person(handle), "person reminded")
        case e.ConflictDeclared(person=handle) | e.ConflictWithdrawn(person=handle):
            yield Relation(person(handle), "person in conflict")
        case (
            e.PersonAdded(handle=handle)
            | e.RoleGranted(handle=handle)
            | e.RoleRevoked(handle=handle)
            | e.AccountBound(handle=handle)
            | e.AccountUnbound(handle=handle)
            | e.PersonMailSet(handle=handle)
        ):
            yield Relation(person(handle), "person concerned")
