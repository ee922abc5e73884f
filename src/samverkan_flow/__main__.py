"""Runs the command line with `python -m samverkan_flow`."""

from samverkan_flow.cli import main

main()
