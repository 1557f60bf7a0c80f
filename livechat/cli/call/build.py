"""What `talk` does once it knows what is wanted, and the screen is there."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from livechat.app.ports import Observer
from livechat.audio.names import STREAM
from livechat.catalog import models
from livechat.cli.call.ends import Asked, choose_ends
from livechat.cli.call.journal import as_it_was, kept, restore, settle
from livechat.cli.call.leave import LeaveLines, can_ask
from livechat.cli.call.listening import judges_recordings
from livechat.cli.call.run import run
from livechat.cli.call.session import Parts, Prepared, prepare, seconds
from livechat.cli.terminal.keys import Keys, shown, shown_in_line
from livechat.cli.terminal.lines import at_a_keyboard
from livechat.config.settings import Settings
from livechat.core.play.level_meter import LevelMeter
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
    ends: Asked
    resume: str | None
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
    asked, settings = wanted.ends, prepared.loaded.settings
    restored = settle(restored, prepared)
    sounds = LevelMeter()
    ends = choose_ends(asked, settings, stack, [sounds] if screen else [])
    # Lines of standard input are followed in a call without recordings; keys in any.
    steered = not asked.recordings
    pressed = screen is not None and at_a_keyboard()
    summary = prepared.summary(ends.recorder, asked.saved)
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
        screen.settle(summary, _facts(prepared, sounds, steered=steered or pressed), theme)
        alert = _alert(screen, settings)
        if pressed:
            keys = Keys(screen, before, alert.focus if alert else None)
    elif wanted.json:
        display = JsonDisplay(summary)
    else:
        # Where standard output carries sound, words go beside it.
        display = PlainDisplay(
            sys.stderr if asked.saved == STREAM else None, receipt=summary, asks=asks
        )
    parts = Parts(
        speaker=ends.speaker,
        microphone=ends.microphone,
        observers=[one for one in (journal, display, alert, keys, answers) if one],
        devices=ends.manager,
        restored=restored,
        judged=not asked.recordings or judges_recordings(settings),
        hears=not asked.text,
        asks=asks,
        spoken=steered,
        fast=asked.fast,
    )
    run(
        prepared,
        parts,
        waits_for=ends.waits_for,
        steered=steered and not keys,
        keys=keys or answers,
        recorder=ends.recorder,
    )


def _facts(prepared: Prepared, sounds: LevelMeter, *, steered: bool) -> Facts:
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
        sounds=sounds,
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
