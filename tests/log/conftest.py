"""The command line and the demonstration, as the other tests use them."""

from tests.cli.conftest import run

__all__ = ["run"]
