"""The language model behind the practice partner, as settings choose it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from livechat.config.language_model import AUTO, KEY_VARIABLE, OFF, is_url
from livechat.config.settings import Practice
from livechat.errors import CredentialError

if TYPE_CHECKING:
    from livechat.sim.llm.model import LanguageModel

NOBODY: Final = (
    "No language model was found, so a few fixed rules answer. "
    "`livechat doctor --offline` shows how to add one."
)

LLM_COMMAND: Final = "practice.api_key_command"


def find_llm_key(practice: Practice, environ: Mapping[str, str]) -> str:
    """The key of the endpoint that settings name; empty: there is none, or it needs none.

    Args:
        practice: The settings.
        environ: The environment.

    Raises:
        CredentialError: It cannot be a key, or its command fails.
    """
    if not is_url(practice.llm):
        return ""  # whatever is found on this machine is not sent any
    source = f"the environment variable {KEY_VARIABLE}"
    key = environ.get(KEY_VARIABLE, "").strip()
    if asks_for_key(practice, environ):
        from livechat.live.key_command import ask

        assert practice.api_key_command is not None
        source = f"the command in {LLM_COMMAND}"
        key = ask(practice.api_key_command, LLM_COMMAND).strip()
    if all("!" <= char <= "~" for char in key):  # what a header can carry
        return key
    raise CredentialError(
        f"The language model's key from {source} contains characters that no key has.",
        "Copy it again, without spaces, quotes or line breaks.",
    )


def asks_for_key(practice: Practice, environ: Mapping[str, str]) -> bool:
    """Whether a command is run for the key: it may ask for a pass phrase."""
    return (
        is_url(practice.llm)
        and practice.api_key_command is not None
        and not environ.get(KEY_VARIABLE, "").strip()
    )


def chosen(practice: Practice) -> str:
    """What settings choose: a scenario says itself what is answered, unless they name a model."""
    return OFF if practice.llm == AUTO and practice.scenario else practice.llm


async def language_model(practice: Practice, key: str) -> LanguageModel | None:
    """The language model that answers; None: a few rules do.

    Args:
        practice: The settings.
        key: The endpoint's key; may be empty.

    Raises:
        LivechatError: There is no such file or model.
    """
    if chosen(practice) == OFF:
        return None
    from livechat.sim.llm.choosing import make  # late: it takes a while to import

    return await make(chosen(practice), practice.model, key)
