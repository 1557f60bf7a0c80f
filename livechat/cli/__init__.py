"""The command line: where errors become words and exit codes, and where all parts meet."""
