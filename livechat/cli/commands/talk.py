"""`livechat talk`: a conversation, full duplex.

What is here is imported before the screen is seen; all else comes after (`call`).
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from typing import Annotated, Any, ClassVar

import typer
from rich.console import Console

from livechat.audio.names import STREAM, is_file
from livechat.cli import completion
from livechat.cli import options as o
from livechat.cli.call.output import unhindered
from livechat.cli.grouped import EVERY, App, Command
from livechat.cli.outputs import check_outputs, output_name
from livechat.cli.terminal.lines import unechoed
from livechat.config.options import OUTPUT, SESSION, SOUND, keys_of
from livechat.errors import UsageError
from livechat.ui.hyperlinks import shows_links
from livechat.ui.panels import Facts
from livechat.ui.reflow import keeps_blanks, reflows
from livechat.ui.screen import Screen
from livechat.ui.themes import theme_for


@o.sets(*keys_of("talk"))
def talk(
    mic: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME|FILE|-",
            help="Microphone: a device's name, a unique part of it, or its number. Or recorded "
            "speech: a WAV file (repeatable), or - for standard input (WAV, or raw s16le mono "
            "16 kHz).",
            show_default="the system's",
            autocompletion=completion.microphones,
            rich_help_panel=SOUND,
        ),
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE|-",
            help="Speaker: a device, a WAV file, or - for standard output.",
            show_default="the system's",
            autocompletion=completion.speakers_or_files,
            rich_help_panel=SOUND,
        ),
    ] = None,
    play: Annotated[
        bool,
        typer.Option(
            "--play",
            help="Play the voice, too, when --speaker is a file.",
            rich_help_panel=SOUND,
        ),
    ] = False,
    text: Annotated[
        bool,
        typer.Option(
            "--text",
            help="Type instead of speaking, and read the answers.",
            rich_help_panel=SOUND,
        ),
    ] = False,
    *,
    given: o.Given,
    fast: Annotated[
        bool,
        typer.Option(
            "--fast",
            help="Send files at full speed, not in real time.",
            rich_help_panel=SOUND,
        ),
    ] = False,
    force: o.Force = False,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="[ID]",
            help="Continue the latest session, or the one with this ID; see `livechat sessions`.",
            autocompletion=completion.sessions,
            rich_help_panel=SESSION,
        ),
    ] = None,
    config: o.Config = None,
    profile: o.Profile = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help="Print finished lines only, without colours or redrawing.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    json: o.Json = False,
    log: o.Log = None,
    debug: o.Debug = False,
    help_all: o.HelpAll = False,
) -> None:
    """Talk with the model, with live transcripts.

    Speak over the model to interrupt it. Press Enter to type, ? for the keys, and q or Ctrl-C to
    end. `livechat help keys` explains the keys, `livechat help pipes` recordings and scripts.

    \b
    livechat talk
    livechat talk --mic USB --speaker Headphones --echo off
    livechat talk --push-to-talk --voice Kore
    livechat talk --resume
    livechat talk --offline --mic question.wav --speaker answer.wav
    livechat talk --mic one.wav --mic two.wav --speaker answers.wav --voice Puck
    arecord -q -f S16_LE -r 16000 | livechat talk --mic - --speaker - | aplay -q
    livechat talk --mic question.wav --vad-sensitivity low --json | jq .event
    """
    speaker = output_name(speaker)
    if json and speaker == STREAM:
        raise UsageError(
            "--json and --speaker - both need standard output.", "Use a file name with --speaker."
        )
    if json and plain:
        raise UsageError("--json and --plain cannot be used together.", "Choose one.")
    recordings = [name for name in mic or [] if _is_recording(name)]
    push_to_talk = given.get("sound.push_to_talk")
    if recordings and push_to_talk:
        raise UsageError("Push to talk needs a microphone.", "Leave out --mic or --push-to-talk.")
    devices = [name for name in mic or [] if name not in recordings]
    if devices and len(mic or []) > 1:
        raise UsageError("Only recordings can follow each other.", "Use one microphone.")
    if text and (mic or push_to_talk):
        other = "--mic" if mic else "--push-to-talk"
        raise UsageError(f"--text and {other} cannot be used together.", "Choose one.")
    # An empty name is refused with the files' own words.
    saved = speaker if speaker is not None and (not speaker or _is_recording(speaker)) else None
    if fast and (not recordings or (speaker is not None and saved is None)):
        raise UsageError("--fast works with files, not with devices.", "Leave it out.")
    if play and saved is None:
        raise UsageError("--play needs a file as --speaker.", "Leave it out: a device plays.")
    if play and fast:
        raise UsageError("--fast does not wait for --play.", "Leave out one of them.")
    check_outputs(saved, log, *recordings)
    if recordings:
        given["sound.push_to_talk"] = False
    if devices:
        given["sound.mic"] = devices[0]
    if speaker is not None and saved is None:
        given["sound.speaker"] = speaker
    with ExitStack() as stack:
        screen, before = None, None
        if plain or json or saved == STREAM:
            stack.enter_context(unhindered())
        else:
            screen, before = _screen(stack, given.get("theme"))
        # What it imports takes longer than all that has been so far.
        from livechat.cli.call.build import Wanted, call
        from livechat.cli.call.ends import Asked

        call(
            Wanted(
                given,
                config=config,
                profile=profile,
                resume=resume,
                ends=Asked(
                    recordings=recordings,
                    saved=saved,
                    text=text,
                    play=play,
                    fast=fast,
                    force=force,
                ),
                json=json,
                log=log,
                debug=debug,
            ),
            stack,
            screen,
            before,
        )


class TalkCommand(Command):
    """`livechat talk`."""

    common: ClassVar = (
        "--voice",
        "--language",
        "--model",
        "--system",
        "--text",
        "--push-to-talk",
        "--mic",
        "--speaker",
        "--echo",
        "--functions",
        "--search",
        "--resume",
        "--offline",
        "--json",
        "--help",
        EVERY,
    )
    alone: ClassVar = {"--resume": o.LATEST} | o.ALONE


app = App()
app.command("talk", cls=TalkCommand)(talk)


def _is_recording(name: str) -> bool:
    return name == STREAM or is_file(name)


def _screen(stack: ExitStack, theme: str | None) -> tuple[Screen | None, list[Any] | None]:
    """The screen, its first picture drawn, until the stack ends; None: there is no terminal.

    Args:
        stack: Ends it.
        theme: As it was given; settings may name another, later.

    Returns:
        The screen, and the settings of the terminal before.
    """
    console = Console()
    # A console of Windows without escape sequences would show them as text.
    if not sys.stdout.isatty() or console.is_dumb_terminal or console.legacy_windows:
        stack.enter_context(unhindered())
        return None, None
    before = stack.enter_context(unechoed())
    stack.enter_context(unhindered())
    first = theme_for(theme or "dark", os.environ)
    nothing = Facts(keys=lambda _: ())  # which act differs by settings
    screen = Screen(
        console,
        facts=nothing,
        theme=first,
        reflows=reflows(os.environ),
        keeps_blanks=keeps_blanks(os.environ),
        links=shows_links(os.environ),
    )
    stack.callback(screen.pause)
    screen.open()
    return screen, before
