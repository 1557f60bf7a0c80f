"""Whether settings fit their model: what its row refuses is an error before connecting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from livechat.catalog.models import MODELS, Model, find, resolve
from livechat.config import file
from livechat.config.layers import load
from livechat.config.settings import FIELDS, Settings
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
        SettingsError: The model refuses a setting, or two settings contradict each other; the
            sentence names both.
    """
    _agree(settings, sources)
    row, warning = resolve(settings.model)
    warnings = [warning] if warning else []
    for key, refusal in _REFUSALS.items():
        why = refusal(row, settings)
        if why is None:
            continue
        sentence = f"{row.id} {why}, but {key} is {_shown(settings, key)}{_origin(sources, key)}."
        if find(settings.model) is None:
            warnings.append(sentence)
        else:
            raise SettingsError(sentence, _remedy(refusal, settings))
    return warnings


def suspects(settings: Settings, row: Model) -> tuple[str, ...]:
    """Settings that may be why the service refused a session as an invalid argument (1007).

    Args:
        settings: What the session was set up with.
        row: The model's, or the one it has borrowed.

    Returns:
        Keys of `FIELDS`: those that were set to what this model's row does not take, or not every
        model of its kind; if there are none, all that were set and that the service is told.
    """
    told = [key for key in FIELDS if _is_told(key) and _value(settings, key) != FIELDS[key].default]
    kin = (row, *(one for one in MODELS if one.task == row.task))
    doubtful = [
        key
        for key in told
        if key in _REFUSALS and any(_REFUSALS[key](one, settings) for one in kin)
    ]
    return tuple(doubtful or told)


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


def _window(key: str, row: Model, settings: Settings) -> str | None:
    tokens = _value(settings, key)
    if not isinstance(tokens, int) or row.input_tokens is None or tokens <= row.input_tokens:
        return None
    return f"has room for {row.input_tokens} tokens"


_WINDOWED = ("session.compress_at_tokens", "session.compress_to_tokens")
"""Keys that count tokens of the conversation."""

_REFUSALS: dict[str, _Refusal] = {
    "thinking": _thinking,
    "modality": _modality,
    "temperature": _temperature,
    "system": _system,
    **{key: partial(_window, key) for key in _WINDOWED},
}
"""For each key: why a model refuses what it is set to, or None."""

_KEPT = frozenset(
    {
        *("model", "theme", "notify", "notify_when"),
        *("timeout_s", "base_url", "api_version", "offline", "api_key"),
    }
)
"""Keys outside tables that say how to reach the service or what is shown, not what it is to do."""

_TOLD_OF_TABLES = frozenset({"sound.push_to_talk", "session.compression", *_WINDOWED})
"""Keys in tables that the service is told, beside all of `vad`; the others stay on this machine."""


def _is_told(key: str) -> bool:
    """Whether the setup holds what this key is set to."""
    if "." in key and not key.startswith("vad."):
        return key in _TOLD_OF_TABLES
    # Once loaded, vad.start and vad.end hold what vad.sensitivity stands for.
    return key not in _KEPT and key != "vad.sensitivity"


def _agree(settings: Settings, sources: Mapping[str, str]) -> None:
    """Refuse settings that contradict each other, whatever the model.

    Raises:
        SettingsError: They do.
    """
    above, below = _WINDOWED
    least, most = settings.session.compress_to_tokens, settings.session.compress_at_tokens
    if least is not None and most is not None and least >= most:
        raise SettingsError(
            f"{below} is {least}{_origin(sources, below)}, but must be below {above}, which is "
            f"{most}{_origin(sources, above)}.",
            "Change one of the two.",
        )


def _value(settings: Settings, key: str) -> object:
    """What a key of `FIELDS` is set to."""
    table, _, name = key.rpartition(".")
    return getattr(getattr(settings, table) if table else settings, name)


def _shown(settings: Settings, key: str) -> str:
    return "set" if key == "system" else str(_value(settings, key))


def _origin(sources: Mapping[str, str], key: str) -> str:
    """Where it comes from, in brackets; nothing for a default."""
    source = sources.get(key, "default")
    return "" if source == "default" else f" ({source})"


def _remedy(refusal: _Refusal, settings: Settings) -> str:
    """Name the first model in use that takes the setting."""
    for row in MODELS:
        if row.status == "current" and row.task == "conversation" and not refusal(row, settings):
            return f"Change the setting, or use a model that takes it, such as {row.id}."
    return "Change the setting."
