"""Which policy versions have applied: to how many decisions, and how they differ from the one in force now."""

from collections import Counter

from samverkan_flow.audit.answer import Answer, Row, answer, citation
from samverkan_flow.audit.envelope import envelopes
from samverkan_flow.domain.events import PolicyAdopted
from samverkan_flow.domain.policy import Policy, sha256_of
from samverkan_flow.queries.reading import LoggedEvent, Reader

_COLUMNS = (
    ("version", "version"),
    ("from", "in_force_from"),
    ("events", "events"),
    ("partnerships", "partnerships"),
    ("text", "text"),
    ("differs from now in", "differs"),
    ("SHA-256", "sha256_short"),
    ("cited as", "citation"),
)
HASH_SHOWN = 12
"""How much of a SHA-256 a table shows; the whole stands in the JSON."""


def policies(reader: Reader) -> Answer:
    """Returns every adopted policy version with how much was judged by it (question 16).

    `events` were judged by it whole; of `events_for_roles_alone` it judged roles and levels only, since
    their partnership stood under another (T13). What differs is counted against the version in force now.
    """
    judged, by_roles, under = _counts(reader)
    house = reader.house()
    in_force = house.policy_in_force(reader.today(house))
    now = reader.policy(in_force.version) if in_force else None
    rows = []
    for logged in reader.logged("l.topic = ?", PolicyAdopted.TOPIC):
        event = logged.recorded.event
        assert isinstance(event, PolicyAdopted), "the topic says so"
        rows.append({
            **_row(reader, logged, event, now),
            "events": judged[event.version],
            "events_for_roles_alone": by_roles[event.version],
            "partnerships": under[event.version],
        })  # fmt: skip
    rows.sort(key=lambda row: str(row["in_force_from"]))
    notes = ("a text is whole when what the log holds, and what is read from beside it, hash to the SHA-256",)
    return answer(reader, "policies", _COLUMNS, rows, notes, "no policy has been adopted")


def _counts(reader: Reader) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Returns, by version, the events judged, those judged in their roles alone, and the partnerships under it."""
    judged: Counter[str] = Counter()
    by_roles: Counter[str] = Counter()
    for one in envelopes(reader):
        judged[one.policy_version] += 1
        if one.house_policy_version:
            by_roles[one.house_policy_version] += 1
    return judged, by_roles, Counter(state.policy_version for state in reader.partnerships())


def _row(reader: Reader, logged: LoggedEvent, event: PolicyAdopted, now: Policy | None) -> Row:
    policy = reader.policy(event.version)
    texts = (event.text, reader.policy_text(event.version))
    whole = all(sha256_of(text) == event.sha256 for text in texts)
    thresholds = thresholds_that_differ(policy, now) if now else []
    clauses = clauses_that_differ(policy, now) if now else []
    in_force_now = now is not None and event.version == now.version
    return {
        "version": event.version,
        "in_force_from": event.in_force_from.isoformat(),
        "in_force_now": in_force_now,
        "sha256": event.sha256,
        "sha256_short": f"{event.sha256[:HASH_SHOWN]}…",
        "text_is_whole": whole,
        "text": "whole" if whole else "not what was adopted",
        "thresholds_that_differ": thresholds,
        "clauses_that_differ": clauses,
        "differs": "in force now" if in_force_now else [*thresholds, *clauses],
        "citation": citation(reader, logged),
    }


def thresholds_that_differ(policy: Policy, other: Policy) -> list[str]:
    """Returns the names of the figures in which two policies differ."""
    ours, theirs = policy.thresholds, other.thresholds
    return [name for name in ours.__struct_fields__ if getattr(ours, name) != getattr(theirs, name)]


def clauses_that_differ(policy: Policy, other: Policy) -> list[str]:
    """Returns the clauses whose words, kind or exception differ between two policies."""
    return [key for key, clause in policy.clauses.items() if clause != other.clauses[key]]
