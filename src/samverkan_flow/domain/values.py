"""The things commands and events are made of: documents, goals, terms of an agreement, assessments."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

import msgspec

from samverkan_flow.domain.money import Money, total_of

PartyName = Literal["us", "partner"]
PARTIES: tuple[PartyName, ...] = ("us", "partner")


class Personal:
    """Text that identifies a living person, kept under the key of one subject.

    `text` is None once the key has been destroyed: the reader shows "erased".
    """

    __slots__ = ("_text", "subject")

    def __init__(self, subject: str, text: str | None) -> None:
        self.subject = subject
        self._text = text

    @property
    def text(self) -> str | None:
        """Returns the readable text, or None when it has been erased."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and (self.subject, self.text) == (
            other.subject,
            other.text,
        )

    def __hash__(self) -> int:
        return hash(self.subject)

    def __str__(self) -> str:
        return "erased" if self.text is None else self.text

    def __repr__(self) -> str:
        return f"Personal({self.subject!r})"


def personal_in(value: object) -> Iterator[Personal]:
    """Yields every personal text within a value, however deep it stands."""
    match value:
        case Personal():
            yield value
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from personal_in(getattr(value, name))
        case tuple():
            for item in value:
                yield from personal_in(item)
        case _:
            return


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of what commands, events and state are made of."""


class Document(Value, frozen=True):
    """A document as the log knows it: its name, media type and SHA-256, and where it can be found."""

    name: str
    sha256: str
    media_type: str = "application/octet-stream"
    url: str = ""


class Contact(Value, frozen=True):
    """How a partner's contact person is reached; all of it personal."""

    name: Personal
    mail: Personal | None = None
    telephone: Personal | None = None


class Partner(Value, frozen=True):
    """The organisation on the other side.

    A sole trader's number is a personal identity number: it stands in `personal_number`, sealed.
    """

    name: str
    legal_form: str = ""
    organisation_number: str = ""
    personal_number: Personal | None = None
    contact: Contact | None = None


class CoPartner(Value, frozen=True):
    """Another partner in the same company, whose company we judge (C7)."""

    name: str
    added_on: date


class SixAnswers(Value, frozen=True):
    """Six answers about the activity, never about individuals (C6)."""

    ethics: str = ""
    gender: str = ""
    ethnic_background: str = ""
    age: str = ""
    economic: str = ""
    performance: str = ""


class GoodCompany(Value, frozen=True):
    """The three questions about a co-partner (C7)."""

    co_partner: str
    serious: bool
    long_term: bool
    positive_image: bool


class Visibility(Value, frozen=True):
    """How visible we would be among the partners (C8)."""

    partners: int
    tier: str = ""
    share_percent: int = 0


class Quality(Value, frozen=True):
    """The three-part review of visual form, words and content (C10)."""

    visual: bool
    verbal: bool
    content: bool


RiskLevel = Literal["low", "medium", "high"]


class Assessment(Value, frozen=True):
    """One criterion judged: the verdict, why, on what evidence; some criteria ask for more."""

    clause: str
    verdict: Literal["yes", "no"]
    because: str = ""
    evidence: tuple[Document, ...] = ()
    values: tuple[str, ...] = ()
    answers: SixAnswers | None = None
    company: GoodCompany | None = None
    visibility: Visibility | None = None
    risk: RiskLevel | None = None
    mitigation: str = ""
    quality: Quality | None = None
    hospitality: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """Returns what is judged: the criterion, and for C7 the co-partner (C7 Glitter AB)."""
        return f"{self.clause} {self.company.co_partner}" if self.company else self.clause

    def approves_company(self) -> bool:
        """Tells whether a co-partner was found good company (C7)."""
        company = self.company
        return (
            company is not None
            and self.verdict == "yes"
            and company.serious
            and company.long_term
            and company.positive_image
        )


class Goal(Value, frozen=True):
    """A goal that can be read off (C17, C33)."""

    id: str
    kind: Literal["quantitative", "qualitative"]
    level: Literal["output", "outcome", "impact"]
    text: str = ""
    read_off_on: date | None = None
    source: str = ""
    unit: str = ""
    baseline: str = ""
    target: str = ""
    read_off_rule: str = ""
    assessor: str = ""
    post_hoc: bool = False


class FollowUp(Value, frozen=True):
    """One planned follow-up: who looks at what, and when (C18)."""

    who: str
    what: str
    on: date


class Initiative(Value, frozen=True):
    """What is done together; goals and the yearly clock hang here."""

    id: str
    name: str
    start: date | None = None
    goals: tuple[Goal, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    visibility_plan: str = ""
    first_evaluation_on: date | None = None
    final_evaluation_on: date | None = None


class Contribution(Value, frozen=True):
    """What we pay in one calendar year: net, with its VAT rate; what we give in kind, valued (C26)."""

    year: int
    net: Money
    vat_percent: int | None = None
    in_kind: Money | None = None


class Guideline(Value, frozen=True):
    """An agreed guideline whose breach is a ground to end (C28, C30)."""

    id: str
    text: str


class ExchangeLine(Value, frozen=True):
    """One thing we receive: what, when, at what market value, shown by what (C29).

    `hospitality` marks meals, travel and gifts, which are signed off by a second person (C11).
    """

    what: str
    when: str = ""
    value: Money | None = None
    evidence: str = ""
    hospitality: bool = False


class Agreement(Value, frozen=True):
    """The terms both parties signed. It has no renewal field, on purpose (C37)."""

    kind: str
    start: date
    end: date
    marketing: tuple[str, ...]
    contributions: tuple[Contribution, ...]
    guidelines: tuple[Guideline, ...]
    exchange: tuple[ExchangeLine, ...]
    code_version: str
    code_sha256: str
    document: Document
    registry_number: str

    @property
    def total(self) -> Money:
        """Returns the whole of what we contribute, in öre, net, in kind included."""
        return contributions_total(self.contributions)

    def in_year(self, year: int) -> Money:
        """Returns what we agreed to pay in one calendar year, in öre, net."""
        return total_of([line.net for line in self.contributions if line.year == year])


def contributions_total(lines: tuple[Contribution, ...]) -> Money:
    """Returns the sum of yearly contributions, money and in kind, in öre, net."""
    return total_of([line.net for line in lines] + [line.in_kind for line in lines if line.in_kind])


class Outcome(Value, frozen=True):
    """How one frozen goal came out (C39)."""

    goal: str
    result: Literal["met", "partly", "not-met", "not-measurable"]
    value: str = ""
    because: str = ""
    evidence: tuple[Document, ...] = ()


Recommendation = Literal["continue", "adjust", "end"]


class Evaluation(Value, frozen=True):
    """The critical review of one initiative (C38-C40)."""

    initiative: str
    made_on: date
    evaluator: str
    outcomes: tuple[Outcome, ...]
    weaknesses: tuple[str, ...]
    no_weakness_because: str
    recommendation: Recommendation
    final: bool = False
    recorded_on: date | None = None

    @property
    def known_on(self) -> date:
        """Returns the day it counts as known from: the day it was recorded."""
        return self.recorded_on or self.made_on


class EarlierEvaluation(Value, frozen=True):
    """An evaluation made before the partnership was imported: of what, when, and whether it was the last.

    What it found is not in this log; it only says from when the yearly clock counts (C38).
    """

    initiative: str
    made_on: date
    final: bool = False

    @property
    def known_on(self) -> date:
        """Returns the day it counts as known from: the day it was made, long before it was imported."""
        return self.made_on


KnownEvaluation = Evaluation | EarlierEvaluation
"""An evaluation the yearly clock counts from: recorded here, or made before the import."""


class FrameLine(Value, frozen=True):
    """What one partnership takes of a year's frame, in öre, net."""

    ref: str
    amount: Money


class AgreedAmountCorrection(Value, frozen=True, tag="agreed-amount", tag_field="corrects"):
    """The amount of one year was recorded otherwise than the signed document says."""

    year: int
    net: Money


class PaymentCorrection(Value, frozen=True, tag="payment", tag_field="corrects"):
    """A payment was recorded with another amount than the bank's."""

    payment: int
    amount: Money


class NoteCorrection(Value, frozen=True, tag="note", tag_field="corrects"):
    """Anything else that was recorded wrongly, said in words beside the event."""

    text: str


RightValue = AgreedAmountCorrection | PaymentCorrection | NoteCorrection


def personal_or_none(subject: str, text: str) -> Personal | None:
    """Returns a personal field, or None where nothing was given."""
    return Personal(subject, text) if text else None


def is_blank(value: Any) -> bool:
    """Tells whether a text says nothing."""
    return not str(value or "").strip()
