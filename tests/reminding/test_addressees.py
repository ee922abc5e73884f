"""Who is told: whom an obligation names, else whom the rules of the house let fulfil it, and owners of what is theirs."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.acts import ACT
from samverkan_flow.domain.reminders import ACT_OWED, OWNER_IS_TOLD
from samverkan_flow.queries.addressees import AddressBook, Addressees
from samverkan_flow.queries.attention import owed_across
from samverkan_flow.queries.reading import Reader
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import ServiceDriver, first_name_of


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the furnished store of the acceptance spec."""
    return world.furnish(tmp_path_factory.mktemp("house"))


@pytest.fixture
def app(house: Path, tmp_path: Path) -> Iterator[ServiceDriver]:
    """Returns a world with one active partnership, agreed by Klara."""
    made = ServiceDriver.moved_in(house, tmp_path)
    world.bring(made, b.PARTNER, "active")
    yield made
    made.close()


def found(app: ServiceDriver) -> dict[str, Addressees]:
    """Returns the people for each obligation of the day, by its kind."""
    with Reader(app.path, app.now) as reader:
        known = reader.house()
        book = AddressBook(reader, known, app.today)
        return {one.kind: book.of(one) for one in owed_across(reader, app.today)}


def told(app: ServiceDriver, kind: str) -> set[str]:
    """Returns by first name who is told of one kind of obligation."""
    return {first_name_of(handle) for handle in found(app)[kind].told}


def reported(app: ServiceDriver) -> None:
    guideline = app.state().agreement["guidelines"][0]["id"]  # type: ignore[index]
    evidence = (b.a_document("evidence.pdf"),)
    app.must("Hanna", c.ReportBreach(guideline=guideline, evidence=evidence, because="it was seen"))


def remedy_awaited(app: ServiceDriver) -> None:
    reported(app)
    by = app.today + timedelta(days=20)
    app.must("Sara", c.DecideBreach(number=1, decision="remedy", remedy_by=by, because="it can be mended"))


def terminated(app: ServiceDriver) -> None:
    reported(app)
    app.must("Klara", c.TerminateForBreach(number=1, because="it was grave"))


def declined(app: ServiceDriver) -> None:
    terminated(app)
    app.must("Viktor", c.ConfirmTermination(decline=True, because="not shown"))


def nothing(_app: ServiceDriver) -> None:
    """The partnership is active, and that is all."""


def joined(app: ServiceDriver) -> None:
    app.must("Hanna", c.RecordCoPartner(co_partner="Glitter AB"))


def new_code(app: ServiceDriver) -> None:
    app.must("Anna", world.a_code("2026", app.today))


@pytest.mark.parametrize(
    ("happened", "kind", "expected"),
    [
        (nothing, "evaluation", {"Ulla", "Sara"}),
        (nothing, "end-date", {"Sara"}),
        (reported, "breach-decision", {"Sara"}),
        (remedy_awaited, "remedy", {"Sara"}),
        (terminated, "confirmation", {"Viktor"}),
        (terminated, "settlement", {"Petra"}),
        (terminated, "final-evaluation", {"Ulla", "Sara"}),
        (joined, "co-partner", {"Gustav"}),
        (new_code, "acknowledgement", {"Sara"}),
    ],
)
def test_who_is_told_of_what(
    happened: Callable[[ServiceDriver], None], kind: str, expected: set[str], app: ServiceDriver
) -> None:
    """The person named, or all whom the rules let do it; the owner of evaluations, the code and the end date."""
    happened(app)

    assert expected == told(app, kind)


def test_a_declined_confirmation_lies_with_the_highest_level(app: ServiceDriver) -> None:
    """Whoever declined is not asked again, and no lower level is; where that leaves nobody, the owner hears of it."""
    declined(app)
    before = told(app, "confirmation")
    app.must("Anna", c.AddPerson(handle="c.ny", name="Cilla Ny", roles=("chief-executive",)))

    assert ({"Sara"}, {"c.ny"}) == (before, told(app, "confirmation"))


def test_whoever_may_not_evaluate_is_not_asked_to(app: ServiceDriver) -> None:
    """An evaluator who proposed it, or has a conflict of interest, is no evaluator of this partnership (R3, R4)."""
    app.must("Anna", c.GrantRole(handle="h.ek", role="evaluator"))
    app.must("Anna", c.AddPerson(handle="e.jav", name="Eva", roles=("evaluator",)))
    app.must("Sara", c.DeclareConflict(person="e.jav", because="her brother works there"))

    assert ("u.berg",) == found(app)["evaluation"].who


def test_an_owner_without_any_role_is_not_written_to(app: ServiceDriver) -> None:
    """Who has left hears nothing more; the others are told as before."""
    for role in ("owner", "partnership-lead"):
        app.must("Anna", c.RevokeRole(handle="s.alm", role=role))

    assert ({"Ulla"}, set()) == (told(app, "evaluation"), told(app, "end-date"))


def test_every_kind_of_obligation_has_its_people() -> None:
    """What is owed is fulfilled by an act of the table, or taken care of by the owner."""
    kinds = {"evaluation", "final-evaluation", "breach-decision", "remedy", "confirmation", "settlement",
             "acknowledgement", "co-partner", "end-date"}  # fmt: skip

    assert kinds == {*ACT_OWED, *OWNER_IS_TOLD}
    assert set() == set(ACT_OWED.values()) - set(ACT)


def test_it_is_the_first_day_of_the_partnership(app: ServiceDriver) -> None:
    """The world of these tests: an evaluation a year from now and an end date, nothing else."""
    assert {"evaluation", "end-date"} == set(found(app))
    assert date(2026, 2, 1) == app.today
