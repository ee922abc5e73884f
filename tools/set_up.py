"""Makes .venv from the lock, unless it already is what the lock and this Python would give."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "made-from"
LOCK = ROOT / "requirements" / "lock.txt"
VERSION = ".".join(map(str, sys.version_info[:3]))


def main() -> None:
    """Sets up and says what it did; leaves no stamp when it could not finish."""
    if STAMP.exists() and STAMP.read_text() == wanted():
        print(f"Setup: .venv is up to date (Python {VERSION}).")
        return
    refuse_without_venv()
    print(f"Setup: making .venv with Python {VERSION} from requirements/lock.txt.", flush=True)
    make_venv()
    STAMP.write_text(wanted())
    print("Setup: done, .venv/bin/samverkan is ready.")


def wanted() -> str:
    """Returns what .venv has to be made from: this Python, this place, these files."""
    parts = [sys.version, str(ROOT), sys.base_prefix]
    files = (ROOT / "pyproject.toml", LOCK)
    digest = hashlib.sha256("\n".join(parts).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def refuse_without_venv() -> None:
    """Stops with the way out where the system's Python was split into several packages."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            sys.exit(
                f"Setup: this Python ({sys.executable}) lacks {module}. Debian and Ubuntu keep it "
                f"in a package of its own: apt install python3-venv. Then run make again."
            )


def base_python() -> str:
    """Returns the Python outside any environment: whoever has .venv activated is about to lose that one."""
    return getattr(sys, "_base_executable", None) or sys.executable


def make_venv() -> None:
    """Makes the environment from nothing, so that no leftover of an older lock stays."""
    python = base_python()
    shutil.rmtree(VENV, ignore_errors=True)
    run(python, "-m", "venv", str(VENV), failing="the environment could not be made")
    pip = (str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-qq")
    run(
        *(*pip, "install", "--require-hashes", "-r", str(LOCK)),
        failing="the packages of the lock could not be installed; is there a network?",
    )
    run(
        *(*pip, "install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)),
        failing="samverkan-flow itself could not be installed",
    )


def run(*command: str, failing: str) -> None:
    """Runs a program; on failure stops with a sentence, after what the program itself said."""
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        sys.exit(f"Setup: {failing}.")


if __name__ == "__main__":
    main()
