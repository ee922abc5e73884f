"""The history of what is no partnership: the frame of a year, and the house."""

import pytest

from samverkan_flow.audit.history import history
from samverkan_flow.domain.errors import NotFound
from samverkan_flow.queries.reading import Reader


@pytest.mark.parametrize("written", ["budget-2027", " Budget-2027 "])
def test_a_frame_has_a_history_of_its_own(written: str, asked: Reader) -> None:
    """Proposed by one, set by another, and everything it was committed to, cited by its own name."""
    rows = history(asked, written).rows

    assert ["budget-2027:1@68", "budget-2027:2@69"] == [row["citation"] for row in rows[:2]]
    assert ["p.lund", "k.dahl"] == [row["actor"] for row in rows[:2]]
    assert {f"budget-2027:{number}" for number in range(1, len(rows) + 1)} == {
        str(row["citation"]).partition("@")[0] for row in rows
    }


def test_the_house_has_one_too(asked: Reader) -> None:
    """It begins with the store."""
    rows = history(asked, "house").rows

    assert ("house:1@0", "store opened") == (rows[0]["citation"], rows[0]["what"])


@pytest.mark.parametrize("written", ["budget-1999", "budget-0000", "budget-20277", "budget"])
def test_a_frame_nobody_spoke_of_has_none(written: str, asked: Reader) -> None:
    """Whoever asks is told where to look."""
    with pytest.raises(NotFound) as caught:
        history(asked, written)

    assert "samverkan" in caught.value.hint
