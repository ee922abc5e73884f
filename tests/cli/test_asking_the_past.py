"""The verbs that ask the past: how days and times are given, and what an answer looks like."""

from typing import Any

import pytest

from samverkan_flow.cli import past
from samverkan_flow.domain.acts import ACTS
from tests.cli.conftest import Run

KODA = "P-7"


def rows(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["field"]: row for row in answer["rows"]}


def test_both_answers_stand_in_the_document(demo: Run) -> None:
    """The document holds the whole state asked for, then the other, each with the last event it holds."""
    answer = demo("audit", "state", KODA, "--as-of", "2026-05-31", "--json").json
    now, then = answer["states"]
    nets = [one["state"]["agreement"]["contributions"][0]["net"]["ore"] for one in (now, then)]

    assert nets == [30_000_000, 33_000_000]
    assert (now["as_of"], then["known_at"]) == ("2026-05-31", "2026-05-31T21:59:59.999999Z")
    assert now["last_index"] > then["last_index"]
    assert rows(answer)["agreement.contributions.2026.net"]["then"] == {"ore": 33_000_000, "currency": "SEK"}


@pytest.mark.parametrize(
    ("known_at", "stage"),
    [
        ("2026-05-06T14:02:59+02:00", "active"),
        ("2026-05-06T12:03:00Z", "terminated"),
        ("2026-05-05", "active"),
        ("2026-05-06", "terminated"),
    ],
)
def test_a_time_is_told_with_its_zone_or_by_its_day(known_at: str, stage: str, demo: Run) -> None:
    """The theatre's partnership ended at 14:03 Swedish time; a date stands for the end of its day."""
    [asked] = demo("audit", "state", "P-4", "--known-at", known_at, "--json").json["states"]

    assert asked["state"]["stage"] == stage


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("state", KODA, "--as-of", "2026-02-30"), '--as-of holds "2026-02-30", which is not a date that exists'),
        (("state", KODA, "--as-of", "31 maj 2026"), '"31 maj 2026", which is not a date as it is written here'),
        (("state", KODA, "--as-of", "2026-11-24"), "the day asked for, 2026-11-24, is after today, 2026-11-23"),
        (("state", KODA, "--known-at", "2026-11-24"), "the time asked for, 2026-11-24, is after today, 2026-11-23"),
        (("state", KODA, "--known-at", "2026-05-06T14:03"), "--known-at has no time zone"),
        (("state", KODA, "--known-at", "yesterday"), '--known-at holds "yesterday", which is no time'),
        (("state", KODA, "--known-at", ""), '--known-at holds "", which is no time'),
        (("state", KODA, "--known-at", "0001-01-01T00:00+23:00"), "--known-at is 0001-01-01, and years are from"),
        (("state", KODA, "--known-at", "0001-01-01"), "--known-at is 0001-01-01, and years are from"),
        (("could", KODA, "agree", "--as-of", "9999-12-31"), "is after today"),
        (("diff", KODA, "--from", "2026-05-02", "--to", "2026-05-01"), "the first day, 2026-05-02, comes after"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(arguments: tuple[str, ...], message: str, demo: Run) -> None:
    """A day that does not exist, a time without a zone and what is to come are slips of the one who asks."""
    ran = demo("audit", *arguments)

    assert ran.code == 2
    assert message in ran.err


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("blame", KODA, "agrement"), "agreement"),
        (("could", KODA, "breach", "termnate"), "breach terminate"),
        (("state", "P-99"), "references look like P-7"),
        (("state", KODA, "--as-of", "2020-01-01"), "ask of a later day"),
        (("state", KODA, "--known-at", "2020-01-01"), "ask of a later time"),
        (("could", KODA, "banana"), "acts are assess, screen, exception ask, "),
        (("conformance", "P-99"), "references look like P-7"),
        (("state", "P4"), "write P-4"),
        (("history", "4"), "write P-4"),
        (("duties", "p 4"), "write P-4"),
        (("refusals", "P99"), "references look like P-7"),
    ],
)  # fmt: skip
def test_what_is_not_there(arguments: tuple[str, ...], hint: str, demo: Run) -> None:
    """What was not there, or not yet, is not found, and the hint tells what is."""
    ran = demo("audit", *arguments)

    assert ran.code == 4
    assert hint in ran.err


def test_words_of_an_act_need_no_quotes(demo: Run) -> None:
    """`breach terminate` is written as on the command line."""
    ran = demo("audit", "could", KODA, "breach", "terminate", "--as-of", "2026-04-01")

    assert [line.split("\t")[0] for line in ran.out.splitlines() if "\tyes\t" in line] == ["k.dahl", "v.norr"]


def test_help_tells_every_act_there_is(demo: Run) -> None:
    """The acts in the help are those of the table, in its order."""
    told = past.ACTS_TOLD.split("\b\n")[1]

    assert [act.name for act in ACTS if act.stages] == [one.strip() for one in told.split(",")]
    assert "breach report, breach decide, breach remedied" in demo("audit", "could", "--help").out


def test_refusals_of_one_partnership(demo: Run) -> None:
    """Three attempts of P-13 were refused, none of P-1; without a reference all are told."""
    of_one, of_all = (demo("audit", "refusals", *ref).out.splitlines() for ref in (("P-13",), ()))

    assert [line.partition("@")[0] for line in of_one] == [f"P-13/refusals:{number}" for number in (1, 2, 3)]
    assert set(of_one) < set(of_all)
    assert demo("audit", "refusals", "P-1", "--json").json["empty"] == "nothing of P-1 has been refused"


def test_decisions_are_cited(demo: Run) -> None:
    """Each decision begins with the event it rests on, as everywhere."""
    first = demo("audit", "mandates", KODA).out.splitlines()[0]

    assert first.split("\t")[0].startswith(f"{KODA}:1@")


def test_conformance_says_what_it_checked(demo: Run) -> None:
    """No deviation is an answer with the count of what was checked."""
    answer = demo("audit", "conformance", "--json").json

    assert (answer["rows"], answer["empty"]) == ([], "every step was taken in the agreed order")
    assert answer["notes"] == ["14 partnerships and 46 stage changes were checked against the lifecycle."]
    assert answer["stamp"]["log_size"] > 200


def test_blame_is_a_line_for_each_field(demo: Run) -> None:
    """A pipe gets field, value, the value before, who, when, by which event and why."""
    ran = demo("audit", "blame", KODA, "agreement.contributions.2026.net")
    field, value, before, actor, effective_on, event, reason = ran.out.rstrip("\n").split("\t")

    assert (field, value, before) == ("agreement.contributions.2026.net", "300 000 kr", "330 000 kr")
    assert (actor, effective_on, reason) == ("s.alm", "2026-06-01", "Jämfört med det undertecknade avtalet")
    assert event.startswith(f"{KODA}:17@")
