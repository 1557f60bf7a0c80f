"""A local server that speaks the Live protocol: a practice partner, not Gemini."""
