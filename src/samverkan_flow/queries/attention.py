"""What needs attention: everything owed across the portfolio, most urgent first."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from samverkan_flow.domain.obligations import Obligation, obligations
from samverkan_flow.domain.policy import Policy
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
    return sorted(owed, key=lambda one: (one.due, int(one.ref.removeprefix("P-")), one.kind))


def stage_counts(reader: Reader) -> dict[str, int]:
    """Returns how many partnerships stand at each stage, in the order of their life."""
    rows = reader.rows("SELECT stage, COUNT(*) FROM register GROUP BY stage")
    counts = Counter({row[0]: row[1] for row in rows})
    order = ("proposed", "screened", "agreed", "active", "evaluated", "terminated")
    return {stage: counts[stage] for stage in order}


def late_of(owed: Iterable[Obligation], today: date) -> list[Obligation]:
    """Returns what is late, longest first."""
    return [one for one in owed if one.days_late(today)]
