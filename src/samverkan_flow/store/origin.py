"""The log's own key, outside its database: `.origin.key` signs (mode 0600), `.origin.vkey` is public."""

import os
import stat
from pathlib import Path

from samverkan_flow.domain.errors import InvalidInput, StoreUnusable
from samverkan_flow.proof.note import (
    NOTE_BYTES_MAX,
    PUBLIC_KEY_BYTES,
    Signer,
    Verifier,
    parse_secret,
    parse_vkey,
)


def secret_path(database: Path) -> Path:
    """Returns the file of the signing key."""
    return database.with_name(database.name + ".origin.key")


def vkey_path(database: Path) -> Path:
    """Returns the file of the public key, which is given to partners and auditors."""
    return database.with_name(database.name + ".origin.vkey")


def checkpoint_path(database: Path) -> Path:
    """Returns the file of the newest checkpoint, which guards against rollback and fork."""
    return database.with_name(database.name + ".checkpoint")


def read_beside(path: Path) -> bytes | None:
    """Returns the checkpoint beside a database, or None where there is none. Raises StoreUnusable for no plain file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not keep anybody waiting
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreUnusable(f"the checkpoint {path} cannot be read: {error}") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StoreUnusable(f"the checkpoint {path} is not a file", "put the right one back")
        return os.read(descriptor, NOTE_BYTES_MAX + 1)
    finally:
        os.close(descriptor)


def create(database: Path, origin: str) -> Verifier:
    """Makes the key pair of a new log. Raises InvalidInput for an origin that cannot be a key's name."""
    signer = Signer(origin, os.urandom(PUBLIC_KEY_BYTES))
    _write(secret_path(database), signer.secret, 0o600)
    _write(vkey_path(database), signer.verifier.vkey, 0o644)
    return signer.verifier


def _write(path: Path, text: str, mode: int) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text + "\n")
        opened.flush()
        os.fsync(descriptor)


def signer_of(database: Path) -> Signer:
    """Returns the log's signer. Raises StoreUnusable when its key is missing or open to others."""
    path = secret_path(database)
    try:
        mode = os.stat(path).st_mode
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreUnusable(
            f"the signing key {path} cannot be read: {error}",
            "restore it from where it is kept apart; nothing is recorded that cannot be signed",
        ) from None
    if mode & 0o077:
        raise StoreUnusable(f"the signing key {path} can be read by others", f"chmod 600 {path}")
    try:
        return parse_secret(text)
    except InvalidInput as error:
        raise StoreUnusable(f"{path} is no signing key: {error.message}", "restore the right one") from None


def verifier_of(database: Path) -> Verifier | None:
    """Returns the public key that lies beside a database, or None where there is none."""
    path = vkey_path(database)
    try:
        return parse_vkey(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, InvalidInput) as error:
        raise StoreUnusable(f"the public key {path} cannot be read: {error}") from None
