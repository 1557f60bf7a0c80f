"""MCP servers: who they are, leave for a project's, and their functions."""
