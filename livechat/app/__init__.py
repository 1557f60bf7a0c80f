"""The conversation itself: asyncio over ports, so that any edge of the right shape fits."""
