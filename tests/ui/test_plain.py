"""Plain lines: what a pipe, a file or a screen reader gets."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.talk.events import (
    AudioReceived,
    AudioSent,
    CallEnded,
    CallHeld,
    CallProgressed,
    Connected,
    DeviceLost,
    DeviceOpened,
    Ended,
    Event,
    HandingOver,
    InputTranscribed,
    Interrupted,
    LeaveAsked,
    LineEntered,
    Notice,
    NotUnderstood,
    OutputTranscribed,
    PlaybackFinished,
    Retrying,
    ServiceTroubled,
    SettingChanged,
    Source,
    SourcesCited,
    TextReceived,
    ToolAnswered,
    TurnComplete,
    TurnSettled,
    UsageReported,
)
from livechat.core.talk.usage import Usage
from livechat.core.text import visible
from livechat.ui.plain import HANDING_OVER, PRACTICE, TROUBLES, AnswerDisplay, PlainDisplay
from livechat.ui.summary import Summary
from tests.support.called import ended
from tests.support.story import tell

DISPLAYS = [PlainDisplay, AnswerDisplay]
NASTY = "\x1b[31mred\x1b[0m \x9b2J \x07\r\n [red]x[/red] [link=http://x]y[/link] \u202e \ud83d \x00"

anything = st.text(st.characters(exclude_categories=()), max_size=30)


class Tty(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def printed(make: type[PlainDisplay | AnswerDisplay], *events: Event) -> tuple[str, str]:
    """What goes to standard output and to standard error."""
    out, notes = io.StringIO(), io.StringIO()
    tell(make(out, notes), events)
    return out.getvalue(), notes.getvalue()


def say(text: str, at: float = 2.0) -> list[Event]:
    return [OutputTranscribed(at=at, text=text), TurnComplete(at=at)]


def test_every_finished_utterance_is_a_line_in_the_order_of_their_ends() -> None:
    """Fragments become sentences; what was spoken over says so."""
    out, notes = printed(
        PlainDisplay,
        InputTranscribed(at=1, text="Tell me"),
        InputTranscribed(at=1.2, text=" a story."),
        OutputTranscribed(at=3, text="Once upon"),
        OutputTranscribed(at=3.1, text=" a time"),
        InputTranscribed(at=6, text="Stop."),
        Interrupted(at=6.1),
        TurnComplete(at=6.2),
        OutputTranscribed(at=7, text="Fine."),
        TurnComplete(at=8),
        Ended(at=9),
    )
    assert out.splitlines() == [
        "you: Tell me a story.",
        "model: Once upon a time [interrupted]",
        "you: Stop.",
        "model: Fine.",
    ]
    assert notes == ""


def test_late_words_of_the_user_come_before_the_answer() -> None:
    """Their transcript may trail the model's first sound; the order on paper is that of speech."""
    out, _ = printed(
        PlainDisplay,
        AudioReceived(at=1.0, pcm=b"\0\0"),
        OutputTranscribed(at=1.1, text="Noon."),
        InputTranscribed(at=1.2, text="What time"),
        InputTranscribed(at=1.3, text=" is it?"),
        TurnComplete(at=5.0),
        PlaybackFinished(at=5.1, turn=1, heard=1),
    )
    assert out.splitlines() == ["you: What time is it?", "model: Noon."]


def test_a_line_typed_over_an_answer_comes_after_it() -> None:
    """The answer is finished later: when it is known how far it was heard."""
    story = [
        LineEntered(at=1, text="Tell me a story."),
        AudioReceived(at=2, pcm=b"\0\0", turn=1),
        OutputTranscribed(at=2.1, text="Once upon a time", turn=1),
        LineEntered(at=6, text="Stop."),
        Interrupted(at=6.1, turn=1),
        TurnComplete(at=6.2, turn=1),
    ]
    told = ["you: Tell me a story.", "model: Once upon a time [interrupted]", "you: Stop."]
    out, _ = printed(PlainDisplay, *story[:4])
    assert out.splitlines() == told[:1]
    out, _ = printed(PlainDisplay, *story, Ended(at=9))
    assert out.splitlines() == told


def test_thinking_and_typing_are_told_apart() -> None:
    """A thought is not an answer."""
    out, _ = printed(
        PlainDisplay,
        LineEntered(at=1, text="Why?"),
        TextReceived(at=2, text="Hm.", thought=True),
        TextReceived(at=3, text="Because."),
        TurnComplete(at=4),
    )
    assert out.splitlines() == ["you: Why?", "model (thinking): Hm.", "model: Because."]


@pytest.mark.parametrize("make", DISPLAYS)
def test_everything_else_goes_beside_the_transcript(
    make: type[PlainDisplay | AnswerDisplay],
) -> None:
    """Standard output holds what was asked for and nothing more."""
    out, notes = printed(
        make,
        Connected(at=0, model="m", practice=True),
        Notice(at=1, text="The disk is full.", level="warning"),
        NotUnderstood(at=1, detail="a riddle"),
        ended(1, outcome="refused", by="nobody"),
        TurnComplete(at=1, reason="MALFORMED_FUNCTION_CALL"),
    )
    assert out == ""
    assert notes.splitlines() == [
        PRACTICE,
        "The disk is full.",
        "The service sent an unknown message: a riddle",
        "call: order() → refused: nobody could be asked; --allow order allows it",
        "The service ended the turn: MALFORMED_FUNCTION_CALL",
    ]


@pytest.mark.parametrize("make", DISPLAYS)
def test_who_answers_for_the_practice_partner_is_named(
    make: type[PlainDisplay | AnswerDisplay],
) -> None:
    """With what is to be thought of it."""
    _, notes = printed(make, Connected(at=0, model="m", practice=True, llm="Small-135M\x1b"))
    assert notes == f"{PRACTICE} Small-135M␛ answers, and may make things up.\n"


@pytest.mark.parametrize("make", DISPLAYS)
def test_what_says_nothing_prints_nothing(make: type[PlainDisplay | AnswerDisplay]) -> None:
    """Sound, usage, answered calls and ordinary ends are no news."""
    assert printed(
        make,
        Connected(at=0, model="m", practice=False),
        AudioSent(at=0, pcm=b"\0\0"),
        AudioReceived(at=0, pcm=b"\0\0"),
        UsageReported(at=0, usage=Usage(prompt=1)),
        ToolAnswered(at=0, id="7", name="f"),
        TurnComplete(at=0),
        Ended(at=0),
    ) == ("", "")


@pytest.mark.parametrize("make", DISPLAYS)
@given(text=anything)
def test_nothing_from_outside_steers_a_terminal(
    make: type[PlainDisplay | AnswerDisplay], text: str
) -> None:
    """Whatever the service sends: line breaks are ours alone, and UTF-8 can hold it all."""
    check_harmless(make, text)


@pytest.mark.parametrize("make", DISPLAYS)
def test_escape_codes_and_markup_show_as_text(make: type[PlainDisplay | AnswerDisplay]) -> None:
    """The same for the usual suspects, by name."""
    out = check_harmless(make, NASTY)
    assert "␛[31mred␛[0m �2J ␇ [red]x[/red] [link=http://x]y[/link] � � ␀" in out


def check_harmless(make: type[PlainDisplay | AnswerDisplay], text: str) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    notes = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    tell(
        make(out, notes),
        [
            LineEntered(at=1, text=text),
            Notice(at=1, text=text),
            NotUnderstood(at=1, detail=text),
            ToolAnswered(at=1, id=text, name=text, error=text or "x"),
            LeaveAsked(at=1, call=1, name=text, args={text: text, "x": [text]}, server=text),
            CallHeld(at=1, call=1, name=text, args={text: text}, runs_at=2),
            CallProgressed(at=1, call=1, name=text, text=text),
            CallEnded(at=1, call=1, name=text, outcome="done", result=text),
            OutputTranscribed(at=1, text=text),
            OutputTranscribed(at=1, text=text),
            TextReceived(at=1, text=text),
            TextReceived(at=1, text=text, thought=True),
            TurnComplete(at=1, reason=text),
            Ended(at=2),
        ],
    )
    for stream in (out, notes):
        stream.seek(0)
        for line in stream.read().split("\n"):
            assert all(unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") for char in line)
    out.seek(0)
    return out.read()


def test_words_are_printed_as_they_arrive() -> None:
    """Nobody waits for the end of a sentence."""
    out = io.StringIO()
    display = AnswerDisplay(out, io.StringIO())
    seen = []
    state = None
    for event in [
        OutputTranscribed(at=1, text=" It is"),
        OutputTranscribed(at=2, text=" no"),
        OutputTranscribed(at=3, text="on."),
        TurnComplete(at=4),
    ]:
        state = tell(display, [event], state)
        seen.append(out.getvalue())
    assert seen == ["It is", "It is no", "It is noon.", "It is noon.\n"]


@given(pieces=st.lists(st.text(alphabet="ab é語\n\t\x1b\ud83d ", max_size=6), max_size=8))
def test_a_turn_is_one_line_however_it_is_cut(pieces: list[str]) -> None:
    """Streamed words read exactly like the finished utterance: nothing doubled, nothing lost."""
    events: list[Event] = [OutputTranscribed(at=1, text=piece) for piece in pieces]
    out, _ = printed(AnswerDisplay, *events, TurnComplete(at=1))
    words = " ".join("".join(pieces).split())
    assert out == (f"{visible(words)}\n" if words else "")


def test_turns_are_lines_of_their_own() -> None:
    """The parts of an exchange that goes on, too."""
    more = [OutputTranscribed(at=1, text="Wait. "), TurnComplete(at=1, more=True)]
    out, _ = printed(AnswerDisplay, *more, *say(" Forty-two."), *say("Bye."))
    assert out == "Wait.\nForty-two.\nBye.\n"


def test_a_one_shot_prints_the_answer_alone() -> None:
    """Neither what was asked nor what was thought."""
    out, _ = printed(
        AnswerDisplay,
        LineEntered(at=1, text="Why?"),
        TextReceived(at=2, text="Hm.", thought=True),
        TextReceived(at=3, text="Because."),
        InputTranscribed(at=4, text="Why?"),
        TurnComplete(at=5),
        Ended(at=6),
    )
    assert out == "Because.\n"


def test_what_is_both_spoken_and_written_is_not_mixed() -> None:
    """What was spoken is the answer (case 9); what is written alone is one, too."""
    out, _ = printed(
        AnswerDisplay,
        OutputTranscribed(at=1, text="See"),
        TextReceived(at=1, text="x ="),
        OutputTranscribed(at=2, text=" below."),
        TextReceived(at=2, text=" 1"),
        TurnComplete(at=3),
        TextReceived(at=4, text="Written."),
        TurnComplete(at=5),
    )
    assert out == "See below.\nWritten.\n"


def test_an_answer_that_breaks_off_still_ends_its_line() -> None:
    """The shell's prompt belongs on the next one."""
    out, _ = printed(AnswerDisplay, OutputTranscribed(at=1, text="Once"), Ended(at=2))
    assert out == "Once\n"


@pytest.mark.parametrize("display", DISPLAYS)
def test_a_note_breaks_between_words_on_a_terminal(
    display: type[PlainDisplay | AnswerDisplay], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a pipe it stays one line."""
    monkeypatch.setenv("COLUMNS", "40")
    terminal, pipe = Tty(), io.StringIO()
    words = "The microphone stopped responding, so it is opened once more."
    for notes in (terminal, pipe):
        tell(display(io.StringIO(), notes), [Notice(at=1, text=words)])
    assert pipe.getvalue().count("\n") == 1
    assert max(map(len, terminal.getvalue().splitlines())) <= 40
    assert " ".join(terminal.getvalue().split()) == pipe.getvalue().rstrip()


_LATE = (
    OutputTranscribed(at=1, text="Once"),
    Notice(at=2, text="late"),
    OutputTranscribed(at=3, text=" more."),
    TurnComplete(at=4),
)


@pytest.mark.parametrize("out", [io.StringIO(), Tty()])
def test_a_notice_that_goes_elsewhere_leaves_the_answer_one_line(out: io.StringIO) -> None:
    notes = io.StringIO()
    tell(AnswerDisplay(out, notes), _LATE)
    assert out.getvalue() == "Once more.\n"
    assert notes.getvalue() == "late\n"


def test_a_notice_on_the_same_terminal_takes_a_row_of_its_own() -> None:
    terminal = Tty()
    tell(AnswerDisplay(terminal, terminal), _LATE)
    assert terminal.getvalue() == "Once\nlate\nmore.\n"


@pytest.mark.parametrize("width", [20, 40, 80])
def test_an_answer_on_a_terminal_breaks_between_words(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the pieces end in which it arrives; in a file it is one line."""
    monkeypatch.setenv("COLUMNS", str(width))
    answer = "I can tell the time, count, repeat what is said, and remember names and numbers."
    for size in (1, 3, 7, len(answer)):
        pieces = [answer[at : at + size] for at in range(0, len(answer), size)]
        events = [OutputTranscribed(at=at, text=text) for at, text in enumerate(pieces, 1)]
        terminal, file = Tty(), io.StringIO()
        for out in (terminal, file):
            tell(AnswerDisplay(out, io.StringIO()), [*events, TurnComplete(at=100)])
        rows = terminal.getvalue().splitlines()
        assert " ".join(rows) == answer
        assert max(map(len, rows)) <= width
        assert file.getvalue() == f"{answer}\n"


def test_a_word_is_not_printed_before_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed cannot be moved to the next row."""
    monkeypatch.setenv("COLUMNS", "80")
    terminal = Tty()
    display = AnswerDisplay(terminal, io.StringIO())
    tell(display, [OutputTranscribed(at=1, text="It is extra")])
    assert terminal.getvalue() == "It is"
    tell(display, [OutputTranscribed(at=2, text="ordinary."), TurnComplete(at=3)])
    assert terminal.getvalue() == "It is extraordinary.\n"


@pytest.mark.parametrize("make", DISPLAYS)
def test_the_receipt_comes_last_and_beside(make: type[PlainDisplay | AnswerDisplay]) -> None:
    """Time, turns, tokens, cost, file."""
    out, notes = io.StringIO(), io.StringIO()
    display = make(out, notes, receipt=Summary(saved=lambda: "a.wav"))
    tell(display, [LineEntered(at=0, text="Hi"), *say("Hello.", at=2), Ended(at=65)])
    assert out.getvalue().endswith("Hello.\n")
    assert notes.getvalue().splitlines() == [
        "1:05 · 1 turn · 2.00 s to the first sound",
        "tokens: not reported · cost unknown",
        "saved a.wav",
    ]


@pytest.mark.parametrize("make", DISPLAYS)
def test_the_usual_streams_are_the_standard_ones(
    make: type[PlainDisplay | AnswerDisplay], capsys: pytest.CaptureFixture[str]
) -> None:
    """As they are when the display is made."""
    tell(make(), [*say("Hello."), Notice(at=1, text="by the way")])
    shown = capsys.readouterr()
    assert shown.out.endswith("Hello.\n")
    assert shown.err == "by the way\n"


def flushes(make: type[PlainDisplay | AnswerDisplay], events: Sequence[Event]) -> list[str]:
    class Pipe(io.StringIO):
        def flush(self) -> None:
            seen.append(self.getvalue())

    seen: list[str] = []
    tell(make(Pipe(), io.StringIO()), events)
    return seen


def test_a_reader_of_the_pipe_gets_it_at_once() -> None:
    """Every line, and every word of a one-shot, is flushed."""
    assert flushes(PlainDisplay, say("Hello."))[-1] == "model: Hello.\n"
    assert flushes(AnswerDisplay, [OutputTranscribed(at=1, text="Hel")])[-1] == "Hel"


UP = Connected(at=0, model="m", practice=True)


def up_again(
    how: Literal["new", "resumed", "seeded"], *, resent_s: float = 0.0, dropped_s: float = 0.0
) -> Connected:
    return Connected(
        at=9,
        model="m",
        practice=True,
        how=how,
        gap_s=1.25,
        resent_s=resent_s,
        dropped_s=dropped_s,
    )


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (up_again("resumed"), "Reconnected after 1.2 s: session resumed."),
        (
            up_again("seeded", resent_s=2.34),
            "Reconnected after 1.2 s: new session from the transcript; "
            "sending 2.3 s of your speech.",
        ),
        (
            up_again("new", resent_s=60, dropped_s=5),
            "Reconnected after 1.2 s: new session; sending 60.0 s of your speech; "
            "5.0 s of speech lost.",
        ),
        (
            Retrying(at=1, in_s=0, attempt=1, reason="It broke."),
            "It broke. Retrying now (attempt 1).",
        ),
        (
            Retrying(at=1, in_s=9.6, attempt=7, reason="It \x1b broke."),
            "It ␛ broke. Retrying in 10 s (attempt 7).",
        ),
        (
            HandingOver(at=1, why="limit"),
            "The service will close this connection soon. Reconnecting.",
        ),
        (
            ServiceTroubled(at=1, what="no_answer", doing="Say it again."),
            "The model has not answered yet. Say it again.",
        ),
        (SettingChanged(at=1, key="voice", value="K\x1bore"), "voice: K␛ore"),
        (SettingChanged(at=1, key="sound.mic", value="USB"), "microphone: USB"),
        (SettingChanged(at=1, key="sound.mic", value=""), "microphone: the system's default"),
    ],
)
@pytest.mark.parametrize("make", DISPLAYS)
def test_what_becomes_of_the_connection_is_told(
    make: type[PlainDisplay | AnswerDisplay], event: Event, line: str
) -> None:
    """Beside the transcript; that it is the practice partner is said once."""
    out, notes = printed(make, UP, event)
    assert out == ""
    assert notes.splitlines() == [PRACTICE, line]


def test_every_reason_and_every_trouble_has_its_words() -> None:
    """A new one needs some."""
    assert HANDING_OVER.keys() == set(get_args(get_type_hints(HandingOver)["why"]))
    assert TROUBLES.keys() == set(get_args(get_type_hints(ServiceTroubled)["what"]))


def test_an_answer_that_broke_off_says_so() -> None:
    """And the one that follows is another."""
    out, _ = printed(
        PlainDisplay,
        OutputTranscribed(at=1, text="It is"),
        TurnComplete(at=2, lost=True),
        OutputTranscribed(at=3, text="It is noon."),
        TurnComplete(at=4),
    )
    assert out.splitlines() == ["model: It is [connection lost]", "model: It is noon."]


@pytest.mark.parametrize("make", DISPLAYS)
def test_a_device_that_is_opened_again_is_told(
    make: type[PlainDisplay | AnswerDisplay],
) -> None:
    """That it came back, or that another one was taken; the first opening goes without saying."""
    notes = io.StringIO()
    opened = DeviceOpened(at=1, device="loudspeaker", name="U\x1bSB", rate=48_000, latency_ms=9)
    mic = DeviceOpened(at=1, device="microphone", name="Mic", rate=48_000, latency_ms=9)
    tell(make(io.StringIO(), notes), [mic, opened, opened])
    assert notes.getvalue() == "Speaker reopened (U␛SB).\n"


@pytest.mark.parametrize("make", DISPLAYS)
def test_a_device_that_fails_is_told_with_the_reason(
    make: type[PlainDisplay | AnswerDisplay],
) -> None:
    """The reader learns which device it is, and that livechat opens it again."""
    lost = DeviceLost(at=1, device="microphone", name="U\x1bSB", reason="it is gone")
    _, notes = printed(make, lost)
    assert notes == 'Microphone "U␛SB" failed: it is gone. Retrying…\n'


LONG = "https://example.org/" + "x" * 200
CITED = SourcesCited(
    at=2, queries=("q",), sources=(Source("T", LONG), Source("", "https://b.example/"))
)
SOURCE_LINES = ['searched: "q"', f"sources: [1] T {LONG}", "sources: [2] https://b.example/"]


def test_sources_are_lines_after_their_answer() -> None:
    """In the transcript; each address in full, however narrow the terminal is."""
    out, notes = printed(PlainDisplay, *say("Yes."), CITED, Ended(at=3))
    assert (out.splitlines(), notes) == (["model: Yes.", *SOURCE_LINES], "")
    out, notes = printed(
        PlainDisplay, OutputTranscribed(at=1, text="Yes."), CITED, CITED, TurnComplete(at=3)
    )
    assert out.splitlines() == ["model: Yes.", *SOURCE_LINES]


def test_sources_wait_for_an_answer_that_waits() -> None:
    """What the user said first comes first."""
    out, _ = printed(
        PlainDisplay,
        AudioReceived(at=1, pcm=b"\0\0"),
        OutputTranscribed(at=1.1, text="Noon."),
        InputTranscribed(at=1.2, text="What time is it?"),
        replace(CITED, at=1.3, turn=1),
        PlaybackFinished(at=1.4, turn=1, heard=1),
        TurnComplete(at=1.5, turn=1),
        TurnSettled(at=1.5, turn=1),
        Ended(at=9),
    )
    assert out.splitlines() == ["you: What time is it?", "model: Noon.", *SOURCE_LINES]


def test_a_search_without_sources_says_so() -> None:
    """Once."""
    searched = SourcesCited(at=2, queries=("q",))
    out, _ = printed(
        PlainDisplay, OutputTranscribed(at=2, text="Yes."), searched, searched, TurnComplete(at=3)
    )
    assert out.splitlines() == [
        "model: Yes.",
        'searched: "q"',
        "sources: no sources were named",
    ]


def test_a_one_shot_has_its_sources_beside_the_answer() -> None:
    """On standard error: the words are what was asked for. On a terminal they are not wrapped."""
    events = [OutputTranscribed(at=1, text="Yes."), CITED, TurnComplete(at=3), Ended(at=4)]
    out, notes = printed(AnswerDisplay, *events)
    assert (out, notes.splitlines()) == ("Yes.\n", SOURCE_LINES)
    terminal = Tty()
    tell(AnswerDisplay(terminal, terminal), events)
    assert terminal.getvalue().splitlines() == ["Yes.", *SOURCE_LINES]
