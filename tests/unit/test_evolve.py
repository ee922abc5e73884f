"""Evolving: events change state, and nothing else does."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.acted import ACT_OF
from samverkan_flow.domain.acts import ACT
from samverkan_flow.domain.budget import evolve_frame
from samverkan_flow.domain.events import EVENTS
from samverkan_flow.domain.house import House, evolve_house
from samverkan_flow.domain.partnership import Partnership, evolve, project
from samverkan_flow.domain.steps import TRIGGER_OF
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED,
    AGREED_ON,
    BY_STAGE,
    PROPOSED,
    SCREENED_ON,
    Happened,
    clauses,
    partnership,
    recorded,
)

OF_THE_HOUSE = {
    e.StoreOpened, e.RollbackAccepted, e.PersonAdded, e.RoleGranted, e.RoleRevoked, e.AccountBound, e.AccountUnbound, e.PersonMailSet, e.PolicyAdopted, e.CodePublished,
}  # fmt: skip


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.TOPIC)
def test_each_event_is_known_to_one_of_the_three(kind: type[e.Event]) -> None:
    """Every event changes a partnership, the house or a yearly frame, a refusal and a reminder none; none is passed over."""
    from tests.history.samples import SAMPLES

    sample = next(one for one in SAMPLES if type(one) is kind)
    happened = recorded(Happened(sample), 99)
    known = [
        *(["partnership"] if _is_known(lambda: evolve(_whole(), happened)) else []),
        *(["house"] if _is_known(lambda: evolve_house(_home(), happened)) else []),
        *(["frame"] if _is_known(lambda: evolve_frame(None, happened)) else []),
    ]

    expected = (
        ["house"]
        if kind in OF_THE_HOUSE
        else ["frame"]
        if kind.TOPIC.startswith("budget.")
        else []
        if kind in (e.CommandRefused, e.ReminderSent, e.PartnershipProposed, e.PartnershipImported)
        else ["partnership"]
    )
    assert expected == known


def _is_known(evolving: Callable[[], object]) -> bool:
    try:
        evolving()
    except ValueError as error:
        return "knows no event" not in str(error)
    return True


def _whole() -> Partnership:
    """Returns a partnership in which everything that events refer to is there."""
    from tests.history.samples import SAMPLES

    wanted = (e.ExceptionAsked, e.BreachReported, e.PaymentMade, e.CorrectionProposed)
    referred = tuple(Happened(one) for one in SAMPLES if isinstance(one, wanted))
    return partnership(*ACTIVE, *referred)


def _home() -> House:
    from samverkan_flow.domain.house import Person

    return House(people={handle: Person(handle) for handle in ("h.ek", "u.berg")})


def test_a_life_begins_with_a_proposal() -> None:
    """A stream that begins with anything else is told at once."""
    with pytest.raises(ValueError, match="begins with a proposal"):
        evolve(None, recorded(Happened(e.PartnershipScreened()), 1))


@pytest.mark.parametrize("stage", BY_STAGE)
def test_folding_in_parts_is_folding_at_once(stage: str) -> None:
    """The state after some events and then the others is the state after all."""
    history = [recorded(one, version) for version, one in enumerate(BY_STAGE[stage], 1)]
    for cut in range(len(history)):
        in_parts = project(project(None, history[:cut]), history[cut:])

        assert project(None, history) == in_parts


def test_no_events_no_state() -> None:
    """Nothing has happened to what has no events."""
    assert project(None, []) is None


@pytest.mark.parametrize("stage", BY_STAGE)
def test_the_stage_is_the_one_of_the_history(stage: str) -> None:
    """The histories of the tests stand where they say."""
    state = partnership(*BY_STAGE[stage])

    assert (stage, BY_STAGE[stage][-1].on) == (state.stage.value, state.stage_since)


# --- business dates (R5) --------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "expected"), [(0, []), (-1, ["R5"])])
def test_nothing_is_dated_before_the_proposal(days: int, expected: list[str]) -> None:
    """A business date lies in the partnership's life: not before it was proposed."""
    command = c.DeclareConflict(ref="P-1", because="a board seat")

    assert expected == clauses(command, PROPOSED, "g.lind", SCREENED_ON, on=PROPOSED[0].on + timedelta(days))


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2026, 6, 1), []), (b.START, []), (b.START - timedelta(1), ["R5", "C38"])]
)
def test_no_stage_is_left_before_it_was_entered(on: date, expected: list[str]) -> None:
    """A step of the lifecycle is not dated before the stage it leaves began."""
    command = c.End(ref="P-1", reason="notice", because="other priorities")

    assert expected == clauses(command, ACTIVE, "k.dahl", date(2026, 6, 1), on=on)


def test_the_agreement_is_not_dated_before_the_screening() -> None:
    """What is recorded later keeps the order of the life it tells."""
    assert ["R5", "C24"] == clauses(
        b.an_agreement(ref="P-1"), AGREED[:-1], "k.dahl", AGREED_ON, on=date(2025, 11, 2)
    )


PARTNERSHIP_EVENTS = [kind for kind in e.EVENTS if kind.TOPIC.startswith("partnership.")]


@pytest.mark.parametrize("kind", PARTNERSHIP_EVENTS, ids=lambda kind: kind.TOPIC)
def test_each_event_of_a_partnership_has_the_act_that_brings_it_about(kind: type[e.Event]) -> None:
    """Nobody decides by an event that the table of acts does not know."""
    assert kind in ACT_OF or kind in TRIGGER_OF or kind is e.PartnershipTerminated
    assert set(ACT_OF.values()) <= set(ACT)
