"""Passages of the transcript."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from livechat.core.talk.events import (
    Source,
    SourcesCited,
    ToolCall,
    ToolCalled,
)
from livechat.core.talk.transcript import Utterance
from livechat.ui.rows import MARK, Passage, doings, growing, note, utterance
from livechat.ui.themes import DARK
from tests.ui.test_panels import texts


def rows(passage: Passage, width: int = 80, when: str = "", start: int = 0) -> list[str]:
    return [row.text.plain for row in passage.rows(width, when, start, 99)]


def test_words_stand_beside_the_speaker_and_the_time() -> None:
    """Whatever was written before, the next row stands under the words."""
    said = utterance(Utterance("user", "Hello there, how are you?", 0), DARK)
    assert rows(said, 33, "08:00:00  ") == [
        "08:00:00  you    Hello there, how",
        "                 are you?",
    ]
    assert rows(said, 33, "08:00:00  ", start=16) == ["                 are you?"]
    assert rows(said, 33, "08:00:00  ", start=len(said.words)) == []


def test_what_was_not_heard_is_told_and_struck() -> None:
    """Words say it; the style repeats it."""
    said = Utterance("model", "One ", 1, interrupted=True, unheard="two.")
    [row] = utterance(said, DARK).rows(80, "", 0, 9)
    assert row.text.plain == "model  One ╌ interrupted, not heard: two."
    assert row.text.spans[-1].style == DARK.unheard
    lost = Utterance("model", "One ", 1, lost=True)
    assert rows(utterance(lost, DARK)) == ["model  One ╌ connection lost"]


def test_guesses_are_dim_until_they_are_sure() -> None:
    """Only they are."""
    said = Utterance("user", "Sure ", 1, interim="perhaps")
    [row] = utterance(said, DARK).rows(80, "", 0, 9)
    spans = row.text.spans
    dim = [row.text.plain[span.start : span.end] for span in spans if span.style == DARK.interim]
    assert dim == [" perhaps"]


def test_the_word_that_sounds_is_marked_and_what_follows_is_dim() -> None:
    """The mark takes the place of a space, so that nothing moves."""
    said = Utterance("model", "Eighteen degrees  and\nclear", 1)
    passage = growing(said, 18, 21, DARK)
    assert passage.done == 17
    [row] = passage.rows(80, "", 0, 9)
    assert row.text.plain == f"model  Eighteen degrees{MARK}and clear"
    ahead = [span for span in row.text.spans if span.style == DARK.ahead]
    assert [row.text.plain[span.start : span.end] for span in ahead] == [" clear"]
    assert rows(growing(said, 0, 8, DARK))[0].startswith(f"model {MARK}Eighteen")
    assert rows(passage, 23)[1] == f"      {MARK}and clear"


def test_words_without_sound_have_no_mark() -> None:
    """Nor those of which all was heard."""
    said = Utterance("model", "Hm. ", 1, kind="thought")
    passage = growing(said, 4, 4, DARK)
    assert rows(passage) == ["model  (thinking) Hm."]
    assert passage.done == passage.length == len("(thinking) Hm.")


def test_of_a_script_without_spaces_a_sign_is_marked_by_its_style() -> None:
    """There is no space to put a mark into."""
    [row] = growing(Utterance("model", "山は青い", 1), 2, 3, DARK).rows(80, "", 0, 9)
    assert row.text.plain == "model  山は青い"
    bold = [span for span in row.text.spans if span.style == DARK.sounding]
    assert [row.text.plain[span.start : span.end] for span in bold] == ["青"]


@given(text=texts, begin=st.integers(0, 300), width=st.integers(20, 200))
@settings(max_examples=150, deadline=None)
def test_nothing_that_is_said_leaves_its_place(text: str, begin: int, width: int) -> None:
    """No row is too wide, none a command to the terminal."""
    said = Utterance("model", text, 0, interrupted=True, unheard=text, lost=True, interim=text)
    begin = min(begin, len(text))
    for passage in (
        utterance(said, DARK),
        growing(said, begin, min(begin + 3, len(text)), DARK),
        note(text, 0, "dim"),
    ):
        for row in rows(passage, width, "08:00:00  " if width >= 60 else ""):
            assert cell_len(row) <= width
            assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in row)


def test_doings_are_one_quiet_line_each() -> None:
    """Searches with what was read. A call has a row of its own when it is over."""
    call = ToolCall("1", "get_weather", {"city": "Paris"})
    assert doings(ToolCalled(at=0, calls=(call,))) == []
    cited = SourcesCited(at=0, queries=("q",), sources=(Source("T", "https://example.org"),))
    assert doings(cited) == ['⌕ searched "q" · T https://example.org']
    assert doings(SourcesCited(at=0)) == []


def test_words_that_nobody_heard_are_told_from_those_that_were_said() -> None:
    """Also where nobody interrupted them: the call was ended."""
    said = Utterance("model", "One", 1, unheard=" two.")
    assert utterance(said, DARK).words.plain == "One ╌ not heard: two."
