"""What `livechat doctor` looks at."""
