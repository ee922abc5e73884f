"""What is owed and when, derived from state: overdue is a question, right even if nothing ran.

What a state will come to owe by itself, as days pass, is known beforehand: each obligation says from which
day, and until which, it is owed. So what is owed on a day can be kept in rows and asked for by date.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from samverkan_flow.domain.dates import add_days, add_months
from samverkan_flow.domain.house import CodeOfConduct, House
from samverkan_flow.domain.lifecycle import IN_FORCE, Stage
from samverkan_flow.domain.partnership import Breach, Partnership
from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.values import PARTIES, Initiative, KnownEvaluation, Value

ALWAYS = date.max
"""Until when something is owed that days alone do not end."""

EVALUATIONS = ("evaluation", "final-evaluation")
"""The kinds that make a debt when they are late (C38)."""

KINDS = (
    *EVALUATIONS,
    "breach-decision",
    "remedy",
    "confirmation",
    "settlement",
    "acknowledgement",
    "co-partner",
    "end-date",
)
"""Every kind of obligation there is."""


class Obligation(Value, frozen=True):
    """One dated task. It is kept on its due date and late from the day after (T7).

    It is owed from `opens_on` until it is done, or through `closes_on` where another takes its place then.
    """

    kind: str
    clause: str
    due: date
    who: str
    what: str
    ref: str
    partnership: str
    owner: str
    opens_on: date
    subject: str = ""
    closes_on: date = ALWAYS

    def is_owed(self, today: date) -> bool:
        """Tells whether it is owed on a day."""
        return self.opens_on <= today <= self.closes_on

    def days_late(self, today: date) -> int:
        """Returns how many days it is late, 0 when it is not."""
        return max(0, (today - self.due).days)


def obligations_ahead(state: Partnership, policy: Policy, house: House) -> tuple[Obligation, ...]:
    """Returns everything a partnership owes, or comes to owe if nothing happens but days passing, soonest first."""
    owed = [
        *_evaluations(state, policy),
        *_breaches(state, policy),
        *_confirmation(state, policy),
        *_settlement(state, policy),
        *_acknowledgements(state, policy, house),
        *_co_partners(state, policy),
        *_end_date(state),
    ]
    return tuple(sorted(owed, key=lambda one: (one.due, one.kind, one.subject)))


def obligations(state: Partnership, policy: Policy, house: House, today: date) -> tuple[Obligation, ...]:
    """Returns everything a partnership owes on a day, soonest first."""
    return tuple(one for one in obligations_ahead(state, policy, house) if one.is_owed(today))


def evaluations_owed(state: Partnership, policy: Policy) -> tuple[Obligation, ...]:
    """Returns the evaluations that are owed or come to be owed (C38), by the initiatives they are of."""
    return tuple(_evaluations(state, policy))


def overdue_evaluations(state: Partnership, policy: Policy, today: date) -> tuple[Obligation, ...]:
    """Returns the evaluation debt: what is owed under C38 and late."""
    return tuple(one for one in _evaluations(state, policy) if one.opens_on <= today and today > one.due)


def evaluation_due(state: Partnership, initiative: Initiative, policy: Policy, today: date) -> date | None:
    """Returns the day an initiative's next evaluation is due, or None when nothing is owed (C38, T7, T10)."""
    started = initiative in state.started_initiatives(today)
    return _evaluation_due(state, initiative, policy) if started else None


def _evaluation_due(state: Partnership, initiative: Initiative, policy: Policy) -> date | None:
    """Returns when an initiative is to be evaluated next, once it has started."""
    last = state.last_known_evaluation(initiative.id)
    if state.agreement is None or initiative.start is None or is_evaluated_for_good(state, last, policy):
        return None
    yearly = yearly_due(last.made_on if last else initiative.start, state.agreement.end, policy)
    return _final_due(state, yearly, policy) if state.stage is Stage.TERMINATED else yearly


def yearly_due(counted_from: date, last_day: date, policy: Policy) -> date:
    """Returns the day twelve months on, or as many as the policy says, and never after the last day (T7)."""
    return min(add_months(counted_from, policy.thresholds.evaluation_interval_months), last_day)


def is_evaluated_for_good(state: Partnership, last: KnownEvaluation | None, policy: Policy) -> bool:
    """Tells whether nothing more is owed: a final evaluation near the end, or one after which it ended.

    One that recommends ending long before the end holds where the partnership ended before the next one was
    due; where it went on all the same, so did the yearly clock (C38, T10).
    """
    if last is None or not last.final or state.agreement is None:
        return False
    if is_near_the_end(last.made_on, min(state.agreement.end, state.ended_on or date.max), policy):
        return True
    return state.ended_on is not None and state.ended_on < yearly_due(
        last.made_on, state.agreement.end, policy
    )


def is_near_the_end(day: date, last_day: date, policy: Policy) -> bool:
    """Tells whether a final evaluation of that day is the last one: it is made at the end, or shortly before (T10)."""
    return day >= last_day - timedelta(days=policy.thresholds.final_evaluation_window_days)


_UNPLANNED_ENDS = ("breach", "notice", "mutual")


def _final_due(state: Partnership, yearly: date, policy: Policy) -> date | None:
    """Returns when the final evaluation of what has ended is due: it goes by the end reason (T10).

    What was late already when it ended stays as late as it was: no end moves an evaluation (C38).
    """
    if state.end_reason in _UNPLANNED_ENDS and state.ended_on:
        final = add_days(state.ended_on, policy.thresholds.final_evaluation_days)
    elif state.end_reason in ("completed", "expired") and state.end:
        final = state.end
    else:
        return None
    was_late = state.ended_on is not None and yearly < state.ended_on
    return yearly if was_late else final


def _owed(
    state: Partnership,
    kind: str,
    clause: str,
    due: date,
    who: str,
    what: str,
    opens_on: date,
    subject: str = "",
    closes_on: date = ALWAYS,
) -> Obligation:
    return Obligation(
        kind, clause, due, who, what, state.ref, state.name, state.owner, opens_on, subject, closes_on
    )


def _evaluations(state: Partnership, policy: Policy) -> Iterator[Obligation]:
    final = state.stage is Stage.TERMINATED
    for initiative in state.started_initiatives(ALWAYS):
        due = _evaluation_due(state, initiative, policy)
        if due is not None and initiative.start is not None:
            kind = "final-evaluation" if final else "evaluation"
            what = f"evaluate {initiative.name}" + (" for the last time" if final else "")
            yield _owed(state, kind, "C38", due, "evaluator", what, initiative.start, initiative.id)


def _breaches(state: Partnership, policy: Policy) -> Iterator[Obligation]:
    for breach in state.breaches:
        if not breach.decision:
            yield _decision(state, breach, breach.reported_on, breach.reported_on, policy)
        elif breach.remedy_by and not breach.remedied_on:
            if state.stage in IN_FORCE:
                yield _remedy(state, breach, breach.remedy_by)
            yield _decision(state, breach, breach.remedy_by, add_days(breach.remedy_by, 1), policy)


def _decision(
    state: Partnership, breach: Breach, counted_from: date, opens_on: date, policy: Policy
) -> Obligation:
    """A breach is to be decided in time; a remedy that lapses opens the decision anew (T3)."""
    what = f'decide the reported breach of "{breach.guideline}"'
    due = add_days(counted_from, policy.thresholds.breach_decision_days)
    return _owed(state, "breach-decision", "C30", due, state.owner, what, opens_on, str(breach.number))


def _remedy(state: Partnership, breach: Breach, remedy_by: date) -> Obligation:
    """The remedy is to be accepted by its date; on the day after, the decision is open again."""
    what = f'accept the remedy of "{breach.guideline}" or decide anew'
    opens_on, number = breach.decided_on or breach.reported_on, str(breach.number)
    return _owed(state, "remedy", "C30", remedy_by, state.owner, what, opens_on, number, remedy_by)


def _confirmation(state: Partnership, policy: Policy) -> Iterator[Obligation]:
    if _ended_for_breach(state) and state.ended_on and not state.confirmed_by:
        who = "chief-executive" if state.declined_by else "a second empowered person"
        due = add_days(state.ended_on, policy.thresholds.confirmation_days)
        yield _owed(state, "confirmation", "C30", due, who, "confirm the termination", state.ended_on)


def _ended_for_breach(state: Partnership) -> bool:
    """What had ended before it was imported was confirmed and settled before that too, or never will be."""
    return state.end_reason == "breach" and not state.ended_elsewhere


def _settlement(state: Partnership, policy: Policy) -> Iterator[Obligation]:
    if _ended_for_breach(state) and state.ended_on and not state.settlement:
        due = add_days(state.ended_on, policy.thresholds.settlement_days)
        what = "settle money and marks with the partner"
        yield _owed(state, "settlement", "C30", due, "treasurer", what, state.ended_on)


def _acknowledgements(state: Partnership, policy: Policy, house: House) -> Iterator[Obligation]:
    """Each code newer than the agreement's is to be acknowledged while it is the one in force (C23, T14)."""
    if state.agreement is None or state.stage not in IN_FORCE:
        return
    for code, last_day in _codes_in_force(house):
        pinned = house.code(state.agreement.code_version)
        is_newer = pinned is None or code.in_force_from > pinned.in_force_from
        if is_newer and not all(state.has_acknowledged(party, code.version) for party in PARTIES):
            opens_on = max(code.in_force_from, code.published_on, state.agreed_on or code.in_force_from)
            due = add_days(opens_on, policy.thresholds.acknowledgement_days)
            what = f"acknowledge code of conduct {code.version}"
            yield _owed(
                state, "acknowledgement", "C23", due, "both parties", what, opens_on, code.version, last_day
            )


def _codes_in_force(house: House) -> Iterator[tuple[CodeOfConduct, date]]:
    """Yields the codes in the order they come into force, each with the last day it is the newest."""
    newest_last = sorted(house.codes, key=lambda one: one.in_force_from)
    for code, following in pairwise([*newest_last, None]):
        assert code is not None, "only the last one is followed by none"
        last_day = add_days(following.in_force_from, -1) if following else ALWAYS
        if code.in_force_from <= last_day:
            yield code, last_day


def _co_partners(state: Partnership, policy: Policy) -> Iterator[Obligation]:
    if state.stage not in IN_FORCE:
        return
    for co_partner in state.co_partners:
        assessed = state.assessed("C7", co_partner.name)
        if assessed is None or not assessed.approves_company():
            due = add_days(co_partner.added_on, policy.thresholds.co_partner_assessment_days)
            what = f"assess the new co-partner {co_partner.name}"
            who = state.screener or "screener"
            yield _owed(state, "co-partner", "C7", due, who, what, co_partner.added_on, co_partner.name)


def _end_date(state: Partnership) -> Iterator[Obligation]:
    if state.stage in IN_FORCE and state.end:
        what = "the agreement ends; it is not renewed by itself"
        opens_on = state.agreed_on or state.stage_since
        yield _owed(state, "end-date", "C36", state.end, state.owner, what, opens_on)
