"""What credentials look like: one list of what must be neither written down nor shown.

A service, a gateway or a proxy may quote a credential, the user's or somebody else's, in a close
reason, in a body or in an error; libraries put it into tracebacks. It is replaced before anybody
sees it, by its shape, and the user's own by what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

SHAPE = re.compile(
    r"""
      \b(?:
        AIza[\w-]{8,}                             # Google API keys
      | AQ\.[\w.-]{8,}                            # Google API keys since 2025
      | auth_tokens/[\w.~/+=-]+                   # ephemeral tokens
      | ya29\.[\w.-]+                             # Google's access tokens
      | 1//0[\w-]{16,}                            # Google's refresh tokens
      | GOCSPX-[\w-]{8,}                          # Google's client secrets
      | (?:sk|pk|rk|xai|glpat|xox[a-z])-[\w-]{8,} # OpenAI, Anthropic, Stripe, xAI, GitLab, Slack
      | (?:sk|pk|rk)_(?:live|test)_\w{8,}         # Stripe
      | (?:gh[a-z]|github_pat|gsk|hf|npm|r8)_\w{8,}  # GitHub, Groq, Hugging Face, npm, Replicate
      | A[KS]IA[0-9A-Z]{12,}                      # Amazon
      | eyJ[\w-]{8,}(?:\.[\w-]*)*                 # JSON web tokens
      )
    | -----BEGIN\ [A-Z ]{0,40}PRIVATE\ KEY-----[\w\s+/=\\]*(?:-----END[A-Z ]*-----)?  # PEM
    """,
    re.VERBOSE,
)
"""Keys and tokens by how they begin."""

_TOLD = re.compile(
    r"""
      (?=(?i:[abkpst])) (?:
        (?i:\b(?:bearer|basic|token))\s+["']?(?P<scheme>(?=\S{0,256}[0-9=])[\w.~+/=-]{8,})
      | (?i:(?:key|token|secret|password|authorization|signature))
        ["']?(?:\s+provided)?\s*[=:]\s*["']?(?P<named>(?=\S{0,256}[0-9])[\w.~+/%-]{8,}=*)
      )
    | (?<=[=/])(?:
        (?<=key=)(?P<key>[^\s&]+) | (?<=token=)(?P<token>[^\s&]+)
      | (?<=://)(?P<userinfo>[^\s/@]+)(?=@)       # name and password in an address
      )
    """,
    re.VERBOSE,
)
"""Anything else by what stands before it. A word without a digit is none: `Bearer authentication`.
Nothing here looks back, or far ahead, and at most places a look at one character is enough: what a
function returns may be a megabyte of anything."""

LEAST_PREFIX = 8
"""Characters of a credential that was cut off at the end of a text which are enough to be one: a
close reason ends after 123 bytes (RFC 6455, 5.5)."""

MASK = "…"

PIECE = 16_384
"""Characters that are looked through at a time: sound is played meanwhile, and a function may
return a megabyte."""

_PEM = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\w\s+/=\\]*(?:-----END[A-Z ]*-----)?")
"""The only credential with white space in it."""


_OURS = ("GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_APPLICATION_CREDENTIALS")
_OUR_PREFIX = "LIVECHAT_"


def is_ours(variable: str) -> bool:
    """Whether an environment variable is livechat's own, and so may hold a credential of it."""
    name = variable.upper()
    return name in _OURS or name.startswith(_OUR_PREFIX)


def masked(text: str, own: Iterable[str] = ()) -> str:
    """Return the text with an ellipsis where a credential stands.

    Args:
        text: Of any number of lines.
        own: Credentials that are known.
    """
    for secret in own:
        if secret:
            text = text.replace(secret, MASK)
            text = _without_beginning(text, secret)
    return _long_without_shapes(text) if len(text) > PIECE else _without_shapes(text)


@lru_cache(maxsize=1)
def _long_without_shapes(text: str) -> str:
    """The journal and a display have the same megabyte looked through, one after the other."""
    return "".join(map(_without_shapes, _pieces(_PEM.sub(MASK, text))))


def _without_shapes(text: str) -> str:
    return _TOLD.sub(_masked_group, SHAPE.sub(MASK, text))


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces that end with a line, where there are lines, or else between words."""
    begin = 0
    while len(text) - begin > PIECE:
        end = begin + PIECE
        cut = text.rfind("\n", begin, end) + 1 or text.rfind(" ", begin, end) + 1 or end
        yield text[begin:cut]
        begin = cut
    yield text[begin:]


def _masked_group(found: re.Match[str]) -> str:
    name = found.lastgroup
    assert name is not None
    begin, end = (at - found.start() for at in found.span(name))
    return found[0][:begin] + MASK + found[0][end:]


def _without_beginning(text: str, secret: str) -> str:
    """The text without the beginning of a secret at the end of a line."""
    if secret[:LEAST_PREFIX] not in text or len(secret) <= LEAST_PREFIX:
        return text
    return "\n".join(_cut(line, secret) for line in text.split("\n"))


def _cut(line: str, secret: str) -> str:
    said = line.rstrip(_AFTER)
    for length in range(len(secret) - 1, LEAST_PREFIX - 1, -1):
        if said.endswith(secret[:length]):
            return said[:-length] + MASK + line[len(said) :]
    return line


_AFTER = " \t\r.…\"'”’`)]}>"
"""What may stand behind a credential that was cut off."""
