"""What happened, in the past tense. Each event has a permanent topic and the clauses it answers to.

A released event is never renamed or reshaped: a new meaning is a new class with a `.v2` topic.
Every event is recorded inside an envelope, `Recorded`, which says when, by whom and under which policy.
"""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import (
    Agreement,
    Assessment,
    Contribution,
    CoPartner,
    Document,
    EarlierEvaluation,
    Evaluation,
    ExchangeLine,
    FrameLine,
    Goal,
    Guideline,
    Initiative,
    Partner,
    PartyName,
    Personal,
    Quality,
    RightValue,
)


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of everything that can have happened."""

    TOPIC: ClassVar[str] = ""
    CLAUSES: ClassVar[tuple[str, ...]] = ()


class Recorded(msgspec.Struct, frozen=True):
    """One event as the log keeps it: the event in its envelope.

    `recorded_at` is UTC and never earlier than the log's last; `clock_skew_seconds` is how far the clock
    was behind that, 0 as a rule; `effective_on` is the business date;
    `actor` is whose decision it is and `via` through which account it came. `house_policy_version` is
    the version that judged roles and delegation, where it is another than `policy_version` (T13).
    """

    originator_id: UUID
    originator_version: int
    recorded_at: datetime
    effective_on: date
    actor: str
    via: str
    command_id: str
    policy_version: str
    reason: str
    event: Event
    house_policy_version: str = ""
    clock_skew_seconds: int = 0

    @property
    def clauses(self) -> tuple[str, ...]:
        """Returns the clauses this event answers to."""
        return clauses_of(self.event)


# --- a partnership's life -----------------------------------------------------------------------


class PartnershipProposed(Event, frozen=True):
    """An officer proposed a partnership with a named partner."""

    TOPIC = "partnership.proposed.v1"
    CLAUSES = ("C3", "C4", "C5")
    number: int
    name: str
    partner: Partner
    purpose: str
    own_role: str
    development_plan: str
    owner: str
    areas: tuple[str, ...] = ()
    screener: str = ""
    co_partners: tuple[CoPartner, ...] = ()
    predecessor: UUID | None = None
    predecessor_ref: str = ""
    predecessor_evaluation_on: date | None = None


class PartnershipImported(Event, frozen=True):
    """A partnership that was agreed before this log was kept is taken in as a file tells it.

    It takes effect on the day of the agreement and is recorded on the day of the import; nothing it says was
    decided here. `source` is the file, `rows` its rows as a spreadsheet counts them; `stage` is where the
    dates had brought it on the day of the import. The agreement's document has no SHA-256 where the file
    told none.
    """

    TOPIC = "partnership.imported.v1"
    CLAUSES = ("C24", "C26", "C27", "C36")
    number: int
    name: str
    partner: Partner
    owner: str
    agreement: Agreement
    stage: Literal["agreed", "active", "terminated"]
    source: Document
    rows: tuple[int, ...]
    purpose: str = ""
    own_role: str = ""
    development_plan: str = ""
    areas: tuple[str, ...] = ()
    screener: str = ""
    initiatives: tuple[Initiative, ...] = ()
    evaluations: tuple[EarlierEvaluation, ...] = ()
    ended_on: date | None = None
    end_reason: str = ""

    def as_of(self, day: date) -> "PartnershipImported":
        """Returns what of it had come about by a day: what came later is left out."""
        ended = self.ended_on is not None and self.ended_on <= day
        begun: Literal["active", "agreed"] = "active" if self.agreement.start <= day else "agreed"
        return replace(
            self,
            stage="terminated" if ended else begun,
            evaluations=tuple(one for one in self.evaluations if one.made_on <= day),
            ended_on=self.ended_on if ended else None,
            end_reason=self.end_reason if ended else "",
        )


class CriteriaAssessed(Event, frozen=True):
    """A screener judged one or more criteria, each with reason and evidence."""

    TOPIC = "partnership.criteria-assessed.v1"
    assessments: tuple[Assessment, ...]


class ExceptionAsked(Event, frozen=True):
    """Somebody asked to depart from a clause and said why (comply or explain)."""

    TOPIC = "partnership.exception-asked.v1"
    number: int
    clause: str
    initiative: str = ""


class ExceptionGranted(Event, frozen=True):
    """A second person granted an exception."""

    TOPIC = "partnership.exception-granted.v1"
    number: int
    clause: str


class ExceptionRefused(Event, frozen=True):
    """A second person refused an exception."""

    TOPIC = "partnership.exception-refused.v1"
    number: int
    clause: str


class ConflictDeclared(Event, frozen=True):
    """A conflict of interest of one person was declared; it bars that person from deciding."""

    TOPIC = "partnership.conflict-declared.v1"
    CLAUSES = ("R4",)
    person: str


class ConflictWithdrawn(Event, frozen=True):
    """A declared conflict of interest no longer stands."""

    TOPIC = "partnership.conflict-withdrawn.v1"
    CLAUSES = ("R4",)
    person: str


class HandedOver(Event, frozen=True):
    """The owner or the screener changed."""

    TOPIC = "partnership.handed-over.v1"
    CLAUSES = ("R3",)
    duty: Literal["owner", "screener"]
    person: str


class PolicyMoved(Event, frozen=True):
    """The partnership was moved to another policy version by an explicit decision (T13)."""

    TOPIC = "partnership.policy-moved.v1"
    CLAUSES = ("C0",)
    version: str


class PartnershipScreened(Event, frozen=True):
    """The screening passed: every criterion holds, or an exception explains why not."""

    TOPIC = "partnership.screened.v1"
    CLAUSES = ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11", "C21")


class InitiativePlanned(Event, frozen=True):
    """An initiative was planned, with goals, follow-up and evaluation dates."""

    TOPIC = "partnership.initiative-planned.v1"
    CLAUSES = ("C17", "C18", "C19", "C32", "C33", "C34")
    initiative: Initiative


class GoalAdded(Event, frozen=True):
    """A goal was added after the agreement; after the initiative's start it is post-hoc (T15)."""

    TOPIC = "partnership.goal-added.v1"
    CLAUSES = ("C34",)
    initiative: str
    goal: Goal


class DocumentSigned(Event, frozen=True):
    """One party signed a document, known by its SHA-256."""

    TOPIC = "partnership.document-signed.v1"
    CLAUSES = ("C24",)
    party: PartyName
    document: Document
    signatory: Personal
    form: str
    signed_on: date


class CodeAcknowledged(Event, frozen=True):
    """One party acknowledged a version of the code of conduct."""

    TOPIC = "partnership.code-acknowledged.v1"
    CLAUSES = ("C22", "C23")
    party: PartyName
    code_version: str
    code_sha256: str


class PartnershipAgreed(Event, frozen=True):
    """The agreement was made; its goals are frozen from now on."""

    TOPIC = "partnership.agreed.v1"
    CLAUSES = ("C13", "C16", "C17", "C22", "C24", "C25", "C26", "C27", "C28", "C29", "C36")
    agreement: Agreement


class AddendumAgreed(Event, frozen=True):
    """A signed addendum changed what was agreed; never the end date."""

    TOPIC = "partnership.addendum-agreed.v1"
    CLAUSES = ("C16", "C35")
    document: Document
    registry_number: str
    contributions: tuple[Contribution, ...] = ()
    marketing: tuple[str, ...] = ()
    guidelines: tuple[Guideline, ...] = ()
    exchange: tuple[ExchangeLine, ...] = ()


class PartnershipActivated(Event, frozen=True):
    """The start date came and the partnership began."""

    TOPIC = "partnership.activated.v1"
    CLAUSES = ("C27",)


class FollowUpRecorded(Event, frozen=True):
    """A follow-up was made."""

    TOPIC = "partnership.follow-up-recorded.v1"
    CLAUSES = ("C18",)
    initiative: str
    found: str
    evidence: tuple[Document, ...] = ()


class MeasurementRecorded(Event, frozen=True):
    """A goal's indicator was read off between evaluations."""

    TOPIC = "partnership.measurement-recorded.v1"
    CLAUSES = ("C17",)
    initiative: str
    goal: str
    value: str
    evidence: tuple[Document, ...] = ()


class PaymentMade(Event, frozen=True):
    """Money was paid to the partner, in öre, net."""

    TOPIC = "partnership.payment-made.v1"
    CLAUSES = ("C26",)
    number: int
    year: int
    amount: Money


class BenefitReceived(Event, frozen=True):
    """We received something of what the exchange promised."""

    TOPIC = "partnership.benefit-received.v1"
    CLAUSES = ("C29",)
    what: str
    value: Money | None = None
    evidence: tuple[Document, ...] = ()


class MaterialReviewed(Event, frozen=True):
    """Published material was reviewed: visual form, words and content (C10)."""

    TOPIC = "partnership.material-reviewed.v1"
    CLAUSES = ("C10",)
    material: str
    quality: Quality
    evidence: tuple[Document, ...] = ()


class CoPartnerAdded(Event, frozen=True):
    """A new co-partner joined; its company has to be judged again (C7)."""

    TOPIC = "partnership.co-partner-added.v1"
    CLAUSES = ("C7",)
    co_partner: CoPartner


class SurveyRecorded(Event, frozen=True):
    """A professional survey of communication effect was made; it may serve as evidence (C41)."""

    TOPIC = "partnership.survey-recorded.v1"
    CLAUSES = ("C41",)
    supplier: str
    method: str
    respondents: int
    cost: Money
    year: int
    document: Document


class InitiativeEvaluated(Event, frozen=True):
    """One initiative was critically reviewed against its frozen goals."""

    TOPIC = "partnership.initiative-evaluated.v1"
    CLAUSES = ("C38", "C39", "C40")
    evaluation: Evaluation


class PartnershipEvaluated(Event, frozen=True):
    """Every started initiative has been evaluated in this round (T1)."""

    TOPIC = "partnership.evaluated.v1"
    CLAUSES = ("C38",)


class PartnershipContinued(Event, frozen=True):
    """The owner let the partnership go on after an evaluation, and said what is adjusted."""

    TOPIC = "partnership.continued.v1"
    CLAUSES = ("C38",)
    adjustments: tuple[str, ...] = ()


class BreachReported(Event, frozen=True):
    """A breach of an agreed guideline was reported, with evidence."""

    TOPIC = "partnership.breach-reported.v1"
    CLAUSES = ("C30",)
    number: int
    guideline: str
    evidence: tuple[Document, ...]
    place: str = ""


class BreachDecided(Event, frozen=True):
    """A reported breach was decided: terminate, remedy by a date, or no action (T3)."""

    TOPIC = "partnership.breach-decided.v1"
    CLAUSES = ("C30",)
    number: int
    decision: Literal["terminate", "remedy", "no-action"]
    remedy_by: date | None = None


class BreachRemedied(Event, frozen=True):
    """The owner accepted the remedy in time."""

    TOPIC = "partnership.breach-remedied.v1"
    CLAUSES = ("C30",)
    number: int
    evidence: tuple[Document, ...] = ()


class PartnershipTerminated(Event, frozen=True):
    """The partnership ended, for one reason of the closed list (T8). Nothing undoes it."""

    TOPIC = "partnership.terminated.v1"
    CLAUSES = ("C36",)
    end_reason: str
    breach: int = 0
    consent: tuple[Document, ...] = ()


class TerminationConfirmed(Event, frozen=True):
    """A second person confirmed a termination for breach (T4)."""

    TOPIC = "partnership.termination-confirmed.v1"
    CLAUSES = ("C30",)


class TerminationConfirmationDeclined(Event, frozen=True):
    """A second person declined to confirm; the termination stands and the highest level is told (T4)."""

    TOPIC = "partnership.termination-confirmation-declined.v1"
    CLAUSES = ("C30",)


class SettlementRecorded(Event, frozen=True):
    """The parties settled after the end: money back, marks removed (T6)."""

    TOPIC = "partnership.settlement-recorded.v1"
    CLAUSES = ("C30",)
    repaid: Money
    brand_use_ended: bool


class CorrectionProposed(Event, frozen=True):
    """Somebody says that an earlier event was recorded wrongly, and what the document says (T17)."""

    TOPIC = "partnership.correction-proposed.v1"
    CLAUSES = ("C35",)
    number: int
    event_version: int
    right: RightValue
    document: Document


class CorrectionConfirmed(Event, frozen=True):
    """A second person confirmed a correction; the original stays in the log."""

    TOPIC = "partnership.correction-confirmed.v1"
    CLAUSES = ("C35",)
    number: int


# --- the yearly frame -----------------------------------------------------------------------------


class FrameProposed(Event, frozen=True):
    """A treasurer proposed the frame of a year, in öre, net."""

    TOPIC = "budget.frame-proposed.v1"
    CLAUSES = ("C14",)
    year: int
    number: int
    amount: Money


class FrameSet(Event, frozen=True):
    """The frame of a year was set as somebody else had proposed it; a later one takes its place."""

    TOPIC = "budget.frame-set.v1"
    CLAUSES = ("C14",)
    year: int
    number: int
    amount: Money


class FrameCommitted(Event, frozen=True):
    """An agreement or an addendum took a part of a year's frame."""

    TOPIC = "budget.committed.v1"
    CLAUSES = ("C14",)
    year: int
    ref: str
    amount: Money


class FrameImported(Event, frozen=True):
    """An import brought agreements that take a part of a year's frame: a line for each, and what they come to.

    What is told of a past day goes by the agreements themselves. Of a year that had passed it is recorded as
    it was, without being judged.
    """

    TOPIC = "budget.imported.v1"
    CLAUSES = ("C14",)
    year: int
    amount: Money
    lines: tuple[FrameLine, ...]


class FrameReleased(Event, frozen=True):
    """What had been committed and will not be paid went back to a year's frame."""

    TOPIC = "budget.released.v1"
    CLAUSES = ("C14",)
    year: int
    ref: str
    amount: Money


class FramePaid(Event, frozen=True):
    """A payment used what had been committed of a year's frame."""

    TOPIC = "budget.paid.v1"
    CLAUSES = ("C14",)
    year: int
    ref: str
    amount: Money


class SurveyCharged(Event, frozen=True):
    """The cost of a survey took a part of a year's frame (C41)."""

    TOPIC = "budget.survey-charged.v1"
    CLAUSES = ("C14", "C41")
    year: int
    ref: str
    amount: Money


class FrameCorrected(Event, frozen=True):
    """A correction changed what counts against a year's frame: by how much, more or less (T17).

    It takes effect on the day of what it corrects, so that a past day is told as it really was.
    """

    TOPIC = "budget.corrected.v1"
    CLAUSES = ("C14", "C35")
    year: int
    ref: str
    committed: Money = Money(0)
    paid: Money = Money(0)


# --- the house: store, people, policies, codes of conduct -------------------------------------


class StoreOpened(Event, frozen=True):
    """A log began. A demonstration store may be told a simulated time; no other may."""

    TOPIC = "store.opened.v1"
    origin: str
    demonstration: bool = False


class RollbackAccepted(Event, frozen=True):
    """An administrator accepted that the log had gone back, and why: what was recorded since is lost.

    `kind` says how the log disagreed with the newest checkpoint seen, `checkpoint` is that checkpoint's
    signed note (empty where it was missing), `size` how many events the log then had, `seen` how many it
    had had (0 where nobody knows).
    """

    TOPIC = "store.rollback-accepted.v1"
    CLAUSES = ("R5",)
    kind: str
    size: int
    seen: int = 0
    checkpoint: str = ""


class PersonAdded(Event, frozen=True):
    """A person was registered under a handle."""

    TOPIC = "person.added.v1"
    CLAUSES = ("R1",)
    handle: str
    name: Personal


class RoleGranted(Event, frozen=True):
    """A person was given a role or a level of delegation."""

    TOPIC = "person.role-granted.v1"
    CLAUSES = ("R1",)
    handle: str
    role: str


class RoleRevoked(Event, frozen=True):
    """A role or level was taken back."""

    TOPIC = "person.role-revoked.v1"
    CLAUSES = ("R1",)
    handle: str
    role: str


class AccountBound(Event, frozen=True):
    """A person was bound to an account; from then on only bound accounts act in that name (R6)."""

    TOPIC = "person.account-bound.v1"
    CLAUSES = ("R6",)
    handle: str
    account: str


class AccountUnbound(Event, frozen=True):
    """A person is no longer bound to an account, as when it was lost (R6)."""

    TOPIC = "person.account-unbound.v1"
    CLAUSES = ("R6",)
    handle: str
    account: str


class PersonMailSet(Event, frozen=True):
    """A person's mail address, to which reminders go, was recorded; it is sealed."""

    TOPIC = "person.mail-set.v1"
    CLAUSES = ("R1",)
    handle: str
    mail: Personal


class PolicyAdopted(Event, frozen=True):
    """A policy version was adopted, with its full text and SHA-256."""

    TOPIC = "policy.adopted.v1"
    CLAUSES = ("C0",)
    version: str
    in_force_from: date
    sha256: str
    text: str


class CodePublished(Event, frozen=True):
    """A version of the code of conduct was published, known by its SHA-256."""

    TOPIC = "code.published.v1"
    CLAUSES = ("C23",)
    version: str
    in_force_from: date
    document: Document


# --- beside a partnership's life: reminders and refusals ------------------------------------------


class ReminderSent(Event, frozen=True):
    """Somebody was reminded by mail of something owed, at one of the steps before or after its date.

    `to` is a handle, `kind`, `clause`, `subject` and `due` are those of the obligation. `step` is one of the
    policy's `reminder_days`: days before the date, negative after it. `message_id` is that of the mail, which
    may tell of more than this.
    """

    TOPIC = "obligation.reminded.v1"
    ref: str
    kind: str
    clause: str
    due: date
    step: int
    to: str
    message_id: str
    subject: str = ""


class CommandRefused(Event, frozen=True):
    """A well-formed command was refused: who tried what, and every finding.

    `ref` is the partnership it was about, `about` what else it was: the frame of a year, a file with its SHA-256.
    """

    TOPIC = "command.refused.v1"
    command: str
    findings: tuple[Finding, ...]
    ref: str = ""
    digest: str = ""
    about: str = ""


def name_of(event: Event) -> str:
    """Returns an event's name for people: `breach-reported`, `person-added`, `command-refused`."""
    return _name_of_topic(type(event).TOPIC)


def _name_of_topic(topic: str) -> str:
    subject, happened, _version = topic.split(".")
    return happened if subject == "partnership" else f"{subject}-{happened}"


def detail_of(event: Event) -> str:
    """Returns in a few words what sets this event apart from others of its kind; no personal text."""
    match event:
        case DocumentSigned(party=party, document=document):
            return f"{document.name}, by {_party(party)}"
        case CodeAcknowledged(party=party, code_version=version):
            return f"{version}, by {_party(party)}"
        case PaymentMade(amount=amount, year=year) | FrameSet(amount=amount, year=year):
            return f"{amount} for {year}"
        case FrameProposed(number=number, amount=amount, year=year):
            return f"number {number}, {amount} for {year}"
        case (
            FrameCommitted(amount=amount, year=year)
            | FrameReleased(amount=amount, year=year)
            | FramePaid(amount=amount, year=year)
            | SurveyCharged(amount=amount, year=year)
        ):
            return f"{amount} of {year}, {event.ref}"
        case FrameCorrected(committed=committed, paid=paid, year=year, ref=ref):
            return f"{committed} committed and {paid} paid of {year}, {ref}"
        case PartnershipTerminated(end_reason=reason):
            return reason
        case FrameImported(year=year, amount=amount, lines=lines):
            return f"{amount} for {year}, of {len(lines)} partnerships"
        case PartnershipImported(source=source, rows=rows):
            return f"{source.name}, row {rows[0]}"
        case CommandRefused(command=command, about=about):
            return f"{command} {about}".rstrip()
        case InitiativePlanned(initiative=initiative):
            return f"{initiative.id} {initiative.name}"
        case InitiativeEvaluated(evaluation=evaluation):
            return (
                f"{evaluation.initiative}, {evaluation.recommendation}{', final' if evaluation.final else ''}"
            )
        case BreachReported(number=number, guideline=guideline):
            return f"number {number}, {guideline}"
        case BreachDecided(number=number, decision=decision):
            return f"number {number}, {decision}"
        case ExceptionAsked() | ExceptionGranted() | ExceptionRefused():
            return f"number {event.number}, {event.clause}"
        case HandedOver(duty=duty, person=person):
            return f"{duty} to {person}"
        case ConflictDeclared(person=person) | ConflictWithdrawn(person=person):
            return person
        case RoleGranted(handle=handle, role=role) | RoleRevoked(handle=handle, role=role):
            return f"{role}, {handle}"
        case AccountBound(handle=handle, account=account) | AccountUnbound(handle=handle, account=account):
            return f"{account}, {handle}"
        case PersonMailSet(handle=handle):
            return handle
        case ReminderSent(kind=kind, subject=subject, to=to):
            return f"{to}, of {kind.replace('-', ' ')}{f' {subject}' if subject else ''}"
        case PolicyAdopted(version=version) | CodePublished(version=version) | PolicyMoved(version=version):
            return version
        case RollbackAccepted(kind=kind, size=size, seen=seen):
            return f"{kind}, {size} events" + (f" where {seen} had been seen" if seen else "")
        case CorrectionProposed(number=number, event_version=version):
            return f"number {number}, of event {version}"
        case _:
            return ""


def _party(party: PartyName) -> str:
    return "us" if party == "us" else "the partner"


def clauses_of(event: Event) -> tuple[str, ...]:
    """Returns the clauses an event answers to: its own kind's, or those it names itself."""
    match event:
        case CommandRefused(findings=findings):
            return tuple(dict.fromkeys(finding.clause for finding in findings))
        case CriteriaAssessed(assessments=assessments):
            return tuple(dict.fromkeys(assessment.clause for assessment in assessments))
        case (
            ExceptionAsked(clause=clause) | ExceptionGranted(clause=clause) | ExceptionRefused(clause=clause)
        ):
            return (clause,)
        case ReminderSent(clause=clause):
            return (clause,)
        case PartnershipTerminated(end_reason="breach"):
            return ("C30",)
        case _:
            return type(event).CLAUSES


BEGINNINGS: tuple[str, ...] = (PartnershipProposed.TOPIC, PartnershipImported.TOPIC)
"""The topics a partnership begins with: proposed here, or taken in when it had already been agreed."""

EVENTS: tuple[type[Event], ...] = tuple(Event.__subclasses__())
"""The closed registry: what is not here cannot be loaded."""


def topics_by_name() -> dict[str, tuple[str, ...]]:
    """Returns every event's name with the topics it has had, one for each of its versions."""
    topics: dict[str, tuple[str, ...]] = {}
    for event in EVENTS:
        name = _name_of_topic(event.TOPIC)
        topics[name] = (*topics.get(name, ()), event.TOPIC)
    return topics
