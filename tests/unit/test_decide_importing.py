"""Importing what has already been agreed: what a file must tell, and what is made of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from samverkan_flow.domain import events as e
from samverkan_flow.domain.acts import ACT
from samverkan_flow.domain.budget import Frame, claims_of, imported
from samverkan_flow.domain.context import Context, Guard, Standing
from samverkan_flow.domain.decide import all_findings, decide, warnings_of
from samverkan_flow.domain.errors import Problem
from samverkan_flow.domain.guards import budgeting as bu
from samverkan_flow.domain.guards import importing as im
from samverkan_flow.domain.house import CodeOfConduct
from samverkan_flow.domain.obligations import obligations, overdue_evaluations
from samverkan_flow.domain.partnership import Partnership, evolve
from samverkan_flow.domain.portfolio import PortfolioEntry
from samverkan_flow.domain.values import Contribution, EarlierEvaluation, ExchangeLine, Guideline
from tests import builders as b
from tests.importing.portfolios import ENDED, ENTRY, INITIATIVE, a_portfolio
from tests.unit.givens import HOUSE, POLICY, Happened, context, recorded

TODAY = date(2026, 1, 2)
OPENED_ON = date(2026, 1, 1)
SAME = Standing("P-7", "Ung Teater", "Teater Vågspel", "8029990010", date(2026, 1, 1), date(2026, 12, 31))
YEARS = ENTRY.contributions
WIDE = {year: Frame(year, amount=b.kronor(10_000_000)) for year in range(2025, 2030)}


def told(**more: Any) -> Context:
    house = replace(HOUSE, opened_on=OPENED_ON)
    return replace(context("a.ny", TODAY), **{"house": house, "frames": WIDE, **more})


CASES: tuple[tuple[Guard, PortfolioEntry, dict[str, Any], list[tuple[str, str]]], ...] = (
    (im.partner_is_told, ENTRY, {"name": " "}, [("C1", "name")]),
    (im.partner_is_told, ENTRY, {"partner": ""}, [("C1", "partner")]),
    (im.partner_is_told, ENTRY, {"organisation_number": ""}, [("C1", "organisation_number")]),
    (im.partner_is_told, ENTRY, {"organisation_number": "802999-0011"}, [("", "organisation_number")]),
    (im.agreement_is_told, ENTRY, {"kind": ""}, [("C16", "kind")]),
    (im.agreement_is_told, ENTRY, {"document": ""}, [("C24", "document")]),
    (im.agreement_is_told, ENTRY, {"registry_number": " "}, [("C24", "registry_number")]),
    (im.agreement_is_told, ENTRY, {"signed_on": None}, [("C24", "signed_on")]),
    (im.agreement_is_told, ENTRY, {"signed_on": TODAY + timedelta(1)}, [("C24", "signed_on")]),
    (im.was_agreed_before_this_log, ENTRY, {"signed_on": OPENED_ON, "start": OPENED_ON, "contributions": YEARS[1:]},
     [("C16", "signed_on")]),
    (im.period_is_told, ENTRY, {"start": None}, [("C27", "start")]),
    (im.period_is_told, ENTRY, {"end": None}, [("C36", "end")]),
    (im.period_is_told, ENTRY, {"end": date(2025, 1, 31), "contributions": YEARS[:1]}, [("C27", "end")]),
    (im.amounts_are_told, ENTRY, {"contributions": YEARS[:2]}, [("C26", "2027")]),
    (im.amounts_are_told, ENTRY, {"contributions": ()}, [("C26", "2025"), ("C26", "2026"), ("C26", "2027")]),
    (im.amounts_are_told, ENTRY, {"contributions": (*YEARS, Contribution(2028, b.kronor(1), 25))}, [("C26", "2028")]),
    (im.amounts_are_told, ENTRY, {"contributions": (*YEARS[:2], Contribution(2027, b.Money(-1), 25))}, [("C26", "2027")]),
    (im.amounts_are_told, ENTRY, {"contributions": tuple(replace(one, vat_percent=None) for one in YEARS)},
     [("C26", "vat_percent")]),
    (im.amounts_are_told, ENTRY, {"contributions": tuple(replace(one, vat_percent=20) for one in YEARS)},
     [("C26", "vat_percent")]),
    (im.terms_are_told, ENTRY, {"marketing": ()}, [("C25", "marketing")]),
    (im.terms_are_told, ENTRY, {"marketing": ("enligt överenskommelse",)}, [("C25", "marketing")]),
    (im.terms_are_told, ENTRY, {"guidelines": ()}, [("C28", "guidelines")]),
    (im.terms_are_told, ENTRY, {"guidelines": (Guideline("x", "-"),)}, [("C28", "guidelines")]),
    (im.terms_are_told, ENTRY, {"exchange": ()}, [("C29", "exchange")]),
    (im.terms_are_told, ENTRY, {"exchange": (ExchangeLine("seats"),)}, [("C29", "exchange_value")]),
    (im.terms_are_told, ENTRY, {"exchange": (ExchangeLine("seats", value=b.Money(-1)),)}, [("C29", "exchange_value")]),
    (im.code_is_known, ENTRY, {"code_version": ""}, [("C23", "code_version")]),
    (im.code_is_known, ENTRY, {"code_version": "our code"}, [("C23", "code_version")]),
    (im.code_is_known, ENDED, {"code_version": "our code"}, [("C23", "code_version")]),
    (im.people_are_known, ENTRY, {"owner": ""}, [("R1", "owner")]),
    (im.people_are_known, ENTRY, {"owner": "n.obody"}, [("R1", "owner")]),
    (im.people_are_known, ENTRY, {"owner": "h.ek"}, [("R1", "owner")]),
    (im.people_are_known, ENTRY, {"screener": "h.ek"}, [("R1", "screener")]),
    (im.initiatives_are_told, ENTRY, {"initiatives": ()}, [("C38", "initiative")]),
    (im.initiatives_are_told, ENTRY, {"initiatives": (replace(INITIATIVE, start=date(2025, 1, 31)),)},
     [("C27", "initiative_start")]),
    (im.initiatives_are_told, ENTRY, {"initiatives": (replace(INITIATIVE, start=date(2028, 1, 1)),)},
     [("C27", "initiative_start"), ("C38", "last_evaluated_on")]),
    (im.initiatives_are_told, ENTRY, {"initiatives": (replace(INITIATIVE, last_evaluated_on=date(2025, 1, 31)),)},
     [("C38", "last_evaluated_on")]),
    (im.initiatives_are_told, ENTRY, {"initiatives": (replace(INITIATIVE, last_evaluated_on=TODAY + timedelta(1)),)},
     [("C38", "last_evaluated_on")]),
    (im.initiatives_are_told, ENTRY,
     {"initiatives": (replace(INITIATIVE, last_evaluated_on=None, last_evaluation_final=True),)},
     [("C38", "last_evaluated_on")]),
    (im.end_is_told, ENDED, {"ended_on": None}, [("C36", "ended_on")]),
    (im.end_is_told, ENDED, {"end_reason": ""}, [("C36", "end_reason")]),
    (im.end_is_told, ENDED, {"end_reason": "rejected"}, [("R5", "end_reason")]),
    (im.end_is_told, ENDED, {"ended_on": TODAY + timedelta(1), "end": date(2026, 12, 31), "end_reason": "notice",
                             "contributions": YEARS[:2]}, [("C36", "ended_on")]),
    (im.end_is_told, ENDED, {"ended_on": date(2025, 1, 9), "end_reason": "never-commenced"}, [("C36", "ended_on")]),
    (im.end_is_told, ENDED, {"ended_on": date(2026, 1, 1), "end_reason": "notice"}, [("C36", "ended_on")]),
    (im.end_is_told, ENDED, {"ended_on": date(2025, 12, 30)}, [("C36", "ended_on")]),
    (im.end_is_told, ENDED, {"initiatives": (INITIATIVE,)}, [("C38", "last_evaluation_final")]),
)  # fmt: skip
"""Each guard, the good entry, the one change that turns it bad, and the findings with their columns."""

GUARDS = (
    *(guard for guard, *_ in CASES),
    im.something_is_told,
    im.is_not_recorded_already,
    bu.frames_hold_the_file,
)


@pytest.mark.parametrize(("guard", "entry", "change", "expected"), CASES)
def test_as_a_good_row_turns_bad(
    guard: Guard, entry: PortfolioEntry, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """A whole row is taken in; the one change is found by its guard, in its row and column."""
    act, bad = ACT["import"], a_portfolio(replace(entry, **change))

    found = all_findings(act, bad, HOUSE, told())

    assert () == all_findings(act, a_portfolio(entry), HOUSE, told())
    assert expected == [(one.clause, one.column) for one in guard(bad, HOUSE, told())]
    assert {"row 2"} == {one.place.partition(",")[0] for one in found if isinstance(one, Problem)}


def test_a_file_without_a_reason_or_a_row_is_refused() -> None:
    """An import needs a reason, and something to import (C0)."""
    empty = a_portfolio(because=" ", partnerships=())

    assert ["C0", "C0"] == [one.clause for one in all_findings(ACT["import"], empty, HOUSE, told())]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, True),
        ({"name": "Another theatre"}, False),
        ({"organisation_number": "802000-0001", "partner": "Another"}, False),
        ({"start": date(2024, 1, 1), "end": date(2024, 12, 31)}, False),
    ],
)
def test_what_is_recorded_already_is_not_taken_in_again(changes: dict[str, Any], refused: bool) -> None:
    """The same name, the same partner and an overlapping period are the same partnership (R5)."""
    standing = told(standing=(replace(SAME, **changes),))

    found = [one.message for one in im.is_not_recorded_already(a_portfolio(), HOUSE, standing)]

    assert (["P-7 is the same partnership"] if refused else []) == found


def test_a_partnership_stands_in_a_file_once() -> None:
    """Two rows with keys of their own and one partnership are told, with the other row (R5)."""
    again = replace(ENTRY, row=9, key="other", name="UNG TEATER")

    found = [
        (one.row, one.message) for one in im.is_not_recorded_already(a_portfolio(ENTRY, again), HOUSE, told())
    ]  # type: ignore[attr-defined]

    assert [(9, "row 2 is the same partnership")] == found


# --- what is made of it -------------------------------------------------------------------------------


def taken_in(*entries: PortfolioEntry) -> tuple[e.PartnershipImported, ...]:
    made = decide(a_portfolio(*entries), HOUSE, told(number=5))
    assert all(isinstance(one, e.PartnershipImported) for one in made)
    return made  # type: ignore[return-value]


def state_of(entry: PortfolioEntry) -> Partnership:
    (event,) = taken_in(entry)
    assert entry.agreed_on is not None
    happened = recorded(Happened(event, "a.ny", entry.agreed_on), 1)
    return evolve(None, replace(happened, recorded_at=datetime(2026, 1, 2, 12, tzinfo=UTC)))


def test_partnerships_are_numbered_in_the_order_of_the_file() -> None:
    """Numbers go on from the first free one."""
    made = taken_in(ENTRY, replace(ENTRY, key="next", name="Nästa"))

    assert [(5, "Ung teater"), (6, "Nästa")] == [(event.number, event.name) for event in made]


@pytest.mark.parametrize(
    ("entry", "stage", "since"),
    [
        (replace(ENTRY, start=TODAY + timedelta(1), contributions=YEARS[1:], initiatives=(replace(INITIATIVE, last_evaluated_on=None),)),
         "agreed", date(2025, 1, 10)),
        (replace(ENTRY, start=TODAY, contributions=YEARS[1:], initiatives=(replace(INITIATIVE, last_evaluated_on=None),)),
         "active", TODAY),
        (ENTRY, "active", date(2025, 2, 1)),
        (replace(ENTRY, signed_on=date(2025, 3, 1)), "active", date(2025, 3, 1)),
        (ENDED, "terminated", date(2025, 12, 31)),
        (replace(ENTRY, ended_on=date(2025, 6, 1), end_reason="breach", initiatives=()), "terminated", date(2025, 6, 1)),
    ],
)  # fmt: skip
def test_the_stage_is_where_the_dates_have_brought_it(entry: PortfolioEntry, stage: str, since: date) -> None:
    """Agreed, begun or ended: the dates tell, and the day each was reached."""
    state = state_of(entry)

    assert (stage, since) == (state.stage.value, state.stage_since)


def test_nobody_is_made_to_have_decided_anything() -> None:
    """Of duties only the named owner and screener are known; nobody proposed, signed or evaluated it."""
    state = state_of(replace(ENTRY, screener="g.lind"))

    assert {"owner": ("s.alm",), "screener": ("g.lind",)} == state.duties
    assert ("", (), (), None) == (state.proposer, state.evaluations, state.signatures, state.ended_at)


def test_a_sole_traders_number_is_sealed() -> None:
    """A sole trader's number is a person's: it stands sealed in the event."""
    (event,) = taken_in(replace(ENTRY, organisation_number="811228-9874"))

    assert ("", "811228-9874") == (event.partner.organisation_number, str(event.partner.personal_number))


@pytest.mark.parametrize(
    ("evaluated", "due"), [(date(2025, 11, 20), date(2026, 11, 20)), (None, date(2026, 2, 1))]
)
def test_the_yearly_clock_counts_from_the_evaluation_told(evaluated: date | None, due: date) -> None:
    """The next evaluation is due a year after the last one told, or else after the start (C38)."""
    state = state_of(replace(ENTRY, initiatives=(replace(INITIATIVE, last_evaluated_on=evaluated),)))

    owed = [one.due for one in obligations(state, POLICY, HOUSE, TODAY) if one.kind == "evaluation"]

    assert [due] == owed


@pytest.mark.parametrize(("reason", "final", "owed"), [("completed", True, []), ("expired", False, ["final-evaluation"]),
                                                       ("breach", False, ["final-evaluation"])])  # fmt: skip
def test_what_had_ended_owes_an_evaluation_and_nothing_else(
    reason: str, final: bool, owed: list[str]
) -> None:
    """An old breach is not to be confirmed and settled here; a missing final evaluation stays a debt (T10)."""
    ended = replace(ENDED, end_reason=reason, initiatives=(replace(INITIATIVE, last_evaluation_final=final),))

    assert owed == [one.kind for one in obligations(state_of(ended), POLICY, HOUSE, TODAY)]


def test_an_initiative_without_a_start_begins_with_the_period() -> None:
    """An empty initiative_start is the first day of the period, as the documentation says."""
    (event,) = taken_in(ENTRY)

    assert [date(2025, 2, 1)] == [one.start for one in event.initiatives]


@pytest.mark.parametrize(
    ("day", "stage", "evaluations", "reason"),
    [
        (date(2025, 1, 10), "agreed", 0, ""),
        (date(2025, 2, 1), "active", 0, ""),
        (date(2025, 11, 20), "active", 1, ""),
        (date(2025, 12, 31), "terminated", 1, "completed"),
    ],
)
def test_of_an_import_a_day_knows_what_had_come_about(
    day: date, stage: str, evaluations: int, reason: str
) -> None:
    """What the file tells of later days does not count on an earlier one."""
    (event,) = taken_in(ENDED)
    then = event.as_of(day)

    assert (stage, evaluations, reason) == (then.stage, len(then.evaluations), then.end_reason)
    assert (EarlierEvaluation("I1", date(2025, 11, 20), True),) == event.evaluations


# --- what is worth a look -----------------------------------------------------------------------------


def warned(*entries: PortfolioEntry) -> list[tuple[str, str]]:
    found = warnings_of(ACT["import"], a_portfolio(*entries), HOUSE, told())
    return [(one.clause, one.message) for one in found]


def test_a_whole_row_is_worth_no_second_look() -> None:
    """Nothing is warned of where nothing is left open."""
    assert [] == warned(ENTRY, ENDED)


@pytest.mark.parametrize(
    ("entry", "clause"),
    [
        (replace(ENTRY, own_role=""), "C3"),
        (replace(ENTRY, development_plan=""), "C4"),
        (replace(ENTRY, areas=()), "C5"),
        (replace(ENTRY, end=date(2026, 12, 31), contributions=YEARS[:2]), "C13"),
        (replace(ENTRY, document_sha256=None), "C24"),
        (replace(ENTRY, initiatives=(replace(INITIATIVE, goal=None),)), "C17"),
        (replace(ENTRY, initiatives=(INITIATIVE, replace(INITIATIVE, row=3, name="Other", goal=None))), "C32"),
        (replace(ENTRY, initiatives=(replace(INITIATIVE, goal=replace(INITIATIVE.goal, target="")),)), "C17"),
        (replace(ENTRY, initiatives=(replace(INITIATIVE, last_evaluated_on=None),),
                 start=date(2025, 1, 1), end=date(2027, 12, 30)), "C38"),
        (replace(ENTRY, end=date(2025, 12, 31), contributions=YEARS[:1]), "C36"),
        (replace(ENDED, marketing=()), "C25"),
        (replace(ENDED, code_version=""), "C23"),
        (replace(ENDED, registry_number=""), "C24"),
    ],
)  # fmt: skip
def test_what_is_left_open_is_warned_of(entry: PortfolioEntry, clause: str) -> None:
    """What does not stand in the way is told, under its clause."""
    assert clause in [found for found, _ in warned(entry)]


def test_a_code_that_was_superseded_at_signing_is_warned_of() -> None:
    """The one in force at signing, or a later one, is agreed to (C23, T14); what was agreed is imported all the same."""
    codes = tuple(
        CodeOfConduct(str(year), date(year, 1, 1), "0" * 64, date(year, 1, 1)) for year in (2024, 2025, 2026)
    )
    house = replace(HOUSE, opened_on=OPENED_ON, codes=codes)

    def of(version: str) -> list[str]:
        entry = replace(ENTRY, code_version=version, signed_on=date(2025, 6, 1))
        return [
            one.clause for one in warnings_of(ACT["import"], a_portfolio(entry), HOUSE, told(house=house))
        ]

    assert (["C23"], [], []) == (of("2024"), of("2025"), of("2026"))


@pytest.mark.parametrize(
    ("start", "end", "evaluated_on", "final"),
    [
        (date(2025, 1, 1), date(2027, 12, 31), None, False),
        (date(2025, 1, 3), date(2027, 12, 31), None, False),
        (date(2025, 3, 1), date(2026, 1, 1), None, False),
        (date(2024, 1, 1), date(2027, 12, 31), date(2024, 12, 20), True),
        (date(2024, 1, 1), date(2026, 1, 31), date(2024, 12, 20), True),
        (date(2024, 1, 1), date(2026, 1, 1), date(2025, 12, 20), True),
        (date(2024, 1, 1), date(2026, 1, 1), date(2025, 12, 20), False),
    ],
)
def test_what_is_warned_of_as_overdue_is_owed_late(
    start: date, end: date, evaluated_on: date | None, final: bool
) -> None:
    """The warning and the calendar go by one rule: no row is called overdue that owes nothing, and none is left out."""
    one = replace(INITIATIVE, last_evaluated_on=evaluated_on, last_evaluation_final=final)
    entry = replace(
        ENTRY, start=start, end=end, signed_on=start, initiatives=(one,),
        contributions=tuple(Contribution(year, b.kronor(1), 25) for year in range(start.year, end.year + 1)),
    )  # fmt: skip
    owed = overdue_evaluations(state_of(entry), POLICY, TODAY)

    assert bool(owed) == ("C38" in [clause for clause, _ in warned(entry)])


def test_a_warning_is_told_once_with_its_rows() -> None:
    """Of rows with the same gap one warning is told, with the first rows."""
    entries = tuple(replace(ENTRY, row=row, own_role="") for row in range(2, 10))

    assert [("C3", "own role is not told: rows 2, 3, 4, 5, 6, 7, 8, 9")] == warned(*entries)


def test_of_many_rows_the_first_are_told() -> None:
    """A warning names so many rows, and says how many more there are; what has ended is not running (C15)."""
    many = tuple(replace(ENDED, row=row, own_role="") for row in range(2, 102))
    running = tuple(replace(ENTRY, row=row) for row in range(2, 11))

    assert [("C3", "own role is not told: rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 90 more")] == warned(*many)
    assert [("C15", "9 of the partnerships run today, and the policy allows 8 at a time")] == warned(*running)


# --- the yearly frames (C14) ----------------------------------------------------------------------------


def overstepped(*entries: PortfolioEntry, **kronor: int | None) -> list[tuple[int, str]]:
    """Returns row and year of what oversteps, where the frames are so wide (in kronor); None: not set."""
    frames = {int(year[1:]): Frame(int(year[1:]), amount=None if wide is None else b.kronor(wide))
              for year, wide in kronor.items()}  # fmt: skip
    found = bu.frames_hold_the_file(a_portfolio(*entries), HOUSE, told(frames=frames))
    return [(one.row, one.column) for one in found if isinstance(one, Problem)]


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ({"y2026": 160_000, "y2027": 2_469}, []),
        ({"y2026": 159_999, "y2027": 2_469}, [(3, "2026")]),
        ({"y2026": 79_999, "y2027": 2_469}, [(2, "2026")]),
        ({"y2026": 160_000, "y2027": 2_468}, [(3, "2027")]),
        ({"y2026": None, "y2027": 2_469}, [(2, "2026")]),
        ({}, [(2, "2026"), (2, "2027")]),
    ],
)
def test_what_a_file_commits_fits_the_frames(
    frames: dict[str, int | None], expected: list[tuple[int, str]]
) -> None:
    """This year and later ones hold what the file asks for; the row that oversteps a year is told (C14)."""
    entries = (ENTRY, replace(ENTRY, row=3, key="two", name="Two"))

    assert expected == overstepped(*entries, **frames)


def test_years_that_have_passed_and_what_has_ended_are_not_judged() -> None:
    """What was paid in years that have passed, and what has ended, asks for nothing (C14)."""
    passed = replace(
        ENTRY, end=date(2026, 1, 31), contributions=(YEARS[0], Contribution(2026, b.kronor(0), 25))
    )
    ended = replace(ENTRY, row=3, ended_on=date(2025, 12, 1), end_reason="notice")

    assert [] == overstepped(passed, ended)


def test_no_end_gives_back_a_year_that_had_passed() -> None:
    """Payments of years before the import are not in this log: what was agreed for them counts, whatever ends (C14)."""
    notice = replace(ENTRY, signed_on=date(2023, 1, 10), start=date(2023, 2, 1), end=date(2026, 12, 31),
                     ended_on=date(2024, 6, 1), end_reason="notice", initiatives=(),
                     contributions=tuple(Contribution(year, b.kronor(1), 0) for year in range(2023, 2027)))  # fmt: skip

    taken = {year: claim.committed.ore for year, claim in claims_of(state_of(notice)).items()}

    assert {2023: 100, 2024: 100, 2025: 0, 2026: 0} == taken


def test_each_year_gets_one_event_for_the_file() -> None:
    """What a file takes of a year's frame is one event, with a line for each partnership; what has ended takes of its own years."""
    states = [state_of(ENTRY), state_of(ENDED), state_of(replace(ENTRY, key="two", name="Two"))]

    made = imported(states)

    assert {2025: b.kronor(225_000), 2026: b.kronor(160_000), 2027: b.Money(2_469_00)} == {
        year: event.amount for year, event in made.items()
    }
    assert [("P-5", b.kronor(80_000)), ("P-5", b.kronor(80_000))] == [
        (one.ref, one.amount) for one in made[2026].lines
    ]


def test_of_a_past_day_an_import_tells_what_had_come_about() -> None:
    """On the day of its evaluation that evaluation counts, the day before it does not; so with start and end."""
    ended = replace(
        ENTRY,
        end=date(2025, 12, 31),
        ended_on=date(2025, 12, 1),
        end_reason="notice",
        contributions=YEARS[:1],
    )
    (event,) = taken_in(ended)

    def on(day: date) -> tuple[str, int, str]:
        told = event.as_of(day)
        return told.stage, len(told.evaluations), told.end_reason

    assert [
        ("agreed", 0, ""), ("active", 0, ""), ("active", 0, ""), ("active", 1, ""), ("active", 1, ""),
        ("terminated", 1, "notice"),
    ] == [
        on(date(*day))
        for day in ((2025, 1, 31), (2025, 2, 1), (2025, 11, 19), (2025, 11, 20), (2025, 11, 30), (2025, 12, 1))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2024, 1, 1), date(2025, 1, 31), []),
        (date(2024, 1, 1), date(2025, 2, 1), ["R5"]),
        (date(2027, 12, 31), date(2029, 1, 1), ["R5"]),
        (date(2028, 1, 1), date(2029, 1, 1), []),
    ],
)
def test_two_are_the_same_where_they_share_a_day(start: date, end: date, expected: list[str]) -> None:
    """The last day is inclusive: what begins the day after is another (R5, T16)."""
    standing = (replace(SAME, start=start, end=end),)
    found = im.is_not_recorded_already(a_portfolio(ENTRY), None, told(standing=standing))

    assert expected == [one.clause for one in found]


def test_another_spelling_is_the_same_partnership() -> None:
    """Spaces, case, full stops and accents typed in two parts do not make another partnership (R5)."""
    for name in ("Ung  teater", "UNG TEATER.", "Ung te\u0061ter "):
        found = im.is_not_recorded_already(
            a_portfolio(replace(ENTRY, name=name)), None, told(standing=(SAME,))
        )
        assert ["R5"] == [one.clause for one in found], name
