"""What every store promises, whichever database it stands on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.decide import decide
from samverkan_flow.domain.errors import Conflict, Damaged, Finding, InvalidInput, NotFound, Refused
from samverkan_flow.domain.house import HOUSE_ID, refusals_id
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.store import codec
from tests import builders as b
from tests.replaying import replayed
from tests.store.places import NOON, Place, agree, propose, ready, screen
from tests.unit.givens import POLICY_TEXT

TABLES = ("stored_events", "log", "commands", "register", "house", "policies")


def everything(place: Place) -> dict[str, list[tuple[Any, ...]]]:
    """Returns every row of every table."""
    return {table: sorted(place.rows(f"SELECT * FROM {table}")) for table in TABLES}


def counts(place: Place) -> tuple[int, int, int]:
    """Returns how many events, log rows and commands there are."""
    events, log, commands = (place.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES[:3])
    return events, log, commands


# --- one command, one transaction -----------------------------------------------------------------


@pytest.mark.parametrize("table", ["stored_events", "log", "register", "commands"])
def test_all_or_nothing(a_place: Place, table: str) -> None:
    """Events, log rows, the register and the command id are written together, or nothing is."""
    store = a_place.made()
    ref = propose(store)
    before = everything(a_place)
    repair = a_place.failing(table)
    with pytest.raises(Exception, match=r".") as caught:
        store.handle(c.Assess(ref=ref, assessments=b.assessments()), actor="g.lind", command_id="again")
    repair()

    assert (before, True) == (everything(a_place), hasattr(caught.value, "exit_code"))
    assert (
        2
        == store.handle(
            c.Assess(ref=ref, assessments=b.assessments()), actor="g.lind", command_id="again"
        ).version
    )


@pytest.mark.parametrize("table", ["stored_events", "log", "house", "commands"])
def test_a_failed_change_of_the_house_is_forgotten(a_place: Place, table: str) -> None:
    """What was rolled back is not remembered by the store that tried it."""
    store = a_place.made()
    before = store.house()
    repair = a_place.failing(table)
    with pytest.raises(Exception, match=r"."):
        store.handle(c.AddPerson(handle="e.ny", name="Eva Ny", roles=("officer",)), actor="a.ny")
    repair()

    assert before == store.house()
    with pytest.raises(NotFound):
        store.handle(b.a_proposal(), actor="e.ny")


def test_each_event_has_its_row_in_the_log(a_place: Place) -> None:
    """The log has one row per event, with what an auditor asks first."""
    store = a_place.made()
    ref = propose(store, command_id="first", via="test:desk")

    (row,) = a_place.rows(
        "SELECT originator_version, recorded_at, effective_on, actor, topic, clauses, command_id FROM log "
        "WHERE originator_id = ?",
        store.find(ref).hex,
    )

    assert (
        1, "2026-01-02T12:00:00.000000Z", "2026-01-02", "h.ek", "partnership.proposed.v1", "C3 C4 C5", "first",
    ) == tuple(row)  # fmt: skip


def test_the_index_is_contiguous(a_place: Place) -> None:
    """The log's index begins at 0 and has no gap, refusals and house included."""
    store = a_place.made()
    screen(store, propose(store))
    with pytest.raises(Refused):
        store.handle(c.Screen(ref="P-1"), actor="h.ek")
    agree(store, "P-1")

    indexes = [row[0] for row in a_place.rows("SELECT idx FROM log ORDER BY idx")]

    assert list(range(counts(a_place)[0])) == indexes


def test_an_outcome_tells_where_it_stands_in_the_log(a_place: Place) -> None:
    """An outcome names each event, its version and its index."""
    store = a_place.made()
    before = counts(a_place)[1]

    outcome = store.handle(b.a_proposal(conflict_of_interest=True, conflict="my sister"), actor="h.ek")

    assert [("proposed", 1, before), ("conflict-declared", 2, before + 1)] == [
        (one.event, one.version, one.index) for one in outcome.events
    ]


def test_the_conflict_of_a_proposer_is_described_in_the_log(a_place: Place) -> None:
    """What the proposer says about the conflict is the reason of its event, and stands in the state."""
    store = a_place.made()
    store.handle(
        b.a_proposal(conflict_of_interest=True, conflict="my sister", because="worth it"), actor="h.ek"
    )

    with a_place.reader() as reader:
        state = reader.partnership("P-1")
        reasons = [one.recorded.reason for one in reader.history(state)]

    assert ({"h.ek": "my sister"}, ["worth it", "my sister"]) == (state.conflicts, reasons)


# --- append-only ----------------------------------------------------------------------------------

ATTACKS = {
    "events updated": "UPDATE stored_events SET state = x'00'",
    "one event updated": "UPDATE stored_events SET topic = 'x' WHERE originator_version = 1",
    "events deleted": "DELETE FROM stored_events",
    "the last event deleted": "DELETE FROM stored_events WHERE rowid = (SELECT max(rowid) FROM stored_events)",
    "an event replaced by key": "INSERT OR REPLACE INTO stored_events SELECT originator_id, originator_version, "
    "'x', state FROM stored_events LIMIT 1",
    "an event replaced by rowid": "INSERT OR REPLACE INTO stored_events (rowid, originator_id, originator_version, "
    "topic, state) SELECT rowid, 'other', 1, topic, state FROM stored_events LIMIT 1",
    "an event upserted": "INSERT INTO stored_events SELECT * FROM stored_events WHERE true LIMIT 1 "
    "ON CONFLICT DO UPDATE SET topic = 'x'",
    "an event replaced": "REPLACE INTO stored_events SELECT * FROM stored_events LIMIT 1",
    "an event updated or replaced": "UPDATE OR REPLACE stored_events SET originator_version = 1",
    "the log updated": "UPDATE log SET actor = 'nobody'",
    "the log deleted": "DELETE FROM log WHERE idx = 0",
    "the log replaced by key": "INSERT OR REPLACE INTO log SELECT idx, originator_id, originator_version, "
    "'2000', effective_on, 'nobody', topic, clauses, command_id, leaf FROM log LIMIT 1",
    "the log replaced by event": "INSERT OR REPLACE INTO log SELECT 999999, originator_id, originator_version, "
    "recorded_at, effective_on, 'nobody', topic, clauses, command_id, leaf FROM log LIMIT 1",
    "the log upserted": "INSERT INTO log SELECT * FROM log WHERE true LIMIT 1 "
    "ON CONFLICT DO UPDATE SET actor = 'nobody'",
    "commands updated": "UPDATE commands SET digest = ''",
    "commands deleted": "DELETE FROM commands",
    "a command replaced": "INSERT OR REPLACE INTO commands SELECT command_id, 'x', result, sha256 FROM commands LIMIT 1",
    "a command upserted": "INSERT INTO commands SELECT * FROM commands WHERE true LIMIT 1 "
    "ON CONFLICT DO UPDATE SET digest = 'x'",
}


@pytest.mark.parametrize("statement", ATTACKS.values(), ids=ATTACKS.keys())
def test_append_only(a_place: Place, statement: str) -> None:
    """The database itself refuses to change or remove what was recorded."""
    propose(a_place.made())
    before = everything(a_place)
    with pytest.raises(Exception, match="append-only"):
        a_place.attack(statement)

    assert before == everything(a_place)


def test_a_breach_of_append_only_is_no_conflict_of_versions(a_place: Place) -> None:
    """Appending is possible all the while: the triggers stop changes, not the next event."""
    store = a_place.made()

    assert ["P-1", "P-2"] == [propose(store), propose(store, "Another Stage")]


# --- concurrency ----------------------------------------------------------------------------------


def test_a_version_passed_by_is_a_conflict(a_place: Place) -> None:
    """Who decided on an older version is told that it has changed; nothing is recorded."""
    store = a_place.made()
    ref = propose(store)
    store.handle(c.Assess(ref=ref, assessments=b.assessments()), actor="g.lind", expected_version=1)
    before = everything(a_place)
    with pytest.raises(Conflict, match="version 2, not 1"):
        store.handle(c.Screen(ref=ref), actor="g.lind", expected_version=1)

    assert before == everything(a_place)
    assert "screened" == store.handle(c.Screen(ref=ref), actor="g.lind", expected_version=2).stage


def test_two_openings_see_each_other(a_place: Place) -> None:
    """What one process records is seen by another that has the store open, people and partnerships alike."""
    one = a_place.made()
    other = a_place.opened()
    ref = propose(one)
    other.handle(c.Assess(ref=ref, assessments=b.assessments()), actor="g.lind")
    one.handle(c.AddPerson(handle="e.ny", name="Eva Ny", roles=("officer",)), actor="a.ny")
    one.handle(c.RevokeRole(handle="h.ek", role="officer"), actor="a.ny")

    assert ("P-2", 2) == (
        other.handle(b.a_proposal("Another Stage"), actor="e.ny").ref,
        one.partnership(ref).version,
    )
    with pytest.raises(Refused):
        other.handle(b.a_proposal("A third"), actor="h.ek")


# --- command ids ----------------------------------------------------------------------------------


def test_a_repeated_command_returns_its_first_result(a_place: Place) -> None:
    """A command handed in twice under one id has one effect and one answer, another opening included."""
    store = a_place.made()
    first = store.handle(b.a_proposal(), actor="h.ek", command_id="c-1")
    before = everything(a_place)
    answers = [
        place.handle(b.a_proposal(), actor="h.ek", command_id="c-1") for place in (store, a_place.opened())
    ]

    assert before == everything(a_place)
    assert [(first.ref, first.events, True)] * 2 == [(one.ref, one.events, one.repeated) for one in answers]


def test_a_repeated_refusal_is_the_same_refusal(a_place: Place) -> None:
    """A refused command handed in again is refused with the same findings and recorded once."""
    store = a_place.made()
    found = []
    for _ in range(3):
        with pytest.raises(Refused) as caught:
            store.handle(b.a_proposal(own_role=""), actor="h.ek", command_id="c-1")
        found.append((caught.value.message, caught.value.findings))

    assert ([found[0]] * 3, 1) == (found, len(a_place.rows("SELECT 1 FROM log WHERE command_id = 'c-1'")))


@pytest.mark.parametrize(
    ("change", "actor", "on"),
    [
        ({"purpose": "Another purpose."}, "h.ek", None),
        ({}, "m.alt", None),
        ({}, "h.ek", date(2026, 1, 1)),
        ({"because": "a reason"}, "h.ek", None),
    ],
    ids=["another body", "another person", "another business date", "another reason"],
)
def test_a_reused_id_is_refused(a_place: Place, change: dict[str, Any], actor: str, on: date | None) -> None:
    """An id that was used for another command is a conflict, and changes nothing."""
    store = a_place.made()
    store.handle(b.a_proposal(), actor="h.ek", command_id="c-1")
    before = everything(a_place)
    with pytest.raises(Conflict, match="was used for another command"):
        store.handle(b.a_proposal(**change), actor=actor, on=on, command_id="c-1")

    assert before == everything(a_place)


def test_malformed_input_uses_no_id(a_place: Place) -> None:
    """What is malformed is not recorded, so its id is free for the mended command."""
    store = a_place.made()
    before = everything(a_place)
    for command in (b.a_proposal(purpose="\x00"), b.a_proposal(partner="\u202e")):
        with pytest.raises(InvalidInput):
            store.handle(command, actor="h.ek", command_id="c-1")
    with pytest.raises(InvalidInput):
        store.handle(b.a_proposal(), actor="h.ek", on=date(2026, 1, 3), command_id="c-1")

    assert before == everything(a_place)
    assert "P-1" == store.handle(b.a_proposal(), actor="h.ek", command_id="c-1").ref


def test_the_digest_tells_nothing_without_the_key(a_place: Place) -> None:
    """The kept digest of a command is keyed: guessing its content and hashing does not find it."""
    import hashlib

    store = a_place.made()
    store.handle(b.a_proposal(), actor="h.ek", command_id="c-1")
    told = store.codec.encode(["propose", b.a_proposal(), "h.ek", None])
    guessed = hashlib.sha256(told).hexdigest()

    assert [] == a_place.rows("SELECT 1 FROM commands WHERE digest = ?", guessed)


# --- time -----------------------------------------------------------------------------------------


def test_time_never_runs_backwards(a_place: Place) -> None:
    """Whatever the clock does, the log's times never fall and its order is that of the index."""
    store = a_place.made()
    for number, moved in enumerate(
        (timedelta(0), timedelta(days=-25 * 365), timedelta(minutes=5), timedelta(days=-1))
    ):
        a_place.clock.now = NOON + moved
        propose(store, f"Stage {number}")
    a_place.clock.now = NOON + timedelta(days=3)
    propose(store, "The last")

    times = [row[0] for row in a_place.rows("SELECT recorded_at FROM log ORDER BY idx")]

    assert sorted(times) == times
    assert "2026-01-05T12:00:00.000000Z" == times[-1]


def test_a_clock_behind_the_log_is_not_believed(a_place: Place) -> None:
    """With the clock set back, today is the log's day: a business date after it is malformed, one on it is not."""
    store = a_place.made()
    a_place.clock.now = NOON - timedelta(days=9_000)

    assert date(2026, 1, 2) == store.handle(b.a_proposal(), actor="h.ek").effective_on
    with pytest.raises(InvalidInput, match="after today"):
        store.handle(b.a_proposal("Later"), actor="h.ek", on=date(2026, 1, 3))


def test_a_clock_far_ahead_does_not_stop_the_store(a_place: Place) -> None:
    """After a clock that ran ten years ahead the store works on, at the log's time."""
    store = a_place.made()
    a_place.clock.now = NOON + timedelta(days=3_650)
    propose(store)
    a_place.clock.now = NOON
    propose(store, "Another Stage")

    times = {row[0] for row in a_place.rows("SELECT recorded_at FROM log ORDER BY idx DESC LIMIT 2")}

    assert {"2035-12-31T12:00:00.000000Z"} == times


def test_a_clock_in_another_zone(a_place: Place) -> None:
    """A clock that tells its time in another zone is kept in UTC."""
    from zoneinfo import ZoneInfo

    store = a_place.made()
    a_place.clock.now = datetime(2026, 7, 1, 14, tzinfo=ZoneInfo("Europe/Stockholm"))

    assert "2026-07-01T12:00:00.000000Z" == store.handle(b.a_proposal(), actor="h.ek").recorded_at


def test_the_business_date_is_kept_beside_the_time(a_place: Place) -> None:
    """What is recorded later than it happened says both."""
    store = a_place.made()
    a_place.clock.now = NOON + timedelta(days=10)
    outcome = store.handle(b.a_proposal(), actor="h.ek", on=date(2026, 1, 5))

    assert (date(2026, 1, 5), "2026-01-12T12:00:00.000000Z") == (outcome.effective_on, outcome.recorded_at)


# --- refusals -------------------------------------------------------------------------------------


def test_a_refusal_stands_in_a_stream_of_its_own(a_place: Place) -> None:
    """Who tried what and every finding is recorded beside the partnership, which does not change."""
    store = a_place.made()
    ref = propose(store)
    with pytest.raises(Refused):
        store.handle(c.Screen(ref=ref, because="it is urgent"), actor="h.ek")

    (refusal,) = store.events.get(refusals_id(store.find(ref)))

    assert isinstance(refusal, e.Recorded)
    assert isinstance(refusal.event, e.CommandRefused)
    assert ("screen", "P-1", "h.ek", "it is urgent", "R1", 1) == (
        refusal.event.command, refusal.event.ref, refusal.actor, refusal.reason, refusal.event.findings[0].clause,
        store.partnership(ref).version,
    )  # fmt: skip


def test_what_has_no_partnership_yet_is_refused_in_one_stream(a_place: Place) -> None:
    """Refused proposals and refused changes of the house stand together, numbered on."""
    store = a_place.made()
    for command, actor in (
        (b.a_proposal(own_role=""), "h.ek"),
        (c.GrantRole(handle="h.ek", role="king"), "a.ny"),
    ):
        with pytest.raises(Refused):
            store.handle(command, actor=actor)

    refused = [one.event.command for one in store.events.get(refusals_id(None))]  # type: ignore[attr-defined]

    assert ["propose", "people grant"] == refused


def test_a_dry_run_records_nothing(a_place: Place) -> None:
    """A dry run tells the events or every finding, and leaves no trace."""
    store = a_place.made()
    ref = propose(store)
    before = everything(a_place)
    told = store.handle(c.Assess(ref=ref, assessments=b.assessments()), actor="g.lind", dry_run=True)
    with pytest.raises(Refused):
        store.handle(c.Screen(ref=ref), actor="g.lind", dry_run=True)
    store.handle(b.a_proposal("Another Stage"), actor="h.ek", dry_run=True, command_id="c-1")

    assert (before, True, "criteria-assessed") == (everything(a_place), told.dry_run, told.events[0].event)


def test_nobody_unknown_acts(a_place: Place) -> None:
    """An unknown person is not found; nothing is recorded."""
    store = a_place.made()
    before = everything(a_place)
    with pytest.raises(NotFound, match="is not registered here"):
        store.handle(b.a_proposal(), actor="stranger")

    assert before == everything(a_place)


def test_nobody_acts_as_the_calendar(a_place: Place) -> None:
    """The calendar's name is reserved: nobody ends or begins a partnership under it."""
    store = a_place.made()
    ref = propose(store)
    for command in (c.EndByCalendar(ref=ref), c.Activate(ref=ref), b.a_proposal()):
        with pytest.raises(InvalidInput, match="the actor"):
            store.handle(command, actor="calendar")


@pytest.mark.parametrize(
    "ref", ["P-9", "P-0", "P-", "", "p-9", "9", "P-1x", "P-99999999999", "'; DROP TABLE register;--"]
)
def test_a_reference_there_is_none_of(a_place: Place, ref: str) -> None:
    """A reference that leads nowhere is not found, whatever it looks like."""
    store = a_place.made()
    propose(store)
    with pytest.raises(NotFound), a_place.reader() as reader:
        reader.partnership(ref)
    with pytest.raises(NotFound):
        store.handle(c.Screen(ref=ref), actor="g.lind")


def test_a_partnership_is_found_by_its_id_too(a_place: Place) -> None:
    """Reference in either case and id name the same partnership."""
    store = a_place.made()
    ref = propose(store)
    ids = {store.find(one) for one in (ref, ref.lower(), f" {ref} ", str(store.find(ref)))}

    assert 1 == len(ids)


# --- the calendar ---------------------------------------------------------------------------------


def test_the_calendar_catches_up_and_does_so_once(a_place: Place) -> None:
    """After years of silence one tick records beginning and end, each on its own date; the next records nothing."""
    store = a_place.made()
    screen(store, propose(store))
    agree(store, "P-1")
    a_place.clock.now = datetime(2029, 3, 1, 12, tzinfo=UTC)
    rehearsed = [one.command for one in store.tick(dry_run=True)]
    first = [(one.command, one.effective_on, one.actor) for one in store.tick()]
    before = everything(a_place)
    again = store.tick()

    assert [("activate", b.START, "calendar"), ("expire", b.END, "calendar")] == first
    assert ((), before, ["activate"]) == (again, everything(a_place), rehearsed)


def test_what_the_calendar_is_refused_is_told_together(
    a_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One refusal names every partnership that stands still, and says what was recorded all the same."""
    store = a_place.made()
    for partner in ("First Stage", "Second Stage", "Third Stage"):
        ref = propose(store, partner)
        screen(store, ref)
        agree(store, ref)
    a_place.clock.now = datetime(2026, 2, 1, 12, tzinfo=UTC)

    def refusing(command: c.Command, state: Any, context: Any) -> Any:
        if isinstance(command, c.Activate) and command.ref != "P-2":
            raise Refused(
                f"activate {command.ref} is refused under C14", (Finding("C14", "the frame", "raise it"),)
            )
        return decide(command, state, context)

    monkeypatch.setattr("samverkan_flow.service.partnerships.decide", refusing)
    with pytest.raises(Refused) as caught:
        store.tick()

    assert "activate P-1 is refused under C14; activate P-3 is refused under C14" == caught.value.message
    assert "recorded all the same: activate P-2" == caught.value.hint
    assert ["agreed", "active", "agreed"] == [
        store.partnership(ref).stage.value for ref in ("P-1", "P-2", "P-3")
    ]


@pytest.mark.parametrize(("moment", "stage"), [
    (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), "agreed"), (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), "active"),
])  # fmt: skip
def test_the_day_begins_in_stockholm(a_place: Place, moment: datetime, stage: str) -> None:
    """The calendar's day is the policy's: it begins at midnight in Stockholm."""
    store = a_place.made()
    screen(store, propose(store))
    agree(store, "P-1")
    a_place.clock.now = moment
    store.tick()

    assert stage == store.partnership("P-1").stage


# --- rebuilding and reading -----------------------------------------------------------------------


def test_a_rebuild_makes_the_same_rows(a_place: Place) -> None:
    """Register, house and policies made anew from the log say what they said before."""
    store = a_place.made()
    screen(store, propose(store))
    agree(store, "P-1")
    propose(store, "Another Stage")
    columns = "number, id, name, partner, organisation_number, stage, end_reason, owner, term_start, term_end, version"
    before = a_place.rows(f"SELECT {columns} FROM register ORDER BY number")
    with a_place.reader() as reader:
        states, house = list(reader.partnerships()), reader.house()
    a_place.attack("UPDATE register SET stage = 'terminated', owner = 'nobody'", "DELETE FROM house")
    made = store.rebuild()
    with a_place.reader() as reader:
        rebuilt = (
            a_place.rows(f"SELECT {columns} FROM register ORDER BY number"),
            list(reader.partnerships()),
            reader.house(),
        )

    assert (2, (before, states, house)) == (made, rebuilt)


def test_a_rebuild_twice_is_the_same_to_the_byte(a_place: Place) -> None:
    """Rebuilding is deterministic: what it makes the second time is what it made the first."""
    store = a_place.made()
    screen(store, propose(store))
    made = []
    for _ in range(2):
        store.rebuild()
        made.append(everything(a_place))

    assert made[0] == made[1]


def test_the_state_is_the_fold_of_its_events(a_place: Place) -> None:
    """Register, service and replay past every cache give the same state."""
    store = a_place.made()
    screen(store, propose(store))
    agree(store, "P-1")
    with a_place.reader() as reader:
        listed = reader.partnership("P-1")

    assert listed == store.partnership("P-1") == replayed(store, store.find("P-1"))
    assert Stage.AGREED is listed.stage


def test_a_partnership_stays_under_its_policy(a_place: Place) -> None:
    """A newly adopted policy does not judge what was proposed before it (T13)."""
    store = a_place.made()
    ref = propose(store)
    text = POLICY_TEXT.replace('version = "2026-1"', 'version = "2026-2"', 1)
    store.handle(c.AdoptPolicy(text=text, in_force_from=date(2026, 1, 2)), actor="a.ny")
    later = propose(store, "Another Stage")
    with a_place.reader() as reader:
        adopted = reader.policy_text("2026-2")

    assert ["2026-1", "2026-2"] == [store.partnership(one).policy_version for one in (ref, later)]
    assert text == adopted


# --- damage and upcasting -------------------------------------------------------------------------


def plant(place: Place, topic: str, state: str, originator_id: str) -> None:
    """Puts an event into the store past the product."""
    literal = state.replace("'", "''")
    place.attack(
        f"INSERT INTO stored_events VALUES ('{originator_id}', 2, '{topic}', CAST('{literal}' AS BLOB))"
    )


def test_an_unknown_topic_is_damage(a_place: Place) -> None:
    """A topic no registry entry explains is told as damage; nothing is imported by what the database says."""
    store = a_place.made()
    ref = propose(store)
    plant(a_place, "os:system", "{}", store.find(ref).hex)
    with pytest.raises(Damaged, match="os:system"):
        replayed(store, store.find(ref))


@pytest.mark.parametrize("state", ["", "{}", "null", "[]", "not json", '{"data": {}}', "[" * 10_000])
def test_bytes_that_are_no_event_are_damage(a_place: Place, state: str) -> None:
    """Bytes that do not decode are told as damage, naming the event."""
    store = a_place.made()
    ref = propose(store)
    plant(a_place, "partnership.screened.v1", state, store.find(ref).hex)
    with pytest.raises(Damaged, match="event 2 of"):
        replayed(store, store.find(ref))


def test_old_events_are_cast_up(a_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old topic is loaded through each upcaster in turn; the stored bytes stay as they are."""
    store = a_place.made()
    ref = propose(store)
    id_ = store.find(ref)
    monkeypatch.setitem(codec.UPCASTERS, "partnership.handed-over.v-1", lambda old: (
        "partnership.handed-over.v0", {"duty": "owner", "who": old["owner"]}))  # fmt: skip
    monkeypatch.setitem(codec.UPCASTERS, "partnership.handed-over.v0", lambda old: (
        "partnership.handed-over.v1", {"duty": old["duty"], "person": old["who"]}))  # fmt: skip
    stored = (
        '{"recorded_at":"2026-01-02T12:00:00Z","effective_on":"2026-01-02","actor":"s.alm","via":"cli:sara",'
        '"command_id":"c","policy_version":"2026-1","data":{"owner":"o.vik"},"reason":"leave"}'
    )
    plant(a_place, "partnership.handed-over.v-1", stored, id_.hex)

    state = replayed(store, id_)

    assert state is not None
    assert ("o.vik", 2) == (state.owner, state.version)


def test_an_upcaster_that_is_missing_is_damage(a_place: Place) -> None:
    """Without its upcaster an old topic is damage, not a guess."""
    store = a_place.made()
    ref = propose(store)
    plant(a_place, "partnership.handed-over.v0", "{}", store.find(ref).hex)
    with pytest.raises(Damaged):
        replayed(store, store.find(ref))


def test_the_house_is_a_stream_like_others(a_place: Place) -> None:
    """People, policy and code stand in the same log, from the first event on."""
    store = a_place.made()
    (first, *_) = store.events.get(HOUSE_ID)

    assert isinstance(first, e.Recorded)
    assert isinstance(first.event, e.StoreOpened)


# --- personal fields ------------------------------------------------------------------------------

SECRETS = ("Maja Holm", "maja.holm@example.org", "08-123 45 67", "Klara Dahl", "811228-9874", "Name of h.ek")


def with_secrets(place: Place) -> Any:
    """Returns a store that was told every kind of personal text."""
    from msgspec.structs import replace

    store = place.made()
    screen(store, propose(store))
    for command in ready("P-1"):
        store.handle(command, actor="h.ek", command_id=f"c-{type(command).__name__}-{id(command)}")
    trader = c.PartnerDetails(name="Clown Olle", organisation_number="811228-9874", legal_form="sole trader")
    store.handle(replace(b.a_proposal("Clown Olle"), partner=trader), actor="h.ek", command_id="sole-trader")
    with pytest.raises(Refused):
        store.handle(replace(b.a_proposal("Clown Olle"), partner=trader, own_role=""), actor="h.ek")
    return store


@pytest.mark.parametrize("secret", SECRETS)
def test_no_personal_text_is_kept_in_the_open(a_place: Place, secret: str) -> None:
    """What identifies a living person stands nowhere in the database or its journal."""
    with_secrets(a_place)

    assert secret.encode() not in a_place.bytes_kept()


def test_what_is_sealed_opens_again(a_place: Place) -> None:
    """With its key a personal text is read like any other."""
    with_secrets(a_place)
    with a_place.reader() as reader:
        contact = reader.partnership("P-1").partner.contact
        number = reader.partnership("P-2").partner.personal_number

    assert contact is not None
    assert ("Maja Holm", "811228-9874") == (str(contact.name), str(number))


def test_an_erased_key_shows_erased(a_place: Place) -> None:
    """Where a subject's key is gone its texts read "erased"; everything else stays as it was."""
    store = with_secrets(a_place)
    store.codec.keys._open().execute("DELETE FROM keys WHERE subject = 'partner:P-1:contact'")
    with a_place.reader() as reader:
        state = reader.partnership("P-1")
        history = [one.recorded for one in reader.history(state)]

    assert state.partner.contact is not None
    assert ("erased", "erased", b.PARTNER) == (
        str(state.partner.contact.name), str(state.partner.contact.mail), state.partner.name,
    )  # fmt: skip
    assert "Klara Dahl" in [
        str(one.event.signatory) for one in history if isinstance(one.event, e.DocumentSigned)
    ]


def test_a_sealed_text_moved_to_another_subject_is_damage(a_place: Place) -> None:
    """A sealed text opens under its own subject alone."""
    store = with_secrets(a_place)
    keys = store.codec.keys
    sealed = keys.seal("person:h.ek", "Hanna Ek")
    with pytest.raises(Damaged, match="does not open with its key"):
        keys.unseal("person:s.alm", sealed)


@pytest.mark.parametrize("changed", ["", "AAAA", "not base64!", "Å"])
def test_a_sealed_text_that_was_changed_is_damage(a_place: Place, changed: str) -> None:
    """Changed or truncated sealed bytes are told as damage."""
    store = with_secrets(a_place)
    with pytest.raises(Damaged):
        store.codec.keys.unseal("person:h.ek", changed)


def test_the_same_text_is_sealed_otherwise_each_time(a_place: Place) -> None:
    """Two equal names do not look equal."""
    keys = a_place.made().codec.keys

    assert keys.seal("person:h.ek", "Hanna") != keys.seal("person:h.ek", "Hanna")
