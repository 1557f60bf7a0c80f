"""livechat: talk with Gemini Live models from a shell."""

__version__ = "0.1.0"
