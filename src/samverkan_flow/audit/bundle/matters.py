"""What a reader asks of a partnership beside its story: goals, money, exceptions, breaches, corrections."""

from collections.abc import Iterable, Iterator, Sequence

from samverkan_flow.audit.answer import Row
from samverkan_flow.audit.bundle.page import Html, Section, element, listed, pairs, table, together
from samverkan_flow.audit.bundle.steps import dated
from samverkan_flow.audit.bundle.words import money
from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.events import ExceptionGranted, ExceptionRefused
from samverkan_flow.domain.money import total_of
from samverkan_flow.domain.partnership import Exemption, Partnership, Settlement
from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.values import Agreement, Goal, Outcome
from samverkan_flow.queries.reading import LoggedEvent


def matters(
    state: Partnership,
    events: Sequence[LoggedEvent],
    policy: Policy,
    corrections: list[Row],
    language: str,
) -> Iterator[Section]:
    """Yields a section for each matter; one that never came up says so."""
    yield Section("Goals and outcomes", _goals(state))
    yield Section("Money", _money(state, events))
    yield Section("Exceptions", _exceptions(state, events, policy, language))
    yield Section("Breaches", _breaches(state))
    yield Section("Corrections", _corrections(corrections))


def _goals(state: Partnership) -> Html:
    rows = [
        (
            f"{initiative.name} ({initiative.id})",
            f"{goal.id}: {goal.text}{' (set after the start)' if goal.post_hoc else ''}",
            listed(
                (f"from {goal.baseline} to {goal.target} {goal.unit}" if goal.target else goal.read_off_rule,)
            ),
            listed(_outcomes(state, initiative.id, goal.id)),
        )
        for initiative in state.initiatives
        for goal in _all_goals(state, initiative.id)
    ]
    return together(
        (
            table(
                "as they were frozen with the agreement",
                ("initiative", "goal", "measured", "outcome"),
                rows,
                "No goals have been set.",
            ),
            _evaluations(state) if state.known_evaluations else "",
        )
    )


def _all_goals(state: Partnership, initiative_id: str) -> Iterable[Goal]:
    initiative = state.initiative(initiative_id)
    planned = initiative.goals if initiative else ()
    return (*planned, *state.post_hoc_goals.get(initiative_id, ()))


def _outcomes(state: Partnership, initiative_id: str, goal_id: str) -> Iterator[str]:
    found = [
        f"{evaluation.made_on}: {_outcome(outcome)}"
        for evaluation in state.evaluations
        if evaluation.initiative == initiative_id
        for outcome in evaluation.outcomes
        if outcome.goal == goal_id
    ]
    yield from found or ["not evaluated"]


def _outcome(outcome: Outcome) -> str:
    return "; ".join(one for one in (outcome.result.replace("-", " "), outcome.value, outcome.because) if one)


def _evaluations(state: Partnership) -> Html:
    rows: list[tuple[object, ...]] = [
        (one.made_on, f"{one.initiative}{', final' if one.final else ''}", "before the import", "", "")
        for one in state.earlier_evaluations
    ]
    rows += [
        (
            one.made_on,
            f"{one.initiative}{', final' if one.final else ''}",
            one.evaluator,
            one.recommendation,
            listed(one.weaknesses or (f"none found: {one.no_weakness_because}",)),
        )
        for one in state.evaluations
    ]
    return table("evaluations", ("date", "initiative", "evaluator", "recommends", "weaknesses"), rows, "")


def _money(state: Partnership, events: Sequence[LoggedEvent]) -> Html:
    agreement = state.agreement
    agreed = (
        table("by calendar year, net", ("year", "agreed", "in kind", "paid"), _years(state, agreement), "")
        if agreement
        else Html("<p>Nothing has been agreed.</p>")
    )
    recorded = {one.recorded.originator_version: local_date(one.recorded.recorded_at) for one in events}
    payments = [
        (one.number, dated(one.paid_on, recorded[one.event_version]), one.year, str(one.amount))
        for one in state.payments
    ]
    return together(
        (
            agreed,
            table(
                "payments as they stand after corrections", ("no.", "on", "for", "amount"), payments, _UNPAID
            ),
            pairs(
                (
                    ("Agreed in all", str(agreement.total) if agreement else ""),
                    ("Paid in all", str(state.paid()) if state.payments else ""),
                    ("Settled after the end", _settled(state.settlement)),
                )
            ),
            _exchange(agreement) if agreement else "",
        )
    )


_UNPAID = "Nothing has been paid."


def _settled(settlement: Settlement | None) -> str:
    if settlement is None:
        return ""
    marks = "ended" if settlement.brand_use_ended else "goes on"
    return f"{settlement.repaid} paid back on {settlement.settled_on}, use of marks {marks}"


def _years(state: Partnership, agreement: Agreement) -> list[tuple[object, ...]]:
    years = sorted({line.year for line in agreement.contributions} | {one.year for one in state.payments})
    return [
        (
            year,
            str(agreement.in_year(year)),
            str(
                total_of(
                    [line.in_kind for line in agreement.contributions if line.year == year and line.in_kind]
                )
            ),
            str(state.paid_in(year)),
        )
        for year in years
    ]


def _exchange(agreement: Agreement) -> Html:
    rows = [(line.what, line.when, money(line.value), line.evidence) for line in agreement.exchange]
    return table("agreed in exchange", ("what", "when", "market value", "shown by"), rows, "")


def _exceptions(state: Partnership, events: Sequence[LoggedEvent], policy: Policy, language: str) -> Html:
    grounds = _grounds(events)
    rows = [
        (
            one.number,
            together(
                (
                    f"{one.clause} ",
                    element("span", policy.clauses[one.clause].short.in_language(language), lang=language),
                )
            ),
            one.initiative,
            one.asked_by,
            one.because,
            _decided(one, grounds.get(one.number, "")),
        )
        for one in state.exceptions
    ]
    headings = ("no.", "clause", "initiative", "asked by", "because", "decision")
    return table(
        "departures from a clause, with the reason", headings, rows, "No exception has been asked for."
    )


def _grounds(events: Sequence[LoggedEvent]) -> dict[int, str]:
    """Returns why each exception was granted or refused, by its number."""
    return {
        event.number: one.recorded.reason
        for one in events
        if isinstance(event := one.recorded.event, ExceptionGranted | ExceptionRefused)
    }


def _decided(one: Exemption, ground: str) -> str:
    if one.is_open:
        return "nobody has decided it"
    decided = f"granted by {one.granted_by}" if one.granted_by else f"refused by {one.refused_by}"
    return f"{decided}: {ground}" if ground else decided


def _breaches(state: Partnership) -> Html:
    rows = [
        (
            one.number,
            " at ".join(part for part in (one.guideline, one.place) if part),
            f"{one.reported_on}, {one.reported_by}: {one.because}",
            f"{one.decided_on}, {one.decided_by}: {one.decision}. {one.decided_because}"
            if one.decision
            else "none yet",
            _remedy(one.remedy_by, one.remedied_on),
        )
        for one in state.breaches
    ]
    return table(
        "", ("no.", "guideline", "report", "decision", "remedy"), rows, "No breach has been reported."
    )


def _remedy(by: object, on: object) -> str:
    if not by:
        return ""
    return f"due {by}, accepted {on}" if on else f"due {by}, not accepted"


def _corrections(corrections: list[Row]) -> Html:
    rows = [
        (
            row["original"],
            row["corrects"],
            row["before"] or row["original_what"],
            row["right"],
            f"{row['proposed_by']}, {row['proposed_on']}: {row['reason']}",
            f"{row['confirmed_by']} {row.get('confirmed_on', '')}",
        )
        for row in corrections
    ]
    headings = ("event", "what", "it said", "right is", "proposed", "confirmed")
    return table("the original stays in the log", headings, rows, "Nothing has been corrected.")
