"""What `talk` does once it knows what is wanted, and the screen is there."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from livechat.app.ports import Microphone, Observer, Speaker
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.late import LateMicrophone, LateSpeaker, NoMicrophone
from livechat.audio.tee import Tee
from livechat.audio.wav_write import WavWriter
from livechat.catalog import models
from livechat.cli.call.journal import as_it_was, kept, restore, settle
from livechat.cli.call.leave import LeaveLines, can_ask
from livechat.cli.call.listening import judges_recordings
from livechat.cli.call.session import Prepared, converse, prepare, seconds
from livechat.cli.call.sound import Devices
from livechat.cli.outputs import STREAM, raw_stdout
from livechat.cli.terminal.keys import Keys, shown, shown_in_line
from livechat.cli.terminal.lines import at_a_keyboard, can_type
from livechat.config.settings import Settings
from livechat.core.pcm import OUTPUT_RATE
from livechat.errors import UsageError
from livechat.ui.alert import Alert, alert_codes
from livechat.ui.jsonl import JsonDisplay
from livechat.ui.panels import KEYS, Facts
from livechat.ui.plain import PlainDisplay
from livechat.ui.screen import Screen
from livechat.ui.themes import theme_for


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was given on the command line."""

    settings: Mapping[str, object]
    """By their keys; None: not given."""
    recordings: Sequence[str]
    """What is said, in the place of a microphone."""
    saved: str | None
    """Where the voice goes, in the place of a loudspeaker; None: nowhere else."""
    play: bool
    """Whether it goes to the loudspeaker as well, where there is one."""
    resume: str | None
    text: bool
    """Whether the user types, and no microphone is used."""
    fast: bool
    force: bool
    json: bool
    config: Path | None
    profile: str | None
    log: Path | None
    debug: bool


def call(wanted: Wanted, stack: ExitStack, screen: Screen | None, before: list[Any] | None) -> None:
    """Hold the conversation.

    Args:
        wanted: What was given.
        stack: Holds what must be closed.
        screen: The screen, drawn; None: there is no terminal.
        before: The terminal's settings before the program began.

    Raises:
        LivechatError: Something does not fit, or ended it early.
        typer.Exit: A signal ended it.
    """
    restored = restore(wanted.resume)
    flags = as_it_was(restored, wanted.settings)
    prepared = prepare(
        flags,
        config=wanted.config,
        profile=wanted.profile,
        log=wanted.log,
        debug=wanted.debug,
        alone=screen.aside if screen else nullcontext,
    )
    settings, fast, saved = prepared.loaded.settings, wanted.fast, wanted.saved
    microphone = _recorded(wanted.recordings, settings, fast) if wanted.recordings else None
    restored = settle(restored, prepared)
    file: FileSpeaker | None = None
    if saved is not None:
        target = raw_stdout() if saved == STREAM else Path(saved)
        writer = stack.enter_context(WavWriter(target, OUTPUT_RATE, force=wanted.force))
        file = FileSpeaker(writer, fast=fast)
    # Lines of standard input are followed in a call without recordings; keys in any.
    steered = microphone is None
    pressed = screen is not None and at_a_keyboard()
    loudspeaker: Speaker = file or FileSpeaker(None, fast=fast or wanted.text)
    waits_for: list[str] = []
    devices: Devices | None = None
    plays = not (file or fast or (wanted.text and not settings.sound.speaker))
    if plays or wanted.play or not (microphone or wanted.text):
        devices = Devices(settings)
    heard = not (microphone or wanted.text)
    if devices and plays:
        spare = None if settings.sound.speaker else FileSpeaker(None, fast=True)
        loudspeaker = LateSpeaker(partial(devices.speaker, heard=heard), spare=spare)
        waits_for.append("loudspeaker")
    elif devices and file and wanted.play:
        aloud = devices.speaker_if_any(heard=heard, saved=saved or "")
        loudspeaker = Tee(aloud, file) if aloud else file
    if wanted.text:
        microphone = NoMicrophone()
    elif devices and not microphone:
        needed = bool(settings.sound.mic) or not can_type()
        microphone = LateMicrophone(devices.microphone, needed=needed)
        waits_for.append("microphone")
    summary = prepared.summary(file, saved)
    journal = stack.enter_context(kept(prepared, summary, restored))
    if journal:
        summary = replace(summary, kept=lambda: journal.id)
    asks = can_ask(keys=pressed, lines=True, json=wanted.json)
    answers = LeaveLines() if asks and not (screen or steered) else None
    display: Observer
    keys: Keys | None = None
    alert: Alert | None = None
    if screen:
        display = screen
        theme = theme_for(settings.theme, os.environ)
        screen.settle(summary, _facts(prepared, steered=steered or pressed), theme)
        alert = _alert(screen, settings)
        if pressed:
            keys = Keys(screen, before, alert.focus if alert else None)
    elif wanted.json:
        display = JsonDisplay(summary)
    else:
        # Where standard output carries sound, words go beside it.
        display = PlainDisplay(sys.stderr if saved == STREAM else None, receipt=summary, asks=asks)
    converse(
        prepared,
        speaker=loudspeaker,
        saved=file,
        microphone=microphone,
        observers=[one for one in (journal, display, alert, keys, answers) if one],
        fast=fast,
        devices=devices.house if devices else None,
        waits_for=waits_for,
        steered=steered and not keys,
        keys=keys or answers,
        restored=restored,
        judged=not wanted.recordings or judges_recordings(settings),
        hears=not wanted.text,
        asks=asks,
        spoken=steered,
    )


def _recorded(names: Sequence[str], settings: Settings, fast: bool) -> Microphone:
    # Files are read with numpy, which only they need so early.
    from livechat.audio.file_microphone import FileMicrophone
    from livechat.audio.pipe_microphone import PipeMicrophone

    microphone: Microphone
    if STREAM in names:
        if len(names) > 1:
            raise UsageError("--mic - reads all of standard input.", "Use it alone.")
        if sys.stdin.isatty():
            raise UsageError(
                "--mic - reads sound from standard input, which is a terminal.",
                "Pipe sound into it, as in: livechat talk --mic - < question.wav",
            )
        microphone = PipeMicrophone(sys.stdin.fileno(), fast=fast)
    else:
        microphone = FileMicrophone([Path(name) for name in names], fast=fast)
    if not judges_recordings(settings):
        return microphone
    # The detector takes its time to import, too.
    from livechat.audio.judged_microphone import JudgedMicrophone

    return JudgedMicrophone(microphone)


def _facts(prepared: Prepared, *, steered: bool) -> Facts:
    """What the screen knows that no event tells."""
    settings = prepared.loaded.settings
    keyboard = at_a_keyboard()

    def keys(push_to_talk: bool) -> Sequence[tuple[str, str]]:
        if not steered:
            return ()
        if keyboard:
            return shown(push_to_talk=push_to_talk)
        return (("Enter", "talk"), *KEYS) if push_to_talk else KEYS

    return Facts(
        voice=settings.voice or "",
        max_s=seconds(settings.session.max_minutes),
        price=models.price,
        free=settings.offline,
        keys=keys,
        line_keys=shown_in_line,
        wall=_time_of_day,
    )


def _alert(screen: Screen, settings: Settings) -> Alert | None:
    if settings.notify == "off":
        return None
    codes = alert_codes(settings.notify, os.environ)
    return Alert(screen.write, codes, always=settings.notify_when == "always")


def _time_of_day(at: float) -> datetime:
    # asyncio's loops tell `time.monotonic`; what lies between changes when a machine sleeps.
    return datetime.fromtimestamp(time.time() - time.monotonic() + at)
