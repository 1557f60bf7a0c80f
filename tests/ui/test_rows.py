"""Passages of the transcript."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from livechat.core.talk.citations import Mark
from livechat.core.talk.transcript import Utterance
from livechat.ui.rows import MARK, Passage, growing, listed, note, utterance
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


def test_numbers_of_sources_stand_behind_words_and_are_none_of_the_characters() -> None:
    """Quiet, glued to their word, which takes them along into the next row."""
    said = Utterance("model", "Clear  skies over Paris today.", 1)
    passage = utterance(said, DARK, [Mark(11, (1, 2)), Mark(22, (3,)), Mark(29, (12,))])
    assert rows(passage) == ["model  Clear skies[1][2] over Paris[3] today.[12]"]
    assert rows(passage, 19) == [
        *("model  Clear", "       skies[1][2]", "       over", "       Paris[3]"),
        "       today.[12]",
    ]
    [first, second, *_] = passage.rows(19, "", 0, 9)
    assert (second.begin, second.end, second.added) == (6, 11, ((12, 18),))
    assert [second.text.plain[s.start : s.end] for s in second.text.spans if s.style == "dim"] == [
        "[1][2]"
    ]
    assert rows(passage, start=first.end)[0] == "       skies[1][2] over Paris[3] today.[12]"


def test_a_mark_of_words_that_are_written_is_left_out() -> None:
    """It is in the list all the same."""
    said = Utterance("model", "Clear skies over Paris.", 1)
    passage = utterance(said, DARK, [Mark(11, (1,)), Mark(23, (2,))])
    assert rows(passage, start=11) == ["       over Paris.[2]"]


def test_where_there_is_hardly_any_room_there_are_no_marks() -> None:
    """Words come first."""
    passage = utterance(Utterance("model", "One two", 1), DARK, [Mark(3, (1, 2, 3))])
    assert rows(passage, 24) == ["model  One two"]
    assert rows(passage, 25) == ["model  One[1][2][3] two"]


def test_the_word_that_sounds_is_marked_beside_numbers() -> None:
    """Both marks, in any order of the words."""
    said = Utterance("model", "Clear skies over Paris.", 1)
    passage = growing(said, 12, 16, DARK, [Mark(5, (1,)), Mark(11, (2,)), Mark(16, (3,))])
    assert rows(passage) == [f"model  Clear[1] skies[2]{MARK}over[3] Paris."]
    begins = growing(said, 0, 5, DARK, [Mark(5, (1,))])
    assert rows(begins) == [f"model {MARK}Clear[1] skies over Paris."]


def test_a_line_of_a_list_stands_under_the_words() -> None:
    """Without a time; what it links to goes along into each row."""
    link = Style(link="https://example.org/")
    row = Text.assemble(("[1] ", "dim"), ("a long title", link))
    passage = listed(row, 3)
    assert rows(passage, 27, "08:00:00  ") == [
        "                 [1] a long",
        "                 title",
    ]
    for one in passage.rows(27, "08:00:00  ", 0, 9):
        linked = [one.text.plain[s.start : s.end] for s in one.text.spans if s.style == link]
        assert "".join(linked) in "a long title"
        assert linked


def test_words_that_nobody_heard_are_told_from_those_that_were_said() -> None:
    """Also where nobody interrupted them: the call was ended."""
    said = Utterance("model", "One", 1, unheard=" two.")
    assert utterance(said, DARK).words.plain == "One ╌ not heard: two."
