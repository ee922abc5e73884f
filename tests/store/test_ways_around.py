"""What an adversary tried at the store: ill-typed commands, lost keys, changed rows, a clock gone wrong."""

import os
from datetime import date, datetime, timedelta
from typing import Any, cast

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import Damaged, InvalidInput, StoreUnusable
from samverkan_flow.domain.values import Document
from samverkan_flow.queries.health import examine
from samverkan_flow.service import Partnerships
from tests import builders as b
from tests.store.places import SqlitePlace, propose

ILL_TYPED: dict[str, Any] = {
    "a time where a date stands": lambda: c.AddGoal(
        ref="P-1", initiative="I1", goal=b.a_goal(read_off_on=cast(Any, datetime(2026, 11, 1, 12)))
    ),
    "a fraction of respondents": lambda: c.RecordSurvey(ref="P-1", respondents=cast(Any, 1.5)),
    "a party there is none of": lambda: c.Sign(ref="P-1", party=cast(Any, "them")),
    "an amount that is a number": lambda: c.RecordPayment(ref="P-1", amount=cast(Any, 5)),
    "a word the choices do not hold": lambda: c.Propose(areas=cast(Any, ("weapons",))),
    "evidence without a name": lambda: c.ReportBreach(ref="P-1", evidence=(Document(" ", "0" * 64),)),
    "no command at all": lambda: cast(Any, c.Command()),
    "a text": lambda: cast(Any, "propose"),
    "something that is no value": lambda: c.Propose(name=cast(Any, object())),
}


def failed(place: SqlitePlace) -> list[str]:
    with place.reader() as reader:
        return [check.what for check in examine(reader) if not check.ok]


@pytest.mark.parametrize("made", ILL_TYPED.values(), ids=ILL_TYPED)
def test_a_command_is_taken_only_as_the_log_could_keep_it(a_file: SqlitePlace, made: Any) -> None:
    """Types are checked for a library's caller as well; nothing that cannot be read again is recorded."""
    with a_file.made() as store:
        propose(store)
        before = len(a_file.rows("SELECT idx FROM log"))
        with pytest.raises(InvalidInput):
            store.handle(made(), actor="h.ek")

    assert before == len(a_file.rows("SELECT idx FROM log"))
    assert failed(a_file) == []


def test_lists_are_kept_as_what_they_stand_for(a_file: SqlitePlace) -> None:
    """A list in place of a tuple is checked text by text."""
    with a_file.made() as store, pytest.raises(InvalidInput):
        store.handle(c.Propose(co_partners=cast(Any, ["evil\u202eetar"])), actor="h.ek")


@pytest.mark.parametrize("day", [datetime(2026, 1, 1), date(1, 1, 1)], ids=["a time", "year 1"])
def test_a_business_date_is_a_day_of_our_times(a_file: SqlitePlace, day: Any) -> None:
    """The date of a decision is checked as its content is."""
    with a_file.made() as store, pytest.raises(InvalidInput):
        store.handle(b.a_proposal(), actor="h.ek", on=day)


@pytest.mark.parametrize("lost", ["missing", "open to others"])
def test_nothing_is_recorded_without_its_own_keys(a_file: SqlitePlace, lost: str) -> None:
    """A lost key file is not silently replaced, and one that others can read is not used."""
    a_file.made().close()
    if lost == "missing":
        a_file.keys.rename(a_file.keys.with_name("kept"))
    else:
        os.chmod(a_file.keys, 0o644)

    with a_file.open() as store, pytest.raises(StoreUnusable):
        store.handle(b.a_proposal(), actor="h.ek")

    assert lost == "open to others" or not a_file.keys.exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE register SET stage = 'active', term_end = '2099-12-31'",
        "UPDATE register SET partner = 'Somebody else'",
        "UPDATE policies SET parsed = replace(CAST(parsed AS TEXT), '\"multi_year_months\":24', "
        "'\"multi_year_months\":1')",
        "UPDATE policies SET text = replace(text, 'multi_year_months = 24', 'multi_year_months = 1')",
    ],
)
def test_doctor_sees_a_changed_row(a_file: SqlitePlace, change: str) -> None:
    """The rows reads come from are held against the log, column by column; rebuild mends them."""
    with a_file.made() as store:
        propose(store)
    assert failed(a_file) == []

    a_file.attack(change)

    assert len(failed(a_file)) == 1
    with a_file.open() as store:
        store.rebuild()
    assert failed(a_file) == []


def test_a_changed_policy_text_judges_nothing(a_file: SqlitePlace) -> None:
    """The text that decides is held against the SHA-256 in the log."""
    a_file.made().close()
    a_file.attack(
        "UPDATE policies SET text = replace(text, 'multi_year_months = 24', 'multi_year_months = 1')"
    )

    with a_file.open() as store, pytest.raises(Damaged):
        store.handle(b.a_proposal(), actor="h.ek")


def test_the_calendar_does_not_act_on_a_clock_behind_the_log(a_file: SqlitePlace) -> None:
    """After a clock ran far ahead, nothing is ended by the log's future."""
    store = a_file.made()
    now = store.clock()
    store.clock = lambda: now + timedelta(days=4000)
    propose(store)
    store.clock = lambda: now

    with pytest.raises(StoreUnusable):
        store.tick()
    store.close()


def test_a_store_that_was_begun_and_not_finished_says_so(a_file: SqlitePlace) -> None:
    """A half-made store is told as one, with the way out."""
    from samverkan_flow.store import connect

    place = a_file.keys.with_name("half.db")
    connect.create(place)

    with pytest.raises(StoreUnusable, match="begun and never finished"):
        Partnerships(place)


def test_a_decision_keeps_both_versions_it_was_judged_by(a_file: SqlitePlace) -> None:
    """Roles and delegation go by the policy in force; the envelope says so where it is another (C0, T13)."""
    from samverkan_flow.service import packaged_policy

    with a_file.made() as store:
        ref = propose(store)
        text = packaged_policy().replace('version = "2026-1"', 'version = "2026-2"')
        store.handle(c.AdoptPolicy(text=text), actor="a.ny")
        store.handle(c.DeclareConflict(ref=ref, because="kin"), actor="g.lind")
        with a_file.reader() as reader:
            last = reader.history(reader.partnership(ref))[-1].recorded

    assert ("2026-1", "2026-2") == (last.policy_version, last.house_policy_version)
