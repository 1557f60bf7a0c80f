"""What was said: events, turns, words, tokens and times."""
