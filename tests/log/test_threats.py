"""The threats that software can stage, done to a real store with the triggers dropped: each gives its finding, and exit 6.

The numbers are those of the threat table in docs/log.md, which is held against what is measured here.
"""

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import Damaged
from samverkan_flow.proof.checkpoint import Checkpoint
from samverkan_flow.proof.entry import leaf_of
from samverkan_flow.proof.merkle import root_of
from samverkan_flow.proof.note import Signer
from samverkan_flow.service import Partnerships
from samverkan_flow.store.origin import checkpoint_path, secret_path, signer_of
from samverkan_flow.store.schema import TRIGGERS
from tests.cli.conftest import Run

PAGE = Path(__file__).parents[2] / "docs" / "log.md"


class Store:
    """A copy of the demonstration in the hands of somebody who may do anything to its database."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen = checkpoint_path(path).with_name("seen-by-a-partner")
        shutil.copy(checkpoint_path(path), self.seen)
        for trigger in TRIGGERS:
            self.do(f"DROP TRIGGER {trigger}")

    def do(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        """Runs a statement past the product."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            return connection.execute(sql, parameters).fetchall()

    def restore_triggers(self) -> None:
        """Puts the triggers back, as somebody would who wants to leave no trace."""
        for trigger in TRIGGERS.values():
            self.do(trigger)

    def rewrite(self, index: int) -> None:
        """Changes an event and makes its leaf, and the tree above it, fit again."""
        ((stream, version, topic, state),) = self.do(
            "SELECT s.originator_id, s.originator_version, s.topic, CAST(s.state AS BLOB) FROM log l JOIN stored_events s "
            "ON s.originator_id = l.originator_id AND s.originator_version = l.originator_version WHERE l.idx = ?", index,
        )  # fmt: skip
        forged = bytes(state).replace(b'"via":"demonstration"', b'"via":"demonstratiom"')
        assert forged != state
        self.do(
            "UPDATE stored_events SET state = ? WHERE originator_id = ? AND originator_version = ?",
            forged, stream, version,
        )  # fmt: skip
        leaf = leaf_of(UUID(str(stream)), int(str(version)), str(topic), forged)
        self.do("UPDATE log SET leaf = ? WHERE idx = ?", leaf, index)

    def sign_again(self, signer: Signer) -> None:
        """Makes every kept checkpoint anew over the log as it is now, and the one beside the database."""
        leaves = [bytes(row[0]) for row in self.do("SELECT leaf FROM log ORDER BY idx")]  # type: ignore[call-overload]
        note = ""
        for (size,) in self.do("SELECT size FROM checkpoints ORDER BY size"):
            checkpoint = Checkpoint(signer.verifier.name, int(str(size)), root_of(leaves[: int(str(size))]))
            note = checkpoint.signed(signer)
            self.do("UPDATE checkpoints SET note = ? WHERE size = ?", note, size)
        checkpoint_path(self.path).write_text(note)

    def cut(self, index: int) -> None:
        """Deletes the log from an index on."""
        self.do(
            "DELETE FROM stored_events WHERE EXISTS (SELECT 1 FROM log l WHERE l.idx >= ? "
            "AND l.originator_id = stored_events.originator_id AND l.originator_version = stored_events.originator_version)",
            index,
        )  # fmt: skip
        self.do("DELETE FROM log WHERE idx >= ?", index)

    @property
    def signer(self) -> Signer:
        return signer_of(self.path)


def update(store: Store) -> None:
    store.do("UPDATE stored_events SET state = replace(CAST(state AS TEXT), '2022', '2023') WHERE rowid = 60")


def replace(store: Store) -> None:
    store.do("INSERT OR REPLACE INTO stored_events SELECT originator_id, originator_version, topic, '{}' "
             "FROM stored_events WHERE rowid = 60")  # fmt: skip


def edit_row(store: Store) -> None:
    store.do("UPDATE stored_events SET state = CAST(state AS TEXT) || ' ' WHERE rowid = 60")


def edit_row_and_leaf(store: Store) -> None:
    store.rewrite(60)


def edit_and_sign_with_another_key(store: Store) -> None:
    store.rewrite(60)
    store.sign_again(Signer(store.signer.verifier.name, bytes(32)))


def edit_and_take_the_checkpoints_away(store: Store) -> None:
    store.rewrite(60)
    store.do("DELETE FROM checkpoints WHERE size > 60")


def edit_with_the_key(store: Store) -> None:
    store.rewrite(60)
    store.sign_again(store.signer)


def cut_before_the_newest_checkpoint(store: Store) -> None:
    store.cut(200)


def cut_with_the_checkpoints(store: Store) -> None:
    store.cut(200)
    store.do("DELETE FROM checkpoints WHERE size > 200")


def delete_one(store: Store) -> None:
    store.do("DELETE FROM stored_events WHERE rowid = 60")


def delete_a_partnership(store: Store) -> None:
    store.do("DELETE FROM stored_events WHERE originator_id = (SELECT id FROM register WHERE number = 3)")
    store.do("DELETE FROM log WHERE originator_id = (SELECT id FROM register WHERE number = 3)")


def exchange_two(store: Store) -> None:
    store.do("UPDATE log SET idx = CASE idx WHEN 60 THEN -1 WHEN 61 THEN 60 END WHERE idx IN (60, 61)")
    store.do("UPDATE log SET idx = 61 WHERE idx = -1")


def slip_in(store: Store) -> None:
    store.do(
        "INSERT INTO stored_events SELECT originator_id, 999, topic, state FROM stored_events WHERE rowid = 60"
    )


def set_a_time_back(store: Store) -> None:
    store.do("UPDATE log SET recorded_at = '2001-01-01T00:00:00.000000Z' WHERE idx = 60")


def forge_the_actor_of_a_row(store: Store) -> None:
    store.do("UPDATE log SET actor = 'v.norr2' WHERE idx = 60")


def forge_the_actor_of_an_event(store: Store) -> None:
    store.do(
        'UPDATE stored_events SET state = replace(CAST(state AS TEXT), \'"actor":"\', \'"actor":"x\') WHERE rowid = 60'
    )


def put_another_store_there(store: Store) -> None:
    other = store.path.with_name("other.db")
    Partnerships.create(other, "a.ny").close()
    with closing(sqlite3.connect(other)) as source, closing(sqlite3.connect(store.path)) as target:
        source.backup(target)


def roll_back(store: Store) -> None:
    cut_with_the_checkpoints(store)
    store.restore_triggers()


def fork(store: Store) -> None:
    """Both copies go on from the same events, each with its own."""
    copy = store.path.with_name("fork.db")
    store.restore_triggers()
    for file in store.path.parent.glob(f"{store.path.name}*"):
        shutil.copy(file, file.with_name(file.name.replace(store.path.name, copy.name)))
    for path, reason in ((store.path, "as we see it"), (copy, "as they see it")):
        with Partnerships(path) as partnerships:
            partnerships.handle(c.DeclareConflict(ref="P-1", because=reason), actor="h.ek")
    shutil.copy(checkpoint_path(copy), store.seen)


def drop_the_triggers(store: Store) -> None:
    """They are dropped already."""
    assert [] == store.do("SELECT name FROM sqlite_master WHERE type = 'trigger'")


def edit_the_register(store: Store) -> None:
    store.do("UPDATE register SET stage = 'active' WHERE number = 4")


def edit_a_state(store: Store) -> None:
    store.do("UPDATE register SET state = replace(CAST(state AS TEXT), 'breach', 'mutual') WHERE number = 4")


def edit_a_policy(store: Store) -> None:
    store.do("UPDATE policies SET text = text || '# more'")


def edit_a_tile(store: Store) -> None:
    store.do("INSERT INTO tiles VALUES (1, 0, zeroblob(32))")


def exchange_keys(store: Store) -> None:
    with closing(sqlite3.connect(f"{store.path}.keys", isolation_level=None)) as keys:
        keys.execute("UPDATE keys SET key = randomblob(32) WHERE subject = 'person:h.ek'")


def replace_the_checkpoint_file(store: Store) -> None:
    checkpoint_path(store.path).write_text("something else\n")


class Threat(NamedTuple):
    """One attack: its number in the table, who or what does it, the finding, and what verify is told."""

    number: int
    what: str
    attack: Callable[[Store], None]
    finding: str
    options: tuple[str, ...] = ()


THREATS = (
    Threat(1, "a bug updates an event", update, "EVENT_ALTERED"),
    Threat(1, "a bug replaces an event", replace, "EVENT_ALTERED"),
    Threat(2, "an administrator of the database edits an event", edit_row, "EVENT_ALTERED"),
    Threat(3, "edits an event and its leaf", edit_row_and_leaf, "ROOT_MISMATCH"),
    Threat(4, "edits event, leaf and checkpoints, signed with another key", edit_and_sign_with_another_key, "BAD_SIGNATURE"),
    Threat(4, "edits event and leaf, deletes the checkpoints over them", edit_and_take_the_checkpoints_away, "SPLIT_VIEW"),
    Threat(5, "edits everything, with the signing key", edit_with_the_key, "SPLIT_VIEW", ("--against", "seen-by-a-partner")),
    Threat(6, "deletes the last events", cut_before_the_newest_checkpoint, "TRUNCATED"),
    Threat(7, "deletes the last events and their checkpoints", cut_with_the_checkpoints, "ROLLED_BACK"),
    Threat(8, "deletes one event", delete_one, "EVENT_MISSING"),
    Threat(8, "deletes a partnership, log rows and all", delete_a_partnership, "EVENT_MISSING"),
    Threat(9, "exchanges two events", exchange_two, "ROOT_MISMATCH"),
    Threat(10, "puts an event in past the program", slip_in, "UNLOGGED_EVENT"),
    Threat(11, "dates an event back", set_a_time_back, "TIME_REVERSED"),
    Threat(13, "forges the person in the log's row", forge_the_actor_of_a_row, "ROW_ALTERED"),
    Threat(13, "forges the person in the event", forge_the_actor_of_an_event, "EVENT_ALTERED"),
    Threat(14, "puts another store's database there", put_another_store_there, "WRONG_LOG"),
    Threat(15, "puts an old backup back, triggers and all", roll_back, "ROLLED_BACK"),
    Threat(16, "writes two copies on from one log", fork, "SPLIT_VIEW", ("--against", "seen-by-a-partner")),
    Threat(17, "drops the triggers", drop_the_triggers, "TRIGGER_CHANGED"),
    Threat(18, "edits a row of the register", edit_the_register, "REGISTER_ALTERED", ("--deep",)),
    Threat(18, "edits a kept state", edit_a_state, "REGISTER_ALTERED", ("--deep",)),
    Threat(18, "edits a kept policy", edit_a_policy, "POLICY_ALTERED", ("--deep",)),
    Threat(18, "puts a false hash into the kept tree", edit_a_tile, "TREE_ALTERED"),
    Threat(19, "exchanges the key of a person", exchange_keys, "KEYS_ALTERED", ("--deep",)),
    Threat(21, "writes over the checkpoint beside the database", replace_the_checkpoint_file, "BAD_SIGNATURE"),
)  # fmt: skip


@pytest.fixture
def store(demonstration: Path, tmp_path: Path) -> Store:
    """A copy of the demonstration with everything that lies beside it."""
    path = tmp_path / "copy.db"
    for file in demonstration.parent.glob(f"{demonstration.name}*"):
        shutil.copy(file, tmp_path / file.name.replace(demonstration.name, path.name))
    return Store(path)


@pytest.mark.parametrize("threat", THREATS, ids=lambda one: f"{one.number} {one.what}")
def test_each_threat_is_named(
    threat: Threat, store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verify says which it is, and ends with 6."""
    threat.attack(store)
    monkeypatch.chdir(store.path.parent)

    ran = run("log", "verify", *threat.options, "--db", store.path, "--json")

    assert 6 == ran.code
    assert threat.finding in {finding["clause"] for finding in ran.json["error"]["findings"]}


def test_the_table_of_threats_says_what_was_measured() -> None:
    """docs/log.md tells each attack with the finding it gives here."""
    told = re.findall(
        r"^\| (\d+) \| ([^|]+) \| `([A-Z_]+)` \| ([^|]*) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    measured = [(str(one.number), one.what, one.finding, " ".join(one.options)) for one in THREATS]

    assert measured == [
        (number, what, finding, how.strip().strip("`")) for number, what, finding, how in told
    ]


# --- the guard --------------------------------------------------------------------------------------


def write(path: Path) -> None:
    with Partnerships(path) as partnerships:
        partnerships.handle(c.DeclareConflict(ref="P-1", because="one more"), actor="h.ek")


GUARDED = {
    "rolled back": (roll_back, "ROLLED_BACK"),
    "rewritten": (edit_and_take_the_checkpoints_away, "SPLIT_VIEW"),
    "another store": (put_another_store_there, "WRONG_LOG"),
    "a false checkpoint beside it": (replace_the_checkpoint_file, "BAD_SIGNATURE"),
}


@pytest.mark.parametrize(("attack", "told"), GUARDED.values(), ids=list(GUARDED))
def test_a_log_that_disagrees_records_nothing(
    attack: Callable[[Store], None], told: str, store: Store
) -> None:
    """A database that is behind its newest checkpoint, or another, is read and not written."""
    attack(store)
    before = store.do("SELECT COUNT(*) FROM stored_events")
    with pytest.raises(Exception, match=told):
        write(store.path)

    assert before == store.do("SELECT COUNT(*) FROM stored_events")


def test_a_tree_that_is_not_the_signed_one_is_not_signed_again(store: Store) -> None:
    """Whoever rewrites the log does not get the next checkpoint over it."""
    store.rewrite(200)
    with pytest.raises(Damaged, match="SPLIT_VIEW"):
        write(store.path)


def test_a_missing_checkpoint_is_asked_for(store: Store) -> None:
    """Taking the file away does not open the way back."""
    checkpoint_path(store.path).unlink()
    with pytest.raises(Exception, match="is missing: nobody can tell whether this is the newest"):
        write(store.path)


def test_without_its_signing_key_nothing_is_recorded(store: Store) -> None:
    """What cannot be signed is not recorded."""
    secret_path(store.path).unlink()
    with pytest.raises(Exception, match=r"the signing key .* cannot be read"):
        write(store.path)


def test_a_checkpoint_that_is_behind_is_no_damage(store: Store, run: Run) -> None:
    """A crash between commit and file leaves the file behind; the next command brings it forward."""
    behind = store.do("SELECT note FROM checkpoints WHERE size = 100")[0][0]
    checkpoint_path(store.path).write_text(str(behind))
    store.restore_triggers()
    write(store.path)

    assert run("log", "verify", "--db", store.path, "--json").json["ok"] is True
    assert checkpoint_path(store.path).read_text().split("\n")[1] == "210"


# --- accepting --------------------------------------------------------------------------------------


@pytest.fixture
def rolled_back(store: Store) -> Store:
    roll_back(store)
    return store


def test_an_accepted_rollback_is_on_record_and_opens_the_log_again(rolled_back: Store, run: Run) -> None:
    """An administrator says why; the event keeps the checkpoint that is given up, and writing goes on."""
    accepted = run(
        "log", "accept-rollback", "--reason", "the disk is lost", "--as", "a.ny", "--db", rolled_back.path
    )
    write(rolled_back.path)
    (state,) = rolled_back.do(
        "SELECT CAST(state AS TEXT) FROM stored_events WHERE topic = 'store.rollback-accepted.v1'"
    )

    assert (0, "") == (accepted.code, accepted.err)
    assert rolled_back.seen.read_text().split("\n")[2] in str(state[0])
    assert run("log", "verify", "--db", rolled_back.path, "--json").json["size"] == 202


REFUSED = {
    "by somebody else": (("--reason", "so", "--as", "k.dahl"), 3),
    "without a reason": (("--as", "a.ny"), 3),
    "as a trial": (("--reason", "so", "--as", "a.ny", "--dry-run"), 0),
}


@pytest.mark.parametrize(("told", "code"), REFUSED.values(), ids=list(REFUSED))
def test_no_other_way_opens_it(told: tuple[str, ...], code: int, rolled_back: Store, run: Run) -> None:
    """What is refused, or only tried, records nothing and leaves the log closed."""
    ran = run("log", "accept-rollback", *told, "--db", rolled_back.path)

    assert code == ran.code
    assert [(200,)] == rolled_back.do("SELECT COUNT(*) FROM stored_events")
    with pytest.raises(Damaged, match="ROLLED_BACK"):
        write(rolled_back.path)


def test_there_is_nothing_to_accept_in_a_whole_log(demonstration: Path, run: Run) -> None:
    """A log that agrees with its checkpoint has not gone back."""
    ran = run("log", "accept-rollback", "--reason", "so", "--as", "a.ny", "--db", demonstration)

    assert 3 == ran.code
    assert "there is nothing to accept" in ran.err
