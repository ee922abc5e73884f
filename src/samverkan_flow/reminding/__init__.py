"""Telling people in time: a mail to each who owes something, and the dates as a calendar feed."""
