"""What crosses the wire: paths, credentials, fields, messages, token counts."""
