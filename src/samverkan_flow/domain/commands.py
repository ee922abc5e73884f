"""What people ask for, as imperatives. Parts a clause judges may be missing: then the refusal says so."""

from datetime import date
from typing import ClassVar, Literal

import msgspec

from samverkan_flow.domain.money import Money
from samverkan_flow.domain.portfolio import PortfolioEntry
from samverkan_flow.domain.values import (
    Assessment,
    Contribution,
    Document,
    ExchangeLine,
    Goal,
    Guideline,
    Initiative,
    Outcome,
    PartyName,
    Quality,
    Recommendation,
    RightValue,
)


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """The base of everything one can ask for.

    `because` is the reason that goes into the log with the decision.
    """

    NAME: ClassVar[str] = ""
    because: str = ""


class PartnershipCommand(Command, frozen=True, kw_only=True):
    """Something asked of one partnership, named by its reference (P-7) or its id."""

    ref: str = ""


# --- choosing -------------------------------------------------------------------------------------


class ContactDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A partner's contact person, as told; sealed before it is recorded."""

    name: str = ""
    mail: str = ""
    telephone: str = ""


class PartnerDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The partner, as told."""

    name: str = ""
    organisation_number: str = ""
    legal_form: str = ""
    contact: ContactDetails | None = None


class Propose(Command, frozen=True, kw_only=True):
    """Proposes a partnership."""

    NAME = "propose"
    name: str = ""
    partner: PartnerDetails = PartnerDetails()
    purpose: str = ""
    own_role: str = ""
    development_plan: str = ""
    areas: tuple[Literal["education", "culture", "inclusion"], ...] = ()
    owner: str = ""
    screener: str = ""
    co_partners: tuple[str, ...] = ()
    succeeds: str = ""
    conflict_of_interest: bool | None = None
    conflict: str = ""


class Assess(PartnershipCommand, frozen=True, kw_only=True):
    """Judges one or more criteria."""

    NAME = "assess"
    assessments: tuple[Assessment, ...] = ()


class Screen(PartnershipCommand, frozen=True, kw_only=True):
    """Passes the partnership through the screening."""

    NAME = "screen"


class AskException(PartnershipCommand, frozen=True, kw_only=True):
    """Asks to depart from a clause."""

    NAME = "exception ask"
    clause: str = ""
    initiative: str = ""


class GrantException(PartnershipCommand, frozen=True, kw_only=True):
    """Grants an exception somebody else asked for."""

    NAME = "exception grant"
    number: int = 0


class RefuseException(PartnershipCommand, frozen=True, kw_only=True):
    """Refuses an exception somebody else asked for."""

    NAME = "exception refuse"
    number: int = 0


class DeclareConflict(PartnershipCommand, frozen=True, kw_only=True):
    """Declares a conflict of interest, one's own or, by the owner, another's."""

    NAME = "conflict declare"
    person: str = ""


class WithdrawConflict(PartnershipCommand, frozen=True, kw_only=True):
    """Withdraws a declared conflict of interest that no longer stands."""

    NAME = "conflict withdraw"
    person: str = ""


class HandOver(PartnershipCommand, frozen=True, kw_only=True):
    """Makes another person the owner or the screener."""

    NAME = "hand-over"
    duty: Literal["owner", "screener"] = "owner"
    to: str = ""


class MovePolicy(PartnershipCommand, frozen=True, kw_only=True):
    """Moves the partnership to another adopted policy version (T13)."""

    NAME = "policy move"
    version: str = ""


# --- agreeing -------------------------------------------------------------------------------------


class PlanInitiative(PartnershipCommand, frozen=True, kw_only=True):
    """Plans an initiative with goals, follow-up and evaluation dates, or plans it anew before the agreement."""

    NAME = "plan"
    initiative: Initiative = Initiative(id="", name="")


class AddGoal(PartnershipCommand, frozen=True, kw_only=True):
    """Adds a goal to an initiative; after its start the goal is post-hoc (T15)."""

    NAME = "goal"
    initiative: str = ""
    goal: Goal | None = None


class Sign(PartnershipCommand, frozen=True, kw_only=True):
    """Records one party's signature under a document."""

    NAME = "sign"
    party: PartyName | None = None
    document: Document | None = None
    signatory: str = ""
    form: str = ""
    signed_on: date | None = None


class Acknowledge(PartnershipCommand, frozen=True, kw_only=True):
    """Records that one party acknowledges a version of the code of conduct."""

    NAME = "acknowledge"
    party: PartyName | None = None
    code_version: str = ""


class Agree(PartnershipCommand, frozen=True, kw_only=True):
    """Makes the agreement, or with kind "addendum" changes one in force. There is no renewal field."""

    NAME = "agree"
    kind: str = ""
    start: date | None = None
    end: date | None = None
    marketing: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    guidelines: tuple[Guideline, ...] = ()
    exchange: tuple[ExchangeLine, ...] = ()
    code_version: str = ""
    document: Document | None = None
    registry_number: str = ""


class Activate(PartnershipCommand, frozen=True, kw_only=True):
    """Begins the partnership once its start date has come."""

    NAME = "activate"


# --- following up ---------------------------------------------------------------------------------


class RecordFollowUp(PartnershipCommand, frozen=True, kw_only=True):
    """Records a follow-up of an initiative."""

    NAME = "record follow-up"
    initiative: str = ""
    found: str = ""
    evidence: tuple[Document, ...] = ()


class RecordMeasurement(PartnershipCommand, frozen=True, kw_only=True):
    """Records what a goal's indicator reads."""

    NAME = "record measurement"
    initiative: str = ""
    goal: str = ""
    value: str = ""
    evidence: tuple[Document, ...] = ()


class RecordPayment(PartnershipCommand, frozen=True, kw_only=True):
    """Records a payment to the partner, net; `year` is the year of the agreed contribution."""

    NAME = "record payment"
    amount: Money = Money(0)
    year: int | None = None


class RecordBenefit(PartnershipCommand, frozen=True, kw_only=True):
    """Records something we received of what the exchange promised."""

    NAME = "record benefit"
    what: str = ""
    value: Money | None = None
    evidence: tuple[Document, ...] = ()


class RecordMaterial(PartnershipCommand, frozen=True, kw_only=True):
    """Records the review of published material; a part that fails opens a breach of `guideline`."""

    NAME = "record material"
    material: str = ""
    quality: Quality | None = None
    guideline: str = ""
    evidence: tuple[Document, ...] = ()


class RecordCoPartner(PartnershipCommand, frozen=True, kw_only=True):
    """Records that another partner has joined."""

    NAME = "record co-partner"
    co_partner: str = ""


class RecordSurvey(PartnershipCommand, frozen=True, kw_only=True):
    """Records a professional survey and its cost."""

    NAME = "record survey"
    supplier: str = ""
    method: str = ""
    respondents: int = 0
    cost: Money | None = None
    document: Document | None = None


class RecordSettlement(PartnershipCommand, frozen=True, kw_only=True):
    """Records what was settled after the end."""

    NAME = "record settlement"
    repaid: Money = Money(0)
    brand_use_ended: bool = False


class Evaluate(PartnershipCommand, frozen=True, kw_only=True):
    """Reviews one initiative against its frozen goals."""

    NAME = "evaluate"
    initiative: str = ""
    basis: str = "own review"
    outcomes: tuple[Outcome, ...] = ()
    weaknesses: tuple[str, ...] = ()
    no_weakness_because: str = ""
    recommendation: Recommendation | None = None
    final: bool = False


class Continue(PartnershipCommand, frozen=True, kw_only=True):
    """Lets the partnership go on after an evaluation."""

    NAME = "continue"
    adjustments: tuple[str, ...] = ()


# --- breach and ending ----------------------------------------------------------------------------


class ReportBreach(PartnershipCommand, frozen=True, kw_only=True):
    """Reports a breach of an agreed guideline."""

    NAME = "breach report"
    guideline: str = ""
    place: str = ""
    evidence: tuple[Document, ...] = ()


class DecideBreach(PartnershipCommand, frozen=True, kw_only=True):
    """Decides a reported breach: remedy by a date, or no action. Ending is `breach terminate`."""

    NAME = "breach decide"
    number: int = 0
    decision: Literal["remedy", "no-action"] | None = None
    remedy_by: date | None = None


class AcceptRemedy(PartnershipCommand, frozen=True, kw_only=True):
    """Accepts that a breach has been remedied."""

    NAME = "breach remedied"
    number: int = 0
    evidence: tuple[Document, ...] = ()


class TerminateForBreach(PartnershipCommand, frozen=True, kw_only=True):
    """Ends the partnership at once for a breach: a reported one by number, or a new one by guideline."""

    NAME = "breach terminate"
    number: int = 0
    guideline: str = ""
    place: str = ""
    evidence: tuple[Document, ...] = ()


class ConfirmTermination(PartnershipCommand, frozen=True, kw_only=True):
    """Confirms, or declines to confirm, a termination for breach that another person made."""

    NAME = "breach confirm"
    decline: bool = False


class End(PartnershipCommand, frozen=True, kw_only=True):
    """Ends the partnership for a reason of the closed list other than breach."""

    NAME = "end"
    reason: Literal["rejected", "withdrawn", "never-commenced", "mutual", "notice"] | None = None
    consent: tuple[Document, ...] = ()


class EndByCalendar(PartnershipCommand, frozen=True, kw_only=True):
    """Ends a partnership whose end date has passed: completed, or expired with a debt."""

    NAME = "tick"


class ProposeCorrection(PartnershipCommand, frozen=True, kw_only=True):
    """Says that an earlier event was recorded wrongly, and what the signed document says."""

    NAME = "correct propose"
    event_version: int = 0
    right: RightValue | None = None
    document: Document | None = None


class ConfirmCorrection(PartnershipCommand, frozen=True, kw_only=True):
    """Confirms a correction another person proposed."""

    NAME = "correct confirm"
    number: int = 0


# --- the house ------------------------------------------------------------------------------------


class AddPerson(Command, frozen=True, kw_only=True):
    """Registers a person under a handle, with the roles given at once."""

    NAME = "people add"
    handle: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()


class GrantRole(Command, frozen=True, kw_only=True):
    """Gives a person a role or a level of delegation."""

    NAME = "people grant"
    handle: str = ""
    role: str = ""


class RevokeRole(Command, frozen=True, kw_only=True):
    """Takes a role or level back."""

    NAME = "people revoke"
    handle: str = ""
    role: str = ""


class BindAccount(Command, frozen=True, kw_only=True):
    """Binds a person to an account, so that nobody else acts in that name (R6)."""

    NAME = "people bind"
    handle: str = ""
    account: str = ""


class UnbindAccount(Command, frozen=True, kw_only=True):
    """Releases a person from an account, as when it was lost (R6)."""

    NAME = "people unbind"
    handle: str = ""
    account: str = ""


class SetMail(Command, frozen=True, kw_only=True):
    """Says at which mail address a person is reminded; a later one takes its place (R1)."""

    NAME = "people mail"
    handle: str = ""
    mail: str = ""


class AdoptPolicy(Command, frozen=True, kw_only=True):
    """Adopts a policy version, given as its full text."""

    NAME = "policy adopt"
    text: str = ""
    in_force_from: date | None = None


class PublishCode(Command, frozen=True, kw_only=True):
    """Publishes a version of the code of conduct."""

    NAME = "code publish"
    version: str = ""
    in_force_from: date | None = None
    document: Document | None = None


class AcceptRollback(Command, frozen=True, kw_only=True):
    """Accepts that the database has gone back behind its newest checkpoint, as after a backup was restored."""

    NAME = "log accept-rollback"


class ImportPortfolio(Command, frozen=True, kw_only=True):
    """Takes in partnerships that have already been agreed, as a file tells them: all of them, or none."""

    NAME = "import"
    source: Document | None = None
    partnerships: tuple[PortfolioEntry, ...] = ()


# --- the yearly frame -----------------------------------------------------------------------------


class FrameCommand(Command, frozen=True, kw_only=True):
    """Something asked about the frame of one calendar year."""

    year: int = 0


class ProposeFrame(FrameCommand, frozen=True, kw_only=True):
    """Proposes the frame of a year, net; another person sets it."""

    NAME = "budget propose"
    amount: Money | None = None


class SetFrame(FrameCommand, frozen=True, kw_only=True):
    """Sets the frame of a year as it was proposed."""

    NAME = "budget set"
    amount: Money | None = None


HOUSE_COMMANDS: tuple[type[Command], ...] = (
    AddPerson, GrantRole, RevokeRole, BindAccount, UnbindAccount, SetMail, AdoptPolicy, PublishCode,
    AcceptRollback, ImportPortfolio,
)  # fmt: skip

_EVERY_KIND: tuple[type[Command], ...] = (
    Propose, *PartnershipCommand.__subclasses__(), *FrameCommand.__subclasses__(), *HOUSE_COMMANDS,
)  # fmt: skip

COMMANDS: dict[str, type[Command]] = {kind.NAME: kind for kind in _EVERY_KIND}
"""Every command by the name of its verb."""
