"""What goes wrong, as data: numbers and words from outside → what happened and what to do.

`TABLE` is for what the service says, by its number and its words; `livechat.live.failures` is for
connections that cannot be made. The table in `docs/what-went-wrong.md` is made of both.

Close codes are those of RFC 6455 and of the registry it founded (3000, 3003, 3008), statuses those
of RFC 9110; statuses end where close codes begin. What they mean here follows the reasons the
service gives with them, as users and Google's Live API documentation report them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from livechat.errors import (
    Cause,
    CredentialError,
    CreditsError,
    InvalidArgumentError,
    LivechatError,
    NetworkError,
    RateLimitError,
    RefusedError,
    UnknownSessionError,
)

POLITE = (1000, 1001)
"""Close codes of an ordinary goodbye."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one kind of number means."""

    codes: Collection[int]
    """Close codes and HTTP statuses; empty: any."""
    words: tuple[str, ...]
    """One of these must begin somewhere in the reason, in lower case; empty: whatever it says."""
    kind: type[LivechatError]
    what: str
    """What happened. In braces, here and below: what `explain_close` and `explain_connect` know."""
    remedy: str
    cause: Cause = "lost"
    """Of a `NetworkError`."""
    resuming: bool = False
    """Whether it only means this where a session was to be resumed."""
    in_call: tuple[str, str] | None = None
    """What happened and what to do, where the connection had been accepted before."""

    def fits(self, code: int, words: str, *, resuming: bool) -> bool:
        """Whether this row is meant."""
        return (
            (not self.codes or code in self.codes)
            and (not self.words or any(_says(words, phrase) for phrase in self.words))
            and (resuming or not self.resuming)
        )


_CUT_BYTES = 118
"""Bytes of a reason that may have been cut off: a close frame has room for 123 (RFC 6455, 5.5), and
some cut before a letter of several bytes or put dots behind it."""

_LEAST_CHARS = 12
"""Characters of a phrase that was cut off which are enough to know it: `not found` is not."""


def _says(words: str, phrase: str) -> bool:
    """Whether a phrase begins somewhere in the words, also where their end cuts it off."""
    if re.search(rf"\b{re.escape(phrase)}", words):
        return True
    if len(words.encode()) < _CUT_BYTES:
        return False
    said = words.rstrip(" .…")
    beginnings = (phrase[:length] for length in range(_LEAST_CHARS, len(phrase)))
    return any(re.search(rf"\b{re.escape(one)}$", said) for one in beginnings)


_ANY: tuple[int, ...] = ()
_KEYS = "Check it, or create a new one at https://aistudio.google.com/apikey."
_REFUSED = "{who} does not accept the credential{source}{said}."
_FORBIDDEN = "The credential{source} has no permission for this{said}."
_PERMISSIONS = "Check its restrictions, and that its project has enabled the Gemini API."
_TIME_IS_OVER = "{who} timed out this connection{said}."
_AGAIN = "Try again in a moment."
_ENOUGH = "{who} accepts no more requests for now{said}."
_LIMITS = "Wait {wait}, or check your plan's limits in Google AI Studio."
_SPENT = "The credits for this credential{source} are used up{said}."
_BILLING = "Check your plan and billing in Google AI Studio."
_ABORTED = (
    "{who} aborted the call{said}.",
    "Start a new one, or continue this one with --resume.",
)

TABLE: tuple[Row, ...] = (
    # Money and limits, by the words: the service has closed with 1007, 1008 and 1011 for these
    Row(
        _ANY,
        (
            *(
                "credits are",
                "credit balance",
                "out of credits",
                "no credits",
                "not enough credits",
            ),
            *("insufficient credit", "insufficient fund", "insufficient balance"),
            *("insufficient_quota", "prepay", "payment required", "top up", "past due"),
            *("requires billing", "enable billing", "billing account", "billing is", "billing to"),
            *("spending limit", "spending cap", "spend limit"),
        ),
        CreditsError,
        _SPENT,
        _BILLING,
    ),
    Row((402,), (), CreditsError, _SPENT, _BILLING),
    Row(
        _ANY,
        (
            *("rate limit", "rate_limit", "ratelimit", "rate-limit", "too many requests"),
            *("too many concurrent", "concurrent session", "concurrent connection"),
            *("too many sessions", "too many connections", "per minute", "perminute", "throttl"),
            *("session limit", "connection limit", "request rate", "daily limit", "slow down"),
        ),
        RateLimitError,
        _ENOUGH,
        _LIMITS,
    ),
    Row((429,), (), RateLimitError, _ENOUGH, _LIMITS),
    Row(
        (1007, 1008, 1011, 1013),
        ("the service is currently unavailable", "overloaded", "at capacity", "no capacity"),
        NetworkError,
        "{who} is overloaded or down{said}.",
        "Try again in {wait}.",
        "busy",
    ),
    Row(
        (1007, 1008, 1011, 1013),
        ("try again in", "try again after", "retry in", "retry after", "retry_after"),
        RateLimitError,
        _ENOUGH,
        _LIMITS,
    ),
    Row(_ANY, ("plan and billing", "billing details"), CreditsError, _SPENT, _BILLING),
    Row(
        _ANY,
        ("quota", "resource_exhausted", "resource has been exhausted", "resource exhausted"),
        RateLimitError,
        _ENOUGH,
        _LIMITS,
    ),
    Row(
        _ANY,
        ("multiple authentication credentials",),
        CredentialError,
        "{who} received more than one credential{said}.",
        "Send only one: a gateway may add its own to your --header or key.",
    ),
    Row(
        _ANY,
        ("auth token", "auth_token", "ephemeral token"),
        CredentialError,
        "{who} no longer accepts the token{source}{said}.",
        "Tokens expire after minutes or a few sessions: create a new one with "
        "`livechat token create`.",
    ),
    Row(
        _ANY,
        ("location is not supported",),
        RefusedError,
        "{who} is not available in your region{said}.",
        "Check Google's list of available regions; Vertex AI has its own list.",
    ),
    Row(
        _ANY,
        ("permission_denied", "permission denied", "does not have permission", "service_disabled"),
        CredentialError,
        _FORBIDDEN,
        _PERMISSIONS,
    ),
    Row(
        _ANY,
        ("api key", "api_key", "unauthenticated", "authentication credential", "unregistered"),
        CredentialError,
        _REFUSED,
        _KEYS,
    ),
    # HTTP statuses: there was no session
    Row(
        range(300, 400),
        (),
        NetworkError,
        "{who} redirects the connection to another address{said}.",
        "Sign in to the network if it has a login page, or correct --base-url.",
        "unreachable",
    ),
    Row(
        (400,),
        (),
        InvalidArgumentError,
        "{who} does not understand the request{said}.",
        "Check --base-url, the setting api_version and the credential{source}.",
    ),
    Row((401,), (), CredentialError, _REFUSED, _KEYS),
    Row((403,), (), CredentialError, _FORBIDDEN, _PERMISSIONS),
    Row(
        (404,),
        (),
        RefusedError,
        "{who} has no Live API at this address{said}.",
        "Check --base-url and the setting api_version.",
    ),
    Row(
        (407,),
        (),
        NetworkError,
        "A proxy in front of {who} requires a login{said}.",
        "Put the login into HTTPS_PROXY, as http://NAME:PASSWORD@HOST:PORT.",
        "unreachable",
    ),
    Row(
        (408,),
        (),
        NetworkError,
        "{who} did not receive the request in time{said}.",
        "Check the network, and try again.",
        "busy",
    ),
    Row(
        (426,),
        (),
        NetworkError,
        "{who} received no request for a WebSocket{said}.",
        "A proxy may block WebSockets: exempt the host with NO_PROXY.",
        "unreachable",
    ),
    Row(
        range(400, 500),
        (),
        RefusedError,
        "{who} refused the connection{said}.",
        "Check --base-url and the setting api_version.",
    ),
    Row(
        range(500, 600),
        (),
        NetworkError,
        "{who} is overloaded or down{said}.",
        "Try again in {wait}.",
        "busy",
    ),
    Row(
        range(100, 600),
        (),
        NetworkError,
        "{who} answered with something other than a Live session{said}.",
        "Check --base-url, and sign in to the network if it has a login page.",
        "unreachable",
    ),
    # Close codes
    Row(
        (*POLITE, 1005),
        (),
        NetworkError,
        "{who} ended the session{said}.",
        "Start a new one.",
        "ended",
    ),
    Row(
        (1006,),
        (),
        NetworkError,
        "The connection was lost.",
        "Check the network, and try again.",
        "lost",
    ),
    Row(
        (1007, 1008),
        ("not found for api version", "publisher model", "is retired"),
        RefusedError,
        "{who} does not know the model {model}{version}{said}.",
        "{instead}",
    ),
    Row(
        (1007,),
        ("thinking level must be",),
        InvalidArgumentError,
        "{who} needs a thinking level for {model}{said}.",
        "Set --thinking to low, medium or high.",
    ),
    Row(
        (1007,),
        (),
        InvalidArgumentError,
        "{who} refused one of this session's settings{said}.",
        "{suspects}",
    ),
    Row(
        (1008,),
        ("bidigeneratecontent session not found",),
        UnknownSessionError,
        "{who} does not know the session to resume{said}.",
        "Start a new one; sessions can be resumed for two hours.",
    ),
    Row(
        (1008,),
        ("requested entity was not found",),
        UnknownSessionError,
        "{who} does not know the session to resume{said}.",
        "Start a new one; sessions can be resumed for two hours.",
        resuming=True,
    ),
    Row(
        (1008,),
        ("operation is not implemented",),
        RefusedError,
        "{who} does not support something this session asks for{said}.",
        "{suspects}",
        in_call=_ABORTED,
    ),
    Row(
        (1008,),
        (),
        RefusedError,
        "{who} refused the session{said}.",
        "The model may not support this kind of input or setting; try another --model.",
        in_call=_ABORTED,
    ),
    Row(
        (1009,),
        (),
        NetworkError,
        "A message was too large for the other side{said}.",
        "Try again, and send less at once.",
        "lost",
    ),
    Row((1011,), ("deadline expired",), NetworkError, _TIME_IS_OVER, "Start a new one.", "ended"),
    Row((1011,), (), NetworkError, "{who} had an internal error{said}.", _AGAIN, "busy"),
    Row((1012,), (), NetworkError, "{who} is restarting{said}.", _AGAIN, "busy"),
    Row((1013,), (), NetworkError, "{who} is too busy{said}.", _AGAIN, "busy"),
    Row(
        (1014,),
        (),
        NetworkError,
        "A gateway could not reach the service{said}.",
        _AGAIN,
        "busy",
    ),
    Row(
        (1015,),
        (),
        NetworkError,
        "TLS failed for this connection{said}.",
        "Check the certificates with `livechat doctor`.",
        "unreachable",
    ),
    Row((3000,), (), CredentialError, _REFUSED, _KEYS),
    Row((3003,), (), CredentialError, _FORBIDDEN, _PERMISSIONS),
    Row((3008,), (), NetworkError, _TIME_IS_OVER, "Start a new one.", "ended"),
    Row(
        range(3000, 5000),
        (),
        NetworkError,
        "{who} closed the connection for a reason of its own{said}.",
        "Try again; whoever runs the service can explain the number.",
    ),
    Row(
        _ANY,
        (),
        NetworkError,
        "{who} closed the connection{said}.",
        _AGAIN,
    ),
)
"""What the service's numbers and words mean; the first row that fits is meant."""
