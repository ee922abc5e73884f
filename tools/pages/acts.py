"""docs/acts.md: who may do what, when, under which guards, from the one table of acts."""

import inspect

from samverkan_flow.domain.acts import ACTS, Act
from samverkan_flow.domain.context import Guard
from samverkan_flow.domain.lifecycle import LIFECYCLE, Stage
from tools.pages.markdown import sentence, table

_INTRODUCTION = """\
# Who may do what, when

Every act of the product, from the one table that deciding, `samverkan next` and the error messages read too.
"Apart from" is separation of duties (R3): whoever has had one of these duties in the partnership, at any time, does
not do this as well. Acts that decide are closed to a person with a declared conflict of interest (R4). For every act
the person's account is checked (R6), and the role or level (R1, R2)."""


def page() -> str:
    """Returns the page."""
    rows = ((f"[{act.name}](#{_anchor(act)})", _stages(act), _who(act), _apart(act)) for act in ACTS)
    lines = [_INTRODUCTION, "", *table(("act", "stages", "who", "apart from"), rows)]
    for act in ACTS:
        lines += ["", f"## {act.name}", "", *_section(act)]
    return "\n".join(lines)


def _section(act: Act) -> list[str]:
    lines = [f"{act.summary[0].upper()}{act.summary[1:]}. {_told_by(act)}"]
    if act.trigger:
        row = next(row for row in LIFECYCLE if row.trigger == act.trigger)
        lines.append(f"It leads to the stage {row.destination} when this holds: {row.holds}.")
    if act.decides:
        lines.append("It decides: a declared conflict of interest bars from it (R4).")
    if act.guards:
        lines += ["", "What must hold:", "", *(f"- {_demand(guard)}" for guard in act.guards)]
    if act.warnings:
        lines += ["", "What is warned of:", "", *(f"- {_demand(guard)}" for guard in act.warnings)]
    return lines


def _told_by(act: Act) -> str:
    if not act.stages:
        return f"By {_who(act)}."
    if set(act.stages) == set(Stage):
        return f"By {_who(act)}; at any stage."
    return f"By {_who(act)}; when it is {_or(act.stages)}."


def _demand(guard: Guard) -> str:
    """Returns a guard's docstring; a reason that must be given is a guard made for its clause."""
    if guard.__doc__:
        return sentence(guard.__doc__)
    return f"{inspect.getclosurevars(guard).nonlocals['clause']}: a reason is given."


def _stages(act: Act) -> str:
    return "any" if set(act.stages) == set(Stage) else ", ".join(act.stages) or "–"


def _who(act: Act) -> str:
    return _or(act.who)


def _or(words: tuple[str, ...]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _apart(act: Act) -> str:
    return ", ".join(act.apart_from)


def _anchor(act: Act) -> str:
    return act.name.replace(" ", "-")
