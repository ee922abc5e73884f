"""Whose personal text has been erased: the subjects whose key is gone, and the events that hold what it sealed."""

from samverkan_flow.audit.answer import Answer, Row, answer, citation
from samverkan_flow.audit.counting import counted
from samverkan_flow.domain.dates import format_time
from samverkan_flow.domain.errors import StoreUnusable
from samverkan_flow.domain.values import personal_in
from samverkan_flow.queries.reading import Reader

_COLUMNS = (("subject", "subject"), ("entries", "entries"), ("first recorded (UTC)", "first_recorded_at"),
            ("held by", "citations"))  # fmt: skip

_HOLDS_SEALED_TEXT = "instr(CAST(s.state AS BLOB), CAST('\"sealed\":' AS BLOB)) > 0"


def erased(reader: Reader) -> Answer:
    """Returns the subjects whose key has been destroyed, with the events that hold their text (question 20).

    Raises StoreUnusable when the key store is not here: then nothing can be told apart.
    """
    if not reader.codec.keys.has_keys():
        raise StoreUnusable(
            f"the key store {reader.codec.keys.path} is missing, so every personal text is out of reach",
            "restore it from its own backup, then ask again",
        )
    rows: dict[str, Row] = {}
    subjects: set[str] = set()
    for logged in reader.logged(_HOLDS_SEALED_TEXT):
        for subject in sorted(subjects_of(logged.recorded.event)):
            subjects.add(subject)
            if not reader.codec.keys.has_key(subject):
                first = {"subject": subject, "first_recorded_at": format_time(logged.recorded.recorded_at)}
                row = rows.setdefault(subject, {**first, "entries": 0, "citations": []})
                row["entries"] += 1
                row["citations"].append(citation(reader, logged))
    notes = (
        f"looked at: {counted(len(subjects), 'subject')} with sealed text in the log; keys that are gone: {len(rows)}",
        "the log does not say when a key was destroyed, nor who read or exported anything: "
        "this version records neither",
    )
    return answer(reader, "erased", _COLUMNS, rows.values(), notes, "nobody's personal text has been erased")


def subjects_of(value: object) -> set[str]:
    """Returns whose personal text stands within a value."""
    return {personal.subject for personal in personal_in(value)}
