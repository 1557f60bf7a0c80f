"""How a terminal is made to tell that the model replies."""

from __future__ import annotations

import pytest

from livechat.core.state import ConversationState
from livechat.core.talk.events import LeaveAsked, OutputTranscribed
from livechat.core.text import visible
from livechat.ui.alert import BELL, WORDS, Alert, How, alert_codes

OSC9 = f"\x1b]9;{WORDS['reply']}\a"


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
    assert alert_codes("auto", environ)["reply"] == code


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
    assert alert_codes(how, environ)["reply"] == code


def test_the_words_of_a_notice_steer_no_terminal() -> None:
    """And are no number, which some terminals take for another command."""
    for words in WORDS.values():
        assert visible(words) == words
        assert not words[0].isdigit()


@pytest.mark.parametrize("always", [False, True])
def test_a_reply_out_of_focus_is_told_to_the_terminal(always: bool) -> None:
    """Always, one in focus as well."""
    written: list[str] = []
    alert = Alert(written.append, alert_codes("bell", {}), always=always)
    for turn, in_focus in enumerate([True, False, True], 1):
        alert.focus(in_focus)
        for _ in range(2):
            word = OutputTranscribed(at=turn, turn=turn, text="word")
            alert.observe(word, [], ConversationState())
    assert written == [BELL] * (3 if always else 1)


def test_a_question_for_leave_is_told_in_words_of_its_own() -> None:
    """Nothing of the call is in them."""
    written: list[str] = []
    alert = Alert(written.append, alert_codes("osc9", {}))
    alert.focus(False)
    asked = LeaveAsked(at=1, call=1, name="order", args={"item": "gloves"})
    alert.observe(asked, [], ConversationState())
    assert written == ["\x1b]9;livechat: a function asks for permission\a"]
