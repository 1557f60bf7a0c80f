"""`livechat say`: one thing said, one answer."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from typing import Annotated, ClassVar

import typer

from livechat.app.ports import Speaker
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.names import STREAM, expanded
from livechat.audio.tee import Tee
from livechat.audio.wav_write import WavWriter
from livechat.cli import options as o
from livechat.cli.call.journal import kept
from livechat.cli.call.leave import LeaveLines, can_ask
from livechat.cli.call.output import unhindered
from livechat.cli.call.run import run
from livechat.cli.call.session import Parts, Prepared, prepare
from livechat.cli.call.sound import Devices
from livechat.cli.failures import INTERRUPTED
from livechat.cli.grouped import EVERY, App, Command
from livechat.cli.outputs import check_outputs, output_name, raw_stdout
from livechat.config.options import OUTPUT, SOUND, keys_of
from livechat.core.pcm import OUTPUT_RATE
from livechat.core.text import decoded
from livechat.errors import UsageError
from livechat.ui.jsonl import JsonDisplay
from livechat.ui.plain import AnswerDisplay

_LONGEST_TEXT = 1_000_000
"""Characters read from a pipe: well beyond what a model's context holds (131,072 tokens)."""


@o.sets(*keys_of("say"))
def say(
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="TEXT", help="What to say; - or nothing reads standard input."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Save the spoken answer as WAV; - for standard output.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    play: Annotated[
        bool | None,
        typer.Option(
            "--play/--no-play",
            help="Play the answer.",
            show_default="play, unless it is saved",
            rich_help_panel=SOUND,
        ),
    ] = None,
    *,
    given: o.Given,
    force: o.Force = False,
    config: o.Config = None,
    profile: o.Profile = None,
    json: o.Json = False,
    log: o.Log = None,
    debug: o.Debug = False,
    help_all: o.HelpAll = False,
) -> None:
    """Say one thing and get the spoken answer.

    The answer is printed as it arrives, and played, or saved with -o.

    \b
    livechat say "What time is it?"
    livechat say "What time is it?" -o answer.wav
    livechat say "Hello" --speaker Headphones --volume 60
    livechat say --offline --no-play Count to ten
    git log -5 | livechat say --system "Sum this up in one sentence." -
    livechat say "Good morning" --voice Kore --language de-DE -o - | aplay
    """
    output = output_name(output)
    if json and output == STREAM:
        raise UsageError("--json and -o - both need standard output.", "Use a file name with -o.")
    check_outputs(output, log)
    line = _line(text or [])
    prepared = prepare(
        given,
        config=config,
        profile=profile,
        log=log,
        debug=debug,
    )
    answer_once(
        prepared,
        line,
        output=output,
        force=force,
        play=play,
        speaker=given.get("sound.speaker"),
        json=json,
    )


class SayCommand(Command):
    """`livechat say`."""

    common: ClassVar = (
        "--voice",
        "--language",
        "--model",
        "--system",
        "--output",
        "--play",
        "--speaker",
        "--volume",
        "--functions",
        "--search",
        "--offline",
        "--json",
        "--help",
        EVERY,
    )


app = App()
app.command("say", cls=SayCommand)(say)


def answer_once(
    prepared: Prepared,
    line: str,
    *,
    output: str | None,
    force: bool = False,
    play: bool | None = None,
    speaker: str | None = None,
    json: bool = False,
) -> None:
    """Say a line, and play, save and print the answer.

    Args:
        prepared: The settings, and what to sign in with.
        line: What to say.
        output: The file for the answer's sound, or `-`; None: it is not saved.
        force: Whether an existing file is replaced.
        play: Whether to play it; None: unless it is saved.
        speaker: The device that was asked for by name.
        json: Whether to print events instead of words.

    Raises:
        LivechatError: What ended it early.
        typer.Exit: A signal ended it.
    """
    with ExitStack() as stack:
        stack.enter_context(unhindered())
        file: FileSpeaker | None = None
        if output is not None:
            target = raw_stdout() if output == STREAM else expanded(output)
            writer = stack.enter_context(WavWriter(target, OUTPUT_RATE, force=force))
            file = FileSpeaker(writer, fast=True)
        loudspeaker = _loudspeaker(prepared, play, speaker, saved=file is not None)
        voice_goes: Speaker = loudspeaker or file or FileSpeaker(None, fast=True)
        if loudspeaker and file:
            voice_goes = Tee(loudspeaker, file)
        summary = prepared.summary(file, output)
        words = sys.stderr if output == STREAM else sys.stdout
        receipt = summary if sys.stderr.isatty() else None
        journal = stack.enter_context(kept(prepared, summary))
        answers = LeaveLines() if can_ask(lines=True, json=json) else None
        display = (
            JsonDisplay(summary)
            if json
            else AnswerDisplay(words, receipt=receipt, asks=answers is not None)
        )
        parts = Parts(
            speaker=voice_goes,
            lines=[line],
            observers=[one for one in (journal, display, answers) if one],
            asks=answers is not None,
            fast=True,
        )
        run(prepared, parts, keys=answers, recorder=file, interrupt_code=INTERRUPTED)


def _loudspeaker(
    prepared: Prepared, play: bool | None, named: str | None, *, saved: bool
) -> Speaker | None:
    """The device to play on, if the answer is to be played and there is one."""
    wanted = play if play is not None else named is not None or not saved
    if not wanted or prepared.loaded.settings.modality == "text":
        return None
    devices = Devices(prepared.loaded.settings)
    # Who did not ask for it gets the words in any case.
    return devices.speaker() if play or named else devices.speaker_if_any()


def _too_long() -> UsageError:
    return UsageError(f"The text is longer than {_LONGEST_TEXT:,} characters.", "Shorten it.")


def _read() -> str:
    """Standard input, as text."""
    data = sys.stdin.buffer.read(4 * _LONGEST_TEXT + 1)
    if len(data) > 4 * _LONGEST_TEXT:
        raise _too_long()  # in whatever encoding
    try:
        return decoded(data)
    except ValueError:
        return data.decode(errors="surrogateescape")


def _line(words: list[str]) -> str:
    if words and words != [STREAM]:
        # In a locale without Unicode, Python has not understood what a terminal with it sends.
        line = os.fsencode(" ".join(words)).decode(errors="surrogateescape")
    elif not words and sys.stdin.isatty():
        raise UsageError("There is nothing to say.", 'Add a text: livechat say "What time is it?"')
    else:
        line = _read()
    if len(line) > _LONGEST_TEXT:
        raise _too_long()
    if any("\ud800" <= char <= "\udfff" for char in line):
        raise UsageError("The text is not UTF-8.", "Convert it: iconv -f LATIN1 -t UTF-8")
    if not line.strip():
        raise UsageError("The text is empty.", 'Add a text: livechat say "Hello"')
    return line.strip()
