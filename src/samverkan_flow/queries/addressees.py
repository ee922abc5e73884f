"""Who is told of what is owed: whom the obligation names, else whom the rules of the house let fulfil it."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from samverkan_flow.domain.acts import ACT, Act, guard_findings
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.house import House
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.policy import RULE_IDS
from samverkan_flow.domain.reminders import ACT_OWED, OWNER_IS_TOLD
from samverkan_flow.queries.beginning import begun, context_of, people_for
from samverkan_flow.queries.reading import Reader


class Addressees(msgspec.Struct, frozen=True):
    """The people an obligation concerns: `who` may fulfil it, `told` are reminded of it."""

    partnership_id: UUID
    who: tuple[str, ...]
    told: tuple[str, ...]


class AddressBook:
    """Finds the people for obligations of one day; for those alike in one partnership they are worked out once."""

    def __init__(self, reader: Reader, house: House, today: date) -> None:
        self._reader = reader
        self._house = house
        self._today = today
        self._found: dict[tuple[str, str, str], Addressees] = {}

    def of(self, owed: Obligation) -> Addressees:
        """Returns the people for one obligation. Raises NotFound."""
        alike = owed.ref, owed.kind, owed.who
        if alike not in self._found:
            self._found[alike] = self._worked_out(owed)
        return self._found[alike]

    def _worked_out(self, owed: Obligation) -> Addressees:
        state = self._reader.partnership(owed.ref)
        context = context_of(self._reader, state, self._house, self._today)
        who = _who(owed, state, self._house, context)
        owner = (state.owner,) if owed.kind in OWNER_IS_TOLD or not who else ()
        told = (one for one in (*who, *owner) if self._is_here(one))
        return Addressees(state.id, who, tuple(dict.fromkeys(told)))

    def _is_here(self, handle: str) -> bool:
        """Tells whether somebody still has a role: who has left is not written to."""
        person = self._house.people.get(handle)
        return person is not None and bool(person.roles)


def _who(owed: Obligation, state: Partnership, house: House, context: Context) -> tuple[str, ...]:
    """Returns who may fulfil it: the person it names, as long as that person has a role, or all who may."""
    named = house.people.get(owed.who)
    if named is not None and named.roles:
        return (named.handle,)
    if owed.kind not in ACT_OWED:
        return (state.owner,)
    return tuple(_able(ACT[ACT_OWED[owed.kind]], state, house, context))


def _able(act: Act, state: Partnership, house: House, context: Context) -> Iterator[str]:
    """Yields those whom the rules let do it, by the act's own guards too: a declined confirmation lies higher."""
    command = begun(act, state, house, context.today)
    for handle in people_for(act, state, house, context):
        acting = replace(context, actor=house.people[handle])
        if not any(one.clause in RULE_IDS for one in guard_findings(act, command, state, acting)):
            yield handle
