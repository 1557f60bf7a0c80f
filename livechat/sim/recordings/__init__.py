"""What crossed the wire, written down and played again."""
