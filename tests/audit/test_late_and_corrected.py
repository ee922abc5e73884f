"""Late entries, corrections and exceptions, with the answers known by hand."""

from datetime import UTC, date, datetime

import pytest

from samverkan_flow.audit.corrections import corrections
from samverkan_flow.audit.exceptions import exceptions
from samverkan_flow.audit.history import history
from samverkan_flow.audit.late import late
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.values import AgreedAmountCorrection, NoteCorrection
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from tests import builders as b
from tests.cli.conftest import Run
from tests.store.places import SqlitePlace, agree, propose, screen

# --- late -----------------------------------------------------------------------------------------


def test_the_demonstration_was_kept_up_to_date(asked: Reader) -> None:
    """Nothing lies a week behind; by the day, the calendar's two ends were recorded the morning after."""
    by_day = late(asked, 0)

    assert () == late(asked).rows
    assert [("P-1:25", 1), ("P-6:20", 1)] == [
        (row["citation"].partition("@")[0], row["days_late"]) for row in by_day.rows
    ]


@pytest.fixture
def entered_late(a_file: SqlitePlace) -> SqlitePlace:
    """Returns a store where three proposals of 2026-01-02 were entered 0, 8 and 31 days later."""
    store = a_file.made()
    for day in (date(2026, 1, 2), date(2026, 1, 10), date(2026, 2, 2)):
        a_file.clock.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        propose(store, f"Teater {day}", on=date(2026, 1, 2))
    return a_file


@pytest.mark.parametrize(("days", "lateness"), [(0, [31, 8]), (7, [31, 8]), (8, [31]), (30, [31]), (31, [])])
def test_lateness_is_counted_in_days_and_the_latest_comes_first(
    entered_late: SqlitePlace, days: int, lateness: list[int]
) -> None:
    """Late is more than the days allowed, not just as many."""
    with entered_late.reader() as reader:
        answered = late(reader, days)

    assert lateness == [row["days_late"] for row in answered.rows]


def test_a_history_says_of_a_late_entry_that_it_is(entered_late: SqlitePlace) -> None:
    """Whoever reads a history sees which entries were made long afterwards, without asking for them."""
    with entered_late.reader() as reader:
        told = [history(reader, ref).rows[0] for ref in ("P-1", "P-2", "P-3")]

    assert [
        ("proposed", 0), ("proposed (recorded 8 days late)", 8), ("proposed (recorded 31 days late)", 31),
    ] == [(row["what"], row["days_late"]) for row in told]  # fmt: skip


def test_lateness_is_counted_in_swedish_days(a_file: SqlitePlace) -> None:
    """At 23:30 UTC in July it is the next day in Sweden: eight days after the sixth, not seven."""
    store = a_file.made()
    a_file.clock.now = datetime(2026, 7, 13, 23, 30, tzinfo=UTC)
    propose(store, on=date(2026, 7, 6))
    with a_file.reader() as reader:
        (row,) = late(reader, 7).rows

    assert 8 == row["days_late"]


def test_a_clock_that_was_behind_is_told_with_its_seconds(a_file: SqlitePlace) -> None:
    """The log's time stands still while a clock is behind it; the entry says by how far, and is told though not late."""
    store = a_file.made()
    a_file.clock.now = datetime(2026, 7, 13, 12, tzinfo=UTC)
    propose(store, "Before")
    a_file.clock.now = datetime(2026, 7, 13, 11, 58, 30, tzinfo=UTC)
    propose(store, "While the clock was behind")
    with a_file.reader() as reader:
        rows = late(reader).rows

    assert [("2026-07-13T12:00:00.000000Z", 90, 0)] == [
        (row["recorded_at"], row["clock_skew_seconds"], row["days_late"]) for row in rows
    ]


def test_late_is_asked_on_the_command_line(run: Run, demonstration: object) -> None:
    """The limit is an option."""
    ran = run("audit", "late", "--days", "0", "--json", "--db", str(demonstration))

    assert [1, 1] == [row["days_late"] for row in ran.json["rows"]]


# --- corrections ----------------------------------------------------------------------------------


def test_the_demonstrations_one_correction(asked: Reader) -> None:
    """330 000 kr was typed in for 2026 where the signed agreement says 300 000 kr; Petra said so, Sara confirmed."""
    (row,) = corrections(asked).rows

    assert {
        "ref": "P-7",
        "corrects": "agreed amount of 2026",
        "before": "330 000 kr",
        "right": "300 000 kr",
        "proposed_by": "p.lund",
        "confirmed_by": "s.alm",
        "document": "Koda tillsammans, avtal.pdf",
        "original_what": "agreed",
    } == {key: row[key].replace("\xa0", " ") for key in
          ("ref", "corrects", "before", "right", "proposed_by", "confirmed_by", "document", "original_what")}  # fmt: skip
    assert ("P-7:9", "P-7:16", "P-7:17") == tuple(
        row[key].partition("@")[0] for key in ("original", "citation", "confirmation")
    )


def corrected(store: Partnerships, ref: str, amount: int) -> int:
    """Proposes that 2026 is another amount. Returns the correction's number."""
    right = AgreedAmountCorrection(2026, b.kronor(amount))
    agreed = next(
        one.originator_version
        for one in store.events.get(store.find(ref))
        if type(one.event).__name__ == "PartnershipAgreed"
    )
    proposal = c.ProposeCorrection(
        ref=ref, event_version=agreed, right=right, document=b.a_document("agreement.pdf"), because="a slip"
    )
    return store.handle(proposal, actor="p.lund").events[0].number or 0


def test_what_stood_before_is_what_stood_just_before(a_file: SqlitePlace) -> None:
    """Of two corrections of one amount, the second says what the first had made of it."""
    store = a_file.made()
    ref = propose(store)
    screen(store, ref)
    agree(store, ref)
    for amount in (190_000, 180_000):
        number = corrected(store, ref, amount)
        store.handle(c.ConfirmCorrection(ref=ref, number=number, because="seen"), actor="s.alm")
    with a_file.reader() as reader:
        rows = corrections(reader).rows

    assert [("200 000 kr", "190 000 kr"), ("190 000 kr", "180 000 kr")] == [
        (row["before"].replace("\xa0", " "), row["right"].replace("\xa0", " ")) for row in rows
    ]


def test_an_unconfirmed_correction_is_marked(a_file: SqlitePlace) -> None:
    """It changes nothing, and says that nobody has confirmed it; one in words has no value before."""
    store = a_file.made()
    ref = propose(store)
    proposal = c.ProposeCorrection(
        ref=ref, event_version=1, right=NoteCorrection("the name is spelt with å"),
        document=b.a_document("letter.pdf"), because="a slip",
    )  # fmt: skip
    store.handle(proposal, actor="s.alm")
    with a_file.reader() as reader:
        answered = corrections(reader)

    assert [(False, "not confirmed", "", "the name is spelt with å", "proposed")] == [
        (row["confirmed"], row["confirmed_by"], row["before"], row["right"], row["original_what"])
        for row in answered.rows
    ]
    assert "1 correction; 1 not confirmed, which changes nothing" in answered.notes


def test_nothing_was_corrected(a_file: SqlitePlace) -> None:
    """An empty answer says so."""
    a_file.made()
    with a_file.reader() as reader:
        answered = corrections(reader)

    assert ((), "nothing has been corrected") == (answered.rows, answered.empty)


def test_corrections_are_asked_on_the_command_line(run: Run, demonstration: object) -> None:
    """One row, as the log holds it."""
    ran = run("audit", "corrections", "--json", "--db", str(demonstration))

    assert ["P-7"] == [row["ref"] for row in ran.json["rows"]]


# --- exceptions -----------------------------------------------------------------------------------


def test_the_demonstrations_exceptions(asked: Reader) -> None:
    """Four were asked for by Hanna and granted by Sara: C13, C20 twice and C32 for one initiative."""
    answered = exceptions(asked)

    assert [
        ("C13", "P-6", 1, "", "granted"),
        ("C20", "P-4", 1, "", "granted"),
        ("C20", "P-6", 2, "", "granted"),
        ("C32", "P-6", 3, "I2", "granted"),
    ] == [
        (row["clause"], row["ref"], row["number"], row["initiative"], row["outcome"]) for row in answered.rows
    ]
    assert {("h.ek", "s.alm")} == {(row["asked_by"], row["decided_by"]) for row in answered.rows}
    assert "C20: 2 asked, 2 granted, 0 refused, 0 open" in answered.notes


def test_open_and_refused_exceptions_are_counted(a_file: SqlitePlace) -> None:
    """Each with its own reason and the reason of who decided."""
    store = a_file.made()
    ref = propose(store)
    for clause in ("C13", "C13", "C5"):
        store.handle(c.AskException(ref=ref, clause=clause, because="a pilot"), actor="h.ek")
    store.handle(c.RefuseException(ref=ref, number=2, because="one is enough"), actor="v.norr")
    with a_file.reader() as reader:
        answered = exceptions(reader)

    assert [("C5", 3, "open", ""), ("C13", 1, "open", ""), ("C13", 2, "refused", "one is enough")] == [
        (row["clause"], row["number"], row["outcome"], row["decided_because"]) for row in answered.rows
    ]
    assert answered.notes == (
        "C5: 1 asked, 0 granted, 0 refused, 1 open",
        "C13: 2 asked, 0 granted, 1 refused, 1 open",
    )


def test_exceptions_are_asked_on_the_command_line(run: Run, demonstration: object) -> None:
    """Four rows, as in the library."""
    ran = run("audit", "exceptions", "--json", "--db", str(demonstration))

    assert ["C13", "C20", "C20", "C32"] == [row["clause"] for row in ran.json["rows"]]
