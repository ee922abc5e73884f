"""Who decided each step of a partnership, in what role and on what mandate at that time.

Roles are those held when the decision was recorded, whatever has been granted or taken back since;
levels are judged by the policy version that judged the decision.
"""

from collections.abc import Iterator

import msgspec

from samverkan_flow.audit.answer import Answer, Row, answer, event_row
from samverkan_flow.audit.past import Logged, house_events, life_of
from samverkan_flow.domain import events as e
from samverkan_flow.domain.acted import act_of
from samverkan_flow.domain.acts import Act
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.guards.house_rules import Who, level_that_signs
from samverkan_flow.domain.house import CALENDAR, House, Person, project_house
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.partnership import Partnership, evolve
from samverkan_flow.domain.policy import LEVELS, Policy
from samverkan_flow.domain.values import AgreedAmountCorrection
from samverkan_flow.queries.reading import LoggedEvent, Reader

_COLUMNS = (
    ("cited as", "citation"),
    ("effective", "effective_on"),
    ("what", "what"),
    ("by", "actor"),
    ("roles then", "roles"),
    ("mandate", "mandate"),
    ("at stake", "amount"),
    ("it took", "took"),
    ("judged by", "judged_by"),
    ("exceptions", "exceptions"),
)

_DECISIONS_TOO = ("propose", "import", "record payment", "record settlement")
"""Acts that decide something without being barred by a conflict of interest, and without being a step."""

_EXCEPTED_BY: dict[str, tuple[str, ...]] = {
    "screen": ("C5", "C8", "C11"),
    "agree": ("C11", "C13", "C20", "C32"),
    "agree addendum": ("C11",),
}
"""The clauses whose exceptions an act's guards look for."""


class _Decision(msgspec.Struct, frozen=True):
    """One deciding event: the act, the partnership before and after it, and the house then."""

    logged: LoggedEvent
    act: Act
    before: Partnership | None
    after: Partnership
    house: House

    @property
    def person(self) -> Person:
        """Returns who decided, with the roles held then."""
        actor = self.logged.recorded.actor
        return self.house.people.get(actor, Person(actor))


def mandates(reader: Reader, ref: str) -> Answer:
    """Returns every decision of a partnership with the decider's roles and level then (question 2). Raises NotFound."""
    decisions = list(_decisions(life_of(reader, ref), house_events(reader)))
    rows = [_row(reader, one) for one in decisions]
    return answer(reader, "mandates", _COLUMNS, rows, (_counted(decisions),))


def _counted(decisions: list[_Decision]) -> str:
    people = {one.logged.recorded.actor for one in decisions}
    named = people - {CALENDAR}
    by = "1 person" if len(named) == 1 else f"{len(named)} people"
    count = "1 decision" if len(decisions) == 1 else f"{len(decisions)} decisions"
    return f"{count}, by {by}{' and the calendar' if CALENDAR in people else ''}."


def _decisions(life: Logged, of_house: Logged) -> Iterator[_Decision]:
    state: Partnership | None = None
    house, rest = House(), list(reversed(of_house))
    for one in life:
        while rest and rest[-1].index < one.index:
            house = project_house(house, [rest.pop().recorded]) or house
        after = evolve(state, one.recorded)
        act = act_of(one.recorded.event)
        if act and _is_decision(act):
            yield _Decision(one, act, state, after, house)
        state = after


def _is_decision(act: Act) -> bool:
    return act.decides or bool(act.trigger) or act.name in _DECISIONS_TOO


def _row(reader: Reader, one: _Decision) -> Row:
    recorded = one.logged.recorded
    policy = reader.policy(recorded.house_policy_version or recorded.policy_version)
    amount = _at_stake(one)
    limit = _limit(one.person.level, policy)
    judged_by = dict.fromkeys((recorded.policy_version, policy.version))
    return event_row(reader, one.logged, whole=False) | {
        "roles": list(one.person.roles),
        "level": one.person.level,
        "covers": limit,
        "mandate": _mandate(one.person.level, limit),
        "amount": amount,
        "level_wanted": _wanted(reader, one, amount, policy),
        "took": " or ".join(one.act.who),
        "judged_by": ", ".join(judged_by),
        "exceptions": _exceptions(one),
    }


def _limit(level: str, policy: Policy) -> Money | None:
    """Returns the largest amount (öre, net) a level may sign for; None where it has no limit, or there is no level."""
    if not level:
        return None
    steps = [step for step in policy.delegation if LEVELS.index(step.level) <= LEVELS.index(level)]
    return steps[-1].up_to if steps else Money(0)


def _mandate(level: str, limit: Money | None) -> str:
    if not level:
        return ""
    return f"{level}, up to {limit}" if limit is not None else f"{level}, any amount"


def _at_stake(one: _Decision) -> Money | None:
    """Returns the amount (öre, net) a decision was about, or None where it was about none."""
    event = one.logged.recorded.event
    if isinstance(event, e.PaymentMade):
        return event.amount
    if _corrects_amount(one):
        return one.after.agreement.total if one.after.agreement else None
    return one.after.largest_total if Who.SIGNATORY in one.act.who else None


def _corrects_amount(one: _Decision) -> bool:
    event = one.logged.recorded.event
    return isinstance(event, e.CorrectionConfirmed) and any(
        isinstance(correction.right, AgreedAmountCorrection)
        for correction in one.after.corrections
        if correction.number == event.number
    )


def _wanted(reader: Reader, one: _Decision, amount: Money | None, policy: Policy) -> str:
    """Returns the level a decision took under the policy that judged it, or nothing where none was needed."""
    recorded = one.logged.recorded
    if isinstance(recorded.event, e.ExceptionGranted | e.ExceptionRefused):
        return policy.exception_level(recorded.event.clause) or ""
    if one.act.who == (Who.LEAD,):
        return LEVELS[0]
    if amount is None or one.before is None or not (Who.SIGNATORY in one.act.who or _raises_total(one)):
        return ""
    context = Context(
        today=recorded.effective_on,
        on=recorded.effective_on,
        actor=one.person,
        via=recorded.via,
        policy=reader.policy(recorded.policy_version),
        house_policy=policy,
        house=one.house,
    )
    return level_that_signs(amount, one.before, context)


def _raises_total(one: _Decision) -> bool:
    before = one.before.agreement if one.before else None
    after = one.after.agreement
    return _corrects_amount(one) and before is not None and after is not None and before.total < after.total


def _exceptions(one: _Decision) -> list[str]:
    """Returns the granted exceptions a step could rest on, with who granted each."""
    looked_for = _EXCEPTED_BY.get(one.act.name, ())
    granted = [each for each in one.after.exceptions if each.granted_by and each.clause in looked_for]
    return [
        f"{each.clause}{f' for {each.initiative}' if each.initiative else ''} (number {each.number}, {each.granted_by})"
        for each in granted
    ]
