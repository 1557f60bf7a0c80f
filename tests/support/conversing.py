"""Whole conversations over stand-ins for the ports, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from livechat.app.conversation import Conversation
from livechat.app.ports import Link, Microphone, Speaker
from livechat.audio.file_speaker import FileSpeaker
from livechat.core.face.commands import Act, Intent
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    Notice,
    OutputTranscribed,
    TurnComplete,
)
from livechat.errors import SettingsError
from tests.support.fakes import FakeLink, FakeSpeaker, Notebook, OpenMicrophone, Reply
from tests.support.virtual_time import run


def spoken(text: str, seconds: float = 1.0, *, wait: float = 0.5) -> Reply:
    """An answer that arrives in a burst and is closed after it has been played."""

    def reply() -> Iterable[tuple[float, Event]]:
        yield wait, AudioReceived(at=0, pcm=sound(seconds))
        yield 0, OutputTranscribed(at=0, text=text)
        yield 0, GenerationComplete(at=0)
        yield seconds, TurnComplete(at=0)

    return reply


def changed(spec: SetupSpec, key: str, value: str) -> SetupSpec:
    """A setup with another voice or another way of detecting speech."""
    match key, value:
        case "voice", _:
            return SetupSpec(model=spec.model, manual=spec.manual, voice=value)
        case "sound.push_to_talk", "on" | "off":
            return SetupSpec(model=spec.model, manual=value == "on", voice=spec.voice)
        case "sound.mic" | "sound.speaker" | "sound.volume", _ if value != "loud":
            return spec
        case _:
            raise SettingsError(f"{key} cannot be {value}.", "Give another one.")


def nothing() -> Iterable[tuple[float, Event]]:
    """No answer at all."""
    return ()


def sound(seconds: float) -> bytes:
    """That much of a voice."""
    return bytes(round(seconds * OUTPUT_RATE) * 2)


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation that was held."""

    state: ConversationState
    notebook: Notebook
    took_s: float
    error: BaseException | None

    @property
    def words(self) -> list[str]:
        """What was said, in the order in which it was finished."""
        return [one.words for one in self.notebook.utterances]

    @property
    def notices(self) -> list[str]:
        """What the user was told."""
        return [one.text for one in self.notebook.of(Notice)]


def hold(
    link: Link,
    *,
    speaker: Callable[[], Speaker] = lambda: FileSpeaker(None),
    act: Callable[[Conversation], object] = lambda _: None,
    **options: Any,
) -> Held:
    """Hold a conversation to its end.

    Args:
        link: Its session.
        speaker: Makes its loudspeaker.
        act: Is given the conversation before it begins.
        options: Others of the conversation's.

    Raises:
        BaseException: What ended it early.
    """
    held = try_to_hold(link, speaker=speaker, act=act, **options)
    if held.error is not None:
        raise held.error
    return held


def try_to_hold(
    link: Link,
    *,
    speaker: Callable[[], Speaker] = lambda: FileSpeaker(None),
    act: Callable[[Conversation], object] = lambda _: None,
    **options: Any,
) -> Held:
    """The same; what ended it early is in what it returns."""
    notebook = Notebook()

    async def main() -> Held:
        began = asyncio.get_running_loop().time()
        call = Conversation(link, speaker(), observers=[notebook], **options)
        act(call)
        error: BaseException | None = None
        try:
            await call.run()
        except Exception as raised:  # noqa: BLE001 - looked at by the test
            error = raised
        return Held(call.state, notebook, asyncio.get_running_loop().time() - began, error)

    return run(main())


@dataclass(frozen=True, slots=True)
class Steered:
    """A call that was steered."""

    link: FakeLink
    speaker: FakeSpeaker
    notebook: Notebook
    call: Conversation

    @property
    def notices(self) -> list[str]:
        """What the user was told."""
        return [one.text for one in self.notebook.of(Notice)]


def steer(
    *script: float | Intent | Callable[[], None],
    link: FakeLink | None = None,
    speaker: FakeSpeaker | None = None,
    microphone: Microphone | None = None,
    began: Callable[[Conversation], object] = lambda _: None,
    **options: Any,
) -> Steered:
    """A call with an open microphone, steered by wishes and waits in seconds, then hung up.

    Args:
        script: Wishes, waits, and whatever else is to be done meanwhile.
        link: Its session.
        speaker: Its loudspeaker.
        microphone: Another one than an open one.
        began: Is given the conversation before it begins.
        options: Others of the conversation's.
    """
    link, speaker = link or FakeLink(), speaker or FakeSpeaker()
    notebook = Notebook()

    async def main() -> Conversation:
        call = Conversation(
            link,
            speaker,
            microphone=microphone or OpenMicrophone(),
            observers=[notebook],
            **options,
        )
        began(call)

        async def wishes() -> None:
            for step in script:
                if isinstance(step, float):
                    await asyncio.sleep(step)
                elif callable(step):
                    step()
                else:
                    call.wish(step)
            call.wish(Act.QUIT)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wishes())
            await call.run()
        return call

    return Steered(link, speaker, notebook, run(main()))
