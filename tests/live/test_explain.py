"""Close codes, statuses and failures in words."""

from __future__ import annotations

import socket
import ssl

import pytest
from websockets.datastructures import Headers
from websockets.exceptions import InvalidProxy, InvalidStatus, InvalidURI
from websockets.http11 import Response

from livechat.errors import CredentialError, LivechatError, NetworkError, RefusedError
from livechat.live.explain import explain_close, explain_connect


@pytest.mark.parametrize(
    ("code", "reason", "kind", "says"),
    [
        (1000, "", NetworkError, "ended the session"),
        (1001, "going away", NetworkError, "going away"),
        (1006, "Abnormal closure.", NetworkError, "connection was lost"),
        (1007, "Request contains an invalid argument.", RefusedError, "refused a setting"),
        (1007, "Thinking level is not supported for this model", RefusedError, "livechat models"),
        (1008, "models/X is not found for API version v1beta", RefusedError, "does not know"),
        (1008, "Operation is not implemented, or supported, or enabled.", RefusedError, "refused"),
        (1009, "", NetworkError, "larger"),
        (1011, "Internal error encountered.", NetworkError, "error of its own"),
        (1011, "You exceeded your current quota.", RefusedError, "no quota"),
        (1011, "RESOURCE_EXHAUSTED", RefusedError, "no quota"),
        (1008, "API key not valid.", CredentialError, "does not accept the key"),
        (4321, "odd", NetworkError, "code 4321"),
    ],
)
def test_a_close_code_becomes_a_sentence_and_a_remedy(
    code: int, reason: str, kind: type[LivechatError], says: str
) -> None:
    """With the service's own reason and the right exit code."""
    error = explain_close(code, reason, "some-model")
    assert type(error) is kind
    assert says in str(error)
    assert error.what.endswith(".")
    assert error.remedy.endswith(".")
    if reason and code != 1006:
        assert reason.rstrip(".") in error.what


def test_a_reason_is_data() -> None:
    """Escape sequences in it steer nothing."""
    assert "\x1b" not in explain_close(1011, "\x1b[2Jboo\n", "m").what


def status(code: int) -> InvalidStatus:
    return InvalidStatus(Response(code, "", Headers()))


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (status(401), CredentialError, "GEMINI_API_KEY"),
        (status(403), CredentialError, "may not use"),
        (status(404), RefusedError, "no Live API"),
        (status(429), RefusedError, "no more requests"),
        (status(503), NetworkError, "overloaded"),
        (status(302), NetworkError, "HTTP 302"),
        (TimeoutError(), NetworkError, "in time"),
        (socket.gaierror(-2, "Name or service not known"), NetworkError, "cannot be resolved"),
        (ConnectionRefusedError(111, "refused"), NetworkError, "Nothing answers"),
        (OSError(101, "Network is unreachable"), NetworkError, "Network is unreachable"),
        (ssl.SSLCertVerificationError(1, "bad"), NetworkError, "not trusted"),
        (ssl.SSLError(1, "wrong version number"), NetworkError, "does not speak TLS"),
        (InvalidProxy("x", "y"), NetworkError, "proxy"),
        (InvalidURI("x", "y"), NetworkError, "not an address"),
        (ValueError("Failed to parse response"), NetworkError, "Failed to parse"),
        (ValueError(), NetworkError, "ValueError"),
    ],
)
def test_a_failed_connection_becomes_a_sentence_and_a_remedy(
    error: Exception, kind: type[LivechatError], says: str
) -> None:
    """It names the host, and the credential's source, never its value."""
    told = explain_connect(error, "service.example", "the environment variable GEMINI_API_KEY")
    assert type(told) is kind
    assert says in str(told)
    assert told.remedy.endswith(".")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ConnectionRefusedError(111, "refused"), "The proxy to service.example cannot be reached"),
        (ImportError("python-socks is missing"), "of a kind that is not supported"),
        (ssl.SSLCertVerificationError(1, "bad"), "certificate of service.example"),
        (TimeoutError(), "in time"),
    ],
)
def test_a_proxy_in_between_is_named(error: Exception, says: str) -> None:
    """Whoever forgot about it would look for the fault elsewhere."""
    assert says in explain_connect(error, "service.example", "a test", via_proxy=True).what
