"""The lifecycle table: every stage by every trigger, against a table written by hand from POLICY.md."""

from itertools import pairwise

import pytest

from samverkan_flow.domain.lifecycle import (
    END_REASONS,
    IN_FORCE,
    LIFECYCLE,
    Stage,
    destination,
    machine,
    mermaid,
    stages_that_allow,
)

# Columns: proposed, screened, agreed, active, evaluated, terminated. "." leads nowhere.
BY_HAND = """
screen          screened    .           .           .           .           .
agree           .           agreed      .           .           .           .
activate        .           .           active      .           .           .
evaluate        .           .           .           evaluated   .           .
continue        .           .           .           .           active      .
reject          terminated  terminated  .           .           .           .
withdraw        terminated  terminated  .           .           .           .
never-commence  .           .           terminated  .           .           .
end-mutually    .           .           terminated  terminated  terminated  .
give-notice     .           .           .           terminated  terminated  .
complete        .           .           .           terminated  terminated  .
expire          .           .           .           terminated  terminated  .
terminate       .           .           terminated  terminated  terminated  .
"""
EXPECTED = {
    (stage, line.split()[0]): None if reached == "." else reached
    for line in BY_HAND.strip().splitlines()
    for stage, reached in zip(Stage, line.split()[1:], strict=True)
}
TRIGGERS = tuple(dict.fromkeys(trigger for _, trigger in EXPECTED))


@pytest.mark.parametrize(("stage", "trigger"), EXPECTED)
def test_every_stage_by_every_trigger(stage: Stage, trigger: str) -> None:
    """Each trigger leads from each stage exactly where the policy says, or nowhere."""
    expected = EXPECTED[stage, trigger]

    actual = destination(stage, trigger)

    assert expected == actual


def test_the_table_holds_no_other_trigger() -> None:
    """The machine knows the triggers of the table and nothing else."""
    assert set(TRIGGERS) == set(machine().events)


def test_a_trigger_nobody_has_heard_of() -> None:
    """A trigger the lifecycle does not know is a mistake in the program, told at once."""
    with pytest.raises(KeyError):
        destination(Stage.ACTIVE, "renew")


def test_no_automatic_transitions() -> None:
    """There is no transition to any state at will: `to_active` and its like do not exist."""
    automatic = [name for name in machine().events if name.startswith("to")]

    assert [] == automatic


def test_the_machine_has_no_rows_of_its_own() -> None:
    """The machine's transitions are the rows of the table, one for each source."""
    expected = sorted(
        (row.trigger, source.value, row.destination.value) for row in LIFECYCLE for source in row.sources
    )

    actual = sorted(
        (name, transition.source, transition.dest)
        for name, event in machine().events.items()
        for transitions in event.transitions.values()
        for transition in transitions
    )

    assert expected == actual


def test_terminated_has_no_way_out() -> None:
    """Nothing leads out of terminated."""
    ways_out = [trigger for trigger in TRIGGERS if destination(Stage.TERMINATED, trigger)]

    assert [] == ways_out


def test_nothing_leads_back_to_the_choosing() -> None:
    """The only way back in a partnership's life is from evaluated to active."""
    order = list(Stage)
    back = {
        (source.value, row.destination.value)
        for row in LIFECYCLE
        for source in row.sources
        if order.index(row.destination) <= order.index(source)
    }

    assert {("evaluated", "active")} == back


def test_six_stages_in_the_order_of_a_life() -> None:
    """There are six stages, and each can be reached from the one before it."""
    reached = [
        any(destination(before, trigger) == after for trigger in TRIGGERS)
        for before, after in pairwise(Stage)
    ]

    assert (6, [True] * 5) == (len(Stage), reached)


def test_end_reasons_are_a_closed_list() -> None:
    """Every trigger that ends a partnership has one end reason, and every end reason one trigger (T8)."""
    ending = {row.trigger for row in LIFECYCLE if row.destination is Stage.TERMINATED}

    assert (ending, len(ending)) == (set(END_REASONS), len(set(END_REASONS.values())))


def test_stages_that_allow_keep_the_order_of_life() -> None:
    """The stages of a trigger come in the order of a partnership's life."""
    assert IN_FORCE == stages_that_allow("terminate")


@pytest.mark.parametrize(("stage", "trigger"), [key for key, reached in EXPECTED.items() if reached])
def test_the_diagram_holds_each_row(stage: Stage, trigger: str) -> None:
    """The Mermaid diagram draws every transition of the table."""
    expected = f"    {stage} --> {EXPECTED[stage, trigger]}: {trigger}"

    assert expected in mermaid().splitlines()


def test_the_diagram_draws_nothing_else() -> None:
    """The diagram has one line for each transition, the beginning, the end and its title."""
    transitions = sum(1 for reached in EXPECTED.values() if reached)

    assert transitions + 3 == len(mermaid().splitlines())


def test_a_machine_of_texts_does_not_answer_a_stage_silently() -> None:
    """`transitions` answers a StrEnum with an empty list where the text has triggers; ours asks by text.

    The first half holds the trap; the second that we do not step in it.
    """
    trapped = machine().get_triggers(Stage.PROPOSED)
    by_text = machine().get_triggers(Stage.PROPOSED.value)

    assert ([], ["screen", "reject", "withdraw"]) == (list(trapped), list(by_text))
    assert Stage.SCREENED is destination(Stage.PROPOSED, "screen")
