"""Where the key comes from. A key is never shown; its source is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from livechat.errors import CredentialError

KEY_VARIABLES = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
"""Environment variables that hold a key, the first one set wins."""


@dataclass(frozen=True, slots=True)
class Credential:
    """Something to sign in with."""

    value: str = field(repr=False)
    source: str
    """Where it was found, in words fit for the user."""


def find_credential(
    environ: Mapping[str, str], file_key: str | None, file_source: str = "the settings file"
) -> Credential:
    """The key to use: environment before settings file.

    Args:
        environ: The process environment.
        file_key: A key from the settings file, if there is one.
        file_source: What to call that file.

    Raises:
        CredentialError: There is no key, or one that cannot be a key.
    """
    for name in KEY_VARIABLES:
        value = environ.get(name, "").strip()
        if value:
            return _checked(Credential(value, f"the environment variable {name}"))
    if file_key and file_key.strip():
        return _checked(Credential(file_key.strip(), file_source))
    raise CredentialError(
        "There is no API key for the Gemini API.",
        "Set GEMINI_API_KEY (keys are made at https://aistudio.google.com/apikey), "
        "or add --offline to talk with the practice partner on this machine.",
    )


def _checked(credential: Credential) -> Credential:
    # It travels in an HTTP header: anything else than visible ASCII would break the request.
    if all("!" <= char <= "~" for char in credential.value):
        return credential
    raise CredentialError(
        f"The API key from {credential.source} holds characters that no key has.",
        "Copy it again: spaces, quotes and line breaks are not part of it.",
    )
