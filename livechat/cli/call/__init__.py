"""What `talk` and `say` are made of: the service, the sound, the session, what is kept of it."""
