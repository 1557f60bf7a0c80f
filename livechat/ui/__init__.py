"""What people and programs read: the screen, plain lines, JSON lines, tables."""
