"""The link to the Live service: the only room that knows google-genai."""
