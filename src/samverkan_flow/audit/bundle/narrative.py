"""The story of one partnership as a page: its path as a picture, and everything that happened in plain words."""

from collections.abc import Iterator

from samverkan_flow.audit.bundle.contents import Dossier
from samverkan_flow.audit.bundle.documents import mentions
from samverkan_flow.audit.bundle.gone_back import gone_back
from samverkan_flow.audit.bundle.matters import matters
from samverkan_flow.audit.bundle.page import (
    Html,
    Section,
    element,
    link,
    listed,
    page,
    pairs,
    table,
    together,
)
from samverkan_flow.audit.bundle.picture import in_words, path_picture
from samverkan_flow.audit.bundle.steps import steps_of
from samverkan_flow.audit.bundle.words import told
from samverkan_flow.audit.corrections import corrections_of
from samverkan_flow.audit.counting import counted
from samverkan_flow.audit.proving import Proved
from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.events import CommandRefused, Recorded, ReminderSent
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.domain.policy import Policy, Words
from samverkan_flow.queries.reading import Reader

TITLED_CLAUSES_MAX = 4
"""An event that answers to more clauses names them by their numbers; their titles stand below."""
SEALED = element("span", "sealed", class_="quiet")


def narrative(reader: Reader, dossier: Dossier, language: str) -> bytes:
    """Returns index.html. `language` (sv or en) is that of clause titles and roles."""
    state = dossier.state
    taken = steps_of(one.recorded for one in dossier.events)
    path = together((path_picture(taken, state.end_reason), element("p", f"In words: {in_words(taken)}.")))
    corrections = list(corrections_of(reader, state.id))
    sections = (
        Section("The path it took", path),
        Section("What happened", _story(reader, dossier, language)),
        *matters(state, dossier.events, reader.policy(state.policy_version), corrections, language),
        Section("Documents", _documents(reader, dossier)),
        Section("Who acted", _people(reader, dossier, language)),
        Section("The clauses named here", _clauses(reader, dossier, language)),
        Section("How this is checked", _checking()),
    )
    return page(f"Dossier of {state.ref}, {state.name}", _lead(dossier), sections)


def events_file(index: int) -> str:
    """Returns the name of an event's file in the dossier."""
    return f"events/{index:06d}.json"


def receipt_file(index: int) -> str:
    """Returns the name of an event's receipt in the dossier."""
    return f"receipts/{index:06d}.tlog-proof"


def _lead(dossier: Dossier) -> Html:
    state, signed = dossier.state, dossier.signed
    since = f"{state.stage} since {state.stage_since}{f', {state.end_reason}' if state.end_reason else ''}"
    partner = state.partner
    known_as = ", ".join(
        one for one in (partner.name, partner.legal_form, partner.organisation_number) if one
    )
    what = (
        "What was recorded of one partnership, who decided it, and on what ground, for somebody who has neither the "
        "product nor its database. Each line leads to the stored event and to the proof that it stands in the log."
    )
    return together(
        (
            element("p", what),
            gone_back(one.logged for one in dossier.house),
            pairs(
                (
                    ("Partner", known_as),
                    ("Its contact", SEALED if partner.contact else ""),
                    ("Its personal number", SEALED if partner.personal_number else ""),
                    ("Purpose", state.purpose),
                    ("It stands at", since),
                    (
                        "Agreed period",
                        f"{state.start} to {state.end}" if state.agreement else "nothing agreed",
                    ),
                    ("Owner, screener", ", ".join(one for one in (state.owner, state.screener) if one)),
                    ("Judged by", f"policy version {state.policy_version}"),
                    ("Made", f"{dossier.stamp.computed_at[:16].replace('T', ' ')} (UTC)"),
                    ("From the log", f"{signed.checkpoint.origin}, {signed.checkpoint.size} events"),
                    ("Policy in force then", dossier.stamp.policy_version),
                )
            ),
        )
    )


# --- what happened --------------------------------------------------------------------------------


def _story(reader: Reader, dossier: Dossier, language: str) -> Html:
    headings = ("date", "what happened", "who", "on what ground", "because", "proof")
    rows = [_row(reader, dossier, one, language) for one in dossier.own]
    refused = sum(1 for one in dossier.own if isinstance(one.logged.recorded.event, CommandRefused))
    reminders = sum(1 for one in dossier.own if isinstance(one.logged.recorded.event, ReminderSent))
    own = counted(len(rows) - refused - reminders, "event")
    beside = f"{counted(refused, 'refused attempt')}, {counted(reminders, 'reminder')}"
    caption = f"{own}, {beside}, in the order of the log"
    return table(caption, headings, rows, "Nothing happened.")


def _row(reader: Reader, dossier: Dossier, one: Proved, language: str) -> tuple[object, ...]:
    recorded, index = one.logged.recorded, one.logged.index
    policy = reader.policy(recorded.policy_version)
    roles = (_role(policy, role, language) for role in dossier.roles[index])
    recorded_on = local_date(recorded.recorded_at)
    late = f"recorded {recorded_on}" if recorded_on != recorded.effective_on else ""
    return (
        listed((element("span", recorded.effective_on, class_="day"), element("span", late, class_="quiet"))),
        _what(one),
        listed((_who(recorded.actor), element("span", ", ".join(roles), class_="quiet", lang=language))),
        listed((_ground(policy, recorded.clauses, language), _judged_by(recorded))),
        recorded.reason,
        listed((link(events_file(index), f"event {index}"), link(receipt_file(index), "receipt"))),
    )


def _what(one: Proved) -> Html:
    event = one.logged.recorded.event
    if not isinstance(event, CommandRefused):
        return element("span", told(event))
    in_the_way = (f"{finding.clause}: {finding.message}." for finding in event.findings)
    refused = element("span", "Refused. ", class_="mark")
    return listed((together((refused, told(event))), "In the way stood:", *in_the_way))


def _who(actor: str) -> str:
    return "the calendar" if actor == CALENDAR else actor


def _role(policy: Policy, role: str, language: str) -> str:
    return policy.roles[role].in_language(language) if role in policy.roles else role


def _ground(policy: Policy, clauses: tuple[str, ...], language: str) -> Html:
    if len(clauses) > TITLED_CLAUSES_MAX:
        return together(part for clause in clauses for part in (link(f"#{clause}", clause), " "))
    return listed(
        together((link(f"#{clause}", clause), " ", _title(policy, clause, language))) for clause in clauses
    )


def _judged_by(recorded: Recorded) -> Html:
    """Returns both policy versions, where the one that judged roles is another."""
    if recorded.house_policy_version in ("", recorded.policy_version):
        return Html("")
    versions = f"policy {recorded.policy_version}; roles by policy {recorded.house_policy_version}"
    return element("span", versions, class_="quiet")


def _title(policy: Policy, clause: str, language: str) -> Html:
    part = policy.clauses.get(clause) or policy.rules.get(clause)
    return element("span", part.short.in_language(language) if part else "", lang=language)


# --- what stands beside the story -----------------------------------------------------------------


def _documents(reader: Reader, dossier: Dossier) -> Html:
    found = (mention for one in dossier.own for mention in mentions(reader, one.logged))
    rows = [
        (mention.name, mention.held_as, element("span", mention.sha256, class_="hash"), mention.cited)
        for mention in found
    ]
    caption = (
        "known by their SHA-256; documents.csv has these and those of the house, the documents are not here"
    )
    return table(caption, ("name", "as", "SHA-256", "cited"), rows, "No document is mentioned.")


def _people(reader: Reader, dossier: Dossier, language: str) -> Html:
    policy = reader.policy(dossier.state.policy_version)
    acted: dict[str, dict[str, None]] = {}
    for one in dossier.own:
        roles = (_role(policy, role, language) for role in dossier.roles[one.logged.index])
        acted.setdefault(one.logged.recorded.actor, {}).update(dict.fromkeys(roles))
    rows = [
        (_who(actor), "" if actor == CALENDAR else SEALED, element("span", ", ".join(roles), lang=language))
        for actor, roles in acted.items()
    ]
    return table("roles as held when they acted", ("handle", "name", "roles"), rows, "Nobody acted.")


def _clauses(reader: Reader, dossier: Dossier, language: str) -> Html:
    policy = reader.policy(dossier.state.policy_version)
    rows = [
        (
            element("span", clause, id=clause),
            _title(policy, clause, language),
            element("span", text, lang=language),
        )
        for clause, text in _texts(policy, dossier, language)
    ]
    caption = f"as policy version {policy.version} has them; each version that judged is in policies/"
    return table(caption, ("clause", "title", "what it asks"), rows, "No clause is named.")


def _texts(policy: Policy, dossier: Dossier, language: str) -> Iterator[tuple[str, str]]:
    named = {clause for one in dossier.own for clause in one.logged.recorded.clauses}
    named |= {one.clause for one in dossier.state.exceptions}
    texts = {clause: Words(part.sv, part.en) for clause, part in policy.clauses.items()}
    texts |= {rule: Words(part.sv, part.en) for rule, part in policy.rules.items()}
    for clause, text in texts.items():
        if clause in named:
            yield clause, text.in_language(language)


def _checking() -> Html:
    story = (
        "This page is a rendering for people, and nothing is proved by it. What is proved is each event: its receipt "
        "leads from the stored bytes to the root of the log, which the log's owner has signed."
    )
    steps = together(
        (link("README.txt", "README.txt"), " says step by step how that is checked, without us.")
    )
    sealed = "Names and addresses of living persons are sealed in the events. They are not opened here."
    return together((element("p", story), element("p", steps), element("p", sealed)))
