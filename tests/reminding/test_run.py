"""A run tells everybody what is newly due, records it at once, and loses nothing the mail server does not take."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from email.utils import parsedate_to_datetime

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import Conflict, Damaged, StoreUnusable
from samverkan_flow.domain.events import ReminderSent
from samverkan_flow.domain.house import CALENDAR, reminders_id
from samverkan_flow.queries.health import examine
from samverkan_flow.reminding.post import Post
from samverkan_flow.reminding.run import undelivered
from samverkan_flow.store.turns import turn
from tests import builders as b
from tests.reminding.conftest import ADDRESSES, Reminded
from tests.reminding.servers import (
    SENDER,
    DropsAfterwards,
    HangsUpInTheMiddle,
    Mailbox,
    PartsBadly,
    free_port,
    office,
)


def told(reminded: Reminded) -> set[tuple[str, str, str, int]]:
    """Returns what the log says of whom, of what and at which step."""
    found = [one.recorded.event for one in reminded.recorded()]
    return {(one.to, one.ref, one.kind, one.step) for one in found if isinstance(one, ReminderSent)}


def test_everybody_gets_one_mail_of_all_that_is_newly_due(
    reminded: Reminded, mailbox: Mailbox, post: Post
) -> None:
    """One mail a person, most urgent first, with clause, date, what to do, and the command that shows more."""
    ran = reminded.run(post)
    (mail,) = mailbox.to(ADDRESSES["u.berg"])
    lines = mail.get_content().splitlines()

    assert {"g.lind", "s.alm", "u.berg"} == {one.to for one in ran.sent}
    assert 3 == len(mailbox.mails)
    assert [SENDER] * 3 == mailbox.senders
    assert "53 days late: evaluate Mentorskap, P-5 Språkbron and 3 more" == mail["Subject"]
    assert "53 DAYS LATE · 2026-10-01 · C38 Evaluation every year" in lines
    assert "  P-5 Språkbron: evaluate Mentorskap" in lines
    assert "  who may do it: u.berg" in lines
    assert "  more: samverkan next P-5" in lines
    assert lines.index("53 DAYS LATE · 2026-10-01 · C38 Evaluation every year") < lines.index(
        "IN 17 DAYS · 2026-12-10 · C38 Evaluation every year"
    )
    assert reminded.now == parsedate_to_datetime(mail["Date"])
    assert "auto-generated" == mail["Auto-Submitted"]


def test_what_was_sent_is_in_the_log(reminded: Reminded, mailbox: Mailbox, post: Post) -> None:
    """Each reminder is an event of the calendar beside its partnership, under the obligation's clause, with the mail."""
    reminded.run(post)
    logged = [one for one in reminded.recorded() if one.recorded.event.ref == "P-3"]  # type: ignore[attr-defined]
    by_mail = {str(one["Message-ID"]) for one in mailbox.mails}

    with reminded.reader() as reader:
        stream = reminders_id(reader.partnership("P-3").id)
    assert {(CALENDAR, "test:desk", stream)} == {
        (one.recorded.actor, one.recorded.via, one.recorded.originator_id) for one in logged
    }
    assert {("C23",), ("C38",)} == {one.recorded.clauses for one in logged}
    assert {one.recorded.event.message_id for one in reminded.recorded()} == by_mail  # type: ignore[attr-defined]
    assert list(range(1, len(logged) + 1)) == [one.recorded.originator_version for one in logged]


def test_no_address_stands_readable_in_the_database(reminded: Reminded, post: Post) -> None:
    """Addresses are sealed, and what is recorded of a reminder names the handle alone."""
    reminded.run(post)
    reminded.store.close()
    kept = b"".join(
        one.read_bytes()
        for one in reminded.path.parent.glob(f"{reminded.path.name}*")
        if one.suffix != ".keys"
    )

    assert [] == [address for address in ADDRESSES.values() if address.encode() in kept]
    assert b"obligation.reminded.v1" in kept


def test_nobody_is_told_twice(reminded: Reminded, mailbox: Mailbox, post: Post) -> None:
    """A second run sends nothing, neither does one on the next day; the next step does."""
    reminded.run(post)
    first = told(reminded)
    again, next_day = reminded.run(post), reminded.at(2026, 11, 24).run(post)

    assert ((), ()) == (again.sent, next_day.sent)
    assert (3, first) == (len(mailbox.mails), told(reminded))

    reminded.at(2026, 12, 3).run(post)

    assert {
        ("s.alm", "P-3", "evaluation", 7), ("u.berg", "P-3", "evaluation", 7),
        ("s.alm", "P-6", "final-evaluation", -30), ("u.berg", "P-6", "final-evaluation", -30),
    } == told(reminded) - first  # fmt: skip


def test_after_a_pause_one_reminder_goes_not_three(reminded: Reminded, mailbox: Mailbox, post: Post) -> None:
    """Steps that passed while nothing ran are not made up for: the latest is told (C38)."""
    reminded.at(2027, 1, 15).run(post)

    assert {("u.berg", "P-3", "evaluation", -30), ("s.alm", "P-3", "evaluation", -30)} == {
        one for one in told(reminded) if one[1:3] == ("P-3", "evaluation")
    }


def test_what_is_fulfilled_is_not_reminded_of(reminded: Reminded, post: Post) -> None:
    """An acknowledged code is owed no more, so nobody hears of it."""
    for party in ("us", "partner"):
        reminded.store.handle(
            c.Acknowledge(ref="P-3", party=party, code_version="2026"),
            actor="s.alm",
            via="test:desk",  # type: ignore[arg-type]
        )
    reminded.run(post)

    assert [] == [one for one in told(reminded) if one[1:3] == ("P-3", "acknowledgement")]


def test_who_comes_to_own_a_partnership_is_told_anew(reminded: Reminded, post: Post) -> None:
    """Once is once for each person: a new owner has not been told yet."""
    reminded.run(post)
    reminded.store.handle(
        c.AddPerson(handle="o.vik", name="Olle Vik", roles=("owner",)), actor="a.ny", via="test:desk"
    )
    reminded.set_mail("o.vik", "olle@example.org")
    reminded.store.handle(
        c.HandOver(ref="P-3", to="o.vik", because="she moves"), actor="k.dahl", via="test:desk"
    )
    before = told(reminded)

    reminded.run(post)

    assert {("o.vik", "P-3", "acknowledgement", -30), ("o.vik", "P-3", "evaluation", 30)} == told(
        reminded
    ) - before


# --- people without an address --------------------------------------------------------------------


def test_who_has_no_address_is_named_and_tried_again(bare: Reminded, mailbox: Mailbox, post: Post) -> None:
    """Nobody is passed over in silence, and once there is an address the reminder goes."""
    bare.set_mail("u.berg", ADDRESSES["u.berg"])
    first = bare.run(post)

    assert (["u.berg"], ["g.lind", "s.alm"]) == (
        [one.to for one in first.sent], [one.to for one in first.without_address],
    )  # fmt: skip

    bare.set_mail("s.alm", ADDRESSES["s.alm"])

    assert ["s.alm"] == [one.to for one in bare.run(post).sent]


def test_an_erased_address_is_no_address(reminded: Reminded, post: Post) -> None:
    """When the key of a person is gone, so is the way to write to them."""
    reminded.store.close()
    with closing(sqlite3.connect(f"{reminded.path}.keys", isolation_level=None)) as keys:
        keys.execute("DELETE FROM keys WHERE subject = 'person:u.berg'")
    ran = Reminded(reminded.path).run(post)

    assert ["u.berg"] == [one.to for one in ran.without_address]


def test_who_has_left_is_not_written_to(reminded: Reminded, post: Post) -> None:
    """Without a role nobody may do anything; where nobody may, nobody is told, and that is said."""
    reminded.store.handle(c.RevokeRole(handle="g.lind", role="screener"), actor="a.ny", via="test:desk")
    reminded.store.handle(c.RevokeRole(handle="k.ros", role="screener"), actor="a.ny", via="test:desk")

    ran = reminded.run(post)

    assert "g.lind" not in {one.to for one in ran.sent}
    assert ("s.alm", "P-8", "co-partner", -30) in told(reminded)


# --- mail servers that do not take it -------------------------------------------------------------


def test_a_mail_server_that_is_not_there_loses_nothing(reminded: Reminded, mailbox: Mailbox) -> None:
    """Nothing is recorded, everybody is named, and the next run sends it all."""
    nowhere = Post("127.0.0.1", free_port(), SENDER)
    ran = reminded.run(nowhere)
    error = undelivered(ran)

    assert (0, 3, [], 7) == (len(ran.sent), len(ran.unsent), reminded.recorded(), error.exit_code)
    assert "3 of 3 mails were not sent" == error.message
    assert "the next run tries again" in error.hint
    assert all("cannot be reached" in one.message for one in error.findings)

    with office(mailbox) as post:
        reminded.run(post)

    assert 3 == len(mailbox.mails)


def test_one_refused_recipient_does_not_stop_the_others(
    reminded: Reminded, mailbox: Mailbox, post: Post
) -> None:
    """The others are told; who is not is named by handle, and no address is printed."""
    mailbox.refused = {ADDRESSES["s.alm"]}
    ran = reminded.run(post)
    error = undelivered(ran)

    assert ({"g.lind", "u.berg"}, ["s.alm"]) == (
        {one.to for one in ran.sent},
        [one.letter.to for one in ran.unsent],
    )
    assert {"g.lind", "u.berg"} == {one[0] for one in told(reminded)}
    assert "refuses the recipient (550)" in error.findings[0].message
    assert "@" not in str(error.findings) + error.message

    mailbox.refused = set()

    assert ["s.alm"] == [one.to for one in reminded.run(post).sent]


def test_a_server_that_hangs_up_in_the_middle_has_not_taken_it(reminded: Reminded, mailbox: Mailbox) -> None:
    """What broke off is not recorded; the next is tried over a new connection."""
    HangsUpInTheMiddle.times = 1
    with office(mailbox, HangsUpInTheMiddle) as post:
        ran = reminded.run(post)
        again = reminded.run(post)

    assert (["g.lind"], ["s.alm", "u.berg"]) == (
        [one.letter.to for one in ran.unsent],
        [one.to for one in ran.sent],
    )
    assert "closed the connection" in ran.unsent[0].why.message
    assert ["g.lind"] == [one.to for one in again.sent]
    assert 3 == len(mailbox.mails)


def test_a_copy_has_the_same_message_id(reminded: Reminded) -> None:
    """A server that took the mail and did not say so gets it again, and can tell: the Message-ID is the same."""
    forgetful = DropsAfterwards()
    with office(forgetful) as post:
        first, second = reminded.run(post), reminded.run(post)

    ids = [str(one["Message-ID"]) for one in forgetful.to(ADDRESSES["u.berg"])]
    assert ((3, 3), []) == ((len(first.unsent), len(second.unsent)), reminded.recorded())
    assert (2, 1) == (len(ids), len(set(ids)))


def test_a_bad_farewell_does_not_undo_what_was_taken(reminded: Reminded, mailbox: Mailbox) -> None:
    """Once a mail is taken it is recorded, however the server then parts."""
    with office(mailbox, PartsBadly) as post:
        ran, again = reminded.run(post), reminded.run(post)

    assert (3, 0, 3) == (len(ran.sent), len(again.sent), len(mailbox.mails))


# --- the store ------------------------------------------------------------------------------------


def test_while_another_run_is_under_way_nothing_is_sent(
    reminded: Reminded, mailbox: Mailbox, post: Post
) -> None:
    """One run of a store at a time: the second says so, and leaves everything to the first."""
    with turn(reminded.path) as is_ours:
        ran = reminded.run(post)

    assert (True, True, [], []) == (is_ours, ran.under_way, mailbox.mails, reminded.recorded())


def test_without_the_public_key_there_is_no_turn(reminded: Reminded, mailbox: Mailbox, post: Post) -> None:
    """What two runs are kept apart by has to be there; nothing is sent without it."""
    reminded.path.with_name(f"{reminded.path.name}.origin.vkey").unlink()

    with pytest.raises(StoreUnusable, match="public key"):
        reminded.run(post)

    assert [] == mailbox.mails


def test_the_database_itself_keeps_a_reminder_from_being_recorded_twice(
    reminded: Reminded, post: Post
) -> None:
    """Even past the turn, the same reminder is not recorded again, and nothing of that mail is."""
    reminded.run(post)
    event = reminded.recorded()[0].recorded.event
    assert isinstance(event, ReminderSent)
    fresh = ReminderSent("P-1", "end-date", "C36", event.due, 0, "s.alm", "<new@example.org>")
    before = len(reminded.recorded())

    with pytest.raises(Conflict):
        reminded.store.remind((fresh, event))

    assert before == len(reminded.recorded())


def test_nothing_is_sent_that_could_not_be_recorded(reminded: Reminded, mailbox: Mailbox, post: Post) -> None:
    """A database that has gone back records nothing, so it sends nothing either, run after run."""
    backup = reminded.path.with_name("backup.db")
    with closing(sqlite3.connect(reminded.path)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    reminded.set_mail("k.dahl", "klara@example.org")
    reminded.store.close()
    with closing(sqlite3.connect(backup)) as source, closing(sqlite3.connect(reminded.path)) as target:
        source.backup(target)

    with pytest.raises(Damaged, match="ROLLED_BACK"):
        Reminded(reminded.path).run(post)

    assert [] == mailbox.mails


def test_what_has_gone_and_cannot_be_recorded_is_said(
    reminded: Reminded, mailbox: Mailbox, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up between sending and recording: whoever looks hears that this mail comes again."""
    keep = reminded.store.remind

    def full(sent: Sequence[ReminderSent], via: str = "") -> None:
        if sent:
            raise StoreUnusable("the disk is full; nothing was recorded", "make room, then try again")
        keep(sent, via)

    monkeypatch.setattr(reminded.store, "remind", full)
    with pytest.raises(StoreUnusable) as caught:
        reminded.run(post)

    assert "the mail to g.lind has gone, and the next run sends it again; make room" in caught.value.hint
    assert (1, []) == (len(mailbox.mails), reminded.recorded())


def test_without_the_keys_nobody_is_called_without_address(
    reminded: Reminded, mailbox: Mailbox, post: Post
) -> None:
    """A key store that is missing is said, and not taken for addresses that are."""
    reminded.store.close()
    reminded.path.with_name(f"{reminded.path.name}.keys").unlink()

    with pytest.raises(StoreUnusable, match="no mail address can be opened"):
        reminded.written()

    assert [] == mailbox.mails


def test_a_clock_far_behind_the_log_reminds_nobody(reminded: Reminded, mailbox: Mailbox, post: Post) -> None:
    """A wrong clock is said, and nothing is told by it."""
    reminded.at(2026, 10, 1)

    with pytest.raises(StoreUnusable, match="clock"):
        reminded.run(post)

    assert [] == mailbox.mails


def test_what_was_sent_is_made_anew_from_the_log(reminded: Reminded, mailbox: Mailbox, post: Post) -> None:
    """`rebuild` makes the rows again from the events, and afterwards still nobody is told twice."""
    reminded.run(post)
    with closing(sqlite3.connect(reminded.path, isolation_level=None)) as past_the_product:
        rows = past_the_product.execute("SELECT * FROM reminders").fetchall()
        past_the_product.execute("DELETE FROM reminders")
    with reminded.reader() as reader:
        failed = [one.what for one in examine(reader) if not one.ok]
    reminded.store.rebuild()
    with closing(sqlite3.connect(reminded.path)) as past_the_product:
        again = past_the_product.execute("SELECT * FROM reminders").fetchall()
    with reminded.reader() as reader:
        healthy = all(one.ok for one in examine(reader))

    assert (["the reminders are the recorded ones"], True) == (failed, healthy)
    assert (rows, ()) == (again, reminded.run(post).sent)


def test_next_years_evaluation_is_reminded_of_again(reminded: Reminded, post: Post) -> None:
    """A reminder is of one due date: when the next one comes to the same step, it is told anew (C38)."""
    reminded.at(2026, 12, 10).run(post)
    with reminded.reader() as reader:
        goals = [goal.id for goal in reader.partnership("P-3").initiatives[0].goals]
    review = b.an_evaluation("I1", ref="P-3", outcomes=b.outcomes(*goals))
    reminded.store.handle(review, actor="u.berg", via="test:desk")
    reminded.at(2027, 12, 10).run(post)

    due = [
        one.recorded.event.due for one in reminded.recorded()  # type: ignore[attr-defined]
        if (one.recorded.event.ref, one.recorded.event.to, one.recorded.event.step) == ("P-3", "u.berg", 0)  # type: ignore[attr-defined]
    ]  # fmt: skip
    assert [date(2026, 12, 10), date(2027, 12, 10)] == due
