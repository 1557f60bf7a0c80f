"""`livechat talk`: a conversation, full duplex."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from livechat.app.ports import Microphone, Observer, Speaker
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.late import LateMicrophone, LateSpeaker
from livechat.audio.wav_write import WavWriter
from livechat.catalog import models
from livechat.cli import options as o
from livechat.cli.kept import kept, restore, settle
from livechat.cli.keys import Keys, at_a_keyboard, shown
from livechat.cli.lines import cursor_restored, unechoed
from livechat.cli.session import (
    STREAM,
    Prepared,
    check_outputs,
    converse,
    prepare,
    raw_stdout,
    seconds,
)
from livechat.cli.sound import Devices, is_file
from livechat.config.settings import Settings
from livechat.core.pcm import OUTPUT_RATE
from livechat.errors import UsageError
from livechat.ui.alert import Alert, alert_code
from livechat.ui.jsonl import JsonDisplay
from livechat.ui.panels import KEYS, Facts
from livechat.ui.plain import PlainDisplay
from livechat.ui.reflow import reflows
from livechat.ui.screen import Screen
from livechat.ui.summary import Summary
from livechat.ui.themes import theme_for


def talk(
    mic: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME|FILE|-",
            help="Your microphone: a device's name, any unique part of it, or its number. Or what "
            "you say: a WAV file, several in a row as turns, or - for standard input (WAV, or raw "
            "s16le mono 16 kHz).",
            show_default="the system's microphone",
        ),
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE|-",
            help="Where the model's voice goes: a device, a WAV file, or - for standard output.",
            show_default="the system's loudspeaker",
        ),
    ] = None,
    echo: o.EchoOption = None,
    push_to_talk: o.PushToTalk = None,
    volume: o.Volume = None,
    gain: o.Gain = None,
    no_noise_suppression: o.NoNoiseSuppression = False,
    no_duck: o.NoDuck = False,
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
    no_compression: o.NoCompression = False,
    max_minutes: o.MaxMinutes = None,
    idle_minutes: o.IdleMinutes = None,
    base_url: o.BaseUrl = None,
    header: o.Header = None,
    vertex: o.Vertex = None,
    project: o.Project = None,
    location: o.Location = None,
    offline: o.Offline = None,
    config: o.Config = None,
    profile: o.Profile = None,
    resume: o.Resume = None,
    no_save: o.NoSave = False,
    theme: o.ThemeOption = None,
    notify: o.NotifyOption = None,
    plain: o.Plain = False,
    json: o.Json = False,
    log: o.Log = None,
    debug: o.Debug = False,
) -> None:
    """Talk with the model: full duplex, with live transcripts.

    Speak over the model and it stops. Ctrl-C ends politely. In a terminal, keys act at once:
    space pauses the microphone, or with --push-to-talk is for talking; m mutes, i stops the
    model's voice, + and - change the volume, q ends, and ? shows the others. Enter opens a line:
    what you type goes to the model. / opens a command: /voice, /language, /model, /system,
    /push-to-talk, /mic, /speaker, /say, /save, /quit.

    Without a terminal, or with --plain or --json, lines of standard input are followed: a letter
    alone is its key, Enter alone with --push-to-talk begins and ends what you say, and anything
    else goes to the model.

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
    if json and speaker == STREAM:
        raise UsageError("Both --json and --speaker - want standard output.", "Give a file name.")
    if json and plain:
        raise UsageError("--json and --plain exclude each other.", "Choose one.")
    recordings = [name for name in mic or [] if _is_recording(name)]
    if recordings and push_to_talk:
        raise UsageError("Push-to-talk is for a microphone.", "Leave out --mic or that.")
    if len(recordings) < len(mic or []) > 1:
        raise UsageError("Only recordings can be given in a row.", "Give one microphone.")
    # An empty name is refused with the files' own words.
    saved = speaker if speaker is not None and (not speaker or _is_recording(speaker)) else None
    if fast and (not recordings or (speaker is not None and saved is None)):
        raise UsageError("--fast is for files: a device takes its time.", "Leave it out.")
    check_outputs(saved, log, *recordings)
    restored = restore(resume)
    prepared = prepare(
        {
            "voice": voice,
            "language": language,
            "model": model or (restored.model if restored else None),
            "system": system,
            "temperature": temperature,
            "max_tokens": max_tokens,
            "thinking": thinking,
            "modality": modality,
            "theme": theme,
            "notify": notify,
            "timeout_s": timeout,
            "session.compression": False if no_compression else None,
            "session.max_minutes": max_minutes,
            "session.idle_minutes": idle_minutes,
            "base_url": base_url,
            "headers": header or None,
            "vertex": vertex,
            "project": project,
            "location": location,
            "offline": offline,
            "vad.sensitivity": vad_sensitivity,
            "vad.start": vad_start,
            "vad.end": vad_end,
            "vad.silence_ms": vad_silence_ms,
            "vad.prefix_ms": vad_prefix_ms,
            "interrupt": False if no_interrupt else None,
            "sound.mic": mic[0] if mic and not recordings else None,
            "sound.speaker": speaker if saved is None else None,
            "sound.volume": volume,
            "sound.echo": echo,
            "sound.noise_suppression": False if no_noise_suppression else None,
            "sound.gain": gain,
            "sound.duck": False if no_duck else None,
            "sound.push_to_talk": False if recordings else push_to_talk,
            "session.save": False if no_save else None,
        },
        config=config,
        profile=profile,
        log=log,
        debug=debug,
    )
    microphone = _recorded(recordings, fast=fast) if recordings else None
    restored = settle(restored, prepared)
    with ExitStack() as stack:
        file: FileSpeaker | None = None
        if saved is not None:
            target = raw_stdout() if saved == STREAM else Path(saved)
            writer = stack.enter_context(WavWriter(target, OUTPUT_RATE, force=force))
            file = FileSpeaker(writer, fast=fast)
        loudspeaker: Speaker | None = file
        waits_for: list[str] = []
        devices: Devices | None = None
        if microphone is None or not (file or fast):
            devices = Devices(prepared.loaded.settings)
        if devices and not file:
            if microphone:
                loudspeaker = devices.speaker_if_any()
            else:
                loudspeaker = LateSpeaker(partial(devices.speaker, heard=True))
                waits_for.append("loudspeaker")
        # After the devices, which move stderr away from where C libraries print.
        summary = prepared.summary(file, saved)
        journal = stack.enter_context(kept(prepared, summary, restored))
        if journal:
            summary = replace(summary, kept=lambda: journal.id)
        steered = microphone is None
        keys: Keys | None = None
        alert: Alert | None = None
        facts = _facts(prepared, steered=steered)
        display = _display(
            summary, facts, prepared, plain=plain, json=json, sound_on_stdout=saved == STREAM
        )
        if isinstance(display, Screen):
            before = stack.enter_context(unechoed() if steered else cursor_restored())
            alert = _alert(display, prepared.loaded.settings)
            if steered and at_a_keyboard():
                keys = Keys(display, before, alert.focus if alert else None)
        if devices and not microphone:
            microphone = LateMicrophone(devices.microphone)
            waits_for.append("microphone")
        converse(
            prepared,
            speaker=loudspeaker or FileSpeaker(None, fast=fast),
            saved=file,
            microphone=microphone,
            observers=[one for one in (journal, display, alert, keys) if one],
            fast=fast,
            devices=devices.house if devices else None,
            waits_for=waits_for,
            steered=steered and not keys,
            keys=keys,
            restored=restored,
        )


app = typer.Typer(add_completion=False, rich_markup_mode=None)
app.command("talk", cls=o.TalkCommand)(talk)


def _is_recording(name: str) -> bool:
    return name == STREAM or is_file(name)


def _recorded(names: list[str], *, fast: bool) -> Microphone:
    # Files are read with numpy, which only they need so early.
    from livechat.audio.file_microphone import FileMicrophone
    from livechat.audio.pipe_microphone import PipeMicrophone

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


def _facts(prepared: Prepared, *, steered: bool) -> Facts:
    """What the screen knows that no event tells."""
    settings = prepared.loaded.settings
    keys = KEYS
    if at_a_keyboard():
        keys = shown(push_to_talk=settings.sound.push_to_talk)
    elif settings.sound.push_to_talk:
        keys = (("Enter", "talk"), *keys)
    return Facts(
        voice=settings.voice or "",
        max_s=seconds(settings.session.max_minutes),
        price=models.price,
        free=settings.offline,
        keys=keys if steered else (),
        wall=_time_of_day,
    )


def _alert(screen: Screen, settings: Settings) -> Alert | None:
    if settings.notify == "off":
        return None
    code = alert_code(settings.notify, os.environ)
    return Alert(screen.write, code, always=settings.notify_when == "always")


def _time_of_day(at: float) -> datetime:
    # asyncio's loops tell `time.monotonic`; what lies between changes when a machine sleeps.
    return datetime.fromtimestamp(time.time() - time.monotonic() + at)


def _display(
    summary: Summary,
    facts: Facts,
    prepared: Prepared,
    *,
    plain: bool,
    json: bool,
    sound_on_stdout: bool,
) -> Observer:
    if json:
        return JsonDisplay(summary)
    if sound_on_stdout:
        return PlainDisplay(sys.stderr, receipt=summary)
    console = Console()
    if plain or not sys.stdout.isatty() or console.is_dumb_terminal:
        return PlainDisplay(receipt=summary)
    theme = theme_for(prepared.loaded.settings.theme, os.environ)
    return Screen(console, summary, facts, theme, reflows=reflows(os.environ))
