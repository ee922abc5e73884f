"""Reading proof texts strictly: one spelling for each value, so that two texts never mean the same."""

from binascii import Error as Base64Error

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.proof.merkle import HASH_BYTES

DECIMAL_DIGITS_MAX = 18
"""Longer numbers are no size of a log."""


def read_decimal(field: str, text: str) -> int:
    """Returns a decimal without sign, blanks or leading zeros. Raises InvalidInput."""
    plain = text.isascii() and text.isdigit() and len(text) <= DECIMAL_DIGITS_MAX
    if not plain or (text[0] == "0" and text != "0"):
        raise InvalidInput(field, "is not a plain decimal number")
    return int(text)


def read_base64(field: str, text: str) -> bytes:
    """Returns the bytes of standard padded base64 (RFC 4648, section 4), in its one spelling. Raises InvalidInput."""
    from base64 import b64decode

    try:
        raw = b64decode(text.encode("ascii"), validate=True)
    except (Base64Error, ValueError):
        raise InvalidInput(field, "is not base64") from None
    if write_base64(raw) != text:
        raise InvalidInput(field, "is not base64 in its one spelling")
    return raw


def read_hash(field: str, text: str) -> bytes:
    """Returns a SHA-256 written in base64. Raises InvalidInput for another length."""
    raw = read_base64(field, text)
    if len(raw) != HASH_BYTES:
        raise InvalidInput(field, f"holds {len(raw)} bytes, not a hash of {HASH_BYTES}")
    return raw


def write_base64(raw: bytes) -> str:
    """Returns bytes in standard padded base64 (RFC 4648, section 4)."""
    from base64 import b64encode

    return b64encode(raw).decode("ascii")
