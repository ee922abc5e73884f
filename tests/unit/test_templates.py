"""The printed forms: each one is read as it stands, explains every field, and together they are a partnership."""

import itertools
import re
import types
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from samverkan_flow import forms
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.events import name_of
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import Document
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Handled, Partnerships
from tests.builders import frames

PEOPLE = {
    "h.ek": ("officer",),
    "g.lind": ("screener",),
    "s.alm": ("owner", "partnership-lead"),
    "k.dahl": ("head-of-communications",),
    "u.berg": ("evaluator",),
    "p.lund": ("treasurer",),
}
CODE = Document(name="uppforandekod-2026.pdf", sha256="c" * 64, media_type="application/pdf")


def read(kind: str, **given: Any) -> Any:
    """Returns the command that a printed form makes, in a folder that holds no file."""
    return forms.read_form(forms.template(kind).encode(), forms.FORMS[kind], Path("/nonexistent"), **given)


def structs_in(hint: Any) -> Iterator[type[msgspec.Struct]]:
    """Yields every struct a type is made of, however deep."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
        for inner in typing.get_type_hints(hint).values():
            yield from structs_in(inner)
    elif typing.get_origin(hint) in (tuple, typing.Union, types.UnionType):
        for inner in typing.get_args(hint):
            yield from structs_in(inner)


def fields_of(command: type[c.Command]) -> set[str]:
    """Returns the names of all fields a form of this command may hold."""
    return {name for kind in structs_in(command) for name in kind.__struct_fields__} - {"ref"}


@pytest.mark.parametrize("kind", forms.FORMS)
def test_a_form_is_read_as_printed(kind: str) -> None:
    """A printed form makes its command without a single change."""
    assert type(read(kind)) is forms.FORMS[kind]


@pytest.mark.parametrize("kind", forms.FORMS)
def test_a_form_names_every_field(kind: str) -> None:
    """Nothing that the command takes is left out of the form or its comments."""
    text = forms.template(kind)

    missing = {name for name in fields_of(forms.FORMS[kind]) if not re.search(rf"\b{name}\b", text)}

    assert missing - held_by_the_form_as_a_whole(kind) == set()


def held_by_the_form_as_a_whole(kind: str) -> set[str]:
    """An initiative or a goal is written flat, so the field that holds it has no name of its own."""
    return {"initiative": {"initiative"}, "goal": {"goal"}}.get(kind, set())


@pytest.mark.parametrize("kind", forms.FORMS)
def test_every_field_is_explained_where_it_first_stands(kind: str) -> None:
    """The first time a field is filled in, the line above it is a comment."""
    lines = forms.template(kind).splitlines()
    explained: set[str] = set()
    bare = []
    for above, line in itertools.pairwise(lines):
        field = re.match(r"([a-z_]+) = ", line)
        if field and field[1] not in explained:
            explained.add(field[1])
            if not above.startswith("#"):
                bare.append(field[1])

    assert bare == []


@pytest.mark.parametrize("kind", forms.FORMS)
def test_a_form_says_which_command_takes_it(kind: str) -> None:
    """The header names the form, the verb and what comes next."""
    lines = forms.template(kind).splitlines()
    header = "\n".join(lines[: lines.index("")])
    verb = forms.FORMS[kind].NAME

    assert lines[0].startswith(f"# {kind}.toml: ")
    assert re.search(rf"samverkan {verb}( P-1)? --file {kind}\.toml --as ", header)
    assert "What is next:" in header


class Life:
    """A demonstration store whose clock is moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.today = date(2026, 11, 23)
        self.store = Partnerships.create(
            folder / "forms.db", "a.ny", name="Anna Ny", demonstration=True, clock=self.now
        )

    def now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 10, 0, tzinfo=UTC)

    def do(self, actor: str, command: c.Command) -> Handled:
        return self.store.handle(command, actor=actor)

    def furnish(self) -> None:
        """Registers the people of the forms and publishes the code of conduct."""
        for handle, roles in PEOPLE.items():
            self.do("a.ny", c.AddPerson(handle=handle, name=handle, roles=roles))
        self.do("a.ny", c.PublishCode(version="2026", in_force_from=date(2026, 7, 1), document=CODE))
        for actor, command in frames():
            self.do(actor, command)

    def sign(self, document: Document | None) -> None:
        for party, signatory in (("us", "Karin Dahl"), ("partner", "Maja Ekström")):
            signed = {"party": party, "document": document, "signatory": signatory, "form": "e-signature"}
            self.do("h.ek", msgspec.convert({**signed, "ref": "P-1"}, c.Sign))

    def acknowledge(self) -> None:
        self.do("h.ek", c.Acknowledge(ref="P-1", party="us", code_version="2026"))
        self.do("h.ek", c.Acknowledge(ref="P-1", party="partner", code_version="2026"))


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    life = Life(tmp_path)
    yield life
    life.store.close()


def test_the_forms_carry_a_partnership_from_proposal_to_evaluated(life: Life) -> None:
    """Played in order, the printed forms are one partnership that the policy accepts all the way."""
    life.furnish()

    choose_and_agree(life)
    live_the_first_year(life)

    assert life.store.partnership("P-1").stage is Stage.EVALUATED
    assert happened(life) == [
        "proposed", "criteria-assessed", "screened", "initiative-planned", "document-signed", "document-signed",
        "code-acknowledged", "code-acknowledged", "agreed", "activated", "goal-added", "payment-made",
        "correction-proposed", "correction-confirmed", "survey-recorded", "document-signed", "document-signed",
        "addendum-agreed", "initiative-evaluated", "evaluated",
    ]  # fmt: skip


def choose_and_agree(life: Life) -> None:
    life.do("h.ek", read("proposal"))
    life.do("g.lind", read("assessment", ref="P-1"))
    life.do("g.lind", c.Screen(ref="P-1"))
    life.do("h.ek", read("initiative", ref="P-1"))
    agreement = read("agreement", ref="P-1")
    life.sign(agreement.document)
    life.acknowledge()
    outcome = life.do("k.dahl", agreement)

    assert outcome.warnings == ()


def live_the_first_year(life: Life) -> None:
    life.today = date(2027, 1, 15)
    life.store.tick()
    life.today = date(2027, 3, 15)
    life.do("h.ek", read("goal", ref="P-1"))
    life.do("p.lund", c.RecordPayment(ref="P-1", amount=Money.parse("10 000 kr"), year=2027))
    life.do("p.lund", read("correction", ref="P-1"))
    life.do("s.alm", c.ConfirmCorrection(ref="P-1", number=1))
    life.today = date(2027, 10, 1)
    life.do("h.ek", read("survey", ref="P-1"))
    addendum = read("addendum", ref="P-1")
    life.sign(addendum.document)
    life.do("k.dahl", addendum)
    life.today = date(2027, 12, 1)
    life.do("u.berg", read("evaluation", ref="P-1"))


def happened(life: Life) -> list[str]:
    with Reader(life.store.path) as reader:
        return [name_of(one.recorded.event) for one in reader.history(reader.partnership("P-1"))]


def test_the_correction_form_mends_the_payment_it_names(life: Life) -> None:
    """The event and the amount of the correction form are those of the story it is part of."""
    life.furnish()
    choose_and_agree(life)
    live_the_first_year(life)

    state = life.store.partnership("P-1")

    assert happened(life)[read("correction").event_version - 1] == "payment-made"
    assert [payment.amount for payment in state.payments] == [Money.parse("100 000 kr")]


def test_the_goal_of_the_form_is_post_hoc(life: Life) -> None:
    """The further goal comes after the start, so it is shown apart, as its form says."""
    life.furnish()
    choose_and_agree(life)
    live_the_first_year(life)

    assert [goal.id for goal in life.store.partnership("P-1").post_hoc_goals["I1"]] == ["G3"]


def test_the_addendum_of_the_form_replaces_one_year(life: Life) -> None:
    """A year stated in an addendum replaces that year's amount and no other."""
    life.furnish()
    choose_and_agree(life)
    live_the_first_year(life)

    agreement = life.store.partnership("P-1").agreement

    assert agreement is not None
    assert [str(agreement.in_year(year)) for year in (2027, 2028, 2029)] == [
        "200 000 kr",
        "200 000 kr",
        "260 000 kr",
    ]
    assert agreement.end == date(2029, 12, 31)


def test_the_forms_stay_open_to_a_file(tmp_path: Path) -> None:
    """The easy way the comments tell works: a document named by its file alone."""
    (tmp_path / "agreement.pdf").write_bytes(b"terms")
    text = re.sub(
        r"^document = .*$", 'document = { file = "agreement.pdf" }', forms.template("agreement"), flags=re.M
    )

    command = forms.read_form(text.encode(), c.Agree, tmp_path)

    assert command.document is not None
    assert (command.document.name, command.document.media_type) == ("agreement.pdf", "application/pdf")
