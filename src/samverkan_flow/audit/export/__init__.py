"""The log handed to others: five formats, each file with a manifest that says what it holds."""
