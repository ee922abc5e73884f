"""How long partnerships stayed at each stage, counted in days of the dates that events take effect on."""

from collections.abc import Iterator, Sequence
from datetime import date

from samverkan_flow.audit.answer import Answer, Row, answer
from samverkan_flow.domain import events as e
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.queries.reading import Reader

NEARLY_ALL_PERCENT = 90
"""The share of stays that lasted no longer than the figure in `p90_days`."""

_COLUMNS = (
    ("stage", "stage"),
    ("stays ended", "count"),
    ("min days", "min_days"),
    ("median", "median_days"),
    ("p90", "p90_days"),
    ("max", "max_days"),
    ("still there", "open"),
    ("longest so far", "open_max_days"),
)

STAGE_ENTERED: dict[str, Stage] = {
    e.PartnershipProposed.TOPIC: Stage.PROPOSED,
    e.PartnershipScreened.TOPIC: Stage.SCREENED,
    e.PartnershipAgreed.TOPIC: Stage.AGREED,
    e.PartnershipActivated.TOPIC: Stage.ACTIVE,
    e.PartnershipEvaluated.TOPIC: Stage.EVALUATED,
    e.PartnershipContinued.TOPIC: Stage.ACTIVE,
    e.PartnershipTerminated.TOPIC: Stage.TERMINATED,
}
"""The stage that each event which changes it leads to."""


def durations(reader: Reader) -> Answer:
    """Returns how long the stays at each stage were, and apart from them those that go on (question 14).

    A partnership that was evaluated and went on has been active twice, each stay by itself; what has
    ended stays ended and is not counted. The p90 is the nearest rank.
    """
    ended, still = _stays(reader)
    rows = [_row(stage, ended[stage], still[stage]) for stage in Stage if stage is not Stage.TERMINATED]
    notes = (
        "a stay is counted from the day a stage was entered to the day it was left, by effective date",
        "missed dates are a question of their own: samverkan audit missed",
    )
    return answer(reader, "durations", _COLUMNS, rows, notes)


Stays = dict[Stage, list[int]]
"""The days of each stay at each stage."""


def _stays(reader: Reader) -> tuple[Stays, Stays]:
    """Returns the stays that have ended, and those that go on until today."""
    ended: Stays = {stage: [] for stage in Stage}
    still: Stays = {stage: [] for stage in Stage}
    standing: dict[str, tuple[Stage, date]] = {}
    for partnership, stage, on in _entered(reader):
        if partnership in standing:
            left, since = standing[partnership]
            ended[left].append((on - since).days)
        standing[partnership] = (stage, on)
    today = reader.today(reader.house())
    for stage, since in standing.values():
        still[stage].append((today - since).days)
    return ended, still


def _entered(reader: Reader) -> Iterator[tuple[str, Stage, date]]:
    """Yields each entry into a stage: which partnership, which stage, on what date; in order for each of them."""
    marks = ", ".join("?" * len(STAGE_ENTERED))
    yield from _entered_before(reader)
    for row in reader.each(
        f"SELECT originator_id, topic, effective_on FROM log WHERE topic IN ({marks}) ORDER BY idx",
        *STAGE_ENTERED,
    ):
        yield row[0], STAGE_ENTERED[row[1]], date.fromisoformat(row[2])


def _entered_before(reader: Reader) -> Iterator[tuple[str, Stage, date]]:
    """Yields the stages that imported partnerships had been through, on the days their file tells."""
    for logged in reader.logged("l.topic = ?", e.PartnershipImported.TOPIC):
        for stage, on in stages_entered(logged.recorded):
            yield logged.recorded.originator_id.hex, stage, on


def stages_entered(recorded: e.Recorded) -> Iterator[tuple[Stage, date]]:
    """Yields the stages an event led to, and when: one or none; of an import, those its file tells of."""
    event, on = recorded.event, recorded.effective_on
    if isinstance(event, e.PartnershipImported):
        begun, ended_on = event.agreement.start, event.ended_on
        yield Stage.AGREED, on
        if event.stage == "active" or (ended_on and begun <= ended_on):
            yield Stage.ACTIVE, max(begun, on)
        if ended_on:
            yield Stage.TERMINATED, ended_on
    elif type(event).TOPIC in STAGE_ENTERED:
        yield STAGE_ENTERED[type(event).TOPIC], on


def _row(stage: Stage, ended: list[int], still: list[int]) -> Row:
    days = sorted(ended)
    return {
        "stage": stage.value,
        "count": len(days),
        "min_days": days[0] if days else None,
        "median_days": median(days) if days else None,
        "p90_days": nearest_rank(days, NEARLY_ALL_PERCENT) if days else None,
        "max_days": days[-1] if days else None,
        "open": len(still),
        "open_max_days": max(still, default=None),
    }


def median(days: Sequence[int]) -> float:
    """Returns the middle of some sorted days, or the mean of the two in the middle."""
    lower, upper = days[(len(days) - 1) // 2], days[len(days) // 2]
    return lower if lower == upper else (lower + upper) / 2


def nearest_rank(days: Sequence[int], percent: int) -> int:
    """Returns the least of some sorted days that so many percent of them do not exceed."""
    rank = -(-len(days) * percent // 100)
    return days[max(rank, 1) - 1]
