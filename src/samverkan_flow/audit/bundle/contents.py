"""What belongs in the dossier of one partnership.

All its events, every refused attempt at it and every reminder of what it owed; and of the house what these
rest on: how the log began and whether it ever went back, the policy versions that judged, the codes of conduct
that were acknowledged or agreed to, and of everybody who acted in it the registration, the roles and the
accounts, up to the last event. Other partnerships, a predecessor among them, what moved in the yearly frames
(their streams are of all partnerships), and what else administrators did are not in it.
"""

from collections.abc import Iterator

import msgspec

from samverkan_flow.audit.answer import Stamp, stamp_of
from samverkan_flow.audit.bundle.signed import Signed, signed_log
from samverkan_flow.audit.past import house_events
from samverkan_flow.audit.proving import Proved, proved_under
from samverkan_flow.domain import events as e
from samverkan_flow.domain.errors import Damaged
from samverkan_flow.domain.house import HOUSE_ID, House, project_house, refusals_id, reminders_id
from samverkan_flow.domain.partnership import Partnership, project
from samverkan_flow.queries.reading import LoggedEvent, Reader

_VERIFY = "samverkan log verify names what is damaged; no dossier is made of a damaged log"


class Dossier(msgspec.Struct, frozen=True):
    """Everything a partnership's dossier is made from.

    `own` are the partnership's events, refused attempts and reminders, `house` those of the house they rest on,
    all in log order; `roles` the roles of who acted, at that very time, by the event's place in the log.
    """

    state: Partnership
    stamp: Stamp
    signed: Signed
    own: tuple[Proved, ...]
    house: tuple[Proved, ...]
    roles: dict[int, tuple[str, ...]]

    @property
    def proved(self) -> tuple[Proved, ...]:
        """Returns every event that is in it, in log order."""
        return tuple(sorted((*self.house, *self.own), key=lambda one: one.logged.index))

    @property
    def events(self) -> tuple[LoggedEvent, ...]:
        """Returns the partnership's events without refused attempts and reminders."""
        return tuple(one.logged for one in self.own if one.logged.recorded.originator_id == self.state.id)

    @property
    def policies(self) -> dict[str, str]:
        """Returns the text of each policy version that judged, as it was adopted."""
        adopted = (one.logged.recorded.event for one in self.house)
        return {event.version: event.text for event in adopted if isinstance(event, e.PolicyAdopted)}


def dossier_of(reader: Reader, ref: str) -> Dossier:
    """Returns what belongs in a partnership's dossier, every event of it proved under one checkpoint.

    Raises NotFound where there is no such partnership or something is under no checkpoint yet, Damaged where
    an event is missing or is not as it was recorded.
    """
    known = reader.partnership(ref)
    signed = signed_log(reader)
    streams = (known.id.hex, refusals_id(known.id).hex, reminders_id(known.id).hex)
    own = tuple(_proved(reader, signed, "originator_id IN (?, ?, ?)", *streams))
    state = project(
        None, [one.logged.recorded for one in own if one.logged.recorded.originator_id == known.id]
    )
    if state is None or state.version != known.version:
        raise Damaged(
            f"EVENT_MISSING: {known.ref} has had {known.version} events, and the last are gone", _VERIFY
        )
    of_house = _house_events(reader)
    house = tuple(
        proved_under(reader, signed.note, one.index)
        for one in _rests_on([one.logged for one in own], of_house)
    )
    stamp = msgspec.structs.replace(stamp_of(reader), log_size=signed.checkpoint.size)
    return Dossier(state, stamp, signed, own, house, _roles(own, of_house))


def _proved(reader: Reader, signed: Signed, condition: str, *streams: str) -> Iterator[Proved]:
    """Yields the events of some streams with their receipts; each stream has to be whole from its first event."""
    reached: dict[str, int] = {}
    rows = reader.rows(
        f"SELECT idx, originator_id, originator_version FROM log WHERE {condition} ORDER BY idx", *streams
    )
    for index, stream, version in rows:
        if version != reached.get(stream, 0) + 1:
            raise Damaged(f"EVENT_MISSING: before event {index}, number {version}, one is gone", _VERIFY)
        reached[stream] = version
        yield proved_under(reader, signed.note, index)


def _house_events(reader: Reader) -> tuple[LoggedEvent, ...]:
    """Returns everything that happened to the house. Raises Damaged where something of it is gone."""
    events = house_events(reader)
    (count,) = reader.rows("SELECT COUNT(*) FROM log WHERE originator_id = ?", HOUSE_ID.hex)[0]
    if [one.recorded.originator_version for one in events] != list(range(1, count + 1)):
        raise Damaged("EVENT_MISSING: an event of the house is gone", _VERIFY)
    return events


# --- what of the house it rests on ----------------------------------------------------------------


def _rests_on(own: list[LoggedEvent], of_house: tuple[LoggedEvent, ...]) -> Iterator[LoggedEvent]:
    people = {one.recorded.actor for one in own}
    policies, codes = _policies(own), _codes(own)
    for one in of_house:
        match one.recorded.event:
            case e.StoreOpened() | e.RollbackAccepted():
                yield one
            case e.PolicyAdopted(version=version) if version in policies:
                yield one
            case e.CodePublished(version=version) if version in codes:
                yield one
            case (
                e.PersonAdded(handle=handle)
                | e.RoleGranted(handle=handle)
                | e.RoleRevoked(handle=handle)
                | e.AccountBound(handle=handle)
                | e.AccountUnbound(handle=handle)
            ) if handle in people and one.index < own[-1].index:
                yield one


def _policies(own: list[LoggedEvent]) -> set[str]:
    judged = {one.recorded.policy_version for one in own} | {one.recorded.house_policy_version for one in own}
    return judged | {
        one.recorded.event.version for one in own if isinstance(one.recorded.event, e.PolicyMoved)
    }


def _codes(own: list[LoggedEvent]) -> set[str]:
    codes = set()
    for one in own:
        match one.recorded.event:
            case e.CodeAcknowledged(code_version=version):
                codes.add(version)
            case e.PartnershipAgreed(agreement=agreement):
                codes.add(agreement.code_version)
    return codes


def _roles(own: tuple[Proved, ...], of_house: tuple[LoggedEvent, ...]) -> dict[int, tuple[str, ...]]:
    """Returns the roles of who acted, as they were when it was recorded."""
    house, rest, roles = House(), list(reversed(of_house)), {}
    for one in own:
        while rest and rest[-1].index < one.logged.index:
            house = project_house(house, [rest.pop().recorded]) or house
        person = house.people.get(one.logged.recorded.actor)
        roles[one.logged.index] = person.roles if person else ()
    return roles
