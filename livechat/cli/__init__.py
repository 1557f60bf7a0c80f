"""One file a command, imported when it runs; where errors become words and exit codes."""
