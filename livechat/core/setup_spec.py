"""What the service is told at the setup, as one frozen value.

The user's settings make it (`livechat.config.spec`), `livechat.live` sends it, and everybody who
wants to know what is in force compares two of them. It holds no credential and nothing that only
this machine needs to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Sensitivity = Literal["low", "high"]


_UNWRITTEN: Mapping[str, Any] = MappingProxyType({"private": True})
"""Metadata of what records leave out because it is long: they name each function only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A function that the model may ask for, as the service is told of it."""

    name: str
    """1 to 128 of `[A-Za-z0-9_.:-]`; unique in a setup (PROTOCOL §11.3)."""
    description: str = field(default="", metadata=_UNWRITTEN)
    parameters: Mapping[str, object] = field(default_factory=dict, metadata=_UNWRITTEN)
    """JSON Schema of an object, in the words that the service knows; empty: no parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupSpec:
    """One setup. None means that the field is left out, so that the service decides."""

    model: str
    modality: Literal["audio", "text"] = "audio"
    """How the model answers; audio comes with a transcript."""
    voice: str | None = None
    language: str | None = None
    """BCP-47 code of what is spoken; a hint for transcription, too."""
    system: str | None = None
    """System instruction."""
    temperature: float | None = None
    max_tokens: int | None = None
    """Maximum length of an answer, in tokens."""
    thinking: int | str | None = None
    """A number of tokens or a level, whichever the model's row takes."""
    interrupt: bool = True
    """Whether speech interrupts the model."""
    manual: bool = False
    """Whether the client marks where speech begins and ends (push-to-talk)."""
    vad_start: Sensitivity | None = None
    vad_end: Sensitivity | None = None
    vad_silence_ms: int | None = None
    vad_prefix_ms: int | None = None
    compression: bool = True
    """Whether the service drops the oldest of a long conversation."""
    compress_at_tokens: int | None = None
    compress_to_tokens: int | None = None
    tools: tuple[Declaration, ...] = ()
    """Functions that the model may ask for."""
    blocking: bool = False
    """Whether the model waits for a function's result, where its row leaves the choice."""
    search: bool = False
    """Whether the model may search the web (`googleSearch`)."""
