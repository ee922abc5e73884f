"""Taking a portfolio in: all of it or nothing, once, with every problem told and every refusal on record."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from samverkan_flow.audit.answer import Answer
from samverkan_flow.audit.budget import budget
from samverkan_flow.audit.verify import Asked, verify
from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.errors import Conflict, InvalidInput, Problem, Refused
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import AgreedAmountCorrection
from samverkan_flow.importing import read_portfolio
from samverkan_flow.queries.health import examine
from samverkan_flow.queries.reading import LoggedEvent
from samverkan_flow.service import Partnerships
from samverkan_flow.service.outcome import Imported
from tests import builders as b
from tests.importing.conftest import ROWS
from tests.importing.portfolios import ENTRY, a_portfolio, a_row, as_csv, as_jsonl, as_xlsx, file_of, many
from tests.store.places import Place, propose

BECAUSE = "the register begins"


def take_in(store: Partnerships, path: Path, **told: Any) -> Imported:
    """Imports a file as the administrator."""
    portfolio = read_portfolio(path, told.pop("because", BECAUSE))
    return store.import_portfolio(portfolio.command, unread=portfolio.unread, **{"actor": "a.ny", **told})


def everything(place: Place) -> list[list[tuple[Any, ...]]]:
    """Returns every row of what an import writes."""
    tables = ("stored_events", "log", "register", "commands", "tiles", "checkpoints")
    return [place.rows(f"SELECT * FROM {table}") for table in tables]


def logged(place: Place) -> list[LoggedEvent]:
    """Returns the whole log."""
    with place.reader() as reader:
        return list(reader.log())


# --- all of it --------------------------------------------------------------------------------------


def test_an_import_tells_what_it_came_to(store: Partnerships, file: Path) -> None:
    """Rows, partnerships, stages, initiatives, references and the years' totals are told."""
    outcome = take_in(store, file)

    assert (6, 5, 6, "P-1", "P-5") == (
        outcome.rows, outcome.partnerships, outcome.initiatives, outcome.first_ref, outcome.last_ref)  # fmt: skip
    assert {"active": 2, "agreed": 1, "terminated": 2} == outcome.stages
    assert [
        (2025, Money(300_000_00)),
        (2026, Money(240_000_00)),
        (2027, Money(3_703_50)),
        (2028, Money(0)),
    ] == [(one.year, one.net) for one in outcome.years]


def test_what_is_imported_is_recorded_as_such(imported: Place) -> None:
    """Effective when it was agreed, recorded now; by whom, why and from which rows of which file."""
    events = [one for one in logged(imported) if isinstance(one.recorded.event, e.PartnershipImported)]
    first = events[0].recorded

    assert [1] * 5 == [one.recorded.originator_version for one in events]
    assert (date(2025, 1, 10), "2026-01-02", "a.ny", "cli:anna", "we begin") == (
        first.effective_on, first.recorded_at.date().isoformat(), first.actor, first.via, first.reason)  # fmt: skip
    assert [(2, 3), (4,), (5,), (6,), (7,)] == [one.recorded.event.rows for one in events]  # type: ignore[attr-defined]
    assert {"portfolio.csv"} == {one.recorded.event.source.name for one in events}  # type: ignore[attr-defined]
    assert 1 == len({one.recorded.command_id for one in events})


def test_numbers_go_on(store: Partnerships, file: Path) -> None:
    """Imported partnerships are numbered after those that are there, and others after them."""
    propose(store)

    assert ("P-2", "P-6", "P-7") == (
        take_in(store, file).first_ref,
        store.partnership("P-6").ref,
        propose(store),
    )


def test_a_store_stays_whole(imported: Place) -> None:
    """After an import doctor and a deep verification find nothing."""
    with imported.reader() as reader:
        failed = [check for check in examine(reader) if not check.ok]
        report = verify(reader, Asked(level="deep"))

    assert ([], ()) == (failed, tuple(report.damage))


def test_a_rebuild_makes_the_same_rows(imported: Place) -> None:
    """The register of what was imported follows from the log alone."""
    states = "SELECT number, id, name, partner, stage, end_reason, owner, term_start, term_end, version FROM register"
    before = imported.rows(states)
    with imported.opened() as store:
        count = store.rebuild()

    assert (5, before) == (count, imported.rows(states))


def test_one_checkpoint_covers_the_file(place: Place, store: Partnerships, file: Path) -> None:
    """A whole file is one transaction: one checkpoint, one command."""
    before = (
        place.rows("SELECT COUNT(*) FROM checkpoints")[0][0],
        place.rows("SELECT COUNT(*) FROM commands")[0][0],
    )
    take_in(store, file)

    assert (before[0] + 1, before[1] + 1) == (
        place.rows("SELECT COUNT(*) FROM checkpoints")[0][0], place.rows("SELECT COUNT(*) FROM commands")[0][0])  # fmt: skip


def test_personal_numbers_are_not_kept_in_the_open(imported: Place) -> None:
    """A sole trader's number stands sealed in the database, and opens for who has the keys."""
    assert b"811228-9874" not in imported.bytes_kept()
    with imported.reader() as reader:
        assert "811228-9874" == str(reader.partnership("P-3").partner.personal_number)


def test_many_partnerships_fill_tiles_of_the_tree(place: Place, store: Partnerships, tmp_path: Path) -> None:
    """Six hundred leaves at once keep the tree of the log whole."""
    take_in(store, file_of(tmp_path, "many.jsonl", as_jsonl(*many(600))))
    with place.reader() as reader:
        report = verify(reader, Asked(level="deep"))

    assert (2, ()) == (place.rows("SELECT COUNT(*) FROM tiles")[0][0], tuple(report.damage))


# --- or nothing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["stored_events", "log", "register", "commands", "checkpoints"])
def test_all_or_nothing(place: Place, store: Partnerships, file: Path, table: str) -> None:
    """Where anything fails on the way nothing is recorded, and the same command goes through afterwards."""
    before = everything(place)
    repair = place.failing(table)
    with pytest.raises(Exception, match=r".") as caught:
        take_in(store, file)
    repair()

    assert (before, True) == (everything(place), hasattr(caught.value, "exit_code"))
    assert (5, False) == ((done := take_in(store, file)).partnerships, done.repeated)


def test_an_interrupted_import_has_recorded_nothing(
    place: Place, store: Partnerships, tmp_path: Path
) -> None:
    """Who stops it half-way finds the store as it was."""
    path = file_of(tmp_path, "many.jsonl", as_jsonl(*many(600)))
    before = everything(place)

    def stop(done: int, _total: int) -> None:
        if done >= 500:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(store, path, told=stop)

    assert before == everything(place)
    assert 600 == take_in(store, path).partnerships


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([a_row(end=""), a_row(key="two", name="Two", owner="h.ek")], [(2, "end", "C36"), (3, "owner", "R1")]),
        ([a_row(), a_row(key="two", name="Two", vat_percent="", start="")],
         [(3, "start", "C27"), (3, "vat_percent", "C26")]),
        ([a_row(code_version="vår kod", partner="")], [(2, "code_version", "C23"), (2, "partner", "C1")]),
        ([a_row(**{"2026": "-1"})], [(2, "2026", "C26")]),
        ([a_row(**{"2026": ""})], [(2, "2026", "C26")]),
    ],
)  # fmt: skip
def test_what_policy_forbids_is_refused_by_row_and_clause(
    place: Place,
    store: Partnerships,
    tmp_path: Path,
    rows: list[dict[str, Any]],
    expected: list[tuple[int, str, str]],
) -> None:
    """Every finding names row, column and clause; nothing is taken in, and the refusal stays on record."""
    with pytest.raises(Refused) as refused:
        take_in(store, file_of(tmp_path, "p.csv", as_csv(*rows)))
    last = logged(place)[-1].recorded

    found = [one for one in refused.value.findings if isinstance(one, Problem)]
    assert expected == [(one.row, one.column, one.clause) for one in found]
    assert isinstance(last.event, e.CommandRefused)
    assert ("import", [one.as_finding() for one in found]) == (last.event.command, [*last.event.findings])
    assert [] == place.rows("SELECT * FROM register")


def test_cells_that_cannot_be_read_are_told_with_the_rest(
    place: Place, store: Partnerships, tmp_path: Path
) -> None:
    """A malformed cell is malformed input and not recorded; what policy forbids elsewhere is told beside it."""
    before = everything(place)
    rows = [a_row(end="tills vidare"), a_row(key="two", name="Two", start="", owner="Sara Alm")]
    with pytest.raises(InvalidInput) as caught:
        take_in(store, file_of(tmp_path, "p.csv", as_csv(*rows)))

    assert [(2, "end", ""), (3, "owner", ""), (3, "start", "C27")] == [
        (one.row, one.column, one.clause) for one in caught.value.findings if isinstance(one, Problem)
    ]
    assert (before, "the file has 3 problems, and nothing of it was recorded") == (
        everything(place),
        caught.value.message,
    )


def test_an_organisation_number_with_a_wrong_digit_is_malformed(store: Partnerships, tmp_path: Path) -> None:
    """A check digit that is wrong is no number; it is told by its row."""
    with pytest.raises(InvalidInput) as caught:
        take_in(store, file_of(tmp_path, "p.csv", as_csv(a_row(organisation_number="802999-0011"))))

    assert [("organisation_number", "")] == [(one.column, one.clause) for one in caught.value.findings]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("told", "clauses"),
    [({"actor": "h.ek"}, ["R1"]), ({"actor": "r.sten"}, ["R1"]), ({"because": " "}, ["C0"])],
)
def test_who_may_not_import(
    store: Partnerships, file: Path, told: dict[str, str], clauses: list[str]
) -> None:
    """Only an administrator imports, and for a reason (R1, C0)."""
    with pytest.raises(Refused) as refused:
        take_in(store, file, **told)

    assert clauses == [one.clause for one in refused.value.findings]


def test_an_earlier_import_is_told_to_administrators_alone(store: Partnerships, file: Path) -> None:
    """Who may not import is refused, whether or not the file was imported before (R1)."""
    take_in(store, file)

    with pytest.raises(Refused) as refused:
        take_in(store, file, actor="h.ek")

    assert "R1" == refused.value.findings[0].clause


def test_a_borrowed_account_does_not_import(place: Place, store: Partnerships, file: Path) -> None:
    """A person bound to an account imports through it alone (R6)."""
    store.handle(c.BindAccount(handle="a.ny", account="cli:anna"), actor="a.ny", via="cli:anna")

    with pytest.raises(Refused) as refused:
        take_in(store, file, via="cli:hanna")

    assert ["R6"] == [one.clause for one in refused.value.findings]
    assert 5 == take_in(store, file, via="cli:anna").partnerships


def test_a_dry_run_records_nothing(place: Place, store: Partnerships, file: Path, tmp_path: Path) -> None:
    """A trial tells what would be recorded, or every problem, and leaves no trace."""
    before = everything(place)

    outcome = take_in(store, file, dry_run=True)
    with pytest.raises(Refused):
        take_in(store, file_of(tmp_path, "p.csv", as_csv(a_row(end=""))), dry_run=True)

    assert (True, 5, before) == (outcome.dry_run, outcome.partnerships, everything(place))


# --- once -------------------------------------------------------------------------------------------


def test_the_same_file_is_imported_once(place: Place, store: Partnerships, file: Path) -> None:
    """The same bytes again, by whatever name and for whatever reason, record nothing and give the first result."""
    first = take_in(store, file)
    before = everything(place)
    again = take_in(place.opened(), file.rename(file.with_name("renamed.csv")), because="once more")

    assert (replace(first, repeated=True), before) == (again, everything(place))


def test_a_trial_of_what_was_imported_says_so(store: Partnerships, file: Path) -> None:
    """A trial run of a file that was imported tells the first result, not that everything stands there twice."""
    first = take_in(store, file)

    assert replace(first, repeated=True) == take_in(store, file, dry_run=True)


def test_the_calendar_imports_nothing(store: Partnerships, file: Path) -> None:
    """Nobody imports in the name of the calendar."""
    with pytest.raises(InvalidInput, match="only tick acts for it"):
        take_in(store, file, actor="calendar")


def test_an_id_of_ones_own_makes_it_safe_to_repeat(store: Partnerships, file: Path, tmp_path: Path) -> None:
    """A command id given with a file belongs to that file."""
    first = take_in(store, file, command_id="import-1")

    assert (first.recorded_at, True) == (
        (again := take_in(store, file, command_id="import-1")).recorded_at,
        again.repeated,
    )
    with pytest.raises(Conflict):
        take_in(
            store, file_of(tmp_path, "other.csv", as_csv(a_row(key="x", name="X"))), command_id="import-1"
        )


def test_a_file_that_was_refused_can_be_imported_when_the_house_is_in_order(
    store: Partnerships, tmp_path: Path
) -> None:
    """A refusal does not use up the file: once the owner is registered, the same bytes go through."""
    path = file_of(tmp_path, "p.csv", as_csv(a_row(owner="e.ny")))
    for _ in range(2):
        with pytest.raises(Refused, match="R1"):
            take_in(store, path)
    store.handle(c.AddPerson(handle="e.ny", name="Eva Ny", roles=("owner",)), actor="a.ny")

    assert 1 == take_in(store, path).partnerships


def test_what_is_recorded_is_not_imported_from_another_file(
    store: Partnerships, file: Path, tmp_path: Path
) -> None:
    """The same rows in another file are known by name, partner and period (R5)."""
    take_in(store, file)

    with pytest.raises(Refused) as refused:
        take_in(store, file_of(tmp_path, "p.xlsx", as_xlsx(*ROWS)))

    assert ["R5"] * 5 == [one.clause for one in refused.value.findings]


# --- what is not checked by a reader ------------------------------------------------------------------


@pytest.mark.parametrize(
    "entry",
    [
        replace(ENTRY, name="a\u202eb"),
        replace(ENTRY, owner="Sara Alm"),
        replace(ENTRY, purpose="x" * 10_001),
        replace(ENTRY, document_sha256="abc"),
        replace(ENTRY, end=date(2300, 1, 1)),
        replace(ENTRY, marketing=("x",) * 201),
    ],
)
def test_a_portfolio_made_by_hand_is_checked_too(place: Place, store: Partnerships, entry: Any) -> None:
    """What must not enter the log does not, whoever made the portfolio; the row is named."""
    before = everything(place)
    with pytest.raises(InvalidInput, match="row 2"):
        store.import_portfolio(a_portfolio(entry), actor="a.ny")

    assert before == everything(place)


@pytest.mark.parametrize("wrong", [{"source": None}, {"because": 5}])
def test_a_portfolio_of_nothing(store: Partnerships, wrong: dict[str, Any]) -> None:
    """A portfolio names its file, and its reason is text."""
    with pytest.raises(InvalidInput):
        store.import_portfolio(a_portfolio(**wrong), actor="a.ny")


def test_the_one_way_in_does_not_take_a_portfolio(store: Partnerships) -> None:
    """A portfolio is many partnerships: `handle` says where it goes."""
    with pytest.raises(InvalidInput) as caught:
        store.handle(a_portfolio(), actor="a.ny")

    assert "import_portfolio" in caught.value.hint


def test_a_refusal_keeps_what_a_reader_can_use(place: Place, store: Partnerships, tmp_path: Path) -> None:
    """Of a thousand findings the log keeps a hundred and how many more; the person is told all."""
    with pytest.raises(Refused) as refused:
        take_in(
            store, file_of(tmp_path, "p.jsonl", as_jsonl(*many(1_000, end="", **{"2026": "0", "2027": "0"})))
        )
    kept = logged(place)[-1].recorded.event

    assert isinstance(kept, e.CommandRefused)
    assert (1_000, 101, "and 900 more findings") == (
        len(refused.value.findings), len(kept.findings), kept.findings[-1].message)  # fmt: skip


# --- and then they live on ----------------------------------------------------------------------------


def test_an_imported_partnership_lives_on(imported: Place) -> None:
    """It is evaluated, continued, amended, paid and ended like any other; the calendar ends what has passed its end."""
    store = imported.opened()
    ended = store.tick()
    document = b.a_document("addendum.pdf")
    for party in ("us", "partner"):
        store.handle(b.a_signature(party, document, ref="P-1"), actor="h.ek")
    addendum = c.Agree(
        ref="P-1", kind="addendum", marketing=("a stand",), document=document, registry_number="KI 2026/1"
    )
    store.handle(addendum, actor="k.dahl")
    store.handle(c.RecordPayment(ref="P-1", amount=b.kronor(10_000)), actor="p.lund")
    for number, goals in enumerate((("G1",), ()), 1):
        store.handle(b.an_evaluation(f"I{number}", ref="P-1", outcomes=b.outcomes(*goals)), actor="u.berg")
    store.handle(c.Continue(ref="P-1", adjustments=("more seats",)), actor="s.alm")
    store.handle(c.End(ref="P-1", reason="notice", because="other plans"), actor="k.dahl")

    assert [("P-5", "terminated")] == [(one.ref, one.stage) for one in ended]
    assert ("terminated", "notice", "expired") == (
        store.partnership("P-1").stage.value, store.partnership("P-1").end_reason, store.partnership("P-5").end_reason)  # fmt: skip


def test_the_agreed_amount_of_an_import_is_corrected(imported: Place) -> None:
    """A wrong amount is mended by a correction of the import, shown by the signed document."""
    from samverkan_flow.domain.values import AgreedAmountCorrection, Document

    store = imported.opened()
    right = AgreedAmountCorrection(2026, b.kronor(70_000))
    propose_it = c.ProposeCorrection(ref="P-1", event_version=1, right=right, because="a slip",
                                     document=Document("agreement.pdf", "a" * 64))  # fmt: skip
    store.handle(propose_it, actor="h.ek")
    store.handle(c.ConfirmCorrection(ref="P-1", number=1), actor="s.alm")

    agreement = store.partnership("P-1").agreement
    assert agreement is not None
    assert b.kronor(70_000) == agreement.in_year(2026)


def test_a_successor_cites_an_evaluation_made_before_the_import(
    place: Place, store: Partnerships, tmp_path: Path
) -> None:
    """Going on after an imported partnership cites the evaluation its file told of (C37)."""
    take_in(store, file_of(tmp_path, "p.csv", as_csv(a_row())))
    partner = c.PartnerDetails("Teater Vågspel", "802999-0010")
    ref = store.handle(replace(b.a_proposal(succeeds="P-1"), partner=partner), actor="h.ek").ref

    assert "P-1" == store.partnership(ref).predecessor_ref
    (event,) = [
        one.recorded.event for one in logged(place) if isinstance(one.recorded.event, e.PartnershipProposed)
    ]
    assert date(2025, 11, 20) == event.predecessor_evaluation_on


def test_an_imported_debt_stands_in_the_way_of_a_successor(imported: Place) -> None:
    """An evaluation that is late in an imported partnership is as late as any other (C38)."""
    partner = c.PartnerDetails("Teater Vågspel", "802999-0010")

    with pytest.raises(Refused, match="C38"):
        imported.opened().handle(replace(b.a_proposal(succeeds="P-1"), partner=partner), actor="h.ek")


# --- the yearly frames --------------------------------------------------------------------------------


def test_a_file_that_oversteps_a_frame_is_refused_as_a_whole(
    place: Place, store: Partnerships, tmp_path: Path
) -> None:
    """The row at which the frame of a year is overstepped is told, with the figures (C14)."""
    rows = many(3, **{"2026": "20 000 000"})
    with pytest.raises(Refused) as refused:
        take_in(store, file_of(tmp_path, "p.csv", as_csv(*rows)))

    (found,) = refused.value.findings
    assert isinstance(found, Problem)
    assert ("C14", 4, "2026") == (found.clause, found.row, found.column)
    assert "0 kr is taken, and the file asks for 60 000 000 kr" in found.message
    assert [] == place.rows("SELECT * FROM register")


def test_what_a_file_takes_of_the_frames_is_recorded_with_it(imported: Place) -> None:
    """One event for each year and file, in the same transaction; a year that has passed is recorded as it was."""
    events = [one.recorded for one in logged(imported) if isinstance(one.recorded.event, e.FrameImported)]
    store = imported.opened()

    assert {2025: b.kronor(300_000), 2026: b.kronor(160_000), 2027: b.Money(2_469_00)} == {
        one.event.year: one.event.amount for one in events if isinstance(one.event, e.FrameImported)
    }
    assert 1 == len({one.command_id for one in events})
    assert [b.kronor(160_000)] == [store.frame(2026).committed]


def test_what_ends_later_gives_back_what_it_took(imported: Place) -> None:
    """What ends releases its part of this year's frame; years that had passed stay as they were, and doctor agrees."""
    store = imported.opened()
    store.tick()
    store.handle(c.End(ref="P-1", reason="notice", because="other plans"), actor="k.dahl")

    assert [b.kronor(300_000), b.kronor(80_000)] == [store.frame(2025).committed, store.frame(2026).committed]
    with imported.reader() as reader:
        assert [] == [check for check in examine(reader) if not check.ok]


def test_a_corrected_import_is_told_right_on_every_day(imported: Place) -> None:
    """What an agreement takes counts from the day it was signed, and as it should have been: never less than nothing."""
    store = imported.opened()
    wrong = c.ProposeCorrection(ref="P-2", event_version=1, right=AgreedAmountCorrection(2027, b.kronor(200)),
                                document=b.Document("agreement.pdf", "a" * 64), because="misread")  # fmt: skip
    store.handle(wrong, actor="p.lund")
    store.handle(c.ConfirmCorrection(ref="P-2", number=1), actor="s.alm")
    days = [date(2025, 1, 9), date(2025, 1, 10), date(2025, 12, 31), date(2026, 1, 2)]
    with imported.reader() as reader:
        told = [_committed(budget(reader, as_of=day), 2027) for day in days]
        of_2026 = _committed(budget(reader, as_of=days[1]), 2026)

    assert [None, Money(2 * 1_234_50 + 200_00), *[Money(1_234_50 + 200_00)] * 2] == told, (
        "one ended in June 2025"
    )
    assert of_2026 == b.kronor(3 * 80_000)


def _committed(answer: Answer, year: int) -> Money | None:
    return next((row["committed"] for row in answer.rows if row["year"] == year), None)


def test_what_is_owed_is_kept_with_it(imported: Place) -> None:
    """Rows of obligations are written with the import, and made anew by a rebuild."""
    rows = "SELECT number, kind, subject, due FROM obligations ORDER BY 1, 2, 3"
    before = imported.rows(rows)
    imported.opened().rebuild()

    assert (1, "evaluation", "I1", "2026-11-20") in before
    assert before == imported.rows(rows)


def test_an_evaluation_is_not_dated_before_the_one_told(imported: Place) -> None:
    """What is decided here comes after what the file tells (R5)."""
    store = imported.opened()

    with pytest.raises(Refused, match="R5"):
        store.handle(b.an_evaluation("I1", ref="P-1", outcomes=b.outcomes("G1")), actor="u.berg",
                     on=date(2025, 11, 20) - timedelta(1))  # fmt: skip
