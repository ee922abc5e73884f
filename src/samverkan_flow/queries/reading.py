"""Reading a store: the house, one partnership or all, histories."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from samverkan_flow.domain.budget import Frame, frame_id
from samverkan_flow.domain.dates import DEMONSTRATION_NOW, local_date, parse_time
from samverkan_flow.domain.errors import Damaged, InvalidInput, NotFound, StoreUnusable
from samverkan_flow.domain.events import CommandRefused, Recorded
from samverkan_flow.domain.house import HOUSE_ID, House, refusals_id, reminders_id
from samverkan_flow.domain.obligations import EVALUATIONS
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.policy import LEVELS, ROLES, Policy
from samverkan_flow.domain.reference import frame_reference, hex_of, number_of, reference, stored_id
from samverkan_flow.domain.text import name_key
from samverkan_flow.domain.values import Partner
from samverkan_flow.queries.register import Register
from samverkan_flow.store.codec import Codec, StateT
from samverkan_flow.store.keys import KeyStore, keys_path


class LoggedEvent(msgspec.Struct, frozen=True):
    """One event of a history, with its place in the log and the bytes it is stored as. Times are UTC."""

    index: int
    recorded: Recorded
    topic: str
    stored: bytes


class Reader(Register):
    """A store opened for reading its states and its log."""

    def __init__(self, path: Path | str, now: datetime | None = None) -> None:
        """Opens a store. `now` (UTC) is for demonstration stores only."""
        super().__init__(path)
        self._now = now
        self._policies: dict[str, Policy] = {}
        self._refs: dict[UUID, str] = {}
        self.codec = Codec(KeyStore(keys_path(self.path)))

    def close(self) -> None:
        """Closes the database and the key store."""
        super().close()
        self.codec.keys.close()

    def house(self) -> House:
        """Returns people, policies and codes of conduct."""
        rows = self.rows("SELECT state FROM house")
        if not rows:
            raise StoreUnusable(
                f"{self.path} was begun and never finished", "remove it and run samverkan init"
            )
        return self._decoded(House, rows[0][0])

    def policy(self, version: str) -> Policy:
        """Returns an adopted policy. Raises NotFound, naming the adopted ones."""
        if version in self._policies:
            return self._policies[version]
        rows = self.rows("SELECT parsed FROM policies WHERE version = ?", version)
        if not rows:
            versions = ", ".join(
                row[0] for row in self.rows("SELECT version FROM policies ORDER BY in_force_from")
            )
            raise NotFound(f'no policy version "{version}" is adopted', f"adopted are {versions}")
        policy = self._decoded(Policy, rows[0][0])
        if policy.version != version or not set(policy.roles) <= {*ROLES, *LEVELS}:
            raise Damaged(f"the row of policy {version} in {self.path} is another's", "run samverkan rebuild")
        self._policies[version] = policy
        return policy

    def policy_text(self, version: str) -> str:
        """Returns the very text that was adopted. Raises NotFound."""
        self.policy(version)
        return str(self.rows("SELECT text FROM policies WHERE version = ?", version)[0][0])

    def now(self, house: House) -> datetime:
        """Returns the time (UTC), never before the log's last; a demonstration stands still, or where it is told to."""
        if self._now and not house.demonstration:
            raise InvalidInput("the clock", "can be set for a demonstration store only")
        clock = self._now or (DEMONSTRATION_NOW if house.demonstration else datetime.now(UTC))
        rows = self.rows("SELECT recorded_at FROM log ORDER BY idx DESC LIMIT 1")
        try:
            return max(clock, parse_time(rows[0][0])) if rows else clock
        except (ValueError, TypeError) as error:
            raise Damaged(
                f"the last time in {self.path} cannot be read: {error}", "run samverkan log verify"
            ) from None

    def today(self, house: House) -> date:
        """Returns today in the policy's time zone."""
        return local_date(self.now(house))

    def partnership(self, ref: str) -> Partnership:
        """Returns one partnership by its reference (P-7) or its id. Raises NotFound, with the likely one."""
        number = number_of(ref)
        if number:
            rows = self.rows("SELECT state FROM register WHERE number = ?", number)
        else:
            rows = self.rows("SELECT state FROM register WHERE id = ?", hex_of(ref))
        if not rows:
            raise NotFound(f'there is no partnership "{ref}"', self._did_you_mean(ref))
        return self._decoded(Partnership, rows[0][0])

    def partnerships(self) -> Iterator[Partnership]:
        """Yields every partnership, oldest first."""
        for row in self.rows("SELECT state FROM register ORDER BY number"):
            yield self._decoded(Partnership, row[0])

    def in_debt(self, partner: Partner, today: date) -> list[Partnership]:
        """Returns the partnerships with the same partner of which the rows tell a late evaluation.

        A sole trader's, whose number is sealed, are found by the name.
        """
        digits = partner.organisation_number.replace("-", "")
        rows = self.rows(
            "SELECT partner, state FROM register WHERE replace(organisation_number, '-', '') = ? AND EXISTS "
            "(SELECT 1 FROM obligations WHERE obligations.number = register.number "
            f"AND kind IN ({', '.join('?' * len(EVALUATIONS))}) AND due < ?)",
            digits, *EVALUATIONS, today.isoformat(),
        )  # fmt: skip
        same = [row for row in rows if digits or name_key(row[0]) == name_key(partner.name)]
        return [self._decoded(Partnership, row[1]) for row in same]

    def frames(self) -> dict[int, Frame]:
        """Returns the yearly frames by year."""
        rows = self.rows("SELECT year, state FROM budget ORDER BY year")
        return {row[0]: self._decoded(Frame, row[1]) for row in rows}

    def name_of_stream(self, stream: UUID) -> str:
        """Returns what people call a stream: house, refusals, P-7, P-7/reminders, budget-2027; or nothing."""
        if stream in (HOUSE_ID, refusals_id(None)):
            return "house" if stream == HOUSE_ID else "refusals"
        return self.ref_of(stream) or self._name_of_frame(stream) or self._name_beside(stream)

    def _name_of_frame(self, stream: UUID) -> str:
        years = [row[0] for row in self.rows("SELECT year FROM budget") if frame_id(row[0]) == stream]
        return frame_reference(years[0]) if years else ""

    def _name_beside(self, stream: UUID) -> str:
        """Returns the name of a stream beside a partnership's; it is found by working out all of them."""
        for number, stored in self.rows("SELECT number, id FROM register"):
            for kind, id_of in (("refusals", refusals_id), ("reminders", reminders_id)):
                if stream == id_of(stored_id(stored)):
                    return f"{reference(number)}/{kind}"
        return ""

    def ref_of(self, partnership_id: UUID) -> str:
        """Returns the reference of a partnership's id, or nothing where the id is none."""
        if partnership_id not in self._refs:
            rows = self.rows("SELECT number FROM register WHERE id = ?", partnership_id.hex)
            self._refs[partnership_id] = reference(rows[0][0]) if rows else ""
        return self._refs[partnership_id]

    def _did_you_mean(self, ref: str) -> str:
        from difflib import get_close_matches  # only for what is not found

        known = {str(row[1]): reference(row[0]) for row in self.rows("SELECT number, name FROM register")}
        close = get_close_matches(ref, known, n=1, cutoff=0.6)
        if close:
            return f"did you mean {known[close[0]]}, {close[0]}?"
        return "references look like P-7; samverkan list shows them"

    def _decoded(self, kind: type[StateT], stored: bytes) -> StateT:
        try:
            return self.codec.decode(kind, bytes(stored))
        except (msgspec.DecodeError, TypeError, ValueError) as error:
            raise Damaged(f"a row of {self.path} cannot be read: {error}", "run samverkan rebuild") from None

    # --- the log ----------------------------------------------------------------------------------

    def history(self, state: Partnership, beside: bool = True) -> list[LoggedEvent]:
        """Returns everything that happened to a partnership, in log order.

        With what stands beside its own events: refused attempts, and reminders of what it owes.
        """
        streams = [state.id, refusals_id(state.id), reminders_id(state.id)] if beside else [state.id]
        marks = ", ".join("?" * len(streams))
        return list(self.logged(f"l.originator_id IN ({marks})", *(one.hex for one in streams)))

    def log(self) -> Iterator[LoggedEvent]:
        """Yields every event of the store, in log order."""
        return self.logged("1 = 1")

    def refusals(self) -> Iterator[LoggedEvent]:
        """Yields every refused command of the store."""
        return self.logged("l.topic = ?", CommandRefused.TOPIC)

    def logged(self, condition: str, *parameters: Any) -> Iterator[LoggedEvent]:
        """Yields the events whose row `l` in the log meets a condition, in log order, read as they are asked for.

        Each is hashed again and held against its leaf: raises Damaged for one that was altered or is missing,
        so that no answer rests on it.
        """
        from samverkan_flow.proof.entry import leaf_of  # loads a hash library, which states do not need

        for row in self.each(
            "SELECT l.idx, l.originator_id, l.originator_version, s.topic, CAST(s.state AS BLOB), l.leaf "
            "FROM log l LEFT JOIN stored_events s ON s.originator_id = l.originator_id "
            f"AND s.originator_version = l.originator_version WHERE {condition} ORDER BY l.idx",
            *parameters,
        ):
            index, stream, version, topic, stored, leaf = row
            if stored is None or topic is None:
                raise self._is_damaged("EVENT_MISSING", index, "it is in the log, and the event is missing")
            try:
                originator_id = UUID(stream)
                if leaf_of(originator_id, version, topic, stored) != leaf:
                    raise self._is_damaged("EVENT_ALTERED", index, "it is not what was recorded")
            except (ValueError, TypeError, AttributeError) as error:
                raise self._is_damaged("EVENT_ALTERED", index, str(error)) from None
            yield LoggedEvent(
                index, self.codec.decode_event(originator_id, version, topic, stored), topic, stored
            )

    def _is_damaged(self, kind: str, index: int, why: str) -> Damaged:
        return Damaged(
            f"{kind}: event {index} of {self.path} cannot be relied on: {why}",
            "samverkan log verify names everything that is damaged",
        )
