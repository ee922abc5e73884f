"""Who could have done something then: roles held then, duties had by then, levels against the amount."""

from datetime import date, datetime

from msgspec.structs import replace

from samverkan_flow.audit.answer import Answer, Row, answer
from samverkan_flow.audit.past import Past, house_at, state_at, told
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

_COLUMNS = (
    ("person", "person"),
    ("roles then", "roles"),
    ("could", "could"),
    ("clauses", "clauses"),
    ("why not", "why_not"),
)


_OF_PERSONS: tuple[Guard, ...] = (
    ch.exception_is_open, en.correction_is_open, en.correction_is_within_level, en.termination_awaits,
    fu.payer_has_no_conflict, sc.risk_is_handled,
)  # fmt: skip
"""The guards of an act that look at who acts; what the others find is no person's matter."""


def could(
    reader: Reader, ref: str, act_name: str, as_of: date | None = None, known_at: datetime | None = None
) -> Answer:
    """Returns everybody registered then, whether they could have done an act, and why not (question 7).

    Raises NotFound for an act that is not done to a partnership, and where there was nothing yet.
    """
    act = act_named(act_name)
    past = state_at(reader, ref, as_of, known_at)
    house = house_at(reader, as_of, known_at)
    day = as_of or (local_date(known_at) if known_at else reader.today(house))
    context = context_of(reader, past.state, house, day)
    command, amount = _command(reader, act, past, house, day)
    stage = stage_findings(act, past.state)
    rows = [_row(one, act, command, past.state, context, stage) for one in house.people.values()]
    notes = (
        _when(past, act, day),
        *_stage_note(act, past.state, stage),
        *amount,
        *_wanted(act, command, past, context),
    )
    return answer(reader, "could", _COLUMNS, rows, notes, f"nobody was registered here on {day}")


def act_named(name: str) -> Act:
    """Returns what can be done to a partnership by its name, such as `breach terminate`. Raises NotFound."""
    acts = {act.name: act for act in ACTS if act.stages}
    words = " ".join(name.replace("_", " ").split()).casefold()
    found = acts.get(words) or acts.get(words.replace("-", " "))
    if found is None:
        from difflib import get_close_matches  # only for what is not found

        near = get_close_matches(words, acts, n=3, cutoff=0.4) or list(acts)
        raise NotFound(
            f'"{name}" is nothing that is done to a partnership', f"acts like it are {', '.join(near)}"
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


def _when(past: Past, act: Act, day: date) -> str:
    known_at = f", as known {told(past.known_at).removeprefix('at ')}" if past.known_at else ""
    who = " or ".join(act.who)
    return f'"{act.name}" of {past.state.ref} ({past.state.stage}) as of {day}{known_at}: it takes {who}.'


def _stage_note(act: Act, state: Partnership, stage: tuple[Finding, ...]) -> tuple[str, ...]:
    if not stage:
        return ()
    earlier = is_past(act.stages, state)
    way = (
        "ask of the day before, or with --known-at of the moment before" if earlier else "ask of a later day"
    )
    return (f"Nobody could: {stage[0].message}; {way}.",)


def _wanted(act: Act, command: Command, past: Past, context: Context) -> tuple[str, ...]:
    if Who.SIGNATORY not in act.who:
        return ()
    amount = amount_at_stake(command, past.state)
    level = wanted_level(command, past.state, context)
    version = context.house_policy.version
    return (f"{amount} is at stake; under policy {version} it takes a {level} or higher.",)
