"""Everybody registered judged by one knowledge of the past: who could have done an act, and why others not."""

from datetime import date

import msgspec
from msgspec.structs import replace

from samverkan_flow.audit.answer import Row
from samverkan_flow.audit.past import Logged, Past, folded_house, house_counting, house_events
from samverkan_flow.domain.acts import ACTS, Act
from samverkan_flow.domain.commands import Agree, Command
from samverkan_flow.domain.context import Context, Guard
from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.decide import stage_findings
from samverkan_flow.domain.errors import Finding, NotFound
from samverkan_flow.domain.guards import choosing as ch
from samverkan_flow.domain.guards import ending as en
from samverkan_flow.domain.guards import following_up as fu
from samverkan_flow.domain.guards import screening as sc
from samverkan_flow.domain.guards.house_rules import Who, amount_at_stake, is_past, wanted_level
from samverkan_flow.domain.house import House, Person
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.policy import RULE_IDS
from samverkan_flow.queries.beginning import begun, context_of, findings_against
from samverkan_flow.queries.reading import Reader

_NEARNESS = 0.7
"""How much two acts are alike (0 to 1) before one is offered for the other."""

_OF_PERSONS: tuple[Guard, ...] = (
    ch.exception_is_open, en.correction_is_open, en.correction_is_within_level, en.termination_awaits,
    fu.payer_has_no_conflict, sc.risk_is_handled,
)  # fmt: skip
"""The guards of an act that look at who acts; what the others find is no person's matter."""


class Judged(msgspec.Struct, frozen=True):
    """Everybody judged by one knowledge of the past: a row each, by handle, and what must be said of all."""

    past: Past
    of_house: Logged
    day: date
    rows: dict[str, Row]
    notes: tuple[str, ...]


def judged(reader: Reader, act: Act, past: Past) -> Judged:
    """Returns everybody registered in a past, judged by the roles, duties and amounts of it."""
    of_house = house_counting(house_events(reader), past.as_of, past.known_at)
    house = folded_house(of_house)
    today = reader.today(reader.house())
    day = past.as_of or (local_date(past.known_at) if past.known_at else today)
    context = context_of(reader, past.state, house, day)
    command, amount = _command(reader, act, past, house, day)
    stage = stage_findings(act, past.state)
    rows = {one.handle: _row(one, act, command, past.state, context, stage) for one in house.people.values()}
    notes = (
        *_stage_note(act, past.state, stage, can_ask_later=day < today),
        *amount,
        *_wanted(act, command, past, context),
    )
    return Judged(past, of_house, day, rows, notes)


def act_named(name: str) -> Act:
    """Returns what can be done to a partnership by its name, such as `breach terminate`. Raises NotFound."""
    acts = {act.name: act for act in ACTS if act.stages}
    words = " ".join(name.replace("_", " ").split()).casefold()
    found = acts.get(words) or acts.get(words.replace("-", " "))
    if found is None:
        from difflib import get_close_matches  # only for what is not found

        near = get_close_matches(words, acts, n=1, cutoff=_NEARNESS)
        meant = f'did you mean "{near[0]}"? ' if near else ""
        raise NotFound(
            f'"{name}" is nothing that is done to a partnership', f"{meant}acts are {', '.join(acts)}"
        )
    return found


def _command(
    reader: Reader, act: Act, past: Past, house: House, day: date
) -> tuple[Command, tuple[str, ...]]:
    """Returns the act as it would be begun; an agreement is judged by the amount that was agreed in the end."""
    command = begun(act, past.state, house, day)
    if act.name != "agree" or not isinstance(command, Agree):
        return command, ()
    agreement = past.state.agreement or reader.partnership(past.state.ref).agreement
    if agreement is None:
        return command, ("No amount has been agreed, so that the lowest level is enough here.",)
    note = f"The amount is the one that was agreed, {agreement.total}."
    return replace(command, contributions=agreement.contributions), (note,)


def _row(
    person: Person,
    act: Act,
    command: Command,
    state: Partnership,
    context: Context,
    stage: tuple[Finding, ...],
) -> Row:
    found = dict.fromkeys(
        (
            *stage,
            *findings_against(person, act, command, state, context),
            *_of_the_matter(person, act, command, state, context),
        )
    )
    return {
        "person": person.handle,
        "roles": list(person.roles),
        "level": person.level,
        "could": "no" if found else "yes",
        "clauses": list(dict.fromkeys(one.clause for one in found)),
        "why_not": "; ".join(one.message for one in found),
    }


def _of_the_matter(
    person: Person, act: Act, command: Command, state: Partnership, context: Context
) -> tuple[Finding, ...]:
    """Returns what the act's own guards say of the person: nobody confirms what they proposed (R3)."""
    own = replace(context, actor=person)
    found = (one for guard in act.guards if guard in _OF_PERSONS for one in guard(command, state, own))
    return tuple(one for one in found if one.clause in RULE_IDS)


def _stage_note(
    act: Act, state: Partnership, stage: tuple[Finding, ...], *, can_ask_later: bool
) -> tuple[str, ...]:
    if not stage:
        return ()
    later = "; ask of a later day" if can_ask_later else ""
    earlier = "; ask of the day before, or with --known-at of the moment before"
    way = earlier if is_past(act.stages, state) else later
    return (f"Nobody could: {stage[0].message}{way}.",)


def _wanted(act: Act, command: Command, past: Past, context: Context) -> tuple[str, ...]:
    if Who.SIGNATORY not in act.who:
        return ()
    amount = amount_at_stake(command, past.state)
    level = wanted_level(command, past.state, context)
    version = context.house_policy.version
    return (f"{amount} is at stake; under policy {version} it takes a {level} or higher.",)
