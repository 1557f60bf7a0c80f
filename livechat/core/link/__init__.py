"""The session with the service: what is sent, kept, and tried again."""
