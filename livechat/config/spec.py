"""What the service is told of the settings: one table, read in both directions.

`setup_spec` makes the setup out of settings; whoever has to name the setting behind a field of the
setup (`livechat.config.check.suspects`) asks the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from livechat.config.settings import Settings, value_of
from livechat.core.setup_spec import SetupSpec

TOLD: Mapping[str, str] = MappingProxyType(
    {
        "model": "model",
        "voice": "voice",
        "language": "language",
        "system": "system",
        "temperature": "temperature",
        "max_tokens": "max_tokens",
        "thinking": "thinking",
        "modality": "modality",
        "interrupt": "interrupt",
        "manual": "sound.push_to_talk",
        "vad_start": "vad.start",
        "vad_end": "vad.end",
        "vad_silence_ms": "vad.silence_ms",
        "vad_prefix_ms": "vad.prefix_ms",
        "compression": "session.compression",
        "compress_at_tokens": "session.compress_at_tokens",
        "compress_to_tokens": "session.compress_to_tokens",
        "blocking": "calls.blocking",
        "search": "search",
    }
)
"""Field of `SetupSpec` → key of `FIELDS`. Whatever else is set stays on this machine, but for the
functions, which are known only once their files and servers have told."""


def setup_spec(settings: Settings) -> SetupSpec:
    """Return what the service is told of these settings."""
    told: dict[str, Any] = {field: value_of(settings, key) for field, key in TOLD.items()}
    both = settings.vad.sensitivity
    for field in ("vad_start", "vad_end"):
        told[field] = told[field] or both
    return SetupSpec(**told)


def chosen(spec: SetupSpec) -> tuple[str, ...]:
    """Return the fields that the service is told and whose value is not the default's."""
    usual = {field.name: field.default for field in fields(SetupSpec)}
    return tuple(name for name in TOLD if name != "model" and getattr(spec, name) != usual[name])


def with_spec(settings: Settings, spec: SetupSpec) -> Settings:
    """Return settings in which what the service is told is as in the setup."""
    top: dict[str, Any] = {}
    tables: dict[str, dict[str, Any]] = {}
    for field, key in TOLD.items():
        table, _, name = key.rpartition(".")
        (tables.setdefault(table, {}) if table else top)[name] = getattr(spec, field)
    for table, values in tables.items():
        top[table] = getattr(settings, table).model_copy(update=values)
    return settings.model_copy(update=top)
