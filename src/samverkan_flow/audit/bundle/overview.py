"""The overview of the whole log as a page: a line for each partnership with its path in small."""

from collections import Counter
from uuid import UUID

from samverkan_flow.audit.answer import Stamp
from samverkan_flow.audit.bundle.gone_back import gone_back
from samverkan_flow.audit.bundle.page import Html, Section, element, link, page, pairs, table, together
from samverkan_flow.audit.bundle.picture import path_in_small
from samverkan_flow.audit.bundle.signed import Signed
from samverkan_flow.audit.bundle.steps import Walk
from samverkan_flow.domain.events import (
    CommandRefused,
    PartnershipImported,
    PartnershipProposed,
    PartnershipTerminated,
    RollbackAccepted,
    name_of,
)
from samverkan_flow.domain.reference import reference
from samverkan_flow.queries.reading import LoggedEvent

PARTNERSHIPS_MAX = 1_000
"""How many partnerships the overview tells; log.jsonl holds all of them."""


class Line:
    """What the overview tells of one partnership."""

    def __init__(self, begun: PartnershipProposed | PartnershipImported) -> None:
        self.ref = reference(begun.number)
        self.name = begun.name
        self.partner = begun.partner.name
        self.walk = Walk()
        self.events = 0
        self.refused = 0
        self.end_reason = begun.end_reason if isinstance(begun, PartnershipImported) else ""

    def row(self) -> tuple[object, ...]:
        """Returns the line as cells."""
        last = self.walk.taken[-1]
        stands = f"{last.destination}{f': {self.end_reason}' if self.end_reason else ''}"
        dots = path_in_small(self.walk.taken)
        ref, since = element("span", self.ref, class_="day"), element("span", last.when, class_="day")
        return ref, self.name, self.partner, dots, stands, since, self.events, self.refused


class Overview:
    """Takes the events of the log one by one, and keeps what the page tells of them."""

    def __init__(self) -> None:
        self._lines: dict[UUID, Line] = {}
        self._by_ref: dict[str, Line] = {}
        self._kinds: Counter[str] = Counter()
        self._untold = 0
        self._rollbacks: list[LoggedEvent] = []

    def take(self, logged: LoggedEvent) -> None:
        """Takes the next event."""
        recorded = logged.recorded
        self._kinds[name_of(recorded.event).replace("-", " ")] += 1
        match recorded.event:
            case PartnershipProposed() | PartnershipImported() as begun if (
                len(self._lines) < PARTNERSHIPS_MAX
            ):
                line = self._lines[recorded.originator_id] = Line(begun)
                self._by_ref[line.ref] = line
            case RollbackAccepted():
                self._rollbacks.append(logged)
            case PartnershipProposed() | PartnershipImported():
                self._untold += 1
            case PartnershipTerminated(end_reason=reason) if recorded.originator_id in self._lines:
                self._lines[recorded.originator_id].end_reason = reason
            case CommandRefused(ref=ref) if ref in self._by_ref:
                self._by_ref[ref].refused += 1
        if line_of_it := self._lines.get(recorded.originator_id):
            line_of_it.walk.take(recorded)
            line_of_it.events += 1

    def page(self, stamp: Stamp, signed: Signed) -> bytes:
        """Returns index.html."""
        sections = (
            Section("Partnerships", self._partnerships()),
            Section("What happened, by kind", self._by_kind()),
            Section("How this is checked", _checking()),
        )
        return page("Dossier of the whole log", _lead(stamp, signed, gone_back(self._rollbacks)), sections)

    def _partnerships(self) -> Html:
        headings = ("reference", "name", "with", "path", "stands at", "since", "events", "refused attempts")
        told = table(
            "the dots are proposed, screened, agreed, active, evaluated, terminated; filled where it has been",
            headings,
            [line.row() for line in self._lines.values()],
            "No partnership has been proposed.",
        )
        more = f"{self._untold} more partnerships are in log.jsonl; this page tells the first {PARTNERSHIPS_MAX}."
        return together((told, element("p", more) if self._untold else ""))

    def _by_kind(self) -> Html:
        return table(
            "events of the log", ("what", "times"), sorted(self._kinds.items()), "Nothing has happened."
        )


def _lead(stamp: Stamp, signed: Signed, rollbacks: Html) -> Html:
    what = (
        "Everything that was ever recorded of all partnerships, of people and their roles, and of the policies, for "
        "somebody who has neither the product nor its database. The events themselves stand in "
    )
    return together(
        (
            element("p", what, link("log.jsonl", "log.jsonl"), "."),
            rollbacks,
            pairs(
                (
                    ("Made", f"{stamp.computed_at[:16].replace('T', ' ')} (UTC)"),
                    ("From the log", f"{signed.checkpoint.origin}, {signed.checkpoint.size} events"),
                    ("Policy in force then", stamp.policy_version),
                )
            ),
        )
    )


def _checking() -> Html:
    story = (
        "This page is a rendering for people, and nothing is proved by it. What is proved is the log: from all events "
        "together its root is computed again, and that root is what the log's owner has signed."
    )
    steps = together(
        (link("README.txt", "README.txt"), " says step by step how that is checked, without us.")
    )
    return together((element("p", story), element("p", steps)))
