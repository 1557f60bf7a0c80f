"""What terminals of the newer keyboard protocol send, as others would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.ui.kitty import (
    ANSWERED,
    BLURRED,
    FOCUSED,
    KNOWN,
    LEFT_ON,
    RELEASED,
    REPEATED,
    Kitty,
)

UP, ON = f"{RELEASED} ", f"{REPEATED} "
"""The space bar went up; it is held down."""


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (" \x1b[32;1:3u", f" {UP}"),
        ("\x1b[32;1:1u\x1b[32;1:2u\x1b[32;1:2u\x1b[32;1:3u", f" {ON}{ON}{UP}"),
        ("\x1b[32;129:3u", UP),  # num lock is on
        ("m\x1b[109;1:2u\x1b[109;1:3u", f"m{REPEATED}m{RELEASED}m"),
        ("?\x1b[47:63;2:3u", f"?{RELEASED}?"),
        ("\x1b[1089;5u\x1b[1089::99;5u\x1b[1074::100;5u", "\x03\x03\x04"),
        ("\x1b[4325::99;5u\x1b[1103::122;5u", "\x03\x1a"),
        ("\x1b[4325;5u", "ქ"),  # in no table, and nothing is told of its place
        ("\x1b[99::105;5u", "\x03"),  # Dvorak: what is typed counts
        ("\x1b[1081::113u\x1b[1081:1049:113;2u", "йЙ"),
        ("\x1b[1081::113;1:3u", f"{RELEASED}й"),
        ("\x1b[57414;1:3u", ""),
        ("\x1b[27u", "\x1b"),
        ("\x1b[99;5u", "\x03"),
        ("\x1b[99:67;5:1u", "\x03"),
        ("\x1b[99;5:3u", ""),
        ("\x1b[122;5u\x1b[100;69u", "\x1a\x04"),
        ("\x1b[32;5u", "\x00"),
        ("\x1b[98;3u", "\x1bb"),
        ("\x1b[13;2u\x1b[57414u", "\r\r"),
        ("\x1b[57441;2u", ""),  # shift alone
        ("\x1b[55296u\x1b[1114112u\x1b[64976u", ""),  # no characters
        ("\x1b[u", "\x00"),
        ("\x1b[1;1:1A\x1b[1;1:2A\x1b[1;1:3A", "\x1b[A\x1b[A"),
        ("\x1b[1;5:1D\x1b[1;5:3D", "\x1b[1;5D"),
        ("\x1b[3;1:1~\x1b[3;1:3~", "\x1b[3~"),
        ("\x1b[?0u\x1b[?62;22c", KNOWN + ANSWERED),
        ("\x1b[?3u", KNOWN + LEFT_ON),
        ("\x1b[O\x1b[Ii", f"{BLURRED}{FOCUSED}i"),
        # What another program has asked for: a colour, a name, a mode, a place of the mouse.
        ("\x1b]11;rgb:0000/0000/0000\x1b\\a\x1b]10;rgb:ffff/ffff/ffff\x07b", "ab"),
        ("\x1bP>|tmux 3.3a\x1b\\a\x1bP1+r524742\x1b\\", "a"),
        ("\x1b[>41;330;0ca\x1b[?2026;2$yb\x1b[<0;1;1Mc", "abc"),
    ],
)
def test_a_sequence_becomes_what_any_terminal_sends(sent: str, meant: str) -> None:
    """Releases and repeats of what types something are marked, others are dropped."""
    assert Kitty().feed(sent) == meant


@pytest.mark.parametrize(
    "sent",
    [
        "hello",
        "\x1b[A",
        "\x1b[1;5C",
        "\x1b[3~",
        "\x1bOP",
        "\x1bb",
        "é中",
        "\x1b[Z",
        "\x1b[1I",
    ],
)
def test_what_any_terminal_sends_passes(sent: str) -> None:
    """Untouched."""
    assert Kitty().feed(sent) == sent


def test_what_is_pasted_is_data() -> None:
    """Were it translated, a text could end the paste and press keys."""
    pasted = "\x1b[200~one\x1b[27u[201~q\x1b[O\x1b[32;1:3u\x1b[201~"
    assert Kitty().feed(f"{pasted}\x1b[32;1:3u") == f"{pasted}{UP}"


def test_marks_cannot_be_typed() -> None:
    """They are no text."""
    marks = f"{KNOWN}{ANSWERED}{RELEASED}{REPEATED}{LEFT_ON}{FOCUSED}{BLURRED}"
    assert Kitty().feed(f"a{marks}b") == "ab"


def test_places_of_letters_are_kept_in_mind() -> None:
    """Where the terminal tells them: for layouts that are in no table."""
    kitty = Kitty()
    kitty.feed("\x1b[4325::113u\x1b[113::97u")
    assert kitty.places == {"ქ": "q"}


def test_an_escape_key_waits_for_what_follows_and_no_longer() -> None:
    """Whoever waits decides how long."""
    kitty = Kitty()
    assert (kitty.feed("\x1b"), kitty.flush(), kitty.flush()) == ("", "\x1b", "")
    assert (kitty.feed("\x1b"), kitty.feed("[A")) == ("", "\x1b[A")


CUT = ("\x1b[?62;22c", "\x1b[?7u", "\x1b[12;40R", "\x1b[32;1:3u", "\x1b[A", "\x1b[>41;330;0c")


@pytest.mark.parametrize("whole", CUT)
def test_a_report_that_a_network_cuts_is_no_text(whole: str) -> None:
    """Wherever it is cut, and though its end comes so late that an Escape was taken for the key."""
    meant = Kitty().feed(whole)
    for cut in range(1, len(whole) - 1):
        kitty = Kitty()
        found = kitty.feed(whole[:cut]) + kitty.flush() + kitty.feed(whole[cut:])
        assert found == "\x1b" * (cut == 1) + meant
        assert not kitty.waits


@pytest.mark.parametrize("after", ["[", "a", "[ and more"])
def test_what_is_typed_after_an_escape_key_is_typed(after: str) -> None:
    """It is no end of a sequence."""
    kitty = Kitty()
    assert kitty.feed("\x1b") + kitty.flush() + kitty.feed(after) == f"\x1b{after}"
    assert kitty.feed("[A") == "[A"


def test_a_sequence_whose_end_is_lost_is_dropped() -> None:
    """By whoever knows how long a network may take; what comes then is typed."""
    kitty = Kitty()
    assert (kitty.feed("a\x1b[?62"), kitty.flush(), kitty.waits) == ("a", "", True)
    kitty.drop()
    assert (kitty.feed("b"), kitty.waits) == ("b", False)


@pytest.mark.parametrize("cut", range(1, 6))
def test_the_end_of_a_paste_may_come_in_two_pieces(cut: int) -> None:
    """However long the second takes: keys are keys after it."""
    end = "\x1b[201~"
    kitty = Kitty()
    found = kitty.feed(f"\x1b[200~one{end[:cut]}") + kitty.flush()
    kitty.drop()
    found += kitty.feed(end[cut:]) + kitty.feed("\x1b[32;1:3u")
    assert found == f"\x1b[200~one{end}{UP}"


def test_a_sequence_without_an_end_is_not_kept_for_ever() -> None:
    """It is longer than any there is."""
    assert Kitty().feed("\x1b[" + "1" * 100) == "\x1b[" + "1" * 100


PIECES = st.sampled_from(
    [
        *("a", " ", "\x1b", "\x1b[32;1:3u", "\x1b[32;1:2u", "\x1b[27u", "\x1b[?3u", "\x1b[?1;2c"),
        *("\x1b[I", "\x1b[O", "\x1bO", "O"),
        *(
            "\x1b[A",
            "\x1b[1;1:3A",
            "\x1b[200~",
            "\x1b[201~",
            "\x1b[99;5u",
            "\x1b[1089::99;5u",
            "é",
            "[",
            "1",
            ";",
            "u",
        ),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join), st.data())
def test_pieces_mean_the_same_however_they_are_cut(text: str, data: st.DataObject) -> None:
    """A network may deliver them byte by byte."""
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=8).map(sorted))
    kitty = Kitty()
    cut = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    found = "".join(map(kitty.feed, cut)) + kitty.flush()
    whole = Kitty()
    assert found == whole.feed(text) + whole.flush()


@given(st.text(alphabet="\x1b[?;:u~c0123456789AIO \r" + KNOWN, max_size=60))
def test_nothing_that_is_sent_breaks_it(text: str) -> None:
    """Terminals are strangers."""
    kitty = Kitty()
    assert len(kitty.feed(text) + kitty.flush()) <= len(text)
