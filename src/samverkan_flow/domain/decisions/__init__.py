"""What each allowed command brings about: command, state, context in; events out. The guards stand in the acts."""
