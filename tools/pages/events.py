"""docs/events.md: every event with its topic, meaning, clauses and fields."""

import typing
from itertools import groupby

import msgspec

from samverkan_flow.domain.events import EVENTS, Event, Recorded
from tools.pages.markdown import field_table, sentence, structs_in

_INTRODUCTION = """\
# Events

An event says what happened, in the past tense. Its topic is permanent: a released event is never renamed or
reshaped, and a new meaning is a new event with a `.v2` topic. What stands under "answers to" is what the log's
`clauses` column holds, and what `samverkan audit history` shows."""

_SUBJECTS = {
    "partnership": "A partnership's life",
    "store": "The store",
    "person": "People and roles",
    "policy": "The policy",
    "code": "The code of conduct",
    "budget": "The yearly frame",
    "obligation": "Reminders",
    "command": "Refusals",
}


def page() -> str:
    """Returns the page."""
    made_of = _values()
    linked = frozenset(made_of)
    lines = [
        _INTRODUCTION,
        "",
        "## The envelope",
        "",
        sentence(Recorded.__doc__),
        "",
        *field_table(Recorded, linked),
    ]
    for subject, events in groupby(EVENTS, key=lambda event: event.TOPIC.split(".")[0]):
        lines += ["", f"## {_SUBJECTS[subject]}"]
        for event in events:
            lines += _section(event, linked)
    lines += ["", "## What events are made of"]
    for value in made_of:
        lines += ["", f"### {value.__name__}", "", sentence(value.__doc__), "", *field_table(value, linked)]
    return "\n".join(lines)


def _section(event: type[Event], linked: frozenset[type]) -> list[str]:
    topic = f"`{event.__name__}`, topic `{event.TOPIC}`; answers to {_clauses(event)}."
    return [
        "",
        f"### {_name(event)}",
        "",
        sentence(event.__doc__),
        "",
        topic,
        "",
        *field_table(event, linked),
    ]


def _name(event: type[Event]) -> str:
    """Returns the name histories show; `name_of` says the same of an event that has happened."""
    subject, happened, _version = event.TOPIC.split(".")
    return happened if subject == "partnership" else f"{subject}-{happened}"


def _clauses(event: type[Event]) -> str:
    if event.__name__ == "PartnershipTerminated":
        return "C36, or C30 when the end reason is breach"
    if event.CLAUSES:
        return ", ".join(event.CLAUSES)
    names_its_own = {"clause", "assessments", "findings"} & set(event.__struct_fields__)
    return "the clauses it names" if names_its_own else "no clause"


def _values() -> list[type[msgspec.Struct]]:
    """Returns the values that events hold, by name."""
    hints = [hint for event in EVENTS for hint in typing.get_type_hints(event).values()]
    found = dict.fromkeys(one for hint in hints for one in structs_in(hint))
    return sorted(found, key=lambda one: one.__name__)
