"""The demonstration is recorded whole: through the commands, by its calendar, and replayable."""

from datetime import date
from pathlib import Path

import pytest

from samverkan_flow.demo.portfolio import first_policy, read_portfolio, record, steps
from samverkan_flow.domain.dates import DEMONSTRATION_NOW, local_date
from samverkan_flow.domain.errors import Refused, StoreUnusable
from samverkan_flow.domain.house import HOUSE_ID, project_house
from samverkan_flow.domain.partnership import project
from samverkan_flow.domain.policy import parse_policy
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from tests.replaying import replayed


def test_register_equals_replay(demonstration: Path, reader: Reader) -> None:
    """Each partnership's row in the register is what its events make of it."""
    with Partnerships(demonstration) as partnerships:
        again = [replayed(partnerships, state.id) for state in reader.partnerships()]

    assert again == list(reader.partnerships())


def test_whole_log_replays(reader: Reader) -> None:
    """Every event of the log is read in order, without a gap, and makes the house and the partnerships."""
    log = list(reader.log())
    streams: dict[object, list] = {}
    for one in log:
        streams.setdefault(one.recorded.originator_id, []).append(one.recorded)
    partnerships = {state.id: state for state in reader.partnerships()}

    assert [one.index for one in log] == list(range(len(log)))
    assert [one.recorded.recorded_at for one in log] == sorted(one.recorded.recorded_at for one in log)
    assert project_house(None, streams[HOUSE_ID]) == reader.house()
    assert {key: project(None, streams[key]) for key in partnerships} == partnerships


def test_rebuilt_register_is_the_same(tmp_path: Path) -> None:
    """The register made anew from the log holds the same states."""
    path = tmp_path / "demo.db"
    record(path)
    with Reader(path) as reader:
        before = list(reader.partnerships())
    with Partnerships(path) as partnerships:
        partnerships.rebuild()
    with Reader(path) as reader:
        after = list(reader.partnerships())

    assert after == before


def test_recorded_twice(demonstration: Path, tmp_path: Path) -> None:
    """Recording the demonstration again tells the same story: stages, order, times and people."""
    path = tmp_path / "again.db"
    record(path)
    told = []
    for one in (demonstration, path):
        with Reader(one) as reader:
            listed = [(row.ref, row.name, row.stage, row.end_reason, row.version) for row in reader.listed()]
            log = [(e.topic, e.recorded.recorded_at, e.recorded.actor) for e in reader.logged("1 = 1")]
            told.append((listed, log))

    assert told[0] == told[1]


def test_refusals_are_the_expected_ones(reader: Reader) -> None:
    """What was refused is what the portfolio says is refused, and nothing else."""
    expected = [(step.recorded_at, step.refused) for step in steps(read_portfolio()) if step.refused]

    assert [(one.recorded.recorded_at, one.recorded.clauses) for one in reader.refusals()] == expected


def test_calendar_acts_on_the_day(reader: Reader) -> None:
    """Beginnings are recorded on their day, ends the day after, with effect from the last day."""
    acted = [
        (one.topic.split(".")[1], local_date(one.recorded.recorded_at), one.recorded.effective_on)
        for one in reader.logged("l.actor = 'calendar'")
    ]

    assert [(what, on) for what, on, effective in acted if what == "activated"] == [
        ("activated", date(2023, 1, 1)),
        ("activated", date(2024, 1, 1)),
        ("activated", date(2025, 1, 15)),
        ("activated", date(2025, 8, 1)),
        ("activated", date(2025, 9, 1)),
        ("activated", date(2025, 11, 1)),
        ("activated", date(2026, 1, 1)),
        ("activated", date(2026, 2, 1)),
    ]
    assert all(on == effective for what, on, effective in acted if what == "activated")
    assert [one for one in acted if one[0] == "terminated"] == [
        ("terminated", date(2026, 1, 1), date(2025, 12, 31)),
        ("terminated", date(2026, 11, 1), date(2026, 10, 31)),
    ]


def test_nothing_is_left_for_the_calendar(demonstration: Path) -> None:
    """On the day the demonstration stands still, the calendar has nothing to record."""
    with Partnerships(demonstration) as partnerships:
        assert partnerships.clock() == DEMONSTRATION_NOW
        assert partnerships.tick(dry_run=True) == ()


def test_policy_of_the_proposal_judges(reader: Reader) -> None:
    """What was proposed before 2026 is judged by the first policy, the rest by the second."""
    versions = {
        state.policy_version for state in reader.partnerships() if state.proposed_on < date(2026, 1, 1)
    }
    later = {state.policy_version for state in reader.partnerships() if state.proposed_on >= date(2026, 1, 1)}

    assert (versions, later) == ({"2022-1"}, {"2026-1"})


def test_first_policy_differs_in_two_thresholds() -> None:
    """The first policy allows six active partnerships and thirty days to decide on a breach."""
    policy = parse_policy(first_policy(read_portfolio()))

    assert (policy.version, policy.dated) == ("2022-1", date(2022, 1, 1))
    assert (policy.thresholds.active_max, policy.thresholds.breach_decision_days) == (6, 30)
    assert "30 dagar" in policy.clauses["C30"].reading.sv  # type: ignore[union-attr]


def test_termination_is_told_to_the_second(reader: Reader) -> None:
    """The termination for breach took effect at 14:03, Swedish time."""
    [ended] = [state.ended_at for state in reader.partnerships() if state.end_reason == "breach"]

    assert str(ended) == "2026-05-06 12:03:00+00:00"


def test_recording_over_a_store_is_refused(demonstration: Path) -> None:
    """A store that is there is left alone."""
    with pytest.raises(StoreUnusable):
        record(demonstration)


def test_no_name_stands_open(demonstration: Path) -> None:
    """People of ours, contacts and signatories are sealed: no name of theirs can be read in the file."""
    told = read_portfolio()
    names = [person["name"] for person in told["people"].values()]
    for facts in told["partnership"]:
        names += [
            facts["partner"]["contact"]["name"],
            *facts.get("agreement", {}).get("signed_by", {}).values(),
        ]
    stored = b"".join(one.read_bytes() for one in demonstration.parent.glob("demo.db*"))

    assert [name for name in names if name.encode() in stored] == []


def test_other_refusals_stop_the_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that is refused without the file saying so stops the recording."""
    told = read_portfolio()
    for entry in (one for facts in told["partnership"] for one in facts["happened"] if "refused" in one):
        entry["refused"] = ["C1"]
    monkeypatch.setattr("samverkan_flow.demo.portfolio.read_portfolio", lambda: told)

    with pytest.raises(Refused, match="C30"):
        record(tmp_path / "demo.db")


def test_progress_is_told(tmp_path: Path) -> None:
    """Progress counts every step, up to the last."""
    told: list[tuple[int, int]] = []
    record(tmp_path / "demo.db", lambda done, total: told.append((done, total)))

    assert told == [(done, len(told)) for done in range(1, len(told) + 1)]
