"""What keys and typed lines lead to, beside the conversation."""

from __future__ import annotations

import asyncio
import base64
import io
import os
import re
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from livechat.app.conversation import Conversation
from livechat.audio import devices
from livechat.audio.devices import Device
from livechat.cli.terminal import keys
from livechat.cli.terminal.keys import (
    MOST_COPIED,
    MOST_SAVED,
    Keys,
    _in_columns,
    _write,
    candidates,
    clipboard,
    last_reply,
    shown,
    shown_in_line,
)
from livechat.cli.terminal.lines import NOT_ASKED
from livechat.core.face.commands import Intent, Leave, Save, Unknown
from livechat.core.face.keys import FIRST_REPEAT_S
from livechat.core.face.letters import FLOW_S
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    Connected,
    DeviceLost,
    DeviceMissing,
    DeviceOpened,
    Ended,
    Event,
    LineEntered,
    Notice,
    OutputTranscribed,
    Preparing,
    SetupAccepted,
    TextReceived,
    TurnComplete,
)
from livechat.core.talk.events import Device as End
from livechat.ui.screen import Screen
from livechat.ui.summary import Summary
from tests.support.called import asked, ended
from tests.support.fakes import FakeLink, FakeSpeaker, OpenMicrophone

pytest.importorskip("termios")

LIMIT_S = 20.0

CONNECTED = Connected(at=0, model="m", practice=False)


class Glass(io.StringIO):
    """Keeps what is written, and tells that there is more."""

    def __init__(self, more: asyncio.Event) -> None:
        super().__init__()
        self._told = more

    def write(self, text: str) -> int:
        self._told.set()
        return super().write(text)


class Caller:
    """Somebody at the keyboard of a call."""

    def __init__(self, keyboard: int, *, push_to_talk: bool) -> None:
        self._more = asyncio.Event()
        self.glass = Glass(self._more)
        console = Console(file=self.glass, force_terminal=True, width=100, height=40, _environ={})
        self.screen = Screen(console, Summary())
        self.keys = Keys(self.screen)
        self.events: list[Event] = []
        link = FakeLink()
        link.spec = replace(link.spec, manual=push_to_talk)
        self.call = Conversation(
            link,
            FakeSpeaker(),
            microphone=OpenMicrophone(),  # or the call would end by itself
            observers=[self.screen, self.keys, self],
        )
        self._keyboard = keyboard

    def observe(self, event: Event, finished: object, state: ConversationState) -> None:
        self.events.append(event)
        self._more.set()

    def happen(self, *events: Event) -> None:
        for event in events:
            self.call.emit(event)

    def press(self, text: str) -> None:
        os.write(self._keyboard, text.encode())

    async def told(self, text: str) -> Notice:
        """The notice that says so."""
        while True:
            for event in self.events:
                if isinstance(event, Notice) and text in event.text:
                    return event
            self._more.clear()
            await self._more.wait()

    @property
    def picture(self) -> str:
        """The rows that are drawn now, below those of the transcript."""
        return "\n".join(line.plain for line in self.screen._present(now()))

    async def shown(self, text: str) -> None:
        """When the screen shows it."""
        while text not in f"{self.picture}\n":
            await self._drawn()

    async def hidden(self, text: str) -> None:
        """When it does no longer."""
        while text in self.picture:
            await self._drawn()

    async def _drawn(self) -> None:
        self._more.clear()
        await self._more.wait()


Calling = Callable[..., Caller]


@pytest.fixture
def calling(monkeypatch: pytest.MonkeyPatch) -> Iterator[Calling]:
    """Holds a call at a keyboard of its own."""
    import pty

    ours, theirs = pty.openpty()

    def hold(work: Callable[[Caller], Awaitable[None]], *, push_to_talk: bool = False) -> Caller:
        async def main() -> Caller:
            caller = Caller(ours, push_to_talk=push_to_talk)
            caller.happen(CONNECTED)
            async with asyncio.timeout(LIMIT_S), caller.keys.following(caller.call):
                await work(caller)
            caller.happen(Ended(at=now()))
            return caller

        return asyncio.run(main())

    with os.fdopen(theirs) as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        yield hold
    os.close(ours)


def now() -> float:
    return asyncio.get_running_loop().time()


def said(text: str) -> list[Event]:
    """A question and its answer."""
    at = now()
    return [
        LineEntered(at=at, text="Well?"),
        OutputTranscribed(at=at, text=text),
        TurnComplete(at=at),
    ]


@pytest.mark.parametrize("event", [CONNECTED, Preparing(at=0, what="google-genai", done=True)])
def test_keys_are_imported_after_what_the_connection_needs(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Imports in two threads delay each other, and sound is to leave first. Where nobody answers,
    keys do not wait for a connection.
    """
    order: list[str] = []

    def begun(work: object, name: str) -> Future[None]:
        order.append(name)
        return Future()

    monkeypatch.setattr(keys, "in_thread", begun)
    monkeypatch.setattr(keys, "CONNECTING_S", 0.0)

    async def main() -> None:
        caller = Caller(0, push_to_talk=False)
        async with caller.keys.following(caller.call):
            caller.happen(Preparing(at=now(), what="microphone"))
            await turns()
            order.append("connection")
            caller.happen(event)
            await turns()

    async def turns() -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    asyncio.run(main())
    assert order == ["connection", "keys"]


def test_the_last_reply_is_copied(calling: Calling) -> None:
    """Over the terminal, so that it works from afar; what it has to say is no code."""

    async def work(caller: Caller) -> None:
        caller.press("c")
        await caller.told("Nothing to copy yet.")
        caller.happen(*said("Good \x1b]day."))
        caller.press("/copy\r")
        await caller.told("Copied the last reply.")

    found = re.search("\x1b]52;c;([^\x07]*)\x07", calling(work).glass.getvalue())
    assert found
    assert base64.b64decode(found[1]).decode() == "Good ␛]day."


def test_a_copy_has_a_longest() -> None:
    """What some terminals take at most, in whole characters."""
    found = base64.b64decode(clipboard("é" * MOST_COPIED)[7:-1]).decode()
    assert found == "é" * (MOST_COPIED // 2)


def test_thoughts_are_no_reply() -> None:
    """Nor is what the user said."""
    state = ConversationState()
    for event in (
        TextReceived(at=0, text="An answer."),
        TextReceived(at=0, text="Hm.", thought=True),
        TurnComplete(at=0),
        LineEntered(at=1, text="Well?"),
    ):
        state.fold(event)
    assert last_reply(state) == "An answer."


def test_the_call_is_saved_as_text_and_nothing_is_overwritten(
    calling: Calling, tmp_path: Path
) -> None:
    """What goes wrong is said, and the call goes on."""
    file = tmp_path / "call one.txt"

    async def work(caller: Caller) -> None:
        caller.happen(*said("Good day."))
        caller.happen(ended(now(), result="12 ordered"))
        caller.press(f"/save {file}\r")
        await caller.told("Saved as")
        caller.press(f"/save {file}\r")
        assert (await caller.told("exists")).level == "warning"
        caller.press(f"/save {tmp_path}/nowhere/x\r")
        await caller.told("cannot be written: No such file or directory.")
        caller.press("/save\r")
        await caller.shown("Usage: /save FILE")

    calling(work)
    assert file.read_text() == "you: Well?\nmodel: Good day.\ncall: order() → 12 ordered\n"


@pytest.mark.parametrize("over", [False, True])
def test_a_slow_disk_holds_up_no_call_and_all_is_saved_in_order(
    over: bool,
    calling: Calling,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The call goes on meanwhile; after its end, the messages come without it."""
    goes_on = threading.Event()

    def write(name: str, lines: Sequence[str]) -> str:
        assert goes_on.wait(LIMIT_S)
        return _write(name, lines)

    monkeypatch.setattr(keys, "_write", write)
    file = tmp_path / "call.txt"

    async def work(caller: Caller) -> None:
        caller.happen(*said("Good day."))
        for wish in (Save(str(file)), Save(str(file)), Unknown("/foo")):
            caller.keys._take(wish)
        await caller.told("Unknown command /foo.")  # who types is not kept waiting
        caller.happen(*said("Not in it."))
        if over:
            caller.happen(Ended(at=now()))
        goes_on.set()

    events = calling(work).events
    told = [one.text for one in events if isinstance(one, Notice)][1:]
    if over:
        told = capsys.readouterr().err.replace("\n", " ").split("livechat: ")[1:]
    assert len(told) == 2
    assert told[0].startswith("Saved as")
    assert "already exists" in told[1]
    assert file.read_text() == "you: Well?\nmodel: Good day.\n"


def test_a_disk_that_is_stuck_is_told_and_not_waited_for(
    calling: Calling, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither in the call, however often one tries, nor at its end."""
    stuck = threading.Event()
    monkeypatch.setattr(keys, "_write", lambda name, lines: stuck.wait(LIMIT_S) and "")
    monkeypatch.setattr(keys, "SAVED_S", 0.01)

    async def work(caller: Caller) -> None:
        for number in range(MOST_SAVED + 2):  # one is being written
            caller.keys._take(Save(str(tmp_path / str(number))))
        await caller.told(f"{MOST_SAVED + 1} is not saved")

    last = calling(work).events[-2]
    stuck.set()
    assert isinstance(last, Notice)
    assert "has not finished" in last.text


def device(name: str, *, inputs: int = 0, outputs: int = 0) -> Device:
    return Device(0, name, "ALSA", inputs, outputs, 48_000, False, False)


def test_devices_in_use_are_shown_and_then_those_that_there_are(
    calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are by now; the next key hides them."""
    there = [device("USB", inputs=1, outputs=2), device("Built-in", outputs=2)]
    monkeypatch.setattr(devices, "list_in_child", lambda limit_s: there)

    async def work(caller: Caller) -> None:
        caller.press("d")
        await caller.shown("No sound device is in use.")
        await caller.shown("Microphone can be: USB")
        await caller.shown("Speaker can be: USB · Built-in")
        at = now()
        ends: tuple[End, ...] = ("microphone", "loudspeaker")
        for end in ends:
            caller.happen(DeviceOpened(at=at, device=end, name="USB", rate=48_000, latency_ms=9))
        await caller.shown("Microphone   USB, 48 kHz")
        await caller.shown("Speaker      USB, 48 kHz")
        caller.happen(DeviceLost(at=at, device="loudspeaker", name="USB", reason="gone"))
        await caller.shown("Speaker      USB is lost")
        caller.press("?")
        await caller.shown("stop the model's voice")

    calling(work)


def test_where_there_is_no_device_that_is_said(
    calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a machine whose sound server has died."""
    monkeypatch.setattr(devices, "list_in_child", lambda limit_s: [device("USB", inputs=1)])

    async def work(caller: Caller) -> None:
        caller.press("d")
        await caller.shown("Microphone can be: USB")
        await caller.shown("No speaker found.")

    calling(work)


def test_where_devices_cannot_be_listed_that_is_shown(
    calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sound server that is frozen keeps nobody waiting."""
    monkeypatch.setattr(devices, "list_in_child", lambda limit_s: None)

    async def work(caller: Caller) -> None:
        caller.press("d")
        await caller.shown("Can't list the sound devices now.")

    calling(work)


@pytest.mark.parametrize("over", [False, True], ids=["after another key", "after the call"])
def test_a_list_of_devices_that_comes_too_late_is_not_shown(
    calling: Calling, monkeypatch: pytest.MonkeyPatch, over: bool
) -> None:
    """Nobody waits for it any more."""
    wanted = threading.Event()

    def listed(limit_s: float) -> None:
        assert wanted.wait(10)

    monkeypatch.setattr(devices, "list_in_child", listed)

    def come() -> None:
        wanted.set()
        for thread in threading.enumerate():
            if thread.name == "list-devices":
                thread.join(10)

    async def work(caller: Caller) -> None:
        caller.press("d")
        await caller.shown("Looking for other devices")
        caller.press("?")
        await caller.shown("stop the model's voice")
        if not over:
            come()
            await asyncio.sleep(0)  # what the thread has put on the loop's list is done now
            await asyncio.sleep(0)

    caller = calling(work)
    come()
    assert "Can't list" not in caller.glass.getvalue()


def test_a_command_that_there_is_not_is_told_with_the_nearest(calling: Calling) -> None:
    """And is not said to the model."""

    async def work(caller: Caller) -> None:
        caller.press("/voise Kore\r")
        await caller.told("Unknown command /voise. Did you mean /voice?")
        caller.press("/etc\x1b[200~/\x1b]0;\x1b[201~\r")
        await caller.told("Unknown command /etc/␛]0;. /help shows the commands.")

    assert not [one for one in calling(work).events if isinstance(one, LineEntered)]


@pytest.mark.parametrize(
    ("push_to_talk", "answer", "does"),
    [
        (False, "", "pause the microphone, or go on"),
        (True, "\x1b[?0u\x1b[?62c", "hold to talk"),
        (True, "\x1b[?62c", "hold to talk, or tap to begin and to end"),
    ],
)
def test_help_says_what_the_space_bar_does(
    calling: Calling, push_to_talk: bool, answer: str, does: str
) -> None:
    """In this session, on this terminal; Escape hides it."""

    async def work(caller: Caller) -> None:
        caller.press(answer + "?")
        await caller.shown(f"space {does}\n" if does.endswith("talk") else f"space {does}")
        caller.press("\x1b")
        await caller.hidden(does)

    calling(work, push_to_talk=push_to_talk)


def test_the_same_key_hides_what_it_has_shown(calling: Calling) -> None:
    """And another key does both."""

    async def work(caller: Caller) -> None:
        caller.press("?")
        await caller.shown("reopen the sound devices")
        await asyncio.sleep(FIRST_REPEAT_S[1])  # sooner, it would be the same press
        caller.press("?")
        await caller.hidden("reopen the sound devices")
        caller.press("/help\r")
        await caller.shown("/volume PERCENT")
        caller.press("c")
        await caller.told("Nothing to copy yet.")
        await caller.hidden("/volume PERCENT")

    calling(work)


def test_q_asks_before_it_ends_the_call(calling: Calling, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question goes when nobody answers, or with another key."""
    monkeypatch.setattr("livechat.cli.terminal.keys.QUIT_AGAIN_S", 0.2)

    async def work(caller: Caller) -> None:
        caller.press("q")
        await caller.shown("Press q again to end the call.")
        await caller.hidden("Press q again")
        caller.press("i")
        await asyncio.sleep(FLOW_S)  # sooner, it could be a word
        for key in ("q", "?"):
            caller.press(key)
            await caller.shown({"q": "Press q again", "?": "reopen the sound devices"}[key])
        await caller.hidden("Press q again")
        await asyncio.sleep(0.3)
        assert "reopen the sound devices" in caller.picture

    calling(work)


def test_whoever_has_no_microphone_is_told_of_no_key_for_it(calling: Calling) -> None:
    """And which keys there are while the line is open, which it is."""

    async def work(caller: Caller) -> None:
        caller.happen(DeviceMissing(at=now(), device="microphone", reason=""))
        await caller.shown("› ")
        caller.press("\x1b")
        await caller.hidden("› ")
        caller.press("?")
        await caller.shown("stop the model's voice")
        assert "mute, or unmute" not in caller.picture
        assert "pause the microphone" not in caller.picture

    calling(work)


@pytest.mark.parametrize(
    ("line", "only_types", "keys"),
    [
        ("", False, "enter send · esc cancel"),
        ("hi", True, "enter send · ctrl-d end · /help commands · esc keys"),
        ("/vo", True, "enter run · tab complete · esc cancel"),
    ],
)
def test_the_keys_of_a_line_say_how_to_send_to_leave_and_to_get_help(
    line: str, only_types: bool, keys: str
) -> None:
    """In one row of 80 columns."""
    assert " · ".join(map(" ".join, shown_in_line(line, only_types))) == keys


def test_a_command_alone_shows_what_may_follow_it(
    calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The voices with their styles, and which is in use; the devices; else how to use it."""
    there = [device("USB", inputs=1, outputs=2)]
    monkeypatch.setattr(devices, "list_in_child", lambda limit_s: there)

    async def work(caller: Caller) -> None:
        caller.happen(SetupAccepted(at=now(), spec=SetupSpec(model="gemini-x", voice="Puck")))
        caller.press("/voice\r")
        await caller.shown("In use: Puck")
        assert "Kore  Firm" in caller.picture
        caller.press("/system\r")
        await caller.shown("Usage: /system TEXT")
        caller.press("/model\r")
        await caller.shown("In use: gemini-x")
        caller.press("/mic\r")
        await caller.shown("Microphone can be: USB")

    calling(work)


def test_devices_complete_their_names(calling: Calling, monkeypatch: pytest.MonkeyPatch) -> None:
    """When they are known; any part of a name finds it, spaces and all."""
    there = [
        device("Headset Pro 2", inputs=1, outputs=2),
        device("Built-in", outputs=2),
        device("Webcam", inputs=1),
    ]
    asked: list[float] = []

    def listed(limit_s: float) -> list[Device]:
        asked.append(limit_s)
        return there

    monkeypatch.setattr(devices, "list_in_child", listed)

    async def work(caller: Caller) -> None:
        caller.press("/mic ")
        await caller.shown("Headset Pro 2  ALSA")
        assert "Webcam" in caller.picture
        assert "Built-in" not in caller.picture
        caller.press("pro\t")
        await caller.shown("/mic Headset Pro 2")
        assert len(asked) == 1
        caller.press("\x1b")
        await caller.hidden("Headset")
        caller.press("/speaker ")
        await caller.shown("Built-in ")

    calling(work)
    assert len(asked) == 2


def test_devices_that_cannot_be_listed_complete_nothing(
    calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line can be typed all the same."""
    known = asyncio.Event()
    monkeypatch.setattr(devices, "list_in_child", lambda limit_s: None)
    know = Keys._know_devices

    def tell(keys: Keys, found: list[Device] | None) -> None:
        know(keys, found)
        known.set()

    monkeypatch.setattr(Keys, "_know_devices", tell)

    async def work(caller: Caller) -> None:
        caller.press("/mic U")
        await known.wait()
        caller.press("SB")
        await caller.shown("/mic USB")

    calling(work)


def test_the_numbers_are_shown_and_hidden(
    calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a key or a command; the screen does it."""
    toggled = asyncio.Semaphore(0)
    monkeypatch.setattr(Screen, "toggle_numbers", lambda _: toggled.release())

    async def work(caller: Caller) -> None:
        caller.press("t")
        await toggled.acquire()
        caller.press("/numbers\r")
        await toggled.acquire()

    calling(work)


def test_a_line_is_seen_below_while_it_is_typed(calling: Calling) -> None:
    """And its completions."""

    async def work(caller: Caller) -> None:
        caller.press("/voice Ko")
        await caller.shown("› ")
        await caller.shown("Kore")

    calling(work)


def test_a_broken_keyboard_ends_the_call_and_is_told(
    calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing could be pressed any more."""

    def broken() -> None:
        raise RuntimeError("no keys here")

    monkeypatch.setattr("livechat.cli.terminal.keys._load", broken)

    async def work(caller: Caller) -> None:
        await caller.call.run()

    with pytest.raises(RuntimeError, match="no keys"):
        calling(work)


def test_a_key_that_fails_ends_the_call_and_leaves_the_terminal_as_it_was(
    calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, not lost in the loop."""
    import termios

    def broken(state: ConversationState) -> str:
        raise RuntimeError("no such thing")

    monkeypatch.setattr("livechat.cli.terminal.keys.last_reply", broken)

    async def work(caller: Caller) -> None:
        caller.press("/voise\r")
        await caller.told("Unknown command /voise.")
        during.append(termios.tcgetattr(sys.stdin))
        caller.press("c")
        await caller.call.run()

    during: list[object] = []
    before = termios.tcgetattr(sys.stdin)
    with pytest.raises(RuntimeError, match="no such thing"):
        calling(work)
    assert during != [before]
    assert termios.tcgetattr(sys.stdin) == before


def test_commands_and_their_values_are_offered(tmp_path: Path) -> None:
    """With descriptions; in any case; only of those that have some."""
    assert candidates("/v") == [
        ("/voice ", "NAME     another voice"),
        ("/volume ", "PERCENT  how loud the model is"),
    ]
    assert candidates("/q") == [("/quit", "end the call")]
    assert candidates("/voice kor") == [("/voice kore", "Firm")]
    assert ("/language de-DE", "German (Germany)") in candidates("/language de")
    assert [text for text, _ in candidates("/push-to-talk o")] == [
        "/push-to-talk on",
        "/push-to-talk off",
    ]
    assert all("gemini" in text for text, _ in candidates("/model gem"))
    assert candidates("/say x") == []
    (tmp_path / "calls").mkdir()
    assert candidates(f"/save {tmp_path}/c") == [(f"/save {tmp_path}/calls/", "")]


@pytest.mark.parametrize(("width", "rows"), [(10, 3), (35, 2), (99, 1)])
def test_a_list_is_shown_in_as_many_columns_as_there_is_room_for(width: int, rows: int) -> None:
    """At least one."""
    assert len(_in_columns([("Kore", "Firm"), ("Puck", "Upbeat"), ("Leda", "")], width)) == rows


def test_the_key_line_follows_the_setting() -> None:
    """What the space bar is for comes first."""
    assert shown(push_to_talk=True)[0] == ("space", "talk")
    assert shown(push_to_talk=False)[0] == ("space", "pause mic")


def test_leave_is_given_only_where_a_function_asks(
    calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command without a question says so; the keys of one reach the call."""
    wishes: list[Intent] = []

    async def work(caller: Caller) -> None:
        caller.press("/allow\r")
        await caller.told(NOT_ASKED)
        came = asyncio.Event()

        def wish(intent: Intent) -> None:
            wishes.append(intent)
            came.set()

        monkeypatch.setattr(caller.call, "wish", wish)
        caller.happen(asked(now() - 9))
        await caller.shown("y once")
        caller.press("/allow\r")
        await came.wait()

    calling(work)
    assert wishes == [Leave("once")]
