"""Reading a portfolio from a spreadsheet, CSV or JSON lines: what it tells, and every cell that cannot be read."""

from samverkan_flow.importing.portfolio import Portfolio, read_portfolio

__all__ = ["Portfolio", "read_portfolio"]
