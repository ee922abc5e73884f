"""The verbs that only look: status, list, show, next, explain, lifecycle, template, audit history."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.settings import Settings, reading_options, settings_of

DUE_SOON_DAYS = 90
CLAUSES_SHOWN = 3
CLAUSE_WIDTH = 3


def command(path: str, text: str) -> click.Command:
    """Returns one of the looking verbs."""
    callback, parameters = _VIEWS[path]
    return click.Command(
        path.split()[-1],
        callback=click.pass_context(callback),
        params=[*parameters, *reading_options()],
        help=text,
        context_settings={"max_content_width": 100},
    )


# --- status and list ------------------------------------------------------------------------------


def status(context: click.Context) -> None:
    """Prints what is late and what is due, most urgent first."""
    from samverkan_flow.queries.attention import exceptions_per_clause, owed_across, stage_counts

    settings = settings_of(context)
    with settings.reader() as reader:
        today = reader.today(reader.house())
        owed = owed_across(reader, today)
        counts = stage_counts(reader)
        exceptions = exceptions_per_clause(reader)
    late = [one for one in owed if one.days_late(today)]
    soon = [one for one in owed if not one.days_late(today) and (one.due - today).days <= DUE_SOON_DAYS]
    if settings.json:
        render.print_json({
            "ok": True, "as_of": today.isoformat(), "stages": counts,
            "late": [_owed(one, today) for one in late],
            "due": [_owed(one, today) for one in owed if not one.days_late(today)],
            "exceptions": exceptions,
        })  # fmt: skip
        return
    standing = ", ".join(f"{count} {stage}" for stage, count in counts.items() if count)
    render.heading(f"{today}: {standing or 'no partnerships yet'}")
    _owed_table(f"Late ({len(late)})", late, today)
    _owed_table(f"Due within {DUE_SOON_DAYS} days ({len(soon)})", soon, today)
    if exceptions:
        told = ", ".join(f"{clause} {count}" for clause, count in exceptions.items())
        render.say(f"Exceptions granted, by clause: {told}")
    if not any(counts.values()):
        render.say("Begin with: samverkan template proposal > proposal.toml")


def _owed(one: Any, today: date) -> dict[str, Any]:
    return {**_plain(one), "days_late": one.days_late(today)}


def _owed_table(title: str, owed: list[Any], today: date) -> None:
    if not owed:
        return
    render.heading(title)
    render.table(
        ("due", "days late", "clause", "what", "who", "partnership"),
        [(one.due, one.days_late(today) or "", one.clause, _what(one), one.who, f"{one.ref} {one.partnership}")
         for one in owed],
        "nothing",
    )  # fmt: skip


def _what(one: Any) -> str:
    return f"{one.what} ({one.subject})" if one.kind in ("evaluation", "final-evaluation") else one.what


def listing(context: click.Context, stage: str, owner: str, partner: str) -> None:
    """Prints the register."""
    settings = settings_of(context)
    with settings.register() as register:
        rows = register.listed(stage or "", owner or "", partner or "")
    if settings.json:
        render.print_json({"ok": True, "partnerships": [row._asdict() for row in rows]})
        return
    render.table(
        ("ref", "name", "partner", "stage", "end reason", "owner", "start", "end"),
        [(r.ref, r.name, r.partner, r.stage, r.end_reason, r.owner, r.start, r.end) for r in rows],
        "no partnerships here; samverkan template proposal prints a form to begin with",
    )


# --- show -----------------------------------------------------------------------------------------


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
                "partnership": _plain(state),
                "relationship": _plain(known),
                "obligations": [_owed(o, today) for o in owed],
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
    _owed_table("Owed", list(owed), today)
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
        ("proposed by", f"{state.proposer}, {state.proposed_on}"),
        ("screener", state.screener),
        ("co-partners", [one.name for one in state.co_partners]),
        ("succeeds", state.predecessor_ref),
        ("policy", state.policy_version),
        ("conflicts", [f"{person}: {why}" for person, why in state.conflicts.items()]),
        ("exceptions", [_exception(one) for one in state.exceptions]),
    ])  # fmt: skip


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
        ("agreed", f"{state.agreed_on} by {', '.join(state.duties.get('signatory', ()))}"),
        ("document", f"{agreement.document.name}, SHA-256 {agreement.document.sha256}"),
        ("we give", agreement.marketing),
        ("we pay", [f"{line.year}: {line.net} net, VAT {line.vat_percent} %" for line in agreement.contributions]),
        ("total", agreement.total),
        ("paid", [f"{one.paid_on}: {one.amount}" for one in state.payments]),
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
        render.pairs([
            ("goals", [f"{goal.id}: {goal.text}, target {goal.target} {goal.unit}".strip() for goal in one.goals]),
            ("post-hoc", [f"{goal.id}: {goal.text}" for goal in state.post_hoc_goals.get(one.id, ())]),
            ("followed up", [f"{one.on} {one.who}: {one.what}" for one in one.follow_ups]),
            ("planned", f"first evaluation {one.first_evaluation_on}, final {one.final_evaluation_on}"),
            ("evaluated", evaluated + (" (final)" if last and last.final else "")),
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


# --- next -----------------------------------------------------------------------------------------


def next_(context: click.Context, ref: str) -> None:
    """Prints what may happen now, and for what may not yet, everything that is missing."""
    from samverkan_flow.queries.next_steps import next_steps

    settings = settings_of(context)
    with settings.reader() as reader:
        house = reader.house()
        state = reader.partnership(ref)
        steps = next_steps(reader, state, house, reader.today(house))
    if settings.json:
        render.print_json({
            "ok": True, "ref": state.ref, "name": state.name, "stage": state.stage.value,
            "may": [_plain(step) for step in steps if step.ready],
            "not_yet": [_plain(step) for step in steps if not step.ready],
        })  # fmt: skip
        return
    render.heading(f"{state.ref} {state.name} is {state.stage}")
    _ready(state.ref, [step for step in steps if step.ready], settings)
    for step in steps:
        if step.ready and step.missing:
            _takes(state.ref, step)
    for step in steps:
        if not step.ready:
            _not_yet(state.ref, step)


def _ready(ref: str, steps: list[Any], settings: Settings) -> None:
    render.heading("May happen now")
    you = settings.actor
    render.table(
        ("command", "what", "who may"),
        [(f"samverkan {_verb(step.act, ref)}", step.summary, _people(step, you)) for step in steps],
        "nothing",
    )


def _verb(act: str, ref: str) -> str:
    """Returns the command line of an act, to be completed where it says so."""
    match act.split():
        case ["end", reason]:
            return f'end {ref} --reason {reason} --because "…"'
        case ["agree", "addendum"]:
            return f"agree {ref} --file addendum.toml"
        case ["complete" | "expire"]:
            return "tick"
        case _ if form_of(act):
            return f"{act} {ref} --file {form_of(act)}.toml"
        case _:
            return f"{act} {ref}"


def form_of(act: str) -> str:
    """Returns the form an act takes, as `samverkan template` names it, or nothing."""
    from samverkan_flow.forms import FORMS

    return next((kind for kind, command in FORMS.items() if command.NAME == act), "")


def _people(step: Any, you: str) -> str:
    if not step.who:
        return step.takes if step.takes == "the calendar" else f"nobody yet ({step.takes})"
    return ", ".join(f"{person} (you)" if person == you else person for person in step.who)


def _takes(ref: str, step: Any) -> None:
    """Tells what whoever does it brings along."""
    render.heading(f"samverkan {_verb(step.act, ref)}   takes")
    if form_of(step.act):
        clauses = ", ".join(dict.fromkeys(one.clause for one in step.missing))
        render.say(
            f"  a filled-in form: samverkan template {form_of(step.act)} > {form_of(step.act)}.toml ({clauses})"
        )
        return
    for one in step.missing:
        render.say(f"  {one.clause:<{CLAUSE_WIDTH}}  {one.remedy}")


def _not_yet(ref: str, step: Any) -> None:
    """Tells what others have to do first, and who they are; then what the form itself will hold."""
    render.heading(f"Not yet: {step.summary} ({_people(step, '')})")
    form = form_of(step.act)
    for one in step.missing:
        if one.supplied_by == step.act and form:
            continue
        render.say(f"  {one.clause:<{CLAUSE_WIDTH}}  {one.message}")
        supplier = (
            "" if one.supplied_by == step.act else f" [{_verb(one.supplied_by, ref)}: {_names(one.who)}]"
        )
        render.say(f"  {'':<{CLAUSE_WIDTH}}  → {one.remedy}{supplier}")
    own = dict.fromkeys(one.clause for one in step.missing if one.supplied_by == step.act)
    if form and own:
        render.say(f"  and the form: samverkan template {form} > {form}.toml ({', '.join(own)})")


def _names(who: tuple[str, ...]) -> str:
    return ", ".join(who) or "nobody yet"


# --- explain, lifecycle, template -----------------------------------------------------------------


def explain(context: click.Context, clause: str) -> None:
    """Prints one clause, rule or reading, of the policy in force here, else of the packaged one."""
    from samverkan_flow.domain.errors import NotFound

    settings = settings_of(context)
    policy, in_force = _policy_to_explain(settings)
    key = clause.strip().upper()
    keys = [key] if key in policy.clauses or key in policy.rules else policy.clauses_read_by(key)
    if not keys:
        raise NotFound(
            f'there is no clause "{clause}"', "clauses are C0 to C41, rules R1 to R6, readings T1 to T17"
        )
    if settings.json:
        told = [{"clause": one, **_plain(policy.clauses.get(one) or policy.rules[one])} for one in keys]
        first = told[0] if len(told) == 1 else {"clauses": told}
        render.print_json({"ok": True, "policy_version": policy.version, **first})
        return
    for one in keys:
        _explain_one(one, policy, settings.language)
    swedish = settings.language == "sv"
    where = ("gäller här" if swedish else "in force here") if in_force else (
        "som produkten levereras" if swedish else "as it comes with the product"
    )  # fmt: skip
    render.say(f"({policy.id} {policy.version}, {where})")


_KINDS_SV = {
    "guard": "spärr", "judgement": "bedömning", "clock": "tidsgräns", "portfolio": "portföljregel",
    "discretion": "kan-regel", "rationale": "motiv",
}  # fmt: skip


def _explain_one(key: str, policy: Any, language: str) -> None:
    found: Any = policy.clauses.get(key) or policy.rules[key]
    swedish = language == "sv"
    render.heading(f"{key} {found.short.in_language(language)}")
    render.say(render.wrapped(found.sv if swedish else found.en))
    if key in policy.clauses:
        level = policy.roles[found.exception].in_language(language) if found.exception else ""
        render.pairs([
            ("läsning" if swedish else "reading", found.reading and found.reading.in_language(language)),
            ("uppfylls av" if swedish else "satisfied by", found.satisfied_by.in_language(language)),
            ("undantag ges av" if swedish else "exception by", level),
            ("slag" if swedish else "kind", [_KINDS_SV[kind] if swedish else kind for kind in found.kind]),
            ("källa" if swedish else "source", found.place),
        ])  # fmt: skip


def _policy_to_explain(settings: Settings) -> tuple[Any, bool]:
    """Returns the policy, and whether it is the one in force here."""
    if settings.path.exists():
        with settings.reader() as reader:
            house = reader.house()
            adopted = house.policy_in_force(reader.today(house))
            if adopted:
                return reader.policy(adopted.version), True
    from samverkan_flow.domain.policy import parse_policy
    from samverkan_flow.policies import packaged_policy

    return parse_policy(packaged_policy()), False


def lifecycle(context: click.Context, shape: str) -> None:
    """Prints the lifecycle as a table or as a Mermaid diagram."""
    from samverkan_flow.domain.lifecycle import LIFECYCLE, mermaid

    settings = settings_of(context)
    if settings.json:
        rows = [
            {"trigger": row.trigger, "from": list(row.sources), "to": row.destination, "holds": row.holds,
             "who": row.who} for row in LIFECYCLE
        ]  # fmt: skip
        render.print_json({"ok": True, "lifecycle": rows})
    elif shape == "mermaid":
        render.say(mermaid())
    else:
        render.table(
            ("trigger", "from", "to", "what must hold", "who"),
            [(row.trigger, row.sources, row.destination, row.holds, row.who) for row in LIFECYCLE],
            "",
        )


def template(context: click.Context, kind: str) -> None:
    """Prints a form."""
    from samverkan_flow.forms import template as form

    settings = settings_of(context)
    text = form(kind)
    if settings.json:
        render.print_json({"ok": True, "kind": kind, "form": text})
    else:
        render.say(text.rstrip("\n"))


# --- the log --------------------------------------------------------------------------------------


def history(context: click.Context, ref: str) -> None:
    """Prints everything that happened to a partnership, refused attempts included."""
    settings = settings_of(context)
    with settings.reader() as reader:
        events = [_event(one, whole=settings.json) for one in reader.history(reader.partnership(ref))]
    if settings.json:
        render.print_json({"ok": True, "events": events})
        return
    render.table(
        ("log", "no.", "recorded (UTC)", "effective", "what", "by", "clauses", "because"),
        [(one["index"], one["version"], one["recorded_at"][:16].replace("T", " "), one["effective_on"],
          _told(one), one["actor"], _few(one["clauses"]), one["reason"]) for one in events],
        "nothing has happened yet",
    )  # fmt: skip


def refusals(context: click.Context) -> None:
    """Prints every refused attempt, of partnerships and of what had none yet."""
    settings = settings_of(context)
    with settings.reader() as reader:
        events = [_event(one, whole=True) for one in reader.refusals()]
    if settings.json:
        render.print_json({"ok": True, "events": events})
        return
    render.table(
        ("log", "recorded (UTC)", "partnership", "command", "by", "clauses", "what stood in the way"),
        [(one["index"], one["recorded_at"][:16].replace("T", " "), one["data"]["ref"], one["data"]["command"],
          one["actor"], _few(one["clauses"]), one["data"]["findings"][0]["message"]) for one in events],
        "nothing has been refused",
    )  # fmt: skip


def _event(one: Any, *, whole: bool) -> dict[str, Any]:
    """Returns an event for output; its data, where names may have to be opened, only when the whole is wanted."""
    from samverkan_flow.domain.dates import format_time
    from samverkan_flow.domain.events import detail_of, name_of

    recorded = one.recorded
    return {
        "index": one.index,
        "version": recorded.originator_version,
        "event": name_of(recorded.event),
        "recorded_at": format_time(recorded.recorded_at),
        "effective_on": recorded.effective_on.isoformat(),
        "actor": recorded.actor,
        "clauses": list(recorded.clauses),
        "reason": recorded.reason,
        "policy_version": recorded.policy_version,
        "house_policy_version": recorded.house_policy_version or recorded.policy_version,
        "via": recorded.via,
        "command_id": recorded.command_id,
        "topic": one.topic,
        "detail": detail_of(recorded.event),
        **({"data": _plain(recorded.event)} if whole else {}),
    }


def _few(clauses: list[str]) -> str:
    """Returns clauses for a table's cell: the first three for a person, all for a pipe."""
    if not render.is_person() or len(clauses) <= CLAUSES_SHOWN:
        return " ".join(clauses)
    return f"{' '.join(clauses[:CLAUSES_SHOWN])} +{len(clauses) - CLAUSES_SHOWN}"


def _told(event: dict[str, Any]) -> str:
    name = "refused" if event["event"] == "command-refused" else str(event["event"]).replace("-", " ")
    return f"{name}: {event['detail']}" if event["detail"] else name


def _plain(value: Any) -> Any:
    from samverkan_flow.domain.plain import to_plain  # heavy for the list, which needs none of it

    return to_plain(value)


_REF = click.Argument(("ref",), metavar="REF")
_VIEWS: dict[str, tuple[Callable[..., None], list[click.Parameter]]] = {
    "status": (status, []),
    "list": (
        listing,
        [
            click.Option(
                ("--stage",), default=None, help="Only this stage.",
                type=click.Choice(["proposed", "screened", "agreed", "active", "evaluated", "terminated"]),
            ),
            click.Option(("--owner",), default="", help="Only this owner's."),
            click.Option(("--partner",), default="", help="Only partners whose name holds this."),
        ],
    ),
    "show": (show, [_REF]),
    "next": (next_, [_REF]),
    "explain": (explain, [click.Argument(("clause",), metavar="CLAUSE")]),
    "lifecycle": (
        lifecycle,
        [click.Option(("--format", "shape"), type=click.Choice(["table", "mermaid"]), default="table")],
    ),
    "template": (template, [click.Argument(("kind",), metavar="KIND")]),
    "audit history": (history, [_REF]),
    "audit refusals": (refusals, []),
}  # fmt: skip
