"""Keys of a terminal, from bytes to wishes."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TextIO

import pytest
from prompt_toolkit.input import DummyInput, create_pipe_input
from prompt_toolkit.input.base import PipeInput

from livechat.core.face.commands import Act, Aside, Leave, Save, Say, Unknown, Wish
from livechat.core.face.hands import READ_S, Hands
from livechat.core.talk.events import Event
from livechat.ui.keyboard import FOCUS_OFF, FOCUS_ON, PASTE_OFF, PASTE_ON, Keyboard
from livechat.ui.kitty import POP, POP_ALL, PUSH, QUERY, REPEATED
from tests.support.called import asked, ended, held
from tests.support.virtual_time import run

KNOWS, ANSWERS = "\x1b[?0u", "\x1b[?62;22c"

OFF = FOCUS_OFF + PASTE_OFF


class Typist:
    """A keyboard, what is shown of it, and what comes of it. Shows lines, too."""

    def __init__(
        self,
        source: PipeInput,
        *,
        push_to_talk: bool,
        follows_focus: bool = False,
        typing: bool = False,
    ) -> None:
        self.push_to_talk = push_to_talk
        self.hands = Hands()
        self.focus: list[bool] = []
        self.cursor: list[tuple[int, int]] = []
        self.wishes: list[Wish] = []
        self.line: str | None = None
        self.written: list[str] = []
        self.shows = 0
        self.reports_due = 0
        self._source = source
        self.keyboard = Keyboard(
            self,
            self.wishes.append,
            push_to_talk=lambda: self.push_to_talk,
            complete=lambda line: [],
            hands=lambda: self.hands,
            focus=self.focus.append if follows_focus else None,
            typing=typing,
            cursor=lambda row, column: self.cursor.append((row, column)),
            source=source,
            tell=self.written.append,
        )

    async def press(self, text: str, wait_s: float = 1.0) -> None:
        self._source.send_text(text)
        await asyncio.sleep(wait_s)  # in virtual time

    def show_line(self, text: str | None, cursor: int = 0, hint: str = "") -> None:
        self.line = text
        self.shows += 1

    def pause(self) -> None:
        raise AssertionError("nobody suspended it")

    def resume(self) -> None:
        raise AssertionError("nobody suspended it")


def typing(
    work: Callable[[Typist], Awaitable[None]],
    *,
    push_to_talk: bool = False,
    follows_focus: bool = False,
) -> Typist:
    async def main() -> Typist:
        with create_pipe_input() as source:
            typist = Typist(source, push_to_talk=push_to_talk, follows_focus=follows_focus)
            reading = asyncio.create_task(typist.keyboard.run())
            await asyncio.sleep(0)
            await work(typist)
            reading.cancel()
            await asyncio.wait([reading])
            assert reading.cancelled()
            return typist

    return run(main())


def typed(*texts: str, push_to_talk: bool = False, follows_focus: bool = False) -> Typist:
    """What has become of these, one after the other."""

    async def work(typist: Typist) -> None:
        for text in texts:
            await typist.press(text)

    return typing(work, push_to_talk=push_to_talk, follows_focus=follows_focus)


def test_who_can_only_type_has_a_line_open() -> None:
    """Another one after each, until Escape closes it: then keys act."""

    async def work(typist: Typist) -> None:
        await typist.press("m")
        assert typist.wishes == [Act.MUTE]
        typist.keyboard.begin_typing()
        shown = [typist.line]
        assert shown == [""]
        for text in ("m", "\r", "\r", "quit\r"):
            await typist.press(text)
        assert typist.wishes[1:] == [Say("m"), Say("quit")]
        shown.append(typist.line)
        await typist.press("\x1b")
        assert [*shown, typist.line] == ["", "", None]
        await typist.press("m")
        assert typist.wishes[3:] == [Act.MUTE]

    typing(work)


def test_who_can_only_type_from_the_beginning_has_a_line_open_at_once() -> None:
    """It is known before keys are read."""

    async def work() -> None:
        with create_pipe_input() as source:
            typist = Typist(source, push_to_talk=False, typing=True)
            reading = asyncio.create_task(typist.keyboard.run())
            await typist.press("hello\r")
            assert typist.wishes == [Say("hello")]
            reading.cancel()
            await asyncio.wait([reading])

    run(work())


async def hand(typist: Typist, text: str, pause_s: float) -> None:
    """Type with one's own hands."""
    for char in text:
        await typist.press(char, pause_s)


def test_a_key_acts_at_once() -> None:
    """No line, no Enter; what types nothing does nothing."""
    typist = typed("m", "i", "+-", "\x1b[A", "\t", "d", "r", "c", "t", "?", "\x1b", " ")
    assert typist.wishes == [
        *(Act.MUTE, Act.INTERRUPT, Act.LOUDER, Act.QUIETER, Aside.DEVICES, Act.REOPEN),
        *(Aside.COPY, Aside.NUMBERS, Aside.HELP, Act.WITHDRAW, Act.MUTE),
    ]
    assert typist.line is None


def test_q_asks_and_ends_the_call_when_it_is_pressed_again() -> None:
    """Soon enough, and not because it is held."""
    assert typed("q", "q").wishes == [Aside.END, Act.QUIT]
    assert typed("qq").wishes == [Aside.END, Act.QUIT]

    async def hold(typist: Typist) -> None:
        await typist.press("q", 0.5)
        await hand(typist, "q" * 40, 0.03)

    assert typing(hold).wishes == [Aside.END]


@pytest.mark.parametrize("apart_s", [0.06, 0.15, 0.3, 0.5, 0.7, 0.9, 2.0])
def test_q_pressed_twice_ends_the_call_however_far_apart(apart_s: float) -> None:
    """Where a repeat would come, too."""

    async def work(typist: Typist) -> None:
        await hand(typist, "qq", apart_s)
        await asyncio.sleep(1)

    assert typing(work).wishes == [Aside.END, Act.QUIT]


@pytest.mark.parametrize("text", ["qq is a chat", "qqs", "QQ?", "йй это"])
@pytest.mark.parametrize("pause_s", [0.01, 0.06, 0.12, 0.2, 0.3, 0.39])
def test_a_sentence_that_begins_with_q_twice_ends_nothing(text: str, pause_s: float) -> None:
    """Neither typed nor pasted in pieces."""

    async def work(typist: Typist) -> None:
        await hand(typist, text, pause_s)
        await asyncio.sleep(1)

    typist = typing(work)
    assert Act.QUIT not in typist.wishes
    assert typist.line == text or (text == "QQ?" and typist.line is None)


def test_a_paste_after_q_twice_ends_nothing() -> None:
    """Nor does a line that is opened."""
    for more in ("\x1b[200~is it\x1b[201~", "\r", "/"):

        async def work(typist: Typist, more: str = more) -> None:
            await typist.press("q", 0.15)
            await typist.press("q", 0.15)
            await typist.press(more)

        typist = typing(work)
        assert typist.wishes[0] is Aside.END
        assert Act.QUIT not in typist.wishes


def test_opening_a_line_answers_the_question_whether_to_end() -> None:
    """It is no longer shown."""
    assert typed("q", "\r").wishes == [Aside.END, Aside.CLOSE]
    assert typed("q", "/").wishes == [Aside.END, Aside.CLOSE]
    assert typed("d", "/").wishes == [Aside.DEVICES]


@pytest.mark.parametrize("pause_s", [0.06, 0.1, 0.3])
def test_a_voice_stops_at_once(pause_s: float) -> None:
    """Sooner than anybody notices, and though something follows."""

    async def work(typist: Typist) -> None:
        await typist.press("i", 0.05)
        assert typist.wishes == [Act.INTERRUPT]
        await asyncio.sleep(pause_s)

    typing(work)


REPORTS = ("\x1b[?62;22c", "\x1b[?0u\x1b[?62;22c", "\x1b[7;1R", "\x1b]11;rgb:0/0/0\x1b\\")


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("late_s", [0.02, 0.15, 0.5, 1.9])
@pytest.mark.parametrize("opened", ["", "\r"])
def test_a_report_that_comes_late_or_in_pieces_is_never_typed(
    report: str, late_s: float, opened: str
) -> None:
    """Wherever a network cuts it, a line being open or not."""
    for cut in range(2, len(report)):
        if report[cut - 1] == "\x1b":
            continue  # the next test

        async def work(typist: Typist, cut: int = cut) -> None:
            await typist.press(opened, 0.5)
            await typist.press(report[:cut], late_s)
            await typist.press(report[cut:])

        typist = typing(work)
        assert (typist.wishes, typist.line) == ([], "" if opened else None)


def test_a_report_whose_escape_was_taken_for_the_key_is_not_typed() -> None:
    """A line closes then, which is open again at a key."""
    for report in REPORTS[:3]:
        typist = typed("\r", report[:1], report[1:])
        assert (typist.wishes, typist.line) == ([], None)


@pytest.mark.parametrize("cut", range(1, 6))
def test_keys_act_after_a_paste_whose_end_came_in_pieces(cut: int) -> None:
    """Those of the newer protocol, too: it waits for the end."""
    end = "\x1b[201~"
    typist = typed(KNOWS + ANSWERS, f"\x1b[200~q{end[:cut]}", end[cut:], "\x1b[27u", "\x1b[109u")
    assert (typist.wishes, typist.line) == ([Act.MUTE], None)


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_paste_without_brackets_opens_a_line_and_waits(cut: int) -> None:
    """Also in pieces; nothing of it is a key, nor Enter."""
    text = "quick mix\rq\r"

    async def work(typist: Typist) -> None:
        await typist.press(text[:cut], 0.01)
        await typist.press(text[cut:])

    typist = typing(work)
    assert (typist.wishes, typist.line) == ([], "quick mix\nq\n")


@pytest.mark.parametrize("pause_s", [0.06, 0.12, 0.2, 0.3, 0.4, 0.55])
@pytest.mark.parametrize("text", ["hello", "more of it", "quit", "Это", "1 of 2", "é", "did I"])
def test_whoever_types_without_opening_a_line_is_understood(text: str, pause_s: float) -> None:
    """At any speed; what acted by mistake is taken back."""
    if text == "did I":
        pause_s = min(pause_s, 0.35)  # slower, they are keys: all of them

    async def work(typist: Typist) -> None:
        await hand(typist, text, pause_s)
        assert typist.line == text
        await typist.press("\r")

    wishes = typing(work).wishes
    assert wishes[-1] == Say(text)
    assert wishes.count(Act.MUTE) % 2 == 0
    assert wishes.count(Act.QUIT) == 0
    assert (Aside.CLOSE in wishes) == any(one in wishes for one in (Aside.END, Aside.DEVICES))


@pytest.mark.parametrize("layout", ["й", "\x1b[1081::113u", "\x1b[4325::113u"])
def test_keys_act_by_their_place(layout: str) -> None:
    """By the tables, or as the terminal tells."""
    assert typed(layout, layout).wishes == [Aside.END, Act.QUIT]


@pytest.mark.parametrize("key", ["m", "d", "?", "t", "c", "r", "i", " "])
@pytest.mark.parametrize(("delay_s", "period_s"), [(0.25, 0.03), (0.66, 0.09), (0.4, 0.05)])
@pytest.mark.parametrize("count", [0, 1, 2, 15])
def test_a_key_that_is_held_acts_once(
    key: str, delay_s: float, period_s: float, count: int
) -> None:
    """On a terminal that reports no releases."""

    async def work(typist: Typist) -> None:
        await typist.press(key, delay_s)
        await hand(typist, key * count, period_s)
        await asyncio.sleep(1)

    assert len(typing(work).wishes) == 1


def test_a_key_that_is_held_acts_once_where_repeats_are_told() -> None:
    """And a second press at any time counts."""
    up, on = "\x1b[109;1:3u", "\x1b[109;1:2u"
    assert typed(KNOWS + ANSWERS, "m", on, on, up).wishes == [Act.MUTE]

    async def twice(typist: Typist) -> None:
        await typist.press(KNOWS + ANSWERS)
        await typist.press("m", 0.1)
        await typist.press(up, 0.2)
        await typist.press("m")

    assert typing(twice).wishes == [Act.MUTE, Act.MUTE]


def test_a_held_enter_opens_a_line_and_does_not_close_it() -> None:
    """Nor does it open another after the one that it has sent."""

    async def work(typist: Typist) -> None:
        await typist.press("\r", 0.5)
        await hand(typist, "\r\r\r", 0.03)
        assert typist.line == ""
        await typist.press("hi")
        await typist.press("\r", 0.5)
        await hand(typist, "\r\r\r", 0.03)

    typist = typing(work)
    assert (typist.wishes, typist.line) == ([Say("hi")], None)


def test_a_held_letter_is_typed_again_and_again_in_a_line() -> None:
    """Where repeats are told, too; a held key that opens nothing opens none."""
    assert typed(KNOWS + ANSWERS, "h", "\x1b[104;1:2u", "\x1b[32;1:2u").line == "hh "
    assert typed(KNOWS + ANSWERS, f"{REPEATED}\x1b[A", "\x1b[57441;1:2u").line is None


def test_the_space_bar_can_be_held_to_talk_where_no_releases_are_told() -> None:
    """It is up when its repeats end."""

    async def work(typist: Typist) -> None:
        await typist.press(" ", 0.5)
        await hand(typist, " " * 30, 0.03)
        assert Act.RELEASE not in typist.wishes
        await asyncio.sleep(0.3)

    typist = typing(work, push_to_talk=True)
    assert typist.wishes == [Act.TALK, Act.PRESS, Act.RELEASE]


def test_a_line_is_shown_again_when_there_is_more_to_tell() -> None:
    """But only one that is open."""

    async def work(typist: Typist) -> None:
        typist.keyboard.refresh()
        assert typist.shows == 0
        await typist.press("/")
        typist.keyboard.refresh()

    assert typing(work).shows == 2


@pytest.mark.parametrize("enter", ["\r", "\n"])
def test_enter_opens_a_line_and_says_it(enter: str) -> None:
    """Its letters are no keys, and afterwards they are again."""
    typist = typed(enter, "quit i m", enter, "m")
    assert typist.wishes == [Say("quit i m"), Act.MUTE]
    assert typist.line is None


def test_a_slash_opens_a_command() -> None:
    """With the slash in it."""
    typist = typed("/save x.txt\r", "/foo\r", "/quit\r")
    assert typist.wishes == [Save("x.txt"), Unknown("/foo"), Act.QUIT]


def test_a_line_is_shown_while_it_is_typed() -> None:
    """And is gone when Escape closes it, with nothing said."""

    async def work(typist: Typist) -> None:
        await typist.press("\rhello")
        lines.append(typist.line)
        await typist.press("\x1b")
        lines.append(typist.line)
        await typist.press("\r")
        lines.append(typist.line)

    lines: list[str | None] = []
    assert typing(work).wishes == []
    assert lines == ["hello", None, ""]


def test_what_is_pasted_opens_a_line_and_waits() -> None:
    """Nothing of it is a key, whatever it looks like."""
    typist = typed("\x1b[200~q\r\nm\x1b[201~")
    assert (typist.wishes, typist.line) == ([], "q\nm")


@pytest.mark.parametrize("before", ["", "\r", "/\x7f"])
def test_ctrl_d_ends_the_call(before: str) -> None:
    """Where it would end a shell; in a line with something in it, it deletes."""
    assert typed(before + "\x04").wishes == [Act.QUIT]
    assert typed(before + "ab" * bool(before) + "\x01\x04").line == ("b" if before else None)


def test_the_end_of_the_input_ends_the_call() -> None:
    """The terminal has gone."""

    async def work(typist: Typist) -> None:
        typist._source.close()
        await asyncio.sleep(1)

    assert set(typing(work).wishes) == {Act.QUIT}


def test_ctrl_c_is_a_signal_even_where_the_terminal_makes_none_of_it() -> None:
    """In the middle of a line, too."""
    signals: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: signals.append(number))
    try:
        typed("\x03", "\rhello\x03", "\x1b[99;5u", "\x1b[1089;5u", "\x1b[1089::99;5u")
    finally:
        signal.signal(signal.SIGINT, before)
    assert signals == [signal.SIGINT] * 5


def test_the_space_bar_is_held_where_the_terminal_tells_of_its_release() -> None:
    """Which it is asked for, once; what was turned on is turned off."""
    typist = typed(KNOWS + ANSWERS, " ", "\x1b[32;1:2u", "\x1b[32;1:3u", push_to_talk=True)
    assert typist.wishes == [Act.PRESS, Act.RELEASE]
    assert typist.written == [PASTE_ON, QUERY, PUSH, POP + OFF]


def test_a_tap_whose_two_ends_arrive_together_is_one() -> None:
    """A network gathers what comes soon after each other."""
    typist = typed(KNOWS + ANSWERS, " \x1b[32;1:3um\x1b[109;1:3u", push_to_talk=True)
    assert typist.wishes == [Act.PRESS, Act.RELEASE, Act.MUTE]


def test_a_line_that_is_opened_meanwhile_does_not_keep_the_key_down() -> None:
    """The release is heard in it."""
    typist = typed(KNOWS + ANSWERS, " ", "\rab", "\x1b[32;1:3u", push_to_talk=True)
    assert typist.wishes == [Act.PRESS, Act.RELEASE]
    assert typist.line == "ab"


def test_the_space_bar_is_a_switch_elsewhere() -> None:
    """It can be held there, too."""
    typist = typed(ANSWERS, " ", " ", push_to_talk=True)
    assert typist.wishes == [Act.TALK, Act.TALK]
    assert typist.written == [PASTE_ON, QUERY, OFF]


def test_a_terminal_is_left_sane_where_a_killed_program_has_left_the_protocol_on() -> None:
    """All of it is taken back, whoever has turned it on."""
    typist = typed("\x1b[?7u" + ANSWERS, "m")
    assert typist.written == [PASTE_ON, QUERY, PUSH, POP + POP_ALL + OFF]


def test_the_focus_is_followed_where_somebody_asks() -> None:
    """In focus from the beginning; in the middle of a line, too; reports press no key."""
    typist = typed("\x1b[O", "\rab", "\x1b[I", "\x1b[Oc\r", "m", follows_focus=True)
    assert typist.focus == [True, False, True, False]
    assert typist.wishes == [Say("abc"), Act.MUTE]
    assert typist.written == [PASTE_ON + FOCUS_ON, QUERY, OFF]


def test_a_report_that_nobody_asked_for_is_nothing() -> None:
    """A program that crashed before may have left that on; `i` is a key."""
    assert typed("\x1b[O\x1b[I").wishes == []


def test_the_cursors_place_is_told_and_presses_no_key() -> None:
    """In the middle of a line, and of a word that is no line yet."""

    async def work(typist: Typist) -> None:
        await typist.press("m", 0.05)
        await typist.press("\x1b[35;1R", 0.03)
        await typist.press("o\x1b[7;12R")

    typist = typing(work)
    assert (typist.cursor, typist.line, typist.wishes) == ([(35, 1), (7, 12)], "mo", [])


def test_what_is_pasted_tells_no_focus() -> None:
    """Whatever it looks like."""
    assert typed("\x1b[200~\x1b[O\x1b[201~", follows_focus=True).focus == [True]


def test_windows_own_input_is_asked_for_no_reports() -> None:
    """They would not come in."""

    async def main() -> list[str]:
        written: list[str] = []
        with create_pipe_input() as pipe:
            glass = Typist(pipe, push_to_talk=False)
            keyboard = Keyboard(
                glass,
                glass.wishes.append,
                push_to_talk=lambda: True,
                complete=lambda line: [],
                hands=Hands,
                focus=glass.focus.append,
                source=DummyInput(),
                tell=written.append,
            )
            reading = asyncio.create_task(keyboard.run())
            await asyncio.sleep(0)
            reading.cancel()
            await asyncio.wait([reading])
        return written

    assert run(main()) == [PASTE_ON, OFF]


def test_restoring_twice_is_restoring_once() -> None:
    """A signal may do it first."""

    async def work(typist: Typist) -> None:
        typist.keyboard.restore()
        await typist.press(KNOWS + "c")

    assert typing(work).written == [PASTE_ON, QUERY, OFF]


class Terminal:
    """A real one, for a keyboard that reads it."""

    def __init__(self, ours: int, theirs: TextIO) -> None:
        self._ours, self._theirs = ours, theirs
        self.before = self.settings()

    def settings(self) -> list[Any]:
        import termios

        return termios.tcgetattr(self._theirs)

    def send(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    @property
    def unread(self) -> bool:
        """Whether something is left to the shell."""
        return bool(select.select([self._theirs], [], [], 0)[0])

    def keyboard(self, typist: Typist, **more: Any) -> Keyboard:
        from prompt_toolkit.input.vt100 import Vt100Input

        return Keyboard(
            typist,
            typist.wishes.append,
            push_to_talk=lambda: True,
            complete=lambda line: [],
            hands=Hands,
            source=Vt100Input(self._theirs),
            **more,
        )


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    pytest.importorskip("termios")
    import pty

    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as file:
        yield Terminal(ours, file)
    os.close(ours)


def test_the_terminal_is_raw_meanwhile_and_as_it_was_afterwards(terminal: Terminal) -> None:
    """Keys come at once and unseen; Ctrl-C stays a signal; an unread answer is no shell's."""
    import termios

    async def main() -> list[Any]:
        glass = Typist(pipe, push_to_talk=True)
        keyboard = terminal.keyboard(glass, tell=glass.written.append)
        reading = asyncio.create_task(keyboard.run())
        await asyncio.sleep(0.01)
        during = terminal.settings()
        reading.cancel()
        terminal.send(KNOWS)
        await asyncio.wait([reading])
        return during

    with create_pipe_input() as pipe:
        during = asyncio.run(main())
    assert during[3] & termios.ISIG
    assert during[3] & termios.NOFLSH
    assert not during[3] & (termios.ICANON | termios.ECHO)
    assert terminal.settings() == terminal.before
    assert not terminal.unread
    assert signal.getsignal(signal.SIGTSTP) is signal.SIG_DFL


def test_a_report_that_comes_late_is_not_left_to_the_shell(terminal: Terminal) -> None:
    """The end waits for those that were asked for, and takes them out of the terminal."""

    async def main() -> int:
        typist = Typist(pipe, push_to_talk=True)
        keyboard = terminal.keyboard(typist, tell=typist.written.append)
        reading = asyncio.create_task(keyboard.run())
        await asyncio.sleep(0)
        terminal.send(ANSWERS)
        await asyncio.sleep(0.01)
        typist.reports_due = 2
        late = threading.Timer(0.02, terminal.send, ("\x1b[7;1R\x1b[40;100R",))
        late.start()
        reading.cancel()
        await asyncio.wait([reading])
        late.join()
        return typist.reports_due

    with create_pipe_input() as pipe:
        assert asyncio.run(main()) == 0
    assert not terminal.unread


class Sleeper(Typist):
    """Can be suspended."""

    def __init__(self, source: PipeInput, *, push_to_talk: bool) -> None:
        super().__init__(source, push_to_talk=push_to_talk)
        self.awake = asyncio.Event()
        self.pushed = asyncio.Event()

    def tell(self, code: str) -> None:
        self.written.append(code)
        if code == PUSH:
            self.pushed.set()

    def pause(self) -> None:
        self.written.append("pause")

    def resume(self) -> None:
        self.written.append("resume")
        self.awake.set()


def test_ctrl_z_leaves_the_terminal_as_it_was_and_takes_it_again(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its settings, and everything that was turned on."""
    asleep: list[Any] = []

    def fall_asleep(number: int) -> None:
        assert number == signal.SIGTSTP
        asleep.append(terminal.settings())

    async def main() -> Sleeper:
        sleeper = Sleeper(pipe, push_to_talk=True)
        keyboard = terminal.keyboard(
            sleeper, focus=sleeper.focus.append, before=terminal.before, tell=sleeper.tell
        )
        reading = asyncio.create_task(keyboard.run())
        await asyncio.sleep(0)
        terminal.send("\x1b[O" + KNOWS + ANSWERS)
        async with asyncio.timeout(10):
            await sleeper.pushed.wait()
        raw = terminal.settings()
        monkeypatch.setattr(signal, "raise_signal", fall_asleep)
        os.kill(os.getpid(), signal.SIGTSTP)
        async with asyncio.timeout(10):
            await sleeper.awake.wait()
        assert terminal.settings() == raw
        sleeper.awake.clear()
        os.kill(os.getpid(), signal.SIGCONT)
        async with asyncio.timeout(10):
            await sleeper.awake.wait()
        reading.cancel()
        await asyncio.wait([reading])
        return sleeper

    with create_pipe_input() as pipe:
        sleeper = asyncio.run(main())
    assert asleep == [terminal.before]
    assert sleeper.written == [
        *(PASTE_ON + FOCUS_ON, QUERY, PUSH),
        *("pause", POP + OFF, PASTE_ON + FOCUS_ON + PUSH, "resume"),
        *(POP, PASTE_ON + FOCUS_ON + PUSH, "resume"),  # pushed once, whatever wakes it
        POP + OFF,
    ]
    assert sleeper.focus == [True, False, True, True]  # `fg` was typed here


def test_a_question_for_leave_is_answered_by_one_key() -> None:
    """Whatever the script; nothing else is typed by it."""
    for key, answer in (
        ("y", "once"),
        ("a", "always"),
        ("s", "server"),
        ("n", "no"),
        ("н", "once"),
    ):

        async def work(typist: Typist, key: str = key) -> None:
            await asking(typist)
            await typist.press(key)

        typist = typing(work)
        assert typist.wishes == [Leave(answer)]  # type: ignore[arg-type]
        assert typist.line is None


async def asking(typist: Typist, *events: Event, wait_s: float = READ_S + 0.01) -> None:
    """Functions ask for leave, or go on; the user reads."""
    now = asyncio.get_running_loop().time()
    for event in events or [asked(now)]:
        typist.hands.fold(event)
    await asyncio.sleep(wait_s)


def test_without_a_question_the_same_keys_open_a_line() -> None:
    """With themselves."""
    for key in "yasn":

        async def work(typist: Typist, key: str = key) -> None:
            await typist.press(key)
            assert typist.line == key

        assert typing(work).wishes == []


def test_a_key_that_comes_before_the_question_can_be_read_gives_no_leave() -> None:
    """It was meant for something else, and begins a line."""

    async def work(typist: Typist) -> None:
        await asking(typist, wait_s=READ_S * 0.9)
        await typist.press("y")
        assert typist.line == "y"
        await typist.press("\r")

    assert typing(work).wishes == [Say("y")]


@pytest.mark.parametrize("text", ["yes, please do", "always", "stop that", "sure", "and now?"])
@pytest.mark.parametrize("pause_s", [0.0, 0.03, 0.1, 0.2, 0.28])
def test_whoever_types_words_gives_no_leave(text: str, pause_s: float) -> None:
    """They are said, whole."""

    async def work(typist: Typist) -> None:
        await asking(typist)
        if pause_s:
            await hand(typist, text, pause_s)
        else:
            await typist.press(text)
        await asyncio.sleep(1)
        await typist.press("\r")

    assert typing(work).wishes == [Say(text)]


@pytest.mark.parametrize("paste", ["y", "y\n", "yes\n", "\x1b[200~y\x1b[201~"])
def test_what_is_pasted_waits_in_a_line(paste: str) -> None:
    """One letter that arrives alone without brackets is a key: nothing tells it from one."""

    async def work(typist: Typist) -> None:
        await asking(typist)
        await typist.press(paste)
        if paste != "y":
            assert typist.line is not None
            await typist.press("\r")

    wishes = typing(work).wishes
    assert (Leave("once") in wishes) == (paste == "y")


def test_words_that_follow_late_withdraw_what_was_allowed() -> None:
    """It is held still, for a moment."""

    async def work(typist: Typist) -> None:
        await asking(typist)
        await hand(typist, "so", 0.45)

    typist = typing(work)
    assert typist.wishes == [Leave("server"), Act.WITHDRAW]
    assert typist.line == "so"


def test_an_answer_to_a_question_that_is_gone_is_none() -> None:
    """Withdrawn in the moment in which the letter waits; and the next one is not meant."""

    async def work(typist: Typist) -> None:
        now = asyncio.get_running_loop().time()
        await asking(typist, asked(now, 1), asked(now, 2))
        await typist.press("y", 0.1)
        typist.hands.fold(ended(now + READ_S + 0.1, 1, "withdrawn"))
        await asyncio.sleep(3)

    assert typing(work).wishes == []


def test_enter_and_escape_after_an_answer() -> None:
    """Enter belongs to it; Escape takes it back before it counts."""

    async def work(typist: Typist) -> None:
        await asking(typist)
        await typist.press("y", 0.1)
        await typist.press("\r")
        assert typist.line is None
        await typist.press("y", 0.1)
        await typist.press("\x1b")

    assert typing(work).wishes == [Leave("once"), Act.WITHDRAW]


def test_a_line_that_was_open_before_the_question_answers_nothing() -> None:
    """It is an answer to the model. One that is begun afterwards is an answer to the question."""

    async def work(typist: Typist) -> None:
        typist.keyboard.begin_typing()
        await typist.press("y")
        await asking(typist)
        await typist.press("\r")
        await typist.press("y\r", 0.0)
        await asyncio.sleep(1)
        await typist.press("y")
        await typist.press("\r")
        await typist.press("yes, do")
        await typist.press("\r")
        await typist.press("/deny")
        await typist.press("\r")

    said = typing(work).wishes
    assert said[0] == Say("y")
    assert said[-3:] == [Leave("once"), Say("yes, do"), Leave("no")]


def test_escape_withdraws_what_is_about_to_run_and_leaves_the_line() -> None:
    """There is little time. What only asks does not: there Escape closes the line."""

    async def work(typist: Typist) -> None:
        await typist.press("wait")
        await asking(typist, held(asyncio.get_running_loop().time()))
        await typist.press("\x1b")
        assert (typist.line, typist.wishes) == ("wait", [Act.WITHDRAW])
        await asking(typist, ended(9, 1, "withdrawn"), asked(9, 2))
        await typist.press("\x1b")
        assert (typist.line, typist.wishes) == (None, [Act.WITHDRAW])
        await typist.press("\x1b")

    assert typing(work).wishes == [Act.WITHDRAW] * 2
