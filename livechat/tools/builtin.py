"""Functions of livechat itself, as the model is told of them; what they do is elsewhere."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from livechat.tools.source import Offer

SERVER: Final = "built-in"

FETCH_S: Final = 15.0
"""Seconds for a page, with all redirects."""

FETCH_URL: Final = Offer(
    name="fetch_url",
    server=SERVER,
    origin=SERVER,
    description="Read a web page: its title, text and some links. For addresses that the user "
    "names, or that another page or a search has shown.",
    parameters={
        "type": "object",
        "properties": {
            "url": {"type": "string", "description": "Address that begins with http or https"}
        },
        "required": ["url"],
    },
    reads=True,
    timeout_s=FETCH_S + 5,
)
"""Done in the process of the settings' functions (`livechat.tools.local`)."""

IN_A_CALL: Final = MappingProxyType(
    {
        "timer": Offer(
            name="timer",
            server=SERVER,
            origin=SERVER,
            description="Remind the user after some time. You are told when it is over.",
            parameters={
                "type": "object",
                "properties": {
                    "seconds": {
                        "type": "number",
                        "description": "Seconds from now",
                        "minimum": 1,
                        "maximum": 86_400,
                    },
                    "label": {"type": "string", "description": "What to remind of"},
                },
                "required": ["seconds"],
            },
            reads=True,
        ),
        "hang_up": Offer(
            name="hang_up",
            server=SERVER,
            origin=SERVER,
            description="End the call, once the user wants to end it and you have said goodbye.",
            reads=True,
        ),
    }
)
"""Built-in functions that act on the conversation, and so are done there."""
