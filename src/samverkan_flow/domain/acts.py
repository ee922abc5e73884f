"""Everything people may do, as one table: command, stages, who, apart from whom, guards, decision.

`decide`, `next`, the errors and the docs read this table; nothing else says who may do what, when.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.context import Context, Guard
from samverkan_flow.domain.decisions import (
    agreement,
    breach,
    budgeting,
    ending,
    evaluation,
    follow_up,
    housekeeping,
    importing,
    screening,
)
from samverkan_flow.domain.errors import Finding, InvalidInput
from samverkan_flow.domain.events import Event
from samverkan_flow.domain.guards import agreeing as ag
from samverkan_flow.domain.guards import budgeting as bu
from samverkan_flow.domain.guards import choosing as ch
from samverkan_flow.domain.guards import ending as en
from samverkan_flow.domain.guards import following_up as fu
from samverkan_flow.domain.guards import housekeeping as hk
from samverkan_flow.domain.guards import import_warnings as iw
from samverkan_flow.domain.guards import importing as im
from samverkan_flow.domain.guards import planning as pl
from samverkan_flow.domain.guards import screening as sc
from samverkan_flow.domain.guards.common import reason_is_given
from samverkan_flow.domain.guards.house_rules import Who
from samverkan_flow.domain.lifecycle import (
    ACTIVE,
    EVALUATED,
    IN_FORCE,
    PROPOSED,
    SCREENED,
    TERMINATED,
    Stage,
    stages_that_allow,
)
from samverkan_flow.domain.partnership import Duty, Partnership

BEFORE_AGREED = (PROPOSED, SCREENED)
UNTIL_ENDED = (*BEFORE_AGREED, *IN_FORCE)
ANY_STAGE = tuple(Stage)
RECORDERS = (Who.OFFICER, Who.OWNER, Who.LEAD)


class Act(NamedTuple):
    """One thing that can be done.

    `trigger` names the lifecycle row it pulls; `apart_from` the duties that must have been others' (R3);
    `decides` bars a person with a declared conflict (R4); `stage_clause` is cited when the stage is wrong;
    `supplies` names the clauses whose missing parts this act brings; `stopped_by` those of its guards that
    ask nothing of the command, so that `next` tells of them beforehand; `applies` tells whether there is
    anything to do it to.
    """

    name: str
    command: type[c.Command]
    summary: str
    who: tuple[Who, ...]
    decide: Callable[..., tuple[Event, ...]]
    stages: tuple[Stage, ...] = ()
    trigger: str = ""
    apart_from: tuple[Duty, ...] = ()
    guards: tuple[Guard, ...] = ()
    warnings: tuple[Guard, ...] = ()
    decides: bool = False
    stage_clause: str = "R5"
    supplies: tuple[str, ...] = ()
    stopped_by: tuple[Guard, ...] = ()
    applies: Callable[[Partnership], bool] = lambda _state: True


def _pulls(trigger: str) -> dict[str, Any]:
    """Returns the trigger of an act and the stages the lifecycle gives it."""
    return {"trigger": trigger, "stages": stages_that_allow(trigger)}


def _has_criteria_to_judge(state: Partnership) -> bool:
    return state.stage is PROPOSED or any(not state.assessed("C7", one.name) for one in state.co_partners)


def _has_evaluations_to_make(state: Partnership) -> bool:
    owes = any(not state.has_final_evaluation(one.id) for one in state.initiatives)
    return owes or state.end_reason == "expired"


def _has_open_exception(state: Partnership) -> bool:
    return any(one.is_open for one in state.exceptions)


def _has_undecided_breach(state: Partnership) -> bool:
    return any(not one.decision or (one.remedy_by and not one.remedied_on) for one in state.breaches)


def _awaits_remedy(state: Partnership) -> bool:
    return any(one.decision == "remedy" and not one.remedied_on for one in state.breaches)


def _awaits_confirmation(state: Partnership) -> bool:
    return state.end_reason == "breach" and not state.confirmed_by and not state.ended_elsewhere


def _has_open_correction(state: Partnership) -> bool:
    return any(not one.confirmed_by for one in state.corrections)


def _ends(reason: str, trigger: str, summary: str, who: tuple[Who, ...], *guards: Guard) -> Act:
    return Act(
        f"end {reason}", c.End, summary, who, ending.end, **_pulls(trigger),
        guards=(reason_is_given("C0"), en.end_hides_no_evaluation, *guards), decides=True,
    )  # fmt: skip


AGREEMENT_GUARDS: tuple[Guard, ...] = (
    ag.kind_is_known, ag.period_is_stated, ag.end_is_ahead, ag.period_is_long, ag.marketing_is_clear,
    ag.economy_is_clear, ag.conduct_is_clear, ag.exchange_is_clear, ag.hospitality_is_signed_off,
    ag.agreement_is_signed, ag.code_is_acknowledged,
    pl.goals_are_linked, pl.follow_up_is_planned, pl.evaluation_is_planned, pl.effect_is_sought,
    pl.initiatives_have_goals, pl.initiatives_start_in_time, ag.predecessor_is_finished,
    bu.frame_holds, bu.portfolio_stays_small, bu.partnership_is_large_enough, bu.initiatives_are_visible,
    fu.partner_has_no_debt,
)  # fmt: skip

TERMS_WARNINGS: tuple[Guard, ...] = (ag.renewal_words, ag.hospitality_words)

ACTS: tuple[Act, ...] = (
    # --- choosing
    Act("propose", c.Propose, "propose a partnership", (Who.OFFICER,), screening.propose,
        guards=(ch.partner_is_named, ch.own_role_is_stated, ch.development_plan_is_stated, ch.conflict_is_answered,
                ch.owner_can_own, ch.contact_is_named, ch.co_partners_are_named,
                ch.predecessor_is_evaluated, fu.partner_has_no_debt), warnings=(ch.earlier_is_cited,)),
    Act("assess", c.Assess, "judge criteria, each with reason and evidence", (Who.SCREENER,), screening.assess,
        stages=(PROPOSED, *IN_FORCE), apart_from=("proposer", "signatory"), guards=(sc.assessments_fit,), decides=True,
        supplies=sc.CRITERIA, applies=_has_criteria_to_judge),
    Act("screen", c.Screen, "pass the partnership through the screening", (Who.SCREENER, Who.HIGH_RISK),
        screening.screen, **_pulls("screen"), apart_from=("proposer",), decides=True,
        guards=(sc.criteria_are_met, sc.judges_have_no_conflict, sc.values_are_named, sc.area_is_ours,
                sc.six_answers_are_given, sc.company_is_good, sc.we_are_seen, sc.risk_is_handled, sc.quality_is_high,
                sc.nothing_is_lavish)),
    Act("exception ask", c.AskException, "ask to depart from a clause, with the reason", (*RECORDERS, Who.SCREENER),
        screening.ask_exception, stages=UNTIL_ENDED, guards=(ch.exception_is_allowed, reason_is_given("C0"))),
    Act("exception grant", c.GrantException, "grant an exception somebody else asked for", (Who.EXCEPTION_LEVEL,),
        screening.grant_exception, stages=UNTIL_ENDED, guards=(ch.exception_is_open,), decides=True,
        applies=_has_open_exception),
    Act("exception refuse", c.RefuseException, "refuse an exception somebody else asked for", (Who.EXCEPTION_LEVEL,),
        screening.refuse_exception, stages=UNTIL_ENDED, decides=True,
        guards=(ch.exception_is_open, reason_is_given("C0")), applies=_has_open_exception),
    Act("conflict declare", c.DeclareConflict, "declare a conflict of interest", (Who.ANYONE,),
        screening.declare_conflict, stages=ANY_STAGE, guards=(ch.conflict_is_of_somebody, reason_is_given("R4"))),
    Act("conflict withdraw", c.WithdrawConflict, "withdraw a conflict that no longer stands", (Who.OWNER, Who.LEAD),
        screening.withdraw_conflict, stages=ANY_STAGE, guards=(ch.conflict_stands, reason_is_given("R4")),
        decides=True, applies=lambda state: bool(state.conflicts)),
    Act("hand-over", c.HandOver, "make another person the owner or the screener", (Who.OWNER, Who.LEAD),
        screening.hand_over, stages=ANY_STAGE, guards=(ch.successor_can_serve, reason_is_given("R3"))),
    Act("policy move", c.MovePolicy, "move the partnership to another policy version", (Who.ADMINISTRATOR,),
        screening.move_policy, stages=UNTIL_ENDED,
        guards=(ch.policy_is_adopted, ch.no_evaluation_is_put_off, reason_is_given("C0")), decides=True),
    # --- agreeing
    Act("plan", c.PlanInitiative, "plan an initiative with goals, follow-up and evaluation dates", RECORDERS,
        agreement.plan, stages=BEFORE_AGREED, stage_clause="C34",
        guards=(pl.initiative_is_named, pl.goals_come_first),
        supplies=("C17", "C15", "C18", "C19", "C20", "C32", "C33", "C34", "C38")),
    Act("goal", c.AddGoal, "add a further goal to an initiative", RECORDERS, agreement.add_goal, stages=IN_FORCE,
        guards=(pl.goal_is_new,)),
    Act("sign", c.Sign, "record a party's signature under a document", RECORDERS, agreement.sign,
        stages=(SCREENED, *IN_FORCE), guards=(ag.signature_is_whole,), supplies=("C24",)),
    Act("acknowledge", c.Acknowledge, "record that a party acknowledges the code of conduct", RECORDERS,
        agreement.acknowledge, stages=(SCREENED, *IN_FORCE), guards=(ag.code_is_published,), supplies=("C22",)),
    Act("agree", c.Agree, "make the agreement", (Who.SIGNATORY,), agreement.agree, **_pulls("agree"),
        apart_from=("screener",), guards=AGREEMENT_GUARDS, warnings=TERMS_WARNINGS, decides=True),
    Act("agree addendum", c.Agree, "change what was agreed by a signed addendum", (Who.SIGNATORY,),
        agreement.agree_addendum, stages=IN_FORCE, apart_from=("screener", "evaluator"), warnings=TERMS_WARNINGS,
        guards=(ag.end_does_not_move, ag.addendum_changes_something, ag.addendum_is_signed,
                ag.added_economy_is_clear, ag.added_terms_are_clear, bu.frame_holds,
                bu.partnership_is_large_enough, fu.no_more_while_overdue), decides=True),
    Act("activate", c.Activate, "begin the partnership once its start date has come", (Who.OWNER, Who.CALENDAR),
        agreement.activate, **_pulls("activate"), guards=(fu.start_is_reached, bu.frame_still_holds), decides=True),
    # --- following up
    Act("record follow-up", c.RecordFollowUp, "record a follow-up of an initiative", (*RECORDERS, Who.EVALUATOR),
        follow_up.record_follow_up, stages=IN_FORCE, guards=(fu.follow_up_is_of_something,)),
    Act("record measurement", c.RecordMeasurement, "record what a goal's indicator reads",
        (*RECORDERS, Who.EVALUATOR), follow_up.record_measurement, stages=IN_FORCE,
        guards=(fu.follow_up_is_of_something,)),
    Act("record payment", c.RecordPayment, "record a payment to the partner", (Who.TREASURER,),
        follow_up.record_payment, stages=(ACTIVE, EVALUATED), stopped_by=(fu.nothing_is_overdue,),
        guards=(fu.payment_is_agreed, fu.nothing_is_overdue, fu.payer_has_no_conflict)),
    Act("record benefit", c.RecordBenefit, "record something we received in exchange", RECORDERS,
        follow_up.record_benefit, stages=IN_FORCE, guards=(fu.benefit_is_named,)),
    Act("record material", c.RecordMaterial, "record the review of published material", RECORDERS,
        follow_up.record_material, stages=IN_FORCE, guards=(fu.material_is_reviewed,)),
    Act("record co-partner", c.RecordCoPartner, "record that another partner has joined", RECORDERS,
        follow_up.record_co_partner, stages=IN_FORCE, guards=(fu.co_partner_is_new,)),
    Act("record survey", c.RecordSurvey, "record a professional survey and its cost", RECORDERS,
        follow_up.record_survey, stages=IN_FORCE, guards=(fu.survey_is_described, bu.frame_holds)),
    Act("evaluate", c.Evaluate, "review one initiative against its frozen goals", (Who.EVALUATOR,),
        evaluation.evaluate, stages=(ACTIVE, EVALUATED, TERMINATED), trigger="evaluate",
        apart_from=("proposer", "owner", "signatory"), decides=True,
        guards=(fu.initiative_can_be_evaluated, fu.every_goal_is_answered, fu.review_is_critical),
        supplies=("C38", "C39", "C40"), applies=_has_evaluations_to_make),
    Act("continue", c.Continue, "let the partnership go on after an evaluation", (Who.OWNER,), evaluation.continue_,
        **_pulls("continue"), guards=(fu.going_on_is_recommended,), decides=True, supplies=("C40",)),
    # --- breach
    Act("breach report", c.ReportBreach, "report a breach of an agreed guideline", (Who.ANYONE,), breach.report,
        stages=IN_FORCE, guards=(en.ground_is_agreed, reason_is_given("C30"))),
    Act("breach decide", c.DecideBreach, "decide a reported breach: remedy by a date, or no action", (Who.OWNER,),
        breach.decide_breach, stages=(*IN_FORCE, TERMINATED), guards=(en.breach_is_decidable, reason_is_given("C30")),
        decides=True, applies=_has_undecided_breach),
    Act("breach remedied", c.AcceptRemedy, "accept that a breach has been remedied", (Who.OWNER,),
        breach.accept_remedy, stages=IN_FORCE, guards=(en.remedy_is_due,), decides=True, applies=_awaits_remedy),
    Act("breach terminate", c.TerminateForBreach, "end the partnership at once for a breach", (Who.SIGNATORY,),
        breach.terminate, **_pulls("terminate"), stage_clause="C30", decides=True,
        guards=(en.termination_is_now, en.termination_has_ground, reason_is_given("C30"))),
    Act("breach confirm", c.ConfirmTermination, "confirm a termination another person made", (Who.SIGNATORY,),
        breach.confirm, stages=(TERMINATED,), apart_from=("terminator",), guards=(en.termination_awaits,),
        decides=True, applies=_awaits_confirmation),
    # --- the other ends
    _ends("rejected", "reject", "reject the proposal, citing clauses", (Who.LEAD,), en.rejection_cites_clauses),
    _ends("withdrawn", "withdraw", "withdraw the proposal", (Who.PROPOSER, Who.OWNER)),
    _ends("never-commenced", "never-commence", "end an agreement that never begins", (Who.SIGNATORY,),
          en.has_not_begun),
    _ends("mutual", "end-mutually", "end by mutual consent", (Who.SIGNATORY,), en.partner_consents),
    _ends("notice", "give-notice", "end by notice", (Who.SIGNATORY,)),
    Act("complete", c.EndByCalendar, "end what has reached its last day with all evaluations", (Who.CALENDAR,),
        ending.end_by_calendar, **_pulls("complete"), guards=(en.end_date_is_passed,),
        applies=lambda state: not _has_evaluations_to_make(state)),
    Act("expire", c.EndByCalendar, "end what has reached its last day with an evaluation missing", (Who.CALENDAR,),
        ending.end_by_calendar, **_pulls("expire"), guards=(en.end_date_is_passed,),
        applies=_has_evaluations_to_make),
    # --- afterwards
    Act("record settlement", c.RecordSettlement, "record what was settled after the end", (Who.TREASURER,),
        ending.settle, stages=(TERMINATED,), guards=(fu.settlement_is_open,),
        applies=lambda state: state.settlement is None),
    Act("correct propose", c.ProposeCorrection, "say that an event was recorded wrongly", (Who.ANYONE,),
        ending.propose_correction, stages=ANY_STAGE, guards=(en.correction_is_whole, reason_is_given("C35"))),
    Act("correct confirm", c.ConfirmCorrection, "confirm a correction another person proposed",
        (Who.OWNER, Who.LEAD), ending.confirm_correction, stages=ANY_STAGE,
        guards=(en.correction_is_open, en.correction_still_fits, en.correction_is_within_level, bu.frame_holds),
        decides=True, applies=_has_open_correction),
    # --- the yearly frame
    Act("budget propose", c.ProposeFrame, "propose the frame of a year", (Who.TREASURER,), budgeting.propose_frame,
        guards=(bu.frame_is_stated, bu.frame_covers_what_is_taken, reason_is_given("C14"))),
    Act("budget set", c.SetFrame, "set the frame of a year as it was proposed", (Who.FRAME_LEVEL,),
        budgeting.set_frame, guards=(bu.frame_is_stated, bu.frame_covers_what_is_taken, bu.frame_is_proposed)),
    # --- the house
    Act("people add", c.AddPerson, "register a person", (Who.ADMINISTRATOR,), housekeeping.add_person,
        guards=(hk.handle_is_free,)),
    Act("people grant", c.GrantRole, "give a person a role or a level", (Who.ADMINISTRATOR,),
        housekeeping.grant_role, guards=(hk.person_is_known, hk.role_can_be_granted)),
    Act("people revoke", c.RevokeRole, "take a role or level back", (Who.ADMINISTRATOR,), housekeeping.revoke_role,
        guards=(hk.person_is_known, hk.role_can_be_revoked)),
    Act("people bind", c.BindAccount, "bind a person to an account", (Who.ADMINISTRATOR,), housekeeping.bind_account,
        guards=(hk.person_is_known, hk.account_is_new, hk.nobody_locks_themselves_out)),
    Act("people unbind", c.UnbindAccount, "release a person from an account", (Who.ADMINISTRATOR,),
        housekeeping.unbind_account, guards=(hk.person_is_known, hk.account_is_bound_here)),
    Act("people mail", c.SetMail, "say at which mail address a person is reminded", (Who.ADMINISTRATOR,),
        housekeeping.set_mail, guards=(hk.person_is_known, hk.mail_is_new)),
    Act("log accept-rollback", c.AcceptRollback, "accept that the log has gone back", (Who.ADMINISTRATOR,),
        housekeeping.accept_rollback, guards=(hk.rollback_is_found, reason_is_given("R5"))),
    Act("policy adopt", c.AdoptPolicy, "adopt a policy version", (Who.ADMINISTRATOR,), housekeeping.adopt_policy,
        guards=(hk.policy_is_new,)),
    Act("code publish", c.PublishCode, "publish a version of the code of conduct", (Who.ADMINISTRATOR,),
        housekeeping.publish_code, guards=(hk.code_is_new,)),
    Act("import", c.ImportPortfolio, "take in partnerships that have already been agreed, from a file",
        (Who.ADMINISTRATOR,), importing.import_portfolio, warnings=(iw.what_is_worth_a_look,),
        guards=(reason_is_given("C0"), im.something_is_told, im.partner_is_told, im.agreement_is_told,
                im.was_agreed_before_this_log,
                im.period_is_told, im.amounts_are_told, im.terms_are_told, im.code_is_known, im.people_are_known,
                im.initiatives_are_told, im.end_is_told, im.is_not_recorded_already, bu.frames_hold_the_file)),
)  # fmt: skip

ACT: dict[str, Act] = {act.name: act for act in ACTS}


def act_of(command: c.Command, *, completed: bool = False) -> Act:
    """Returns the row of the table a command asks for. Raises InvalidInput when an end has no reason."""
    match command:
        case c.End(reason=reason) if f"end {reason}" in ACT:
            return ACT[f"end {reason}"]
        case c.End():
            reasons = ", ".join(act.name.removeprefix("end ") for act in ACTS if act.command is c.End)
            raise InvalidInput(
                "reason", f"is one of {reasons}", "to end for a breach, terminate it for the breach"
            )
        case c.Agree(kind="addendum"):
            return ACT["agree addendum"]
        case c.EndByCalendar():
            return ACT["complete" if completed else "expire"]
        case _:
            return ACT[type(command).NAME]


def guard_findings(act: Act, command: c.Command, state: object, context: Context) -> tuple[Finding, ...]:
    """Returns what the act's own guards find; the rules of the house are judged by decide."""
    return tuple(finding for guard in act.guards for finding in guard(command, state, context))
