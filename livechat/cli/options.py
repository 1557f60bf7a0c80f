"""The options that `talk` and `say` share, each with the setting it stands for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from livechat.cli import completion


class Sensitivity(StrEnum):
    """How readily the service takes sound for speech."""

    low = "low"
    high = "high"


class Modality(StrEnum):
    """What the model answers with."""

    audio = "audio"
    text = "text"


Voice = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Voice of the model, e.g. Kore; `livechat voices` lists them.",
        autocompletion=completion.voices,
        show_default="the service's own",
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        help="Language to speak, e.g. de-DE; `livechat languages` lists them.",
        autocompletion=completion.languages,
        show_default="what it hears",
    ),
]
ModelId = Annotated[
    str | None,
    typer.Option(
        metavar="ID",
        help="Model to talk with; `livechat models` lists them.",
        autocompletion=completion.models,
        show_default="gemini-3.8-live",
    ),
]
System = Annotated[
    str | None,
    typer.Option(metavar="TEXT|@FILE", help="System instruction: who the model is to be."),
]
Temperature = Annotated[
    float | None, typer.Option(metavar="0..2", help="How freely it chooses its words.")
]
MaxTokens = Annotated[int | None, typer.Option(metavar="COUNT", help="Longest answer, in tokens.")]
Thinking = Annotated[
    str | None,
    typer.Option(
        metavar="LEVEL|TOKENS",
        help="How much to think first: a level or a token budget, as the model takes it.",
    ),
]
ModalityOption = Annotated[
    Modality | None,
    typer.Option("--modality", help="Answer in sound or in text.", show_default="audio"),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        help="Give up when nothing comes for so long.",
        show_default="30",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Address of the service, for gateways and test servers."),
]
Header = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME: VALUE",
        help="Header that proves to the gateway at --base-url who you are, in the place of a key; "
        "${NAME} stands for an environment variable. May be repeated.",
    ),
]
Vertex = Annotated[
    bool | None,
    typer.Option(
        "--vertex/--no-vertex",
        help="Talk with models on Google Cloud's Vertex AI.",
        show_default=False,
    ),
]
Project = Annotated[
    str | None, typer.Option(metavar="ID", help="Google Cloud project for Vertex AI.")
]
Location = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="Google Cloud location for Vertex AI.", show_default="us-central1"
    ),
]
Offline = Annotated[
    bool | None,
    typer.Option(
        "--offline/--online",
        help="Talk with the practice partner on this machine: no key, no network, not Gemini.",
        show_default=False,
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Settings file; `livechat config path` names the usual."),
]
Profile = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Profile in the settings file to use.",
        autocompletion=completion.profiles,
    ),
]
Log = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Append what happens behind the scenes to this file."),
]
Debug = Annotated[bool, typer.Option("--debug", help="Log every message; show tracebacks.")]
Json = Annotated[
    bool, typer.Option("--json", help="Print every event as a line of JSON, for programs.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing sound file.")]
Fast = Annotated[
    bool, typer.Option("--fast", help="Files as fast as the link takes them, not in real time.")
]
VadSensitivity = Annotated[
    Sensitivity | None,
    typer.Option(help="How readily sound counts as speech, at its start and its end."),
]
VadStart = Annotated[
    Sensitivity | None, typer.Option(help="The same for the start of speech alone.")
]
VadEnd = Annotated[Sensitivity | None, typer.Option(help="The same for the end of speech alone.")]
VadSilence = Annotated[
    int | None,
    typer.Option("--vad-silence-ms", metavar="MS", help="Silence that ends what you say."),
]
VadPrefix = Annotated[
    int | None,
    typer.Option("--vad-prefix-ms", metavar="MS", help="Speech needed before it counts as speech."),
]


class Echo(StrEnum):
    """What keeps the model from hearing itself."""

    auto = "auto"
    aec = "aec"
    system = "system"
    gate = "gate"
    half_duplex = "half-duplex"
    off = "off"


EchoOption = Annotated[
    Echo | None,
    typer.Option(
        "--echo",
        help="What keeps the model from hearing itself: an echo canceller, the sound server's "
        "own, a gate, silence while it speaks, or nothing (headphones).",
        show_default="auto",
    ),
]
Volume = Annotated[
    int | None,
    typer.Option(metavar="PERCENT", help="Loudness of the model's voice.", show_default="100"),
]
NoNoiseSuppression = Annotated[
    bool,
    typer.Option("--no-noise-suppression", help="Leave noise in the microphone's sound."),
]
Gain = Annotated[
    bool | None,
    typer.Option("--gain/--no-gain", help="Make a quiet microphone louder.", show_default=False),
]
NoDuck = Annotated[
    bool,
    typer.Option("--no-duck", help="Do not lower the model's voice when you speak over it."),
]
PushToTalk = Annotated[
    bool | None,
    typer.Option(
        "--push-to-talk/--open-mic",
        help="Say yourself when you speak: Enter begins, Enter ends.",
        show_default=False,
    ),
]
EndSilence = Annotated[
    str | None,
    typer.Option(
        "--end-silence",
        metavar="MS|auto|service",
        help="Silence after which the service is told that you have stopped: shorter where your "
        "sentence sounds finished, a number of milliseconds, or never.",
        show_default="auto, and service for recordings",
    ),
]
AlwaysSend = Annotated[
    bool | None,
    typer.Option(
        "--always-send/--no-always-send",
        help="Send silence, too, so that the service always hears the room.",
        show_default=False,
    ),
]
NoInterrupt = Annotated[
    bool,
    typer.Option("--no-interrupt", help="Let the model finish, even when you speak over it."),
]
Plain = Annotated[
    bool, typer.Option("--plain", help="Finished lines only, without colours or redrawing.")
]


class ThemeName(StrEnum):
    """What the screen is coloured for."""

    dark = "dark"
    light = "light"
    mono = "mono"
    high_contrast = "high-contrast"


ThemeOption = Annotated[
    ThemeName | None,
    typer.Option(
        "--theme",
        help="Colours for a dark or a light terminal, strong ones, or none.",
        show_default="dark",
    ),
]


class Notify(StrEnum):
    """How the terminal tells of a reply."""

    auto = "auto"
    bell = "bell"
    osc9 = "osc9"
    off = "off"


NotifyOption = Annotated[
    Notify | None,
    typer.Option(
        "--notify",
        metavar="[auto|bell|osc9|off]",
        help="Tell when a reply begins while the window is not in focus: with a notice on the "
        "desktop (OSC 9) where the terminal is known to show it, else with a bell.",
        show_default="off",
    ),
]
NoCompression = Annotated[
    bool,
    typer.Option(
        "--no-compression",
        help="Let the session end when it is full, instead of forgetting its oldest words.",
    ),
]
MaxMinutes = Annotated[
    float | None,
    typer.Option("--max-minutes", metavar="MINUTES", help="Hang up after so long."),
]
IdleMinutes = Annotated[
    float | None,
    typer.Option(
        "--idle-minutes",
        metavar="MINUTES",
        help="Hang up when nobody has said anything for so long.",
    ),
]
NoSave = Annotated[
    bool,
    typer.Option("--no-save", help="Write nothing down: `livechat sessions` will not list it."),
]

LATEST = "latest"
"""What --resume names when nothing follows it; no session has such an ID."""

Resume = Annotated[
    str | None,
    typer.Option(
        metavar="[ID]",
        help="Continue a session: the latest, or the one with that ID. `livechat sessions` lists "
        "them.",
        autocompletion=completion.sessions,
    ),
]


ALONE = {"--resume": LATEST, "--notify": Notify.auto.value}
"""Options whose value may be left out, and what it is then."""


class TalkCommand(TyperCommand):
    """A command whose options in `ALONE` may stand so: Typer has none with optional values."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Fill in the value of those that are followed by another option, or nothing."""
        following = [*args[1:], "-"]
        filled = [
            f"{arg}={ALONE[arg]}" if arg in ALONE and after.startswith("-") else arg
            for arg, after in zip(args, following, strict=False)
        ]
        return super().parse_args(ctx, filled)
