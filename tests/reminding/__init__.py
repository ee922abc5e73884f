"""Reminders and the calendar feed, against real mail servers and parsed back."""
