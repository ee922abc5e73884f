"""Mail addresses, as plain as they can be written: what is sent to one can carry nothing else into a letter."""

import re

from samverkan_flow.domain.errors import InvalidInput

ADDRESS_LENGTH_MAX = 254
LOCAL_LENGTH_MAX = 64
"""The longest address and the longest part before its @ that a mail server has to take (RFC 5321, 4.5.3.1)."""

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(\.{_LABEL})*")
"""The dot-atom form (RFC 5322, 3.4.1) in ASCII: no quotes, spaces, comments or line breaks."""


def is_address(text: str) -> bool:
    """Tells whether a text is one plain mail address."""
    local = text.partition("@")[0]
    return (
        len(text) <= ADDRESS_LENGTH_MAX
        and len(local) <= LOCAL_LENGTH_MAX
        and _ADDRESS.fullmatch(text) is not None
    )


def check_mail(address: str, field: str = "mail") -> None:
    """Raises InvalidInput for what is no address; one that is missing is judged elsewhere.

    The text itself is not told: it is personal, and what is told may be kept.
    """
    if address.strip() and not is_address(address):
        raise InvalidInput(
            field, "is no mail address", "write it plainly, such as ulla.berg@example.org, in ASCII letters"
        )
