"""What is owed and when, derived from state: overdue is a question, right even if nothing ran."""

from collections.abc import Iterator
from datetime import date, timedelta

from samverkan_flow.domain.dates import add_days, add_months
from samverkan_flow.domain.house import CodeOfConduct, House
from samverkan_flow.domain.lifecycle import IN_FORCE, Stage
from samverkan_flow.domain.partnership import Breach, Partnership
from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.values import PARTIES, Initiative, KnownEvaluation, Value


class Obligation(Value, frozen=True):
    """One dated task. It is kept on its due date and late from the day after (T7)."""

    kind: str
    clause: str
    due: date
    who: str
    what: str
    ref: str
    partnership: str
    subject: str = ""

    def days_late(self, today: date) -> int:
        """Returns how many days it is late, 0 when it is not."""
        return max(0, (today - self.due).days)


def obligations(state: Partnership, policy: Policy, house: House, today: date) -> tuple[Obligation, ...]:
    """Returns everything a partnership owes on a day, soonest first."""
    owed = [
        *_evaluations(state, policy, today),
        *_breaches(state, policy, today),
        *_confirmation(state, policy),
        *_settlement(state, policy),
        *_acknowledgements(state, policy, house, today),
        *_co_partners(state, policy),
        *_end_date(state),
    ]
    return tuple(sorted(owed, key=lambda one: (one.due, one.kind, one.subject)))


def overdue_evaluations(state: Partnership, policy: Policy, today: date) -> tuple[Obligation, ...]:
    """Returns the evaluation debt: what is owed under C38 and late."""
    return tuple(one for one in _evaluations(state, policy, today) if today > one.due)


def evaluation_due(state: Partnership, initiative: Initiative, policy: Policy, today: date) -> date | None:
    """Returns the day an initiative's next evaluation is due, or None when nothing is owed (C38, T7, T10)."""
    if initiative not in state.started_initiatives(today) or state.agreement is None:
        return None
    last = state.last_known_evaluation(initiative.id)
    if initiative.start is None or _is_done(state, last, policy):
        return None
    if state.stage is Stage.TERMINATED:
        return _final_due(state, policy)
    counted_from = last.made_on if last else initiative.start
    return min(add_months(counted_from, policy.thresholds.evaluation_interval_months), state.agreement.end)


def _is_done(state: Partnership, last: KnownEvaluation | None, policy: Policy) -> bool:
    """Tells whether nothing more is owed: a final evaluation near the end, or one after which it ended.

    One that recommends ending long before the end holds once the partnership has ended; while it goes
    on all the same, so does the yearly clock (C38, T10).
    """
    if last is None or not last.final or state.agreement is None:
        return False
    window = timedelta(days=policy.thresholds.final_evaluation_window_days)
    return state.stage is Stage.TERMINATED or last.made_on >= state.agreement.end - window


_UNPLANNED_ENDS = ("breach", "notice", "mutual")


def _final_due(state: Partnership, policy: Policy) -> date | None:
    """Returns when the final evaluation of what has ended is due: it goes by the end reason (T10)."""
    if state.end_reason in _UNPLANNED_ENDS and state.ended_on:
        return add_days(state.ended_on, policy.thresholds.final_evaluation_days)
    return state.end if state.end_reason in ("completed", "expired") else None


def _owed(
    state: Partnership, kind: str, clause: str, due: date, who: str, what: str, subject: str = ""
) -> Obligation:
    return Obligation(kind, clause, due, who, what, state.ref, state.name, subject)


def _evaluations(state: Partnership, policy: Policy, today: date) -> Iterator[Obligation]:
    for initiative in state.initiatives:
        due = evaluation_due(state, initiative, policy, today)
        if due is not None:
            final = state.stage is Stage.TERMINATED
            kind = "final-evaluation" if final else "evaluation"
            what = f"evaluate {initiative.name}" + (" for the last time" if final else "")
            yield _owed(state, kind, "C38", due, "evaluator", what, initiative.id)


def decision_due(breach: Breach, policy: Policy, today: date) -> date:
    """Returns the day a breach is to be decided by; a lapsed remedy opens the decision anew (T3)."""
    lapsed = breach.remedy_by if breach.remedy_lapsed(today) else None
    return add_days(lapsed or breach.reported_on, policy.thresholds.breach_decision_days)


def _breaches(state: Partnership, policy: Policy, today: date) -> Iterator[Obligation]:
    for breach in state.breaches:
        number = str(breach.number)
        if breach.awaits_decision(today):
            what = f'decide the reported breach of "{breach.guideline}"'
            yield _owed(
                state,
                "breach-decision",
                "C30",
                decision_due(breach, policy, today),
                state.owner,
                what,
                number,
            )
        elif breach.remedy_by and not breach.remedied_on and state.stage in IN_FORCE:
            what = f'accept the remedy of "{breach.guideline}" or decide anew'
            yield _owed(state, "remedy", "C30", breach.remedy_by, state.owner, what, number)


def _confirmation(state: Partnership, policy: Policy) -> Iterator[Obligation]:
    if _ended_for_breach(state) and state.ended_on and not state.confirmed_by:
        who = "chief-executive" if state.declined_by else "a second empowered person"
        due = add_days(state.ended_on, policy.thresholds.confirmation_days)
        yield _owed(state, "confirmation", "C30", due, who, "confirm the termination")


def _ended_for_breach(state: Partnership) -> bool:
    """What had ended before it was imported was confirmed and settled before that too, or never will be."""
    return state.end_reason == "breach" and not state.ended_elsewhere


def _settlement(state: Partnership, policy: Policy) -> Iterator[Obligation]:
    if _ended_for_breach(state) and state.ended_on and not state.settlement:
        due = add_days(state.ended_on, policy.thresholds.settlement_days)
        yield _owed(state, "settlement", "C30", due, "treasurer", "settle money and marks with the partner")


def code_to_acknowledge(state: Partnership, house: House, today: date) -> CodeOfConduct | None:
    """Returns the code in force that an agreement in force has still to acknowledge, or None (C23, T14)."""
    code = house.code_in_force(today)
    if code is None or state.agreement is None or state.stage not in IN_FORCE:
        return None
    pinned = house.code(state.agreement.code_version)
    if pinned and pinned.in_force_from >= code.in_force_from:
        return None
    done = all(state.has_acknowledged(party, code.version) for party in PARTIES)
    return None if done else code


def _acknowledgements(state: Partnership, policy: Policy, house: House, today: date) -> Iterator[Obligation]:
    code = code_to_acknowledge(state, house, today)
    if code:
        opened = max(code.in_force_from, code.published_on, state.agreed_on or code.in_force_from)
        due = add_days(opened, policy.thresholds.acknowledgement_days)
        what = f"acknowledge code of conduct {code.version}"
        yield _owed(state, "acknowledgement", "C23", due, "both parties", what, code.version)


def _co_partners(state: Partnership, policy: Policy) -> Iterator[Obligation]:
    if state.stage not in IN_FORCE:
        return
    for co_partner in state.co_partners:
        assessed = state.assessed("C7", co_partner.name)
        if assessed is None or not assessed.approves_company():
            due = add_days(co_partner.added_on, policy.thresholds.co_partner_assessment_days)
            what = f"assess the new co-partner {co_partner.name}"
            yield _owed(state, "co-partner", "C7", due, state.screener or "screener", what, co_partner.name)


def _end_date(state: Partnership) -> Iterator[Obligation]:
    if state.stage in IN_FORCE and state.end:
        what = "the agreement ends; it is not renewed by itself"
        yield _owed(state, "end-date", "C36", state.end, state.owner, what)
