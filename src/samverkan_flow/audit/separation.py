"""What separation of duties asks of each event: who may not have brought it about, after all that went before.

It reads `apart_from` and `decides` in the table of acts (R3, R4), and says once more, from events, what
the guards say of commands. So it finds what came into the log past the guards.
"""

from collections.abc import Iterator
from typing import NamedTuple

from samverkan_flow.domain import events as e
from samverkan_flow.domain.acted import act_of
from samverkan_flow.domain.partnership import Duty, Partnership
from samverkan_flow.domain.values import AgreedAmountCorrection


class Check(NamedTuple):
    """One thing a person must not have been or done: the rule, in words, and whether it was so all the same.

    `duty` is the duty that had to be another's, where it is one of those the table of acts names.
    """

    rule: str
    person: str
    apart_from: str
    broken: bool
    duty: Duty | None = None


def checks(state: Partnership | None, recorded: e.Recorded) -> Iterator[Check]:
    """Yields what separation of duties asks of one event, judged by the state before it."""
    event, actor = recorded.event, recorded.actor
    if state is None:
        if isinstance(event, e.PartnershipProposed) and event.screener:
            yield Check("R3", event.screener, "proposes and would screen", event.screener == actor)
        return
    act = (
        None if isinstance(event, e.PartnershipEvaluated) else act_of(event)
    )  # it follows from what was evaluated
    if act:
        yield from _apart(act.apart_from, state, actor)
    if (act and act.decides) or isinstance(event, e.PaymentMade):
        yield _conflict(state, actor)
    yield from _second_person(state, event, actor)
    yield from _handed_over(state, event)


def _apart(duties: tuple[Duty, ...], state: Partnership, person: str) -> Iterator[Check]:
    for duty in duties:
        yield Check("R3", person, f"has been {duty}", person in state.duties.get(duty, ()), duty)


def _conflict(state: Partnership, person: str) -> Check:
    return Check("R4", person, "has a declared conflict of interest", person in state.conflicts)


def _second_person(state: Partnership, event: e.Event, actor: str) -> Iterator[Check]:
    """What one has begun, another decides; and a judge with a conflict carries no screening."""
    match event:
        case e.ExceptionGranted(number=number) | e.ExceptionRefused(number=number):
            asked = next((one.asked_by for one in state.exceptions if one.number == number), "")
            yield Check("R3", actor, "asked for the exception", asked == actor)
        case e.CorrectionConfirmed(number=number):
            proposed = next((one for one in state.corrections if one.number == number), None)
            if proposed:
                yield Check("R3", actor, "proposed the correction", proposed.proposed_by == actor)
            if proposed and _raises(proposed.right, state):
                yield from _apart(("screener",), state, actor)
        case e.ConflictWithdrawn(person=person):
            yield Check("R3", actor, "has the conflict that is withdrawn", person == actor)
        case e.TerminationConfirmed() if state.declined_by:
            yield Check("R3", actor, "declined to confirm", state.declined_by == actor)
        case e.PartnershipScreened():
            for judge in dict.fromkeys(state.judges.values()):
                yield Check("R4", judge, "judged, and has a declared conflict", judge in state.conflicts)
        case _:
            return


def _raises(right: object, state: Partnership) -> bool:
    """Tells whether a correction raises an agreed amount: that counts as signing."""
    if not isinstance(right, AgreedAmountCorrection) or state.agreement is None:
        return False
    return right.net.ore > state.agreement.in_year(right.year).ore


def _handed_over(state: Partnership, event: e.Event) -> Iterator[Check]:
    """Who takes a duty over must be able to keep it apart from what that person has done."""
    if not isinstance(event, e.HandedOver):
        return
    duty: Duty = "evaluator" if event.duty == "owner" else "proposer"
    yield from _apart((duty,), state, event.person)
    yield _conflict(state, event.person)
