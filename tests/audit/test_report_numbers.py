"""The numbers of the report, worked out by hand from the demonstration's history, and as good turns bad."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import asdict, replace

from samverkan_flow.audit.report.lives import lives
from samverkan_flow.audit.report.making import Happened, Report, portfolio_report
from samverkan_flow.audit.report.period import report_year
from samverkan_flow.audit.report.shares import percent, split
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import Damaged, InvalidInput
from samverkan_flow.domain.money import Money, total_of
from samverkan_flow.queries.reading import Reader
from samverkan_flow.queries.relationship import relationship
from samverkan_flow.service import Partnerships
from tests import builders as b
from tests.store.places import SqlitePlace, agree, propose, screen


def kronor(amount: Money | None) -> float | None:
    return None if amount is None else amount.ore / 100


@pytest.fixture
def report(asked: Reader) -> Report:
    """Returns the report of the demonstration's running year, until 2026-11-23."""
    return portfolio_report(asked, 2026)


@pytest.fixture
def happened(report: Report) -> Happened:
    """Returns what has happened in it."""
    assert report.happened is not None
    return report.happened


# --- the demonstration in 2026 --------------------------------------------------------------------


def test_money_of_each_year(report: Report) -> None:
    """The frames as decided; committed by hand: P-1; + P-2; + P-3 to P-6; then what is in force, and what the ended were paid.

    Released are what P-2, P-4 and P-11 had left when they ended: 100 + 75 + 60 thousand of 2026, 90 + 90 of 2027,
    60 of 2028; P-7's correction is none of it.
    """
    assert [
        (2023, 1_000_000, 300_000, 300_000, 0, 700_000),
        (2024, 1_200_000, 400_000, 400_000, 0, 800_000),
        (2025, 2_000_000, 965_000, 965_000, 0, 1_035_000),
        (2026, 2_400_000, 1_445_000, 1_445_000, 235_000, 955_000),
        (2027, 2_400_000, 1_650_000, 0, 180_000, 750_000),
        (2028, 2_200_000, 1_080_000, 0, 60_000, 1_120_000),
    ] == [
        tuple(map(kronor_or_year, (one.year, one.frame, one.committed, one.paid, one.released, one.free)))
        for one in report.money
    ]


def kronor_or_year(told: Money | int | None) -> float | None:
    return told if isinstance(told, int) else kronor(told)


@pytest.mark.parametrize("year", range(2022, 2029))
def test_shares_add_up_to_what_the_frame_has_committed(asked: Reader, year: int) -> None:
    """The partnerships' own states and the frames' streams agree, of every year, then and now."""
    told = portfolio_report(asked, year)

    assert told.year.committed == total_of([one.committed for one in told.partners])
    assert told.year.committed == total_of([one.committed for one in told.areas])


def test_shares_per_partner(report: Report) -> None:
    """What is in force has what is agreed for 2026; P-4 and P-6 have ended with what was paid, the others with nothing."""
    assert [
        ("Stiftelsen Lärlyftet Närke", 1, 400_000, 28),
        ("Kulturhuset Hjälmarbryggan", 1, 320_000, 22),
        ("Kodverkstan Lillån", 1, 300_000, 21),
        ("Föreningen Öppna Dörrar Mälarbygden", 1, 250_000, 17),
        ("Orkesterbolaget Klang AB", 1, 100_000, 7),
        ("Teater Vågspel ekonomisk förening", 1, 75_000, 5),
    ] == [(one.name, one.partnerships, kronor(one.committed), one.percent) for one in report.partners]


def test_shares_per_area(report: Report) -> None:
    """Inclusion 200 + 125 + 150 + 160, education 200 + 125 + 150 + 37.5, culture 160 + 37.5 + 100 thousand."""
    assert [("inclusion", 635_000, 44), ("education", 512_500, 35), ("culture", 297_500, 21)] == [
        (one.name, kronor(one.committed), one.percent) for one in report.areas
    ]
    assert report.year.committed == total_of([one.committed for one in report.areas])


def test_stages_at_each_months_end(happened: Happened) -> None:
    """By effective date: what expires on the last day of October is gone when that day has ended (T16)."""
    assert [
        ("2026-01-31", 1, 0, 1, 5, 1, 1),
        ("2026-02-28", 0, 0, 0, 6, 1, 3),
        ("2026-03-31", 1, 0, 0, 6, 0, 4),
        ("2026-04-30", 0, 1, 0, 6, 0, 4),
        ("2026-05-31", 0, 1, 0, 5, 0, 6),
        ("2026-06-30", 0, 0, 1, 5, 0, 6),
        ("2026-07-31", 0, 0, 1, 5, 0, 6),
        ("2026-08-31", 1, 0, 0, 5, 0, 7),
        ("2026-09-30", 0, 1, 0, 5, 0, 7),
        ("2026-10-31", 1, 1, 0, 4, 0, 8),
        ("2026-11-23", 1, 0, 1, 4, 0, 8),
    ] == [
        (str(one.on), one.proposed, one.screened, one.agreed, one.active, one.evaluated, one.terminated)
        for one in happened.stages
    ]
    assert happened.now.in_force == 5


def test_goals_that_were_evaluated(happened: Happened) -> None:
    """Partly in P-2 on 10 January, not met in P-4 on 30 June, met in P-5 on 10 September."""
    made = happened.goals

    assert (3, 1, 1, 1, 0) == (made.evaluations, made.met, made.partly, made.not_met, made.not_measurable)


def test_measurability(happened: Happened) -> None:
    """Invigningsspel alone has no goal (C32): 11 of 12 are 92 percent (C31); it has ended, so all six in force have."""
    ever, now = happened.measurability.ever_agreed, happened.measurability.in_force

    assert (11, 12, 92) == (ever.with_goals, ever.initiatives, ever.percent)
    assert (6, 6, 100) == (now.with_goals, now.initiatives, now.percent)


def test_evaluations_in_time(happened: Happened) -> None:
    """All three were made in time; as golden: P-5's second is 53 days late, P-6's two are 23; P-3's is due in December."""
    told = happened.punctuality

    assert (3, (), 1) == (told.made_in_time, told.made_late, told.to_come)
    assert [
        ("P-5", "Mentorskap", date(2026, 10, 1), 53),
        ("P-6", "Turné", date(2026, 10, 31), 23),
        ("P-6", "Invigningsspel", date(2026, 10, 31), 23),
    ] == [(one.ref, one.initiative, one.due, one.days_late) for one in told.owed_late]


def test_exceptions_of_a_year_without_any(happened: Happened) -> None:
    """All four were asked for and granted in 2025."""
    assert [("C13", 0, 0, 0, 1), ("C20", 0, 0, 0, 2), ("C32", 0, 0, 0, 1)] == [
        (one.clause, one.asked, one.granted, one.refused, one.granted_so_far) for one in happened.exceptions
    ]


def test_relationships(happened: Happened) -> None:
    """Öppen scen is one chain of six calendar years and 900 + 980 thousand (C12); the others began with themselves."""
    assert [
        (("P-1", "P-8"), 2023, 2028, 6, 1_880_000),
        (("P-5",), 2025, 2027, 3, 505_000),
        (("P-3",), 2025, 2027, 3, 1_200_000),
        (("P-7",), 2026, 2028, 3, 900_000),
        (("P-13",), 2027, 2028, 2, 900_000),
    ] == [
        (one.refs, one.first_year, one.last_year, one.calendar_years, kronor(one.agreed))
        for one in happened.relationships
    ]


def test_a_relationship_is_told_as_show_tells_it(asked: Reader, happened: Happened) -> None:
    """The report folds the log, `show` reads the register: they agree."""
    shown = {one.ref: relationship(asked, one) for one in asked.partnerships()}

    assert [(one.refs, one.calendar_years, one.agreed) for one in happened.relationships] == [
        (told.refs, told.calendar_years, told.agreed)
        for told in (shown[one.refs[-1]] for one in happened.relationships)
    ]


def test_what_ended(happened: Happened) -> None:
    """P-9 and P-10 rejected, P-12 withdrawn, P-11 mutual, P-2 notice, P-6 expired, P-4 breach."""
    assert [
        ("rejected", 2),
        ("withdrawn", 1),
        ("mutual", 1),
        ("notice", 1),
        ("expired", 1),
        ("breach", 1),
    ] == [(one.reason, one.partnerships) for one in happened.ended]


# --- other years ----------------------------------------------------------------------------------


def test_a_past_year_is_told_as_it_stood_on_its_last_day(asked: Reader) -> None:
    """2025: P-1 completed on its last day, P-8 only screened, P-7 agreed with what was corrected later (T17)."""
    told = portfolio_report(asked, 2025)
    assert told.happened is not None

    assert (date(2025, 12, 31), "past", 8) == (told.period.until, told.period.standing, told.partnerships)
    assert 12 == len(told.happened.stages)
    assert (1, 5, 1) == (told.happened.now.agreed, told.happened.now.active, told.happened.now.terminated)
    assert (4, 2, 3) == (told.happened.goals.evaluations, told.happened.goals.met, told.happened.goals.partly)
    assert [("C13", 1, 1, 0), ("C20", 2, 2, 0), ("C32", 1, 1, 0)] == [
        (one.clause, one.asked, one.granted, one.refused) for one in told.happened.exceptions
    ]
    assert ((), 4) == (told.happened.punctuality.owed_late, told.happened.punctuality.made_in_time)


def test_of_a_future_year_only_money_is_told(asked: Reader) -> None:
    """What is agreed for 2027 is known, as golden: 400 + 170 + 300 + 330 + 450 thousand; nothing has happened."""
    told = portfolio_report(asked, 2027)

    assert ("future", date(2026, 11, 23), None) == (told.period.standing, told.period.until, told.happened)
    assert 1_650_000 == kronor(told.year.committed)


def test_a_future_year_with_nothing_agreed_is_empty(asked: Reader) -> None:
    """Nobody has a share of nothing."""
    told = portfolio_report(asked, 2035)

    assert ((), (), 0) == (told.partners, told.areas, told.year.committed.ore)


@pytest.mark.parametrize("year", [2021, 1, 0, -5, 2037, 99_999_999])
def test_a_year_that_cannot_be_told_is_no_report(asked: Reader, year: int) -> None:
    """Before the log begins, or more than ten years ahead."""
    with pytest.raises(InvalidInput, match="--year is"):
        portfolio_report(asked, year)


def test_the_first_year_of_the_log_is_told(asked: Reader) -> None:
    """2022: one proposal, screened and agreed; money from 2023 on."""
    told = portfolio_report(asked, 2022)
    assert told.happened is not None

    assert (1, 1, 0) == (told.partnerships, told.happened.now.agreed, told.year.committed.ore)


# --- small stores ---------------------------------------------------------------------------------


def made(a_file: SqlitePlace, year: int, now: datetime | None = None) -> Report:
    """Returns the report of a small store, at a time if one is told."""
    with Reader(a_file.path, now) as reader:
        return portfolio_report(reader, year)


def an_active(a_file: SqlitePlace) -> tuple[Partnerships, str]:
    """Returns a store with one partnership that began on 2026-02-01."""
    store = a_file.made()
    ref = propose(store)
    screen(store, ref)
    agree(store, ref)
    a_file.clock.now = datetime(2026, 2, 1, 12, tzinfo=UTC)
    store.tick()
    return store, ref


def test_a_store_without_partnerships(a_file: SqlitePlace) -> None:
    """Everything is nothing, and nothing is divided by."""
    a_file.made()
    told = made(a_file, 2026)
    assert told.happened is not None

    assert (0, (), (), ()) == (
        told.partnerships,
        told.partners,
        told.happened.exceptions,
        told.happened.ended,
    )
    assert (0, 0) == (told.happened.now.in_force, told.happened.measurability.ever_agreed.percent)


def test_an_evaluation_that_came_late(a_file: SqlitePlace) -> None:
    """Due 2027-02-01: on 19 February it is 18 days late and owed, on the twentieth it is made 19 days late."""
    store, ref = an_active(a_file)
    a_file.clock.now = datetime(2027, 2, 20, 12, tzinfo=UTC)
    store.tick()
    before = made(a_file, 2027, datetime(2027, 2, 19, 12, tzinfo=UTC))
    store.handle(b.an_evaluation(ref=ref), actor="u.berg")
    after = made(a_file, 2027, datetime(2027, 2, 21, 12, tzinfo=UTC))
    assert before.happened is not None
    assert after.happened is not None

    assert [18] == [one.days_late for one in before.happened.punctuality.owed_late]
    assert [(19, date(2027, 2, 20))] == [
        (one.days_late, one.made_on) for one in after.happened.punctuality.made_late
    ]
    assert (0, ()) == (after.happened.punctuality.made_in_time, after.happened.punctuality.owed_late)


def test_what_was_late_at_the_end_of_a_year_stays_late_there(a_file: SqlitePlace) -> None:
    """Due 2027-02-01 and made in 2028: late on the last day of 2027 by 333 days, however late one asks."""
    store, ref = an_active(a_file)
    a_file.clock.now = datetime(2028, 1, 10, 12, tzinfo=UTC)
    store.handle(b.an_evaluation(ref=ref), actor="u.berg")
    told = made(a_file, 2027, datetime(2028, 6, 1, 12, tzinfo=UTC))
    assert told.happened is not None

    assert [333] == [one.days_late for one in told.happened.punctuality.owed_late]


def test_a_refused_exception_is_counted_as_one(a_file: SqlitePlace) -> None:
    """Asked for on the second, refused on the third; one that nobody has decided is only asked for."""
    store = a_file.made()
    ref = propose(store)
    for clause in ("C20", "C5"):
        store.handle(c.AskException(ref=ref, clause=clause, because="because"), actor="h.ek")
    a_file.clock.now = datetime(2026, 1, 3, 12, tzinfo=UTC)
    store.handle(c.RefuseException(ref=ref, number=1, because="no"), actor="k.dahl")
    told = made(a_file, 2026)
    assert told.happened is not None

    assert [("C5", 1, 0, 0, 0), ("C20", 1, 0, 1, 0)] == [
        (one.clause, one.asked, one.granted, one.refused, one.granted_so_far)
        for one in told.happened.exceptions
    ]


def test_a_missing_event_is_damage(a_file: SqlitePlace) -> None:
    """No number rests on a partnership with a hole in it."""
    an_active(a_file)
    for table in ("log", "stored_events"):
        a_file.attack(
            f"DROP TRIGGER {table}_no_delete",
            f"DELETE FROM {table} WHERE originator_version = 4 AND originator_id IN (SELECT id FROM register)",
        )

    with pytest.raises(Damaged):
        made(a_file, 2026)


def test_a_missing_last_event_is_damage(a_file: SqlitePlace) -> None:
    """An ending that was taken out does not leave a partnership in force: the register knows of it."""
    store, _ = an_active(a_file)
    store.handle(b.a_proposal("Kulturhuset Kajen"), actor="h.ek")
    for table in ("log", "stored_events"):
        a_file.attack(
            f"DROP TRIGGER {table}_no_delete",
            f"DELETE FROM {table} WHERE (originator_id, originator_version) IN (SELECT id, version FROM register LIMIT 1)",
        )

    with pytest.raises(Damaged, match="events of a partnership are missing"):
        made(a_file, 2026)


def test_a_proposal_taken_out_of_the_log_is_damage(a_file: SqlitePlace) -> None:
    """A partnership does not drop out of the numbers because its first event was removed."""
    an_active(a_file)
    a_file.attack(
        "DROP TRIGGER log_no_delete",
        "DELETE FROM log WHERE topic = 'partnership.proposed.v1'",
    )

    with pytest.raises(Damaged, match="the log and the register do not hold the same partnerships"):
        made(a_file, 2026)


def test_a_sole_trader_is_known_by_name_alone(a_file: SqlitePlace) -> None:
    """A personal number is sealed under a key of each partnership: two proposals are one partner's by name."""
    store = a_file.made()
    told = b.a_proposal("Snickare Holm")
    details = c.PartnerDetails(**{**asdict(told.partner), "organisation_number": "19811218-9876"})
    for _ in range(2):
        store.handle(replace(told, partner=details), actor="h.ek")
    with a_file.reader() as reader:
        known = lives(reader, report_year(reader, 2026), reader.log_size())

    assert ["snickareholm", "snickareholm"] == [one.partner_key for one in known]


# --- the arithmetic -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ore", "areas", "parts"),
    [(100, "ab", [50, 50]), (101, "ab", [51, 50]), (100, "abc", [34, 33, 33]), (2, "abc", [2, 0, 0]), (0, "a", [0])],
)  # fmt: skip
def test_an_amount_is_split_in_whole_ore(ore: int, areas: str, parts: list[int]) -> None:
    """The remainder goes to the first area, so that the parts add up to the amount."""
    assert parts == [amount.ore for _, amount in split(Money(ore), areas)]


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(11, 12, 92), (1, 3, 33), (1, 8, 13), (0, 5, 0), (0, 0, 0), (5, 5, 100)]
)
def test_percent_are_whole_and_halves_go_up(part: int, whole: int, expected: int) -> None:
    """12.5 percent are told as 13; of nothing there is no share."""
    assert expected == percent(part, whole)
