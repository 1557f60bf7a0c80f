"""Options of `livechat sim`. The middle ones are for where models differ, or where nobody knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from livechat.cli.grouped import FAULTS, LISTENING, MANNERS, PARTNER, RECORDINGS
from livechat.config.options import Option

Command = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="-- COMMAND",
        help="Run a command with the server, and end when the command ends.",
        show_default=False,
    ),
]
Host = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Address or name to listen on; 0.0.0.0 or :: for every address.",
        show_default="127.0.0.1 and ::1",
        rich_help_panel=LISTENING,
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
Llm = Annotated[
    str | None,
    typer.Option(
        "--llm",
        metavar="URL|FILE|auto|off",
        help="Language model that answers: the address of an endpoint, a GGUF file, what is found "
        "on this machine (auto), or none (off).",
        show_default="off",
        rich_help_panel=PARTNER,
    ),
]
LlmModel = Annotated[
    str | None,
    typer.Option(
        "--llm-model",
        metavar="NAME",
        help="Model to ask that endpoint for.",
        show_default="the smallest that fits",
        rich_help_panel=PARTNER,
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

_BY_MODEL = "by model"

SCENARIO: dict[str, Option] = {
    "pace": Option(
        "--pace",
        "Answer as fast as the hosted service, or at once.",
        PARTNER,
        words=Literal["real", "instant"],
        default="real",
    ),
    "seed": Option(
        "--seed", "Seed of the random numbers.", PARTNER, kind=int, least=0, default="0"
    ),
    "voice": Option(
        "--voice",
        "Voice of the partner: synthetic hums, or an .onnx file with a Piper voice.",
        PARTNER,
        takes="auto|synthetic|neural|FILE",
        default="auto",
    ),
    "ears": Option(
        "--ears",
        "Speech recognition, or a folder with a Whisper model for it.",
        PARTNER,
        takes="auto|whisper|none|FOLDER",
        default="auto",
    ),
    "handles": Option(
        "--handles",
        "Send one resumption handle a connection, or one a turn.",
        MANNERS,
        words=Literal["once", "per-turn"],
        default=_BY_MODEL,
    ),
    "early_resume": Option(
        "--early-resume",
        "Resuming within 1.5 s of an idle drop.",
        MANNERS,
        words=Literal["refused", "allowed"],
        default=_BY_MODEL,
    ),
    "lock": Option(
        "--lock",
        "Hold the session of a silent connection, or ping it.",
        MANNERS,
        words=Literal["held", "pings"],
        default=_BY_MODEL,
    ),
    "dead_after": Option(
        "--dead-after",
        "Seconds of silence after which a held connection ends.",
        MANNERS,
        takes="SECONDS",
        kind=float,
        least=0.1,
        default="480",
    ),
    "after_resume": Option(
        "--after-resume",
        "A question that was complete at the drop: answer it, or wait.",
        MANNERS,
        words=Literal["answers", "waits"],
        default="answers",
    ),
    "cancellations": Option(
        "--cancellations",
        "Send toolCallCancellation.",
        MANNERS,
        words=Literal["sent", "never"],
        default=_BY_MODEL,
    ),
    "unknown_result": Option(
        "--unknown-result",
        "A function result that was not asked for.",
        MANNERS,
        words=Literal["ignored", "refused"],
        default="ignored",
    ),
    "tokens": Option(
        "--tokens",
        "API versions that accept ephemeral tokens.",
        MANNERS,
        words=Literal["any", "v1alpha"],
        default="any",
    ),
}
"""Options that set a field of the scenario, by its name. Their words are written once more in
`sim/scenario.py`, whose import would hold up the help."""
