"""Options of `livechat sim` for how it behaves where models differ, or where nobody knows."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

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
