"""One session without sockets: what is said, what is answered, and what is kept. Pure."""
