"""What needs attention: everything owed across the portfolio, most urgent first."""

from collections import Counter
from datetime import date

from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.obligations import Obligation, obligations
from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.reference import number_of
from samverkan_flow.queries.reading import Reader


def owed_across(reader: Reader, today: date) -> list[Obligation]:
    """Returns what every partnership owes on a day, soonest first."""
    house = reader.house()
    policies: dict[str, Policy] = {}
    owed: list[Obligation] = []
    for state in reader.partnerships():
        if state.policy_version not in policies:
            policies[state.policy_version] = reader.policy(state.policy_version)
        owed += obligations(state, policies[state.policy_version], house, today)
    return sorted(owed, key=lambda one: (one.due, number_of(one.ref) or 0, one.kind))


def stage_counts(reader: Reader) -> dict[str, int]:
    """Returns how many partnerships stand at each stage, in the order of their life."""
    rows = reader.rows("SELECT stage, COUNT(*) FROM register GROUP BY stage")
    counts = Counter({row[0]: row[1] for row in rows})
    return {stage.value: counts[stage.value] for stage in Stage}


def exceptions_per_clause(reader: Reader) -> dict[str, int]:
    """Returns how many exceptions have been granted from each clause, for the board (T11)."""
    counts = Counter(
        one.clause for state in reader.partnerships() for one in state.exceptions if one.granted_by
    )
    return dict(sorted(counts.items(), key=lambda counted: (len(counted[0]), counted[0])))
