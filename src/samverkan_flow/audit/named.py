"""A partnership by the reference that was written, and how it is written where that was not quite it."""

import re

from samverkan_flow.domain.errors import NotFound
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.reference import number_of
from samverkan_flow.queries.reading import Reader


def partnership_named(reader: Reader, ref: str) -> Partnership:
    """Returns a partnership by its reference. Raises NotFound; P4 or 4 is told how the reference is written."""
    try:
        return reader.partnership(ref)
    except NotFound as error:
        digits = re.fullmatch(r"[Pp]?[\s_#-]*0*([1-9]\d*)", ref.strip(), re.ASCII)
        written = f"P-{digits[1]}" if digits else ""
        if not written or not reader.rows("SELECT 1 FROM register WHERE number = ?", number_of(written)):
            raise
        raise NotFound(error.message, f"write {written}") from None
