"""Whether settings fit their model: what its row refuses is an error before connecting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from livechat.catalog.models import MODELS, Model, find, resolve
from livechat.config import file
from livechat.config.layers import load
from livechat.config.settings import Settings
from livechat.errors import SettingsError

_NOWHERE: Mapping[str, str] = MappingProxyType({})


def check(settings: Settings, sources: Mapping[str, str] = _NOWHERE) -> list[str]:
    """Hold settings against their model's row.

    Args:
        settings: What `load` returned.
        sources: Where each setting comes from, for the sentence about it.

    Returns:
        Sentences of warning. Nothing is refused for a model that livechat does not know: its
        row is borrowed, so a misfit is only a doubt.

    Raises:
        SettingsError: The model refuses a setting; the sentence names both.
    """
    row, warning = resolve(settings.model)
    warnings = [warning] if warning else []
    for key, refusal in _REFUSALS.items():
        why = refusal(row, settings)
        if why is None:
            continue
        source = sources.get(key, "default")
        origin = "" if source == "default" else f" ({source})"
        sentence = f"{row.id} {why}, but {key} is {_value(settings, key)}{origin}."
        if find(settings.model) is None:
            warnings.append(sentence)
        else:
            raise SettingsError(sentence, _remedy(refusal, settings))
    return warnings


def check_file(path: Path) -> tuple[list[str], list[str]]:
    """Check a settings file by itself: its top level, then with each of its profiles.

    Returns:
        The names of its profiles, and sentences of warning.

    Raises:
        SettingsError: The first thing that is wrong with it.
    """
    names = list(file.profiles(file.read(path, must_exist=True)))
    warnings: dict[str, None] = {}
    for name in (None, *names):
        loaded = load(flags={}, environ={}, config_file=path, profile=name)
        warnings |= dict.fromkeys((*loaded.warnings, *check(loaded.settings, loaded.sources)))
    return names, list(warnings)


_Refusal = Callable[[Model, Settings], str | None]


def _thinking(row: Model, settings: Settings) -> str | None:
    wish = settings.thinking
    kind, levels = row.thinking.kind, row.thinking.levels
    if wish is None:
        return None
    if kind == "none":
        return "takes no thinking setting"
    if kind == "budget" and not isinstance(wish, int):
        return "takes thinking as a number of tokens"
    if kind == "level" and wish not in levels:
        return f"takes thinking as one of {', '.join(levels)}"
    return None


def _modality(row: Model, settings: Settings) -> str | None:
    if settings.modality in row.modalities:
        return None
    return f"answers in {' or '.join(row.modalities)} only"


def _temperature(row: Model, settings: Settings) -> str | None:
    refused = settings.temperature is not None and not row.temperature
    return "takes no temperature" if refused else None


def _system(row: Model, settings: Settings) -> str | None:
    refused = settings.system is not None and not row.system
    return "takes no system instruction" if refused else None


_REFUSALS: dict[str, _Refusal] = {
    "thinking": _thinking,
    "modality": _modality,
    "temperature": _temperature,
    "system": _system,
}
"""For each key: why a model refuses what it is set to, or None."""


def _value(settings: Settings, key: str) -> str:
    return "set" if key == "system" else str(getattr(settings, key))


def _remedy(refusal: _Refusal, settings: Settings) -> str:
    """Name the first model in use that takes the setting."""
    for row in MODELS:
        if row.status == "current" and row.task == "conversation" and not refusal(row, settings):
            return f"Change the setting, or use a model that takes it, such as {row.id}."
    return "Change the setting."
