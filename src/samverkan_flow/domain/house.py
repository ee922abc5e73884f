"""The house a partnership lives in: its people and their roles, the policies adopted, the codes published."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid5

from msgspec.structs import replace

from samverkan_flow.domain import events as e
from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.policy import LEVELS
from samverkan_flow.domain.values import Personal, Value

NAMESPACE = UUID("5f0d5f3e-6a0b-5b0e-9a35-0c6f3c1a7d01")
HOUSE_ID = UUID("26ea7a0d-5b32-5364-b7be-170facdaadcc")
"""The stream of the house: uuid5 of "house", written out, since working it out loads a hash library."""
CALENDAR = "calendar"
"""The reserved actor of what dates bring about; no person may take the name."""


def refusals_id(partnership_id: UUID | None) -> UUID:
    """Returns the stream that keeps the refusals of one partnership, or of what has none yet."""
    return uuid5(NAMESPACE, f"refusals:{partnership_id or ''}")


def reminders_id(partnership_id: UUID) -> UUID:
    """Returns the stream that keeps who was reminded of what one partnership owes."""
    return uuid5(NAMESPACE, f"reminders:{partnership_id}")


class Person(Value, frozen=True):
    """A person who may act: the handle, the sealed name and mail address, the roles held now, the bound accounts."""

    handle: str
    name: Personal | None = None
    roles: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    mail: Personal | None = None

    @property
    def level(self) -> str:
        """Returns the highest level of delegation held, or an empty text."""
        return next((level for level in reversed(LEVELS) if level in self.roles), "")


class AdoptedPolicy(Value, frozen=True):
    """A policy version the house has adopted; its text stands in the log."""

    version: str
    in_force_from: date
    sha256: str


class CodeOfConduct(Value, frozen=True):
    """A published version of the code of conduct."""

    version: str
    in_force_from: date
    sha256: str
    published_on: date


Dated = TypeVar("Dated", AdoptedPolicy, CodeOfConduct)


class House(Value, frozen=True):
    """Everybody who may act, and the rules that are in force."""

    version: int = 0
    origin: str = ""
    opened_on: date | None = None
    demonstration: bool = False
    people: dict[str, Person] = {}
    policies: tuple[AdoptedPolicy, ...] = ()
    codes: tuple[CodeOfConduct, ...] = ()

    def policy_in_force(self, on: date) -> AdoptedPolicy | None:
        """Returns the policy in force on a day: of one first day, the one adopted last. Or None."""
        return _in_force(self.policies, on)

    def code_in_force(self, on: date) -> CodeOfConduct | None:
        """Returns the latest code of conduct in force on a day, or None."""
        return _in_force(self.codes, on)

    def code(self, version: str) -> CodeOfConduct | None:
        """Returns a published code of conduct by its version, or None."""
        return next((one for one in self.codes if one.version == version), None)

    def adopted(self, version: str) -> AdoptedPolicy | None:
        """Returns an adopted policy by its version, or None."""
        return next((one for one in self.policies if one.version == version), None)


def _in_force(versions: tuple[Dated, ...], on: date) -> Dated | None:
    begun = [one for one in versions if one.in_force_from <= on]
    return max(reversed(begun), key=lambda one: one.in_force_from) if begun else None


def project_house(state: House | None, recorded_events: Iterable[e.Recorded]) -> House | None:
    """Returns the house after some events; the projector the event store calls."""
    for recorded in recorded_events:
        state = evolve_house(state, recorded)
    return state


def evolve_house(state: House | None, recorded: e.Recorded) -> House:
    """Returns the house after one event. Raises ValueError for an event it does not know."""
    return replace(_applied(state or House(), recorded), version=recorded.originator_version)


def _applied(state: House, recorded: e.Recorded) -> House:
    event = recorded.event
    match event:
        case e.StoreOpened(origin=origin, demonstration=demonstration):
            opened_on = local_date(recorded.recorded_at)
            return replace(state, origin=origin, opened_on=opened_on, demonstration=demonstration)
        case e.RollbackAccepted():
            return state
        case e.PersonAdded(handle=handle, name=name):
            return _with_person(state, Person(handle, name))
        case e.RoleGranted(handle=handle, role=role):
            person = state.people[handle]
            return _with_person(state, replace(person, roles=(*person.roles, role)))
        case e.RoleRevoked(handle=handle, role=role):
            person = state.people[handle]
            return _with_person(state, replace(person, roles=tuple(r for r in person.roles if r != role)))
        case e.AccountBound(handle=handle, account=account):
            person = state.people[handle]
            return _with_person(state, replace(person, accounts=(*person.accounts, account)))
        case e.AccountUnbound(handle=handle, account=account):
            person = state.people[handle]
            return _with_person(
                state, replace(person, accounts=tuple(one for one in person.accounts if one != account))
            )
        case e.PersonMailSet(handle=handle, mail=mail):
            return _with_person(state, replace(state.people[handle], mail=mail))
        case e.PolicyAdopted(version=version, in_force_from=in_force_from, sha256=sha256):
            return replace(state, policies=(*state.policies, AdoptedPolicy(version, in_force_from, sha256)))
        case e.CodePublished(version=version, in_force_from=in_force_from, document=document):
            return replace(
                state,
                codes=(
                    *state.codes,
                    CodeOfConduct(version, in_force_from, document.sha256, local_date(recorded.recorded_at)),
                ),
            )
        case _:
            raise ValueError(f"the house knows no event {type(event).__name__}")


def _with_person(state: House, person: Person) -> House:
    return replace(state, people={**state.people, person.handle: person})
