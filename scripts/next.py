"""Says what to type after the demonstration, as this shell takes it.

python scripts/next.py
"""

from __future__ import annotations

import sys

from livechat import calling

STARTED = ".venv/bin/livechat"
"""How the demonstration was started."""


def lines() -> list[str]:
    """Three commands, each with what it is for; and how to make them shorter."""
    sys.argv[0] = STARTED
    livechat = calling.command()
    tries = (
        (f"{livechat} talk --offline", "talk with the partner yourself"),
        (f"{livechat} doctor", "check microphone, speaker, key"),
        (f"GEMINI_API_KEY=… {livechat} talk", "talk with Gemini"),
    )
    width = max(len(command) for command, _ in tries)
    said = ["", "What to type next:", ""]
    said += [f"  {command:<{width}}  {purpose}" for command, purpose in tries]
    said += ["", "Get a key: https://aistudio.google.com/apikey"]
    if livechat != calling.NAME:
        said.append("After `make install`, plain `livechat` works in any folder.")
    return said


if __name__ == "__main__":
    print("\n".join(lines()))
