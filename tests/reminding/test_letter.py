"""A letter: one to each person, most urgent first, with a Message-ID that follows from what it tells."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.reminders import Reminder
from samverkan_flow.reminding.letter import SUBJECT_LENGTH_MAX, Letter, letters
from tests.unit.givens import POLICY

TODAY = date(2026, 12, 31)
NOW = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
SENDER = "partnerships@example.org"


def owed(ref: str = "P-7", due: date = TODAY, what: str = "evaluate the tour", **more: Any) -> Obligation:
    told = {"kind": "evaluation", "clause": "C38", "who": "evaluator", "partnership": "Teater Vågspel",
            "owner": "s.alm", "opens_on": date(2026, 2, 1), **more}  # fmt: skip
    return Obligation(ref=ref, due=due, what=what, **told)


def letter(*reminders: Reminder, origin: str = "a log") -> Letter:
    (made,) = letters(reminders, TODAY, origin, POLICY)
    return made


def test_each_person_gets_one_letter() -> None:
    """People in the order of their handles, what is most urgent first."""
    late, soon = owed("P-2", date(2026, 12, 1)), owed("P-3", date(2027, 1, 7))
    made = letters(
        (Reminder(soon, "u.berg", 7), Reminder(late, "u.berg", -30), Reminder(soon, "s.alm", 7)),
        TODAY,
        "a log",
        POLICY,
    )

    assert ["s.alm", "u.berg"] == [one.to for one in made]
    assert [late, soon] == [one.owed for one in made[1].reminders]
    assert "30 days late: evaluate the tour, P-2 Teater Vågspel and 1 more" == made[1].subject


@pytest.mark.parametrize(
    ("what", "partnership"),
    [
        ("evaluate the tour", "Åäö, semi; colon: 🎭"),
        ("evaluate\nBcc: others@example.org", "a\r\nline"),
        ("evaluate " + "x" * 300, "long"),
        ("evaluate =?utf-8?q?x?=", "looks =?utf-8?b?eA==?= encoded"),
        ("evaluate", "עברית"),
    ],
)
def test_whatever_something_is_called_the_mail_is_one_mail(what: str, partnership: str) -> None:
    """Names reach the subject as text: they open no header, and the whole of them stands in the letter."""
    made = letter(Reminder(owed(what=what, partnership=partnership), "u.berg", 0, ("u.berg",)))
    read = message_from_bytes(
        made.message(SENDER, "ulla@example.org", NOW).as_bytes(policy=policy.SMTP), policy=policy.default
    )

    assert {"Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "Content-Type",
            "Content-Transfer-Encoding", "MIME-Version"} == set(read.keys())  # fmt: skip
    assert (made.subject, "ulla@example.org", SENDER) == (read["Subject"], read["To"], read["From"])
    assert len(made.subject) <= SUBJECT_LENGTH_MAX
    assert partnership.split()[0] in read.get_content()


@settings(max_examples=500, deadline=None)
@given(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp")), min_size=1, max_size=200
    )
)
def test_whatever_may_be_recorded_comes_as_it_was_written(name: str) -> None:
    """Any name the product lets in: subject and text arrive as they were, over a line that is 7-bit."""
    made = letter(Reminder(owed(partnership=name), "u.berg", 0, ("u.berg",)))
    sent = made.message(SENDER, "ulla@example.org", NOW).as_bytes(policy=policy.SMTP)
    read = message_from_bytes(sent, policy=policy.default)

    assert sent.isascii()
    assert made.subject == read["Subject"]
    assert list(made.lines) == read.get_content().replace("\r\n", "\n").rstrip("\n").split("\n")
    assert [] == [line for line in sent.split(b"\r\n") if len(line) > 998]


def test_the_same_news_has_the_same_message_id_and_other_news_another() -> None:
    """It follows from the log, the person, and what is told at which step; not from the day it is sent on."""
    told = Reminder(owed(), "u.berg", 0, ("u.berg",))
    same = letters((told,), date(2027, 1, 1), "a log", POLICY)[0]
    others = (
        letter(told, origin="another log"),
        letter(Reminder(owed(), "s.alm", 0)),
        letter(Reminder(owed(), "u.berg", 7)),
        letter(Reminder(owed(due=date(2027, 1, 1)), "u.berg", 0)),
        letter(Reminder(owed(subject="I2"), "u.berg", 0)),
        letter(told, Reminder(owed("P-8"), "u.berg", 0)),
    )
    digests = {one.digest for one in (letter(told), *others)}

    assert letter(told).message_id(SENDER) == same.message_id(SENDER)
    assert len(others) + 1 == len(digests)
    assert f"<{same.digest}@example.org>" == same.message_id(SENDER)


def test_who_may_do_it_is_told_or_that_nobody_may() -> None:
    """Whoever only looks on sees whose turn it is."""
    known, nobody = (letter(Reminder(owed(), "s.alm", 0, who)) for who in (("u.berg", "v.ek"), ()))

    assert "  who may do it: u.berg, v.ek" in known.lines
    assert any("nobody here may" in line for line in nobody.lines)
