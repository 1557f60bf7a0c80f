"""What the program says of itself on stderr."""

from __future__ import annotations

import sys

from livechat.core.text import visible
from livechat.ui.sentences import told


def tell(sentence: str) -> None:
    """Say something on stderr, in the program's name: wrapped on a terminal, else on one line."""
    print(told(visible(sentence), sys.stderr, first="livechat: ", rest="  "), file=sys.stderr)
