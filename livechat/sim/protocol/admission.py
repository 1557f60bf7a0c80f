"""Whether a setup fits its model. Asks the catalogue's row, never the name.

A gateway names its models as it likes; on its path any name is taken, with everything allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from livechat.catalog.models import Model, find
from livechat.sim.protocol.agreement import agree
from livechat.sim.protocol.routes import Flavour, Route
from livechat.sim.protocol.schema import WireError
from livechat.sim.protocol.terms import Terms
from livechat.sim.protocol.toolbox import Toolbox, read_tools
from livechat.sim.protocol.wire import INVALID, POLICY, Close, close_reason

NAME_BYTES: Final = 80
"""Bytes of the longest model name in a reason; "is not found for API version v1alpha" fits too."""


def admit(setup: Mapping[str, Any], route: Route, *, strict: bool = False) -> Terms | Close:
    """Hold a setup against its model's row.

    Args:
        setup: As `conform` leaves it.
        route: Whose dialect the client speaks.
        strict: Whether what the hosted service's documentation rules out, but is known to work
            there or to have worked, is refused too.

    Returns:
        What was agreed, or how and why the connection is to be closed.
    """
    row = _row(setup, route, strict)
    if isinstance(row, Close):
        return row
    try:
        if row is not None:
            _check(setup, row, strict)
        return agree(setup, route, row, strict=strict)
    except WireError as error:
        return Close(INVALID, close_reason(str(error)))


def retool(tools: Sequence[Mapping[str, Any]], terms: Terms) -> Toolbox | Close:
    """Tools declared in mid-session, held against the model's row."""
    try:
        return read_tools(tools, terms.row, "contextUpdate.tools.tools")
    except WireError as error:
        return Close(INVALID, close_reason(str(error)))


def tool_refusal(responses: Sequence[Mapping[str, Any]], terms: Terms) -> Close | None:
    """Why function responses do not fit the model, or None."""
    if not terms.scheduling and any("scheduling" in response for response in responses):
        return Close(INVALID, "Function response scheduling is not supported for this model")
    return None


def _row(setup: Mapping[str, Any], route: Route, strict: bool) -> Model | Close | None:
    """The row of the setup's model; None on a gateway's path."""
    if route.flavour == "gateway":
        return None
    name = setup.get("model", "")
    if not name:
        return Close(INVALID, "Invalid value at 'setup.model': the name of a model is needed.")
    row = find(name)
    if row is None or not served(row, route.flavour):
        return Close(POLICY, close_reason(_not_found(name, route)))
    if strict and row.status == "retired":
        return Close(POLICY, f"{row.id} is retired; use {row.replacement} instead.")
    return row


def served(row: Model, flavour: Flavour) -> bool:
    """Whether Google's service of that name has a model."""
    if flavour == "vertex":  # what is generally available on one is so on both
        return row.status != "preview" or "vertex" in row.platforms
    return "gemini" in row.platforms


def shortened(name: str) -> str:
    """A model's name cut, at a whole character, so that a reason can say what is wrong with it."""
    whole = name.encode(errors="replace")
    return (
        name if len(whole) <= NAME_BYTES else whole[: NAME_BYTES - 3].decode(errors="ignore") + "…"
    )


def _not_found(name: str, route: Route) -> str:
    if route.flavour == "vertex":
        return f"Publisher model {shortened(name.rpartition('/')[2])} is not found on Vertex AI."
    return (
        f"{shortened(name)} is not found for API version {route.version}, or is not supported "
        "for bidiGenerateContent."
    )


Refuses = Callable[[Model, Any], bool]

_REFUSED: Final[tuple[tuple[str, Refuses, str], ...]] = (
    ("avatarConfig", lambda row, _: True, "Avatars are not supported"),
    (
        "generationConfig.enableAffectiveDialog",
        lambda row, _: row.affective != "opt-in",
        "Affective dialog is not supported",
    ),
    *(
        (path, refuses, reason)
        for path in ("proactivity.proactiveAudio", "proactiveAudio")
        for refuses, reason in (
            (lambda row, on: on and row.proactive == "no", "Proactive audio is not supported"),
            (
                lambda row, on: not on and row.proactive == "always",
                "Proactive audio cannot be turned off",
            ),
        )
    ),
    (
        "generationConfig.thinkingConfig.thinkingLevel",
        lambda row, level: level.lower() not in row.thinking.levels,
        "Thinking level is not supported",
    ),
    (
        "generationConfig.thinkingConfig.thinkingBudget",
        lambda row, _: row.thinking.kind != "budget",
        "Thinking budget is not supported",
    ),
    (
        "generationConfig.thinkingConfig.includeThoughts",
        lambda row, _: row.thinking.kind == "none",
        "Thinking is not supported",
    ),
    (
        "generationConfig.speechConfig.multiSpeakerVoiceConfig",
        lambda row, _: True,
        "More than one speaker is not supported",
    ),
)
"""A setting, when a row refuses its value, and what the reason says of it."""

_RULED_OUT: Final[tuple[tuple[str, Refuses, str], ...]] = (
    ("systemInstruction", lambda row, _: not row.system, "System instruction is not supported"),
    (
        "generationConfig.temperature",
        lambda row, _: not row.temperature,
        "Temperature is not supported",
    ),
    (
        "generationConfig.translationConfig",
        lambda row, _: row.task != "translation",
        "Translation is not supported",
    ),
)
"""The same for what the documentation rules out; measured in August 2026, translation models took
an instruction and a temperature, and models for conversations a `translationConfig`."""


def _check(setup: Mapping[str, Any], row: Model, strict: bool) -> None:
    """Raise `WireError` for what the row does not take."""
    taken = row.task != "transcription" and not strict
    ruled_out = () if taken else _RULED_OUT
    for path, refuses, reason in (*_REFUSED, *ruled_out):
        value = _asked(setup, path)
        if value is not None and refuses(row, value):
            raise WireError(f"{reason} for this model ({path})")
    level = _asked(setup, "generationConfig.thinkingConfig.thinkingLevel")
    if row.thinking.required and level is None:
        raise WireError("Thinking level must be specified")


def _asked(setup: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path; None where nothing was asked for."""
    value: Any = setup
    for key in path.split("."):
        value = value.get(key) if value else None
    return value
