"""Keys and typed lines in a terminal: hands on what a conversation follows, and does the rest."""

from __future__ import annotations

import asyncio
import base64
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livechat.catalog.nearest import nearest
from livechat.cli import completion
from livechat.cli.telling import tell
from livechat.cli.terminal.lines import NOT_ASKED
from livechat.cli.terminal.signals import cleaning
from livechat.core.face.commands import (
    COMMANDS,
    DEFAULT,
    TABLE,
    Act,
    Aside,
    Change,
    Leave,
    Missing,
    Save,
    Say,
    Unknown,
    Wish,
)
from livechat.core.face.keys import QUIT_AGAIN_S
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    Connected,
    DeviceLost,
    DeviceMissing,
    DeviceOpened,
    Ended,
    Event,
    Notice,
    Preparing,
)
from livechat.core.talk.events import Device as End
from livechat.core.talk.transcript import Utterance
from livechat.core.text import visible
from livechat.threads import Worker, in_thread
from livechat.ui.panels import MICROPHONE_KEYS
from livechat.ui.plain import DEVICES, transcript_lines

if TYPE_CHECKING:
    from livechat.app.conversation import Conversation
    from livechat.audio.devices import Device
    from livechat.ui.keyboard import Keyboard
    from livechat.ui.screen import Screen

MOST_COPIED = 50_000
"""Bytes: some terminals take 75,000 at most, a third of which is Base64's."""


def shown(*, push_to_talk: bool) -> tuple[tuple[str, str], ...]:
    """The keys worth a place on the screen, the most important first."""
    return (
        ("space", "talk" if push_to_talk else "pause mic"),
        ("enter", "type"),
        ("i", "stop"),
        ("t", "numbers"),
        ("?", "keys"),
        ("q", "end"),
        ("m", "mute"),
        ("/", "commands"),
    )


def shown_in_line(line: str, only_types: bool) -> tuple[tuple[str, str], ...]:
    """The keys worth a place while a line is open, the most important first.

    Args:
        line: What is in it.
        only_types: Whether the user has no microphone: then a line stays open.
    """
    if line.startswith("/"):
        return (("enter", "run"), ("tab", "complete"), ("esc", "cancel"))
    if only_types:
        return (("enter", "send"), ("ctrl-d", "end"), ("/help", "commands"), ("esc", "keys"))
    return (("enter", "send"), ("esc", "cancel"))


HELP = (
    ("space", ""),  # it depends
    ("m", "mute, or unmute"),
    ("i", "stop the model's voice"),
    ("y n", "allow a function that asks, or refuse it"),
    ("a s", "allow it from now on, or all functions of its server"),
    ("esc", "withdraw functions that ask or are about to run"),
    ("+ -", "louder, quieter"),
    ("enter", "type to the model, as any letter that is no key does; Esc closes it"),
    ("/", "type a command; Tab completes it, and /help shows all"),
    ("t", "show or hide the numbers"),
    ("d", "show the sound devices"),
    ("r", "reopen the sound devices, or connect now"),
    ("c", "copy the last reply"),
    ("q", "end, pressed twice; Ctrl-C and Ctrl-D end at once"),
)
"""Keys, and what they do."""

ASK_QUIT = "  Press q again to end the call."

CONNECTING_S = 0.15
"""Seconds of connecting after which keys are imported meanwhile: from then on the network is waited
for. A server on this machine needs less, and sound leaves 30 ms sooner."""

LIST_S = 5.0
"""Seconds that a list of the devices may take; a frozen sound server would take for ever."""

SAVED_S = 5.0
"""Seconds at the end of a call in which what is being saved may reach a slow disk."""

MOST_SAVED = 10
"""Files that may wait to be saved: nobody types `/save` more often while a disk is stuck."""

_ENDS: dict[End, Callable[[Device], int]] = {
    "microphone": lambda device: device.inputs,
    "loudspeaker": lambda device: device.outputs,
}

_VALUES: dict[str, Callable[[str], list[tuple[str, str]]]] = {
    "/voice": completion.voices,
    "/language": completion.languages,
    "/model": completion.models,
    "/push-to-talk": lambda begun: [(word, "") for word in ("on", "off") if word.startswith(begun)],
    "/save": completion.paths,
}
"""What may follow a command."""

_DEVICES: dict[str, End] = {"/mic": "microphone", "/speaker": "loudspeaker"}
"""Commands that a device's name follows."""


class Keys:
    """Follows the keys of the terminal that a screen draws on. An observer, too.

    Args:
        screen: Shows what is typed.
        before: The terminal's settings before the program began.
        focus: Told whether the window is in focus, when that changes; None: nobody asks.
    """

    def __init__(
        self,
        screen: Screen,
        before: list[Any] | None = None,
        focus: Callable[[bool], None] | None = None,
    ) -> None:
        self._screen = screen
        self._before = before
        self._focus = focus
        self._typing = False
        """Whether the user has no microphone."""
        self._began = asyncio.Event()
        """Set when keys may be imported: what else is imported, or connects, would take longer."""
        self._devices: dict[End, str] = {}
        self._keyboard: Keyboard | None = None
        self._shown: Aside | None = None
        """What is shown for a while: the help, or the devices."""
        self._there: Sequence[str] = ()
        """Lines that tell of the devices there are."""
        self._found: list[Device] | None = None
        """The devices that there were when a name was last completed; None: not known."""
        self._looking = False
        self._asking: asyncio.TimerHandle | None = None
        """Hides the question whether the call is to end."""
        self._call: Conversation | None = None
        self._over = False
        """Whether the call has ended, and shows nothing any more."""
        self._saving: Worker | None = None

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Keep in mind what will be asked for."""
        match event:
            case Preparing(done=True):
                asyncio.get_running_loop().call_later(CONNECTING_S, self._began.set)
            case Connected():
                self._began.set()
            case DeviceOpened():
                self._devices[event.device] = f"{visible(event.name)}, {event.rate / 1000:g} kHz"
                self._show_devices()
            case DeviceMissing(device="microphone"):
                self._typing = True
                if self._keyboard:
                    self._keyboard.begin_typing()
            case DeviceLost():
                self._devices[event.device] = f"{visible(event.name)} is lost"
                self._show_devices()
            case Ended():
                self._over = True
            case _:
                pass

    @asynccontextmanager
    async def following(self, call: Conversation) -> AsyncIterator[None]:
        """Follow keys while in the context. Should that fail, the call ends, and it is raised."""
        self._call = call
        task = asyncio.create_task(self._follow(call), name="keys")
        task.add_done_callback(lambda _: call.stop())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            await self._saved()
        if not task.cancelled():
            task.result()

    async def _follow(self, call: Conversation) -> None:
        await self._began.wait()
        kind = await asyncio.wrap_future(in_thread(_load, "keys"))
        self._keyboard = keyboard = kind(
            self._screen,
            self._take,
            push_to_talk=lambda: call.push_to_talk,
            complete=self._candidates,
            hands=lambda: call.state.hands,
            focus=self._focus,
            typing=self._typing,
            cursor=self._screen.cursor_is_at,
            before=self._before,
        )
        # Not before keys are read: else the terminal's answer would be echoed.
        asyncio.get_running_loop().call_soon(self._screen.report_cursor, keyboard.tells_sequences)
        try:
            with cleaning(keyboard.restore):
                await keyboard.run()
        finally:
            self._screen.report_cursor(False)

    def _take(self, wish: Wish) -> None:
        assert self._call
        shown, self._shown = self._shown, None
        if wish is shown:  # again: it is hidden
            self._screen.show_help(())
            return
        if shown is not None:
            self._screen.show_help(())
        match wish:
            case Leave() if not self._call.state.hands.asked:
                self._note(NOT_ASKED, warning=True)
            case Act() | Say() | Change() | Leave():
                self._call.wish(wish)
            case Save(name):
                self._save(self._call.state, name)
            case Unknown(command):
                meant = nearest(command, COMMANDS)
                hint = f"Did you mean {meant}?" if meant else "/help shows the commands."
                self._note(f"Unknown command {visible(command)}. {hint}", warning=True)
            case Missing(command):
                self._ask_for_value(command)
            case Aside.COPY:
                self._copy(self._call.state)
            case Aside.NUMBERS:
                self._screen.toggle_numbers()
            case Aside.HELP:
                self._show(Aside.HELP, self._help_lines())
            case Aside.COMMANDS:
                self._show(Aside.COMMANDS, _command_lines())
            case Aside.DEVICES:
                self._shown = Aside.DEVICES
                self._look_for_devices()
            case Aside.END:
                self._show(Aside.END, [ASK_QUIT])
                if self._asking:
                    self._asking.cancel()
                loop = asyncio.get_running_loop()
                self._asking = loop.call_later(QUIT_AGAIN_S, self._ask_no_more)
            case _:
                pass

    def _show(self, what: Aside, lines: Sequence[str]) -> None:
        """Show something until the next wish."""
        self._shown = what
        self._screen.show_help(lines)

    def _ask_no_more(self) -> None:
        if self._shown is Aside.END:
            self._shown = None
            self._screen.show_help(())

    def _ask_for_value(self, name: str) -> None:
        """Show what may follow a command that came alone."""
        assert self._call
        if name in _DEVICES:
            self._take(Aside.DEVICES)
            return
        command = COMMANDS[name]
        lines = [f"  Usage: {name} {command.value}"]
        spec = self._call.state.view.spec
        used = {"/voice": spec and spec.voice, "/model": spec and spec.model}.get(name)
        if used:
            lines.append(f"  In use: {visible(used)}")
        if command.setting and name in _VALUES:
            lines += _in_columns(_VALUES[name](""), shutil.get_terminal_size().columns)
        self._show(Aside.COMMANDS, lines)

    def _look_for_devices(self) -> None:
        """Show those in use at once, and those that there are when they are known."""

        def show(found: list[Device] | None) -> None:
            self._there = _device_lines(found)
            self._show_devices()

        self._there = ["  Looking for other devices …"]
        self._show_devices()
        _list_devices(show)

    def _candidates(self, line: str) -> list[tuple[str, str]]:
        """What a line that was begun may become; devices when they are known."""
        command, space, begun = line.partition(" ")
        if not space or command not in _DEVICES:
            self._found = None  # there may be others by the next time
            return candidates(line)
        if self._found is None:
            if not self._looking:
                self._looking = True
                _list_devices(self._know_devices)
            return []
        fits = _ENDS[_DEVICES[command]]
        wanted = begun.strip().casefold()
        found = {DEFAULT: "the system's choice"}
        found |= {one.name: one.host_api for one in self._found if fits(one)}
        return [
            (f"{command} {name}", host_api)
            for name, host_api in found.items()
            if wanted in name.casefold() and name.isprintable()
        ]

    def _know_devices(self, found: list[Device] | None) -> None:
        self._looking, self._found = False, found or []
        if self._keyboard:
            self._keyboard.refresh()

    def _show_devices(self) -> None:
        if self._shown is Aside.DEVICES:
            used = [f"  {DEVICES[end]:<12} {name}" for end, name in self._devices.items()]
            self._screen.show_help([*(used or ["  No sound device is in use."]), *self._there])

    def _help_lines(self) -> list[str]:
        keys = [one for one in HELP if not (self._typing and one[0] in MICROPHONE_KEYS)]
        return [f"  {key:<6}{does or self._space()}" for key, does in keys]

    def _space(self) -> str:
        if self._call is None or not self._call.push_to_talk:
            return "pause the microphone, or go on"
        held = self._keyboard and self._keyboard.keys.reports_release
        return "hold to talk" if held else "hold to talk, or tap to begin and to end"

    def _copy(self, state: ConversationState) -> None:
        reply = last_reply(state)
        if reply:
            self._screen.write(clipboard(reply))
            self._note("Copied the last reply.")
        else:
            self._note("Nothing to copy yet.")

    def _save(self, state: ConversationState, name: str) -> None:
        """Have a thread write what was said so far: a disk may take its time."""
        said = [*state.transcript.finished, *state.transcript.open]
        said = [one for one in said if one.words]
        lines = transcript_lines(said, state.hands.over, state.citations)
        loop = asyncio.get_running_loop()

        def work() -> None:
            wrong = _write(name, lines)
            text = wrong or f"Saved as {visible(name)}."
            with suppress(RuntimeError):  # the call is over, and its loop closed
                loop.call_soon_threadsafe(partial(self._note, text, warning=bool(wrong)))

        self._saving = self._saving or Worker("save", MOST_SAVED)
        if not self._saving.begin(work):
            self._note(f"{visible(name)} is not saved: the disk is stuck.", warning=True)

    async def _saved(self) -> None:
        """Wait until all is saved, and told."""
        if self._saving is None:
            return
        closing = in_thread(partial(self._saving.close, SAVED_S), "save-the-last")
        if not await asyncio.wrap_future(closing):
            self._note("/save has not finished: the disk takes too long.", warning=True)

    def _note(self, text: str, *, warning: bool = False) -> None:
        assert self._call
        if self._over:
            tell(text)
            return
        now = asyncio.get_running_loop().time()
        self._call.emit(Notice(at=now, text=text, level="warning" if warning else "info"))


def _write(name: str, lines: Sequence[str]) -> str:
    """Write lines to a new file; return what went wrong, in words for the user."""
    try:
        with Path(name).expanduser().open("x", encoding="utf-8") as file:
            file.writelines(f"{one}\n" for one in lines)
    except FileExistsError:
        return f"{visible(name)} already exists. Choose another name."
    except (OSError, ValueError, RuntimeError) as error:  # also: no such home, a NUL
        why = getattr(error, "strerror", None) or str(error)
        return f"{visible(name)} cannot be written: {visible(why)}."
    return ""


def candidates(line: str) -> list[tuple[str, str]]:
    """What a command that was begun may become, with descriptions.

    A command that wants a value ends with a space.
    """
    name, space, begun = line.partition(" ")
    if not space:
        return [
            (f"{one.name} " if one.value else one.name, f"{one.value:<8} {one.does}".strip())
            for one in TABLE
            if one.name.startswith(name)
        ]
    values = _VALUES.get(name)
    return [(f"{name} {value}", note) for value, note in values(begun.lstrip())] if values else []


def _command_lines() -> list[str]:
    rows = {f"{one.name} {one.value}": one.does for one in TABLE if not isinstance(one.wish, Leave)}
    answers = " ".join(one.name for one in TABLE if isinstance(one.wish, Leave))
    # In one row, so that a window of 24 rows shows all commands.
    rows[answers] = "answer a function that asks, once or for good"
    width = max(map(len, rows))
    return [f"  {name:<{width}}  {does}" for name, does in rows.items()]


def _in_columns(pairs: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Names with their descriptions, in as many columns as there is room for."""
    cells = [f"{name}  {note}".rstrip() for name, note in pairs]
    wide = max(map(len, cells), default=0) + 3
    across = max(1, (width - 2) // wide)
    down = -(-len(cells) // across)
    rows = (cells[place::down] for place in range(down))
    return ["  " + "".join(f"{cell:<{wide}}" for cell in row).rstrip() for row in rows]


def last_reply(state: ConversationState) -> str:
    """What the model said last, as far as it was heard; "": nothing yet."""
    said = [*state.transcript.finished, *state.transcript.open]
    replies = (one for one in reversed(said) if one.speaker == "model" and one.kind != "thought")
    return next((visible(one.words) for one in replies if one.words), "")


def clipboard(text: str) -> str:
    """What puts a text into a terminal's clipboard (OSC 52), were it ever so far away."""
    data = text.encode(errors="replace")[:MOST_COPIED].decode(errors="ignore").encode()
    return f"\x1b]52;c;{base64.b64encode(data).decode()}\x07"


def _list_devices(tell: Callable[[list[Device] | None], None]) -> None:
    """List the devices there are now, new ones too, in a thread; then tell, on the loop."""
    loop = asyncio.get_running_loop()

    def look() -> list[Device] | None:
        from livechat.audio.devices import list_in_child

        return list_in_child(LIST_S)

    def found(listed: Future[list[Device] | None]) -> None:
        with suppress(RuntimeError):  # the call is over, and its loop closed
            loop.call_soon_threadsafe(tell, listed.result())

    in_thread(look, "list-devices").add_done_callback(found)


def _device_lines(found: Sequence[Device] | None) -> list[str]:
    """Lines that name the sound devices there are."""
    if found is None:
        return ["  Can't list the sound devices now."]
    lines = []
    for end, fits in _ENDS.items():
        names = " · ".join(dict.fromkeys(one.name for one in found if fits(one)))
        word = DEVICES[end]
        lines.append(f"  {word} can be: {names}" if names else f"  No {word.lower()} found.")
    return [*lines, "  Change: /mic NAME, /speaker NAME (any unique part of the name)."]


def _load() -> type[Keyboard]:
    # A tenth of a second, which nothing waits for.
    from livechat.ui.keyboard import Keyboard

    return Keyboard
