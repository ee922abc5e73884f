"""The read side: plain SQL over the register and the log, without the event store."""
