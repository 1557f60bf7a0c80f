"""The language model that a user has chosen."""

from __future__ import annotations

from livechat.sim.llm.model import LanguageModel


def make(choice: str, name: str | None = None, key: str = "") -> LanguageModel | None:
    """The language model as chosen.

    Args:
        choice: "off"; the base URL of an OpenAI-compatible endpoint; a GGUF file's name; "auto"
            for what is found on this machine.
        name: The model to ask for; None: the endpoint's own, or the smallest that converses.
        key: The endpoint's key; may be empty.

    Returns:
        None for "off".
    """
    return None
