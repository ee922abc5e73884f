"""The tables of a store, and the triggers that keep its log append-only."""

APPLICATION_ID = 0x53414D56  # "SAMV": how a file says that it is ours
SCHEMA_VERSION = 3

LOG_COLUMNS = (
    "idx",
    "originator_id",
    "originator_version",
    "recorded_at",
    "effective_on",
    "actor",
    "topic",
    "clauses",
    "command_id",
    "leaf",
)
REGISTER_COLUMNS = (
    "number",
    "id",
    "name",
    "partner",
    "organisation_number",
    "stage",
    "end_reason",
    "owner",
    "term_start",
    "term_end",
    "version",
)
"""What an event's row and a partnership's row say, in this order; the state stands behind the latter."""
REMINDER_COLUMNS = ("stream", "kind", "subject", "due", "step", "recipient", "idx")
"""What the row of a reminder says: its key, and the place in the log of the event that it was sent."""

OBLIGATION_COLUMNS = (
    "number",
    "kind",
    "subject",
    "opens_on",
    "closes_on",
    "due",
    "clause",
    "who",
    "what",
    "name",
    "owner",
)
"""What the row of one obligation says, in this order."""

APPEND_ONLY = "append-only"
"""What the triggers say; a version that is already there says so behind it."""
APPEND_ONLY_TABLES = ("stored_events", "log", "tiles", "checkpoints", "commands")

TABLES = (
    "CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, "
    "PRIMARY KEY (originator_id, originator_version))",
    "CREATE TABLE log (idx INTEGER PRIMARY KEY, originator_id TEXT NOT NULL, originator_version INTEGER NOT NULL, "
    "recorded_at TEXT NOT NULL, effective_on TEXT NOT NULL, actor TEXT NOT NULL, topic TEXT NOT NULL, "
    "clauses TEXT NOT NULL, command_id TEXT NOT NULL, leaf BLOB NOT NULL, UNIQUE (originator_id, originator_version))",
    "CREATE INDEX log_by_actor ON log (actor)",
    "CREATE INDEX log_of_exceptions ON log (clauses) WHERE topic = 'partnership.exception-granted.v1'",
    "CREATE TABLE tiles (level INTEGER NOT NULL, idx INTEGER NOT NULL, root BLOB NOT NULL, PRIMARY KEY (level, idx)) "
    "WITHOUT ROWID",
    "CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL)",
    "CREATE TABLE commands (command_id TEXT PRIMARY KEY, digest TEXT NOT NULL, result BLOB NOT NULL, "
    "sha256 TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE register (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, "
    "partner TEXT NOT NULL, organisation_number TEXT NOT NULL, stage TEXT NOT NULL, end_reason TEXT NOT NULL, "
    "owner TEXT NOT NULL, term_start TEXT NOT NULL, term_end TEXT NOT NULL, version INTEGER NOT NULL, "
    "state BLOB NOT NULL)",
    "CREATE INDEX register_by_partner ON register (replace(organisation_number, '-', ''))",
    "CREATE INDEX register_by_start ON register (stage, term_start, term_end)",
    "CREATE INDEX register_by_end ON register (stage, term_end)",
    "CREATE TABLE obligations (number INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, "
    "opens_on TEXT NOT NULL, closes_on TEXT NOT NULL, due TEXT NOT NULL, clause TEXT NOT NULL, who TEXT NOT NULL, "
    "what TEXT NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (number, kind, subject, opens_on)) "
    "WITHOUT ROWID",
    "CREATE INDEX obligations_by_due ON obligations (due)",
    "CREATE TABLE budget (year INTEGER PRIMARY KEY, version INTEGER NOT NULL, state BLOB NOT NULL)",
    "CREATE TABLE house (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, state BLOB NOT NULL)",
    "CREATE TABLE policies (version TEXT PRIMARY KEY, in_force_from TEXT NOT NULL, sha256 TEXT NOT NULL, "
    "text TEXT NOT NULL, parsed BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE reminders (stream TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, due TEXT NOT NULL, "
    "step INTEGER NOT NULL, recipient TEXT NOT NULL, idx INTEGER NOT NULL, "
    "PRIMARY KEY (stream, kind, subject, due, step, recipient)) WITHOUT ROWID",
)

_KEYS = {
    "stored_events": "originator_id = NEW.originator_id AND originator_version = NEW.originator_version "
    "OR rowid = NEW.rowid",
    "log": "idx = NEW.idx OR originator_id = NEW.originator_id AND originator_version = NEW.originator_version",
    "tiles": "level = NEW.level AND idx = NEW.idx",
    "checkpoints": "size = NEW.size",
    "commands": "command_id = NEW.command_id",
}


def _triggers() -> dict[str, str]:
    """Three for each append-only table; the third stops INSERT OR REPLACE, which walks past the others."""
    made = {}
    for table in APPEND_ONLY_TABLES:
        for verb in ("UPDATE", "DELETE"):
            made[f"{table}_no_{verb.lower()}"] = (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
            )
        made[f"{table}_no_replace"] = (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {_KEYS[table]}) "
            f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}: already there'); END"
        )
    return made


TRIGGERS: dict[str, str] = _triggers()
"""The expected text of every trigger, by name; `doctor` compares."""
