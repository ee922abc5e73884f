"""Small functions, one per clause demand: what is missing, and what would satisfy it."""
