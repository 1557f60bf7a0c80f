"""Ears and voices, and the threads they work in."""
