"""The one-file verifier: it stands alone, and an old Python reads it."""

import ast
import sys
from pathlib import Path

import samverkan_flow
from tests.unit.imports import imports_of, top_levels

SHIPPED = Path(samverkan_flow.__file__).parent / "audit" / "bundle" / "verify_receipt.py"


def test_it_needs_the_standard_library_and_cryptography_alone() -> None:
    """Nothing of the product is in it."""
    assert {"cryptography"} == top_levels(imports_of(SHIPPED)) - set(sys.stdlib_module_names)


def test_python_3_9_reads_it() -> None:
    """No syntax is newer, and no annotation is worked out."""
    tree = ast.parse(SHIPPED.read_text("utf-8"), feature_version=(3, 9))

    assert any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
