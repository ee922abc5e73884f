"""The verb that shows everything that is known of a partnership."""

from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import REF, Verb, plain, verb
from samverkan_flow.cli.owed import as_json as owed_json
from samverkan_flow.cli.owed import table as owed_table
from samverkan_flow.cli.settings import settings_of


def command(path: str, text: str) -> click.Command:
    """Returns the verb."""
    return verb(path, text, _VERBS)


def show(context: click.Context, ref: str) -> None:
    """Prints everything that is known of a partnership."""
    from samverkan_flow.domain.obligations import obligations
    from samverkan_flow.queries.relationship import relationship

    settings = settings_of(context)
    with settings.reader() as reader:
        state, house = reader.partnership(ref), reader.house()
        today = reader.today(house)
        owed = obligations(state, reader.policy(state.policy_version), house, today)
        known = relationship(reader, state)
        if settings.json:
            document = {
                "ok": True,
                "partnership": plain(state),
                "relationship": plain(known),
                "obligations": [owed_json(o, today) for o in owed],
            }
            render.print_json(document)
            return
        _show_head(state)
        _show_papers(state)
    if len(known.refs) > 1:
        chain = " → ".join(known.refs)
        render.say(f"The relationship: {chain}, {known.calendar_years} calendar years, {known.agreed} agreed")
    _show_agreement(state)
    _show_initiatives(state)
    _show_events_of_note(state)
    owed_table("Owed", list(owed), today)
    render.say(f"Its history: samverkan audit history {state.ref}")


def _show_head(state: Any) -> None:
    ended = f" ({state.end_reason}, {state.ended_on})" if state.end_reason else f" since {state.stage_since}"
    render.heading(f"{state.ref} {state.name}: {state.stage}{ended}")
    partner = state.partner
    number = partner.organisation_number or partner.personal_number
    contact = partner.contact
    reached = (contact.name, contact.mail, contact.telephone) if contact else ()
    render.pairs([
        ("partner", f"{partner.name}, {number}"),
        ("legal form", partner.legal_form),
        ("contact", [str(one) for one in reached if one is not None]),
        ("purpose", state.purpose),
        ("our role", state.own_role),
        ("development", state.development_plan),
        ("areas", state.areas),
        ("owner", state.owner),
        ("proposed by", f"{state.proposer}, {state.proposed_on}" if state.proposer else ""),
        ("imported by", _import(state.imported) if state.imported else ""),
        ("screener", state.screener),
        ("co-partners", [one.name for one in state.co_partners]),
        ("succeeds", state.predecessor_ref),
        ("policy", state.policy_version),
        ("conflicts", [f"{person}: {why}" for person, why in state.conflicts.items()]),
        ("exceptions", [_exception(one) for one in state.exceptions]),
    ])  # fmt: skip


def _import(one: Any) -> str:
    rows = ", ".join(str(row) for row in one.rows)
    return f"{one.by}, {one.on}, from {one.source.name} ({'row' if len(one.rows) == 1 else 'rows'} {rows})"


def _exception(one: Any) -> str:
    decided = f"granted by {one.granted_by}" if one.granted_by else f"refused by {one.refused_by}"
    where = f" for {one.initiative}" if one.initiative else ""
    return f"number {one.number}, {one.clause}{where}: {one.because} ({'open' if one.is_open else decided})"


def _show_agreement(state: Any) -> None:
    agreement = state.agreement
    if agreement is None:
        return
    render.heading(
        f"Agreement {agreement.registry_number} ({agreement.kind}), {agreement.start} to {agreement.end}"
    )
    render.pairs([
        ("agreed", f"{state.agreed_on} by {', '.join(state.duties.get('signatory', ())) or 'nobody in this log'}"),
        ("document", f"{agreement.document.name}, SHA-256 {agreement.document.sha256 or 'not known'}"),
        ("we give", agreement.marketing),
        ("we pay", [f"{line.year}: {line.net} net, VAT {line.vat_percent} %" for line in agreement.contributions]),
        ("total", agreement.total),
        ("paid", [f"{one.paid_on}: {one.amount}" for one in state.payments]),
        ("surveys", [f"{one.year}: {one.supplier}, {one.cost}" for one in state.surveys]),
        ("we receive", [f"{one.what} ({one.value})" for one in agreement.exchange]),
        ("guidelines", [one.id for one in agreement.guidelines]),
        ("code", agreement.code_version),
    ])  # fmt: skip


def _show_papers(state: Any) -> None:
    if not (state.assessments or state.signatures or state.acknowledgements):
        return
    render.heading("Judged, signed, acknowledged")
    render.pairs([
        *((one.clause, f"{one.verdict}: {one.because}") for one in state.assessments),
        *(("signed", f"{one.signed_on} by {'us' if one.party == 'us' else 'the partner'} ({one.signatory}), "
                     f"{one.form}, SHA-256 {one.document_sha256[:16]}…") for one in state.signatures),
        *(("code", f"{one.code_version} acknowledged by {'us' if one.party == 'us' else 'the partner'}, {one.on}")
          for one in state.acknowledgements),
    ])  # fmt: skip


def _show_initiatives(state: Any) -> None:
    for one in state.initiatives:
        render.heading(f"Initiative {one.id} {one.name}, from {one.start}")
        last = state.last_evaluation(one.id)
        evaluated = f"{last.made_on} by {last.evaluator}: {last.recommendation}" if last else ""
        earlier = [known for known in state.earlier_evaluations if known.initiative == one.id]
        render.pairs([
            ("goals", [f"{goal.id}: {goal.text}, target {goal.target} {goal.unit}".strip() for goal in one.goals]),
            ("post-hoc", [f"{goal.id}: {goal.text}" for goal in state.post_hoc_goals.get(one.id, ())]),
            ("followed up", [f"{one.on} {one.who}: {one.what}" for one in one.follow_ups]),
            ("planned", f"first evaluation {one.first_evaluation_on}, final {one.final_evaluation_on}"
             if one.first_evaluation_on else ""),
            ("evaluated", evaluated + (" (final)" if last and last.final else "")),
            ("before the import", [f"{known.made_on}{' (final)' if known.final else ''}" for known in earlier]),
            ("outcomes", [f"{o.goal} {o.result}{f': {o.value}' if o.value else ''}" for o in last.outcomes]
             if last else ""),
            ("weaknesses", last.weaknesses if last else ""),
        ])  # fmt: skip


def _show_events_of_note(state: Any) -> None:
    for one in state.breaches:
        render.heading(f'Breach {one.number} of "{one.guideline}" {one.place}'.rstrip())
        decided = (
            f"{one.decision} by {one.decided_by}, {one.decided_on}: {one.decided_because}"
            if one.decision
            else ""
        )
        render.pairs([
            ("reported", f"{one.reported_by}, {one.reported_on}: {one.because}"),
            ("decided", decided or "not yet"),
            ("remedy by", one.remedy_by),
            ("remedied", one.remedied_on),
        ])  # fmt: skip
    for one in state.corrections:
        by = f"confirmed by {one.confirmed_by}" if one.confirmed_by else "not confirmed yet"
        render.heading(f"Correction {one.number} of event {one.event_version} ({by})")
        render.pairs(
            [
                ("because", one.because),
                ("proposed by", one.proposed_by),
                ("document", one.document.name),
            ]
        )
    if state.confirmed_by or state.declined_by:
        declined = f"{state.declined_by} declined to confirm" if state.declined_by else ""
        confirmed = f"{state.confirmed_by} confirmed the termination" if state.confirmed_by else ""
        render.heading("; ".join(filter(None, (declined, confirmed))))
    if state.settlement:
        render.heading(f"Settled {state.settlement.settled_on}: {state.settlement.repaid} repaid")


_VERBS: dict[str, Verb] = {"show": (show, [REF])}
