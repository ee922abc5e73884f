"""What the service takes from around it: the clock and the account."""

import os
import pwd
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from samverkan_flow.domain.dates import DEMONSTRATION_NOW

Clock = Callable[[], datetime]


def clock_of(demonstration: bool) -> Clock:
    """Returns the clock of a store: the system's, or the one that stands still in a demonstration."""
    return (lambda: DEMONSTRATION_NOW) if demonstration else system_clock


def system_clock() -> datetime:
    """Returns the system's time, UTC."""
    return datetime.now(UTC)


def default_via() -> str:
    """Returns the library as the surface, with the account this process runs under."""
    return f"library:{system_account()}"


@cache
def system_account() -> str:
    """Returns the operating system's account; asked of the system, not of the environment."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
