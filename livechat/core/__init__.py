"""What a conversation is: pure functions and tables; no clock, thread, socket or library."""
