"""A partnership's state, and how each event changes it. `evolve` only assigns; it never checks a rule."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, TypeVar
from uuid import UUID

from msgspec.structs import replace

from samverkan_flow.domain import events as e
from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.money import Money, total_of
from samverkan_flow.domain.values import (
    AgreedAmountCorrection,
    Agreement,
    Assessment,
    Contribution,
    CoPartner,
    Document,
    EarlierEvaluation,
    Evaluation,
    Goal,
    Initiative,
    KnownEvaluation,
    Partner,
    PartyName,
    PaymentCorrection,
    Personal,
    Quality,
    RightValue,
    Value,
)

Duty = Literal["proposer", "owner", "screener", "signatory", "evaluator", "treasurer", "terminator"]


class Exemption(Value, frozen=True):
    """An exception from a clause: asked for by one, granted or refused by another (T11)."""

    number: int
    clause: str
    because: str
    asked_by: str
    initiative: str = ""
    granted_by: str = ""
    refused_by: str = ""
    granted_version: int = 0

    @property
    def is_open(self) -> bool:
        """Tells whether nobody has decided it yet."""
        return not self.granted_by and not self.refused_by


class Import(Value, frozen=True):
    """Where a partnership that began before this log was taken from: by whom, when, which rows of which file."""

    by: str
    on: date
    source: Document
    rows: tuple[int, ...]


class Signature(Value, frozen=True):
    """One party's signature under one document."""

    party: PartyName
    document_sha256: str
    signatory: Personal
    form: str
    signed_on: date


class Acknowledgement(Value, frozen=True):
    """One party's acknowledgement of one version of the code of conduct."""

    party: PartyName
    code_version: str
    on: date


class Payment(Value, frozen=True):
    """One payment, as it stands after corrections."""

    number: int
    year: int
    amount: Money
    paid_on: date
    event_version: int = 0


class Review(Value, frozen=True):
    """One reviewed piece of published material (C10)."""

    material: str
    quality: Quality
    reviewed_on: date


class Breach(Value, frozen=True):
    """One breach docket: the report, and what was decided about it."""

    number: int
    guideline: str
    place: str
    reported_by: str
    reported_on: date
    because: str
    evidence: tuple[Document, ...]
    decision: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    decided_because: str = ""
    remedy_by: date | None = None
    remedied_on: date | None = None

    def awaits_decision(self, today: date) -> bool:
        """Tells whether a decision is owed: none yet, or a remedy date passed without acceptance (T3)."""
        return not self.decision or self.remedy_lapsed(today)

    def remedy_lapsed(self, today: date) -> bool:
        """Tells whether the remedy date has passed without the remedy being accepted."""
        return self.remedy_by is not None and self.remedied_on is None and today > self.remedy_by


class Survey(Value, frozen=True):
    """One professional survey; its cost counts against the frame of its year (C41)."""

    supplier: str
    method: str
    respondents: int
    cost: Money
    year: int


class Settlement(Value, frozen=True):
    """What was settled after the end."""

    repaid: Money
    brand_use_ended: bool
    settled_on: date


class Correction(Value, frozen=True):
    """One correction of an earlier event; it counts once a second person has confirmed it."""

    number: int
    event_version: int
    right: RightValue
    document: Document
    proposed_by: str
    because: str
    confirmed_by: str = ""


Numbered = TypeVar("Numbered", Exemption, Breach, Payment, Correction)


class Partnership(Value, frozen=True):
    """Everything that is known of one partnership; nothing but the fold of its events."""

    id: UUID
    ref: str
    version: int
    name: str
    partner: Partner
    purpose: str
    own_role: str
    development_plan: str
    policy_version: str
    stage: Stage
    stage_since: date
    proposer: str
    owner: str
    proposed_on: date
    last_effective_on: date
    areas: tuple[str, ...] = ()
    screener: str = ""
    co_partners: tuple[CoPartner, ...] = ()
    predecessor: UUID | None = None
    predecessor_ref: str = ""
    conflicts: dict[str, str] = {}
    duties: dict[Duty, tuple[str, ...]] = {}
    assessments: tuple[Assessment, ...] = ()
    judges: dict[str, str] = {}
    exceptions: tuple[Exemption, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    post_hoc_goals: dict[str, tuple[Goal, ...]] = {}
    signatures: tuple[Signature, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    agreement: Agreement | None = None
    agreed_on: date | None = None
    largest_total: Money = Money(0)
    agreed_versions: tuple[int, ...] = ()
    stated_in: dict[int, int] = {}
    addenda: tuple[Document, ...] = ()
    payments: tuple[Payment, ...] = ()
    reviews: tuple[Review, ...] = ()
    surveys: tuple[Survey, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    evaluated_this_round: tuple[str, ...] = ()
    breaches: tuple[Breach, ...] = ()
    end_reason: str = ""
    ended_on: date | None = None
    ended_at: datetime | None = None
    confirmed_by: str = ""
    declined_by: str = ""
    settlement: Settlement | None = None
    corrections: tuple[Correction, ...] = ()
    imported: Import | None = None
    earlier_evaluations: tuple[EarlierEvaluation, ...] = ()

    @property
    def start(self) -> date | None:
        """Returns the agreed first day, when there is an agreement."""
        return self.agreement.start if self.agreement else None

    @property
    def end(self) -> date | None:
        """Returns the agreed last day, inclusive (T16), when there is an agreement."""
        return self.agreement.end if self.agreement else None

    def initiative(self, initiative_id: str) -> Initiative | None:
        """Returns one initiative by its id, or None."""
        return next((one for one in self.initiatives if one.id == initiative_id), None)

    def breach(self, number: int) -> Breach | None:
        """Returns one breach docket by its number, or None."""
        return next((one for one in self.breaches if one.number == number), None)

    def assessed(self, clause: str, company: str = "") -> Assessment | None:
        """Returns the latest assessment of a criterion; C7 is asked per co-partner."""
        return next(
            (
                one
                for one in reversed(self.assessments)
                if one.clause == clause
                and (not company or (one.company and one.company.co_partner == company))
            ),
            None,
        )

    def has_exception(self, clause: str, initiative: str = "", after: int = 0) -> bool:
        """Tells whether an exception was granted (for one initiative, if named), after a version if given."""
        return any(
            one.granted_version > after and one.clause == clause and one.initiative in ("", initiative)
            for one in self.exceptions
        )

    @property
    def ended_elsewhere(self) -> bool:
        """Tells whether it had ended before it was imported: what follows an end was not this log's to keep."""
        return self.ended_on is not None and self.ended_at is None

    @property
    def known_evaluations(self) -> tuple[KnownEvaluation, ...]:
        """Returns every evaluation: those made before the import, then those recorded here."""
        return (*self.earlier_evaluations, *self.evaluations)

    def last_evaluation(self, initiative_id: str) -> Evaluation | None:
        """Returns the latest evaluation of one initiative recorded here, or None; of one day's, the last of them."""
        made = [one for one in self.evaluations if one.initiative == initiative_id]
        return max(reversed(made), key=lambda one: one.made_on) if made else None

    def last_known_evaluation(self, initiative_id: str) -> KnownEvaluation | None:
        """Returns the latest evaluation of one initiative, one made before the import included, or None."""
        made = [one for one in self.known_evaluations if one.initiative == initiative_id]
        return max(reversed(made), key=lambda one: one.made_on) if made else None

    def has_final_evaluation(self, initiative_id: str) -> bool:
        """Tells whether an initiative's latest evaluation is its final one (T10); a later one opens it again."""
        last = self.last_known_evaluation(initiative_id)
        return last is not None and last.final

    def started_initiatives(self, today: date) -> tuple[Initiative, ...]:
        """Returns the initiatives that had started by a day, or by the end of the partnership."""
        until = min(today, self.ended_on) if self.ended_on else today
        return tuple(one for one in self.initiatives if one.start and one.start <= until)

    def paid(self) -> Money:
        """Returns everything that has been paid, in öre, net."""
        return total_of([one.amount for one in self.payments])

    def paid_in(self, year: int) -> Money:
        """Returns what has been paid of one year's contribution, in öre, net."""
        return total_of([one.amount for one in self.payments if one.year == year])

    def survey_costs_in(self, year: int) -> Money:
        """Returns what surveys of one year cost, in öre, net."""
        return total_of([one.cost for one in self.surveys if one.year == year])

    def has_acknowledged(self, party: PartyName, code_version: str) -> bool:
        """Tells whether a party has acknowledged one version of the code."""
        return any(one.party == party and one.code_version == code_version for one in self.acknowledgements)


def project(state: Partnership | None, recorded_events: Iterable[e.Recorded]) -> Partnership | None:
    """Returns the state after some events; the projector the event store calls."""
    for recorded in recorded_events:
        state = evolve(state, recorded)
    return state


def evolve(state: Partnership | None, recorded: e.Recorded) -> Partnership:
    """Returns the state after one event. Raises ValueError for an event it does not know."""
    if state is None:
        return (
            _imported(recorded) if isinstance(recorded.event, e.PartnershipImported) else _proposed(recorded)
        )
    latest = max(state.last_effective_on, recorded.effective_on)
    applied = _applied(state, recorded)
    largest = max(state.largest_total, applied.agreement.total) if applied.agreement else state.largest_total
    return replace(
        applied, version=recorded.originator_version, last_effective_on=latest, largest_total=largest
    )


def _begun(event: e.PartnershipProposed | e.PartnershipImported, recorded: e.Recorded) -> Partnership:
    """Returns what the first event of either kind tells alike, as if just proposed, and by nobody."""
    return Partnership(
        id=recorded.originator_id,
        ref=f"P-{event.number}",
        version=recorded.originator_version,
        name=event.name,
        partner=event.partner,
        purpose=event.purpose,
        own_role=event.own_role,
        development_plan=event.development_plan,
        policy_version=recorded.policy_version,
        stage=Stage.PROPOSED,
        stage_since=recorded.effective_on,
        proposer="",
        owner=event.owner,
        proposed_on=recorded.effective_on,
        last_effective_on=recorded.effective_on,
        areas=event.areas,
        screener=event.screener,
    )


def _proposed(recorded: e.Recorded) -> Partnership:
    event = recorded.event
    if not isinstance(event, e.PartnershipProposed):
        raise ValueError(f"a partnership begins with a proposal, not with {type(event).__name__}")
    return replace(
        _begun(event, recorded),
        proposer=recorded.actor,
        co_partners=event.co_partners,
        predecessor=event.predecessor,
        predecessor_ref=event.predecessor_ref,
        duties={"proposer": (recorded.actor,), "owner": (event.owner,)},
    )


def _imported(recorded: e.Recorded) -> Partnership:
    """Nobody proposed, signed or evaluated it here: of duties, only what the file names is remembered."""
    event = recorded.event
    assert isinstance(event, e.PartnershipImported), "evolve has looked"
    since = _stage_since(event, recorded.effective_on)
    dates = [since, *(one.made_on for one in event.evaluations)]
    return replace(
        _begun(event, recorded),
        stage=Stage(event.stage),
        stage_since=since,
        last_effective_on=max(dates),
        duties=_duties_told(event),
        initiatives=event.initiatives,
        agreement=event.agreement,
        agreed_on=recorded.effective_on,
        largest_total=event.agreement.total,
        agreed_versions=(recorded.originator_version,),
        stated_in=_stated(event.agreement.contributions, recorded),
        end_reason=event.end_reason,
        ended_on=event.ended_on,
        imported=Import(recorded.actor, local_date(recorded.recorded_at), event.source, event.rows),
        earlier_evaluations=event.evaluations,
    )


def _stage_since(event: e.PartnershipImported, agreed_on: date) -> date:
    """Returns the day an imported partnership reached the stage it has."""
    begun = agreed_on if event.stage == "agreed" else max(agreed_on, event.agreement.start)
    return event.ended_on or begun


def _duties_told(event: e.PartnershipImported) -> dict[Duty, tuple[str, ...]]:
    told: dict[Duty, tuple[str, ...]] = {"owner": (event.owner,)}
    return {**told, "screener": (event.screener,)} if event.screener else told


def _applied(state: Partnership, recorded: e.Recorded) -> Partnership:
    on, actor, event = recorded.effective_on, recorded.actor, recorded.event
    match event:
        case e.CriteriaAssessed(assessments=assessments):
            return replace(
                _with_duty(state, "screener", actor),
                assessments=state.assessments + assessments,
                judges={**state.judges, **dict.fromkeys((one.subject for one in assessments), actor)},
            )
        case e.ExceptionAsked(number=number, clause=clause, initiative=initiative):
            asked = Exemption(number, clause, recorded.reason, actor, initiative)
            return replace(state, exceptions=(*state.exceptions, asked))
        case e.ExceptionGranted(number=number):
            return replace(
                state,
                exceptions=_changed(
                    state.exceptions, number, granted_by=actor, granted_version=recorded.originator_version
                ),
            )
        case e.ExceptionRefused(number=number):
            return replace(state, exceptions=_changed(state.exceptions, number, refused_by=actor))
        case e.ConflictDeclared(person=person):
            return replace(state, conflicts={**state.conflicts, person: recorded.reason})
        case e.ConflictWithdrawn(person=person):
            return replace(state, conflicts={k: v for k, v in state.conflicts.items() if k != person})
        case e.HandedOver(duty="owner", person=person):
            return replace(_with_duty(state, "owner", person), owner=person)
        case e.HandedOver(duty="screener", person=person):
            return replace(state, screener=person)
        case e.PolicyMoved(version=version):
            return replace(state, policy_version=version)
        case e.PartnershipScreened():
            return _moved(_with_duty(state, "screener", actor), Stage.SCREENED, on)
        case e.InitiativePlanned(initiative=initiative):
            others = tuple(one for one in state.initiatives if one.id != initiative.id)
            return replace(state, initiatives=(*others, initiative))
        case e.GoalAdded(initiative=initiative_id, goal=goal) if goal.post_hoc:
            goals = (*state.post_hoc_goals.get(initiative_id, ()), goal)
            return replace(state, post_hoc_goals={**state.post_hoc_goals, initiative_id: goals})
        case e.GoalAdded(initiative=initiative_id, goal=goal):
            return replace(
                state,
                initiatives=tuple(
                    replace(one, goals=(*one.goals, goal)) if one.id == initiative_id else one
                    for one in state.initiatives
                ),
            )
        case e.DocumentSigned():
            signature = Signature(
                event.party, event.document.sha256, event.signatory, event.form, event.signed_on
            )
            return replace(state, signatures=(*state.signatures, signature))
        case e.CodeAcknowledged(party=party, code_version=code_version):
            acknowledged = Acknowledgement(party, code_version, on)
            return replace(state, acknowledgements=(*state.acknowledgements, acknowledged))
        case e.PartnershipAgreed(agreement=agreement):
            agreed = _moved(_with_duty(state, "signatory", actor), Stage.AGREED, on)
            return replace(
                agreed,
                agreement=agreement,
                agreed_on=on,
                agreed_versions=(recorded.originator_version,),
                stated_in=_stated(agreement.contributions, recorded),
            )
        case e.AddendumAgreed():
            amended = _amended(_with_duty(state, "signatory", actor), event)
            return replace(
                amended,
                agreed_versions=(*state.agreed_versions, recorded.originator_version),
                stated_in={**state.stated_in, **_stated(event.contributions, recorded)},
            )
        case e.PartnershipActivated():
            return _moved(state, Stage.ACTIVE, on)
        case e.PaymentMade(number=number, year=year, amount=amount):
            paid = Payment(number, year, amount, on, recorded.originator_version)
            return replace(_with_duty(state, "treasurer", actor), payments=(*state.payments, paid))
        case e.MaterialReviewed(material=material, quality=quality):
            return replace(state, reviews=(*state.reviews, Review(material, quality, on)))
        case e.CoPartnerAdded(co_partner=co_partner):
            return replace(state, co_partners=(*state.co_partners, co_partner))
        case e.FollowUpRecorded() | e.MeasurementRecorded() | e.BenefitReceived():
            return state
        case e.SurveyRecorded(cost=cost, year=year):
            survey = Survey(event.supplier, event.method, event.respondents, cost, year)
            return replace(state, surveys=(*state.surveys, survey))
        case e.InitiativeEvaluated(evaluation=evaluation):
            return replace(
                _with_duty(state, "evaluator", actor),
                evaluations=(*state.evaluations, evaluation),
                evaluated_this_round=(*state.evaluated_this_round, evaluation.initiative),
            )
        case e.PartnershipEvaluated():
            return _moved(state, Stage.EVALUATED, on)
        case e.PartnershipContinued():
            return replace(_moved(state, Stage.ACTIVE, on), evaluated_this_round=())
        case e.BreachReported(number=number, guideline=guideline, place=place, evidence=evidence):
            reported = Breach(number, guideline, place, actor, on, recorded.reason, evidence)
            return replace(state, breaches=(*state.breaches, reported))
        case e.BreachDecided():
            decided = _changed(
                state.breaches,
                event.number,
                decision=event.decision,
                decided_by=actor,
                decided_on=on,
                decided_because=recorded.reason,
                remedy_by=event.remedy_by,
            )
            return replace(state, breaches=decided)
        case e.BreachRemedied(number=number):
            return replace(state, breaches=_changed(state.breaches, number, remedied_on=on))
        case e.PartnershipTerminated(end_reason=end_reason):
            ended = replace(state, end_reason=end_reason, ended_on=on, ended_at=recorded.recorded_at)
            return _moved(_with_duty(ended, "terminator", actor), Stage.TERMINATED, on)
        case e.TerminationConfirmed():
            return replace(state, confirmed_by=actor)
        case e.TerminationConfirmationDeclined():
            return replace(state, declined_by=actor)
        case e.SettlementRecorded(repaid=repaid, brand_use_ended=brand_use_ended):
            return replace(state, settlement=Settlement(repaid, brand_use_ended, on))
        case e.CorrectionProposed(number=number, event_version=version, right=right, document=document):
            proposed = Correction(number, version, right, document, actor, recorded.reason)
            return replace(state, corrections=(*state.corrections, proposed))
        case e.CorrectionConfirmed(number=number):
            return corrected(state, number, actor)
        case _:
            raise ValueError(f"a partnership knows no event {type(event).__name__}")


def _stated(lines: tuple[Contribution, ...], recorded: e.Recorded) -> dict[int, int]:
    """Returns for each year the number of the event that states its amount."""
    return {line.year: recorded.originator_version for line in lines}


def _moved(state: Partnership, stage: Stage, on: date) -> Partnership:
    return replace(state, stage=stage, stage_since=on)


def _with_duty(state: Partnership, duty: Duty, person: str) -> Partnership:
    """Remembers for ever that a person has had a duty here (R3 is judged over the whole history)."""
    held = state.duties.get(duty, ())
    if person in held:
        return state
    return replace(state, duties={**state.duties, duty: (*held, person)})


def _changed(items: tuple[Numbered, ...], number: int, **changes: object) -> tuple[Numbered, ...]:
    return tuple(replace(one, **changes) if one.number == number else one for one in items)


def _amended(state: Partnership, event: e.AddendumAgreed) -> Partnership:
    agreement = state.agreement
    assert agreement is not None, "an addendum amends an agreement"
    years = {line.year for line in event.contributions}
    kept = tuple(line for line in agreement.contributions if line.year not in years)
    amended = replace(
        agreement,
        contributions=tuple(sorted(kept + event.contributions, key=lambda line: line.year)),
        marketing=agreement.marketing + event.marketing,
        guidelines=agreement.guidelines + event.guidelines,
        exchange=agreement.exchange + event.exchange,
    )
    return replace(state, agreement=amended, addenda=(*state.addenda, event.document))


def corrected(state: Partnership, number: int, confirmed_by: str) -> Partnership:
    """Returns a partnership as it is once a person has confirmed one of its corrections (T17)."""
    state = replace(state, corrections=_changed(state.corrections, number, confirmed_by=confirmed_by))
    right = next(one.right for one in state.corrections if one.number == number)
    match right:
        case AgreedAmountCorrection(year=year, net=net) if state.agreement:
            lines = tuple(
                replace(line, net=net) if line.year == year else line
                for line in state.agreement.contributions
            )
            return replace(state, agreement=replace(state.agreement, contributions=lines))
        case PaymentCorrection(payment=payment, amount=amount):
            return replace(state, payments=_changed(state.payments, payment, amount=amount))
        case _:
            return state
