"""Making a store: its tables, its keys, its first administrator and its first policy."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.decisions import housekeeping
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.guards.housekeeping import handle_is_free
from samverkan_flow.domain.house import HOUSE_ID, House, Person
from samverkan_flow.domain.policy import parse_policy
from samverkan_flow.domain.text import check_texts
from samverkan_flow.proof.note import check_name
from samverkan_flow.service.outcome import Handling
from samverkan_flow.service.recording import Recording
from samverkan_flow.service.surroundings import default_via
from samverkan_flow.store import connect
from samverkan_flow.store.keys import KeyStore, keys_path
from samverkan_flow.store.origin import create as create_origin


def found(
    path: Path,
    first: c.AddPerson,
    policy_text: str,
    now: datetime,
    *,
    in_force_from: date | None = None,
    demonstration: bool = False,
    via: str = "",
    origin: str = "",
) -> None:
    """Makes a store with its first administrator and policy; leaves nothing behind when it cannot.

    The policy is in force from its own date, at the latest from today, unless another is given.
    `origin` names the log in its checkpoints; without one it is made up. Raises StoreUnusable when something
    is already there, InvalidInput for a bad handle, name, policy or origin.
    """
    origin = origin or f"samverkan/{uuid4()}"
    check_name(origin)
    check_texts(first)
    policy = parse_policy(policy_text)
    today = local_date(now)
    person = Person(first.handle, roles=("administrator",))
    context = Context(today, today, person, via or default_via(), policy, policy, House())
    for finding in handle_is_free(first, House(), context):
        raise InvalidInput("the administrator", f"cannot be registered: {finding.message}", finding.remedy)
    adopt = c.AdoptPolicy(text=policy_text, in_force_from=in_force_from or min(policy.dated, today))
    events = (
        e.StoreOpened(origin=origin, demonstration=demonstration),
        *housekeeping.add_person(first, House(), context),
        *housekeeping.adopt_policy(adopt, House(), context),
    )
    handling = Handling(first, House(), context, now.astimezone(UTC), str(uuid4()), HOUSE_ID, 0)
    for ending in BESIDE:
        connect.check_free(path.with_name(path.name + ending))
    connect.create(path)
    try:
        KeyStore.create(keys_path(path))
        create_origin(path, origin)
        with Recording(path) as recording, recording.recorder.datastore.writing():
            recording.record(handling, events)
    except BaseException:
        discard(path)
        raise


BESIDE = (".keys", ".origin.key", ".origin.vkey", ".checkpoint")
"""The files beside a database, by their endings; those of a lost one are never written over."""


def discard(path: Path) -> None:
    """Removes the files of a store that was begun and not finished."""
    for ending in ("", "-wal", "-shm", ".keys-journal", ".checkpoint.new", *BESIDE):
        path.with_name(path.name + ending).unlink(missing_ok=True)
