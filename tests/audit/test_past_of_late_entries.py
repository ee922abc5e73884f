"""Small stores whose days and entries do not stand in one order: late entries, corrections, roles that moved on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from uuid import uuid4

import pytest

from samverkan_flow.audit.blame import blame
from samverkan_flow.audit.conformance import Replay, conformance
from samverkan_flow.audit.could import could
from samverkan_flow.audit.diff import diff
from samverkan_flow.audit.mandates import mandates
from samverkan_flow.audit.past import house_at, life_of, state_at
from samverkan_flow.audit.state import state
from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.dates import end_of_day
from samverkan_flow.domain.lifecycle import Stage, stages_that_allow
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import NoteCorrection, PaymentCorrection
from samverkan_flow.policies import packaged_policy
from samverkan_flow.proof.entry import leaf_of
from samverkan_flow.queries.reading import LoggedEvent, Reader
from samverkan_flow.service import Partnerships
from tests import builders as b
from tests.store.places import SqlitePlace, agree, propose, screen

PAID_ON, ENTERED_ON = date(2026, 2, 15), date(2026, 4, 1)


class Told:
    """One store with a partnership in it, and its days."""

    def __init__(self, folder: Path) -> None:
        self.place = SqlitePlace(folder)
        self.store: Partnerships = self.place.made()
        self.ref = propose(self.store)

    def on(self, day: date) -> None:
        """Lets the clock stand at noon of a day."""
        self.place.clock.now = datetime.combine(day, time(12), UTC)

    def become_active(self) -> None:
        """Brings the partnership to its first day, 2026-02-01."""
        screen(self.store, self.ref)
        agree(self.store, self.ref)
        self.on(b.START)
        self.store.tick()

    def do(self, actor: str, command: c.Command, on: date | None = None) -> None:
        self.store.handle(command, actor=actor, on=on)

    def pay(self, on: date | None = None) -> None:
        self.do("p.lund", c.RecordPayment(ref=self.ref, amount=b.kronor(75_000), year=2026), on)

    def correct_payment(self, on: date | None = None) -> None:
        self.do("p.lund", c.ProposeCorrection(
            ref=self.ref, event_version=self.version_of(e.PaymentMade), document=b.a_document("bank statement.pdf"),
            right=PaymentCorrection(1, b.kronor(57_000)), because="the bank says 57 000",
        ), on)  # fmt: skip

    def version_of(self, kind: type[e.Event]) -> int:
        with self.reader() as reader:
            life = life_of(reader, self.ref)
        return max(o.recorded.originator_version for o in life if isinstance(o.recorded.event, kind))

    def at(self, as_of: date | None = None, known_on: date | None = None) -> Partnership:
        """Returns the partnership in force on a day, as known at the end of another."""
        with self.reader() as reader:
            return state_at(reader, self.ref, as_of, end_of_day(known_on) if known_on else None).state

    def paid(self, as_of: date | None = None, known_on: date | None = None) -> list[int]:
        return [one.amount.ore // 100 for one in self.at(as_of, known_on).payments]

    def reader(self) -> Reader:
        return Reader(self.place.path, self.place.clock.now)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Told]:
    """Yields a store with one proposed partnership, of 2026-01-02."""
    begun = Told(tmp_path)
    yield begun
    begun.place.close()


# --- late entries -------------------------------------------------------------------------------------


def test_a_late_entry(story: Told) -> None:
    """A payment entered in April for February was made in February, and was not known in March."""
    story.become_active()
    story.on(ENTERED_ON)
    story.pay(on=PAID_ON)

    assert story.paid(as_of=date(2026, 2, 14)) == []
    assert story.paid(as_of=date(2026, 3, 1)) == [75_000]
    assert story.paid(known_on=date(2026, 3, 1)) == []
    assert story.paid(as_of=date(2026, 3, 1), known_on=date(2026, 3, 1)) == []
    assert story.paid(as_of=date(2026, 3, 1), known_on=ENTERED_ON) == [75_000]
    assert story.paid(as_of=date(2026, 2, 14), known_on=ENTERED_ON) == []


def test_a_late_entry_is_told_twice(story: Told) -> None:
    """Asked of a day before it was entered, both tales are told, and the late entry is cited."""
    story.become_active()
    story.on(ENTERED_ON)
    story.pay(on=PAID_ON)
    with story.reader() as reader:
        asked = state(reader, story.ref, date(2026, 3, 1))
        last = life_of(reader, story.ref)[-1]
    [amount] = [row for row in asked.rows if row["field"] == "payments.1.amount"]

    assert (amount["then"], amount["value"]) == (None, b.kronor(75_000))
    assert amount["because_of"] == f"{story.ref}:{last.recorded.originator_version}@{last.index}"


def test_a_partnership_entered_late(tmp_path: Path) -> None:
    """What was proposed in 2025 and entered in 2026 was in force in 2025, though nobody's log knew it."""
    place = SqlitePlace(tmp_path)
    ref = propose(place.made(), on=date(2025, 11, 1))
    with Reader(place.path, place.clock.now) as reader:
        asked = state(reader, ref, date(2025, 12, 1))
        nobody = could(reader, ref, "assess", as_of=date(2025, 12, 1))
    place.close()

    assert asked.states[0].state.stage == "proposed"
    assert (
        asked.notes[1]
        == "On 2025-12-01 nothing was known of it yet: it was first recorded at 2026-01-02 12:00 UTC."
    )
    assert (nobody.rows, nobody.empty) == ((), "nobody was registered here on 2025-12-01")


def test_a_payment_before_the_first_day_was_recorded(story: Told) -> None:
    """A payment dated before a late activation is a payment all the same; the fold does not stumble."""
    screen(story.store, story.ref)
    story.on(date(2026, 2, 10))
    code = (c.Acknowledge(ref=story.ref, party=party, code_version="2025") for party in ("us", "partner"))
    agreement = b.an_agreement(ref=story.ref, start=date(2026, 2, 10))
    plan = c.PlanInitiative(ref=story.ref, initiative=b.an_initiative(start=date(2026, 2, 10)))
    signed = (b.a_signature(party, ref=story.ref) for party in ("us", "partner"))
    for command in (plan, *signed, *code):
        story.do("h.ek", command)
    story.do("k.dahl", agreement)
    story.on(date(2026, 2, 20))
    story.store.tick()
    story.pay(on=date(2026, 2, 12))

    assert story.at(as_of=date(2026, 2, 9)).agreement is None
    assert story.at(as_of=date(2026, 2, 11)).stage == "active"
    assert story.paid(as_of=date(2026, 2, 11)) == []
    assert story.paid(as_of=date(2026, 2, 12)) == [75_000]


# --- corrections --------------------------------------------------------------------------------------


def test_a_corrected_payment(story: Told) -> None:
    """A payment corrected in March was right from the day it was made, once the correction was confirmed."""
    story.become_active()
    story.on(PAID_ON)
    story.pay()
    story.on(date(2026, 3, 10))
    story.correct_payment()
    story.on(date(2026, 3, 12))
    story.do("s.alm", c.ConfirmCorrection(ref=story.ref, number=1))

    assert story.paid(as_of=date(2026, 2, 20)) == [57_000]
    assert story.paid(as_of=date(2026, 2, 20), known_on=date(2026, 3, 12)) == [57_000]
    assert story.paid(as_of=date(2026, 2, 20), known_on=date(2026, 3, 11)) == [75_000]
    assert story.paid(known_on=date(2026, 2, 20)) == [75_000]
    assert story.at(as_of=date(2026, 2, 20)).last_effective_on == PAID_ON
    assert story.paid(as_of=date(2026, 2, 14)) == []
    assert story.at(as_of=date(2026, 2, 14)).corrections == ()


def test_an_unconfirmed_correction(story: Told) -> None:
    """A correction nobody has confirmed changes nothing, and is not heard of before its own day."""
    story.become_active()
    story.on(PAID_ON)
    story.pay()
    story.on(date(2026, 3, 10))
    story.correct_payment()

    assert story.paid(as_of=date(2026, 3, 9)) == story.paid() == [75_000]
    assert story.at(as_of=date(2026, 3, 9)).corrections == ()
    assert [one.confirmed_by for one in story.at(as_of=date(2026, 3, 10)).corrections] == [""]


def test_a_correction_dated_before_what_it_corrects(story: Told) -> None:
    """A correction with an earlier business date than its event counts with the event, not before it."""
    story.become_active()
    story.on(PAID_ON)
    story.pay()
    story.correct_payment(on=date(2026, 2, 5))
    unconfirmed = story.at(as_of=date(2026, 2, 10))
    story.do("s.alm", c.ConfirmCorrection(ref=story.ref, number=1))

    assert (unconfirmed.corrections, unconfirmed.payments) == ((), ())
    assert story.at(as_of=date(2026, 2, 10)).corrections == ()
    assert story.paid(as_of=PAID_ON) == [57_000]


def test_a_correction_of_a_correction(story: Told) -> None:
    """A note about a correction counts from the day of what that corrects: right from the start."""
    story.become_active()
    story.on(PAID_ON)
    story.pay()
    story.on(date(2026, 3, 10))
    story.correct_payment()
    story.do("s.alm", c.ConfirmCorrection(ref=story.ref, number=1))
    story.do("h.ek", c.ProposeCorrection(
        ref=story.ref, event_version=story.version_of(e.CorrectionProposed), document=b.a_document("letter.pdf"),
        right=NoteCorrection("the statement is of February"), because="the wrong name of a month",
    ))  # fmt: skip
    story.do("s.alm", c.ConfirmCorrection(ref=story.ref, number=2))

    assert [one.number for one in story.at(as_of=date(2026, 2, 20)).corrections] == [1, 2]
    assert story.at(as_of=date(2026, 2, 14)).corrections == ()


def test_who_proposed_a_correction_could_not_confirm_it(story: Told) -> None:
    """The other people who may confirm could; the one who proposed it could not (R3)."""
    story.become_active()
    story.on(PAID_ON)
    story.pay()
    story.do("m.alt", c.ProposeCorrection(
        ref=story.ref, event_version=story.version_of(e.PaymentMade), document=b.a_document("bank statement.pdf"),
        right=PaymentCorrection(1, b.kronor(57_000)), because="the bank says 57 000",
    ))  # fmt: skip
    with story.reader() as reader:
        rows = {row["person"]: row for row in could(reader, story.ref, "correct confirm").rows}

    assert rows["m.alt"]["clauses"] == ["R3"]
    assert {person for person, row in rows.items() if row["could"] == "yes"} == {"s.alm", "k.dahl", "v.norr"}


# --- duties, roles and policies that moved on ---------------------------------------------------------


def test_a_hand_over(story: Told) -> None:
    """The owner of January is told in January, and who handed over stands by the field."""
    story.on(date(2026, 1, 20))
    story.do("s.alm", c.HandOver(ref=story.ref, duty="owner", to="o.vik", because="she changes office"))
    with story.reader() as reader:
        [owner] = blame(reader, story.ref, "owner").rows
        [changed, duties] = diff(reader, story.ref, date(2026, 1, 19), date(2026, 1, 20)).rows
        before = could(reader, story.ref, "end withdrawn", as_of=date(2026, 1, 19))
        after = could(reader, story.ref, "end withdrawn", as_of=date(2026, 1, 20))

    assert story.at(as_of=date(2026, 1, 19)).owner == "s.alm"
    assert (owner["value"], owner["before"], owner["actor"]) == ("o.vik", "s.alm", "s.alm")
    assert owner["reason"] == "she changes office"
    assert (changed["field"], changed["old"], changed["new"]) == ("owner", "s.alm", "o.vik")
    assert (duties["field"], duties["new"]) == ("duties.owner", ("s.alm", "o.vik"))
    assert {row["person"] for row in before.rows if row["could"] == "yes"} == {"h.ek", "s.alm"}
    assert {row["person"] for row in after.rows if row["could"] == "yes"} == {"h.ek", "o.vik"}


def test_a_role_taken_back_later(story: Told) -> None:
    """Who signed keeps the mandate of that day in the answer, though the level has been taken back since."""
    story.become_active()
    story.on(date(2026, 3, 1))
    story.do("a.ny", c.RevokeRole(handle="k.dahl", role="head-of-communications"))
    with story.reader() as reader:
        [agreed] = [row for row in mandates(reader, story.ref).rows if row["event"] == "agreed"]
        before = could(reader, story.ref, "end notice", as_of=date(2026, 2, 28))
        after = could(reader, story.ref, "end notice", as_of=date(2026, 3, 1))

    assert (agreed["actor"], agreed["roles"]) == ("k.dahl", ["head-of-communications"])
    assert {row["person"] for row in before.rows if row["could"] == "yes"} == {"k.dahl", "v.norr", "m.alt"}
    assert {row["person"] for row in after.rows if row["could"] == "yes"} == {"v.norr", "m.alt"}


def test_a_role_granted_too_late(story: Told) -> None:
    """A level given after the decision is no mandate for it: known then, she could not have signed."""
    story.become_active()
    story.on(date(2026, 3, 1))
    story.do("a.ny", c.GrantRole(handle="o.vik", role="chief-executive"), on=date(2026, 1, 10))
    day, known_at = date(2026, 2, 5), end_of_day(date(2026, 2, 5))
    with story.reader() as reader:
        now = could(reader, story.ref, "end notice", as_of=day)
        then = could(reader, story.ref, "end notice", as_of=day, known_at=known_at)

    assert {row["person"] for row in now.rows if row["could"] == "yes"} == {
        "k.dahl",
        "v.norr",
        "m.alt",
        "o.vik",
    }
    assert {row["person"] for row in then.rows if row["could"] == "yes"} == {"k.dahl", "v.norr", "m.alt"}


def test_roles_entered_late_are_told_both_ways(story: Told) -> None:
    """Roles given and taken back after the day, and dated before it: who could then, who could now, and what came between."""
    story.on(date(2026, 1, 20))
    story.do("a.ny", c.GrantRole(handle="u.berg", role="officer"), on=date(2026, 1, 3))
    story.do("a.ny", c.RevokeRole(handle="h.ek", role="officer"), on=date(2026, 1, 3))
    with story.reader() as reader:
        size = reader.log_size()
        asked = could(reader, story.ref, "plan", as_of=date(2026, 1, 10))
        told_then = could(reader, story.ref, "plan", date(2026, 1, 10), end_of_day(date(2026, 1, 10)))
        today = could(reader, story.ref, "plan", as_of=date(2026, 1, 20))
    rows = {row["person"]: row for row in asked.rows}

    assert [(rows[one]["could_then"], rows[one]["could_now"]) for one in ("h.ek", "u.berg", "s.alm")] == [
        ("yes", "no"), ("no", "yes"), ("yes", "yes"),
    ]  # fmt: skip
    assert (rows["h.ek"]["could"], rows["u.berg"]["could"]) == ("no", "yes")
    assert rows["u.berg"]["why_not"].startswith("as known then: u.berg is not an officer")
    between = asked.notes[2]
    assert f"@{size - 2} person role granted (officer, u.berg); house:" in between
    assert f"@{size - 1} person role revoked (officer, h.ek)." in between
    assert {row["person"]: row["could"] for row in told_then.rows}["h.ek"] == "yes"
    assert told_then.rows[0]["could_now"] == "no"
    assert told_then.notes[2] == between
    assert "could_then" not in today.rows[0]


def test_a_person_entered_late_was_not_registered_then(story: Told) -> None:
    """Who is dated back into the register is told as one nobody knew then."""
    story.on(date(2026, 1, 20))
    story.do("a.ny", c.AddPerson(handle="n.ask", name="Nils Ask", roles=("officer",)), on=date(2026, 1, 3))
    with story.reader() as reader:
        now = could(reader, story.ref, "plan", as_of=date(2026, 1, 10)).rows[-1]
        then = could(reader, story.ref, "plan", date(2026, 1, 10), end_of_day(date(2026, 1, 10))).rows[-1]

    assert (now["person"], now["could"], now["could_then"]) == ("n.ask", "yes", "not registered")
    assert (then["person"], then["could"], then["could_now"]) == ("n.ask", "not registered", "yes")


def test_a_role_dated_before_its_person(story: Told) -> None:
    """A role, or its end, dated before the person was registered makes nobody appear, and nothing fall over."""
    story.on(date(2026, 3, 1))
    story.do("a.ny", c.AddPerson(handle="n.ask", name="Nils Ask"))
    story.do("a.ny", c.GrantRole(handle="n.ask", role="officer"), on=date(2026, 2, 1))
    story.do("a.ny", c.BindAccount(handle="n.ask", account="cli:nils"), on=date(2026, 2, 1))
    story.do("a.ny", c.RevokeRole(handle="n.ask", role="officer"))
    story.do("a.ny", c.GrantRole(handle="n.ask", role="officer"), on=date(2026, 2, 2))
    with story.reader() as reader:
        before, after = house_at(reader, date(2026, 2, 15)), house_at(reader, date(2026, 3, 1))

    assert "n.ask" not in before.people
    assert after.people["n.ask"].roles == ("officer",)
    assert after == story.store.house()


def test_a_policy_that_was_moved(story: Told) -> None:
    """The partnership was judged by the old version until it was moved, and each decision names its own."""
    story.on(date(2026, 1, 10))
    text = packaged_policy().replace('version = "2026-1"', 'version = "2026-2"', 1)
    story.do("a.ny", c.AdoptPolicy(text=text, in_force_from=date(2026, 1, 10)))
    story.on(date(2026, 1, 12))
    story.do("a.ny", c.MovePolicy(ref=story.ref, version="2026-2", because="both parties wish it"))
    screen(story.store, story.ref)
    with story.reader() as reader:
        judged = {row["event"]: row["judged_by"] for row in mandates(reader, story.ref).rows}

    assert story.at(as_of=date(2026, 1, 11)).policy_version == "2026-1"
    assert story.at(as_of=date(2026, 1, 12)).policy_version == "2026-2"
    assert judged == {
        "proposed": "2026-1", "policy-moved": "2026-1, 2026-2",
        "criteria-assessed": "2026-2", "screened": "2026-2",
    }  # fmt: skip


def test_the_amount_is_not_known_yet(story: Told) -> None:
    """Before anything has been agreed no amount can be weighed, and the answer says so."""
    with story.reader() as reader:
        answered = could(reader, story.ref, "agree")

    assert "No amount has been agreed, so that the lowest level is enough here." in answered.notes


def test_a_breach(story: Told) -> None:
    """A breach reported one day and ended the next is open, then ended, and each field names its person."""
    story.become_active()
    story.on(date(2026, 3, 1))
    told = {"ref": story.ref, "guideline": "no discrimination", "because": "it was seen by many"}
    story.do("h.ek", c.ReportBreach(**told, evidence=(b.a_document("letter.pdf"),)))  # type: ignore[arg-type]
    story.on(date(2026, 3, 2))
    story.do("v.norr", c.TerminateForBreach(ref=story.ref, number=1, because="it cannot be mended"))
    with story.reader() as reader:
        rows = {row["field"]: row["actor"] for row in blame(reader, story.ref).rows}

    assert [story.at(as_of=date(2026, 3, day)).stage for day in (1, 2)] == ["active", "terminated"]
    assert (rows["breaches.1.guideline"], rows["breaches.1.decision"], rows["stage"]) == (
        "h.ek",
        "v.norr",
        "v.norr",
    )


# --- conformance --------------------------------------------------------------------------------------

PROPOSED = e.PartnershipProposed(number=1, name="", partner=b.a_proposal().partner, purpose="", own_role="",
                                 development_plan="", owner="s.alm")  # type: ignore[arg-type]  # fmt: skip


def happened(*told: tuple[e.Event, str, date]) -> list[LoggedEvent]:
    """Returns a history the service would never have recorded."""
    partnership, at = uuid4(), datetime(2026, 1, 2, tzinfo=UTC)
    return [
        LoggedEvent(
            n, e.Recorded(partnership, n + 1, at, on, actor, "", "", "2026-1", "", event), event.TOPIC, b""
        )
        for n, (event, actor, on) in enumerate(told)
    ]


DAY = date(2026, 1, 2)
SKIPPED = {
    "a screening left out": ([e.PartnershipActivated()], "activate leads nowhere from proposed"),
    "a step taken twice": ([e.PartnershipScreened(), e.PartnershipScreened()], "screen leads nowhere from screened"),
    "life after the end": (
        [e.PartnershipTerminated("rejected"), e.PartnershipScreened()], "screen leads nowhere from terminated",
    ),
    "a second proposal": ([PROPOSED], "it was proposed again when it was proposed"),
}  # fmt: skip


@pytest.mark.parametrize("case", SKIPPED)
def test_a_skipped_step_is_named(case: str) -> None:
    """A step the lifecycle does not have is told once, and what follows is judged from where it led."""
    events, wrong = SKIPPED[case]
    replay = Replay()
    found = list(replay.deviations(happened(*((one, "h.ek", DAY) for one in (PROPOSED, *events)))))

    assert [(one.what, one.logged.index) for one in found] == [(wrong, len(events))]


def test_a_step_before_any_proposal() -> None:
    """What was never proposed cannot be screened."""
    [found] = Replay().deviations(happened((e.PartnershipScreened(), "g.lind", DAY)))

    assert found.what == "screen came before any proposal"


def test_a_step_dated_before_the_one_it_rests_on() -> None:
    """People date a step after the one before it; the calendar dates it when it became true."""
    earlier = date(2026, 1, 1)
    [found] = Replay().deviations(
        happened((PROPOSED, "h.ek", DAY), (e.PartnershipScreened(), "g.lind", earlier))
    )
    by_the_calendar = happened((PROPOSED, "h.ek", DAY), (e.PartnershipScreened(), "calendar", earlier))

    assert found.what == "it is dated 2026-01-01, before the step it rests on, 2026-01-02"
    assert list(Replay().deviations(by_the_calendar)) == []


@pytest.mark.parametrize("stage", Stage)
def test_the_replay_allows_what_the_lifecycle_allows(stage: Stage) -> None:
    """From every stage, a step is a deviation exactly where the table of the lifecycle has no row for it."""
    steps = {"screen": e.PartnershipScreened(), "activate": e.PartnershipActivated(),
             "evaluate": e.PartnershipEvaluated(), "continue": e.PartnershipContinued()}  # fmt: skip
    way = {"proposed": [], "screened": ["screen"], "active": ["screen", "agree", "activate"],
           "agreed": ["screen", "agree"], "evaluated": ["screen", "agree", "activate", "evaluate"]}  # fmt: skip
    agreed = e.PartnershipAgreed(agreement=None)  # type: ignore[arg-type]
    path = [steps.get(trigger, agreed) for trigger in way.get(stage, [])]
    if stage is Stage.TERMINATED:
        path = [e.PartnershipTerminated("withdrawn")]
    for trigger, event in steps.items():
        found = list(Replay().deviations(happened(*((one, "h.ek", DAY) for one in (PROPOSED, *path, event)))))

        assert bool(found) == (stage not in stages_that_allow(trigger)), (stage, trigger)


def test_conformance_reads_the_log_itself(story: Told) -> None:
    """A step slipped into the database past the program is told, with its partnership and its place."""
    with story.reader() as reader:
        partnership = reader.partnership(story.ref)
        size = reader.log_size()
    topic, stored = story.store.codec.encode_event(e.Recorded(
        partnership.id, 2, story.place.clock.now, DAY, "h.ek", "cli:x", "x", "2026-1", "", e.PartnershipActivated(),
    ))  # fmt: skip
    with story.place.raw() as connection:
        connection.execute(
            "INSERT INTO stored_events VALUES (?, 2, ?, ?)", (partnership.id.hex, topic, stored)
        )
        connection.execute(
            "INSERT INTO log SELECT ?, originator_id, 2, recorded_at, effective_on, actor, ?, clauses, command_id, ? "
            "FROM log WHERE originator_id = ?",
            (size, topic, leaf_of(partnership.id, 2, topic, stored), partnership.id.hex),
        )  # fmt: skip
    with story.reader() as reader:
        [row] = conformance(reader).rows

    assert (row["citation"], row["deviation"]) == (
        f"{story.ref}:2@{size}",
        "activate leads nowhere from proposed",
    )
