"""What a piece of the product imports: as its source says, and as a fresh process does."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "samverkan_flow"
OURS = "samverkan_flow"


def modules() -> dict[str, Path]:
    """Returns every module of the product by its dotted name, without the leading package."""
    return {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(SOURCE.rglob("*.py"))
    }


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Returns the dotted names a module imports anywhere, inside functions and under TYPE_CHECKING too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return frozenset(found)


def top_levels(names: frozenset[str]) -> set[str]:
    """Returns the packages that dotted names belong to, standard library left out."""
    return {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)


@cache
def loaded_after(statement: str) -> frozenset[str]:
    """Returns the modules a fresh process has loaded after a statement, what every process loads left out."""
    code = f"import sys; bare = set(sys.modules); {statement}; print(*sorted(set(sys.modules) - bare))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return frozenset(done.stdout.splitlines()[-1].split())


def loaded_packages(statement: str) -> set[str]:
    """Returns the packages a fresh process has loaded after a statement."""
    return {name.partition(".")[0] for name in loaded_after(statement)}
