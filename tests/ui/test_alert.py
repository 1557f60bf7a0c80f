"""How a terminal is made to tell that the model replies."""

from __future__ import annotations

import pytest

from livechat.core.state import ConversationState
from livechat.core.talk.events import OutputTranscribed
from livechat.core.text import visible
from livechat.ui.alert import BELL, WORDS, Alert, How, alert_code

OSC9 = f"\x1b]9;{WORDS}\a"


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({}, BELL),
        ({"TERM": "xterm-256color"}, BELL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, BELL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, OSC9),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, OSC9),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, OSC9),
        ({"TERM": "xterm-ghostty"}, OSC9),
        ({"TERM": "xterm-kitty"}, OSC9),
        ({"TERM": "foot-extra"}, OSC9),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "TMUX": "/tmp/s,1,0"}, BELL),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/s,1,0"}, BELL),
        ({"TERM": "tmux-256color", "LC_TERMINAL": "iTerm2"}, BELL),  # over ssh
        ({"TERM": "screen", "TERM_PROGRAM": "iTerm.app"}, BELL),
    ],
)
def test_a_notice_is_shown_where_the_terminal_is_known_to_and_elsewhere_a_bell_rings(
    environ: dict[str, str], code: str
) -> None:
    """Inside tmux or screen, which say nothing of the terminal outside, a bell."""
    assert alert_code("auto", environ) == code


@pytest.mark.parametrize(
    ("how", "environ", "code"),
    [
        ("bell", {"TERM": "xterm-kitty"}, BELL),
        ("osc9", {"TERM": "xterm"}, OSC9),
        ("osc9", {"TMUX": "/tmp/s,1,0"}, f"\x1bPtmux;\x1b{OSC9}\x1b\\"),
    ],
)
def test_who_names_one_gets_it(how: How, environ: dict[str, str], code: str) -> None:
    """Through tmux as well, wrapped as it wants it."""
    assert alert_code(how, environ) == code


def test_the_words_of_a_notice_steer_no_terminal() -> None:
    """And are no number, which some terminals take for another command."""
    assert visible(WORDS) == WORDS
    assert not WORDS[0].isdigit()


@pytest.mark.parametrize("always", [False, True])
def test_a_reply_out_of_focus_is_told_to_the_terminal(always: bool) -> None:
    """Always, one in focus as well."""
    written: list[str] = []
    alert = Alert(written.append, BELL, always=always)
    for turn, in_focus in enumerate([True, False, True], 1):
        alert.focus(in_focus)
        for _ in range(2):
            word = OutputTranscribed(at=turn, turn=turn, text="word")
            alert.observe(word, [], ConversationState())
    assert written == [BELL] * (3 if always else 1)
