"""What may happen next to a partnership, what is missing for it, and who could supply it."""

from datetime import date

import msgspec
from msgspec.structs import replace

from samverkan_flow.domain.acts import ACTS, Act, guard_findings
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.guards.house_rules import Who
from samverkan_flow.domain.house import House, Person
from samverkan_flow.domain.lifecycle import END_REASONS
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.queries.beginning import begun, context_of, people_for
from samverkan_flow.queries.reading import Reader


class Missing(msgspec.Struct, frozen=True):
    """One thing a step lacks, the verb that supplies it, and the people who may."""

    clause: str
    message: str
    remedy: str
    supplied_by: str
    who: tuple[str, ...]


class Step(msgspec.Struct, frozen=True):
    """One thing of this stage: who may do it, and what it still lacks.

    `ready` means that whoever does it brings what is missing along; otherwise others go first.
    """

    act: str
    summary: str
    trigger: str
    takes: str
    who: tuple[str, ...]
    missing: tuple[Missing, ...] = ()
    ready: bool = True


def next_steps(reader: Reader, state: Partnership, house: House, today: date) -> tuple[Step, ...]:
    """Returns every act of the partnership's stage, lifecycle steps first."""
    steps = _Steps(reader, state, house, today)
    acts = [act for act in ACTS if state.stage in act.stages and act.applies(state)]
    return tuple(steps.of(act) for act in sorted(acts, key=_place))


_ENDINGS = frozenset(END_REASONS)


def _place(act: Act) -> int:
    """Returns where an act stands in the list: what leads on first, what ends last."""
    if act.trigger in _ENDINGS:
        return 2
    return 0 if act.trigger or act.supplies else 1


class _Steps:
    """Works out the steps of one partnership."""

    def __init__(self, reader: Reader, state: Partnership, house: House, today: date) -> None:
        self.state = state
        self.house = house
        self.context = context_of(reader, state, house, today)

    def of(self, act: Act) -> Step:
        """Returns one step with what it lacks, judged as if nothing had been filled in."""
        lacking = self._lacking(act) if act.trigger else self._stopping(act)
        waits = Who.CALENDAR in act.who and bool(lacking)
        ready = not waits and all(one.supplied_by == act.name for one in lacking)
        who = self.people_for(act)
        return Step(act.name, act.summary, act.trigger, " or ".join(act.who), who, lacking, ready)

    def _stopping(self, act: Act) -> tuple[Missing, ...]:
        """Returns what stands in the way whatever the command says."""
        command = begun(act, self.state, self.house, self.context.today)
        found = (one for guard in act.stopped_by for one in guard(command, self.state, self.context))
        return tuple(self._missing(finding, act) for finding in found)

    def _lacking(self, act: Act) -> tuple[Missing, ...]:
        command = begun(act, self.state, self.house, self.context.today)
        leader = self._strongest(act)
        context = replace(self.context, actor=leader)
        findings = guard_findings(act, command, self.state, context)
        return tuple(self._missing(finding, act) for finding in dict.fromkeys(findings))

    def _strongest(self, act: Act) -> Person:
        """Returns somebody who may do it, so that only what is missing is found, not who is asking."""
        able = self.people_for(act)
        people = [self.house.people[handle] for handle in able]
        return max(people, key=lambda person: person.level != "", default=self.context.actor)

    def _missing(self, finding: Finding, act: Act) -> Missing:
        supplier = (
            next(
                (
                    one
                    for one in ACTS
                    if finding.clause in one.supplies and self.state.stage in one.stages and one is not act
                ),
                act,
            )
            if finding.clause not in act.supplies
            else act
        )
        return Missing(
            finding.clause,
            finding.message,
            finding.remedy,
            supplier.name,
            self.people_for(supplier),
        )

    def people_for(self, act: Act) -> tuple[str, ...]:
        """Returns the handles of those whom the rules of the house let do it."""
        return people_for(act, self.state, self.house, self.context)
