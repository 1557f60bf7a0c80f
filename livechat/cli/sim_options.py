"""Options of `livechat sim`. The middle ones are for where models differ, or where nobody knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Command = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="-- COMMAND",
        help="Run a command against it, and end when the command does.",
        show_default=False,
    ),
]
Port = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=65_535,
        help="Port for ws://, 0 for any free one.",
        show_default="8765; any with a command",
    ),
]
TlsPort = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=65_535,
        help="Port for wss://, 0 for any free one.",
        show_default="8766; any with a command",
    ),
]
Cert = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Certificate to show, PEM; made together with its key if neither is there.",
        show_default="a new one in a temporary file",
    ),
]
Key = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Private key of the certificate, PEM.")
]
ApiKey = Annotated[
    str | None,
    typer.Option(
        metavar="KEY",
        envvar="LIVECHAT_SIM_API_KEY",
        help="Made-up key clients must present.",
        show_default="any will do",
    ),
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="Refuse unknown fields, retired models, and what a model only tolerates.",
    ),
]
ConnectionLimit = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0.1,
        help="How long a connection lasts; goAway comes a tenth of it before.",
        show_default="no end",
    ),
]
Scenario = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="How it is to behave: TOML, or a recording to replay."),
]
_BY_MODEL = "as the model's row has it"

Pace = Annotated[
    Literal["real", "instant"] | None,
    typer.Option(help="Take the hosted service's times, or no time.", show_default="real"),
]
HandlesGiven = Annotated[
    Literal["once", "per-turn"] | None,
    typer.Option(
        "--handles",
        help="Give one resumption handle a connection, or one around every turn.",
        show_default=_BY_MODEL,
    ),
]
EarlyResume = Annotated[
    Literal["refused", "allowed"] | None,
    typer.Option(
        help="What becomes of a resume within 1.5 s of an idle drop.", show_default=_BY_MODEL
    ),
]
Lock = Annotated[
    Literal["held", "pings"] | None,
    typer.Option(
        help="Whether a silent connection keeps its session, or is asked by pings.",
        show_default=_BY_MODEL,
    ),
]
DeadAfter = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0.1,
        help="Silence after which a held connection is given up.",
        show_default="480",
    ),
]
AfterResume = Annotated[
    Literal["answers", "waits"] | None,
    typer.Option(help="What becomes of a question complete at the drop.", show_default="answers"),
]
Cancellations = Annotated[
    Literal["sent", "never"] | None,
    typer.Option(help="Whether toolCallCancellation is sent.", show_default=_BY_MODEL),
]
UnknownResult = Annotated[
    Literal["ignored", "refused"] | None,
    typer.Option(
        help="What becomes of a function's result nobody asked for.", show_default="ignored"
    ),
]
TokenVersions = Annotated[
    Literal["any", "v1alpha"] | None,
    typer.Option("--tokens", help="API versions that know ephemeral tokens.", show_default="any"),
]
Session = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER",
        min=1,
        help="Session of the recording to replay.",
        show_default="the first",
    ),
]
Record = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write every message down, as JSON lines.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing recording.")]
Fault = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KIND[:KEY=VALUE,…]",
        help="What is to go wrong; may be given more than once.",
        show_default=False,
    ),
]
FaultRate = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE",
        min=0,
        max=1,
        help="Share of connections that get one fault of any kind, 0 to 1.",
    ),
]
ListFaults = Annotated[bool, typer.Option("--list-faults", help="List the faults, and end.")]
Wide = Annotated[
    bool, typer.Option("--wide", help="List them in full, however wide the terminal is.")
]
Json = Annotated[bool, typer.Option("--json", help="List them as a JSON array.")]
Seed = Annotated[
    int | None,
    typer.Option(min=0, help="Makes what is left to chance repeatable.", show_default="0"),
]
Voice = Annotated[
    Literal["auto", "synthetic", "neural"] | None,
    typer.Option(help="How it speaks; synthetic only hums.", show_default="auto"),
]
Ears = Annotated[
    Literal["auto", "whisper", "none"] | None,
    typer.Option(help="How it understands speech.", show_default="auto"),
]
