"""Stands before the real package on a program's path: nobody wants to hear tests."""

raise OSError("PortAudio library not found")
