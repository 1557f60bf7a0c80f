"""Whether a resumed session still knows the conversation, by the tokens of its prompts."""

from __future__ import annotations

from typing import Final

SHARE: Final = 0.1
"""Share of the prompt tokens, after a session was resumed, below which it has forgotten. Compressed
contexts keep a third and more."""

WORTH_TOKENS: Final = 1_000
"""Prompt tokens below which forgetting is not told: there was hardly anything to forget."""


class Forgetting:
    """Follows the prompt tokens of one session."""

    def __init__(self) -> None:
        self._tokens = 0
        self._resumed = False

    def connected(self, *, resumed: bool) -> None:
        """A connection was accepted."""
        self._resumed = resumed

    def used(self, prompt_tokens: int) -> bool:
        """Take a turn's prompt tokens; return whether they show that the session has forgotten."""
        if not prompt_tokens:
            return False  # not counted
        before, self._tokens = self._tokens, prompt_tokens
        resumed, self._resumed = self._resumed, False
        return resumed and before >= WORTH_TOKENS and prompt_tokens < before * SHARE
