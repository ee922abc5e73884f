"""What holds for every sequence of commands."""
