"""The conversation itself: asyncio over ports, so that any microphone, speaker, link or display fits."""
