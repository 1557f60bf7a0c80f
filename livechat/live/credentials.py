"""What proves who we are. Its value is never shown; its source is.

    settings                 what is used
    offline                  nothing: the practice partner makes a key of its own
    headers, base_url        the headers, and no key
    vertex, and a project    application default credentials
    vertex, and none         an express key if there is a key, else application default credentials
    none of these            a key

A key is the first of: `GEMINI_API_KEY`, `GOOGLE_API_KEY`, `api_key` in the settings file, what
`api_key_command` prints, the system's keyring. One that begins with `auth_tokens/` is an ephemeral
token, wherever it was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from livechat.config import headers
from livechat.config.layers import Loaded
from livechat.config.settings import Settings
from livechat.errors import CredentialError, SettingsError

if TYPE_CHECKING:
    from livechat.live.adc import DefaultCredentials

KEY_VARIABLES = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
"""Environment variables that hold a key, the first one set wins."""

TOKEN_PREFIX: Final = "auth_tokens/"
"""What the name of every ephemeral token begins with."""

COMMAND: Final = "the command in api_key_command"

Kind = Literal["key", "token", "vertex", "express", "headers"]
"""A Gemini API key; an ephemeral token; application default credentials for Vertex AI; an express
key for Vertex AI; header fields for a gateway."""


_ARTICLES = {"key": "the key", "token": "the ephemeral token", "express": "the express key"}


@dataclass(frozen=True, slots=True)
class Credential:
    """Something to sign in with."""

    value: str = field(repr=False)
    """The key or token; empty for the other kinds."""
    source: str
    """Where it was found, in words fit for the user."""
    kind: Kind = "key"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Of kind headers: all that is sent."""
    hidden: tuple[str, ...] = field(default=(), repr=False)
    """Of kind headers: what is secret in them."""
    adc: DefaultCredentials | None = field(default=None, repr=False)
    """Of kind vertex: what gives an access token for each new connection."""

    @property
    def is_gemini(self) -> bool:
        """Whether it is for the Gemini API itself: neither Vertex AI nor a gateway."""
        return self.kind in ("key", "token")

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody else's words may repeat."""
        token = self.adc.token if self.adc else ""
        return tuple(secret for secret in (self.value, *self.hidden, token) if secret)

    @property
    def phrase(self) -> str:
        """What it is and where it was found, for a sentence."""
        if self.kind in ("vertex", "headers"):
            return self.source
        return f"{_ARTICLES[self.kind]} from {self.source}"


def find_credential(loaded: Loaded, environ: Mapping[str, str], *, run: bool = True) -> Credential:
    """The credential that a session with these settings uses.

    Args:
        loaded: The settings, not offline.
        environ: The process environment.
        run: Whether `api_key_command` is run; otherwise its credential is empty.

    Raises:
        CredentialError: There is none, or one that cannot be right.
        SettingsError: Settings contradict each other.
    """
    settings = loaded.settings
    if settings.headers:
        return _for_gateway(settings, environ)
    if not settings.vertex:
        found = find_key(loaded, environ, run=run)
        if found is None:
            raise CredentialError(
                "No Gemini API key was found.",
                "Set GEMINI_API_KEY to a key from https://aistudio.google.com/apikey, "
                "or add --offline to talk with the practice partner on this machine.",
            )
        return found
    if not (settings.location or project_for(settings, environ)):
        found = find_key(loaded, environ, run=run)
        if found is not None and found.kind == "token":
            raise CredentialError(
                f"The ephemeral token from {found.source} does not work with Vertex AI.",
                "Leave out --vertex, or add --project.",
            )
        if found is not None:
            return Credential(found.value, found.source, "express")
    from livechat.live.adc import DefaultCredentials

    adc = DefaultCredentials()
    return Credential("", adc.source(environ), "vertex", adc=adc)


def find_key(loaded: Loaded, environ: Mapping[str, str], *, run: bool = True) -> Credential | None:
    """The first API key or ephemeral token there is, or None.

    Args:
        loaded: The settings.
        environ: The process environment.
        run: As for `find_credential`.

    Raises:
        CredentialError: The first place that has one has one that cannot be a key, or cannot be
            looked into.
    """
    for source, read in _places(loaded, environ):
        if source == COMMAND and not run:
            return Credential("", source)
        value = read().strip()
        if value:
            return _checked(value, source)
    return None


def project_for(settings: Settings, environ: Mapping[str, str]) -> str:
    """The Google Cloud project that settings or environment name; empty if none.

    Raises:
        SettingsError: The environment names what cannot be one.
    """
    return _cloud("project", "GOOGLE_CLOUD_PROJECT", settings, environ)


def location_for(settings: Settings, environ: Mapping[str, str]) -> str:
    """The Google Cloud location that settings or environment name; empty if none.

    Raises:
        SettingsError: The environment names what cannot be one.
    """
    return _cloud("location", "GOOGLE_CLOUD_LOCATION", settings, environ)


def _cloud(key: str, variable: str, settings: Settings, environ: Mapping[str, str]) -> str:
    if named := getattr(settings, key):
        return str(named)
    text = environ.get(variable, "").strip()
    if not text:
        return ""
    try:
        return str(getattr(Settings.model_validate({key: text}), key))
    except ValueError:
        raise SettingsError(
            f"{variable} is not the name of a Google Cloud {key}.",
            f"Correct the variable, or use --{key}.",
        ) from None


def _for_gateway(settings: Settings, environ: Mapping[str, str]) -> Credential:
    if settings.vertex:
        raise SettingsError(
            "The settings headers and vertex cannot be used together.",
            "`livechat config show` shows where each comes from.",
        )
    if settings.base_url is None:
        raise SettingsError("Headers need the address of a gateway.", "Add it with --base-url.")
    filled = headers.fill(settings.headers or [], environ)
    return Credential("", filled.source, "headers", filled.fields, filled.secrets)


def _places(loaded: Loaded, environ: Mapping[str, str]) -> Iterator[tuple[str, Callable[[], str]]]:
    """Where a key may be, in order: what the place is called, and what looks there."""
    for name in KEY_VARIABLES:
        yield f"the environment variable {name}", partial(_variable, environ, name)
    settings = loaded.settings
    if settings.api_key is not None:
        yield loaded.sources["api_key"], settings.api_key.get_secret_value
    if settings.api_key_command is not None:
        from livechat.live.key_command import ask

        yield COMMAND, partial(ask, settings.api_key_command)
    from livechat.live import keyrings

    if keyrings.installed():
        yield keyrings.NAME, keyrings.read


def _variable(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "")


def _checked(value: str, source: str) -> Credential:
    # It travels in an HTTP header: anything else than visible ASCII would break the request.
    if all("!" <= char <= "~" for char in value):
        return Credential(value, source, "token" if value.startswith(TOKEN_PREFIX) else "key")
    raise CredentialError(
        f"The API key from {source} contains characters that no key has.",
        "Copy it again, without spaces, quotes or line breaks.",
    )
