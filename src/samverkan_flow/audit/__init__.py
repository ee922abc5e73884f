"""The questions an auditor asks of the log itself: is it whole, and is it what was recorded."""
