"""Searching the log: what is found, what is said where nothing is, and that it grows with the result."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from samverkan_flow.audit.period import period
from samverkan_flow.audit.search import Search, found
from samverkan_flow.audit.searching import search
from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.errors import InvalidInput, NotFound
from samverkan_flow.queries.reading import Reader
from tests import builders as b
from tests.cli.conftest import Run
from tests.store.places import SqlitePlace, propose


def citations(reader: Reader, **wanted: Any) -> list[str]:
    return [row["citation"].partition("@")[0] for row in search(reader, Search(**wanted)).rows]


# --- what is found --------------------------------------------------------------------------------


def test_a_person_is_found_by_what_they_did(asked: Reader) -> None:
    """Viktor has agreed once, which took of the frames of three years, and confirmed a termination once."""
    rows = search(asked, Search(person="v.norr")).rows

    assert [
        ("P-3", "agreed"),
        *((f"budget-{year}", "budget-committed") for year in (2025, 2026, 2027)),
        ("P-4", "termination-confirmed"),
    ] == [(row["stream"], row["event"]) for row in rows]


def test_an_organisation_is_found_by_its_number(asked: Reader) -> None:
    """With or without the hyphen; Kulturhuset has had two partnerships."""
    by_number = citations(asked, organisation="802999-0028", event="proposed")

    assert ["P-1:1", "P-8:1"] == by_number
    assert by_number == citations(asked, organisation="8029990028", event="proposed")


def test_an_organisation_is_found_by_part_of_its_name(asked: Reader) -> None:
    """In any case, Swedish letters too."""
    assert ["P-10:1", "P-10:2"] == citations(asked, organisation="MOTORSÄLLSKAPET")


def test_refused_attempts_belong_to_the_organisation(asked: Reader) -> None:
    """The three refused agreements of Läsa för livet are found with it."""
    rows = search(asked, Search(organisation="802999-0069", event="command refused")).rows

    assert [["C36"], ["C29"], ["R2", "C14"]] == [row["clauses"] for row in rows]


def test_a_clause_is_found_whole(asked: Reader) -> None:
    """C3 is not C30: only proposals and screenings answer to C3."""
    assert {"proposed", "screened", "criteria-assessed"} == {
        row["event"] for row in search(asked, Search(clause="c3")).rows
    }


def test_words_are_found_in_any_order_and_case(asked: Reader) -> None:
    """The reported breach of 2026-05-04 speaks of the audition; all words must stand there."""
    assert ["P-4:15"] == citations(asked, text="URSPRUNG vid provspelning")
    assert [] == citations(asked, text="ursprung vid kodklubben")


def test_words_are_found_in_what_an_event_holds(asked: Reader) -> None:
    """A co-partner is no partner; its name is found as text."""
    assert ["P-8:12"] == citations(asked, text="glitter", event="co-partner-added")


@pytest.mark.parametrize(
    "text",
    ["ÅRSTIDERNA på scen", 'sa "nej"', "100%", "a_b", "c:\\temp", "2026-01-02T", "it's", "été"],
)  # fmt: skip
def test_any_word_that_stands_there_is_found(a_file: SqlitePlace, text: str) -> None:
    """Quotation marks, signs that mean something to a database, letters beyond ASCII in either case."""
    store = a_file.made()
    propose(store)
    ref = store.handle(b.a_proposal("Other", purpose=f"They {text} every year."), actor="h.ek").ref
    with a_file.reader() as reader:
        found_in = {row["stream"] for row in search(reader, Search(text=text)).rows}
        in_capitals = {row["stream"] for row in search(reader, Search(text=text.upper())).rows}

    assert {ref} == found_in == in_capitals


@pytest.mark.parametrize("text", ["330 000", "330000", "33000000", "330 000 kr", "330\u00a0000"])
def test_amounts_are_found_as_they_are_written(asked: Reader, text: str) -> None:
    """In kronor with or without gaps, and as the öre that are stored: two agreements, what they took, a correction."""
    taken = {"budget-2026:8", "budget-2027:7", "budget-2028:4"}
    found_in = set(citations(asked, text=text))

    assert {"P-7:9", "P-8:9"} | taken <= found_in <= {"P-7:9", "P-8:9", "P-7:16"} | taken


def test_who_recorded_it_and_how_is_searched(asked: Reader) -> None:
    """The account, the id of the command and who acted are words of an event too; what it moved has the same id."""
    agreed = search(asked, Search(person="v.norr", event="agreed")).rows[0]

    assert asked.log_size() > len(citations(asked, text="v.norr demonstration")) >= 2
    assert ["P-3:9", "budget-2025:5", "budget-2026:4", "budget-2027:3"] == citations(
        asked, text=agreed["command_id"]
    )
    assert agreed["citation"].partition("@")[0] not in citations(asked, text=agreed["command_id"][-7:])


@pytest.mark.parametrize(("written", "asked_for"), [("NFD", "NFC"), ("NFC", "NFD"), ("NFD", "NFD")])
def test_accents_are_found_however_they_were_typed(a_file: SqlitePlace, written: Any, asked_for: Any) -> None:
    """Some systems write å as a and a ring: a text or a partner written so is not denied."""
    name, word = "Kören på Söder", "räksmörgås"
    store = a_file.made()
    propose(store)
    partner = normalize(written, name)
    ref = store.handle(b.a_proposal(partner, purpose=normalize(written, f"Om {word}")), actor="h.ek").ref
    with a_file.reader() as reader:
        by_text = search(reader, Search(text=normalize(asked_for, word.upper())))
        by_partner = search(reader, Search(organisation=normalize(asked_for, name.upper())))

    assert [ref] == [row["stream"] for row in by_text.rows] == [row["stream"] for row in by_partner.rows]
    assert word in by_text.rows[0]["excerpt"]


def test_where_a_word_stands_is_shown(asked: Reader) -> None:
    """A piece of the text around the word; without words there is no such column."""
    (row,) = search(asked, Search(text="URSPRUNG vid provspelning")).rows
    without = search(asked, Search(person="v.norr"))

    assert row["excerpt"] == "Sökande valdes bort vid provspelningen på grund av sitt ursprung"
    assert ("where it stands", "excerpt") in search(asked, Search(text="ursprung")).columns
    assert ("where it stands", "excerpt") not in without.columns


def test_a_log_that_has_gone_back_gives_no_certificate(tmp_path: Path, demonstration: Path) -> None:
    """Where the log disagrees with its newest checkpoint, that nothing was found says nothing of what is held."""
    path = tmp_path / "demo.db"
    for file in demonstration.parent.glob("demo.db*"):
        shutil.copy(file, tmp_path)
    with sqlite3.connect(path) as raw:
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute("DELETE FROM log WHERE idx = (SELECT MAX(idx) FROM log)")
    with Reader(path) as reader:
        answered = search(reader, Search(organisation="Okända Klubben"))

    assert answered.stamp.warning
    assert answered.empty.startswith("nothing was found in what is here: ")
    assert "this is not the log that was last seen" in answered.empty
    assert "no records held:" not in answered.empty


def test_what_is_looked_for_has_a_length(asked: Reader) -> None:
    """A page of text is no search."""
    with pytest.raises(InvalidInput, match="at most 200"):
        search(asked, Search(text="x" * 201))


def test_sealed_text_is_not_searched(asked: Reader) -> None:
    """The contact person stands sealed in the proposal, and the answer says that this was not searched."""
    answered = search(asked, Search(text="Moa Sandell"))

    assert () == answered.rows
    assert "; not searched for words: sealed personal text, references such as P-7, " in answered.empty


def test_everything_given_must_hold(asked: Reader) -> None:
    """Klara, in the first half of 2026, under C30: the termination of 2026-05-06 and its decision."""
    wanted = Search(person="k.dahl", clause="C30", first_day=date(2026, 1, 1), last_day=date(2026, 6, 30))

    assert ["P-4:16", "P-4:17"] == [row["citation"].partition("@")[0] for row in search(asked, wanted).rows]


def test_more_than_the_limit_is_told(asked: Reader) -> None:
    """The first rows come, and a note says that they are not all."""
    answered = search(asked, Search(person="h.ek"), limit=5)

    assert 5 == len(answered.rows)
    assert "only the first 5 are told: ask for a shorter period, or for more with --limit" in answered.notes


def test_a_limit_that_is_just_enough_is_not_told(asked: Reader) -> None:
    """Five of five is everything."""
    answered = search(asked, Search(person="v.norr"), limit=5)

    assert 5 == len(answered.rows)
    assert not [note for note in answered.notes if note.startswith("only")]


# --- what is not found ----------------------------------------------------------------------------


def test_that_nothing_is_held_is_an_answer(asked: Reader) -> None:
    """It says what was searched for, over how many events and up to where (question 21)."""
    answered = search(asked, Search(organisation="Okända Klubben"))

    assert () == answered.rows
    assert answered.empty.startswith(
        'no records held: organisation "Okända Klubben"; searched was the whole log'
    )
    assert f"of {answered.stamp.log_size} events, up to index {answered.stamp.log_size - 1}" in answered.empty


def test_an_organisation_that_is_only_mentioned_is_not_denied(asked: Reader) -> None:
    """No partnership is with Glitter AB, and the answer says where else it may stand."""
    answered = search(asked, Search(organisation="Nöjesbolaget Glitter AB"))

    assert () == answered.rows
    assert any("a search by text finds it" in note for note in answered.notes)


@pytest.mark.parametrize(
    ("wanted", "error", "hint"),
    [
        (Search(person="k.dal"), NotFound, 'did you mean "k.dahl"?'),
        (Search(person="nobody"), NotFound, "persons are searched by handle; samverkan people list shows them"),
        (Search(person="Hanna Ek"), NotFound, "persons are searched by handle"),
        (Search(person="H.EK"), NotFound, 'did you mean "h.ek"?'),
        (Search(organisation="Teater Vagspel"), NotFound, 'did you mean "Teater Vågspel ekonomisk förening"?'),
        (Search(event="breach-reportd"), InvalidInput, 'did you mean "breach-reported"?'),
        (Search(event="xyz"), InvalidInput, "events are activated, addendum-agreed"),
        (Search(clause="C99"), InvalidInput, "clauses are C0 to C41"),
        (Search(first_day=date(2027, 1, 1)), InvalidInput, "today is 2026-11-23"),
        (Search(first_day=date(2026, 2, 1), last_day=date(2026, 1, 1)), InvalidInput, "let it be the later one"),
        (Search(last_day=date(9999, 12, 31)), InvalidInput, ""),
        (Search(first_day=date(1, 1, 1)), InvalidInput, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said(
    asked: Reader, wanted: Search, error: type[InvalidInput | NotFound], hint: str
) -> None:
    """Unknown names offer the near one; a period that cannot be says why."""
    with pytest.raises(error) as raised:
        search(asked, wanted)

    assert raised.value.hint.startswith(hint)


def test_a_period_that_reaches_into_the_future_says_so(asked: Reader) -> None:
    """It is answered, since the days up to today are part of it."""
    answered = search(asked, Search(person="v.norr", last_day=date(2027, 1, 1)))

    assert 5 == len(answered.rows)
    assert any(note.startswith("the period reaches beyond today, 2026-11-23") for note in answered.notes)


# --- periods --------------------------------------------------------------------------------------


def naive(reader: Reader, first_day: date | None, last_day: date | None) -> list[int]:
    return [
        one.index
        for one in reader.log()
        if (first_day or date.min) <= local_date(one.recorded.recorded_at) <= (last_day or date.max)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_a_period_finds_what_a_look_at_every_event_finds(asked: Reader, seed: int) -> None:
    """Forty random periods each: the halving finds the very events whose local day lies in them."""
    drawn = random.Random(seed)
    days = [date(2022, 1, 1) + timedelta(days=drawn.randrange(1_787)) for _ in range(80)]
    for one, other in zip(days[::2], days[1::2], strict=True):
        first_day, last_day = sorted((one, other))
        given = (drawn.choice((first_day, None)), drawn.choice((last_day, None)))

        assert naive(asked, *given) == [
            one.index for one in found(asked, Search(first_day=given[0], last_day=given[1]))
        ], given


def test_a_day_is_a_day_in_sweden(a_file: SqlitePlace) -> None:
    """What is recorded at 23:30 UTC in summer belongs to the next day."""
    store = a_file.made()
    a_file.clock.now = a_file.clock.now.replace(month=7, day=14, hour=23, minute=30)
    ref = propose(store)
    with a_file.reader() as reader:
        next_day = search(reader, Search(first_day=date(2026, 7, 15), last_day=date(2026, 7, 15)))
        day_before = search(reader, Search(first_day=date(2026, 7, 14), last_day=date(2026, 7, 14)))

    assert [ref] == [row["stream"] for row in next_day.rows]
    assert () == day_before.rows


def test_a_day_with_nothing_is_an_empty_period(asked: Reader) -> None:
    """It begins where it ends."""
    begins, ends = period(asked, date(2022, 3, 1), date(2022, 3, 1))

    assert begins == ends


# --- growth ---------------------------------------------------------------------------------------


def plan_of(reader: Reader, wanted: Search, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Returns how SQLite goes about the query a search comes to."""
    plans: list[str] = []
    each = reader.each

    def explained(sql: str, *parameters: Any) -> Iterator[Any]:
        if "stored_events" in sql:
            plans.extend(row[3] for row in each(f"EXPLAIN QUERY PLAN {sql}", *parameters))
        return each(sql, *parameters)

    monkeypatch.setattr(reader, "each", explained)
    assert list(found(reader, wanted))
    return plans


@pytest.mark.parametrize(
    "wanted",
    [
        Search(person="k.dahl"),
        Search(first_day=date(2026, 1, 1), last_day=date(2026, 3, 1)),
        Search(organisation="802999-0028"),
        Search(person="k.dahl", first_day=date(2025, 1, 1)),
        Search(person="k.dahl", event="agreed", clause="C36", text="avtalet"),
        Search(organisation="802999-0028", first_day=date(2025, 1, 1)),
    ],
)
def test_person_period_and_organisation_do_not_walk_the_log(
    asked: Reader, wanted: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both tables are entered by an index, so the work grows with what is found."""
    plan = plan_of(asked, wanted, monkeypatch)

    assert [] == [step for step in plan if step.startswith(("SCAN l", "SCAN s"))], plan
    assert any(step.startswith("SEARCH l USING") for step in plan), plan


def test_the_plan_would_show_a_walk(asked: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """By event alone the log is walked: what the test above looks for can be seen."""
    assert "SCAN l" in plan_of(asked, Search(event="agreed"), monkeypatch)


# --- on the command line --------------------------------------------------------------------------


def test_a_search_is_asked_on_the_command_line(run: Run, demonstration: object) -> None:
    """Every option reaches the search; the JSON holds the events' own data."""
    ran = run("audit", "search", "--person", "k.dahl", "--organisation", "802999-0028", "--event", "agreed",
              "--clause", "C36", "--from", "2026-01-01", "--to", "2026-12-31", "--text", "föregångaren",
              "--limit", "5", "--json", "--db", str(demonstration))  # fmt: skip
    (row,) = ran.json["rows"]

    assert ("P-8", "agreed", "SAM-2025-044") == (
        row["stream"], row["event"], row["data"]["agreement"]["registry_number"]
    )  # fmt: skip


@pytest.mark.parametrize("option", ["--person", "--organisation", "--event", "--clause", "--text"])
def test_a_blank_wish_is_not_everything(run: Run, demonstration: object, option: str) -> None:
    """A variable that is not set does not turn a search into a list of the whole log."""
    ran = run("audit", "search", option, " ", "--db", str(demonstration))

    assert 2 == ran.code
    assert f"{option} is empty" in ran.err


def test_two_organisations_are_told_apart(a_file: SqlitePlace) -> None:
    """A part of a name may fit two: both are found, and both are named."""
    store = a_file.made()
    propose(store, "Teater Ett")
    propose(store, "Teater Två")
    with a_file.reader() as reader:
        answered = search(reader, Search(organisation="teater"))

    assert {"P-1", "P-2"} == {row["stream"] for row in answered.rows}
    assert any("Teater Ett, Teater Två" in note for note in answered.notes)
    assert b.PARTNER not in str(answered.notes)
