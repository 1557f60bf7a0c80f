"""What the partner says: memory, words, functions; pure."""
