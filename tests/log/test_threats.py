"""The threats that software can stage, done to a real store with the triggers dropped: each gives its finding, and exit 6.

The numbers are those of the threat table in docs/log.md, which is held against what is measured here.
"""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from samverkan_flow.audit import rehash
from samverkan_flow.audit.verify import verify
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import Damaged, Refused, StoreUnusable
from samverkan_flow.proof.checkpoint import Checkpoint
from samverkan_flow.proof.entry import leaf_of
from samverkan_flow.proof.merkle import Frontier, root_of
from samverkan_flow.proof.note import Signer
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from samverkan_flow.store.checkpoints import Checkpoints, Signed
from samverkan_flow.store.origin import checkpoint_path, secret_path, signer_of, verifier_of, vkey_path
from samverkan_flow.store.rows import answer_sha256
from samverkan_flow.store.schema import TRIGGERS
from samverkan_flow.store.tree import TILE_HEIGHT, KeptTree
from tests.cli.conftest import Run
from tests.demonstration import LOG_SIZE

PAGE = Path(__file__).parents[2] / "docs" / "log.md"
ROLLED_BACK_TO = LOG_SIZE - 9
"""How many events are left of a log that was rolled back; at that size a checkpoint was signed."""
LONG = LOG_SIZE + 900
"""How many events a long log has."""


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
        self._fit_the_tree(index)

    def _fit_the_tree(self, index: int) -> None:
        """Makes the kept roots above a leaf anew, as far up as there are any."""
        tree = KeptTree(lambda sql, parameters: self.do(sql, *parameters))
        level, place = 1, index >> TILE_HEIGHT
        while tree.kept(level, place) is not None:
            below = tree.nodes(level - 1, place << TILE_HEIGHT, (place + 1) << TILE_HEIGHT)
            self.do("UPDATE tiles SET root = ? WHERE level = ? AND idx = ?", root_of(below), level, place)
            level, place = level + 1, place >> TILE_HEIGHT

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
    store.cut(ROLLED_BACK_TO)


def cut_with_the_checkpoints(store: Store) -> None:
    store.cut(ROLLED_BACK_TO)
    store.do(f"DELETE FROM checkpoints WHERE size > {ROLLED_BACK_TO}")


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
    store.do("UPDATE tiles SET root = zeroblob(32) WHERE level = 1 AND idx = 0")


def exchange_keys(store: Store) -> None:
    with closing(sqlite3.connect(f"{store.path}.keys", isolation_level=None)) as keys:
        keys.execute("UPDATE keys SET key = randomblob(32) WHERE subject = 'person:h.ek'")


def replace_the_checkpoint_file(store: Store) -> None:
    checkpoint_path(store.path).write_text("something else\n")


def store_names_as_blobs(store: Store) -> None:
    """What looks the same as text is then found by no key and no index."""
    store.do(
        "UPDATE log SET originator_id = CAST(originator_id AS BLOB), actor = CAST(actor AS BLOB) WHERE idx = 153"
    )
    store.do("UPDATE stored_events SET originator_id = CAST(originator_id AS BLOB) WHERE rowid = 154")


def poison_an_index(store: Store) -> None:
    """The index holds another name than the rows, and its definition reads as before."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("DROP INDEX log_by_actor")
        connection.execute("CREATE INDEX log_by_actor ON log (replace(actor, 'v.norr', 'w.norr'))")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX log_by_actor ON log (actor)' WHERE name = 'log_by_actor'"
        )


def delete_every_checkpoint(store: Store) -> None:
    store.do("DELETE FROM checkpoints")


def take_a_partnership_off_the_list(store: Store) -> None:
    store.do("DELETE FROM register WHERE number = 4")


def claim_a_reminder(store: Store) -> None:
    store.do("INSERT INTO reminders VALUES (?, 'evaluation', 'I1', '2026-12-10', 30, 'u.berg', 60)", "7" * 32)


def blank_the_clauses(store: Store) -> None:
    store.do("UPDATE log SET clauses = '' WHERE clauses LIKE '%C30%'")


def forge_the_kind_of_a_row(store: Store) -> None:
    store.do("UPDATE log SET topic = 'partnership.breach-reported.v1' WHERE idx = 60")


def forge_the_date_of_a_row(store: Store) -> None:
    store.do("UPDATE log SET effective_on = '2020-01-01' WHERE idx = 60")


def forge_the_time_of_a_row(store: Store) -> None:
    store.do("UPDATE log SET recorded_at = replace(recorded_at, '00.000000Z', '00.000001Z') WHERE idx = 60")


def add_an_index(store: Store) -> None:
    store.do("CREATE INDEX of_somebody ON log (topic)")


def rewrite_and_have_it_accepted(store: Store) -> None:
    edit_and_take_the_checkpoints_away(store)
    store.restore_triggers()
    with Partnerships(store.path) as partnerships:
        partnerships.handle(c.AcceptRollback(because="the disk is lost"), actor="a.ny")


def shorten_rewrite_and_have_it_accepted(store: Store) -> None:
    store.cut(LOG_SIZE - 1)
    rewrite_and_have_it_accepted(store)


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
    Threat(1, "a bug stores names as blobs, which no index finds", store_names_as_blobs, "ROW_ALTERED"),
    Threat(2, "forges the kind in the log's row", forge_the_kind_of_a_row, "ROW_ALTERED"),
    Threat(2, "forges the business date in the log's row", forge_the_date_of_a_row, "ROW_ALTERED"),
    Threat(2, "forges the time in the log's row", forge_the_time_of_a_row, "ROW_ALTERED"),
    Threat(2, "blanks the clauses in the log's rows", blank_the_clauses, "ROW_ALTERED", ("--deep",)),
    Threat(4, "deletes every checkpoint", delete_every_checkpoint, "CHECKPOINTS_MISSING"),
    Threat(4, "edits event and leaf, and has the rollback accepted", rewrite_and_have_it_accepted, "HISTORY_REPLACED"),
    Threat(4, "does so with fewer events than were signed", shorten_rewrite_and_have_it_accepted, "HISTORY_REPLACED"),
    Threat(17, "adds an index of their own", add_an_index, "SCHEMA_CHANGED"),
    Threat(18, "takes a partnership off the list", take_a_partnership_off_the_list, "REGISTER_ALTERED", ("--deep",)),
    Threat(18, "claims that somebody was reminded", claim_a_reminder, "REGISTER_ALTERED", ("--deep",)),
    Threat(18, "puts another name into an index", poison_an_index, "PAGES_DAMAGED", ("--deep",)),
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
    with pytest.raises(Damaged, match=told):
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
    with pytest.raises(StoreUnusable, match="is missing: nobody can tell whether this is the newest"):
        write(store.path)


def test_without_its_signing_key_nothing_is_recorded(store: Store) -> None:
    """What cannot be signed is not recorded."""
    secret_path(store.path).unlink()
    with pytest.raises(StoreUnusable, match=r"the signing key .* cannot be read"):
        write(store.path)


def test_a_checkpoint_that_is_behind_is_no_damage(store: Store, run: Run) -> None:
    """A crash between commit and file leaves the file behind; the next command brings it forward."""
    behind = store.do("SELECT note FROM checkpoints WHERE size = 100")[0][0]
    checkpoint_path(store.path).write_text(str(behind))
    store.restore_triggers()
    write(store.path)

    assert run("log", "verify", "--db", store.path, "--json").json["ok"] is True
    assert checkpoint_path(store.path).read_text().split("\n")[1] == str(LOG_SIZE + 1)


ASKED_OF_A_ROLLED_BACK_LOG = {
    "a search": (("audit", "search", "--person", "k.ros", "--json"), 0),
    "an export": (("audit", "export", "--format", "jsonl", "-o", "x", "--json"), 0),
    "a receipt": (("log", "receipt", "5", "-o", "r"), 6),
    "a proof of growth": (("log", "consistency", "100"), 6),
    "a dossier": (("audit", "bundle", "P-4", "-o", "d"), 6),
    "an examination": (("doctor",), 6),
}


@pytest.mark.parametrize(
    ("words", "code"), ASKED_OF_A_ROLLED_BACK_LOG.values(), ids=list(ASKED_OF_A_ROLLED_BACK_LOG)
)
def test_a_log_that_has_gone_back_says_so_and_proves_nothing(
    words: tuple[str, ...], code: int, store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers come with the warning that something may be lacking; nothing is proved, and no dossier made."""
    roll_back(store)
    monkeypatch.chdir(store.path.parent)
    ran = run(*words, "--db", store.path)

    assert (code, True) == (ran.code, "ROLLED_BACK" in ran.out + ran.err)


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
    assert run("log", "verify", "--db", rolled_back.path, "--json").json["size"] == ROLLED_BACK_TO + 2


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
    assert [(ROLLED_BACK_TO,)] == rolled_back.do("SELECT COUNT(*) FROM stored_events")
    with pytest.raises(Damaged, match="ROLLED_BACK"):
        write(rolled_back.path)


def test_there_is_nothing_to_accept_in_a_whole_log(demonstration: Path, run: Run) -> None:
    """A log that agrees with its checkpoint has not gone back."""
    ran = run("log", "accept-rollback", "--reason", "so", "--as", "a.ny", "--db", demonstration)

    assert 3 == ran.code
    assert "there is nothing to accept" in ran.err


# --- the guard, closely -------------------------------------------------------------------------------


def test_a_log_whose_checkpoints_are_gone_is_not_signed_again(store: Store) -> None:
    """Whoever deletes what was signed, inside and outside, does not get a new signature over the rest."""
    store.rewrite(24)
    store.do("DELETE FROM checkpoints")
    checkpoint_path(store.path).unlink()
    with pytest.raises(StoreUnusable, match="is missing: nobody can tell"):
        write(store.path)


def test_kept_checkpoints_are_asked_for_even_where_the_file_is_right(store: Store) -> None:
    """The file beside the database does not stand in for what is kept in it."""
    store.do("DELETE FROM checkpoints")
    with pytest.raises(Damaged, match="ROOT_MISMATCH"):
        write(store.path)


def test_a_database_exchanged_while_it_is_open_is_not_written(store: Store) -> None:
    """A program does not sign the tree it remembers over a log that was put back, accepted and gone on with elsewhere."""
    store.restore_triggers()
    old = store.path.with_name("old.db")
    with closing(sqlite3.connect(store.path)) as source, closing(sqlite3.connect(old)) as target:
        source.backup(target)
    with Partnerships(store.path) as left_open:
        for _ in range(8):
            left_open.handle(c.DeclareConflict(ref="P-1", because="so"), actor="h.ek")
        with closing(sqlite3.connect(old)) as source, closing(sqlite3.connect(store.path)) as target:
            source.backup(target)
        with Partnerships(store.path) as another:
            another.handle(c.AcceptRollback(because="the disk is lost"), actor="a.ny")
            for _ in range(12):
                another.handle(c.DeclareConflict(ref="P-2", because="so"), actor="h.ek")
        with pytest.raises(StoreUnusable, match="was exchanged for another while this program had it open"):
            left_open.handle(c.DeclareConflict(ref="P-3", because="so"), actor="h.ek")


def test_an_acceptance_that_is_repeated_accepts_nothing_more(rolled_back: Store) -> None:
    """The same command handed in after a second rollback is told its first answer, and opens nothing."""
    accept = c.AcceptRollback(because="the disk is lost")
    with Partnerships(rolled_back.path) as partnerships:
        partnerships.handle(accept, actor="a.ny", command_id="ACC-1")
    old = rolled_back.path.with_name("old.db")
    with closing(sqlite3.connect(rolled_back.path)) as source, closing(sqlite3.connect(old)) as target:
        source.backup(target)
    write(rolled_back.path)
    seen = checkpoint_path(rolled_back.path).read_bytes()
    with closing(sqlite3.connect(old)) as source, closing(sqlite3.connect(rolled_back.path)) as target:
        source.backup(target)
    with Partnerships(rolled_back.path) as partnerships:
        again = partnerships.handle(accept, actor="a.ny", command_id="ACC-1")

    assert (True, seen) == (again.repeated, checkpoint_path(rolled_back.path).read_bytes())
    with pytest.raises(Damaged, match="ROLLED_BACK"):
        write(rolled_back.path)


def test_a_later_checkpoint_is_not_replaced_by_an_accepted_one(store: Store) -> None:
    """What another process has put there since the rollback was looked at stays there."""
    checkpoints = Checkpoints(store.path)
    later = Checkpoint(store.signer.verifier.name, 999, bytes(32)).signed(store.signer)
    checkpoint_path(store.path).write_text(later)
    frontier = Frontier()
    frontier.add(bytes(32))
    checkpoints._accepted = store.seen.read_bytes()
    checkpoints.publish(
        Signed(Checkpoint(store.signer.verifier.name, 1, frontier.root()).signed(store.signer), frontier)
    )

    assert later == checkpoint_path(store.path).read_text()


def test_a_link_in_the_way_is_not_followed(store: Store) -> None:
    """What is written beside the database goes into no other file."""
    store.restore_triggers()
    keys = Path(f"{store.path}.keys")
    before = keys.read_bytes()
    Path(f"{store.path}.checkpoint.new").symlink_to(keys)
    write(store.path)

    assert before == keys.read_bytes()
    assert not checkpoint_path(store.path).is_symlink()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("put", [pipe, folder])
def test_what_is_no_file_is_told_and_keeps_nobody_waiting(
    put: Callable[[Path], None], store: Store, run: Run
) -> None:
    """A pipe or a folder in place of the checkpoint is said to be one, by who writes and by who verifies."""
    put(checkpoint_path(store.path))
    with pytest.raises(StoreUnusable, match=r"is not a file|cannot be read"):
        write(store.path)

    assert 7 == run("log", "verify", "--db", store.path).code


@pytest.mark.parametrize("put", [pipe, folder])
@pytest.mark.parametrize("which", [secret_path, vkey_path])
def test_a_key_that_is_no_file_is_told_and_keeps_nobody_waiting(
    which: Callable[[Path], Path], put: Callable[[Path], None], store: Store
) -> None:
    """The same for the keys: whoever needs one hears that it cannot be read."""
    put(which(store.path))
    needs = signer_of if which is secret_path else verifier_of
    with pytest.raises(StoreUnusable, match=r"is not a file|cannot be read"):
        needs(store.path)


def test_a_checkpoint_beside_that_is_gone_is_told_with_an_answer(store: Store, run: Run) -> None:
    """A question is still answered, and says that nobody can tell whether this is the newest log."""
    assert not run("audit", "history", "P-1", "--db", store.path, "--json").json["stamp"]["warning"]
    checkpoint_path(store.path).unlink()

    assert (
        "the checkpoint beside the database is gone"
        in run("audit", "history", "P-1", "--db", store.path, "--json").json["stamp"]["warning"]
    )


def test_nothing_is_proved_under_a_checkpoint_of_another_key(store: Store, tmp_path: Path, run: Run) -> None:
    """A receipt is refused where the kept checkpoint is not signed with the key that lies beside."""
    store.sign_again(Signer(store.signer.verifier.name, bytes(32)))
    ran = run("log", "receipt", "60", "-o", tmp_path / "receipt", "--db", store.path)

    assert (6, False) == (ran.code, (tmp_path / "receipt").exists())
    assert "the newest checkpoint kept" in ran.err


def test_a_damaged_signing_key_is_told_as_such(store: Store) -> None:
    """A key that cannot be read is no sign of a log that has gone back."""
    secret_path(store.path).write_text("garbage\n")
    with pytest.raises(StoreUnusable, match="is no signing key"):
        write(store.path)


@pytest.mark.parametrize(
    "command",
    [c.DeclareConflict(ref="P-1", because="so"), c.Activate(ref="P-1")],
    ids=["recorded", "refused"],
)
def test_a_planted_answer_is_not_told(command: c.Command, store: Store) -> None:
    """An answer kept for a command that the log knows nothing of is damage, not a repeat."""
    told = {"command": command, "actor": "h.ek"}
    store.restore_triggers()
    with Partnerships(store.path) as partnerships, suppress(Refused):
        partnerships.handle(**told, command_id="real")
    digest, result = store.do("SELECT digest, result FROM commands WHERE command_id = 'real'")[0]
    assert isinstance(digest, str)
    assert isinstance(result, bytes)
    store.do(
        "INSERT INTO commands VALUES (?, ?, ?, ?)",
        "planted",
        digest,
        result,
        answer_sha256("planted", digest, result),
    )
    with (
        Partnerships(store.path) as partnerships,
        pytest.raises(Damaged, match="the log knows nothing of it"),
    ):
        partnerships.handle(**told, command_id="planted")


@pytest.mark.parametrize(("attack", "kind"), [(edit_with_the_key, ""), (cut_before_the_newest_checkpoint, "TRUNCATED"),
                                              (cut_with_the_checkpoints, "ROLLED_BACK"), (edit_row_and_leaf, "ROOT_MISMATCH"),
                                              (put_another_store_there, "WRONG_LOG")])  # fmt: skip
def test_the_quick_look_finds_what_sizes_and_roots_show(
    attack: Callable[[Store], None], kind: str, store: Store, run: Run
) -> None:
    """Without reading an event: what is shorter, or has another root, than what was signed or seen."""
    attack(store)
    store.restore_triggers() if attack is not put_another_store_there else None
    ran = run("log", "verify", "--quick", "--db", store.path, "--json")
    found = {finding["clause"] for finding in ran.json.get("error", {"findings": []})["findings"]}

    assert ({kind} if kind else set()) <= found
    assert bool(kind) == bool(found)


def test_an_older_checkpoint_seen_elsewhere_counts_with_since_too(
    store: Store, run: Run, tmp_path: Path
) -> None:
    """Beginning late does not pass over what a partner has seen before."""
    store.restore_triggers()
    with Partnerships(store.path, checkpoint_every=timedelta(hours=1)) as partnerships:
        for _ in range(100):
            partnerships.handle(c.DeclareConflict(ref="P-1", because="so"), actor="h.ek")
    false = Checkpoint(store.signer.verifier.name, 100, bytes(32)).signed(store.signer)
    (tmp_path / "false").write_text(false)
    ran = run("log", "verify", "--since", checkpoint_path(store.path), "--against", tmp_path / "false",
              "--db", store.path, "--json")  # fmt: skip

    assert {"SPLIT_VIEW"} == {finding["clause"] for finding in ran.json["error"]["findings"]}


# --- a long log ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_log(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with some hundred events more: several tiles of the tree."""
    path = tmp_path_factory.mktemp("long") / "long.db"
    for file in demonstration.parent.glob(f"{demonstration.name}*"):
        shutil.copy(file, path.with_name(file.name.replace(demonstration.name, path.name)))
    with Partnerships(path, checkpoint_every=timedelta(hours=1)) as partnerships:
        for number in range(LONG - LOG_SIZE):
            partnerships.handle(c.DeclareConflict(ref="P-1", because=f"reason {number}"), actor="h.ek")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


LONG_ATTACKS = {
    "none": ("SELECT 1", set()),
    "an event in the first batch": ("UPDATE stored_events SET state = CAST(CAST(state AS TEXT) || ' ' AS BLOB) WHERE rowid = 40", {"EVENT_ALTERED"}),
    "the last event of a batch": ("UPDATE stored_events SET state = CAST(CAST(state AS TEXT) || ' ' AS BLOB) WHERE rowid = 256", {"EVENT_ALTERED"}),
    "an event in the second half": ("UPDATE stored_events SET state = CAST(CAST(state AS TEXT) || ' ' AS BLOB) WHERE rowid = 900", {"EVENT_ALTERED"}),
    "the last event": (f"UPDATE stored_events SET state = CAST(CAST(state AS TEXT) || ' ' AS BLOB) WHERE rowid = {LONG}", {"EVENT_ALTERED"}),
    "a time at the beginning of a batch": (
        "UPDATE log SET recorded_at = '2001-01-01T00:00:00.000000Z' WHERE idx = 256", {"TIME_REVERSED", "ROW_ALTERED"}),
    "a time in the second half": (
        "UPDATE log SET recorded_at = '2001-01-01T00:00:00.000000Z' WHERE idx = 768", {"TIME_REVERSED", "ROW_ALTERED"}),
    "a kept hash of the tree": ("UPDATE tiles SET root = zeroblob(32) WHERE idx = 2", {"TREE_ALTERED"}),
    "a kept hash that is missing": ("DELETE FROM tiles WHERE idx = 1", {"TREE_ALTERED"}),
    "a kept hash at a level that is no number": ("UPDATE tiles SET level = 'one' WHERE idx = 1", {"TREE_ALTERED"}),
    "a kept hash below the leaves": ("UPDATE tiles SET level = -1 WHERE idx = 1", {"TREE_ALTERED"}),
    "a missing row": ("DELETE FROM log WHERE idx = 700", {"EVENT_MISSING", "UNLOGGED_EVENT"}),
    "a missing event": ("DELETE FROM stored_events WHERE rowid = 700", {"EVENT_MISSING"}),
    "a leaf": ("UPDATE log SET leaf = zeroblob(32) WHERE idx = 800", {"EVENT_ALTERED"}),
}  # fmt: skip


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize(("sql", "kinds"), LONG_ATTACKS.values(), ids=list(LONG_ATTACKS))
def test_a_long_log_hides_nothing(
    sql: str, kinds: set[str], processes: int, long_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever in the batches and halves of a long log something is wrong, it is found, and nothing else is said."""
    monkeypatch.setattr(rehash, "BATCH_ROWS", 256)
    monkeypatch.setattr(rehash, "TWO_PROCESSES_FROM", 500 if processes == 2 else 10_000)
    for file in long_log.parent.glob(f"{long_log.name}*"):
        shutil.copy(file, tmp_path / file.name)
    attacked = Store(tmp_path / long_log.name)
    attacked.do(sql)
    attacked.restore_triggers()
    with Reader(attacked.path) as reader:
        report = verify(reader)
    found = {one.kind for one in report.damage}

    assert kinds <= found
    assert (
        found <= kinds | {"ROOT_MISMATCH", "SPLIT_VIEW", "TREE_ALTERED", "ROLLED_BACK", "TRUNCATED"}
        if kinds
        else found == set()
    )
    assert (report.size, report.hashed) == (LONG - (sql.startswith("DELETE FROM log")), report.size)


def test_the_second_process_takes_no_code_from_where_it_stands(
    long_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Evidence that brings a package of our name along does not get to judge itself."""
    planted = tmp_path / "samverkan_flow" / "audit"
    planted.mkdir(parents=True)
    for file in (planted.parent / "__init__.py", planted / "__init__.py"):
        file.write_text("")
    (planted / "rehash.py").write_text("def main(*_): open('judged', 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rehash, "BATCH_ROWS", 256)
    monkeypatch.setattr(rehash, "TWO_PROCESSES_FROM", 500)
    with Reader(long_log) as reader:
        assert () == verify(reader).damage

    assert not (tmp_path / "judged").exists()
