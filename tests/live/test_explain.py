"""Close codes, statuses and failures in words."""

from __future__ import annotations

import errno
import http.client
import json
import socket
import ssl
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.datastructures import Headers
from websockets.exceptions import (
    InvalidHandshake,
    InvalidMessage,
    InvalidProxy,
    InvalidProxyMessage,
    InvalidProxyStatus,
    InvalidStatus,
    InvalidUpgrade,
    InvalidURI,
    ProxyError,
)
from websockets.http11 import Response

from livechat import installing
from livechat.errors import (
    CredentialError,
    CreditsError,
    InvalidArgumentError,
    LivechatError,
    NetworkError,
    RateLimitError,
    RefusedError,
    UnknownSessionError,
)
from livechat.live.explain import explain_close, explain_connect
from livechat.sim.talk.handles import UNKNOWN

MODEL = "gemini-3.8-live"
SOURCE = "the environment variable GEMINI_API_KEY"
HOST = "service.example"
SECRET = "AQ.Ab8RN6-a-credential_of-some.length"


def closed(code: int, reason: str = "", **known: object) -> LivechatError:
    """The error for a close, with all there is to know about it."""
    facts: dict[str, object] = {"source": SOURCE, "api_version": "v1beta", "secrets": [SECRET]}
    return explain_close(code, reason, MODEL, **(facts | known))  # type: ignore[arg-type]


def response(
    code: int, body: object = None, *headers: tuple[str, str], raw: bytes = b""
) -> Response:
    """What is answered instead of a session."""
    return Response(code, "", Headers(headers), raw or (json.dumps(body).encode() if body else b""))


def google(code: int, message: str, **more: object) -> dict[str, object]:
    """An error's body as Google's APIs write it."""
    return {"error": {"code": code, "message": message, "status": "SOME_STATUS", **more}}


def failed(error: Exception, *, via_proxy: bool = False) -> LivechatError:
    """The error for a connection that could not be made."""
    return explain_connect(error, HOST, SOURCE, via_proxy=via_proxy, secrets=[SECRET])


def answered(
    code: int, body: object = None, *headers: tuple[str, str], raw: bytes = b""
) -> LivechatError:
    """The error for an HTTP answer."""
    return failed(InvalidStatus(response(code, body, *headers, raw=raw)))


def well_said(error: LivechatError) -> None:
    """What holds for every error that is told."""
    text = str(error)
    assert error.what.endswith(".")
    assert error.remedy.endswith(".")
    assert len(text.splitlines()) == 1
    assert not any(unicodedata.category(char) == "Cc" for char in text)
    assert "{" not in error.remedy
    assert SECRET not in text


KEYS = "Check it, or create a new one at https://aistudio.google.com/apikey."
PERMISSIONS = "Check its restrictions, and that its project has enabled the Gemini API."
AGAIN = "Try again in a moment."
BILLING = "Check your plan and billing in Google AI Studio."
ANEW = "Start a new one; sessions can be resumed for two hours."
TAKES = f"Check with `livechat models` what {MODEL} accepts, or try another --model."
TOKENS = (
    "Tokens expire after minutes or a few sessions: create a new one with `livechat token create`."
)


@pytest.mark.parametrize(
    ("code", "reason", "kind", "sentence", "remedy"),
    [
        (1000, "", NetworkError, "The service ended the session.", "Start a new one."),
        (
            1001,
            "going away",
            NetworkError,
            "The service ended the session: “going away”.",
            "Start a new one.",
        ),
        (
            1005,
            "",
            NetworkError,
            "The service ended the session (close code 1005).",
            "Start a new one.",
        ),
        (
            1006,
            "Abnormal closure.",
            NetworkError,
            "The connection was lost.",
            "Check the network, and try again.",
        ),
        (
            1007,
            "Request contains an invalid argument.",
            InvalidArgumentError,
            "The service refused one of this session's settings (close code 1007): “Request "
            "contains an invalid argument”.",
            TAKES,
        ),
        (
            1007,
            "API key expired. Please renew the API key.",
            CredentialError,
            f"The service does not accept the credential from {SOURCE} (close code 1007): “API key "
            "expired. Please renew the API key”.",
            KEYS,
        ),
        (
            1007,
            "User location is not supported for the API use.",
            RefusedError,
            "The service is not available in your region (close code 1007): “User location is not "
            "supported for the API use”.",
            "Check Google's list of available regions; Vertex AI has its own list.",
        ),
        (
            1008,
            UNKNOWN.reason,
            UnknownSessionError,
            "The service does not know the session to resume (close code 1008): "
            "“BidiGenerateContent session not found”.",
            ANEW,
        ),
        (
            1008,
            "Requested entity was not found.",
            RefusedError,
            "The service refused the session (close code 1008): “Requested entity was not found”.",
            "The model may not support this kind of input or setting; try another --model.",
        ),
        (
            1008,
            "Operation is not implemented, or supported, or enabled.",
            RefusedError,
            "The service does not support something this session asks for (close code 1008): "
            "“Operation is not implemented, or supported, or enabled”.",
            TAKES,
        ),
        (
            1008,
            "auth token expired",
            CredentialError,
            f"The service no longer accepts the token from {SOURCE} (close code 1008): "
            "“auth token expired”.",
            TOKENS,
        ),
        (
            1008,
            "auth token is too old to start a new session",
            CredentialError,
            f"The service no longer accepts the token from {SOURCE} (close code 1008): "
            "“auth token is too old to start a new session”.",
            TOKENS,
        ),
        (
            1008,
            "auth token has been used up",
            CredentialError,
            f"The service no longer accepts the token from {SOURCE} (close code 1008): "
            "“auth token has been used up”.",
            TOKENS,
        ),
        (
            1008,
            "OAuth token expired: invalid authentication credentials.",
            CredentialError,
            f"The service does not accept the credential from {SOURCE} (close code 1008): “OAuth "
            "token expired: invalid authentication credentials”.",
            KEYS,
        ),
        (
            1008,
            "Method doesn't allow unregistered callers.",
            CredentialError,
            f"The service does not accept the credential from {SOURCE} (close code 1008): “Method "
            "doesn't allow unregistered callers”.",
            KEYS,
        ),
        (
            1008,
            "The caller does not have permission",
            CredentialError,
            f"The credential from {SOURCE} has no permission for this (close code 1008): “The "
            "caller does not have permission”.",
            PERMISSIONS,
        ),
        (
            1009,
            "",
            NetworkError,
            "A message was too large for the other side (close code 1009).",
            "Try again, and send less at once.",
        ),
        (
            1011,
            "Internal error encountered.",
            NetworkError,
            "The service had an internal error (close code 1011): “Internal error encountered”.",
            AGAIN,
        ),
        (
            1011,
            "The service is currently unavailable.",
            NetworkError,
            "The service is overloaded or down (close code 1011): “The service is currently "
            "unavailable”.",
            AGAIN,
        ),
        (
            1011,
            "Deadline expired before operation could complete.",
            NetworkError,
            "The service timed out this connection (close code 1011): “Deadline "
            "expired before operation could complete”.",
            "Start a new one.",
        ),
        (
            1011,
            "You exceeded your current quota, please check your plan and billing details.",
            CreditsError,
            f"The credits for this credential from {SOURCE} are used up (close code 1011): “You "
            "exceeded your current quota, please check your plan and billing details”.",
            BILLING,
        ),
        (
            1011,
            "RESOURCE_EXHAUSTED",
            RateLimitError,
            "The service accepts no more requests for now (close code 1011): “RESOURCE_EXHAUSTED”.",
            "Wait a moment, or check your plan's limits in Google AI Studio.",
        ),
        (
            1008,
            "Rate limit exceeded; try again in 5 s",
            RateLimitError,
            "The service accepts no more requests for now (close code 1008): “Rate limit exceeded; "
            "try again in 5 s”.",
            "Wait 5 s, or check your plan's limits in Google AI Studio.",
        ),
        (
            1007,
            "Thinking level must be specified",
            InvalidArgumentError,
            f"The service needs a thinking level for {MODEL} (close code 1007): “Thinking "
            "level must be specified”.",
            "Set --thinking to low, medium or high.",
        ),
        (
            1007,
            'Invalid JSON payload received. Unknown name "transparent" at '
            "'setup.session_resumption': Cannot find field.",
            InvalidArgumentError,
            "The service refused one of this session's settings (close code 1007): “Invalid "
            "JSON payload received. Unknown name \"transparent\" at 'setup.session_resumption': "
            "Cannot find field”.",
            TAKES,
        ),
        (
            1012,
            "",
            NetworkError,
            "The service is restarting (close code 1012).",
            AGAIN,
        ),
        (
            1013,
            "Try again later",
            NetworkError,
            "The service is too busy (close code 1013): “Try again later”.",
            AGAIN,
        ),
        (
            1014,
            "",
            NetworkError,
            "A gateway could not reach the service (close code 1014).",
            AGAIN,
        ),
        (
            1015,
            "",
            NetworkError,
            "TLS failed for this connection (close code 1015).",
            "Check the certificates with `livechat doctor`.",
        ),
        (
            3000,
            "who?",
            CredentialError,
            f"The service does not accept the credential from {SOURCE} (close code 3000): “who?”.",
            KEYS,
        ),
        (
            3003,
            "",
            CredentialError,
            f"The credential from {SOURCE} has no permission for this (close code 3003).",
            PERMISSIONS,
        ),
        (
            3008,
            "",
            NetworkError,
            "The service timed out this connection (close code 3008).",
            "Start a new one.",
        ),
        (
            4321,
            "odd",
            NetworkError,
            "The service closed the connection for a reason of its own (close code 4321): “odd”.",
            "Try again; whoever runs the service can explain the number.",
        ),
        (
            1002,
            "",
            NetworkError,
            "The service closed the connection (close code 1002).",
            AGAIN,
        ),
    ],
)
def test_a_close_code_becomes_a_sentence_and_a_remedy(
    code: int, reason: str, kind: type[LivechatError], sentence: str, remedy: str
) -> None:
    """What users read, with the service's own reason, and the class that gives the exit code."""
    error = closed(code, reason)
    assert (type(error), error.what, error.remedy) == (kind, sentence, remedy)
    well_said(error)


@pytest.mark.parametrize(
    ("cause", "closes"),
    [
        ("ended", [(1000, ""), (1001, ""), (1005, ""), (3008, "")]),
        ("ended", [(1011, "Deadline expired before operation could complete.")]),
        ("lost", [(1006, ""), (1009, ""), (1002, ""), (4000, "")]),
        ("busy", [(1011, "Internal error"), (1011, ""), (1012, ""), (1013, ""), (1014, "")]),
        ("unreachable", [(1015, "")]),
    ],
)
def test_a_close_says_what_kind_of_trouble_it_is(cause: str, closes: list[tuple[int, str]]) -> None:
    """Whoever connects again goes by it."""
    for code, reason in closes:
        error = closed(code, reason)
        assert isinstance(error, NetworkError)
        assert (code, error.cause) == (code, cause)


@pytest.mark.parametrize(
    ("suspects", "remedy"),
    [
        (("thinking",), f"Leave out thinking, which may not fit {MODEL}."),
        (
            ("voice", "vad.silence_ms"),
            f"Leave these out one by one; they may not fit {MODEL}: voice, vad.silence_ms.",
        ),
    ],
)
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (1007, "Request contains an invalid argument."),
        (1008, "Operation is not implemented, or supported, or enabled."),
    ],
)
def test_the_settings_that_may_not_fit_are_named(
    suspects: tuple[str, ...], remedy: str, code: int, reason: str
) -> None:
    """The service itself names none."""
    assert closed(code, reason, suspects=suspects).remedy == remedy


@pytest.mark.parametrize(
    ("model", "remedy"),
    [
        ("gemini-3.8-life", "Try --model gemini-3.8-live, or another api_version than v1alpha."),
        (
            "models/gemini-2.0-flash-exp",
            "Try --model gemini-3.8-live, or another api_version than v1alpha.",
        ),
        (
            "gemini-live-2.5-flash-native-audio",
            "Try --model gemini-2.5-flash-native-audio-preview-12-2025, or another api_version "
            "than v1alpha.",
        ),
        (
            "gemini-3.8-live",
            "Try --model gemini-3.1-flash-live-preview, or another api_version than v1alpha.",
        ),
        (
            "gemini-3.5-transcribe-live",
            "Choose another --model from `livechat models`, or another api_version than v1alpha.",
        ),
        (
            "zzz",
            "Choose another --model from `livechat models`, or another api_version than v1alpha.",
        ),
    ],
)
def test_a_model_that_the_service_does_not_know_has_a_nearest_one(model: str, remedy: str) -> None:
    """Known and in use; the replacement where it is retired. The version is named as well."""
    reason = f"{model} is not found for API version v1alpha"
    error = explain_close(1008, reason, model, api_version="v1alpha")
    assert type(error) is RefusedError
    assert error.what == (
        f"The service does not know the model {model} for API version v1alpha (close code 1008): "
        f"“{reason}”."
    )
    assert error.remedy == remedy
    well_said(error)


def test_less_is_said_where_less_is_known() -> None:
    """The keywords are all optional."""
    assert explain_close(1008, "models/x is retired", "x").what == (
        "The service does not know the model x (close code 1008): “models/x is retired”."
    )
    assert explain_close(1007, "API key not valid.", "x").what == (
        "The service does not accept the credential (close code 1007): “API key not valid”."
    )


@pytest.mark.parametrize("code", [1008, 1011, 1013])
@pytest.mark.parametrize(
    ("reason", "seconds"),
    [
        ("Rate limit exceeded; try again in 5 s", 5),
        ("rate_limit_exceeded", None),
        ("RESOURCE_EXHAUSTED", None),
        ("Resource has been exhausted (e.g. check quota).", None),
        ("too many concurrent sessions", None),
        ("Too many requests, slow down.", None),
        ("The number of concurrent sessions is limited to 3.", None),
        ("Quota exceeded for quota metric 'Requests' and limit 'Requests per minute'", None),
        ("quota exceeded, please retry in 1m30s", 90),
        ("You exceeded your current quota, please check your plan and billing details. "
         "Please retry in 34.5s.", 34.5),
        ("Busy; try again in 500ms", 0.5),
        ("retry after 20 seconds", 20),
        ("Requests are throttled", None),
        ("Session limit exceeded", None),
        ("Request rate too high", None),
        ("Daily limit reached", None),
    ],
)  # fmt: skip
def test_a_limit_that_passes_is_waited_for(code: int, reason: str, seconds: float | None) -> None:
    """As after HTTP 429, and for as long as the service says."""
    error = closed(code, reason)
    assert type(error) is RateLimitError
    assert error.retry_after_s == seconds
    assert error.what.startswith("The service accepts no more requests for now")
    well_said(error)


@pytest.mark.parametrize("established", [False, True])
@pytest.mark.parametrize("code", [1007, 1008, 1011, 1013])
@pytest.mark.parametrize(
    "reason",
    [
        "Your prepayment credits are depleted. Please go to AI Studio to manage your project",
        "You exceeded your current quota, please check your plan and billing details.",
        "insufficient funds",
        "insufficient_quota",
        "Your credit balance is too low",
        "This API method requires billing to be enabled.",
        "Billing account is past due",
        "You have reached your monthly spending limit; try again in 86400 s",
    ],
)
def test_spent_money_does_not_come_back_by_itself(
    code: int, reason: str, established: bool
) -> None:
    """Trying again would only be refused again, or cost more."""
    error = closed(code, reason, established=established)
    assert type(error) is CreditsError
    assert error.remedy == BILLING
    well_said(error)


def test_spent_money_is_known_by_its_words_whatever_the_status() -> None:
    """While 429 alone, and the words it usually comes with, mean a limit that passes."""
    assert type(answered(429, google(429, "Your prepayment credits are depleted."))) is CreditsError
    assert type(answered(402, google(402, "Payment Required"))) is CreditsError
    assert type(answered(403, google(403, "requires billing to be enabled"))) is CreditsError
    usual = "You exceeded your current quota, please check your plan and billing details."
    assert type(answered(429, google(429, usual))) is RateLimitError
    waits = answered(429, google(429, f"{usual} Please retry in 34.5s."))
    assert isinstance(waits, RateLimitError)
    assert waits.retry_after_s == 34.5


@pytest.mark.parametrize(
    "reason",
    [
        "The operation was aborted.",
        "Operation is not implemented, or supported, or enabled.",
        "",
        "something else",
    ],
)
def test_a_call_that_was_going_on_is_broken_off_not_the_models_fault(reason: str) -> None:
    """Another model is advised only where the connection was never accepted."""
    in_call = closed(1008, reason, established=True)
    assert type(in_call) is RefusedError
    assert in_call.what.startswith("The service aborted the call (close code 1008)")
    assert in_call.remedy == "Start a new one, or continue this one with --resume."
    at_setup = closed(1008, reason)
    assert type(at_setup) is RefusedError
    assert "--model" in at_setup.remedy
    well_said(in_call)


def test_other_closes_mean_the_same_in_a_call() -> None:
    """A model that is not known, a key that is not valid, a session that is gone."""
    for code, reason in (
        (1008, "models/x is not found for API version v1"),
        (1008, "BidiGenerateContent session not found"),
        (1008, "API key not valid"),
        (1007, "Request contains an invalid argument."),
        (1011, "Internal error encountered."),
        (1006, ""),
    ):
        in_call, at_setup = closed(code, reason, established=True), closed(code, reason)
        assert (type(in_call), str(in_call)) == (type(at_setup), str(at_setup))


@pytest.mark.parametrize(
    ("code", "reason", "kind", "word"),
    [
        (1008, f"models/{'x' * 86} is not found for API version v1beta", RefusedError, "model"),
        (1011, f"{'y' * 84} please check your plan and billing details", CreditsError, "used up"),
        (1011, f"{'z' * 100} the rate limit of this project", RateLimitError, "for now"),
        (1008, f"{'z' * 96} requested entity was not found.", UnknownSessionError, "session"),
        (1011, f"{'z' * 90} deadline expired before it could end", NetworkError, "timed out"),
    ],
)
def test_a_reason_that_is_cut_off_means_what_it_would_mean(
    code: int, reason: str, kind: type[LivechatError], word: str
) -> None:
    """A close frame has room for 123 bytes; some services put dots behind what is left."""
    for said in (reason, f"{reason[:123]}", f"{reason[:120]}...", f"{reason[:122]}…"):
        error = closed(code, said, resuming=True)
        assert type(error) is kind
        assert word in error.what


def test_the_beginning_of_a_phrase_means_nothing_in_a_short_reason() -> None:
    """Nothing was cut off there."""
    assert type(closed(1008, "it is not found")) is RefusedError
    assert "aborted the call" in closed(1008, "it is not found", established=True).what


def test_two_credentials_are_one_too_many() -> None:
    """Neither is wrong by itself: making another key would not help."""
    said = "Multiple authentication credentials received. Please pass only one."
    error = answered(400, google(400, said))
    assert type(error) is CredentialError
    assert error.what == f"{HOST} received more than one credential (HTTP 400): “{said[:-1]}”."
    assert error.remedy.startswith("Send only one")
    well_said(error)


def test_an_entity_not_found_is_the_session_only_where_one_was_to_be_resumed() -> None:
    """A handle is dropped then, and the conversation begins anew."""
    reason = "Requested entity was not found."
    assert type(closed(1008, reason, resuming=True)) is UnknownSessionError
    assert type(closed(1008, reason)) is RefusedError


@pytest.mark.parametrize(
    ("reason", "quoted"),
    [
        ("\x1b[2Jboo\n\x07", "“␛[2Jboo ␇”"),
        ("[bold red]x[/] {who} {0}", "“[bold red]x[/] {who} {0}”"),
        ("a\u202eb\u2028c", "“a\ufffdb c”"),
        ("?" * 123, f"“{'?' * 123}”"),
        ("x" * 500, f"“{'x' * 199}…”"),
    ],
)
def test_a_reason_is_data(reason: str, quoted: str) -> None:
    """Escape sequences, markup and braces in it steer nothing; a long one is cut."""
    error = closed(1011, reason)
    assert error.what == f"The service had an internal error (close code 1011): {quoted}."


@pytest.mark.parametrize("reason", ["", " ", ".", "...", "\n"])
def test_a_reason_without_words_is_not_quoted(reason: str) -> None:
    """Nothing stands in quotation marks then."""
    assert closed(1011, reason).what == "The service had an internal error (close code 1011)."


@pytest.mark.parametrize(
    ("reason", "quoted"),
    [
        (f"bad {SECRET}, sorry", "bad …, sorry"),
        ("bad auth_tokens/0123abcd", "bad …"),
        ("bad AIzaSyA-1234567890_abcdefg", "bad …"),
        ("bad ?key=AQ.whatever&alt=sse", "bad ?key=…&alt=sse"),
    ],
)
def test_a_reason_that_repeats_the_credential_is_quoted_without_it(
    reason: str, quoted: str
) -> None:
    """By its value, and by its look where the value is another's."""
    assert f"“{quoted}”" in closed(1011, reason).what


reasons = st.text() | st.tuples(st.text(), st.just(SECRET), st.text()).map("".join)


@given(st.integers() | st.integers(999, 5001), reasons, st.booleans())
def test_any_close_is_told_in_one_line(code: int, reason: str, resuming: bool) -> None:
    """Whatever the number and the words: a remedy, nothing that steers, and no credential."""
    error = closed(code, reason, resuming=resuming)
    assert error.exit_code in (3, 5, 6)
    well_said(error)


@pytest.mark.parametrize(
    ("code", "body", "kind", "sentence", "remedy"),
    [
        (
            400,
            google(400, "API key not valid. Please pass a valid API key."),
            CredentialError,
            f"{HOST} does not accept the credential from {SOURCE} (HTTP 400): “API key not valid. "
            "Please pass a valid API key”.",
            KEYS,
        ),
        (
            400,
            None,
            InvalidArgumentError,
            f"{HOST} does not understand the request (HTTP 400).",
            f"Check --base-url, the setting api_version and the credential from {SOURCE}.",
        ),
        (
            401,
            None,
            CredentialError,
            f"{HOST} does not accept the credential from {SOURCE} (HTTP 401).",
            KEYS,
        ),
        (
            403,
            google(403, "The caller does not have permission"),
            CredentialError,
            f"The credential from {SOURCE} has no permission for this (HTTP 403): “The caller does "
            "not have permission”.",
            PERMISSIONS,
        ),
        (
            404,
            None,
            RefusedError,
            f"{HOST} has no Live API at this address (HTTP 404).",
            "Check --base-url and the setting api_version.",
        ),
        (
            418,
            None,
            RefusedError,
            f"{HOST} refused the connection (HTTP 418).",
            "Check --base-url and the setting api_version.",
        ),
        (
            429,
            google(429, "Resource has been exhausted (e.g. check quota)."),
            RateLimitError,
            f"{HOST} accepts no more requests for now (HTTP 429): “Resource has been exhausted "
            "(e.g. check quota)”.",
            "Wait a moment, or check your plan's limits in Google AI Studio.",
        ),
    ],
)
def test_a_status_that_refuses_becomes_a_sentence_and_a_remedy(
    code: int, body: object, kind: type[LivechatError], sentence: str, remedy: str
) -> None:
    """With Google's own message, and where the credential came from."""
    error = answered(code, body)
    assert (type(error), error.what, error.remedy) == (kind, sentence, remedy)
    assert error.exit_code == (3 if kind is CredentialError else 6)
    well_said(error)


ELSEWHERE = "Sign in to the network if it has a login page, or correct --base-url."


@pytest.mark.parametrize(
    ("code", "cause", "sentence", "remedy"),
    [
        (
            200,
            "unreachable",
            f"{HOST} answered with something other than a Live session (HTTP 200).",
            "Check --base-url, and sign in to the network if it has a login page.",
        ),
        (
            302,
            "unreachable",
            f"{HOST} redirects the connection to another address (HTTP 302).",
            ELSEWHERE,
        ),
        (
            407,
            "unreachable",
            f"A proxy in front of {HOST} requires a login (HTTP 407).",
            "Put the login into HTTPS_PROXY, as http://NAME:PASSWORD@HOST:PORT.",
        ),
        (
            408,
            "busy",
            f"{HOST} did not receive the request in time (HTTP 408).",
            "Check the network, and try again.",
        ),
        (
            426,
            "unreachable",
            f"{HOST} received no request for a WebSocket (HTTP 426).",
            "A proxy may block WebSockets: exempt the host with NO_PROXY.",
        ),
        (500, "busy", f"{HOST} is overloaded or down (HTTP 500).", AGAIN),
        (502, "busy", f"{HOST} is overloaded or down (HTTP 502).", AGAIN),
        (503, "busy", f"{HOST} is overloaded or down (HTTP 503).", AGAIN),
        (504, "busy", f"{HOST} is overloaded or down (HTTP 504).", AGAIN),
    ],
)
def test_a_status_of_the_network_becomes_a_sentence_and_a_remedy(
    code: int, cause: str, sentence: str, remedy: str
) -> None:
    """Exit code 5: trying again may help, here or elsewhere."""
    error = answered(code)
    assert isinstance(error, NetworkError)
    assert (error.cause, error.exit_code) == (cause, 5)
    assert (error.what, error.remedy) == (sentence, remedy)
    well_said(error)


NOW = datetime.now(UTC).replace(microsecond=0)
DATE = ("Date", format_datetime(NOW, usegmt=True))
INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"}


@pytest.mark.parametrize(
    ("headers", "body", "seconds", "wait"),
    [
        ([("Retry-After", "7")], None, 7, "7 s"),
        ([("Retry-After", "0")], None, 0, "a moment"),
        ([("Retry-After", " 3600 ")], None, 3600, "60 minutes"),
        (
            [DATE, ("Retry-After", format_datetime(NOW + timedelta(seconds=90), usegmt=True))],
            None,
            90,
            "90 s",
        ),
        ([DATE, ("Retry-After", "Mon, 01 Jan 2001 00:00:00 GMT")], None, 0, "a moment"),
        ([DATE, ("Retry-After", "Mon, 01 Jan 2001 00:00:00 -0000")], None, 0, "a moment"),
        ([], google(429, "", details=[INFO]), 34.5, "35 s"),
        ([("Retry-After", "soon")], google(429, "", details=[INFO]), 34.5, "35 s"),
        ([("Retry-After", "1"), ("Retry-After", "2")], None, 1, "1 s"),
        ([("Retry-After", "-5")], None, None, "a moment"),
        ([("Retry-After", "9" * 400)], None, None, "a moment"),
        ([("Retry-After", "Mon, 01 Jan 9999999 00:00:00 GMT")], None, None, "a moment"),
        ([], google(429, "", details=[{"retryDelay": 5}, "x"]), None, "a moment"),
        ([], google(429, "", details="x"), None, "a moment"),
        ([], None, None, "a moment"),
    ],
)
@pytest.mark.parametrize("code", [429, 503])
def test_when_to_ask_again_is_read_and_said(
    code: int, headers: list[tuple[str, str]], body: object, seconds: float | None, wait: str
) -> None:
    """Seconds or a date, which is held against the server's own clock; or Google's RetryInfo."""
    error = answered(code, body, *headers)
    assert isinstance(error, RateLimitError | NetworkError)
    assert error.retry_after_s == seconds
    assert f" {wait}" in error.remedy


def test_a_date_is_held_against_this_clock_where_the_server_tells_no_other() -> None:
    """To the second, or nearly."""
    later = datetime.now(UTC) + timedelta(hours=1)
    error = answered(429, None, ("Retry-After", format_datetime(later)))
    assert isinstance(error, RateLimitError)
    assert error.retry_after_s is not None
    assert 3000 < error.retry_after_s <= 3600


@pytest.mark.parametrize(
    ("raw", "quote"),
    [
        (b"<html>Service unavailable</html>", ""),
        (b'{"error": "overloaded"}', ": “overloaded”"),
        (b'[{"error": {"message": "one of a list"}}]', ": “one of a list”"),
        (b'{"error": {"message": ["x"]}}', ": “['x']”"),
        (b'{"error": {"message": "a\\u001b[2J\\nb"}}', ": “a␛[2J b”"),
        (b'{"error": {"message": "' + b"y" * 300 + b'"}}', f": “{'y' * 199}…”"),
        (b'{"error": {"message": "' + b"y" * 70_000 + b'"}}', ""),
        (f'{{"error": {{"message": "key {SECRET} is bad"}}}}'.encode(), ": “key … is bad”"),
        (b'{"error": []}', ""),
        (b'{"message": "elsewhere"}', ""),
        (b"[]", ""),
        (b"[" * 60_000, ""),
        (b"\xff\xfe", ""),
        (b"null", ""),
    ],
)
def test_the_body_is_data(raw: bytes, quote: str) -> None:
    """Small and of Google's shape, it is quoted; anything else is let be."""
    assert answered(503, raw=raw).what == f"{HOST} is overloaded or down (HTTP 503){quote}."


@given(st.integers(100, 599), st.binary(max_size=300), reasons)
def test_any_answer_is_told_in_one_line(code: int, raw: bytes, message: str) -> None:
    """Whatever the status, the body and the message in it."""
    well_said(answered(code, raw=raw))
    well_said(answered(code, google(code, message)))


@pytest.mark.parametrize(
    ("error", "sentence", "remedy"),
    [
        (
            TimeoutError(),
            f"{HOST} did not respond in time.",
            "Check the network, or wait longer with --timeout.",
        ),
        (
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            f"Cannot reach {HOST}: its name cannot be resolved.",
            "Check the network, and --base-url for a typo.",
        ),
        (
            socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
            f"Cannot reach {HOST}: its name cannot be resolved because no name server responds.",
            "Check that this machine is online.",
        ),
        (
            ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed ('192.0.2.1', 443)"),
            f"Cannot reach {HOST}: nothing listens on its port.",
            "Check --base-url, and that the service runs.",
        ),
        (
            OSError(errno.ENETUNREACH, "Network is unreachable"),
            f"Cannot reach {HOST}: the network is unreachable.",
            "Check that this machine is online.",
        ),
        (
            OSError(errno.EHOSTUNREACH, "No route to host"),
            f"Cannot reach {HOST}: there is no route to it.",
            "Check the network, a VPN and the firewall.",
        ),
        (
            PermissionError(errno.EPERM, "Operation not permitted"),
            f"Cannot reach {HOST}: this machine does not allow it.",
            "Check the firewall and this program's permissions.",
        ),
        (
            OSError(errno.EMFILE, "Too many open files"),
            f"Cannot reach {HOST}: Too many open files.",
            "Check the network and --base-url.",
        ),
        (
            # As asyncio has it where a name has several addresses
            OSError(
                "Multiple exceptions: [Errno 101] Connect call failed ('2001:db8::1', 443, 0, 0), "
                f"[Errno {errno.ECONNREFUSED}] Connect call failed ('192.0.2.1', 443)"
            ),
            f"Cannot reach {HOST}: nothing listens on its port.",
            "Check --base-url, and that the service runs.",
        ),
        (
            InvalidURI("x", "y"),
            f"{HOST} is not a valid address.",
            "Check --base-url.",
        ),
        (
            ValueError("Failed to parse response\n\x1b[2J"),
            f"The connection to {HOST} failed: Failed to parse response ␛[2J.",
            "Check --base-url, and try again.",
        ),
        (
            ValueError(f"no {SECRET}"),
            f"The connection to {HOST} failed: no ….",
            "Check --base-url, and try again.",
        ),
        (
            ValueError(),
            f"The connection to {HOST} failed: ValueError.",
            "Check --base-url, and try again.",
        ),
        (
            InvalidUpgrade("Upgrade", None),
            f"The connection to {HOST} failed: missing Upgrade header.",
            "Check --base-url, and try again.",
        ),
    ],
)
def test_a_failed_connection_becomes_a_sentence_and_a_remedy(
    error: Exception, sentence: str, remedy: str
) -> None:
    """It names the host, and what to look at."""
    told = failed(error)
    assert isinstance(told, NetworkError)
    assert (told.what, told.remedy) == (sentence, remedy)
    assert told.cause == "unreachable"
    well_said(told)


@given(reasons, st.booleans())
def test_any_failure_is_told_in_one_line(words: str, via_proxy: bool) -> None:
    """Whatever the library or the system calls it."""
    for error in (ValueError(words), OSError(words), OSError(99, words), ssl.SSLError(1, words)):
        well_said(failed(error, via_proxy=via_proxy))


def test_an_error_message_in_place_of_a_session_is_told_as_its_number_means() -> None:
    """Some gateways accept the connection, and then say what is wrong."""
    for error in (
        failed(ValueError(f"error 401: no such key\n{SECRET}")),
        closed(401, "no such key …"),
    ):
        assert type(error) is CredentialError
        assert error.what.endswith(
            f" does not accept the credential from {SOURCE} (error 401): “no such key …”."
        )
    assert type(failed(ValueError("error 503: busy"))) is NetworkError
    assert type(failed(ValueError("error 1: odd"))) is NetworkError


def cut(error: Exception) -> InvalidMessage:
    """What the WebSocket library makes of an answer that is none."""
    told = InvalidMessage("did not receive a valid HTTP response")
    told.__cause__ = error
    return told


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
        BrokenPipeError(errno.EPIPE, "Broken pipe"),
        ConnectionResetError(),  # as asyncio raises it
        http.client.RemoteDisconnected("Remote end closed connection without response"),
        cut(EOFError("connection closed while reading HTTP status line")),
    ],
)
def test_a_connection_that_is_cut_before_any_answer_says_so(error: Exception) -> None:
    """Whoever noticed it."""
    assert failed(error).what == (f"Cannot reach {HOST}: the connection was cut while it opened.")


def test_something_else_than_a_web_server_says_so() -> None:
    """It answers, but not in HTTP."""
    told = failed(cut(ValueError("invalid HTTP status line")))
    assert told.what == f"The server at {HOST} does not speak HTTP."


FOREIGN = "Behind a company's proxy, set SSL_CERT_FILE to the certificates of its authority (PEM)."


def untrusted(code: int, message: str = "certificate verify failed") -> ssl.SSLError:
    """What OpenSSL raises for a certificate."""
    error = ssl.SSLCertVerificationError(1, message)
    error.verify_code, error.verify_message = code, message
    return error


@pytest.mark.parametrize(
    ("error", "sentence", "remedy"),
    [
        (
            untrusted(10),
            f"The certificate of {HOST} has expired.",
            "Check this machine's clock; if it is right, whoever runs the service must renew it.",
        ),
        (
            untrusted(9),
            f"The certificate of {HOST} is not valid yet.",
            "Check this machine's clock.",
        ),
        (
            untrusted(18),
            f"The certificate of {HOST} is self-signed.",
            "If you trust it, set SSL_CERT_FILE to its file (PEM); otherwise check --base-url.",
        ),
        (
            untrusted(19),
            f"The certificate of {HOST} comes from an authority that is not trusted.",
            FOREIGN,
        ),
        (
            untrusted(20),
            f"The certificate of {HOST} comes from an authority that is not trusted.",
            FOREIGN,
        ),
        (
            untrusted(62),
            f"The certificate of {HOST} belongs to another name.",
            "Check --base-url, and that no proxy or login page stands in between.",
        ),
        (
            untrusted(23),
            f"The certificate of {HOST} has been revoked.",
            "Check --base-url, and that no proxy or login page stands in between.",
        ),
        (
            untrusted(26, "unsuitable certificate purpose"),
            f"The certificate of {HOST} is not trusted: unsuitable certificate purpose.",
            FOREIGN,
        ),
        (
            ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"),
            f"{HOST} does not speak TLS as expected: [SSL: WRONG_VERSION_NUMBER] wrong version "
            "number.",
            "Check --base-url, and that no proxy or login page stands in between.",
        ),
    ],
)
@pytest.mark.parametrize("via_proxy", [False, True])
def test_each_fault_of_a_certificate_has_its_own_remedy(
    error: Exception, sentence: str, remedy: str, via_proxy: bool
) -> None:
    """A clock, an authority, or an address; beyond a proxy as well."""
    told = failed(error, via_proxy=via_proxy)
    assert isinstance(told, NetworkError)
    assert (told.what.replace(" through the proxy", ""), told.remedy) == (sentence, remedy)
    assert told.cause == "unreachable"
    well_said(told)


CHECK = "Check HTTPS_PROXY and ALL_PROXY, or exempt the host with NO_PROXY."
WRITE = "Write it as http://HOST:PORT, or http://NAME:PASSWORD@HOST:PORT."


@pytest.mark.parametrize(
    ("error", "sentence", "remedy"),
    [
        (
            ConnectionRefusedError(errno.ECONNREFUSED, "refused"),
            f"Cannot reach the proxy to {HOST}: nothing listens on its port.",
            CHECK,
        ),
        (
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            f"Cannot reach the proxy to {HOST}: its name cannot be resolved.",
            CHECK,
        ),
        (
            TimeoutError(),
            f"{HOST} did not respond in time through the proxy.",
            "Check the network, or wait longer with --timeout.",
        ),
        (
            InvalidProxyStatus(response(407)),
            f"The proxy to {HOST} requires a login (HTTP 407).",
            "Put the login into HTTPS_PROXY, as http://NAME:PASSWORD@HOST:PORT.",
        ),
        (
            OSError("Tunnel connection failed: 407 Proxy Authentication Required"),
            f"The proxy to {HOST} requires a login (HTTP 407).",
            "Put the login into HTTPS_PROXY, as http://NAME:PASSWORD@HOST:PORT.",
        ),
        (
            InvalidProxyStatus(response(502)),
            f"The proxy to {HOST} cannot reach it (HTTP 502).",
            "Try again in a moment, or exempt the host with NO_PROXY.",
        ),
        (
            InvalidProxyStatus(response(403)),
            f"The proxy to {HOST} did not let the connection through (HTTP 403).",
            CHECK,
        ),
        (
            InvalidProxyMessage("did not receive a valid HTTP response from proxy"),
            f"The proxy used to reach {HOST} is not an HTTP proxy.",
            CHECK,
        ),
        (
            http.client.BadStatusLine("SSH-2.0"),
            f"The proxy used to reach {HOST} is not an HTTP proxy.",
            CHECK,
        ),
        (
            ProxyError("failed to connect to SOCKS proxy"),
            f"The proxy did not let the connection to {HOST} through.",
            CHECK,
        ),
        (
            ImportError("connecting through a SOCKS proxy requires python-socks"),
            f"The proxy to {HOST} is a SOCKS proxy, for which python-socks is missing.",
            f"Name an HTTP proxy in HTTPS_PROXY, or run: {installing.beside('python-socks')}.",
        ),
        (
            InvalidProxy("me:pass-word@p", "x"),
            "The variable HTTPS_PROXY (or ALL_PROXY) does not name a proxy.",
            WRITE,
        ),
        (
            ValueError("Port could not be cast to integer value as 'pass-word'"),
            "The variable HTTPS_PROXY (or ALL_PROXY) does not name a proxy.",
            WRITE,
        ),
        (
            UnicodeDecodeError("utf-8", b"pass-word\xff", 9, 10, "invalid start byte"),
            "The variable HTTPS_PROXY (or ALL_PROXY) does not name a proxy.",
            WRITE,
        ),
        (
            InvalidHandshake("odd"),
            f"The connection to {HOST} through the proxy failed: odd.",
            "Check --base-url, and try again.",
        ),
    ],
)
def test_a_proxy_in_between_is_named(error: Exception, sentence: str, remedy: str) -> None:
    """Whoever forgot about it would look for the fault elsewhere; its password is never told."""
    told = failed(error, via_proxy=True)
    assert isinstance(told, NetworkError)
    assert (told.what, told.remedy) == (sentence, remedy)
    assert (told.cause, told.exit_code) == ("unreachable", 5)
    assert "pass-word" not in str(told)
    well_said(told)


def test_the_service_is_told_apart_from_the_proxy_before_it() -> None:
    """What the service answers through a proxy is the service's."""
    told = failed(InvalidStatus(response(401)), via_proxy=True)
    assert told.what == f"{HOST} does not accept the credential from {SOURCE} (HTTP 401)."
