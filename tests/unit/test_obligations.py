"""What is owed and when: due dates are derived from state, and late from the day after."""

from datetime import date, timedelta

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.dates import add_months, local_date
from samverkan_flow.domain.house import CALENDAR, House
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.obligations import obligations, overdue_evaluations
from samverkan_flow.domain.values import PARTIES
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED,
    AGREED_ON,
    ASSESSED,
    DISMISSED_FOR_BREACH,
    DUE_ON,
    EVALUATED,
    HOUSE,
    POLICY,
    READY,
    REPORTED,
    SETTLED_IN,
    Happened,
    acknowledged,
    activated,
    agreed,
    assessed,
    code,
    continued,
    ended,
    evaluated,
    house,
    joined,
    partnership,
    planned,
    remedy_ordered,
    then,
)


def owed(given: tuple[Happened, ...], today: date, kind: str, home: House = HOUSE) -> list[tuple[date, int]]:
    """Returns due date and days late of what is owed of one kind."""
    state = partnership(*given)
    return [
        (one.due, one.days_late(today)) for one in obligations(state, POLICY, home, today) if one.kind == kind
    ]


# --- evaluations (C38, T7, T10) --------------------------------------------------------------------


@pytest.mark.parametrize(("days", "late"), [(-30, 0), (0, 0), (1, 1), (53, 53)])
def test_the_due_day_is_kept_and_late_the_day_after(days: int, late: int) -> None:
    """An evaluation made on its due day is in time; it is late from the day after (T7)."""
    today = DUE_ON + timedelta(days)

    assert [(DUE_ON, late)] == owed(ACTIVE, today, "evaluation")


def test_overdue_is_a_question() -> None:
    """What is overdue follows from state alone: nothing need have run."""
    actual = [
        len(overdue_evaluations(partnership(*ACTIVE), POLICY, DUE_ON + timedelta(days))) for days in (0, 1)
    ]

    assert [0, 1] == actual


def test_twelve_months_from_the_last_evaluation() -> None:
    """The next one is counted from the last one's date."""
    given = (*EVALUATED, continued())

    assert [(date(2027, 12, 10), 0)] == owed(given, date(2027, 1, 1), "evaluation")


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2027, 3, 1), date(2028, 3, 1)),
        (date(2027, 12, 31), date(2028, 12, 31)),
    ],
)
def test_the_same_date_next_year(start: date, expected: date) -> None:
    """Twelve months later is the same date next year; 29 February becomes 28 (T7)."""
    assert expected == add_months(start, 12)


def test_from_leap_day_to_leap_year() -> None:
    """Four years from 29 February is 29 February again, and a month from 31 January its last day."""
    assert (date(2028, 2, 29), date(2026, 2, 28)) == (
        add_months(date(2024, 2, 29), 48),
        add_months(date(2026, 1, 31), 1),
    )


def test_never_later_than_the_end() -> None:
    """The last one is due on the agreement's end, though twelve months would be later."""
    given = (*EVALUATED, continued(), evaluated(date(2028, 3, 1)))

    assert [(b.END, 0)] == owed(given, date(2028, 4, 1), "evaluation")


def test_nothing_is_owed_before_the_start() -> None:
    """An initiative owes no evaluation before it has started."""
    actual = [owed(AGREED, b.START + timedelta(days), "evaluation") for days in (-1, 0)]

    assert [[], [(DUE_ON, 0)]] == actual


def test_each_initiative_has_its_own_clock() -> None:
    """Two initiatives with two starts are due on two days."""
    second = b.an_initiative("I2", start=date(2026, 5, 1))
    given = (*READY, planned(second), agreed(), activated())

    assert [DUE_ON, date(2027, 5, 1)] == [due for due, _ in owed(given, date(2026, 6, 1), "evaluation")]


def test_after_a_final_evaluation_nothing_more_is_owed() -> None:
    """A final evaluation closes the clock of its initiative (T10)."""
    given = (*ACTIVE, evaluated(date(2028, 11, 20), final=True))

    assert [] == owed(given, b.END, "evaluation")


@pytest.mark.parametrize("reason", ["notice", "mutual", "breach"])
@pytest.mark.parametrize(("days", "late"), [(60, 0), (61, 1)])
def test_sixty_days_after_an_unplanned_end(reason: str, days: int, late: int) -> None:
    """After an unplanned end the final evaluation is due within 60 days (T10)."""
    given = (*ACTIVE, ended(reason, date(2026, 6, 1)))

    assert [(date(2026, 7, 31), late)] == owed(given, date(2026, 6, 1) + timedelta(days), "final-evaluation")


def test_a_planned_end_owes_it_on_the_last_day() -> None:
    """What has expired owed its final evaluation on the agreed last day."""
    expired = Happened(e.PartnershipTerminated(end_reason="expired"), CALENDAR, b.END)
    given = (*ACTIVE, evaluated(), evaluated(date(2027, 12, 5)), evaluated(date(2028, 1, 10)), expired)

    assert [(b.END, 23)] == owed(given, b.END + timedelta(23), "final-evaluation")


@pytest.mark.parametrize(("reason", "on"), [("expired", b.END), ("notice", date(2027, 3, 1))])
def test_an_end_moves_no_evaluation_that_is_late(reason: str, on: date) -> None:
    """What was late already when it ended stays as late as it was: an end pays no debt (C38, T10)."""
    given = (*ACTIVE, ended(reason, on))

    assert [(DUE_ON, (on - DUE_ON).days)] == owed(given, on, "final-evaluation")


EARLY_LAST = evaluated(date(2027, 12, 5), final=True, recommendation="end")
"""A final evaluation a year before the agreed end, for it recommends ending."""


@pytest.mark.parametrize(
    ("reason", "on", "expected"),
    [("notice", date(2028, 3, 1), []), ("notice", date(2028, 12, 4), []),
     ("notice", date(2028, 12, 5), [(date(2029, 2, 3), 0)]), ("notice", date(2028, 12, 6), [(date(2028, 12, 5), 1)]), ("expired", b.END, [(date(2028, 12, 5), 26)])],
)  # fmt: skip
def test_a_final_evaluation_that_recommended_ending_holds_where_it_ended(
    reason: str, on: date, expected: list[tuple[date, int]]
) -> None:
    """It holds where the partnership ended before the next was due; where it went on, so did the clock (C38, T10)."""
    given = (*ACTIVE, evaluated(), EARLY_LAST, ended(reason, on))

    assert expected == owed(given, on, "final-evaluation")


def test_what_ends_with_an_evaluation_owed_has_expired() -> None:
    """An early final evaluation does not make a full term completed (T10): the calendar says expired."""
    told = [
        then(
            c.EndByCalendar(ref="P-1"), (*ACTIVE, evaluated(), last), CALENDAR, b.END + timedelta(1), on=b.END
        )
        for last in (EARLY_LAST, evaluated(date(2028, 12, 5), final=True))
    ]

    assert ["expired", "completed"] == [event.end_reason for (event,) in told]  # type: ignore[attr-defined]


def test_what_never_started_owes_nothing_after_the_end() -> None:
    """An agreement that ended before its initiatives started owes no evaluation."""
    given = (*AGREED, ended("mutual", AGREED_ON + timedelta(5)))

    assert [] == owed(given, date(2027, 1, 1), "final-evaluation")


# --- breaches (C30, T3, T4, T6) --------------------------------------------------------------------


@pytest.mark.parametrize(("days", "late"), [(14, 0), (15, 1)])
def test_fourteen_days_to_decide(days: int, late: int) -> None:
    """A reported breach is decided within 14 days (T3)."""
    assert [(date(2026, 5, 18), late)] == owed(
        REPORTED, date(2026, 5, 4) + timedelta(days), "breach-decision"
    )


def test_a_lapsed_remedy_opens_the_decision_again() -> None:
    """Until its date a remedy is awaited; the day after, a decision is, within 14 days (T3)."""
    by_date = date(2026, 5, 30)
    given = (*REPORTED, remedy_ordered(by_date))
    actual = [
        (
            owed(given, by_date + timedelta(days), "remedy"),
            owed(given, by_date + timedelta(days), "breach-decision"),
        )
        for days in (0, 1, 15)
    ]

    assert [([(by_date, 0)], []), ([], [(date(2026, 6, 13), 0)]), ([], [(date(2026, 6, 13), 1)])] == actual


def test_a_decided_breach_owes_nothing() -> None:
    """A breach decided with no action, or remedied, owes nothing."""
    dismissed = Happened(
        e.BreachDecided(number=1, decision="no-action"), "s.alm", date(2026, 5, 6), "no ground"
    )
    remedied = Happened(e.BreachRemedied(number=1), "s.alm", date(2026, 5, 20))
    given = ((*REPORTED, dismissed), (*REPORTED, remedy_ordered(date(2026, 5, 30)), remedied))

    assert [[], []] == [
        owed(one, date(2026, 8, 1), "breach-decision") + owed(one, date(2026, 8, 1), "remedy")
        for one in given
    ]


@pytest.mark.parametrize(("days", "late"), [(7, 0), (8, 1)])
def test_seven_days_to_confirm(days: int, late: int) -> None:
    """A termination for breach is confirmed within 7 days (T4)."""
    today = date(2026, 5, 6) + timedelta(days)

    assert [(date(2026, 5, 13), late)] == owed(DISMISSED_FOR_BREACH, today, "confirmation")


def test_a_declined_confirmation_lies_with_the_chief_executive() -> None:
    """Before a decline any second empowered person owes it, after it the chief executive (T4)."""
    declined = Happened(e.TerminationConfirmationDeclined(), "v.norr", date(2026, 5, 7))
    confirmed = Happened(e.TerminationConfirmed(), "v.norr", date(2026, 5, 8))
    histories = (
        DISMISSED_FOR_BREACH,
        (*DISMISSED_FOR_BREACH, declined),
        (*DISMISSED_FOR_BREACH, declined, confirmed),
    )
    actual = [
        [
            one.who
            for one in obligations(partnership(*given), POLICY, HOUSE, date(2026, 5, 9))
            if one.kind == "confirmation"
        ]
        for given in histories
    ]

    assert [["a second empowered person"], ["chief-executive"], []] == actual


@pytest.mark.parametrize(("days", "late"), [(60, 0), (61, 1)])
def test_sixty_days_to_settle(days: int, late: int) -> None:
    """After a breach the settlement is owed within 60 days (T6)."""
    today = date(2026, 5, 6) + timedelta(days)

    assert [(date(2026, 7, 5), late)] == owed(DISMISSED_FOR_BREACH, today, "settlement")


def test_what_is_settled_is_owed_no_more() -> None:
    """A settlement closes the task; another end than a breach owes none."""
    settled = Happened(e.SettlementRecorded(Money(0), True), "p.lund", date(2026, 6, 20))
    given = ((*DISMISSED_FOR_BREACH, settled), (*ACTIVE, ended("notice")))

    assert [[], []] == [owed(one, date(2027, 1, 1), "settlement") for one in given]


def test_a_report_is_decided_after_the_end_too() -> None:
    """Every report gets its reasoned decision, though the partnership has ended meanwhile (T3, T6)."""
    given = (*REPORTED, ended("notice", date(2026, 5, 5)))
    decided = Happened(
        e.BreachDecided(number=1, decision="no-action"), "s.alm", date(2026, 5, 20), "it has ended"
    )
    actual = [owed(one, date(2026, 5, 19), "breach-decision") for one in (given, (*given, decided))]

    assert [[(date(2026, 5, 18), 1)], []] == actual


# --- the code of conduct and co-partners (C23, C7) -------------------------------------------------

NEW_CODE = house(*SETTLED_IN, code("2026", date(2026, 7, 1)))


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, []), (0, [(date(2026, 9, 29), 0)]), (91, [(date(2026, 9, 29), 1)])]
)
def test_a_new_code_opens_an_acknowledgement(days: int, expected: list[tuple[date, int]]) -> None:
    """A new version opens a task for every agreement in force, from its first day (C23, T14)."""
    assert expected == owed(ACTIVE, date(2026, 7, 1) + timedelta(days), "acknowledgement", NEW_CODE)


def test_both_parties_acknowledge() -> None:
    """The task stands until both parties have acknowledged the new version."""
    once = (*ACTIVE, acknowledged("us", "2026", date(2026, 8, 1)))
    both = (*once, acknowledged("partner", "2026", date(2026, 8, 2)))

    assert [1, 0] == [
        len(owed(given, date(2026, 8, 3), "acknowledgement", NEW_CODE)) for given in (once, both)
    ]


def test_the_pinned_code_in_force_is_owed_by_nobody() -> None:
    """An agreement under the code in force owes no acknowledgement of it."""
    assert [] == owed((*READY[:-2], agreed()), date(2026, 3, 1), "acknowledgement")


def test_the_old_pin_stays() -> None:
    """Acknowledging a new code does not change which one the agreement pins (C23)."""
    given = (*ACTIVE, *(acknowledged(party, "2026", date(2026, 8, 1)) for party in PARTIES))
    agreement = partnership(*given).agreement

    assert agreement is not None
    assert agreement.code_version == "2025"


def test_the_task_lapses_with_the_end() -> None:
    """An ended partnership acknowledges nothing more (T14)."""
    assert [] == owed((*ACTIVE, ended("notice")), date(2026, 8, 1), "acknowledgement", NEW_CODE)


@pytest.mark.parametrize(("days", "late"), [(30, 0), (31, 1)])
def test_thirty_days_to_assess_a_co_partner(days: int, late: int) -> None:
    """A co-partner who joins is assessed within 30 days (C7)."""
    given = (*ACTIVE, joined("Glitter AB"))

    assert [(date(2026, 10, 3), late)] == owed(given, date(2026, 9, 3) + timedelta(days), "co-partner")


def test_an_assessed_co_partner_is_owed_no_more() -> None:
    """A co-partner once assessed closes the task; before the agreement there is none."""
    done = (*ACTIVE, joined("Glitter AB"), assessed(b.company("Glitter AB")))
    early = (*ASSESSED, joined("Glitter AB"))

    assert [[], []] == [owed(given, date(2027, 1, 1), "co-partner") for given in (done, early)]


# --- the end date and the day ----------------------------------------------------------------------


def test_the_end_is_announced() -> None:
    """An agreement in force announces its last day (C36)."""
    histories = (ACTIVE, READY, (*ACTIVE, ended("notice")))

    assert [[(b.END, 0)], [], []] == [owed(given, date(2026, 6, 1), "end-date") for given in histories]


def test_soonest_first() -> None:
    """Everything that is owed comes soonest first."""
    given = (*REPORTED, joined("Glitter AB"))
    dues = [one.due for one in obligations(partnership(*given), POLICY, NEW_CODE, date(2026, 9, 4))]

    assert (sorted(dues), 5) == (dues, len(dues))


def test_the_day_is_the_policys() -> None:
    """Half past eleven in the evening UTC is the next day in Stockholm."""
    from datetime import UTC, datetime

    moments = [datetime(2026, 1, 1, 22, 59, 59, tzinfo=UTC), datetime(2026, 1, 1, 23, 0, tzinfo=UTC)]

    assert [date(2026, 1, 1), date(2026, 1, 2)] == [local_date(moment) for moment in moments]
