"""The one way in: `Partnerships.handle` takes a command, decides it and records what came of it."""

from samverkan_flow.policies import packaged_policy
from samverkan_flow.service.founding import discard
from samverkan_flow.service.outcome import Handled, HappenedEvent
from samverkan_flow.service.partnerships import Partnerships
from samverkan_flow.service.surroundings import default_via, system_account

__all__ = [
    "Handled",
    "HappenedEvent",
    "Partnerships",
    "default_via",
    "discard",
    "packaged_policy",
    "system_account",
]
