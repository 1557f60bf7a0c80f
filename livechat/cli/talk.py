"""`livechat talk`: a conversation, full duplex."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from livechat.app.ports import Microphone, Observer
from livechat.audio.file_microphone import FileMicrophone
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.pipe_microphone import PipeMicrophone
from livechat.audio.wav_write import WavWriter
from livechat.cli import options as o
from livechat.cli.session import (
    STREAM,
    check_outputs,
    converse,
    prepare,
    raw_stdout,
    warn_of_deaf_ears,
)
from livechat.core.pcm import OUTPUT_RATE
from livechat.errors import SoundError, UsageError
from livechat.ui.jsonl import JsonDisplay
from livechat.ui.plain import PlainDisplay
from livechat.ui.screen import Screen
from livechat.ui.summary import Summary


def talk(
    mic: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE|-",
            help="What you say: a WAV file, several in a row as turns, or - for standard input "
            "(WAV, or raw s16le mono 16 kHz).",
        ),
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option(metavar="FILE|-", help="Where the model's voice goes: WAV, - for stdout."),
    ] = None,
    fast: o.Fast = False,
    force: o.Force = False,
    voice: o.Voice = None,
    language: o.Language = None,
    model: o.ModelId = None,
    system: o.System = None,
    temperature: o.Temperature = None,
    max_tokens: o.MaxTokens = None,
    thinking: o.Thinking = None,
    modality: o.ModalityOption = None,
    vad_sensitivity: o.VadSensitivity = None,
    vad_start: o.VadStart = None,
    vad_end: o.VadEnd = None,
    vad_silence_ms: o.VadSilence = None,
    vad_prefix_ms: o.VadPrefix = None,
    no_interrupt: o.NoInterrupt = False,
    timeout: o.Timeout = None,
    base_url: o.BaseUrl = None,
    offline: o.Offline = None,
    config: o.Config = None,
    profile: o.Profile = None,
    plain: o.Plain = False,
    json: o.Json = False,
    log: o.Log = None,
    debug: o.Debug = False,
) -> None:
    """Talk with the model: full duplex, with live transcripts.

    Speak over the model and it stops. Ctrl-C ends politely.

    \b
    livechat talk --offline --mic question.wav --speaker answer.wav
    livechat talk --mic one.wav --mic two.wav --speaker answers.wav --voice Puck
    arecord -q -f S16_LE -r 16000 | livechat talk --mic - --speaker - | aplay -q
    livechat talk --mic question.wav --vad-sensitivity low --json | jq .event
    """
    if json and speaker == STREAM:
        raise UsageError("Both --json and --speaker - want standard output.", "Give a file name.")
    if json and plain:
        raise UsageError("--json and --plain exclude each other.", "Choose one.")
    check_outputs(speaker, log, *(mic or []))
    prepared = prepare(
        {
            "voice": voice,
            "language": language,
            "model": model,
            "system": system,
            "temperature": temperature,
            "max_tokens": max_tokens,
            "thinking": thinking,
            "modality": modality,
            "timeout_s": timeout,
            "base_url": base_url,
            "offline": offline,
            "vad.sensitivity": vad_sensitivity,
            "vad.start": vad_start,
            "vad.end": vad_end,
            "vad.silence_ms": vad_silence_ms,
            "vad.prefix_ms": vad_prefix_ms,
            "interrupt": False if no_interrupt else None,
        },
        config=config,
        profile=profile,
        log=log,
        debug=debug,
    )
    microphone = _microphone(mic or [], fast=fast)
    warn_of_deaf_ears(prepared)
    with ExitStack() as stack:
        writer = None
        if speaker is not None:
            target = raw_stdout() if speaker == STREAM else _sound_file(speaker)
            writer = stack.enter_context(WavWriter(target, OUTPUT_RATE, force=force))
        loudspeaker = FileSpeaker(writer, fast=fast)
        summary = prepared.summary(loudspeaker, speaker)
        display = _display(summary, plain=plain, json=json, sound_on_stdout=speaker == STREAM)
        converse(
            prepared,
            speaker=loudspeaker,
            microphone=microphone,
            observers=[display],
            fast=fast,
        )


def _microphone(names: list[str], *, fast: bool) -> Microphone:
    if not names:
        raise SoundError(
            "This version of livechat cannot use the machine's own microphone.",
            "Give a recording with --mic FILE.wav, or pipe sound in with --mic -.",
        )
    if STREAM in names:
        if len(names) > 1:
            raise UsageError("--mic - takes all of standard input.", "Give it alone.")
        if sys.stdin.isatty():
            raise UsageError(
                "--mic - reads sound from standard input, which is a terminal.",
                "Pipe sound into it, as in: livechat talk --mic - < question.wav",
            )
        return PipeMicrophone(sys.stdin.fileno(), fast=fast)
    return FileMicrophone([Path(name) for name in names], fast=fast)


def _sound_file(name: str) -> Path:
    path = Path(name)
    if path.exists() or path.suffix or path.parent != Path():
        return path
    raise SoundError(
        f"This version of livechat cannot play on a device such as “{name}”.",
        f"Save the voice in a file with --speaker {name}.wav, or play it: --speaker - | aplay",
    )


def _display(summary: Summary, *, plain: bool, json: bool, sound_on_stdout: bool) -> Observer:
    if json:
        return JsonDisplay(summary)
    if sound_on_stdout:
        return PlainDisplay(sys.stderr, receipt=summary)
    if plain or not sys.stdout.isatty():
        return PlainDisplay(receipt=summary)
    console = Console()
    return PlainDisplay(receipt=summary) if console.is_dumb_terminal else Screen(console, summary)
