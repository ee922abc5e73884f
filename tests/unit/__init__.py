"""Given, when, then on values: no store, no clock."""
