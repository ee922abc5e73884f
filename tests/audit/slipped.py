"""Events that come into a log past the guards, as an attacker or a faulty program would bring them."""

from datetime import date
from uuid import UUID

from samverkan_flow.domain import events as e
from samverkan_flow.domain.dates import local_date
from samverkan_flow.service import Partnerships


def slip_in(
    store: Partnerships,
    stream: UUID,
    event: e.Event,
    by: str,
    *,
    on: date | None = None,
    via: str = "test:past",
) -> None:
    """Records an event without asking anybody, at the end of its stream and of the log."""
    now = store.clock()
    recorded = e.Recorded(
        originator_id=stream,
        originator_version=store.recorder.version_of(stream) + 1,
        recorded_at=now,
        effective_on=on or local_date(now),
        actor=by,
        via=via,
        command_id="slipped in",
        policy_version="2026-1",
        reason="",
        event=event,
    )
    with store.recorder.datastore.writing():
        store.events.put(
            (recorded,), recorded_events=(recorded,), first_index=store.recorder.head().next_index
        )
