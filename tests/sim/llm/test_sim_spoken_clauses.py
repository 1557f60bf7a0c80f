"""Text cut into clauses that can be spoken."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.clauses import FIRST_MOST, LONGEST, Clauses


def cut(pieces: Iterable[str]) -> list[str]:
    clauses = Clauses()
    return [words for piece in pieces for words in clauses.feed(piece)] + [*clauses.end()]


def after_the_first(text: str) -> list[str]:
    """The clauses of a text that follows a first sentence."""
    first, *others = cut([f"Right. {text}"])
    assert first == "Right."
    return others


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("It rains. It pours! Does it? Yes.", ["It rains.", "It pours!", "Does it?", "Yes."]),
        ("Dr. Smith met Mrs. Jones at 3.14 p.m. today.", None),
        ("It is e.g. warm, i.e. not cold, in the U.S. and elsewhere.", None),
        ("J. R. R. Tolkien wrote it, vs. others etc. and so on.", None),
        ("Version 1.2.3 costs 1,000.50 at example.com today.", None),
        ("See No. 5 on p. 12 of vol. 3 for it.", None),
        ("Der Zug fährt am 3. Oktober, d.h. morgen.", None),
        ("She is 12. He is 14.", ["She is 12.", "He is 14."]),
        ("No. I do not.", ["No.", "I do not."]),
        ("It was 1999. Then it was not.", ["It was 1999.", "Then it was not."]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("(It rains.) It pours.", ["(It rains.)", "It pours."]),
        ("Well... maybe it does. Or so.", ["Well... maybe it does.", "Or so."]),
        ("Wait… What?", ["Wait…", "What?"]),
        ("**It rains.** It pours.", ["It rains.", "It pours."]),
        ("She cried “help!” and ran.", None),
        ("今日は雨です。明日は晴れです！", ["今日は雨です。", "明日は晴れです！"]),
        ("आज बारिश है। कल नहीं।", ["आज बारिश है।", "कल नहीं।"]),
        ("See [this. It helps](http://x.org/a.b) now. Yes.", ["See this. It helps now.", "Yes."]),
    ],
)
def test_a_sentence_ends_where_it_ends(text: str, clauses: list[str] | None) -> None:
    assert after_the_first(text) == ([text] if clauses is None else clauses)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("# Title\n\nSome text.\n", ["Title.", "Some text."]),
        ("- one\n- **two**\n* three!\n", ["one.", "two.", "three!"]),
        ("1. First\n2) Second\n", ["1. First.", "2. Second."]),
        ("- [ ] open\n- [x] done", ["open.", "done"]),
        ("> A quote.\n> Another one.\n", ["A quote.", "Another one."]),
        ("Before\n\n---\n\nAfter.", ["Before", "After."]),
        ("| Day | Sky |\n|-----|:---:|\n| Mon | blue |\n", ["Day, Sky.", "Mon, blue."]),
        ("```python\nprint(1)\nx = 2\n```\nDone.", ["print(1).", "x = 2.", "Done."]),
        ("This line\nis wrapped here.\n", ["This line is wrapped here."]),
        ("Roses are red,\nViolets are blue", ["Roses are red,", "Violets are blue"]),
        ("One paragraph\n\nanother one", ["One paragraph", "another one"]),
        ("🎉\n\n🎊", []),
        ("\n\n\n", []),
        ("One.\r\n\r\nTwo.\r\n", ["One.", "Two."]),
        ("Use ```x``` here.", ["Use x here."]),
        ("-5 degrees it is.", ["-5 degrees it is."]),
        ("3.5 is more.", ["3.5 is more."]),
        ("*Stars* shine.", ["Stars shine."]),
    ],
)
def test_marks_of_lists_headings_tables_and_code_are_not_read_aloud(
    text: str, clauses: list[str]
) -> None:
    assert after_the_first(f"\n{text}") == clauses
    assert cut(["Right.\n", *text])[1:] == clauses


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("I am quite sure, though it is late.", "I am quite sure,"),
        ("I am quite sure; it is late.", "I am quite sure;"),
        ("I am quite sure – it is late.", "I am quite sure –"),
        ("I am quite sure—it is late.", "I am quite sure—"),
        ("Well, it is late.", "Well, it is late."),
        ("It has 1,000 rooms in all.", "It has 1,000 rooms in all."),
        (
            "I am sure that it will rain in Paris because it did.",
            "I am sure that it will rain in Paris",
        ),
        ("Yes. It is.", "Yes."),
        ("It was on May 5, 2020, in Rome.", "It was on May 5, 2020,"),
    ],
)
def test_the_first_clause_ends_early(text: str, first: str) -> None:
    assert cut([text])[0] == first


def test_the_first_clause_comes_after_some_words_at_the_latest() -> None:
    clauses = Clauses()
    words = [f"word{at} " for at in range(40)]
    fed = next(at for at, word in enumerate(words) if [*clauses.feed(word)])
    assert fed == FIRST_MOST


def test_a_sentence_comes_as_soon_as_the_next_one_begins() -> None:
    clauses = Clauses()
    assert [*clauses.feed("It rains")] == []
    assert [*clauses.feed(".")] == []
    assert [*clauses.feed(" It")] == ["It rains."]


def test_a_sentence_that_a_line_ends_comes_at_once() -> None:
    clauses = Clauses()
    assert [*clauses.feed("It rains.\n")] == ["It rains."]


def test_a_long_sentence_is_cut_at_a_comma_then_at_a_conjunction_then_between_words() -> None:
    comma = "Word " + "word " * 20 + "word, " + "word " * 20
    joint = "Word " + "word " * 22 + "and " + "word " * 20
    plain = "Word " + "word " * 100
    assert after_the_first(comma)[0].endswith(",")
    assert after_the_first(joint)[1].startswith("and ")
    assert all(len(words) <= LONGEST and words.endswith("word") for words in after_the_first(plain))


def test_a_word_without_an_end_is_cut_too() -> None:
    found = after_the_first("X" * 4 * LONGEST)
    assert "".join(found) == "X" * 4 * LONGEST
    assert max(map(len, found)) == LONGEST


_WORDS = st.sampled_from(
    [
        "one",
        "two,",
        "three.",
        "Four!",
        "Dr.",
        "U.S.",
        "3.14",
        "e.g.",
        "and",
        "**bold**",
        "*it*",
        "\n",
        "\n\n",
        "\n- ",
        "\n# ",
        "\n1. ",
        "\n> ",
        "\n| a | b |\n|---|---|\n",
        "\n```\n",
        "`x`",
        "🎉",
        "—",
        ";",
        "(so)",
        '"Yes."',
        "[link](http://a.org)",
        "x" * 50,
        "日本。",
        "_",
        "*",
        "#",
        "https://a.org/b?c",
        "\n---\n",
        "|",
        "-",
        "<b>",
        "\\*",
        "~~",
        "[",
        "](",
        "]",
    ]
)


def _words(text: str) -> str:
    """All letters of a text that are to be heard, and figures but those of the addresses' ends."""
    text = text.replace("(http://a.org)", "").replace("https://a.org/b?c", "a.org/b")
    text = text.replace("<b>", "")
    return "".join(re.findall(r"[^\W_]", text))


@given(st.lists(_WORDS, max_size=60), st.integers(1, 40))
def test_all_words_come_out_in_their_order(words: list[str], size: int) -> None:
    text = " ".join(words)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    found = cut(pieces)
    expected = _words(text)
    if "](" in words:
        return  # half a link
    assert _words(" ".join(found)) == expected
    assert all(one == one.strip() and one for one in found)
    assert all(len(one) <= 2 * LONGEST for one in found)


@given(st.text("ab. ,\n-*", max_size=200))
def test_plain_text_loses_no_letter(text: str) -> None:
    assert _words(" ".join(cut(text))) == _words(" ".join(cut([text]))) == _words(text)
