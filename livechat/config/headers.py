"""Header fields for a gateway: `Name: value`, in which `${VARIABLE}` stands for what is secret.

A command line is seen by everybody on the machine and kept by shells, a settings file is copied;
so a secret comes from the environment, and a literal one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from livechat.config.secrets import SHAPE
from livechat.errors import CredentialError

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A field's name (RFC 9110, 5.1)."""

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

_SENDABLE = re.compile(r"[ -~]*")
"""Visible ASCII and spaces: anything else could break the request, or add a field to it."""

_CONNECTION = re.compile(
    r"(?i:connection|content-length|expect|host|keep-alive|proxy-connection|te|trailer"
    r"|transfer-encoding|upgrade|sec-websocket-.*)"
)
"""Fields that belong to the connection (RFC 9110, 7.6.1) and the WebSocket handshake (RFC 6455)."""

_SECRET_NAME = re.compile(
    r"(?i:(.*[-_])?(api[-_]?key|key|auth|authorization|authentication|bearer|cookie2?|credentials?"
    r"|jwt|pass(word|wd)?|secret|signature|(access|auth|id)?token)([-_].*)?)"
)

_SCHEME = re.compile(r"(?i:\b(basic|bearer|token)\s+\S)")
"""HTTP's schemes, whatever follows them."""


def split(line: str) -> tuple[str, str]:
    """Name and value of a header field.

    Raises:
        ValueError: It cannot be sent, or holds a secret; the text follows the setting's name and
            a colon, and repeats no value.
    """
    name, colon, value = line.partition(":")
    name, value = name.strip(" "), value.strip(" ")
    if not colon or not value or not _NAME.fullmatch(name):
        raise ValueError('a header is written as "Name: value"')
    if not _SENDABLE.fullmatch(value):
        raise ValueError(f"the header {name} contains characters that no header can carry")
    if _CONNECTION.fullmatch(name):
        raise ValueError(f"the header {name} belongs to the connection and cannot be set")
    literal = _VARIABLE.sub("", value)
    if (
        (literal == value and _SECRET_NAME.fullmatch(name))
        or _SCHEME.search(literal)
        or SHAPE.search(literal)
    ):
        raise ValueError(
            f"the header {name} seems to contain a secret; put it into an environment variable and "
            f'write "{name}: ${{VARIABLE}}", in single quotes in a shell'
        )
    return name, value


def check(lines: Sequence[str]) -> None:
    """Check header fields by themselves and beside each other.

    Raises:
        ValueError: As `split` does, or a name comes twice.
    """
    names = [split(line)[0].lower() for line in lines]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"the header {name} appears twice")


@dataclass(frozen=True, slots=True)
class Filled:
    """Header fields as they are sent."""

    fields: Mapping[str, str] = field(repr=False)
    """Name → value."""
    source: str
    """Which they are, and which variables are in them, in words."""
    secrets: tuple[str, ...] = field(repr=False)
    """What the variables hold."""


def fill(lines: Sequence[str], environ: Mapping[str, str]) -> Filled:
    """Put the environment's values in the place of their names.

    Args:
        lines: As `check` passed them.
        environ: The environment.

    Raises:
        CredentialError: A variable is unset, empty or holds what no header can carry; the text
            names it, never its value.
    """
    filled: dict[str, str] = {}
    words = []
    secrets = []
    for line in lines:
        name, value = split(line)
        variables = list(dict.fromkeys(_VARIABLE.findall(value)))
        for variable in variables:
            secrets.append(_variable(variable, name, environ))
        filled[name] = _VARIABLE.sub(lambda found: environ[found[1]].strip(), value)
        words.append(f"{name} (from {', '.join(variables)})" if variables else name)
    source = f"the header{'s'[: len(words) > 1]} {', '.join(words)}"
    return Filled(filled, source, tuple(secrets))


def _variable(variable: str, name: str, environ: Mapping[str, str]) -> str:
    value = environ.get(variable, "").strip()
    if not value:
        state = "empty" if variable in environ else "not set"
        raise CredentialError(
            f"The environment variable {variable}, which the header {name} needs, is {state}.",
            f"Set it: export {variable}=…",
        )
    if not _SENDABLE.fullmatch(value):
        raise CredentialError(
            f"The environment variable {variable} contains characters that the header {name} "
            "cannot carry.",
            "Copy it again, without line breaks or letters beyond ASCII.",
        )
    return value
