"""Programs for those who work on the product; nothing of the product imports them."""
