"""What the practice partner says of itself, for clients that care."""

from __future__ import annotations

from typing import Final

SERVER: Final = "livechat practice partner"
"""In the field `Server` of its HTTP answers, the handshake's included."""
