"""The separation of duties over the whole history: clean where the guards stood, broken where somebody went past."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from msgspec.structs import replace

from samverkan_flow.audit.duties import duties
from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.acted import act_of
from samverkan_flow.domain.acts import ACTS
from samverkan_flow.domain.errors import NotFound
from samverkan_flow.domain.house import HOUSE_ID
from samverkan_flow.domain.lifecycle import END_REASONS
from samverkan_flow.domain.values import (
    AgreedAmountCorrection,
    Evaluation,
    NoteCorrection,
)
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from tests import builders as b
from tests.audit.slipped import slip_in
from tests.cli.conftest import Run
from tests.history.samples import SAMPLES
from tests.store.places import SqlitePlace, agree, propose, screen


def test_the_demonstration_is_clean_and_much_was_checked(asked: Reader) -> None:
    """Nobody in it did what another was to do; the answer says how much was looked at."""
    answered = duties(asked)

    assert () == answered.rows
    assert "182 checks of 99 events (R3 97, R4 85); broken: 0" in answered.notes[0]


def test_one_partnership_is_checked_by_itself(asked: Reader) -> None:
    """By hand, of P-14: a screener named in the proposal, and a screener handed over to.

    The first is one check; the second is two, for who proposed it and for a conflict.
    """
    assert "made: 3 checks of 2 events (R3 2, R4 1); broken: 0" == duties(asked, "P-14").notes[0]


def test_a_partnership_that_does_not_exist(asked: Reader) -> None:
    """It is told, as everywhere."""
    with pytest.raises(NotFound):
        duties(asked, "P-99")


def test_every_act_that_keeps_apart_is_looked_for() -> None:
    """An act that names duties to keep apart, or bars a conflict, is told from its event; a new one is not forgotten."""
    told = {act.name for event in (*SAMPLES, *_FURTHER) if (act := act_of(event))}

    assert {act.name for act in ACTS if act.apart_from or act.decides} <= told


_FURTHER = (
    *(e.PartnershipTerminated(end_reason=reason) for reason in END_REASONS.values()),
    e.BreachDecided(number=1, decision="terminate"),
    e.BreachDecided(number=1, decision="no-action"),
)


# --- past the guards ------------------------------------------------------------------------------

Slip = Callable[[Partnerships, str], tuple[e.Event, str]]
"""What goes before, and then the event that is slipped in and by whom."""


def screened_by_the_proposer(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    return e.PartnershipScreened(), "h.ek"


def judged_by_the_proposer(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    return e.CriteriaAssessed((b.an_assessment("C1"),)), "h.ek"


def granted_by_who_asked(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    store.handle(c.AskException(ref=ref, clause="C20", because="a pilot"), actor="s.alm")
    return e.ExceptionGranted(number=1, clause="C20"), "s.alm"


def decided_in_spite_of_a_conflict(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    store.handle(c.AskException(ref=ref, clause="C20", because="a pilot"), actor="h.ek")
    store.handle(c.DeclareConflict(ref=ref, because="my brother plays there"), actor="k.dahl")
    return e.ExceptionGranted(number=1, clause="C20"), "k.dahl"


def conflict_withdrawn_by_oneself(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    store.handle(c.DeclareConflict(ref=ref, because="my brother plays there"), actor="g.lind")
    return e.ConflictWithdrawn(person="g.lind"), "g.lind"


def signed_by_the_screener(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    screen(store, ref)
    agree(store, ref)
    return e.AddendumAgreed(b.a_document("addendum.pdf"), "KI 2026/118"), "g.lind"


def evaluated_by_the_owner(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    screen(store, ref)
    agree(store, ref)
    review = Evaluation("I1", date(2026, 1, 2), "s.alm", (), (), "there is none", "continue")
    return e.InitiativeEvaluated(review), "s.alm"


def correction_confirmed_by_who_proposed_it(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    store.handle(
        c.ProposeCorrection(
            ref=ref,
            event_version=1,
            right=NoteCorrection("the name is spelt with å"),
            document=b.a_document("letter.pdf"),
            because="a slip of the pen",
        ),
        actor="s.alm",
    )
    return e.CorrectionConfirmed(number=1), "s.alm"


def amount_raised_by_the_screener(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    screen(store, ref)
    agree(store, ref)
    store.handle(
        c.ProposeCorrection(
            ref=ref,
            event_version=store.partnership(ref).version,
            right=AgreedAmountCorrection(2026, b.kronor(250_000)),
            document=b.a_document("agreement.pdf"),
            because="a slip of the pen",
        ),
        actor="p.lund",
    )
    return e.CorrectionConfirmed(number=1), "g.lind"


def ended_and_confirmed_by_the_same(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    screen(store, ref)
    agree(store, ref)
    report = c.ReportBreach(
        ref=ref, guideline="no discrimination", evidence=(b.a_document("letter.pdf"),), because="it was seen"
    )
    store.handle(report, actor="s.alm")
    store.handle(c.TerminateForBreach(ref=ref, number=1, because="trust is gone"), actor="k.dahl")
    return e.TerminationConfirmed(), "k.dahl"


def handed_to_the_proposer(store: Partnerships, ref: str) -> tuple[e.Event, str]:
    return e.HandedOver(duty="screener", person="h.ek"), "s.alm"


@pytest.mark.parametrize(
    ("slip", "person", "broken"),
    [
        (screened_by_the_proposer, "h.ek", "R3 has been proposer"),
        (judged_by_the_proposer, "h.ek", "R3 has been proposer"),
        (granted_by_who_asked, "s.alm", "R3 asked for the exception"),
        (decided_in_spite_of_a_conflict, "k.dahl", "R4 has a declared conflict of interest"),
        (
            conflict_withdrawn_by_oneself,
            "g.lind",
            "R4 has a declared conflict of interest; R3 has the conflict that is withdrawn",
        ),
        (signed_by_the_screener, "g.lind", "R3 has been screener"),
        (evaluated_by_the_owner, "s.alm", "R3 has been owner"),
        (correction_confirmed_by_who_proposed_it, "s.alm", "R3 proposed the correction"),
        (amount_raised_by_the_screener, "g.lind", "R3 has been screener"),
        (ended_and_confirmed_by_the_same, "k.dahl", "R3 has been terminator"),
        (handed_to_the_proposer, "h.ek", "R3 has been proposer"),
    ],
)
def test_what_went_past_the_guards_is_found(
    a_file: SqlitePlace, slip: Slip, person: str, broken: str
) -> None:
    """Nothing is told before, and afterwards what was broken: the rule, the person, what went before and where it stands."""
    store = a_file.made()
    ref = propose(store)
    event, by = slip(store, ref)
    with a_file.reader() as reader:
        clean = duties(reader)
    slip_in(store, store.find(ref), event, by)
    with a_file.reader() as reader:
        answered = duties(reader)
        size = reader.log_size()

    assert () == clean.rows
    assert [(told, ref, person, size - 1) for told in broken.split("; ")] == [
        (f"{row['rule']} {row['although']}", row["ref"], row["person"], row["index"]) for row in answered.rows
    ]
    assert answered.notes[0].endswith(f"broken: {len(answered.rows)}")


def test_a_violation_cites_what_came_before(a_file: SqlitePlace) -> None:
    """Who proposed and then screened: both events can be looked up."""
    store = a_file.made()
    ref = propose(store)
    slip_in(store, store.find(ref), e.PartnershipScreened(), "h.ek")
    with a_file.reader() as reader:
        (row,) = duties(reader).rows
        size = reader.log_size()

    assert (f"{ref}:2@{size - 1}", f"{ref}:1@{size - 2}") == (row["citation"], row["earlier"])


def test_a_screening_by_a_judge_with_a_conflict_is_found(a_file: SqlitePlace) -> None:
    """R4: what Gustav judged before he declared a conflict carries no screening by another."""
    store = a_file.made()
    ref = propose(store)
    store.handle(c.Assess(ref=ref, assessments=b.assessments()), actor="g.lind")
    store.handle(c.DeclareConflict(ref=ref, because="I sit on their board"), actor="g.lind")
    slip_in(store, store.find(ref), e.PartnershipScreened(), "k.ros")
    with a_file.reader() as reader:
        found = [(row["rule"], row["person"], row["although"]) for row in duties(reader).rows]

    assert [("R4", "g.lind", "judged, and has a declared conflict")] == found


def test_a_proposal_by_its_own_screener_is_found(a_file: SqlitePlace) -> None:
    """Even where the register knows nothing of it: the log is what is asked."""
    store = a_file.made()
    proposal = replace(
        next(iter(store.events.get(store.find(propose(store))))).event, number=2, screener="h.ek"
    )
    slip_in(store, uuid4(), proposal, "h.ek")
    with a_file.reader() as reader:
        found = [(row["rule"], row["person"], row["although"]) for row in duties(reader).rows]

    assert [("R3", "h.ek", "proposes and would screen")] == found


def test_a_role_given_to_oneself_is_found(a_file: SqlitePlace) -> None:
    """R3 in the house; the role the founder of a store begins with is none."""
    store = a_file.made()
    slip_in(store, HOUSE_ID, e.RoleGranted(handle="a.ny", role="chief-executive"), "a.ny")
    with a_file.reader() as reader:
        found = [(row["ref"], row["person"], row["what"]) for row in duties(reader).rows]

    assert [("house", "a.ny", "person role granted: chief-executive, a.ny")] == found


def test_duties_are_asked_on_the_command_line(run: Run, demonstration: object) -> None:
    """Of one partnership or of all."""
    of_one = run("audit", "duties", "P-14", "--json", "--db", str(demonstration))
    of_all = run("audit", "duties", "--json", "--db", str(demonstration))

    assert [] == of_one.json["rows"] == of_all.json["rows"]
    assert "made: 3 checks" in of_one.json["notes"][0]
    assert "made: 182 checks" in of_all.json["notes"][0]
