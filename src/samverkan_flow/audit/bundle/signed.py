"""The signed checkpoint a dossier rests on, and the public key it holds by."""

from typing import NamedTuple

from samverkan_flow.audit.proving import newest_checkpoint
from samverkan_flow.domain.errors import Damaged, InvalidInput, NotFound
from samverkan_flow.proof.checkpoint import Checkpoint, open_checkpoint
from samverkan_flow.queries.agreeing import held_against_its_checkpoints
from samverkan_flow.queries.reading import Reader
from samverkan_flow.store.origin import verifier_of, vkey_path


class Signed(NamedTuple):
    """The newest checkpoint as it was signed, what it says, and the key that signed it, as text."""

    note: str
    checkpoint: Checkpoint
    vkey: str


def signed_log(reader: Reader) -> Signed:
    """Returns what the log's own key has signed last.

    Raises NotFound where nothing is signed or the key is missing, Damaged where the two do not fit, where the
    log has a gap, or where it is not the one that was seen last.
    """
    verifier = verifier_of(reader.path)
    if verifier is None:
        raise NotFound(
            f"the public key {vkey_path(reader.path)} is missing",
            "put it back beside the store: nobody could check a dossier without it",
        )
    try:
        note = newest_checkpoint(reader)
        checkpoint = open_checkpoint(note.encode(), verifier, "the newest checkpoint kept")
    except InvalidInput as error:
        raise Damaged(f"BAD_SIGNATURE: {error.message}", "run samverkan log verify") from None
    _check_no_gap(reader)
    _check_not_gone_back(reader)
    return Signed(note, checkpoint, verifier.vkey)


def _check_no_gap(reader: Reader) -> None:
    rows = int(reader.rows("SELECT COUNT(*) FROM log")[0][0])
    if rows != reader.log_size():
        raise Damaged(
            f"EVENT_MISSING: {reader.log_size() - rows} of the log's events are missing",
            "samverkan log verify names them",
        )


def _check_not_gone_back(reader: Reader) -> None:
    _, found = held_against_its_checkpoints(reader)
    if found is not None:
        raise Damaged(
            f"{found.clause}: {found.message}",
            "samverkan log verify says more; no dossier is made of a log that is not the one seen before",
        )
