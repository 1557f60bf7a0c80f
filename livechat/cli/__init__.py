"""One file a command, imported when it is asked for; the only place that turns errors into exit codes."""
