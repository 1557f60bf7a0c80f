"""What displays show, and what the user commands."""
