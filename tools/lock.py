"""Writes requirements/lock.txt: every package with its exact version and hashes, and no address.

Runs on Python 3.11, the oldest we support: what a newer Python needs is a part of that. Pins that
still fit stay; remove the lock first to bring everything up to date.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "lock.txt"
TOOL = ROOT / "build" / "lock-venv"
PIP_TOOLS = "pip-tools==7.6.2"
KEPT = ("PIP_CERT", "PIP_PROXY", "PIP_DEFAULT_TIMEOUT")
HEADER = "# Written by `make lock`. Exact versions and hashes; pip knows where to find them.\n"
OPTIONS = (
    "--extra=dev",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--no-header",
    "--strip-extras",
    "--allow-unsafe",
    "--quiet",
)


def main() -> None:
    """Makes the lock in a scratch environment, away from this machine's pip settings."""
    if sys.version_info[:2] != (3, 11):
        sys.exit("Lock: the lock is made on Python 3.11. Name it: PYTHON=python3.11 make lock")
    venv.create(TOOL, with_pip=True, clear=True)
    run("pip", "install", "--quiet", PIP_TOOLS)
    run("piptools", "compile", *OPTIONS, "--output-file=requirements/lock.txt", "pyproject.toml")
    pins = LOCK.read_text()
    LOCK.write_text(HEADER + pins.removeprefix(HEADER))
    print(f"Lock: wrote requirements/lock.txt, {pins.count('==')} packages.")


def run(module: str, *arguments: str) -> None:
    """Runs a module of the scratch environment; stops when it fails."""
    settings = {k: v for k, v in os.environ.items() if not k.startswith("PIP_") or k in KEPT}
    settings |= {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = (str(TOOL / "bin" / "python"), "-m", module, *arguments)
    if subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode != 0:
        sys.exit(f"Lock: {module} failed, see above.")


if __name__ == "__main__":
    main()
