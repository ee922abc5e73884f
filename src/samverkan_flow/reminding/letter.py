"""One letter to one person: everything newly due, most urgent first, in plain text."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import msgspec

from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.reminders import Reminder, in_days

SUBJECT_LENGTH_MAX = 120
"""A longer subject is cut: mail programs show no more."""
DIGEST_HEX_DIGITS = 40


class Letter(msgspec.Struct, frozen=True):
    """What one person is told in one mail. `digest` follows from what it tells: a copy of it has the same."""

    to: str
    reminders: tuple[Reminder, ...]
    subject: str
    lines: tuple[str, ...]
    digest: str

    def message_id(self, sender: str) -> str:
        """Returns the Message-ID (RFC 5322, 3.6.4): the digest, in the domain of whoever sends it."""
        return f"<{self.digest}@{sender.rpartition('@')[2]}>"

    def message(self, sender: str, address: str, now: datetime) -> EmailMessage:
        """Returns the mail, ready to be sent; `now` is the time it is dated by."""
        made = EmailMessage()
        made["Message-ID"] = self.message_id(sender)
        made["Date"] = format_datetime(now)
        made["From"] = sender
        made["To"] = address
        made["Subject"] = self.subject
        made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it
        made.set_content("\n".join(self.lines) + "\n", charset="utf-8", cte="quoted-printable")
        return made


def letters(reminders: Sequence[Reminder], today: date, origin: str, policy: Policy) -> tuple[Letter, ...]:
    """Returns a letter to each person who is to be reminded, by handle; each most urgent first.

    Clauses are called as the policy calls them; `origin` is the name of the log.
    """
    by_person: dict[str, list[Reminder]] = {}
    for one in sorted(reminders, key=lambda one: one.owed.due):
        by_person.setdefault(one.to, []).append(one)
    return tuple(_letter(to, tuple(told), today, origin, policy) for to, told in sorted(by_person.items()))


def _letter(to: str, reminders: tuple[Reminder, ...], today: date, origin: str, policy: Policy) -> Letter:
    lines = (
        f"To {to}: what the partnerships' calendar says on {today}.",
        *(line for one in reminders for line in ("", *_paragraph(one, today, policy))),
        "",
        "You get this because you own the partnership, or because the rules of the house let you do what is due.",
        "All that is due: samverkan status",
    )
    return Letter(to, reminders, _subject(reminders, today), lines, _digest(to, reminders, origin))


def _subject(reminders: tuple[Reminder, ...], today: date) -> str:
    first = reminders[0].owed
    more = f" and {len(reminders) - 1} more" if len(reminders) > 1 else ""
    told = f"{in_days(first.due, today).capitalize()}: {first.what}, {first.ref} {first.partnership}{more}"
    line = " ".join(told.split()).replace("=?", "= ?")  # what looks encoded would be taken for it (RFC 2047)
    return line if len(line) <= SUBJECT_LENGTH_MAX else f"{line[: SUBJECT_LENGTH_MAX - 1]}…"


def _paragraph(one: Reminder, today: date, policy: Policy) -> tuple[str, ...]:
    owed = one.owed
    who = ", ".join(one.who) or "nobody here may; see who could be given the role"
    return (
        f"{in_days(owed.due, today).upper()} · {owed.due} · {policy.titled(owed.clause)}",
        f"  {owed.ref} {owed.partnership}: {owed.what}",
        f"  who may do it: {who}",
        f"  more: samverkan next {owed.ref}",
    )


def _digest(to: str, reminders: Sequence[Reminder], origin: str) -> str:
    """Returns a hash of the log's name, the person and what is told."""
    told = [
        (one.owed.ref, one.owed.kind, one.owed.subject, one.owed.due.isoformat(), one.step)
        for one in reminders
    ]
    return hashlib.sha256(msgspec.json.encode([origin, to, sorted(told)])).hexdigest()[:DIGEST_HEX_DIGITS]
