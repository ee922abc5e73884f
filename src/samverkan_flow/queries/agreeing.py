"""Whether a log is still the one that was last signed and seen: asked before anything is answered or proved from it."""

from samverkan_flow.domain.errors import Damaged, Finding, InvalidInput
from samverkan_flow.proof.checkpoint import Checkpoint, read_checkpoint
from samverkan_flow.queries.register import Register
from samverkan_flow.store.checkpoints import disagreement
from samverkan_flow.store.origin import checkpoint_path, read_beside, secret_path


def held_against_its_checkpoints(register: Register) -> tuple[str, Finding | None]:
    """Returns the newest checkpoint that is kept (a signed note, or nothing), and how the log disagrees, if it does.

    The log is held against that one and against the one beside the database, by size and root. Signatures
    are what `log verify` checks; this is cheap enough for every answer.
    """
    kept = register.newest_note()
    beside = read_beside(checkpoint_path(register.path)) or b""
    note = kept.decode(errors="backslashreplace")
    if kept and not beside and secret_path(register.path).exists():
        return note, Finding(
            "CHECKPOINT_MISSING", "the checkpoint beside the database is gone", "expected one"
        )
    origin = ""
    for data in dict.fromkeys(one for one in (kept, beside) if one):
        try:
            checkpoint = read_checkpoint(data)
        except InvalidInput as error:
            return note, Finding("BAD_SIGNATURE", error.message, "expected a checkpoint")
        origin = origin or checkpoint.origin
        found = _disagreement(register, checkpoint, origin)
        if found is not None:
            return note, found
    return note, None


def _disagreement(register: Register, checkpoint: Checkpoint, origin: str) -> Finding | None:
    try:
        return disagreement(checkpoint, origin, register.log_size(), register.tree())
    except Damaged as error:
        return Finding("EVENT_MISSING", error.message, "expected a whole tree")
