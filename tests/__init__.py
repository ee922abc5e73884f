"""The tests: units beside the acceptance spec."""
