"""The options that `talk` and `say` share, each declared once, with its group in the help.

Numbers are taken as text: the settings say in one place what a value must be (`config/layers.py`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from livechat.cli import completion
from livechat.cli.grouped import (
    CONNECTION,
    EVERY,
    OUTPUT,
    SESSION,
    SETTINGS,
    SOUND,
    SPEECH,
    TOOLS,
    VOICE,
    Command,
    show_all,
)
from livechat.core.echo import EchoChoice


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
        "-v",
        "--voice",
        metavar="NAME",
        help="Voice of the model, such as Kore; see `livechat voices`.",
        autocompletion=completion.voices,
        show_default="the service's own",
        rich_help_panel=VOICE,
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "-l",
        "--language",
        metavar="CODE",
        help="Language to speak, such as de-DE; see `livechat languages`.",
        autocompletion=completion.languages,
        show_default="the one it hears",
        rich_help_panel=VOICE,
    ),
]
ModelId = Annotated[
    str | None,
    typer.Option(
        "-m",
        "--model",
        metavar="ID",
        help="Model to talk with; see `livechat models`.",
        autocompletion=completion.models,
        show_default="gemini-3.8-live",
        rich_help_panel=VOICE,
    ),
]
System = Annotated[
    str | None,
    typer.Option(
        "-s",
        "--system",
        metavar="TEXT|@FILE",
        help="System instruction.",
        rich_help_panel=VOICE,
    ),
]
Temperature = Annotated[
    str | None,
    typer.Option(
        metavar="0..2",
        help="Randomness of the answers, from 0 to 2.",
        show_default="the model's own",
        rich_help_panel=VOICE,
    ),
]
MaxTokens = Annotated[
    str | None,
    typer.Option(
        metavar="COUNT", help="Maximum length of an answer, in tokens.", rich_help_panel=VOICE
    ),
]
Thinking = Annotated[
    str | None,
    typer.Option(
        metavar="LEVEL|TOKENS",
        help="Thinking level or token budget; `livechat models` shows which.",
        rich_help_panel=VOICE,
    ),
]
ModalityOption = Annotated[
    Modality | None,
    typer.Option(
        "--modality",
        help="Answer in sound or in text.",
        show_default="audio",
        rich_help_panel=VOICE,
    ),
]
Timeout = Annotated[
    str | None,
    typer.Option(
        metavar="SECONDS",
        help="Seconds to wait for a response.",
        show_default="30",
        rich_help_panel=CONNECTION,
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Address of the service: a gateway or a test server.",
        rich_help_panel=CONNECTION,
    ),
]
Header = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME: VALUE",
        help="Authentication header for --base-url, instead of an API key; ${NAME} stands for an "
        "environment variable. Repeatable.",
        rich_help_panel=CONNECTION,
    ),
]
Vertex = Annotated[
    bool | None,
    typer.Option(
        "--vertex/--no-vertex",
        help="Use Vertex AI on Google Cloud.",
        show_default=False,
        rich_help_panel=CONNECTION,
    ),
]
Project = Annotated[
    str | None,
    typer.Option(
        metavar="ID", help="Google Cloud project for Vertex AI.", rich_help_panel=CONNECTION
    ),
]
Location = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Google Cloud location for Vertex AI.",
        show_default="us-central1",
        rich_help_panel=CONNECTION,
    ),
]
Offline = Annotated[
    bool | None,
    typer.Option(
        "--offline/--online",
        help="Talk with the practice partner on this machine: no key, no network, not Gemini.",
        show_default=False,
        rich_help_panel=CONNECTION,
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Settings file.",
        show_default="see `livechat config path`",
        rich_help_panel=SETTINGS,
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Profile in the settings file.",
        autocompletion=completion.profiles,
        rich_help_panel=SETTINGS,
    ),
]
Log = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Append a log to this file.", rich_help_panel=OUTPUT),
]
Debug = Annotated[
    bool,
    typer.Option("--debug", help="Log every message; show tracebacks.", rich_help_panel=OUTPUT),
]
Json = Annotated[
    bool,
    typer.Option(
        "--json", help="Print events as JSON lines, for programs.", rich_help_panel=OUTPUT
    ),
]
Force = Annotated[
    bool,
    typer.Option("--force", help="Replace an existing sound file.", rich_help_panel=OUTPUT),
]
Fast = Annotated[
    bool,
    typer.Option(
        "--fast",
        help="Send files at full speed, not in real time.",
        rich_help_panel=SOUND,
    ),
]
VadSensitivity = Annotated[
    Sensitivity | None,
    typer.Option(
        help="Sensitivity of the service's speech detection, start and end.",
        rich_help_panel=SPEECH,
    ),
]
VadStart = Annotated[
    Sensitivity | None,
    typer.Option(help="Sensitivity to the start of speech.", rich_help_panel=SPEECH),
]
VadEnd = Annotated[
    Sensitivity | None,
    typer.Option(help="Sensitivity to the end of speech.", rich_help_panel=SPEECH),
]
VadSilence = Annotated[
    str | None,
    typer.Option(
        "--vad-silence-ms",
        metavar="MS",
        help="Silence after which the service ends your turn.",
        rich_help_panel=SPEECH,
    ),
]
VadPrefix = Annotated[
    str | None,
    typer.Option(
        "--vad-prefix-ms",
        metavar="MS",
        help="Speech after which the service begins your turn.",
        rich_help_panel=SPEECH,
    ),
]

Functions = Annotated[
    list[str] | None,
    typer.Option(
        "--functions",
        metavar="FILE",
        help="Python file whose functions the model may call. Repeatable.",
        rich_help_panel=TOOLS,
    ),
]
BuiltIn = Annotated[
    list[str] | None,
    typer.Option(
        "-T",
        "--tool",
        metavar="NAME",
        help="Built-in function the model may call: timer, fetch_url or hang_up. Repeatable.",
        autocompletion=completion.builtin,
        rich_help_panel=TOOLS,
    ),
]
Search = Annotated[
    bool | None,
    typer.Option(
        "--search/--no-search",
        help="Let the model search the web with Google.",
        show_default=False,
        rich_help_panel=TOOLS,
    ),
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        metavar="PATTERN",
        help="Run these functions without asking, such as 'stock_*'. Repeatable.",
        rich_help_panel=TOOLS,
    ),
]
Never = Annotated[
    list[str] | None,
    typer.Option(
        "--never",
        metavar="PATTERN",
        help="Never run these functions, nor offer them to the model. Repeatable.",
        rich_help_panel=TOOLS,
    ),
]


class Consent(StrEnum):
    """How the user agrees to a call."""

    key = "key"
    voice = "voice"


ConsentOption = Annotated[
    Consent | None,
    typer.Option(
        "--consent",
        help="Agree to a function call by a key, or by a spoken yes, too (voice).",
        show_default="key",
        rich_help_panel=TOOLS,
    ),
]


EchoOption = Annotated[
    EchoChoice | None,
    typer.Option(
        "--echo",
        help="Echo mode: cancel it here (aec) or in the sound server (system), gate the "
        "microphone, mute it while the model speaks (half-duplex), or nothing: headphones (off).",
        show_default="auto",
        rich_help_panel=SOUND,
    ),
]
Volume = Annotated[
    str | None,
    typer.Option(
        metavar="PERCENT",
        help="Volume of the model's voice, 0 to 200.",
        show_default="100",
        rich_help_panel=SOUND,
    ),
]
NoNoiseSuppression = Annotated[
    bool,
    typer.Option(
        "--no-noise-suppression", help="Turn noise suppression off.", rich_help_panel=SOUND
    ),
]
Gain = Annotated[
    bool | None,
    typer.Option(
        "--gain/--no-gain",
        help="Amplify a quiet microphone.",
        show_default=False,
        rich_help_panel=SOUND,
    ),
]
NoDuck = Annotated[
    bool,
    typer.Option(
        "--no-duck",
        help="Keep the model's voice at full volume when you speak over it.",
        rich_help_panel=SOUND,
    ),
]
PushToTalk = Annotated[
    bool | None,
    typer.Option(
        "-p",
        "--push-to-talk/--open-mic",
        help="Push to talk: hold or tap Space.",
        show_default=False,
        rich_help_panel=SPEECH,
    ),
]
EndSilence = Annotated[
    str | None,
    typer.Option(
        "--end-silence",
        metavar="MS|auto|service",
        help="Silence that ends your turn: shorter after a finished sentence (auto), fixed in "
        "milliseconds, or left to the service.",
        show_default="auto; service for recordings",
        rich_help_panel=SPEECH,
    ),
]
AlwaysSend = Annotated[
    bool | None,
    typer.Option(
        "--always-send/--no-always-send",
        help="Send silence, too.",
        show_default=False,
        rich_help_panel=SPEECH,
    ),
]
NoInterrupt = Annotated[
    bool,
    typer.Option(
        "--no-interrupt",
        help="Let the model finish when you speak over it.",
        rich_help_panel=SPEECH,
    ),
]
Plain = Annotated[
    bool,
    typer.Option(
        "--plain",
        help="Print finished lines only, without colours or redrawing.",
        rich_help_panel=OUTPUT,
    ),
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
        help="Colours for the terminal.",
        show_default="dark",
        rich_help_panel=OUTPUT,
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
        help="Notify when a reply begins while the window is not in focus: on the desktop (osc9) "
        "or with a bell.",
        show_default="off",
        rich_help_panel=OUTPUT,
    ),
]
NoCompression = Annotated[
    bool,
    typer.Option(
        "--no-compression",
        help="End a session that is full, instead of forgetting its oldest words.",
        rich_help_panel=SESSION,
    ),
]
MaxMinutes = Annotated[
    str | None,
    typer.Option(
        "--max-minutes",
        metavar="MINUTES",
        help="Hang up after so many minutes.",
        rich_help_panel=SESSION,
    ),
]
IdleMinutes = Annotated[
    str | None,
    typer.Option(
        "--idle-minutes",
        metavar="MINUTES",
        help="Hang up after so many minutes without a word.",
        rich_help_panel=SESSION,
    ),
]
NoSave = Annotated[
    bool,
    typer.Option("--no-save", help="Do not save the session.", rich_help_panel=SESSION),
]

LATEST = "latest"
"""What --resume names when nothing follows it; no session has such an ID."""

Resume = Annotated[
    str | None,
    typer.Option(
        metavar="[ID]",
        help="Continue the latest session, or the one with this ID; see `livechat sessions`.",
        autocompletion=completion.sessions,
        rich_help_panel=SESSION,
    ),
]
Wide = Annotated[
    bool, typer.Option("--wide", help="Show every column in full, however wide the terminal is.")
]
JsonArray = Annotated[bool, typer.Option("--json", help="Print a JSON array.")]
HelpAll = Annotated[
    bool,
    typer.Option(EVERY, callback=show_all, is_eager=True, help="Show all options, in groups."),
]


ALONE = {"--resume": LATEST, "--notify": Notify.auto.value}
"""Options whose value may be left out, and what it is then."""


class TalkCommand(Command):
    """A command whose options in `ALONE` may stand so: Typer has none with optional values."""

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

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Fill in the value of those that are followed by another option, or nothing."""
        following = [*args[1:], "-"]
        filled = [
            f"{arg}={ALONE[arg]}" if arg in ALONE and after.startswith("-") else arg
            for arg, after in zip(args, following, strict=False)
        ]
        return super().parse_args(ctx, filled)


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
