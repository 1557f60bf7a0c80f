"""Options of `livechat sim`. The middle ones are for where models differ, or where nobody knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from livechat.cli.grouped import FAULTS, LISTENING, MANNERS, PARTNER, RECORDINGS

Command = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="-- COMMAND",
        help="Run a command with the server, and end when the command ends.",
        show_default=False,
    ),
]
Port = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=65_535,
        help="Port for ws://; 0 for any free port.",
        show_default="8765; any with a command",
        rich_help_panel=LISTENING,
    ),
]
TlsPort = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=65_535,
        help="Port for wss://; 0 for any free port.",
        show_default="8766; any with a command",
        rich_help_panel=LISTENING,
    ),
]
Cert = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Certificate, PEM; created with its key where both are missing.",
        show_default="a temporary one",
        rich_help_panel=LISTENING,
    ),
]
Key = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Private key of the certificate, PEM.", rich_help_panel=LISTENING
    ),
]
ApiKey = Annotated[
    str | None,
    typer.Option(
        metavar="KEY",
        envvar="LIVECHAT_SIM_API_KEY",
        help="Key that clients must send; make one up.",
        show_default="any will do",
        rich_help_panel=LISTENING,
    ),
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="Refuse unknown fields, retired models, and what a model merely tolerates.",
        rich_help_panel=MANNERS,
    ),
]
ConnectionLimit = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0.1,
        help="Seconds until a connection ends; goAway comes a tenth of that before.",
        show_default="no end",
        rich_help_panel=MANNERS,
    ),
]
Scenario = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Behaviour: a TOML file, or a recording to replay.",
        rich_help_panel=PARTNER,
    ),
]
_BY_MODEL = "by model"

Pace = Annotated[
    Literal["real", "instant"] | None,
    typer.Option(
        help="Answer as fast as the hosted service, or at once.",
        show_default="real",
        rich_help_panel=PARTNER,
    ),
]
HandlesGiven = Annotated[
    Literal["once", "per-turn"] | None,
    typer.Option(
        "--handles",
        help="Send one resumption handle a connection, or one a turn.",
        show_default=_BY_MODEL,
        rich_help_panel=MANNERS,
    ),
]
EarlyResume = Annotated[
    Literal["refused", "allowed"] | None,
    typer.Option(
        help="Resuming within 1.5 s of an idle drop.",
        show_default=_BY_MODEL,
        rich_help_panel=MANNERS,
    ),
]
Lock = Annotated[
    Literal["held", "pings"] | None,
    typer.Option(
        help="Hold the session of a silent connection, or ping it.",
        show_default=_BY_MODEL,
        rich_help_panel=MANNERS,
    ),
]
DeadAfter = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0.1,
        help="Seconds of silence after which a held connection ends.",
        show_default="480",
        rich_help_panel=MANNERS,
    ),
]
AfterResume = Annotated[
    Literal["answers", "waits"] | None,
    typer.Option(
        help="A question that was complete at the drop: answer it, or wait.",
        show_default="answers",
        rich_help_panel=MANNERS,
    ),
]
Cancellations = Annotated[
    Literal["sent", "never"] | None,
    typer.Option(
        help="Send toolCallCancellation.", show_default=_BY_MODEL, rich_help_panel=MANNERS
    ),
]
UnknownResult = Annotated[
    Literal["ignored", "refused"] | None,
    typer.Option(
        help="A function result that was not asked for.",
        show_default="ignored",
        rich_help_panel=MANNERS,
    ),
]
TokenVersions = Annotated[
    Literal["any", "v1alpha"] | None,
    typer.Option(
        "--tokens",
        help="API versions that accept ephemeral tokens.",
        show_default="any",
        rich_help_panel=MANNERS,
    ),
]
Session = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER",
        min=1,
        help="Session of the recording to replay.",
        show_default="the first",
        rich_help_panel=RECORDINGS,
    ),
]
Record = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Record every message as JSON lines.", rich_help_panel=RECORDINGS
    ),
]
Force = Annotated[
    bool, typer.Option("--force", help="Replace an existing recording.", rich_help_panel=RECORDINGS)
]
Fault = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KIND[:KEY=VALUE,…]",
        help="Fault to produce; see --list-faults. Repeatable.",
        show_default=False,
        rich_help_panel=FAULTS,
    ),
]
FaultRate = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE",
        min=0,
        max=1,
        help="Share of connections with a random fault, 0 to 1.",
        rich_help_panel=FAULTS,
    ),
]
ListFaults = Annotated[
    bool, typer.Option("--list-faults", help="List the faults, and end.", rich_help_panel=FAULTS)
]
Wide = Annotated[
    bool,
    typer.Option(
        "--wide", help="List them in full, however wide the terminal is.", rich_help_panel=FAULTS
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="List them as a JSON array.", rich_help_panel=FAULTS)
]
Seed = Annotated[
    int | None,
    typer.Option(
        min=0, help="Seed of the random numbers.", show_default="0", rich_help_panel=PARTNER
    ),
]
Voice = Annotated[
    Literal["auto", "synthetic", "neural"] | None,
    typer.Option(
        help="Voice of the partner; synthetic hums.", show_default="auto", rich_help_panel=PARTNER
    ),
]
Ears = Annotated[
    Literal["auto", "whisper", "none"] | None,
    typer.Option(help="Speech recognition.", show_default="auto", rich_help_panel=PARTNER),
]
