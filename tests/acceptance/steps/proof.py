"""Proofs: receipts, verifying, and a log that has gone back."""

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from tests.acceptance import world
from tests.acceptance.driver import Driver


def a_follow_up(app: Driver) -> c.RecordFollowUp:
    return c.RecordFollowUp(initiative=world.only_initiative(app), found="Two cafés are running.")


@given("somebody has edited the latest entry in the database")
def somebody_has_edited(app: Driver) -> None:
    app.change_an_entry()


@given("a backup was put back that lacks the latest follow-up")
def a_backup_was_put_back(app: Driver) -> None:
    app.backup()
    app.must("Sara", a_follow_up(app))
    app.restore()


@when("Rut writes a receipt of the latest entry")
def writes_a_receipt(app: Driver) -> None:
    app.notes["receipt"], app.notes["entry"] = app.receipt()


@when("Rut verifies the log")
def verifies(app: Driver) -> None:
    app.notes["found"] = app.verified()


@when("Sara records a follow-up")
def records_a_follow_up(app: Driver) -> None:
    app.notes["before"] = app.state().version
    app.do("Sara", a_follow_up(app))


@when(parsers.re(r'(?P<who>\w+) accepts that the log has gone back, because "(?P<because>.+)"'))
def accepts(app: Driver, who: str, because: str) -> None:
    app.do(who, c.AcceptRollback(because=because))


@then("it proves that entry with the log's public key alone")
def it_proves(app: Driver) -> None:
    assert app.holds(app.notes["receipt"], app.notes["entry"])


@then("it does not prove an entry with another character in it")
def it_does_not_prove(app: Driver) -> None:
    entry: bytes = app.notes["entry"]
    changed = (
        entry.replace(b"h.ek", b"h.ex", 1) if b"h.ek" in entry else entry.replace(b"k.dahl", b"k.dahk", 1)
    )

    assert changed != entry
    assert not app.holds(app.notes["receipt"], changed)


@then("every entry is as it was recorded")
def every_entry_is_whole(app: Driver) -> None:
    assert [] == app.notes["found"]


@then("the entry is told as altered")
def told_as_altered(app: Driver) -> None:
    assert "EVENT_ALTERED" in app.notes["found"]


@then("nothing is recorded, because the log has gone back")
def nothing_is_recorded(app: Driver) -> None:
    assert app.fault is not None, "it was recorded"
    assert ("damaged", True) == (app.fault.code, app.fault.message.startswith("ROLLED_BACK"))
    assert app.notes["before"] == app.state().version


@then("Sara can record a follow-up again")
def can_record_again(app: Driver) -> None:
    assert app.fault is None, app.fault
    app.must("Sara", a_follow_up(app))


@then("that the log went back can be proved")
def can_be_proved(app: Driver) -> None:
    app.ask("search", event="store-rollback-accepted")

    (row,) = app.answered.rows
    assert "the disk is lost" == row["reason"]
    assert [] == app.verified()
