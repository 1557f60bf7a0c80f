"""One conversation as all that a process does: its loop, signals, keys and exit code."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from typing import Protocol

import typer

from livechat.app.conversation import Conversation
from livechat.audio.file_speaker import FileSpeaker
from livechat.cli.call import event_loop
from livechat.cli.call.loop_errors import stops_on_errors
from livechat.cli.call.output import stops_without_output
from livechat.cli.call.session import Parts, Prepared, build
from livechat.cli.failures import SIGNALLED
from livechat.cli.terminal import lines as lines_of_input
from livechat.cli.terminal.signals import Signals
from livechat.core.talk.events import Preparing
from livechat.errors import NetworkError


class Follows(Protocol):
    """Somebody who follows what the user does at a terminal."""

    def following(self, call: Conversation, /) -> AbstractAsyncContextManager[None]:
        """Do so while in the context."""


def run(
    prepared: Prepared,
    parts: Parts,
    *,
    waits_for: Sequence[str] = (),
    steered: bool = False,
    keys: Follows | None = None,
    recorder: FileSpeaker | None = None,
    interrupt_code: int = 0,
) -> None:
    """Hold a conversation, to its end or to a signal.

    Args:
        prepared: The settings, and what to sign in with.
        parts: What the conversation is made of.
        waits_for: What is still to be made ready, beside the service: devices.
        steered: Whether lines of standard input are the user's wishes.
        keys: What else is: the terminal's keys, or answers to what asks for leave.
        recorder: The file among the speakers; its failure is raised at the end.
        interrupt_code: Exit code of a first, polite Ctrl-C.

    Raises:
        LivechatError: What ended it early.
        typer.Exit: A signal ended it.
    """

    async def main() -> tuple[int | None, bool]:
        async with AsyncExitStack() as stack:
            conversation, dial = build(prepared, parts, stack)
            if steered:
                lines_of_input.follow(conversation)
            typing = keys.following(conversation) if keys else nullcontext()
            stop = conversation.stop
            with Signals(stop) as signals, stops_on_errors(stop), stops_without_output(stop):
                for what in (*waits_for, *dial.steps):
                    now = asyncio.get_running_loop().time()
                    conversation.emit(Preparing(at=now, what=what))
                await asyncio.sleep(0)  # the first picture comes before all that takes its time
                async with typing:
                    state = await conversation.run()
            return signals.received, state.answers > 0

    signal, answered = event_loop.run(main())
    if recorder is not None and recorder.failure:
        raise recorder.failure
    spoken = prepared.loaded.settings.modality == "audio"
    if recorder is not None and recorder.empty and answered and spoken:
        raise NetworkError(
            "The answer contained no sound to save.",
            "Only its words arrived; try another --model.",
        )
    if signal is not None:
        raise typer.Exit(interrupt_code if signal == Signals.INTERRUPT else SIGNALLED + signal)
