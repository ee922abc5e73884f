"""docs/lifecycle.md: the stages, the diagram and the table, from the one lifecycle table."""

from samverkan_flow.domain.lifecycle import END_REASONS, LIFECYCLE, mermaid
from tools.pages.markdown import table

_INTRODUCTION = """\
# The lifecycle

Six stages. Every line of the diagram is one line of the table below it, and nothing else changes a stage.
`terminated` has no way out; why a partnership ended is its end reason, from a closed list (T8)."""


def page() -> str:
    """Returns the page."""
    rows = (
        (row.trigger, ", ".join(row.sources), row.destination.value, row.holds, row.who) for row in LIFECYCLE
    )
    ends = ((reason, trigger) for trigger, reason in END_REASONS.items())
    return "\n".join(
        [
            _INTRODUCTION,
            "",
            "```mermaid",
            mermaid(),
            "```",
            "",
            *table(("trigger", "from", "to", "what must hold", "who"), rows),
            "",
            "## End reasons",
            "",
            *table(("end reason", "brought about by"), ends),
        ]
    )
