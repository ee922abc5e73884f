"""One random key per subject, beside the database and outside its log: erasing a key erases a person.

AES-GCM (NIST SP 800-38D) with a fresh 96-bit nonce; the subject id is the associated data, so that a
sealed text cannot be moved to another subject.
"""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from samverkan_flow.domain.errors import Damaged, StoreUnusable

KEY_BYTES = 32
NONCE_BYTES = 12
STORE_SUBJECT = "store"
"""The subject whose key makes command digests; it is nobody's."""

_SCHEMA = "CREATE TABLE keys (subject TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID"


def keys_path(database: Path) -> Path:
    """Returns the file that holds the keys of a database."""
    return database.with_name(database.name + ".keys")


class KeyStore:
    """Seals and opens personal texts. Opened at the first use; most reads never need it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keys: dict[str, bytes] = {}
        self._connection: sqlite3.Connection | None = None

    @classmethod
    def create(cls, path: Path) -> None:
        """Makes the key file of a new store, readable by its owner alone."""
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(_connected(path)) as connection:
            connection.execute(_SCHEMA)
            connection.execute("INSERT INTO keys VALUES (?, ?)", (STORE_SUBJECT, os.urandom(KEY_BYTES)))

    def seal(self, subject: str, text: str) -> str:
        """Returns a text encrypted under the subject's key, made on first use."""
        from base64 import b64encode

        from cryptography.hazmat.primitives.ciphers.aead import (
            AESGCM,
        )  # heavy: only where something is sealed

        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.key_of(subject)).encrypt(nonce, text.encode(), subject.encode())
        return b64encode(nonce + sealed).decode("ascii")

    def unseal(self, subject: str, sealed: str) -> str | None:
        """Returns the text, or None when the key has been destroyed. Raises Damaged for changed bytes."""
        key = self._find(subject)
        if key is None:
            return None
        from base64 import b64decode

        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            raw = b64decode(sealed, validate=True)
            return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], subject.encode()).decode()
        except (InvalidTag, ValueError):
            raise Damaged(
                f"the sealed text of {subject} does not open with its key",
                "the key store or the log has been changed outside the product; run samverkan doctor",
            ) from None

    def digest(self, body: bytes) -> str:
        """Returns a keyed digest, so that guessable personal content cannot be found by hashing guesses.

        Raises StoreUnusable when the key file is missing, somebody else's, or open to others: no
        command is handled without its keys.
        """
        import hashlib
        import hmac

        self._check_file()
        key = self._find(STORE_SUBJECT)
        if key is None:
            raise StoreUnusable(f"{self.path} is not the key store of this database", "restore the right one")
        return hmac.new(key, body, hashlib.sha256).hexdigest()

    def _check_file(self) -> None:
        if self._connection is not None:
            return
        try:
            mode = os.stat(self.path).st_mode
        except OSError:
            raise StoreUnusable(
                f"the key store {self.path} is missing",
                "restore it from its own backup; without it nothing is recorded",
            ) from None
        if mode & 0o077:
            raise StoreUnusable(f"the key store {self.path} can be read by others", f"chmod 600 {self.path}")

    def key_of(self, subject: str) -> bytes:
        """Returns the subject's key; makes one, durably, when there is none."""
        key = self._find(subject)
        if key is not None:
            return key
        try:
            self._open().execute("INSERT OR IGNORE INTO keys VALUES (?, ?)", (subject, os.urandom(KEY_BYTES)))
        except sqlite3.Error as error:
            raise StoreUnusable(f"the key store {self.path} cannot be written: {error}") from None
        made = self._find(subject)
        assert made is not None, "the key has just been written"
        return made

    def make_keys(self, subjects: Iterable[str]) -> None:
        """Makes the keys of many subjects at once, durably: one write to the disk, where `key_of` takes one each."""
        new = [(subject, os.urandom(KEY_BYTES)) for subject in subjects if self._find(subject) is None]
        if not new:
            return
        try:
            with closing(self._open().cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE")
                cursor.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", new)
                cursor.execute("COMMIT")
        except sqlite3.Error as error:
            raise StoreUnusable(f"the key store {self.path} cannot be written: {error}") from None

    def has_keys(self) -> bool:
        """Tells whether the key file is there."""
        return self.path.exists()

    def has_key(self, subject: str) -> bool:
        """Tells whether a subject's key is still there; without it what is sealed stays sealed."""
        return self._find(subject) is not None

    def close(self) -> None:
        """Closes the key file."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _find(self, subject: str) -> bytes | None:
        if subject not in self._keys:
            if self._connection is None and not self.has_keys():
                return None
            try:
                row = self._open().execute("SELECT key FROM keys WHERE subject = ?", (subject,)).fetchone()
            except sqlite3.Error as error:
                raise StoreUnusable(f"the key store {self.path} cannot be read: {error}") from None
            if row is None:
                return None
            self._keys[subject] = bytes(row[0])
        return self._keys[subject]

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = _connected(self.path)
        return self._connection


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=10,
        check_same_thread=False,
    )
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(
        "PRAGMA synchronous = EXTRA"
    )  # FULL lets a removed journal come back after a power cut
    return connection
