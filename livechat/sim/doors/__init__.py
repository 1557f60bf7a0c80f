"""Where clients come in: ports, sockets, handshakes, tokens, and what runs one connection."""
