"""What credentials look like, and that nobody sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.config.secrets import PIECE, masked

FOREIGN = [
    "AIzaSyA1234567890abcdefghijklmnopqrstuv",
    "AIzaSyA12345",
    "AQ.Ab8RN6-s0me.thing_else",
    "auth_tokens/0123456789abcdef",
    "ya29.a0AfH6SMB-x",
    "1//0gabcdefghijklmnopqrstuv",
    "GOCSPX-abcdefghijkl",
    "sk-proj-abcdefgh12345678",
    "sk-ant-api03-abcdefgh",
    "sk_live_abcdefgh1234",
    "ghp_abcdefgh12345678",
    "github_pat_11ABCDEFG0abcdefgh",
    "gsk_abcdefgh12345678",
    "hf_abcdefgh12345678",
    "glpat-abcdefgh1234",
    "xoxb-1234567890-abcdef",
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "eyJhbGciOiJIUzI1NiJ9",
]


@pytest.mark.parametrize("secret", FOREIGN)
@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "Bearer {}",
        "The key {} is bad.",
        "x-goog-api-key: {}",
        '{{"error": "{}"}}',
        "a={}&b=1",
    ],
)
def test_a_credential_is_known_by_its_shape(secret: str, text: str) -> None:
    """Somebody else's too: a gateway's own key, another user's token."""
    said = masked(text.format(secret))
    assert secret not in said
    assert "…" in said


def test_a_private_key_is_known_in_one_line_and_cut_off() -> None:
    """As a file has it, as JSON has it, and without its end."""
    key = "-----BEGIN PRIVATE KEY-----\nMIIE/vQ+Ab=\n-----END PRIVATE KEY-----"
    for text in (key, key.replace("\n", "\\n"), key.replace("\n", " "), key[:40]):
        assert masked(f"bad: {text}") == "bad: …"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Bearer abc123def456", "Authorization: Bearer …"),
        ("authorization=basic dXNlcjpwYXNzd29yZA==", "authorization=basic …"),
        ("Incorrect API key provided: 9f8e7d6c5b4a3210.", "Incorrect API key provided: …"),
        ('{"api_key": "9f8e7d6c5b4a3210"}', '{"api_key": "…"}'),
        ("password=hunter2hunter2 failed", "password=… failed"),
        ("wss://g.example/?key=short&x=1", "wss://g.example/?key=…&x=1"),
        ("?access_token=short", "?access_token=…"),
        ("proxy http://me:secret@proxy.example:8080", "proxy http://…@proxy.example:8080"),
        ("Bearer abc1defkey=%41secret", "Bearer ……"),
        (
            "a \u212aEY=abc12345 and a pa\u017f\u017fword: abc12345",
            "a \u212aEY=… and a pa\u017f\u017fword: …",
        ),
    ],
)
def test_a_credential_is_known_by_what_stands_before_it(text: str, expected: str) -> None:
    """Its shape may be anything."""
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "API key not valid. Please pass a valid API key.",
        "API key: missing",
        "Bearer authentication is required",
        "Token expired: make another one",
        "Multiple authentication credentials received. Please pass only one.",
        "models/gemini-9.9-live is not found for API version v1beta",
        "task-oriented work, FAQ.html, a risk-averse desk-bound keyboard",
        "The operation was aborted.",
        "https://aistudio.google.com/apikey",
        "Rate limit exceeded; try again in 5 s",
        "Invalid JSON payload received. Unknown name \"transparent\" at 'setup.session_resumption'",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    """What the service says is why it says no."""
    assert masked(text) == text


OWN = "my-very-own-credential"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"key {OWN} and {OWN}", "key … and …"),
        ("key my-very-own-cred", "key …"),
        ("key 'my-very-", "key '…"),
        ("key “my-very-own-credentia…”.", "key “……”."),
        ("one my-very-own\ntwo my-very-ow.\nthree", "one …\ntwo ….\nthree"),
        # Too little to be one, or not at the end
        ("key my-very", "key my-very"),
        ("my-very-own words", "my-very-own words"),
    ],
)
def test_ones_own_credential_is_not_shown_even_when_it_is_cut_off(text: str, expected: str) -> None:
    """A close reason ends after 123 bytes, in the middle of a key if it must."""
    assert masked(text, [OWN]) == expected


def test_short_credentials_are_replaced_whole() -> None:
    """An empty one is none."""
    assert masked("a-key is bad, a-ke", ["a-key", ""]) == "… is bad, a-ke"


@given(st.text(), st.lists(st.text(max_size=20), max_size=3))
def test_no_text_breaks_it_and_no_credential_stays(text: str, own: list[str]) -> None:
    """Whatever is said, and whatever they are."""
    said = masked(text + "".join(own), own)
    assert all(secret not in said for secret in own if secret.strip("…") and len(secret) > 8)


@pytest.mark.parametrize(
    "secret", ["AIzaSyD-00000000000000000", "api_key=abc12345abc", "a://me:x@y"]
)
def test_a_credential_is_found_wherever_it_stands_in_a_long_text(secret: str) -> None:
    """It is looked through in pieces, which end between words."""
    for before in (PIECE - 40, PIECE - 12, PIECE - 1, PIECE, 3 * PIECE):
        text = f"{'word ' * (before // 5)}{secret} {'word ' * PIECE}"
        found = masked(text)
        assert masked(secret) in found
        assert secret not in found
        assert len(found) == len(text) - len(secret) + len(masked(secret))


def test_a_private_key_is_found_across_lines_of_a_long_text() -> None:
    """It is the only one with white space in it."""
    key = "-----BEGIN RSA PRIVATE KEY-----\n" + "QUJD\n" * PIECE + "-----END RSA PRIVATE KEY-----"
    assert masked(f"before {key} after") == "before … after"


def test_a_long_text_without_spaces_is_whole() -> None:
    """Nothing of it is lost between the pieces."""
    text = "x" * (3 * PIECE + 5)
    assert masked(text) == text
