"""What `talk` and `say` have in common: settings, the service, and one conversation."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    nullcontext,
)
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from livechat.app.conversation import Conversation
from livechat.app.observers import EventLog
from livechat.app.ports import Devices as SoundDevices
from livechat.app.ports import Dial, Microphone, Observer, Speaker
from livechat.app.session import Session
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.names import STREAM
from livechat.catalog import models
from livechat.catalog.models import Model
from livechat.cli import logs
from livechat.cli.call.listening import gate, patient, tells_ends
from livechat.cli.call.service import Dialer
from livechat.cli.failures import show_tracebacks
from livechat.cli.telling import tell
from livechat.config.check import check
from livechat.config.layers import Loaded, changed, flag, load
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec, with_spec
from livechat.core.setup_spec import SetupSpec
from livechat.errors import UsageError
from livechat.journal.restoring import Restored
from livechat.live.credentials import COMMAND, Credential, find_credential
from livechat.tools.mcp import places
from livechat.ui.outlet import wait_until_out
from livechat.ui.summary import Summary

if TYPE_CHECKING:
    from livechat.app.hands import Functions


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that can be wrong before a connection, found right."""

    loaded: Loaded
    row: Model
    credential: Credential | None
    """None: the practice partner's, made when it starts."""

    def summary(self, file: FileSpeaker | None, name: str | None) -> Summary:
        """The receipt's maker, for a voice that is saved as `name`, if it is."""
        offline = self.loaded.settings.offline
        saved = "" if file is None or name in (None, STREAM) else str(name)
        return Summary(
            models.price,
            models.bills_silence,
            free=offline,
            saved=lambda: (
                "" if file is None or file.failure or file.empty or file.unread else saved
            ),
        )


def prepare(
    flags: Mapping[str, object],
    *,
    config: Path | None,
    profile: str | None,
    log: Path | None,
    debug: bool,
    alone: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Prepared:
    """Read the settings, start the log, look for a credential.

    Args:
        flags: Values by settings key; those that are None were not given.
        alone: Leaves the terminal to somebody else meanwhile.

    Raises:
        LivechatError: Something does not fit, or there is no key.
    """
    begin(log, debug=debug)
    given = {key: value for key, value in flags.items() if value is not None}
    elsewhere = next((key for key in ("base_url", "headers", "vertex") if given.get(key)), None)
    if given.get("offline") and elsewhere:
        raise UsageError(f"--offline and {flag(elsewhere)} cannot be used together.", "Choose one.")
    loaded = load(flags=given, environ=os.environ, config_file=config, profile=profile)
    report(loaded)
    row, _ = models.resolve(loaded.settings.model)
    credential = None
    if not loaded.settings.offline:
        credential = found = _find_credential(loaded, alone)
        logs.conceal(lambda: found.secrets)
        logging.getLogger(__name__).info("signing in with %s", credential.phrase)
        _tell_person(f"Signing in with {credential.phrase}.")
    return Prepared(loaded, row, credential)


def _find_credential(
    loaded: Loaded, alone: Callable[[], AbstractContextManager[None]]
) -> Credential:
    found = find_credential(loaded, os.environ, run=False)
    if found.source != COMMAND:
        return found
    with alone():  # it may take its time, and ask for a pass phrase
        _tell_person(f"asking {COMMAND} …")
        wait_until_out()
        return find_credential(loaded, os.environ)


def _tell_person(sentence: str) -> None:
    """Say something that a script need not read."""
    if sys.stderr.isatty():
        tell(sentence)


def begin(log: Path | None, *, debug: bool) -> None:
    """Start the log.

    Raises:
        FileError: It cannot be written.
    """
    if debug:
        show_tracebacks()
    logs.start(log, debug=debug)


def report(loaded: Loaded) -> None:
    """Say what is doubtful about settings.

    Raises:
        SettingsError: Their model refuses one.
    """
    for warning in (*loaded.warnings, *check(loaded.settings, loaded.sources)):
        tell(warning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a conversation is made of, beside its settings: of a terminal, or of another front."""

    speaker: Speaker
    """Where the model's voice goes."""
    microphone: Microphone | None = None
    """None: lines are typed, and an answer to the last one ends the conversation."""
    lines: Sequence[str] = ()
    """Lines to say, one after the other."""
    observers: Sequence[Observer] = ()
    """Displays and records, in the order in which they are told."""
    devices: SoundDevices | None = None
    restored: Restored | None = None
    """The session that this one continues."""
    judged: bool = False
    """Whether this machine judges where speech in the microphone begins and ends."""
    hears: bool = True
    """Whether there may be speech in it."""
    asks: bool = False
    """Whether somebody can be asked for leave."""
    spoken: bool = False
    """Whether a yes that is heard may be theirs: a recording's was said before."""
    fast: bool = False
    """Whether the practice partner may skip the time its voice would take to play."""


def build(prepared: Prepared, parts: Parts, stack: AsyncExitStack) -> tuple[Conversation, Dialer]:
    """Make a conversation, to be run, and what dials its service, to be begun earlier if need be.

    Args:
        prepared: The settings, and what to sign in with.
        parts: All else.
        stack: Ends the service when the conversation is over.

    Raises:
        LivechatError: A file of MCP servers cannot be read.
    """
    settings = prepared.loaded.settings

    def spec_of(settings: Settings) -> SetupSpec:
        return patient(setup_spec(settings), settings) if parts.judged else setup_spec(settings)

    lasting = parts.microphone is not None
    dial = Dialer(
        settings, prepared.credential, stack, fast=parts.fast, hears=parts.hears and lasting
    )
    functions = _functions(prepared.loaded, asks=parts.asks, spoken=parts.spoken)
    conversation = Conversation(
        _session(settings, spec_of(settings), dial, parts.restored, lasting=lasting),
        parts.speaker,
        microphone=parts.microphone,
        lines=parts.lines,
        observers=[EventLog(logging.getLogger("livechat.events")), *parts.observers],
        answer_timeout_s=settings.timeout_s,
        volume=settings.sound.volume,
        devices=parts.devices,
        configure=partial(_configure, settings, spec_of),
        max_s=seconds(settings.session.max_minutes),
        idle_s=seconds(settings.session.idle_minutes),
        gate=gate(settings),
        tells_ends=partial(tells_ends, settings),
        ducks=settings.sound.duck and settings.interrupt,
        functions=functions,
    )
    dial.tell = conversation.emit
    if functions is not None:
        dial.begin()  # while they start
    return conversation, dial


def _functions(loaded: Loaded, *, asks: bool, spoken: bool) -> Functions | None:
    """What the model may call; None: nothing.

    Raises:
        LivechatError: A file of MCP servers cannot be read.
    """
    settings = loaded.settings
    named = settings.functions or settings.tools or settings.builtin
    if not (named or places.any_there(loaded.file, os.environ)):
        return None
    # They take a tenth of a second to import, and most calls are without functions.
    from livechat.app.builtins import Builtins
    from livechat.app.hands import Functions
    from livechat.cli.call.functions import toolbox_of

    builtins = Builtins()
    toolbox = toolbox_of(loaded, builtins.functions, tell=tell)
    if toolbox is None:
        return None
    calls = settings.calls
    voice = spoken and calls.consent == "voice"
    return Functions(toolbox, builtins, hold_s=calls.hold_s, voice=voice, can_ask=asks)


def seconds(minutes: float | None) -> float | None:
    """Minutes of a setting, which may be unset, as seconds."""
    return None if minutes is None else minutes * 60


def _session(
    settings: Settings, spec: SetupSpec, dial: Dial, restored: Restored | None, *, lasting: bool
) -> Session:
    patience_s = settings.session.reconnect_s
    return Session(
        dial,
        spec,
        lasting=lasting,
        # Whoever waits for one answer waits no longer for a connection than for the answer.
        reconnect_s=patience_s if lasting else min(patience_s, settings.timeout_s),
        connect_s=settings.timeout_s,
        handle=restored.handle if restored else "",
        before=restored.utterances if restored else (),
    )


def _configure(
    settings: Settings,
    spec_of: Callable[[Settings], SetupSpec],
    spec: SetupSpec,
    key: str,
    value: str,
) -> SetupSpec:
    """A setup with one setting changed, held against the model's row like those before.

    Raises:
        LivechatError: The value does not fit.
    """
    told = replace(spec, vad_silence_ms=settings.vad.silence_ms)  # what the user has said of it
    new = changed(with_spec(settings, told), key, value)
    check(new)
    return replace(spec_of(new), tools=spec.tools)  # which no setting lists
