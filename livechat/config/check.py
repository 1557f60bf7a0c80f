"""Whether settings fit their model: what its row refuses is an error before connecting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from livechat.catalog.models import DEFAULT, MODELS, Model, find, resolve
from livechat.config import file
from livechat.config.layers import load
from livechat.config.settings import TOOLS, Settings, value_of
from livechat.config.spec import TOLD, chosen, setup_spec
from livechat.core.setup_spec import SetupSpec
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
    spec = setup_spec(settings)
    row, warning = resolve(spec.model)
    warnings = [warning] if warning else []
    named = _functions(settings)
    if named and row.tools == "none":
        raise SettingsError(
            f"{row.id} calls no functions, but {named} is set{_origin(sources, named)}.",
            f"Remove it, or use a model that calls functions, such as {DEFAULT}.",
        )
    for field, refusal in _REFUSALS.items():
        why = refusal(row, spec)
        if why is None:
            continue
        key = TOLD[field]
        sentence = f"{row.id} {why}, but {key} is {_shown(settings, key)}{_origin(sources, key)}."
        if find(spec.model) is None:
            warnings.append(sentence)
        else:
            raise SettingsError(sentence, _remedy(refusal, spec))
    return warnings


def suspects(spec: SetupSpec, row: Model) -> tuple[str, ...]:
    """Settings that may be why the service refused a setup as an invalid argument (1007).

    Args:
        spec: What the service was told.
        row: The model's, or the one it has borrowed.

    Returns:
        Keys of `FIELDS`: those whose value this model, or another one of its task, refuses; if
        there are none, all that differ from their default and that the service was told.
    """
    told = chosen(spec)
    kin = (row, *(one for one in MODELS if one.task == row.task))
    doubtful = [
        field
        for field in told
        if field in _REFUSALS and any(_REFUSALS[field](one, spec) for one in kin)
    ]
    return tuple(TOLD[field] for field in doubtful or told)


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


_Refusal = Callable[[Model, SetupSpec], str | None]


def _thinking(row: Model, spec: SetupSpec) -> str | None:
    wish = spec.thinking
    kind, levels = row.thinking.kind, row.thinking.levels
    if wish is None:
        return None
    if kind == "none":
        return "accepts no thinking setting"
    if kind == "budget" and not isinstance(wish, int):
        return "accepts thinking only as a number of tokens"
    if kind == "level" and wish not in levels:
        return f"accepts thinking only as one of {', '.join(levels)}"
    return None


def _modality(row: Model, spec: SetupSpec) -> str | None:
    if spec.modality in row.modalities:
        return None
    return f"answers in {' or '.join(row.modalities)} only"


def _temperature(row: Model, spec: SetupSpec) -> str | None:
    refused = spec.temperature is not None and not row.temperature
    return "accepts no temperature" if refused else None


def _system(row: Model, spec: SetupSpec) -> str | None:
    refused = spec.system is not None and not row.system
    return "accepts no system instruction" if refused else None


def _compression(tokens: int | None, row: Model) -> str | None:
    if tokens is None or row.input_tokens is None or tokens <= row.input_tokens:
        return None
    return f"has room for {row.input_tokens} tokens"


def _blocking(row: Model, spec: SetupSpec) -> str | None:
    refused = spec.blocking and row.tools in ("non-blocking", "none")
    return "does not wait for functions" if refused else None


def _search(row: Model, spec: SetupSpec) -> str | None:
    refused = spec.search and not row.search
    return "cannot search the web" if refused else None


_REFUSALS: dict[str, _Refusal] = {
    "thinking": _thinking,
    "modality": _modality,
    "temperature": _temperature,
    "system": _system,
    "compress_at_tokens": lambda row, spec: _compression(spec.compress_at_tokens, row),
    "compress_to_tokens": lambda row, spec: _compression(spec.compress_to_tokens, row),
    "blocking": _blocking,
    "search": _search,
}
"""Field of the setup → why a model refuses what it is set to, or None."""


def _agree(settings: Settings, sources: Mapping[str, str]) -> None:
    """Refuse settings that contradict each other, whatever the model.

    Raises:
        SettingsError: They do.
    """
    above, below = TOLD["compress_at_tokens"], TOLD["compress_to_tokens"]
    least, most = settings.session.compress_to_tokens, settings.session.compress_at_tokens
    if least is not None and most is not None and least >= most:
        raise SettingsError(
            f"{below} is {least}{_origin(sources, below)}, but must be below {above}, which is "
            f"{most}{_origin(sources, above)}.",
            "Change one of the two.",
        )
    named = _functions(settings)
    if settings.vertex and settings.search and named:
        raise SettingsError(
            f"Vertex AI takes search or functions, not both, but search is true"
            f"{_origin(sources, 'search')} and {named} is set{_origin(sources, named)}.",
            "Use --no-search, or leave the functions out.",
        )


def _functions(settings: Settings) -> str | None:
    """Return the first key that gives the model functions to call."""
    if settings.functions:
        return "functions"
    if settings.builtin:
        return "builtin"
    return next((f"{TOOLS}.{name}" for name in settings.tools), None)


def _shown(settings: Settings, key: str) -> str:
    value = value_of(settings, key)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "set" if key == "system" else str(value)


def _origin(sources: Mapping[str, str], key: str) -> str:
    """Where it comes from, in brackets; nothing for a default."""
    source = sources.get(key, "default")
    return "" if source == "default" else f" ({source})"


def _remedy(refusal: _Refusal, spec: SetupSpec) -> str:
    """Name the first model in use that takes the setting."""
    for row in MODELS:
        if row.status == "current" and row.task == "conversation" and not refusal(row, spec):
            return f"Change the setting, or use a model that accepts it, such as {row.id}."
    return "Change the setting."
