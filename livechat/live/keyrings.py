"""The system's keyring: Keychain, Credential Manager, Secret Service, through `keyring`.

The package is optional, and it is imported only when somebody looks: that takes a while.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, TypeVar

from livechat import installing
from livechat.core.text import visible
from livechat.errors import CredentialError, NotInstalledError
from livechat.threads import bounded

T = TypeVar("T")

SERVICE, USER = "livechat", "api-key"
"""Under which the key is kept."""

NAME = "the system's keyring"
"""What it is called."""

LIMIT_S = 60.0
"""Seconds it may take: it may ask the user to unlock it."""


def installed() -> bool:
    """Whether there is a package to look with."""
    try:
        return find_spec("keyring") is not None
    except ValueError:  # half imported
        return False


def check_installed() -> None:
    """Return if there is.

    Raises:
        NotInstalledError: `keyring` is missing.
    """
    _keyring()


def read() -> str:
    """The key that is kept; empty if there is none, or no keyring on this system.

    Raises:
        CredentialError: The keyring cannot be read.
    """
    keyring = _keyring()
    try:
        return _within(lambda: keyring.get_password(SERVICE, USER)) or ""
    except keyring.errors.NoKeyringError:
        return ""
    except keyring.errors.KeyringError as error:
        raise _trouble("read", error) from error


def write(key: str) -> None:
    """Keep a key, in the place of one that is kept.

    Raises:
        NotInstalledError: `keyring` is missing.
        CredentialError: There is no keyring, or it cannot be written.
    """
    keyring = _keyring()
    try:
        _within(lambda: keyring.set_password(SERVICE, USER, key))
    except keyring.errors.KeyringError as error:
        raise _trouble("written", error) from error


def remove() -> bool:
    """Forget the key. False: there was none.

    Raises:
        NotInstalledError: `keyring` is missing.
        CredentialError: There is no keyring, or it cannot be written.
    """
    if not read():
        return False
    keyring = _keyring()
    try:
        _within(lambda: keyring.delete_password(SERVICE, USER))
    except keyring.errors.KeyringError as error:
        raise _trouble("written", error) from error
    return True


def _keyring() -> Any:
    try:
        import keyring
        import keyring.errors
    except ImportError as error:
        raise NotInstalledError(
            "The system's keyring needs an optional part of livechat.",
            f"Install it: {installing.extra('keyring')}",
        ) from error
    return keyring


def _within(work: Callable[[], T]) -> T:
    try:
        return bounded(LIMIT_S, work)
    except TimeoutError as error:
        raise CredentialError(
            "The system's keyring does not respond.", "Unlock it, or set GEMINI_API_KEY instead."
        ) from error


def _trouble(what: str, error: Exception) -> CredentialError:
    keyring = _keyring()
    if isinstance(error, keyring.errors.NoKeyringError):
        return CredentialError(
            "This system has no keyring that can store a key.",
            "Set GEMINI_API_KEY instead, or api_key in the settings file.",
        )
    detail = " ".join(visible(str(error)).split())[:200].rstrip(".") or type(error).__name__
    return CredentialError(
        f"The system's keyring cannot be {what}: {detail}.",
        "Unlock it, or set GEMINI_API_KEY instead.",
    )
