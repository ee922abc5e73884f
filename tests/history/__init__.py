"""Events of released versions, loaded for ever."""
