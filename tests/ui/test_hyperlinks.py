"""Where links are shown, and what may become one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.ui.hyperlinks import MAX_URI_CHARS, host_of, linkable, shows_links

XTERM = {"TERM": "xterm-256color"}
TMUX = {"TMUX": "/tmp/tmux-1000/default,1,0", "TERM": "tmux-256color", "TERM_PROGRAM": "tmux"}


@pytest.mark.parametrize(
    "environ",
    [
        {"TERM": "xterm-kitty"},
        {"TERM": "foot"},
        {"TERM": "foot-extra"},
        {"TERM": "xterm-ghostty"},
        {"TERM": "wezterm"},
        *(XTERM | {"TERM_PROGRAM": name} for name in ("kitty", "WezTerm", "iTerm.app", "ghostty")),
        XTERM | {"LC_TERMINAL": "iTerm2"},
        XTERM | {"VTE_VERSION": "5000"},
        XTERM | {"VTE_VERSION": "7802"},
        XTERM | {"WT_SESSION": "2cdc3d6a"},
        {"WT_SESSION": "2cdc3d6a"},  # PowerShell has no TERM
        TMUX | {"TERM_PROGRAM_VERSION": "3.4", "LC_TERMINAL": "iTerm2"},
        TMUX | {"TERM_PROGRAM_VERSION": "3.5a", "LC_TERMINAL": "iTerm2"},
        TMUX | {"TERM_PROGRAM_VERSION": "4.0", "LC_TERMINAL": "iTerm2"},
    ],
)
def test_terminals_that_are_known_to_show_links(environ: dict[str, str]) -> None:
    """By their own variables, or by TERM, which ssh passes on."""
    assert shows_links(environ)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"TERM": "dumb", "VTE_VERSION": "7802"},
        {"TERM": "linux", "WT_SESSION": "1"},
        XTERM,
        XTERM | {"TERM_PROGRAM": "Apple_Terminal"},
        XTERM | {"VTE_VERSION": "4999"},
        XTERM | {"VTE_VERSION": "0.50"},
        XTERM | {"VTE_VERSION": "7802", "XTERM_VERSION": "XTerm(390)"},  # started from another
        {"TERM": "screen-256color", "LC_TERMINAL": "iTerm2"},
        {"TERM": "xterm-kitty", "STY": "1.pts"},
        TMUX | {"TERM_PROGRAM_VERSION": "3.3a", "LC_TERMINAL": "iTerm2"},
        TMUX | {"TERM_PROGRAM_VERSION": "next", "LC_TERMINAL": "iTerm2"},
        TMUX | {"TERM_PROGRAM_VERSION": "3.4"},
        TMUX | {"TERM_PROGRAM_VERSION": "3.4", "VTE_VERSION": "7802"},
        {"TERM": "tmux-256color", "LC_TERMINAL": "iTerm2"},
        {"TERM": "screen", "TMUX": "x", "LC_TERMINAL": "iTerm2", "TERM_PROGRAM": "iTerm.app"},
    ],
)
def test_elsewhere_addresses_are_written_out(environ: dict[str, str]) -> None:
    """A title without an address would be all that anybody sees."""
    assert not shows_links(environ)


@pytest.mark.parametrize(
    ("uri", "link"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/über", "https://example.org/%C3%BCber"),
        ("https://example.org/" + "a" * (MAX_URI_CHARS - 20), None),
        ("https://example.org/" + "a" * (MAX_URI_CHARS - 19), ""),
        ("https://example.org/" + "ü" * (MAX_URI_CHARS // 4), ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("data:text/html,x", ""),
        ("https://", ""),
        ("https:///path", ""),
        ("https://[bad/", ""),
        ("//example.org/", ""),
        ("", ""),
        ("https://example.org/\x1b]8;;\x1b\\", ""),
        ("https://example.org/\x07", ""),
        ("https://example.org/a b", ""),
        ("https://example.org/\u202e", ""),
        ("https://example.org/\ud800", ""),
        ("https://example.org/\n", ""),
    ],
)
def test_only_the_address_of_a_page_becomes_a_link(uri: str, link: str | None) -> None:
    """Nothing in it may end the link, run something, or be longer than terminals take."""
    assert linkable(uri) == (uri if link is None else link)


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_a_link_is_plain_ascii(text: str) -> None:
    """Whatever a service sends."""
    for uri in (text, "https://example.org/" + text, "https://" + text):
        link = linkable(uri)
        assert link.isascii()
        assert all("\x20" < char < "\x7f" for char in link)
        assert link.lower().startswith(("http://", "https://")) or not link


def test_the_host_is_the_one_that_is_gone_to() -> None:
    """Not what stands before an @."""
    assert host_of("https://bank.example@evil.example:8/x") == "evil.example"
    assert host_of("https://EXAMPLE.org") == "example.org"
    assert host_of("ftp://example.org") == host_of("nonsense") == ""
