"""The terminal's side of a call: signals, keys, lines."""
