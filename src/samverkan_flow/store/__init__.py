"""Where events are kept: the SQLite recorder, the codec, the key store and the rows reads come from."""
