"""Dossiers as an outsider has them: checked by a process of its own, changed, and sealed again by a forger."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_receipt.py"
"""The verifier as it is published; a forger may have changed the one in the dossier."""


def checked(folder: Path, *more: str | Path, script: Path = SCRIPT) -> subprocess.CompletedProcess[str]:
    """Returns how checking a dossier ended, in a process that has nothing of the product."""
    command = [sys.executable, "-I", script, folder, *more]
    return subprocess.run([str(one) for one in command], capture_output=True, text=True, cwd=folder.parent)


def manifest_of(folder: Path) -> dict[str, Any]:
    """Returns the manifest of a dossier."""
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return manifest


def files_in(folder: Path) -> set[str]:
    """Returns the names of all files in a dossier."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def change_a_byte(path: Path) -> None:
    """Changes one byte in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def seal_again(folder: Path) -> None:
    """Writes a manifest that fits whatever lies in the folder, as a forger would."""
    manifest = manifest_of(folder)
    del manifest["seal"]
    names = sorted(files_in(folder) - {"manifest.json"})
    manifest["sha256"] = {name: sha256((folder / name).read_bytes()).hexdigest() for name in names}
    seal = sha256(json.dumps(manifest, ensure_ascii=False, indent=2).encode()).hexdigest()
    text = json.dumps({**manifest, "seal": seal}, ensure_ascii=False, indent=2) + "\n"
    (folder / "manifest.json").write_text(text, "utf-8")
