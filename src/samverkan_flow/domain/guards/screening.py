"""The screening: C1-C11 and C21, each criterion judged with reason and evidence."""

from samverkan_flow.domain.commands import Assess, Command
from samverkan_flow.domain.context import Context, Findings
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.policy import level_covers
from samverkan_flow.domain.values import Assessment, is_blank

CRITERIA: tuple[str, ...] = (
    "C1",
    "C2",
    "C3",
    "C4",
    "C5",
    "C6",
    "C7",
    "C8",
    "C9",
    "C10",
    "C11",
    "C21",
)
"""The criteria a screening judges."""


def assessments_fit(command: Assess, state: Partnership, context: Context) -> Findings:
    """C0: what is assessed is a criterion of the policy, with a reason; in force only C7 is open."""
    if not command.assessments:
        yield Finding("C0", "nothing is assessed", f"judge one or more of {', '.join(CRITERIA)}")
    for assessment in command.assessments:
        clause = assessment.clause
        if clause not in CRITERIA:
            yield Finding(
                "C0",
                f'"{clause}" is not a criterion that is assessed',
                f"choose from {', '.join(CRITERIA)}",
            )
        elif state.stage is not Stage.PROPOSED and clause != "C7":
            yield Finding("R5", f"{clause} was settled by the screening", "only C7 is judged again later")
        elif is_blank(assessment.because):
            yield Finding(clause, f"{clause} is judged without a reason", "say why, not only yes or no")
        elif clause == "C7":
            yield from _company_is_judged(assessment, state)


def _company_is_judged(assessment: Assessment, state: Partnership) -> Findings:
    if state.stage is not Stage.PROPOSED and (assessment.company is None or not _is_shown(assessment)):
        yield Finding(
            "C7", "the co-partner is not judged on evidence", "answer the three questions and attach a source"
        )
    names = [one.name for one in state.co_partners]
    if assessment.company and assessment.company.co_partner not in names:
        yield Finding(
            "C7",
            f"{assessment.company.co_partner} is not a co-partner of {state.ref}",
            f"the co-partners are {', '.join(names)}" if names else "record the co-partner first",
        )


def criteria_are_met(_command: Command, state: Partnership, context: Context) -> Findings:
    """C1-C11, C21: each is assessed, with reason and evidence, and none is "no" without an exception."""
    for clause in CRITERIA:
        if clause != "C7" or not state.co_partners:
            yield from _criterion_is_met(clause, state, context)


def _criterion_is_met(clause: str, state: Partnership, context: Context) -> Findings:
    assessment = state.assessed(clause)
    if assessment is None:
        heading = context.policy.clauses[clause].short.en
        yield Finding(
            clause, f"not assessed: {heading}", f"the screener judges {clause}, with reason and evidence"
        )
        return
    if not _is_shown(assessment):
        yield Finding(
            clause,
            f"{clause} is judged without evidence",
            "attach a document or a source that exists outside our own opinion",
        )
    if assessment.verdict == "no" and not state.has_exception(clause):
        yield Finding(clause, f"{clause} is judged not met: {assessment.because}", _way_past(clause, context))


def _is_shown(assessment: Assessment) -> bool:
    """Tells whether there is evidence that can be found again."""
    return any(not is_blank(document.name) for document in assessment.evidence)


def _way_past(clause: str, context: Context) -> str:
    if context.policy.exception_level(clause):
        return f"reject the proposal, or ask for an exception from {clause} with its reason"
    return f"reject the proposal, or judge {clause} again when something has changed"


def judges_have_no_conflict(_command: Command, state: Partnership, _context: Context) -> Findings:
    """R4: a judgement by somebody who has since declared a conflict of interest does not carry the screening."""
    for person in state.conflicts:
        judged = [subject for subject, judge in state.judges.items() if judge == person]
        if judged:
            yield Finding(
                "R4",
                f"{person}, who has a conflict of interest, judged {', '.join(judged)}",
                "another screener judges it again",
            )


def values_are_named(_command: Command, state: Partnership, _context: Context) -> Findings:
    """C2: the values we share are named, one by one."""
    assessment = state.assessed("C2")
    if assessment and assessment.verdict == "yes" and not any(not is_blank(one) for one in assessment.values):
        yield Finding(
            "C2",
            "no shared value is named",
            "name which of our values the partner lives by, and why",
        )


def area_is_ours(_command: Command, state: Partnership, _context: Context) -> Findings:
    """C5: education, culture or inclusion; outside them only as an exception (T11, T12)."""
    if not state.areas and not state.has_exception("C5"):
        yield Finding(
            "C5",
            "none of education, culture and inclusion is named",
            "reject the proposal, or ask for an exception from C5 at the higher level",
        )


def six_answers_are_given(_command: Command, state: Partnership, _context: Context) -> Findings:
    """C6: six answers about the activity, each in words."""
    assessment = state.assessed("C6")
    if assessment is None:
        return
    answers = assessment.answers
    names = ("ethics", "gender", "ethnic_background", "age", "economic", "performance")
    missing = [name for name in names if answers is None or is_blank(getattr(answers, name))]
    if missing:
        listed = ", ".join(name.replace("_", " ") for name in missing)
        yield Finding(
            "C6",
            f"of the six answers these are missing: {listed}",
            "answer all six, about the activity",
        )


def company_is_good(_command: Command, state: Partnership, _context: Context) -> Findings:
    """C7: each co-partner is judged serious, long-term and of good repute."""
    for co_partner in state.co_partners:
        assessment = state.assessed("C7", co_partner.name)
        if assessment is None or assessment.company is None:
            yield Finding(
                "C7",
                f"{co_partner.name} is not assessed",
                "answer the three questions about the co-partner",
            )
            continue
        if not assessment.approves_company():
            yield Finding(
                "C7",
                f"{co_partner.name} is not good company",
                "reject the proposal, or join without them",
            )
        if not _is_shown(assessment):
            yield Finding(
                "C7",
                f"{co_partner.name} is judged without evidence",
                "attach a document or a source",
            )


def we_are_seen(_command: Command, state: Partnership, context: Context) -> Findings:
    """C8: we do not disappear among many; the limits are policy data."""
    assessment = state.assessed("C8")
    if assessment is None or state.has_exception("C8"):
        return
    seen, limits = assessment.visibility, context.policy.thresholds
    if seen is None or seen.partners < 1 or is_blank(seen.tier) or not 0 <= seen.share_percent <= 100:
        yield Finding(
            "C8",
            "number of partners, our tier or our share of 0 to 100 per cent is missing",
            "state all three in visibility",
        )
    elif (
        seen.partners > limits.visibility_partners_max
        and seen.share_percent < limits.visibility_share_min_percent
        and assessment.verdict == "yes"
    ):
        yield Finding(
            "C8",
            f"one of {seen.partners} partners with {seen.share_percent} % of the visibility disappears in the crowd",
            "reach a larger share, or ask for an exception from C8 with its reason",
        )


def risk_is_handled(_command: Command, state: Partnership, context: Context) -> Findings:
    """C9 and R2: the risk is stated and mitigated; a high one is taken at the higher level."""
    assessment = state.assessed("C9")
    if assessment is None:
        return
    if assessment.risk is None:
        yield Finding("C9", "the risk to our reputation is not stated", "state low, medium or high")
    elif assessment.risk != "low" and is_blank(assessment.mitigation):
        yield Finding(
            "C9",
            f"the risk is {assessment.risk} and nothing is said to lower it",
            "say how it is mitigated",
        )
    wanted = context.house_policy.thresholds.high_risk_level
    if assessment.risk == "high" and not level_covers(context.actor.level, wanted):
        yield Finding(
            "R2",
            "the risk is high (C9)",
            f"a {context.house_policy.roles[wanted].en} or higher passes the screening",
        )


def quality_is_high(_command: Command, state: Partnership, _context: Context) -> Findings:
    """C10: visual form, words and content are each reviewed."""
    assessment = state.assessed("C10")
    if assessment is None:
        return
    quality = assessment.quality
    if quality is None:
        yield Finding(
            "C10",
            "the three-part review is missing",
            "review visual form, words and content, each by itself",
        )
    elif not (quality.visual and quality.verbal and quality.content) and assessment.verdict == "yes":
        yield Finding(
            "C10",
            "a part of the review failed",
            "raise the quality of that part, or judge C10 not met",
        )


def nothing_is_lavish(_command: Command, state: Partnership, _context: Context) -> Findings:
    """C11: hospitality, gifts and travel are signed off by a second person."""
    assessment = state.assessed("C11")
    if assessment and assessment.hospitality and not state.has_exception("C11"):
        lines = ", ".join(assessment.hospitality)
        yield Finding(
            "C11",
            f"hospitality without sign-off: {lines}",
            "leave it out, or ask for an exception from C11",
        )
