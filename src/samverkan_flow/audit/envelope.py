"""The envelope of a stored event, read without its data: enough to count millions."""

from collections.abc import Iterator

import msgspec

from samverkan_flow.domain.errors import Damaged
from samverkan_flow.queries.reading import Reader


class Envelope(msgspec.Struct, frozen=True):
    """Who acted through which account, and under which policy versions an event was judged."""

    actor: str
    via: str
    policy_version: str
    house_policy_version: str = ""


def envelopes(reader: Reader) -> Iterator[Envelope]:
    """Yields every event's envelope, in no order. Raises Damaged for stored bytes that are no event."""
    decoder = msgspec.json.Decoder(Envelope)
    for row in reader.each(
        "SELECT CAST(state AS BLOB), originator_id, originator_version FROM stored_events"
    ):
        try:
            yield decoder.decode(row[0])
        except msgspec.DecodeError as error:
            raise Damaged(
                f"event {row[2]} of {row[1]} cannot be read: {error}",
                "run samverkan log verify, which names every damaged event",
            ) from None
