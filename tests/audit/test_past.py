"""The demonstration's past: every answer here is known by hand from the portfolio's file."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from samverkan_flow.audit.answer import Answer
from samverkan_flow.audit.blame import blame
from samverkan_flow.audit.conformance import conformance
from samverkan_flow.audit.could import could
from samverkan_flow.audit.diff import diff
from samverkan_flow.audit.mandates import mandates
from samverkan_flow.audit.past import house_at, life_of, past_of, state_at
from samverkan_flow.audit.state import state
from samverkan_flow.domain.acts import ACTS
from samverkan_flow.domain.dates import end_of_day, local_date
from samverkan_flow.domain.errors import InvalidInput, NotFound
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.partnership import project
from samverkan_flow.queries.reading import Reader
from tests.demonstration import cited

MAY_31, TODAY = date(2026, 5, 31), date(2026, 11, 23)
KODA, TEATER, TWO_INITIATIVES = "Koda tillsammans", "Ung teater turnerar", "Ungdomsorkestern på turné"


@pytest.fixture
def reader(demonstration: Path) -> Iterator[Reader]:
    """Yields the demonstration opened for reading."""
    with Reader(demonstration) as opened:
        yield opened


def ref_of(reader: Reader, name: str) -> str:
    return next(one.ref for one in reader.partnerships() if one.name == name)


def column(answer: Answer, key: str, value: str) -> dict[str, Any]:
    """Returns the rows of an answer as one mapping."""
    return {row[key]: row[value] for row in answer.rows}


# --- the state at a time ----------------------------------------------------------------------------


def test_known_at_each_moment(reader: Reader) -> None:
    """What was known when an event was recorded is the fold of the log up to that moment, for every event."""
    for register_row in reader.partnerships():
        life = life_of(reader, register_row.ref)
        for one in life:
            recorded_at = one.recorded.recorded_at
            prefix = [each.recorded for each in life if each.recorded.recorded_at <= recorded_at]

            assert past_of(life, known_at=recorded_at).state == project(None, prefix)


def test_now_is_what_the_register_says(reader: Reader) -> None:
    """In force today, as known now, is the register's own row, for every partnership."""
    now = reader.now(reader.house())
    for row in reader.partnerships():
        assert state_at(reader, row.ref).state == row
        assert state_at(reader, row.ref, TODAY, now).state == row


def test_every_day_can_be_asked(reader: Reader) -> None:
    """No day of any partnership's life is beyond asking, as known now or at any other time."""
    for row in reader.partnerships():
        life = life_of(reader, row.ref)
        for day in {one.recorded.effective_on + timedelta(days=n) for one in life for n in (0, 1)}:
            in_force = past_of(life, min(day, TODAY)).state

            assert in_force.last_effective_on <= day


def test_nothing_follows_from_a_later_day(reader: Reader) -> None:
    """Where all was entered on its own day and nothing was corrected, both questions have one answer."""
    for row in reader.partnerships():
        life = life_of(reader, row.ref)
        if row.corrections or any(
            local_date(o.recorded.recorded_at) != o.recorded.effective_on for o in life
        ):
            continue
        for one in life:
            day = one.recorded.effective_on

            assert past_of(life, day).state == past_of(life, known_at=end_of_day(day)).state


@pytest.mark.parametrize(
    ("known_at", "kronor"), [(end_of_day(MAY_31), 330_000), (end_of_day(TODAY), 300_000), (None, 300_000)]
)
def test_a_correction_counts_from_the_start(reader: Reader, known_at: datetime | None, kronor: int) -> None:
    """The amount in force on 31 May reads 330 000 kr as known then, and 300 000 kr as known now (T17)."""
    past = state_at(reader, ref_of(reader, KODA), MAY_31, known_at).state
    assert past.agreement

    assert past.agreement.in_year(2026) == Money(kronor * 100)


@pytest.mark.parametrize("known_at", [None, end_of_day(MAY_31)])
def test_both_are_shown(reader: Reader, known_at: datetime | None) -> None:
    """Where a day is known otherwise now than then, both are told, with the correcting events."""
    ref = ref_of(reader, KODA)
    asked = state(reader, ref, MAY_31, known_at)
    [amount] = [row for row in asked.rows if row["field"] == "agreement.contributions.2026.net"]
    confirmed = life_of(reader, ref)[16]

    assert (amount["then"], amount["value"]) == (Money(33_000_000), Money(30_000_000))
    assert amount["because_of"] == f"{ref}:17@{confirmed.index}"
    assert "correction proposed (number 1, of event 9)" in asked.notes[1]
    assert [one.known_at == "" for one in asked.states] == (
        [True, False] if known_at is None else [False, True]
    )


def test_one_is_shown_where_they_agree(reader: Reader) -> None:
    """A day that is known as it was then is told once."""
    asked = state(reader, ref_of(reader, TEATER), date(2026, 5, 5))

    assert len(asked.states) == 1
    assert column(asked, "field", "value")["stage"] == "active"


@pytest.mark.parametrize(
    ("day", "stage", "decision"),
    [(date(2026, 5, 5), "active", ""), (date(2026, 5, 7), "terminated", "terminate")],
)
def test_a_breach_as_of(reader: Reader, day: date, stage: str, decision: str) -> None:
    """A breach stands open one day; two days later it has ended the partnership."""
    past = state_at(reader, ref_of(reader, TEATER), as_of=day).state

    assert (past.stage, past.breaches[0].decision) == (stage, decision)
    assert bool(past.confirmed_by) == (stage == "terminated")


# --- what cannot be asked ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "known_at", "error", "message"),
    [
        (date(2026, 11, 24), None, InvalidInput, "the day asked for, 2026-11-24, is after today, 2026-11-23"),
        (date.max, None, InvalidInput, "is after today"),
        (None, datetime(2026, 11, 24, 12, tzinfo=UTC), InvalidInput, "the time asked for, 2026-11-24, is after"),
        (date(2025, 8, 31), None, NotFound, "was proposed on 2025-09-01; on 2025-08-31 there was nothing"),
        (date.min, None, NotFound, "on 0001-01-01 there was nothing"),
        (None, end_of_day(date(2025, 8, 31)), NotFound, "first recorded at 2025-09-01 09:20 UTC"),
        (None, datetime(2019, 1, 1, tzinfo=UTC), NotFound, "the log begins at 2022-01-01"),
        (date(2026, 1, 1), end_of_day(date(2025, 8, 31)), NotFound, "nothing was known of it"),
    ],
)  # fmt: skip
def test_what_the_log_does_not_know(
    reader: Reader, as_of: date | None, known_at: datetime | None, error: type[Exception], message: str
) -> None:
    """A day to come, a day before the proposal and a time before the log say so."""
    with pytest.raises(error, match=message):
        state(reader, ref_of(reader, KODA), as_of, known_at)


# --- what changed, who set it -------------------------------------------------------------------------


def test_what_changed_between_two_days(reader: Reader) -> None:
    """Between 5 and 6 May the theatre's partnership ended; each field names who did it and by which event."""
    ref = ref_of(reader, TEATER)
    answered = diff(reader, ref, date(2026, 5, 5), date(2026, 5, 6))
    [stage] = [row for row in answered.rows if row["field"] == "stage"]
    fields = column(answered, "field", "new")

    assert (stage["old"], stage["new"], stage["actor"]) == ("active", "terminated", "k.dahl")
    assert stage["citation"].startswith(f"{ref}:")
    assert (fields["end_reason"], fields["breaches.1.decision"]) == ("breach", "terminate")
    assert fields["duties.terminator"] == ("k.dahl",)
    assert {row["actor"] for row in answered.rows} == {"k.dahl"}


def test_nothing_changed(reader: Reader) -> None:
    """Two days between which nothing happened say so."""
    answered = diff(reader, ref_of(reader, KODA), date(2026, 5, 1), date(2026, 5, 20))

    assert answered.rows == ()
    assert answered.empty == "nothing changed between 2026-05-01 and 2026-05-20, as known now"
    assert answered.notes[0] == "0 events took effect after 2026-05-01 and up to 2026-05-20."


def test_a_correction_is_no_change_between_days(reader: Reader) -> None:
    """What a correction puts right was right on both days, so that nothing changed between them."""
    answered = diff(reader, ref_of(reader, KODA), MAY_31, date(2026, 6, 2))

    assert answered.rows == ()
    assert answered.notes == (
        "2 events took effect after 2026-05-31 and up to 2026-06-02.",
        "A confirmed correction counts from the start, so 2026-05-31 is told as corrected since: "
        f"{cited('P-7:16')} correction proposed (number 1, of event 9); {cited('P-7:17')} correction confirmed.",
    )


def test_days_the_wrong_way_round(reader: Reader) -> None:
    """The later day first is a slip, and is said to be one."""
    with pytest.raises(InvalidInput, match="2026-06-02, comes after the last, 2026-05-31"):
        diff(reader, ref_of(reader, KODA), date(2026, 6, 2), MAY_31)


def test_who_set_the_amount(reader: Reader) -> None:
    """The corrected amount was set by the one who confirmed it; the other years by the signatory."""
    ref = ref_of(reader, KODA)
    answered = blame(reader, ref, "agreement.contributions")
    by_field = {row["field"]: row for row in answered.rows}
    corrected = by_field["agreement.contributions.2026.net"]

    assert (corrected["actor"], corrected["effective_on"]) == ("s.alm", "2026-06-01")
    assert (corrected["before"], corrected["value"]) == (Money(33_000_000), Money(30_000_000))
    assert corrected["reason"] == "Jämfört med det undertecknade avtalet"
    assert by_field["agreement.contributions.2027.net"]["actor"] == "k.dahl"


def test_personal_text_is_opened_where_its_field_is_asked_for(reader: Reader) -> None:
    """The contact stands sealed among all fields, and opened where the field, or what it stands in, is named."""
    ref = ref_of(reader, TEATER)
    everything = blame(reader, ref)
    sealed = [row["field"] for row in everything.rows if row["value"] == "sealed"]
    named = column(blame(reader, ref, "partner"), "field", "value")

    assert sealed == [
        "partner.contact.name", "partner.contact.mail", "partner.contact.telephone",
        "signatures.us.signatory", "signatures.partner.signatory",
    ]  # fmt: skip
    assert str(named["partner.contact.name"]) == "Disa Rönn"
    assert "such as partner.contact.name" in everything.notes[0]


def test_every_field_has_somebody(reader: Reader) -> None:
    """No field of any partnership is without the event that set it, and that event is in its history."""
    for row in reader.partnerships():
        citations = {
            f"{row.ref}:{one.recorded.originator_version}@{one.index}" for one in life_of(reader, row.ref)
        }
        answered = blame(reader, row.ref)

        assert {one["citation"] for one in answered.rows} <= citations
        assert {"stage", "owner", "partner.name"} <= set(column(answered, "field", "value"))


def test_a_field_there_is_not(reader: Reader) -> None:
    """An unknown field lists those that are like it."""
    with pytest.raises(NotFound, match=r'has no field "agreement\.contribution"') as raised:
        blame(reader, ref_of(reader, KODA), "agreement.contribution")

    assert "agreement.contributions" in raised.value.hint


def test_a_field_without_a_value(reader: Reader) -> None:
    """A field that was never filled in has no rows, and says why."""
    answered = blame(reader, ref_of(reader, KODA), "settlement")

    assert answered.rows == ()
    assert "has not been given a value" in answered.empty


# --- who decided, and who could have ------------------------------------------------------------------


def test_who_signed_on_what_mandate(reader: Reader) -> None:
    """The agreement was made by the head of communications, for 930 000 kr of at most a million."""
    answered = mandates(reader, ref_of(reader, KODA))
    [agreed] = [row for row in answered.rows if row["event"] == "agreed"]

    assert (agreed["actor"], agreed["roles"]) == ("k.dahl", ["head-of-communications"])
    assert (agreed["amount"], agreed["covers"]) == (Money(93_000_000), Money(100_000_000))
    assert (agreed["level_wanted"], agreed["judged_by"]) == ("head-of-communications", "2022-1")


def test_the_chief_executive_has_no_limit(reader: Reader) -> None:
    """Above a million it takes the chief executive, who may sign any amount."""
    answered = mandates(reader, ref_of(reader, "Ekonomi för livet"))
    [agreed] = [row for row in answered.rows if row["event"] == "agreed"]

    assert (agreed["actor"], agreed["mandate"]) == ("v.norr", "chief-executive, any amount")
    assert (agreed["amount"], agreed["level_wanted"]) == (Money(120_000_000), "chief-executive")


def test_exceptions_a_step_rested_on(reader: Reader) -> None:
    """The pilot was agreed on three exceptions, which the owner had granted."""
    answered = mandates(reader, ref_of(reader, TWO_INITIATIVES))
    [agreed] = [row for row in answered.rows if row["event"] == "agreed"]

    assert agreed["exceptions"] == [
        "C13 (number 1, s.alm)", "C20 (number 2, s.alm)", "C32 for I2 (number 3, s.alm)",
    ]  # fmt: skip


def test_every_decision_was_covered(reader: Reader) -> None:
    """Whoever decided by amount held a level that covers it, in every partnership of the demonstration."""
    for partnership in reader.partnerships():
        for row in mandates(reader, partnership.ref).rows:
            if row["level_wanted"]:
                assert row["level"], row
                assert (
                    row["covers"] is None or row["amount"] is None or row["amount"].ore <= row["covers"].ore
                )


def test_who_could_have_signed(reader: Reader) -> None:
    """The day before it was signed two people could sign 900 000 kr; the others' reasons are told."""
    answered = could(reader, ref_of(reader, KODA), "agree", as_of=date(2025, 11, 30))
    clauses = column(answered, "person", "clauses")

    assert [row["person"] for row in answered.rows if row["could"] == "yes"] == ["k.dahl", "v.norr"]
    assert (clauses["s.alm"], clauses["g.lind"], clauses["r.sten"]) == (["R2"], ["R1", "R3"], ["R1"])


def test_who_could_have_ended_it(reader: Reader) -> None:
    """When the breach had been decided, only another than the one who ended it could confirm it."""
    ref = ref_of(reader, TEATER)
    answered = could(reader, ref, "breach confirm", known_at=datetime(2026, 5, 6, 12, 4, tzinfo=UTC))

    assert [row["person"] for row in answered.rows if row["could"] == "yes"] == ["v.norr"]
    assert "k.dahl has ended" in column(answered, "person", "why_not")["k.dahl"]


def test_nobody_could_at_another_stage(reader: Reader) -> None:
    """What the stage did not allow nobody could do, and R5 says so."""
    answered = could(reader, ref_of(reader, KODA), "agree", as_of=date(2026, 3, 1))

    assert {row["could"] for row in answered.rows} == {"no"}
    assert all("R5" in row["clauses"] for row in answered.rows)
    assert any(note.startswith("Nobody could:") for note in answered.notes)


def test_a_conflict_bars_then(reader: Reader) -> None:
    """Gustav could judge until his conflict was declared; not after."""
    ref = ref_of(reader, "Unga ekonomer")
    before = could(reader, ref, "assess", as_of=date(2026, 10, 19))
    after = could(reader, ref, "assess", as_of=date(2026, 10, 20))

    assert column(before, "person", "could")["g.lind"] == "yes"
    assert column(after, "person", "clauses")["g.lind"] == ["R4"]


def test_every_act_can_be_asked_about(reader: Reader) -> None:
    """Of every act and every partnership the answer tells of everybody, and nobody could without a role for it."""
    for partnership in reader.partnerships():
        for act in ACTS:
            if act.stages:
                rows = {row["person"]: row for row in could(reader, partnership.ref, act.name).rows}

                assert len(rows) == 10
                assert rows["r.sten"]["could"] == "no", act.name


def test_an_act_there_is_not(reader: Reader) -> None:
    """An unknown act is told all there are, and the near one first; what is done to no partnership is none."""
    with pytest.raises(NotFound) as near:
        could(reader, ref_of(reader, KODA), "breach termnate")
    with pytest.raises(NotFound) as raised:
        could(reader, ref_of(reader, KODA), "people add")

    assert near.value.hint.startswith('did you mean "breach terminate"? acts are assess, screen, ')
    assert raised.value.hint == f"acts are {', '.join(act.name for act in ACTS if act.stages)}"
    with pytest.raises(NotFound, match="is nothing that is done"):
        could(reader, ref_of(reader, KODA), "banana")


def test_no_later_day_than_today_is_offered(reader: Reader) -> None:
    """What has not come yet can be asked of a later day, as long as there is one in the log."""
    today = could(reader, "P-14", "evaluate").notes[1]
    then = could(reader, ref_of(reader, KODA), "evaluate", as_of=date(2025, 10, 1)).notes[1]

    assert today == "Nobody could: P-14 is proposed; this is done when it is active, evaluated or terminated."
    assert then.endswith("; ask of a later day.")


# --- conformance, and the house -----------------------------------------------------------------------


def test_every_step_was_in_order(reader: Reader) -> None:
    """All fourteen partnerships kept to the lifecycle, in 46 changes of stage; counted by hand from the portfolio."""
    answered = conformance(reader)

    assert answered.rows == ()
    assert answered.notes == ("14 partnerships and 46 stage changes were checked against the lifecycle.",)


def test_conformance_of_one(reader: Reader) -> None:
    """One partnership can be asked alone: four steps to the theatre's end."""
    answered = conformance(reader, ref_of(reader, TEATER))

    assert answered.notes == ("1 partnership and 4 stage changes were checked against the lifecycle.",)


def test_the_house_now(reader: Reader) -> None:
    """The house in force today, as known now, is the house."""
    assert house_at(reader) == reader.house()
    assert house_at(reader, TODAY, reader.now(reader.house())) == reader.house()


def test_the_house_then(reader: Reader) -> None:
    """At the end of 2025 one policy and two codes of conduct had come into being."""
    then = house_at(reader, date(2025, 12, 31))

    assert [one.version for one in then.policies] == ["2022-1"]
    assert [one.version for one in then.codes] == ["2022", "2025"]
