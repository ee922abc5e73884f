"""Binds every scenario of `features/` to its steps."""

from pathlib import Path

from pytest_bdd import scenarios

FEATURES = Path(__file__).parents[2] / "features"

scenarios(str(FEATURES))
