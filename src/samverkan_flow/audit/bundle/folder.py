"""A dossier as a folder: every file with its SHA-256 in the manifest; it appears whole or not at all."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import msgspec

from samverkan_flow.audit.answer import Stamp
from samverkan_flow.audit.bundle.signed import Signed
from samverkan_flow.audit.export.manifest import Measured
from samverkan_flow.audit.export.writing import NewFolder, new_folder

MANIFEST = "manifest.json"
VERIFIER = "verify_receipt.py"


class Manifest(msgspec.Struct, frozen=True):
    """What a dossier holds. `made_at` is UTC, `log_size` how many events the signed checkpoint covers.

    `seal` is the SHA-256 of the manifest without it: a changed byte shows. It is no signature.
    """

    name: str
    made_at: str
    log_size: int
    policy_version: str
    sha256: dict[str, str]
    seal: str


class Files:
    """The files of a dossier on its way."""

    def __init__(self, folder: NewFolder) -> None:
        self._folder = folder
        self._sums: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> None:
        """Writes a file."""
        with self.open(name) as file:
            file.write(data)

    @contextmanager
    def open(self, name: str) -> Iterator[Measured]:
        """Yields a file to be written piece by piece."""
        with self._folder.file(name) as opened:
            measured = Measured(opened)
            yield measured
        self._sums[name] = measured.sha256()

    def add_what_all_have(self, signed: Signed, policies: dict[str, str]) -> None:
        """Writes the checkpoint, the public key, the verifier and the policy texts."""
        self.add("checkpoint", signed.note.encode())
        self.add("origin.vkey", f"{signed.vkey}\n".encode())
        self.add(VERIFIER, (files(__package__) / VERIFIER).read_bytes())
        for version, text in policies.items():
            self.add(f"policies/{version}.toml", text.encode())

    def finish(self, name: str, stamp: Stamp) -> Manifest:
        """Writes the manifest of all files, and returns it."""
        told = {
            "name": name,
            "made_at": stamp.computed_at,
            "log_size": stamp.log_size,
            "policy_version": stamp.policy_version,
            "sha256": dict(sorted(self._sums.items())),
        }
        seal = sha256(_written(told).encode()).hexdigest()
        with self._folder.file(MANIFEST) as file:
            file.write(f"{_written({**told, 'seal': seal})}\n".encode())
        return msgspec.convert({**told, "seal": seal}, Manifest)


def _written(told: dict[str, object]) -> str:
    """Returns the manifest in the one form that verify_receipt.py takes."""
    return json.dumps(told, ensure_ascii=False, indent=2)


@contextmanager
def new_dossier(path: Path) -> Iterator[Files]:
    """Yields the files of a folder that stands at `path` once the block ends. Raises as `new_folder`."""
    with new_folder(path) as folder:
        yield Files(folder)
