"""One random key per subject, beside the database and outside its log: erasing a key erases a person.

AES-GCM (NIST SP 800-38D) with a fresh 96-bit nonce; the subject id is the associated data, so that a
sealed text cannot be moved to another subject.
"""

import os
import sqlite3
from pathlib import Path

from samverkan_flow.domain.errors import Damaged, StoreUnusable

KEY_BYTES = 32
NONCE_BYTES = 12
STORE_SUBJECT = "store"
"""The subject whose key makes command digests; it is nobody's."""

_SCHEMA = "CREATE TABLE IF NOT EXISTS keys (subject TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID"


def keys_path(database: Path) -> Path:
    """Returns the file that holds the keys of a database."""
    return database.with_name(database.name + ".keys")


class KeyStore:
    """Seals and opens personal texts. Opened at the first use; most reads never need it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keys: dict[str, bytes] = {}
        self._connection: sqlite3.Connection | None = None

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
        """Returns a keyed digest, so that guessable personal content cannot be found by hashing guesses."""
        import hashlib
        import hmac

        return hmac.new(self.key_of(STORE_SUBJECT), body, hashlib.sha256).hexdigest()

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

    def has_keys(self) -> bool:
        """Tells whether the key file is there."""
        return self.path.exists()

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
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        new = not self.has_keys()
        if new:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=10, check_same_thread=False)
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        if new:
            connection.execute(_SCHEMA)
        return connection
