"""Initiatives and their goals: what can be read off, followed up and evaluated (C17-C20, C32-C34)."""

from datetime import timedelta

from samverkan_flow.domain.commands import AddGoal, Agree, PlanInitiative
from samverkan_flow.domain.context import Context, Findings
from samverkan_flow.domain.dates import add_months
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.guards.common import stated_period
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import Goal, Initiative, is_blank

RUN_UP_MONTHS = 6
"""How long an agreement may run before its first initiative starts; each has its own twelve months from there."""


def initiative_is_named(command: PlanInitiative, _state: Partnership, _context: Context) -> Findings:
    """C32: each initiative is registered with an id and a name, and its goals have ids of their own."""
    initiative = command.initiative
    if is_blank(initiative.id) or is_blank(initiative.name):
        yield Finding("C32", "the initiative has no id or no name", 'give it an id such as "I1" and a name')
    ids = [goal.id for goal in initiative.goals]
    if len(ids) != len(set(ids)) or any(is_blank(one) for one in ids):
        yield Finding("C17", "goals share an id or lack one", "give each goal an id of its own")


def goals_come_first(command: PlanInitiative, _state: Partnership, context: Context) -> Findings:
    """C34: goals are set before the initiative starts."""
    start = command.initiative.start
    if start and start < context.today and command.initiative.goals:
        yield Finding("C34", f"{command.initiative.id} started on {start}, before its goals were set",
                      "plan an initiative that starts today or later")  # fmt: skip


def goal_is_new(command: AddGoal, state: Partnership, _context: Context) -> Findings:
    """C34: a frozen goal is never replaced; a further one has an id of its own."""
    initiative = state.initiative(command.initiative)
    if initiative is None:
        names = ", ".join(one.id for one in state.initiatives)
        yield Finding(
            "C34",
            f'{state.ref} has no initiative "{command.initiative}"',
            f"its initiatives are {names}",
        )
        return
    if command.goal is None:
        yield Finding("C17", "no goal is stated", "state the goal")
        return
    taken = (*initiative.goals, *state.post_hoc_goals.get(initiative.id, ()))
    if command.goal.id in [goal.id for goal in taken]:
        yield Finding(
            "C34",
            f"goal {command.goal.id} is frozen and cannot be replaced",
            "give the further goal a new id",
        )
    yield from goal_can_be_read_off(command.goal, initiative.id)


def goal_can_be_read_off(goal: Goal, initiative_id: str) -> Findings:
    """C17, C33: what is measured, from which source, when; and what each kind of goal needs."""
    where = f"{initiative_id}/{goal.id}"
    common = {"text": goal.text, "source": goal.source, "read_off_on": goal.read_off_on}
    if goal.kind == "quantitative":
        wanted = {**common, "baseline": goal.baseline, "target": goal.target, "unit": goal.unit}
        clause = "C17"
    else:
        wanted = {"text": goal.text, "read_off_on": goal.read_off_on, "read_off_rule": goal.read_off_rule,
                  "target": goal.target, "assessor": goal.assessor}  # fmt: skip
        clause = "C33"
    missing = [name for name, given in wanted.items() if is_blank(given)]
    if (
        goal.kind == "quantitative"
        and not missing
        and not (_is_figure(goal.baseline) and _is_figure(goal.target))
    ):
        yield Finding(
            "C17", f"goal {where} has no figure to read off against", "state baseline and target as figures"
        )
    if missing:
        listed = ", ".join(missing).replace("_", " ")
        yield Finding(
            clause,
            f"goal {where} cannot be read off: {listed} missing",
            f"state {listed} of goal {where}",
        )


def _is_figure(text: str) -> bool:
    return any(character.isdigit() for character in text)


# --- what the agreement wants of the plan ---------------------------------------------------------


def goals_are_linked(command: Agree, state: Partnership, _context: Context) -> Findings:
    """C17, C33: the agreement has at least one goal, and every goal can be read off."""
    goals = [(one.id, goal) for one in state.initiatives for goal in one.goals]
    if not goals:
        yield Finding(
            "C17", "no goal is linked to the agreement", "plan an initiative with at least one goal"
        )
    for initiative_id, goal in goals:
        yield from goal_can_be_read_off(goal, initiative_id)
        period = stated_period(command)
        if period and goal.read_off_on and not period[0] <= goal.read_off_on <= period[1]:
            yield Finding(
                "C17",
                f"goal {initiative_id}/{goal.id} is read off on {goal.read_off_on}, outside the period",
                f"choose a day from {period[0]} to {period[1]}",
            )


def follow_up_is_planned(command: Agree, state: Partnership, _context: Context) -> Findings:
    """C18: each initiative is followed up: who, what, and dates inside the period."""
    period = stated_period(command)
    for initiative in state.initiatives:
        if not initiative.follow_ups:
            yield Finding("C18", f"{initiative.id} has no follow-up", "plan who follows up what, and when")
        for planned in initiative.follow_ups:
            if is_blank(planned.who) or is_blank(planned.what):
                yield Finding(
                    "C18",
                    f"a follow-up of {initiative.id} names nobody or nothing",
                    "say who looks at what",
                )
            if period and not period[0] <= planned.on <= period[1]:
                yield Finding(
                    "C18",
                    f"the follow-up of {initiative.id} on {planned.on} is outside the period",
                    f"choose a day from {period[0]} to {period[1]}",
                )


def evaluation_is_planned(command: Agree, state: Partnership, context: Context) -> Findings:
    """C19: a first evaluation within twelve months of the start, and a final one near the end."""
    limits, period = context.policy.thresholds, stated_period(command)
    planned = [one.first_evaluation_on for one in state.initiatives if one.first_evaluation_on]
    if period and planned:
        latest = add_months(period[0], limits.first_evaluation_months + RUN_UP_MONTHS)
        if min(planned) >= latest:
            yield Finding(
                "C19", f"nothing is evaluated before {min(planned)}", f"plan an evaluation before {latest}"
            )
    for initiative in state.initiatives:
        first, final, start = (
            initiative.first_evaluation_on,
            initiative.final_evaluation_on,
            initiative.start,
        )
        if first is None or final is None:
            yield Finding(
                "C19",
                f"{initiative.id} lacks a first or a final evaluation date",
                "state both dates",
            )
            continue
        if start and not start <= first <= add_months(start, limits.first_evaluation_months):
            latest = add_months(start, limits.first_evaluation_months)
            yield Finding(
                "C19",
                f"the first evaluation of {initiative.id} is on {first}",
                f"plan it by {latest}",
            )
        if period and first > period[1]:
            yield Finding(
                "C19",
                f"the first evaluation of {initiative.id} is on {first}, after the end",
                f"plan it by {period[1]}",
            )
        if period:
            earliest = period[1] - timedelta(days=limits.final_evaluation_window_days)
            if not earliest <= final <= period[1]:
                yield Finding(
                    "C19",
                    f"the final evaluation of {initiative.id} is on {final}",
                    f"plan it from {earliest} to {period[1]}",
                )


def effect_is_sought(_command: Agree, state: Partnership, _context: Context) -> Findings:
    """C20: not only output goals, unless an exception says why."""
    levels = {goal.level for one in state.initiatives for goal in one.goals}
    if levels == {"output"} and not state.has_exception("C20"):
        yield Finding(
            "C20",
            "every goal counts output, none an outcome or an impact",
            "add a goal for what changes, or ask for an exception from C20",
        )


def initiatives_have_goals(_command: Agree, state: Partnership, _context: Context) -> Findings:
    """C32: each initiative has goals, or an exception for it."""
    for initiative in state.initiatives:
        if not initiative.goals and not state.has_exception("C32", initiative.id):
            yield Finding(
                "C32",
                f"{initiative.id} ({initiative.name}) has no goal",
                f"set a goal, or ask for an exception from C32 for {initiative.id}",
            )


def initiatives_start_in_time(command: Agree, state: Partnership, context: Context) -> Findings:
    """C34: no initiative has begun before its goals freeze, and each begins inside the period."""
    for initiative in state.initiatives:
        yield from _starts_in_time(initiative, command, context)


def _starts_in_time(initiative: Initiative, command: Agree, context: Context) -> Findings:
    if initiative.start is None:
        yield Finding(
            "C38",
            f"{initiative.id} has no start date",
            "state it; the yearly evaluation counts from it",
        )
        return
    if initiative.start < context.on:
        yield Finding(
            "C34",
            f"{initiative.id} started on {initiative.start}, before the agreement",
            "plan a start that comes after the goals are frozen",
        )
    period = stated_period(command)
    if period and not period[0] <= initiative.start <= period[1]:
        yield Finding(
            "C27",
            f"{initiative.id} starts on {initiative.start}, outside the period",
            f"choose a day from {period[0]} to {period[1]}",
        )
