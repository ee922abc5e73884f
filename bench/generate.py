"""Big logs for measuring: a demonstration store of any number of events, made by a seeded script.

    python bench/generate.py 100000 FILE

The lives are those the demonstration tells: recorded once, with a follow-up, a reading, a benefit or a
review every four weeks, then written again and again with other numbers, names, people and days. Every
event is read by the codec before it is written, by the recorder itself; what it moves in the yearly
frames is written with it, and what each partnership owes beside its row. What the seed does not
decide: the keys of the store, and so the bytes of what is sealed under them.
"""

import heapq
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count, cycle
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid5

from eventsourcing.sqlite import SQLiteCursor
from msgspec.structs import replace

from samverkan_flow.demo import portfolio
from samverkan_flow.demo.facts import document_of
from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import Frame, FrameEvent, evolve_frame, frame_id, movements
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.house import House, refusals_id
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.obligations import obligations_ahead
from samverkan_flow.domain.partnership import Partnership, evolve
from samverkan_flow.domain.values import Document, Quality
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from samverkan_flow.store import register
from samverkan_flow.store.codec import Codec
from samverkan_flow.store.keys import KEY_BYTES
from samverkan_flow.store.rows import answer_sha256
from samverkan_flow.store.schema import TABLES, TRIGGERS

SEED = 1
BEGINS = datetime(2004, 1, 2, 9, tzinfo=UTC)
SPAN = timedelta(days=18 * 365)
"""Over how long the lives of a log begin, whatever their number."""
BATCH = 10_000
"""Events in one transaction."""

LIVES = {"P-1": 5, "P-2": 4, "P-4": 2, "P-6": 3, "P-9": 1, "P-10": 1, "P-11": 1, "P-12": 1}
"""Which of the demonstration's lives are told, and how often: whole ones, from the proposal to the end."""
MEAN_EVENTS = 43
"""About how many events one life takes, with its refusal."""
ORDINARY_DAYS = 28
"""How often something ordinary happens while a partnership is active."""
FRAME = Money(10**13)
"""The frame of each year: wide enough for any number of lives."""
FRAME_YEARS = range(2004, 2027)
"""The years that lives of the span can be agreed for."""

COLLEAGUES = {"h.ek": 14, "g.lind": 6, "s.alm": 8, "u.berg": 4, "p.lund": 3, "k.dahl": 2, "v.norr": 1}
"""How many people share the work of each of the demonstration's."""
PIONEER, PIONEERED = "h.ek0", 10
"""Who is the officer of the first so many lives of every log, and of no other: a search as large in each."""
PLACES = [
    "Norrby",
    "Söderby",
    "Västerby",
    "Österby",
    "Lillby",
    "Storby",
    "Nyby",
    "Gammelby",
    "Skogsby",
    "Sjöby",
    "Bergby",
    "Dalby",
]


# --- the store ------------------------------------------------------------------------------------


def generate(path: Path, size: int, seed: int = SEED) -> None:
    """Makes a store whose log holds so many events. Raises StoreUnusable when something is already there."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        portfolio.record(Path(folder) / "demo.db")
        with Reader(Path(folder) / "demo.db") as told:
            tales = [tale for ref, often in LIVES.items() for tale in [_tale(told, ref)] * often]
            house = told.house()
    with Partnerships.create(path, "a.ny", demonstration=True, clock=lambda: BEGINS) as partnerships:
        people = _people(partnerships, house)
        _set_frames(partnerships)
        keys = _Keys(partnerships.codec)
        _write(partnerships, _in_order(_lives(keys, tales, people, size, chance)), size)
        keys.save()
    _remember_commands(path)


def _people(partnerships: Partnerships, house: House) -> dict[str, list[str]]:
    """Registers everybody, and publishes the codes the lives acknowledge. Returns who shares whose work."""
    people = {}
    for person in house.people.values():
        handles = [f"{person.handle}{n or ''}" for n in range(COLLEAGUES.get(person.handle, 0))]
        for handle in handles:
            partnerships.handle(c.AddPerson(handle=handle, name=handle, roles=person.roles), actor="a.ny")
        people[person.handle] = handles or [person.handle]
    partnerships.handle(c.AddPerson(handle=PIONEER, name=PIONEER, roles=("officer",)), actor="a.ny")
    for n, code in enumerate(house.codes):
        on = date(2004 + 6 * n, 2, 1)
        published = c.PublishCode(
            version=code.version, in_force_from=on, document=document_of_code(code.version)
        )
        partnerships.handle(published, actor="a.ny")
    return people


def _set_frames(partnerships: Partnerships) -> None:
    """Sets the frame of every year, all at once."""
    for year in FRAME_YEARS:
        proposed = c.ProposeFrame(year=year, amount=FRAME, because="Flerårsplan")
        partnerships.handle(proposed, actor="p.lund")
        partnerships.handle(c.SetFrame(year=year, amount=FRAME), actor="k.dahl")


def document_of_code(version: str) -> Document:
    """Returns the made-up document of a version of the code of conduct."""
    return Document(**document_of(f"Uppförandekod {version}.pdf"))


def cached(size: int, seed: int = SEED, folder: Path = Path("build/bench")) -> Path:
    """Returns a store of so many events, made now unless one of this seed, schema and script is there."""
    made_by = repr((TABLES, TRIGGERS)).encode() + Path(__file__).read_bytes()
    path = folder / f"log-{size}-{seed}-{sha256(made_by).hexdigest()[:12]}.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        remove(folder, f"log-{size}-{seed}-")
        half = path.with_name(f"half-{path.name}")
        remove(folder, half.name)
        generate(half, size, seed)
        for file in files_of(half):
            file.rename(file.with_name(file.name.removeprefix("half-")))
    return path


def files_of(path: Path) -> list[Path]:
    """Returns a store's file and what lies beside it, the file itself last."""
    return sorted(path.parent.glob(f"{path.name}*"), reverse=True)


def remove(folder: Path, beginning: str) -> None:
    """Removes the files whose names begin so."""
    for file in folder.glob(f"{beginning}*"):
        file.unlink()


def _write(partnerships: Partnerships, happening: Iterator["Happening"], size: int) -> None:
    """Writes events by the thousands, and each partnership's rows once its life has been told."""
    recorder, codec = partnerships.recorder, partnerships.codec
    index = recorder.head().next_index
    frames = _Frames(partnerships)
    unfinished: dict[int, Life] = {}
    while index < size:
        with recorder.datastore.writing() as cursor:
            cursor.execute("PRAGMA cache_size = -400000")
            batch: list[e.Recorded] = []
            until = min(BATCH, size - index)
            while len(batch) < until:
                life, n = next(happening)
                before = life.state
                recorded = life.recorded(n, codec)
                together = [recorded, *frames.moved(recorded, before, life.state)]
                if len(together) > size - index - len(batch):
                    life.state = before
                    together = frames.proposed(recorded, size - index - len(batch))
                batch += frames.taken(together)
                if life.state is before:
                    continue
                unfinished[life.number] = life
                if life.state and life.state.version == life.tale.length:
                    _save(cursor, partnerships, life.state)
                    del unfinished[life.number]
            partnerships.events.put(batch, recorded_events=batch, first_index=index)
            index += len(batch)
    with recorder.datastore.writing() as cursor:
        for life in unfinished.values():
            if life.state:
                _save(cursor, partnerships, life.state)
        for frame in frames.by_year.values():
            register.save_frame(cursor, frame, codec)
        cursor.execute("PRAGMA cache_size = -2000")


def _save(cursor: SQLiteCursor, partnerships: Partnerships, state: Partnership) -> None:
    """Writes the row of a partnership, and what it owes."""
    policy = partnerships.policy(state.policy_version)
    register.save_partnership(cursor, state, partnerships.codec)
    register.save_obligations(cursor, state.ref, obligations_ahead(state, policy, partnerships.house()))


class _Frames:
    """The frames of the years, moved by what happens in the partnerships."""

    def __init__(self, partnerships: Partnerships) -> None:
        self.by_year = {year: partnerships.frame(year) for year in FRAME_YEARS}

    def taken(self, together: list[e.Recorded]) -> list[e.Recorded]:
        """Returns events that are now recorded, and has the frames moved by those that are theirs."""
        for one in together:
            if isinstance(one.event, FrameEvent):
                self.by_year[one.event.year] = evolve_frame(self.by_year.get(one.event.year), one)
        return together

    def moved(
        self, recorded: e.Recorded, before: Partnership | None, after: Partnership | None
    ) -> list[e.Recorded]:
        """Returns what an event of a partnership is followed by in the frames; nothing is moved yet."""
        if after is None or after is before:
            return []
        moving = movements(before, after)
        return [one for year, events in moving.items() for one in self._recorded(recorded, year, events)]

    def proposed(self, last: e.Recorded, count: int) -> list[e.Recorded]:
        """Returns so many proposals of a frame, which move nothing: a log of just as many events ends with them."""
        year = FRAME_YEARS[-1]
        number = self.by_year[year].proposals
        events = tuple(e.FrameProposed(year, number + n, FRAME) for n in range(1, count + 1))
        told = replace(last, actor="p.lund", via="p.lund@office", reason="Flerårsplan")
        return [
            replace(one, command_id=str(uuid5(one.originator_id, str(one.originator_version))))
            for one in self._recorded(told, year, events)
        ]

    def _recorded(self, told: e.Recorded, year: int, events: tuple[e.Event, ...]) -> list[e.Recorded]:
        """Returns events of a frame as they are recorded with another event, which they follow."""
        version = (self.by_year.get(year) or Frame(year)).version
        return [
            replace(told, originator_id=frame_id(year), originator_version=version + n, event=event)
            for n, event in enumerate(events, 1)
        ]


def _remember_commands(path: Path) -> None:
    """Gives each command its row, so that a repeated one is looked for among as many as there would be."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.create_function("answer_sha256", 3, answer_sha256, deterministic=True)
        connection.execute(
            """
            INSERT INTO commands
            SELECT command_id, digest, result, answer_sha256(command_id, digest, result) FROM (
                SELECT command_id, lower(hex(randomblob(32))) AS digest, CAST(json_object('outcome', json_object(
                    'command', topic, 'actor', actor, 'recorded_at', recorded_at, 'effective_on', effective_on,
                    'command_id', command_id, 'policy_version', '2026-1', 'id', originator_id,
                    'version', MAX(originator_version), 'events', json_group_array(json_object(
                        'event', topic, 'version', originator_version, 'index', idx,
                        'clauses', json('["' || replace(clauses, ' ', '","') || '"]'))))) AS BLOB) AS result
                FROM log WHERE NOT EXISTS (SELECT 1 FROM commands c WHERE c.command_id = log.command_id)
                AND (topic NOT LIKE 'budget.%' OR topic = 'budget.frame-proposed.v1')
                GROUP BY command_id ORDER BY command_id
            )
            """
        )


# --- lives ----------------------------------------------------------------------------------------


class Told(NamedTuple):
    """One event of a tale: its text with places to fill in, and whether it is a refused attempt."""

    topic: str
    version: int
    recorded_at: datetime
    text: str
    refused: bool


class Tale(NamedTuple):
    """One life that can be told again: its events, and what stands in the places of their texts."""

    events: list[Told]
    length: int
    name: str
    partner: str
    days: dict[str, date]
    moments: dict[str, datetime]
    years: dict[str, int]
    commands: list[str]
    personal: dict[str, tuple[str, str]]


class Life:
    """One telling of a tale: its number, when it begins, and what it has come to."""

    def __init__(
        self, tale: Tale, number: int, moved: timedelta, values: dict[str, str], own_id: UUID
    ) -> None:
        self.tale, self.number, self.moved, self.values = tale, number, moved, values
        self.id, self.refusals = own_id, refusals_id(own_id)
        self.state: Partnership | None = None

    def recorded(self, n: int, codec: Codec) -> e.Recorded:
        """Returns one of its events, read by the codec; what is no refusal changes the state."""
        told = self.tale.events[n]
        stream = self.refusals if told.refused else self.id
        recorded = codec.decode_event(stream, told.version, told.topic, (told.text % self.values).encode())
        if not told.refused:
            self.state = evolve(self.state, recorded)
        return recorded


Happening = tuple[Life, int]
"""A life, and which of its events comes now."""


def _lives(
    keys: "_Keys", tales: list[Tale], people: dict[str, list[str]], size: int, chance: random.Random
) -> Iterator[Life]:
    """Yields lives without end, in the order of their first days."""
    gap = SPAN * MEAN_EVENTS / size
    for number in count(1):
        tale = chance.choice(tales)
        moved = BEGINS.date() + timedelta(days=1) + gap * number - tale.events[0].recorded_at.date()
        seconds = timedelta(seconds=chance.randrange(4 * 3600), microseconds=chance.randrange(1_000_000))
        yield _life(tale, number, moved, seconds, people, keys, chance)


def _life(
    tale: Tale,
    number: int,
    moved: timedelta,
    later: timedelta,
    people: dict[str, list[str]],
    keys: "_Keys",
    chance: random.Random,
) -> Life:
    years = round(moved.days / 365.25)
    partner = chance.randint(1, number)
    values = {
        "number": str(number),
        "name": f"{tale.name} i {chance.choice(PLACES)} {number}",
        "partner": f"{tale.partner} {partner}",
        "organisation": organisation_number(partner),
        "hash": f"{number:08x}",
        **{handle: chance.choice(handles) for handle, handles in people.items()},
        **{key: (day + moved).isoformat() for key, day in tale.days.items()},
        **{key: (moment + moved + later).isoformat() for key, moment in tale.moments.items()},
        **{key: str(year + years) for key, year in tale.years.items()},
        **{key: str(UUID(int=chance.getrandbits(128), version=4)) for key in tale.commands},
    }
    if number <= PIONEERED:
        values["h.ek"] = PIONEER
    for key, (subject, text) in tale.personal.items():
        values[key] = keys.seal(subject % values, text, chance)
    return Life(tale, number, moved + later, values, UUID(int=chance.getrandbits(128), version=4))


def organisation_number(n: int) -> str:
    """Returns a made-up organisation number with its check digit (Luhn)."""
    digits = f"{802_000_000 + n}"
    doubled = sum(
        int(digit) if place % 2 else sum(divmod(2 * int(digit), 10)) for place, digit in enumerate(digits)
    )
    return f"{digits[:6]}-{digits[6:]}{-doubled % 10}"


def _in_order(lives: Iterable[Life]) -> Iterator[Happening]:
    """Yields what happens in all lives by the time it is recorded: each begins on the day of the last or later."""
    waiting: list[tuple[datetime, int, int, Life]] = []
    for life in lives:
        begins = life.tale.events[0].recorded_at + life.moved
        midnight = begins.replace(hour=0, minute=0, second=0, microsecond=0)
        while waiting and waiting[0][0] < midnight:
            _, _, n, told = heapq.heappop(waiting)
            yield told, n
        for n, event in enumerate(life.tale.events):
            heapq.heappush(waiting, (event.recorded_at + life.moved, life.number, n, life))


class _Keys:
    """Makes the keys of a store by the thousands, where the store makes each durably by itself."""

    def __init__(self, codec: Codec) -> None:
        self.keys = codec.keys
        self._fresh: dict[str, bytes] = {}

    def seal(self, subject: str, text: str, chance: random.Random) -> str:
        """Returns a text sealed under its subject's key."""
        if subject not in self.keys._keys:
            self.keys._keys[subject] = self._fresh[subject] = chance.randbytes(KEY_BYTES)
        if len(self._fresh) >= BATCH:
            self.save()
        return self.keys.seal(subject, text)

    def save(self) -> None:
        """Writes the keys made since the last time."""
        with closing(sqlite3.connect(self.keys.path)) as connection, connection:
            connection.executemany("INSERT INTO keys VALUES (?, ?)", self._fresh.items())
        self._fresh = {}


# --- tales ----------------------------------------------------------------------------------------


def _tale(told: Reader, ref: str) -> Tale:
    """Returns one of the demonstration's lives as a tale."""
    state = told.partnership(ref)
    happened = [one.recorded for one in told.history(state)]
    happened = sorted([*happened, *_ordinary(happened), *_refused(happened)], key=lambda one: one.recorded_at)
    blanks = _Blanks(state)
    versions = {state.id: 0, refusals_id(state.id): 0}
    events = []
    for one in happened:
        versions[one.originator_id] += 1
        topic, stored = told.codec.encode_event(replace(one, via=f"{one.actor}@office", policy_version="2026-1",
                                                        house_policy_version=""))  # fmt: skip
        refused = one.originator_id != state.id
        text = blanks.made_in(stored.decode(), told.codec)
        events.append(Told(topic, versions[one.originator_id], one.recorded_at, text, refused))
    return Tale(events, versions[state.id], state.name, state.partner.name, blanks.days, blanks.moments,
                blanks.years, list(blanks.commands.values()), blanks.personal)  # fmt: skip


def _ordinary(happened: list[e.Recorded]) -> Iterator[e.Recorded]:
    """Yields what happens every four weeks between the first day and the last event but one."""
    begun = next((one for one in happened if isinstance(one.event, e.PartnershipActivated)), None)
    if begun is None:
        return
    ended = next(one for one in happened if isinstance(one.event, e.PartnershipTerminated))
    evidence = (Document(**document_of("Protokoll från avstämningen.pdf")),)
    kinds = cycle(
        (
            e.FollowUpRecorded("I1", "Arbetet följer planen, synligheten är som avtalat", evidence),
            e.MeasurementRecorded("I1", "M1", "1 240", evidence),
            e.BenefitReceived("Logotyp i höstens trycksaker", Money(1_250_000), evidence),
            e.MaterialReviewed(
                "Affisch och annons", Quality(visual=True, verbal=True, content=True), evidence
            ),
        )
    )
    moment = begun.recorded_at.replace(hour=8) + timedelta(days=9)
    while moment < ended.recorded_at - timedelta(days=1):
        own_id = str(uuid5(begun.originator_id, moment.isoformat()))
        yield replace(begun, recorded_at=moment, effective_on=moment.date(), actor="h.ek", command_id=own_id,
                      reason="Löpande uppföljning", event=next(kinds))  # fmt: skip
        moment += timedelta(days=ORDINARY_DAYS)


def _refused(happened: list[e.Recorded]) -> Iterator[e.Recorded]:
    """Yields an attempt to agree too early, refused and kept."""
    agreed = next((one for one in happened if isinstance(one.event, e.PartnershipAgreed)), None)
    if agreed is None:
        return
    missing = Finding("C24", "the partner has not signed the agreement", "record the partner's signature")
    refused = e.CommandRefused("agree", (missing,), ref=_ref_of(happened), digest="0" * 64)
    yield replace(agreed, originator_id=refusals_id(agreed.originator_id), event=refused,
                  recorded_at=agreed.recorded_at - timedelta(hours=1), reason="",
                  command_id=str(uuid5(agreed.originator_id, "refused")))  # fmt: skip


def _ref_of(happened: list[e.Recorded]) -> str:
    first = happened[0].event
    assert isinstance(first, e.PartnershipProposed), "a life begins with its proposal"
    return f"P-{first.number}"


class _Blanks:
    """Makes places in the texts of one life, and keeps what stood there: %(h.ek)s, %(2023-01-01)s."""

    def __init__(self, state: Partnership) -> None:
        self.state = state
        self.days: dict[str, date] = {}
        self.moments: dict[str, datetime] = {}
        self.years: dict[str, int] = {}
        self.commands: dict[str, str] = {}
        self.personal: dict[str, tuple[str, str]] = {}

    def made_in(self, text: str, codec: Codec) -> str:
        """Returns a stored text with places for all that sets one life apart from another."""
        partner = self.state.partner
        text = text.replace("%", "%%")
        text = re.sub(
            r'"sealed":"([^"]+)"', lambda found: f'"sealed":"%({found[1]})s"', self._opened(text, codec)
        )
        text = re.sub(r'"command_id":"([^"]+)"', self._command, text)
        text = re.sub(r'"(\d{4}-\d\d-\d\d)"', self._day, text)
        text = re.sub(r'"recorded_at":"([^"]+)"', self._moment, text)
        text = re.sub(r'"year":(\d{4})', self._year, text)
        text = re.sub(r'"sha256":"[0-9a-f]{8}', '"sha256":"%(hash)s', text)
        for stood, place in (
            (f"{self.state.ref}:", "P-%(number)s:"),
            (f'"ref":"{self.state.ref}"', '"ref":"P-%(number)s"'),
            (f'"number":{self.state.ref[2:]},"name"', '"number":%(number)s,"name"'),
            (partner.name, "%(partner)s"),
            (partner.organisation_number or "\0", "%(organisation)s"),
            (self.state.name, "%(name)s"),
            *((f'"{handle}', f'"%({handle})s') for handle in COLLEAGUES),
        ):
            text = text.replace(stood, place)
        return text

    def _opened(self, text: str, codec: Codec) -> str:
        """Keeps the subject and the text of each sealed field, under the place it stood in."""

        def kept(found: re.Match[str]) -> str:
            key = f"sealed-{len(self.personal)}"
            subject = found[1].replace(f"{self.state.ref}:", "P-%(number)s:")
            self.personal[key] = (subject, codec.keys.unseal(found[1], found[2]) or "")
            return f'"subject":"{found[1]}","sealed":"{key}"'

        return re.sub(r'"subject":"([^"]+)","sealed":"([^"]+)"', kept, text)

    def _command(self, found: re.Match[str]) -> str:
        key = self.commands.setdefault(found[1], f"command-{len(self.commands)}")
        return f'"command_id":"%({key})s"'

    def _day(self, found: re.Match[str]) -> str:
        self.days[found[1]] = date.fromisoformat(found[1])
        return f'"%({found[1]})s"'

    def _moment(self, found: re.Match[str]) -> str:
        self.moments[found[1]] = datetime.fromisoformat(found[1])
        return f'"recorded_at":"%({found[1]})s"'

    def _year(self, found: re.Match[str]) -> str:
        self.years[f"year-{found[1]}"] = int(found[1])
        return f'"year":%(year-{found[1]})s'


def main() -> None:
    """Makes the store that is asked for, and says how long it took."""
    if len(sys.argv) != 3 or not sys.argv[1].isdigit():
        sys.exit("usage: python bench/generate.py EVENTS FILE")
    start = time.perf_counter()
    generate(Path(sys.argv[2]), int(sys.argv[1]))
    print(f"{sys.argv[1]} events in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
