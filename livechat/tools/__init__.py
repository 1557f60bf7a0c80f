"""Where functions come from: files, commands, addresses, MCP servers, and livechat itself."""
