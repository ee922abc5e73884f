"""Between events and stored bytes: a closed registry of topics, upcasters, sealed personal fields.

What a topic means is looked up in the registry, never imported by what the database says.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from samverkan_flow.domain.errors import Damaged
from samverkan_flow.domain.events import EVENTS, Event, Recorded
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import Personal
from samverkan_flow.store.keys import KeyStore

EventT = TypeVar("EventT", bound=Event)
StateT = TypeVar("StateT")

REGISTRY: dict[str, type[Event]] = {event.TOPIC: event for event in EVENTS}
"""Every topic that can be loaded. A released one is never taken away."""

UPCASTERS: dict[str, Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]] = {}
"""From an old topic and its data to the newer topic and data that say the same."""


class Stored(msgspec.Struct, Generic[EventT], frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The stored form of one event: its envelope, then its own data."""

    recorded_at: datetime
    effective_on: date
    actor: str
    via: str
    command_id: str
    policy_version: str
    data: EventT
    reason: str = ""
    house_policy_version: str = ""
    clock_skew_seconds: int = 0


class SealedPersonal(Personal):
    """A personal field as stored: it opens when its text is read, not before."""

    __slots__ = ("_keys", "sealed")

    def __init__(self, subject: str, sealed: str, keys: KeyStore) -> None:
        super().__init__(subject, None)
        self.sealed = sealed
        self._keys = keys

    @property
    def text(self) -> str | None:
        """Returns the text, or None when the subject's key has been destroyed."""
        return self._keys.unseal(self.subject, self.sealed)

    __hash__ = Personal.__hash__

    def __str__(self) -> str:
        """Returns the text, or why it cannot be read: the key was destroyed, or the key store is not here."""
        text = self.text
        if text is not None:
            return text
        return "erased" if self._keys.has_keys() else "sealed (the key store is missing)"


class Codec:
    """Encodes and decodes events and states with the keys of one store."""

    def __init__(self, keys: KeyStore) -> None:
        self.keys = keys
        self._encoder = msgspec.json.Encoder(enc_hook=self._encode_value)
        self._decoders: dict[Any, msgspec.json.Decoder[Any]] = {}

    def encode_event(self, recorded: Recorded) -> tuple[str, bytes]:
        """Returns the topic and the bytes of an event; these bytes are what is immutable."""
        stored = Stored(
            recorded_at=recorded.recorded_at,
            effective_on=recorded.effective_on,
            actor=recorded.actor,
            via=recorded.via,
            command_id=recorded.command_id,
            policy_version=recorded.policy_version,
            data=recorded.event,
            reason=recorded.reason,
            house_policy_version=recorded.house_policy_version,
            clock_skew_seconds=recorded.clock_skew_seconds,
        )
        return type(recorded.event).TOPIC, self._encoder.encode(stored)

    def decode_event(self, originator_id: UUID, version: int, topic: str, state: bytes) -> Recorded:
        """Returns an event from its topic and bytes. Raises Damaged for what no registry entry explains."""
        try:
            stored = self._decode_stored(topic, state)
        except (msgspec.DecodeError, KeyError, UnicodeDecodeError) as error:
            raise Damaged(
                f"event {version} of {originator_id} cannot be read as {topic}: {error}",
                "the stored bytes have been changed, or a newer program wrote them; run samverkan doctor",
            ) from None
        return Recorded(
            originator_id,
            version,
            stored.recorded_at,
            stored.effective_on,
            stored.actor,
            stored.via,
            stored.command_id,
            stored.policy_version,
            stored.reason,
            stored.data,
            stored.house_policy_version,
            stored.clock_skew_seconds,
        )

    def _decode_stored(self, topic: str, state: bytes) -> Stored[Event]:
        if topic not in UPCASTERS:
            return self.decode(_stored_type(REGISTRY[topic]), state)
        raw = msgspec.json.decode(state)
        while topic in UPCASTERS:
            topic, raw["data"] = UPCASTERS[topic](raw["data"])
        return self.decode(_stored_type(REGISTRY[topic]), msgspec.json.encode(raw))

    def encode(self, state: Any) -> bytes:
        """Returns the bytes of a state or of anything made of values."""
        return self._encoder.encode(state)

    def decode(self, kind: type[StateT], stored: bytes) -> StateT:
        """Returns a state from its bytes."""
        decoder = self._decoders.get(kind)
        if decoder is None:
            decoder = self._decoders[kind] = msgspec.json.Decoder(kind, dec_hook=self._decode_value)
        decoded: StateT = decoder.decode(stored)
        return decoded

    def _encode_value(self, value: Any) -> Any:
        match value:
            case SealedPersonal():
                return {"subject": value.subject, "sealed": value.sealed}
            case Personal():
                return {
                    "subject": value.subject,
                    "sealed": self.keys.seal(value.subject, value.text or ""),
                }
            case Money():
                return value.to_builtins()
            case _:
                raise NotImplementedError(type(value))

    def _decode_value(self, kind: type, stored: Any) -> Any:
        if kind is Money:
            return Money.from_builtins(stored)
        if kind is Personal:
            match stored:
                case {"subject": str(subject), "sealed": str(sealed)}:
                    return SealedPersonal(subject, sealed, self.keys)
                case _:
                    raise ValueError("a personal field is stored as subject and sealed text")
        raise NotImplementedError(kind)


@cache
def _stored_type(event: type[Event]) -> Any:
    return Stored[event]  # type: ignore[valid-type]
