"""One run of the reminders: what is due is told once, and what was told is recorded at once, mail by mail."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from samverkan_flow.domain.errors import Finding, NotDelivered, SamverkanError, StoreUnusable, Unreachable
from samverkan_flow.domain.house import House
from samverkan_flow.domain.mail import is_address
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.queries.reading import Reader
from samverkan_flow.queries.reminding import reminding_policy, to_tell
from samverkan_flow.reminding.letter import Letter, letters
from samverkan_flow.reminding.post import TRY_AGAIN, Post
from samverkan_flow.service import Partnerships
from samverkan_flow.store.turns import turn


class Written(msgspec.Struct, frozen=True):
    """The letters of a day: those with an address to go to, those to people without one, and what is nobody's."""

    ready: tuple[Letter, ...]
    without_address: tuple[Letter, ...]
    nobodys: tuple[Obligation, ...]


class Unsent(NamedTuple):
    """A letter that the mail server did not take, and why."""

    letter: Letter
    why: NotDelivered


class Ran(msgspec.Struct, frozen=True):
    """What a run came to. `under_way` says that another run had the turn, and this one did nothing."""

    sent: tuple[Letter, ...] = ()
    unsent: tuple[Unsent, ...] = ()
    without_address: tuple[Letter, ...] = ()
    nobodys: tuple[Obligation, ...] = ()
    under_way: bool = False


def written(reader: Reader) -> Written:
    """Returns what would be told today; nothing is sent, nothing recorded, and no mail server is needed.

    Raises StoreUnusable where addresses are recorded and the key store is not here to open them.
    """
    house = reader.house()
    _check_keys(reader, house)
    today = reader.today(house)
    told = to_tell(reader, house, today)
    made = letters(told.reminders, today, house.origin, reminding_policy(reader, house, today))
    ready = tuple(one for one in made if _address(house, one.to))
    return Written(ready, tuple(one for one in made if one not in ready), told.nobodys)


def run(partnerships: Partnerships, reader: Reader, post: Post, via: str = "") -> Ran:
    """Sends every letter of the day and records each at once; one run of a store at a time.

    What the mail server does not take is not recorded, so that the next run tries it again. Raises
    StoreUnusable when the clock is behind the log.
    """
    with turn(partnerships.path) as is_ours:
        if not is_ours:
            return Ran(under_way=True)
        partnerships.day_of_the_calendar()
        told = written(reader)
        house = reader.house()
        send = _Sending(partnerships, post, house, reader.now(house), via)
        return send.all(told)


class _Sending:
    """Sends letters one by one; after a server that takes none, the others are not tried."""

    def __init__(self, partnerships: Partnerships, post: Post, house: House, now: datetime, via: str) -> None:
        self._partnerships = partnerships
        self._post = post
        self._house = house
        self._now = now
        self._via = via
        self._closed: Unreachable | None = None

    def all(self, told: Written) -> Ran:
        """Returns what came of each."""
        sent: list[Letter] = []
        unsent: list[Unsent] = []
        for letter in told.ready:
            try:
                self._one(letter)
                sent.append(letter)
            except NotDelivered as error:
                unsent.append(Unsent(letter, error))
        return Ran(tuple(sent), tuple(unsent), told.without_address, told.nobodys)

    def _one(self, letter: Letter) -> None:
        if self._closed is not None:
            raise self._closed
        self._partnerships.remind((), self._via)  # nothing is sent that could not be recorded
        address, sender = _address(self._house, letter.to), self._post.sender
        try:
            self._post.send(letter.message(sender, address, self._now), address)
        except Unreachable as error:
            self._closed = error
            raise
        self._record(letter, letter.message_id(sender))

    def _record(self, letter: Letter, message_id: str) -> None:
        """Records what has just gone. What cannot be recorded goes again, and whoever looks is told so."""
        try:
            self._partnerships.remind([one.sent(message_id) for one in letter.reminders], self._via)
        except SamverkanError as error:
            error.hint = f"the mail to {letter.to} has gone, and the next run sends it again; {error.hint}"
            raise


def _check_keys(reader: Reader, house: House) -> None:
    """An address whose key was destroyed is none; without the key store nobody could tell the two apart."""
    if any(person.mail for person in house.people.values()) and not reader.codec.keys.has_keys():
        raise StoreUnusable(
            f"the key store {reader.codec.keys.path} is missing, so no mail address can be opened",
            "restore it from its own backup",
        )


def _address(house: House, handle: str) -> str:
    """Returns where somebody is written to, or nothing: no address is known, or it can no longer be read."""
    person = house.people.get(handle)
    address = person.mail.text if person is not None and person.mail is not None else None
    return address if address and is_address(address) else ""


def undelivered(ran: Ran) -> NotDelivered:
    """Returns the error of a run in which the mail server did not take everything."""
    count, total = len(ran.unsent), len(ran.unsent) + len(ran.sent)
    said = (
        f"{count} of {total} mails {'was' if count == 1 else 'were'} not sent"
        if total > 1
        else "the mail was not sent"
    )
    findings = tuple(
        Finding(
            letter.reminders[0].owed.clause,
            f"{letter.to} was not told of {_what(letter)}: {why.message}",
            why.hint,
        )
        for letter, why in ran.unsent
    )
    return NotDelivered(said, TRY_AGAIN, findings)


def _what(letter: Letter) -> str:
    refs = dict.fromkeys(one.owed.ref for one in letter.reminders)
    return ", ".join(refs)
