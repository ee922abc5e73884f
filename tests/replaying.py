"""A partnership as its events alone make it, past every cache and row."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from samverkan_flow.domain.events import Recorded
from samverkan_flow.domain.partnership import Partnership, project
from samverkan_flow.service import Partnerships


def replayed(store: Partnerships, partnership_id: UUID) -> Partnership | None:
    """Returns the fold of a partnership's events."""
    return project(None, cast(Iterable[Recorded], store.events.get(partnership_id)))
