"""What to look for in the log, and the events that match, read as they are asked for.

A person is found by an index, a period by its place in the log (times never decrease with the index),
an organisation by its partnerships: such searches grow with what they find, not with the log.
"""

import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from samverkan_flow.audit.period import period
from samverkan_flow.audit.words import comparable, says
from samverkan_flow.domain.errors import InvalidInput, NotFound
from samverkan_flow.domain.events import topics_by_name
from samverkan_flow.domain.house import CALENDAR, refusals_id, reminders_id
from samverkan_flow.domain.policy import CLAUSE_IDS, RULE_IDS
from samverkan_flow.domain.reference import stored_id
from samverkan_flow.domain.text import NAME_LENGTH_MAX, check_text
from samverkan_flow.queries.reading import LoggedEvent, Reader

NEARNESS = 0.75
"""How much two names are alike (0 to 1) before one is offered for the other."""
ORGANISATION_NUMBER_DIGITS = 10


class Search(msgspec.Struct, frozen=True, omit_defaults=True, rename={"first_day": "from", "last_day": "to"}):
    """What to look for; everything given must hold, and what is left out is not asked.

    `ref` is one partnership, with its refused attempts and reminders; `person` is who acted. Days are those of the
    policy's time zone, both inclusive, and count from when an event was recorded. `text` is words that all
    stand in an event, in any order and case: `audit.words` says where they are looked for, and where not.
    """

    person: str = ""
    organisation: str = ""
    event: str = ""
    clause: str = ""
    first_day: date | None = None
    last_day: date | None = None
    text: str = ""
    ref: str = ""

    @property
    def words(self) -> list[str]:
        """Returns the words of the text, as they are compared."""
        return comparable(self.text).split()

    def told(self) -> str:
        """Returns what is looked for, in words."""
        parts = (
            self.ref and f"of {self.ref}",
            self.person and f"by {self.person}",
            self.organisation and f'organisation "{self.organisation}"',
            self.event and f"event {self.event}",
            self.clause and f"clause {self.clause}",
            self.first_day and f"from {self.first_day}",
            self.last_day and f"to {self.last_day}",
            self.text and f'text "{self.text}"',
        )
        return ", ".join(part for part in parts if part) or "everything"


class Condition(NamedTuple):
    """What the row `l` of an event in the log must meet, as SQL with its parameters."""

    sql: str
    parameters: tuple[Any, ...]

    def also(self, sql: str, *parameters: Any) -> "Condition":
        """Returns the condition narrowed by another one."""
        return Condition(f"{self.sql} AND {sql}", (*self.parameters, *parameters))

    def with_streams(self, *streams: str) -> "Condition":
        """Returns the condition narrowed to some streams, named by their id in hex."""
        return self.also(f"l.originator_id IN ({', '.join('?' * len(streams))})", *streams)


def found(reader: Reader, search: Search) -> Iterator[LoggedEvent]:
    """Returns the events that match, in log order, each read when it is asked for.

    Raises NotFound for a partnership there is none of, for a person nobody knows and for a name close to a
    partner's, InvalidInput for an event or a clause that does not exist and for a period that cannot be.
    """
    return matching(reader, condition_of(reader, search), search.words)


def matching(reader: Reader, condition: Condition, words: list[str]) -> Iterator[LoggedEvent]:
    """Yields the events that meet a condition and say all of some words, in log order."""
    logged = reader.logged(condition.sql, *condition.parameters)
    return (one for one in logged if says(one.recorded, words)) if words else logged


def condition_of(reader: Reader, search: Search) -> Condition:
    """Returns what a search asks of the rows of the log; words are looked for once more in what is then read."""
    parts = [Condition("1 = 1", ())]
    if search.ref:
        partnership = reader.partnership(search.ref)
        parts.append(_of_partnerships([OfPartner(partnership.id, partnership.partner.name)]))
    if search.person:
        parts.append(Condition("l.actor = ?", (_known_person(reader, search.person),)))
    if search.organisation:
        parts.append(_of_partnerships(partnerships_with(reader, search.organisation)))
    if search.event:
        topics = _topics(search.event)
        parts.append(Condition(f"l.topic IN ({', '.join('?' * len(topics))})", topics))
    if search.clause:
        parts.append(Condition("instr(' ' || l.clauses || ' ', ?) > 0", (f" {_clause(search.clause)} ",)))
    check_text("the words", search.text, NAME_LENGTH_MAX)
    parts += [_may_say(word) for word in search.words]
    if search.first_day or search.last_day:
        parts.append(Condition("l.idx >= ? AND l.idx < ?", period(reader, search.first_day, search.last_day)))
    return Condition(
        " AND ".join(part.sql for part in parts), tuple(one for part in parts for one in part.parameters)
    )


# --- who ------------------------------------------------------------------------------------------


def _known_person(reader: Reader, person: str) -> str:
    people = reader.house().people
    if person in people or person == CALENDAR:
        return person
    near = get_close_matches(person.strip().lower(), [*people, CALENDAR], n=1, cutoff=NEARNESS)
    hint = "persons are searched by handle; samverkan people list shows them"
    if near and " " not in person.strip():
        hint = f'did you mean "{near[0]}"?'
    raise NotFound(f'nobody is registered as "{person}"', hint)


class OfPartner(NamedTuple):
    """One partnership of an organisation."""

    id: UUID
    partner: str


def partnerships_with(reader: Reader, organisation: str) -> list[OfPartner]:
    """Returns the partnerships of an organisation, by its number, its name or part of the name; or none.

    Raises NotFound for a name that is not a partner's but close to one.
    """
    digits = re.sub(r"[\s-]", "", organisation)
    if len(digits) == ORGANISATION_NUMBER_DIGITS and digits.isdigit():
        rows = reader.rows(
            "SELECT id, partner FROM register WHERE replace(organisation_number, '-', '') = ?", digits
        )
        return [OfPartner(stored_id(row[0]), row[1]) for row in rows]
    return _named(reader, organisation)


def _named(reader: Reader, organisation: str) -> list[OfPartner]:
    partners = [
        OfPartner(stored_id(row[0]), row[1])
        for row in reader.each("SELECT id, partner FROM register ORDER BY number")
    ]
    wanted = comparable(organisation.strip())
    exact = [one for one in partners if comparable(one.partner) == wanted]
    some = exact or [one for one in partners if wanted in comparable(one.partner)]
    if not some:
        _offer_near(organisation, wanted, partners)
    return some


def _offer_near(organisation: str, wanted: str, partners: list[OfPartner]) -> None:
    """Raises NotFound where a partner's name, or its beginning, is close to what was asked for."""
    beginnings = {comparable(one.partner)[: len(wanted)]: one.partner for one in partners}
    near = get_close_matches(wanted, beginnings, n=1, cutoff=NEARNESS)
    if near:
        raise NotFound(
            f'no partner is called "{organisation}"',
            f'did you mean "{beginnings[near[0]]}"? if not, a search by text shows whether anything is held',
        )


def _of_partnerships(partnerships: list[OfPartner]) -> Condition:
    """An organisation's events are those of its partnerships, with refused attempts and reminders."""
    streams = [
        stream.hex for one in partnerships for stream in (one.id, refusals_id(one.id), reminders_id(one.id))
    ]
    return Condition("l.originator_id IN (SELECT value FROM json_each(?))", (_as_json(streams),))


def _as_json(texts: list[str]) -> str:
    return msgspec.json.encode(texts).decode()


# --- what -----------------------------------------------------------------------------------------


def _topics(name: str) -> tuple[str, ...]:
    topics = topics_by_name()
    wanted = "-".join(name.casefold().split())
    if wanted in topics:
        return topics[wanted]
    near = get_close_matches(wanted, topics, n=1, cutoff=NEARNESS)
    hint = f'did you mean "{near[0]}"?' if near else f"events are {', '.join(sorted(topics))}"
    raise InvalidInput("the event", f'"{name}" is none that the log can hold', hint)


def _clause(name: str) -> str:
    wanted = name.strip().upper()
    if wanted in CLAUSE_IDS + RULE_IDS:
        return wanted
    raise InvalidInput(
        "the clause", f'"{name}" does not exist', "clauses are C0 to C41, and rules of the house R1 to R6"
    )


_MORE_THAN_ASCII = "iIkK"
"""Letters that others than ASCII ones come to in small letters: a dotted capital I, the sign of Kelvin."""


def _may_say(word: str) -> Condition:
    """Leaves out, before anything is read, what cannot hold a word: a letter that is not ASCII may be any."""
    pattern = "".join(
        one if one.isascii() and one.isalnum() and one not in _MORE_THAN_ASCII else "%" for one in word
    )
    return Condition("CAST(s.state AS TEXT) LIKE ?", (f"%{pattern}%",))
