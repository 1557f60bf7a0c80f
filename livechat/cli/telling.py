"""What the program says of itself on stderr."""

from __future__ import annotations

import sys

from livechat.calling import as_called
from livechat.core.text import visible
from livechat.ui.sentences import told


def tell(sentence: str) -> None:
    """Say something on stderr, in the program's name: wrapped on a terminal, else on one line.

    A command of ours in it is called as this shell takes it.
    """
    print(
        told(visible(as_called(sentence)), sys.stderr, first="livechat: ", rest="  "),
        file=sys.stderr,
    )
