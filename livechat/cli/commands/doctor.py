"""`livechat doctor`: would a conversation work here, and if not, what to do."""

from __future__ import annotations

import json as jsonlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from livechat.calling import as_called
from livechat.cli.doctor.checks import (
    Finding,
    check_credential,
    check_partner,
    check_service,
    check_settings,
    check_versions,
    problem,
)
from livechat.cli.options import Config, Profile
from livechat.core.text import visible
from livechat.errors import LivechatError, SoundError
from livechat.ui.sentences import columns_of, told, wrapped

if TYPE_CHECKING:
    from livechat.config.layers import Loaded
    from livechat.config.settings import Settings, Sound

_LISTENING = "Listening to the room, then playing five quiet chirps…"

Progress = Callable[[str], AbstractContextManager[Any]]
"""Shows a sentence while something takes time."""


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    mic: Annotated[
        str | None, typer.Option(metavar="NAME", help="Microphone, as `livechat devices` lists it.")
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Speaker, as `livechat devices` lists it."),
    ] = None,
    no_sound: Annotated[
        bool, typer.Option("--no-sound", help="Play and record nothing; look at the devices only.")
    ] = False,
    offline: Annotated[
        bool | None,
        typer.Option(
            "--offline/--online",
            help="Check for the practice partner: no key, no network.",
            show_default=False,
        ),
    ] = None,
    config: Config = None,
    profile: Profile = None,
) -> None:
    """Check your setup and suggest fixes.

    It listens to the room and plays five quiet chirps, to measure the echo. Exit code 0 means that
    all is well; else it is the first problem's: 2 settings, 3 key, 4 sound, 5 network.

    \b
    livechat doctor
    livechat doctor --offline --mic usb
    livechat doctor --json | jq .findings
    """
    from livechat.audio import portaudio

    portaudio.keep_quiet()
    flags = {"sound.mic": mic, "sound.speaker": speaker, "offline": offline}
    given: dict[str, object] = {key: value for key, value in flags.items() if value is not None}
    progress = _progress()
    found: list[Finding] = []
    for raw in _examine(given, config, profile, sound=not no_sound, progress=progress):
        finding = replace(raw, words=as_called(raw.words), fix=as_called(raw.fix))
        found.append(finding)
        if not json:
            _show(finding)
    code = next((one.exit_code for one in found if one.verdict == "problem"), 0)
    if json:
        report = {
            "ok": code == 0,
            "exit_code": code,
            "findings": [asdict(finding) for finding in found],
        }
        # ASCII, so that no encoding of the output can spoil it.
        print(jsonlib.dumps(report, indent=2))
    else:
        print(told(_conclusion(found), sys.stdout))
    if code:
        raise typer.Exit(code)


def _examine(
    given: dict[str, object],
    config: Config,
    profile: Profile,
    *,
    sound: bool,
    progress: Progress,
) -> Iterator[Finding]:
    """Look at one part after the other; none keeps the next from being looked at."""
    from livechat.config.settings import Settings

    loaded, findings = _load(given, config, profile)
    yield from findings
    # With defaults, so that everything else is still found.
    settings = loaded.settings if loaded else Settings()
    yield from _sound(settings.sound, play=sound, progress=progress)
    yield from _network(settings, loaded, progress)
    from livechat.cli.versions import versions

    yield check_versions(versions())


def _load(
    given: dict[str, object], config: Config, profile: Profile
) -> tuple[Loaded | None, list[Finding]]:
    from livechat.config.check import check
    from livechat.config.layers import load

    try:
        loaded = load(flags=given, environ=os.environ, config_file=config, profile=profile)
        doubts = [*loaded.warnings, *check(loaded.settings, loaded.sources)]
    except LivechatError as error:
        return None, [problem("settings", error)]
    return loaded, check_settings(loaded, doubts)


def _sound(sound: Sound, *, play: bool, progress: Progress) -> Iterator[Finding]:
    from livechat.audio import acoustic, devices, portaudio
    from livechat.audio.sound_thread import SOUND
    from livechat.cli.doctor import sound as sound_checks

    with progress("Asking for sound devices…"):
        library = sound_checks.check_portaudio(
            lambda: SOUND.ask(portaudio.version), lambda: SOUND.ask(portaudio.load)
        )
    yield library
    if library.verdict == "problem":
        return
    chosen: dict[devices.Kind, devices.Device] = {}
    wanted: tuple[tuple[devices.Kind, str | None], ...] = (
        ("input", sound.mic),
        ("output", sound.speaker),
    )
    try:
        listed = SOUND.ask(devices.devices)
    except SoundError as error:
        yield problem("portaudio", error)
        return

    def rates(device: devices.Device, kind: devices.Kind) -> tuple[int, ...]:
        return SOUND.ask(lambda: devices.rates(device, kind))

    for kind, name in wanted:
        finding, device = sound_checks.check_device(kind, name, listed, rates)
        yield finding
        if device is not None:
            chosen[kind] = device
    if not play or "input" not in chosen:
        return
    try:
        with progress(_LISTENING):
            measured = acoustic.measure(
                chosen["input"],
                chosen.get("output"),
                mic_latency_ms=sound.mic_latency_ms,
                speaker_latency_ms=sound.speaker_latency_ms,
            )
    except SoundError as error:
        yield problem("streams", error)
        return
    yield sound_checks.check_hearing(measured)
    if not measured.silent:
        yield sound_checks.check_room(measured)
    if "output" in chosen:
        yield sound_checks.check_streams(measured, sound)
        yield sound_checks.check_echo(measured, sound)


def _network(settings: Settings, loaded: Loaded | None, progress: Progress) -> Iterator[Finding]:
    if settings.offline:
        yield Finding("credentials", "ok", "The practice partner needs no key.")
        yield check_partner(settings.practice)
        with progress("Looking for language models…"):
            from livechat.cli.doctor.language_model import check_language_model

            answering = check_language_model(settings.practice, os.environ)
        yield answering
        return
    with progress("Looking for a credential…"):
        signing, credential = check_credential(os.environ, loaded)
    yield signing
    with progress("Contacting the service…"):
        from livechat.live.credentials import Credential
        from livechat.live.endpoint import find_endpoint

        # Without one, where the one would go that is missing.
        credential = credential or Credential("", "", "vertex" if settings.vertex else "key")
        try:
            endpoint = find_endpoint(settings, credential, os.environ)
            found = check_service(endpoint.base_url, proxy=endpoint.proxy)
        except LivechatError as error:
            found = problem("service", error)
    yield found


def _progress() -> Progress:
    """A line on stderr for as long as something takes, if a person sees it."""
    if not sys.stderr.isatty():
        return lambda _: nullcontext()
    from rich.console import Console

    return Console(stderr=True).status


_ROOMY = 60
"""Cells of a line from which on the words stand beside their part."""

_STYLES = {"ok": "green", "warning": "yellow", "problem": "bold red"}


def _show(finding: Finding) -> None:
    from rich.console import Console
    from rich.text import Text

    words = f"{finding.verdict:<8}{finding.part:<12}"
    width = columns_of(sys.stdout)
    indent = 20 if width is None or width >= _ROOMY else 2
    lines = [words.rstrip()] if indent < 20 else []
    for at, sentence in enumerate(filter(None, (finding.words, finding.fix))):
        first = words if indent == 20 and at == 0 else " " * indent
        text = visible(sentence)
        lines += (
            [first + text]
            if width is None
            else wrapped(text, width, first=first, rest=" " * indent)
        )
    line = Text("\n".join(lines))
    line.stylize(_STYLES[finding.verdict], 0, 8)
    line.stylize("bold", 8, 20)
    Console(highlight=False, soft_wrap=True).print(line)


_SOUND = frozenset({"portaudio", "microphone", "speaker", "permission", "streams"})
"""Parts without which one can type."""


def _conclusion(found: list[Finding]) -> str:
    problems = [finding.part for finding in found if finding.verdict == "problem"]
    if problems:
        parts = ", ".join(dict.fromkeys(problems))
        if _SOUND.issuperset(problems):
            # Only the practice partner has a say in whether it understands.
            offline = any("understands_speech" in one.data for one in found)
            talk = f"livechat talk {'--offline ' * offline}--text"
            return as_called(f"Ready to type: `{talk}`. To talk, fix: {parts}.")
        return f"Not ready. Fix: {parts}."
    deaf = any(one.data.get("understands_speech") is False for one in found)
    if deaf:
        return "Ready to type: the practice partner does not understand speech here."
    return "Ready to talk."
