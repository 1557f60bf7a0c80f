"""Keys and typed lines in a terminal: hands on what a conversation follows, and does the rest."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livechat.catalog.nearest import nearest
from livechat.cli import completion
from livechat.cli.signals import cleaning
from livechat.core.face.commands import COMMANDS, Act, Aside, Change, Save, Say, Unknown, Wish
from livechat.core.state import ConversationState
from livechat.core.talk.events import DeviceLost, DeviceOpened, Event, Notice, SettingChanged
from livechat.core.talk.transcript import Utterance
from livechat.core.text import visible
from livechat.threads import in_thread
from livechat.ui.plain import utterance_line

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
        ("q", "end"),
        ("i", "interrupt"),
        ("m", "mute"),
        ("?", "help"),
        ("/", "commands"),
    )


HELP = (
    ("space", ""),  # it depends
    ("m", "mute, or unmute"),
    ("i", "stop the model's voice"),
    ("+ -", "louder, quieter"),
    ("d", "the sound devices; /mic NAME and /speaker NAME take another"),
    ("r", "open the devices anew, or connect now"),
    ("c", "copy the last reply"),
    ("enter", "type to the model; Esc closes the line"),
    ("/", "type a command; Tab completes it: /voice Kore, /language, /model, /system,"),
    ("", "/push-to-talk on, /mic NAME, /speaker NAME, /say TEXT, /save FILE, /quit"),
    ("q", "end"),
)
"""Keys, and what they do."""

LIST_S = 5.0
"""Seconds that a list of the devices may take; a frozen sound server would take for ever."""

_ENDS: dict[str, Callable[[Device], int]] = {
    "microphone": lambda device: device.inputs,
    "loudspeaker": lambda device: device.outputs,
}

_VALUES: dict[str, Callable[[str], list[tuple[str, str]]]] = {
    "/voice": completion.voices,
    "/language": completion.languages,
    "/model": completion.models,
    "/push-to-talk": lambda begun: [(word, "") for word in ("on", "off") if word.startswith(begun)],
}
"""What may follow a command."""


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
        self._began = asyncio.Event()
        self._devices: dict[str, str] = {}
        self._keyboard: Keyboard | None = None
        self._shown: Aside | None = None
        """What is shown for a while: the help, or the devices."""
        self._there: Sequence[str] = ()
        """Lines that tell of the devices there are."""
        self._call: Conversation | None = None

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        """Keep in mind what will be asked for."""
        self._began.set()
        match event:
            case DeviceOpened():
                self._devices[event.device] = f"{visible(event.name)}, {event.rate / 1000:g} kHz"
                self._show_devices()
            case DeviceLost():
                self._devices[event.device] = f"{visible(event.name)} is lost"
                self._show_devices()
            case SettingChanged(key="sound.push_to_talk") if self._keyboard:
                self._keyboard.ask_for_releases()
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
        if not task.cancelled():
            task.result()

    async def _follow(self, call: Conversation) -> None:
        await self._began.wait()  # the first picture is there
        kind = await asyncio.wrap_future(in_thread(_load, "keys"))
        self._keyboard = keyboard = kind(
            self._screen,
            self._take,
            push_to_talk=lambda: call.push_to_talk,
            complete=candidates,
            told=self._explain_space,
            focus=self._focus,
            before=self._before,
        )
        with cleaning(keyboard.restore):
            await keyboard.run()

    def _take(self, wish: Wish) -> None:
        assert self._call
        shown, self._shown = self._shown, None
        if shown is not None or wish in (Aside.HELP, Aside.DEVICES):
            self._show(wish if wish is not shown else None)
        match wish:
            case Aside.COPY:
                self._copy(self._call.state)
            case Save(name):
                self._save(self._call.state, name)
            case Unknown(command):
                meant = nearest(command, COMMANDS)
                hint = f"Did you mean {meant}?" if meant else "/say says it to the model."
                self._note(f"There is no {visible(command)}. {hint}", warning=True)
            case Act() | Say() | Change():
                self._call.wish(wish)
            case _:
                pass

    def _show(self, wish: Wish | None) -> None:
        """Show what was asked for, and nothing where nothing was."""
        match wish:
            case Aside.HELP:
                self._shown = Aside.HELP
                self._screen.show_help(self._help_lines())
            case Aside.DEVICES:
                self._shown = Aside.DEVICES
                self._look_for_devices()
            case _:
                self._screen.show_help(())

    def _look_for_devices(self) -> None:
        """Show those in use at once, and those that there are when they are known."""
        loop = asyncio.get_running_loop()

        def show(found: Future[list[str]]) -> None:
            self._there = found.result()
            self._show_devices()

        def there(found: Future[list[str]]) -> None:
            with suppress(RuntimeError):  # the call is over, and its loop closed
                loop.call_soon_threadsafe(show, found)

        self._there = ["  Looking which others there are …"]
        self._show_devices()
        in_thread(_list_devices, "list-devices").add_done_callback(there)

    def _show_devices(self) -> None:
        if self._shown is Aside.DEVICES:
            used = [f"  {end:<12} {name}" for end, name in self._devices.items()]
            self._screen.show_help([*(used or ["  No sound device is in use."]), *self._there])

    def _help_lines(self) -> list[str]:
        return [f"  {key:<6}{does or self._space()}" for key, does in HELP]

    def _space(self) -> str:
        if self._call is None or not self._call.push_to_talk:
            return "pause the microphone, or go on"
        held = self._keyboard and self._keyboard.keys.reports_release
        return "talk while it is held" if held else "begin to talk, and end"

    def _explain_space(self) -> None:
        self._note(f"Space bar: {self._space()}.")

    def _copy(self, state: ConversationState) -> None:
        reply = last_reply(state)
        if reply:
            self._screen.write(clipboard(reply))
            self._note("The last reply was given to the terminal's clipboard.")
        else:
            self._note("There is no reply yet.")

    def _save(self, state: ConversationState, name: str) -> None:
        if not name:
            self._note("Where to? Name a file, as in: /save call.txt", warning=True)
            return
        said = [*state.transcript.finished, *state.transcript.open]
        try:
            with Path(name).expanduser().open("x", encoding="utf-8") as file:
                file.writelines(f"{utterance_line(one)}\n" for one in said if one.words)
        except FileExistsError:
            self._note(f"{visible(name)} exists. Give another name.", warning=True)
        except (OSError, ValueError, RuntimeError) as error:  # also: no such home, a NUL
            why = getattr(error, "strerror", None) or str(error)
            self._note(f"{visible(name)} cannot be written: {visible(why)}.", warning=True)
        else:
            self._note(f"Saved as {visible(name)}.")

    def _note(self, text: str, *, warning: bool = False) -> None:
        assert self._call
        now = asyncio.get_running_loop().time()
        self._call.emit(Notice(at=now, text=text, level="warning" if warning else "info"))


def candidates(line: str) -> list[str]:
    """What a command that was begun may become."""
    command, space, begun = line.partition(" ")
    if not space:
        return [one for one in COMMANDS if one.startswith(command)]
    values = _VALUES.get(command)
    return [f"{command} {value}" for value, _ in values(begun.lstrip())] if values else []


def last_reply(state: ConversationState) -> str:
    """What the model said last, as far as it was heard; "": nothing yet."""
    said = [*state.transcript.finished, *state.transcript.open]
    replies = (one for one in reversed(said) if one.speaker == "model" and one.kind != "thought")
    return next((visible(one.words) for one in replies if one.words), "")


def clipboard(text: str) -> str:
    """What puts a text into a terminal's clipboard (OSC 52), were it ever so far away."""
    data = text.encode(errors="replace")[:MOST_COPIED].decode(errors="ignore").encode()
    return f"\x1b]52;c;{base64.b64encode(data).decode()}\x07"


def _list_devices() -> list[str]:
    """In a thread: lines that name the sound devices there are now, those that are new too."""
    from livechat.audio.devices import list_in_child

    found = list_in_child(LIST_S)
    if found is None:
        return ["  The sound devices cannot be listed now."]
    return [
        *(
            f"  {word} can be: {' · '.join(dict.fromkeys(one.name for one in found if fits(one)))}"
            for word, fits in _ENDS.items()
        ),
        "  /mic NAME and /speaker NAME take another; any part that no other name has will do.",
    ]


def _load() -> type[Keyboard]:
    # A tenth of a second, which nothing waits for.
    from livechat.ui.keyboard import Keyboard

    return Keyboard
