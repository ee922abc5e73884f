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
    return _read_plain(path, "the checkpoint")


def _read_plain(path: Path, what: str) -> bytes | None:
    """Returns a file's bytes, or None where there is none; a pipe or a folder in its place keeps nobody waiting."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreUnusable(f"{what} {path} cannot be read: {error}") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StoreUnusable(f"{what} {path} is not a file", "put the right one back")
        return os.read(descriptor, NOTE_BYTES_MAX + 1)
    except OSError as error:
        raise StoreUnusable(f"{what} {path} cannot be read: {error}") from None
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
    path, what = secret_path(database), "the signing key"
    data = _read_plain(path, what)
    if data is None:
        raise StoreUnusable(
            f"{what} {path} cannot be read: it is missing",
            "restore it from where it is kept apart; nothing is recorded that cannot be signed",
        )
    if os.stat(path).st_mode & 0o077:
        raise StoreUnusable(f"{what} {path} can be read by others", f"chmod 600 {path}")
    try:
        return parse_secret(data.decode("utf-8"))
    except (InvalidInput, UnicodeDecodeError) as error:
        raise StoreUnusable(f"{path} is no signing key: {error}", "restore the right one") from None


def verifier_of(database: Path) -> Verifier | None:
    """Returns the public key that lies beside a database, or None where there is none."""
    path, what = vkey_path(database), "the public key"
    data = _read_plain(path, what)
    try:
        return parse_vkey(data.decode("utf-8")) if data is not None else None
    except (UnicodeDecodeError, InvalidInput) as error:
        raise StoreUnusable(f"{what} {path} cannot be read: {error}") from None
