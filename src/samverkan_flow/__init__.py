"""An event-sourced workflow engine for partnerships that run under a written policy.

    from samverkan_flow import Partnerships, Propose

    with Partnerships("samverkan.db") as partnerships:
        partnerships.handle(Propose(...), actor="h.ek")

Names are loaded when first asked for, so that the command line starts fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samverkan_flow.domain.commands import *  # noqa: F403
    from samverkan_flow.domain.errors import (
        Conflict,
        Damaged,
        Finding,
        InvalidInput,
        NotFound,
        Problem,
        Refused,
        StoreUnusable,
    )
    from samverkan_flow.domain.money import Money
    from samverkan_flow.domain.values import *  # noqa: F403
    from samverkan_flow.importing import Portfolio, read_portfolio
    from samverkan_flow.queries.reading import Reader
    from samverkan_flow.service import Handled, Partnerships

__version__ = "0.1.0"

_HOMES = {
    "Partnerships": "service",
    "Handled": "service",
    "Reader": "queries.reading",
    "Money": "domain.money",
    **dict.fromkeys(
        ("Refused", "NotFound", "Conflict", "InvalidInput", "Damaged", "StoreUnusable", "Finding", "Problem"),
        "domain.errors",
    ),
    "Portfolio": "importing",
    "read_portfolio": "importing",
}


def __getattr__(name: str) -> Any:
    """Returns a public name: the service, the reader, errors, or any command or value."""
    homes = (_HOMES[name],) if name in _HOMES else ("domain.commands", "domain.values")
    if not name.startswith("_"):
        for home in homes:
            module = import_module(f"samverkan_flow.{home}")
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module 'samverkan_flow' has no attribute {name!r}")
