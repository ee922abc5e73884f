"""The docs: what is generated is fresh, what is written runs."""
