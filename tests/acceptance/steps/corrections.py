"""Corrections: what was recorded wrongly, put right beside it and confirmed by another."""

from typing import Any

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import AgreedAmountCorrection, NoteCorrection, PaymentCorrection
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.words import AMOUNT

CORRECTS_AMOUNT = (
    r"(?P<who>\w+) (?:has proposed|proposes) a correction of the amount agreed for (?P<year>\d+) "
    rf"to (?P<amount>{AMOUNT})"
)
FAULTS: dict[str, dict[str, Any]] = {
    "of an entry that does not exist": {"event_version": 999},
    "without a document": {"document": None},
    "without the right value": {"right": None},
    "without a reason": {"because": ""},
    "of a year that was not agreed": {"right": AgreedAmountCorrection(2031, b.kronor(300_000))},
    "of a payment that was never made": {"right": PaymentCorrection(7, b.kronor(300_000))},
    "that says nothing": {"right": NoteCorrection("")},
}
"""What a correction looks like when something is wrong with it."""
CONFIRMS = r"(?P<who>\w+) (?:has confirmed|confirms) the correction"


def _correction(app: Driver, what: str, **changes: Any) -> c.ProposeCorrection:
    app.notes["history"] = app.history()
    whole = c.ProposeCorrection(
        event_version=world.version_of(app, what),
        document=b.a_document("agreement.pdf"),
        because="the signed document says something else",
    )
    return b.replace(whole, **changes)


@given(parsers.re(CORRECTS_AMOUNT))
@when(parsers.re(CORRECTS_AMOUNT))
def corrects_the_amount(app: Driver, who: str, year: str, amount: str) -> None:
    right = AgreedAmountCorrection(int(year), Money.parse(amount))
    app.do(who, _correction(app, "agreed", right=right))


@given(parsers.re(rf"(?P<who>\w+) has proposed a correction of that payment to (?P<amount>{AMOUNT})"))
def has_corrected_the_payment(app: Driver, who: str, amount: str) -> None:
    right = PaymentCorrection(1, Money.parse(amount))
    receipt = b.a_document("bank statement.pdf")
    app.do(who, _correction(app, "payment made", right=right, document=receipt))


@when(parsers.re(r'(?P<who>\w+) proposes a correction that says "(?P<text>.+)"'))
def corrects_in_words(app: Driver, who: str, text: str) -> None:
    last = app.history()[-1].what
    app.do(who, _correction(app, last, right=NoteCorrection(text)))


@when(parsers.re(rf"(?P<who>\w+) proposes a correction (?P<fault>{'|'.join(FAULTS)})"))
def corrects_badly(app: Driver, who: str, fault: str) -> None:
    whole = _correction(app, "agreed", right=AgreedAmountCorrection(2026, b.kronor(300_000)))
    app.do(who, b.replace(whole, **FAULTS[fault]))


@given(parsers.re(CONFIRMS))
@when(parsers.re(CONFIRMS))
def confirms_the_correction(app: Driver, who: str) -> None:
    app.do(who, c.ConfirmCorrection(number=1))


@then("what stood in the history before is unchanged")
def the_history_before_is_unchanged(app: Driver) -> None:
    before = app.notes["history"]

    assert app.history()[: len(before)] == before
