"""Which policies applied, through which accounts people acted, and whose text has been erased."""

import json
import sqlite3

import pytest

from samverkan_flow.audit.accounts import accounts
from samverkan_flow.audit.erased import erased
from samverkan_flow.audit.policies import policies
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import StoreUnusable
from samverkan_flow.queries.reading import Reader
from tests import builders as b
from tests.cli.conftest import Run
from tests.store.places import SqlitePlace, propose

# --- policies -------------------------------------------------------------------------------------


def test_the_demonstrations_policies(asked: Reader) -> None:
    """Eight partnerships were proposed before 2026 and stand under the first; two figures differ, and their clauses."""
    first, now = policies(asked).rows

    assert ("2022-1", "2022-01-01", 8, False) == (
        first["version"], first["in_force_from"], first["partnerships"], first["in_force_now"]
    )  # fmt: skip
    assert ["breach_decision_days", "active_max"] == first["thresholds_that_differ"]
    assert ["C15", "C30"] == first["clauses_that_differ"]
    assert ("2026-1", 6, True, [], []) == (
        now["version"], now["partnerships"], now["in_force_now"], now["thresholds_that_differ"], now["clauses_that_differ"]
    )  # fmt: skip
    assert {"whole"} == {first["text"], now["text"]}


def test_every_event_was_judged_by_a_policy(asked: Reader) -> None:
    """The counts come to the whole log, as the stored bytes say it."""
    told = {row["version"]: (row["events"], row["events_for_roles_alone"]) for row in policies(asked).rows}
    stored = [json.loads(one.stored) for one in asked.log()]

    assert asked.log_size() == sum(events for events, _ in told.values())
    assert told["2022-1"] == (sum(1 for one in stored if one["policy_version"] == "2022-1"), 0)
    assert told["2026-1"][1] == sum(1 for one in stored if one.get("house_policy_version") == "2026-1")


def test_a_policy_text_that_was_exchanged_is_told(a_file: SqlitePlace) -> None:
    """What lies beside the log no longer hashes to what was adopted."""
    a_file.made()
    a_file.attack("UPDATE policies SET text = replace(text, 'active_max = 8', 'active_max = 9')")
    with a_file.reader() as reader:
        (row,) = policies(reader).rows

    assert (False, "not what was adopted") == (row["text_is_whole"], row["text"])


# --- accounts -------------------------------------------------------------------------------------


def test_the_demonstration_was_recorded_from_one_account(asked: Reader) -> None:
    """Eight persons acted through it, and nobody is bound; the calendar is no person."""
    (row,) = accounts(asked).rows

    assert ("several persons", "demonstration", ["not bound"]) == (row["kind"], row["which"], row["bound_to"])
    assert {"a.ny", "g.lind", "h.ek", "k.dahl", "p.lund", "s.alm", "u.berg", "v.norr"} == {*row["counts"]}
    assert (
        5 == row["counts"]["v.norr"]
    )  # an agreement with what it took of three years' frames, and a confirmation


@pytest.fixture
def three_accounts(a_file: SqlitePlace) -> SqlitePlace:
    """Returns a store where Hanna acted from the desk and from home, and Gustav tried to at the desk."""
    store = a_file.bare()
    for handle, role in (("h.ek", "officer"), ("g.lind", "screener"), ("s.alm", "owner")):
        person = c.AddPerson(handle=handle, name=handle, roles=(role,))
        store.handle(person, actor="a.ny", via="cli:anna")
    store.handle(c.BindAccount(handle="h.ek", account="cli:desk"), actor="a.ny", via="cli:anna")
    store.handle(c.BindAccount(handle="h.ek", account="cli:home"), actor="a.ny", via="cli:anna")
    store.handle(b.a_proposal("One"), actor="h.ek", via="cli:desk")
    store.handle(b.a_proposal("Two"), actor="h.ek", via="cli:home")
    store.handle(b.a_proposal("Three"), actor="h.ek", via="cli:home")
    return a_file


def test_a_person_with_several_accounts_is_told(three_accounts: SqlitePlace) -> None:
    """With how often each was used, and that both are hers."""
    with three_accounts.reader() as reader:
        spread = {row["which"]: row for row in accounts(reader).rows if row["kind"] == "several accounts"}

    assert {"cli:home": 2, "cli:desk": 1} == spread["h.ek"]["counts"]
    assert ["cli:desk", "cli:home"] == spread["h.ek"]["bound_to"]


def test_a_refused_attempt_from_anothers_account_counts(three_accounts: SqlitePlace) -> None:
    """Gustav was refused under R6, and it is seen that he tried."""
    with pytest.raises(Exception, match="R6"):
        three_accounts.opened().handle(
            c.Assess(ref="P-1", assessments=b.assessments()), actor="g.lind", via="cli:desk"
        )
    with three_accounts.reader() as reader:
        shared = {row["which"]: row for row in accounts(reader).rows if row["kind"] == "several persons"}

    assert {"h.ek": 1, "g.lind": 1} == shared["cli:desk"]["counts"]
    assert ["h.ek"] == shared["cli:desk"]["bound_to"]


# --- erased ---------------------------------------------------------------------------------------


def test_nobody_is_erased_in_the_demonstration(asked: Reader) -> None:
    """The answer says over how many subjects, and what this version does not record."""
    answered = erased(asked)

    assert ((), "nobody's personal text has been erased") == (answered.rows, answered.empty)
    assert any("nor who read or exported anything" in note for note in answered.notes)


def test_a_subject_without_a_key_is_erased(a_file: SqlitePlace) -> None:
    """The events that hold what its key sealed are named."""
    store = a_file.made()
    propose(store)
    with sqlite3.connect(a_file.keys) as keys:
        keys.execute("DELETE FROM keys WHERE subject = 'person:u.berg'")
    keys.close()
    with a_file.reader() as reader:
        (row,) = erased(reader).rows
        cited = [one for one in reader.log() if row["citations"][0].endswith(f"@{one.index}")]

    assert ("person:u.berg", 1) == (row["subject"], row["entries"])
    assert "u.berg" == getattr(cited[0].recorded.event, "handle", "")


def test_without_the_key_store_nothing_can_be_told(a_file: SqlitePlace) -> None:
    """A missing key store is not an erasure of everybody."""
    a_file.made().close()
    a_file.keys.rename(a_file.keys.with_suffix(".away"))
    with a_file.reader() as reader, pytest.raises(StoreUnusable, match="is missing"):
        erased(reader)


@pytest.mark.parametrize(("question", "rows"), [("policies", 2), ("accounts", 1), ("erased", 0)])
def test_they_are_asked_on_the_command_line(
    run: Run, demonstration: object, question: str, rows: int
) -> None:
    """Each verb reaches its question."""
    ran = run("audit", question, "--json", "--db", str(demonstration))

    assert rows == len(ran.json["rows"])
