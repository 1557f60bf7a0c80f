"""Settings from five places, laid over each other: defaults < file < profile < environment < flags.

Each place is checked by itself, so that an error names the place it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from livechat.catalog import languages
from livechat.catalog.nearest import nearest
from livechat.config import file, language_model, senses, tool_tables
from livechat.config.options import OPTIONS
from livechat.config.section import REFUSED
from livechat.config.settings import (
    FIELDS,
    FILE_ONLY,
    TABLES,
    TOOLS,
    Settings,
    about,
    flatten,
    nest,
)
from livechat.config.tool_tables import TableError, ToolTable
from livechat.core.text import visible
from livechat.errors import SettingsError

_PREFIX = "LIVECHAT_"

_SIM_URL = "LIVECHAT_SIM_URL"
"""Where the practice partner is beside which `livechat sim -- livechat …` runs this program."""

NO_SETTINGS = frozenset({"LIVECHAT_CONFIG", "LIVECHAT_PROFILE", language_model.KEY_VARIABLE})
"""Variables that are read elsewhere."""

_SIM = "LIVECHAT_SIM_"
"""Begins variables of `livechat sim`: a program it runs, such as this one, sees them too."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, and where each of them comes from."""

    settings: Settings
    sources: Mapping[str, str]
    """For each key of `FIELDS`, and `tools.NAME` for each table: default, file F, profile P in F,
    environment V, or --flag."""
    warnings: tuple[str, ...]
    """Sentences about what is allowed but doubtful."""
    file: Path | None
    """Where the settings file is, or would be; None: there is no place for one."""
    profile: str | None


@dataclass(frozen=True, slots=True)
class _Layer:
    """One of the places."""

    values: Mapping[str, object]
    """As in a settings file, tables as dicts."""
    name: Callable[[str], str]
    """How an error sentence names a key of this place."""
    source: Callable[[str], str]
    """How `Loaded.sources` names it."""
    directory: Path
    """Where relative file names start."""
    strict: bool
    """Whether values have types of their own; otherwise they may be texts to be read."""
    adds: bool = False
    """Whether it makes some lists longer: --allow must not undo what a file forbids."""
    within: str = ""
    """What stands before a table's name in its settings file."""


def load(
    *,
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    config_file: Path | None = None,
    profile: str | None = None,
) -> Loaded:
    """Lay all places over each other.

    Args:
        flags: What the command line gives, under keys of `FIELDS`; only what was given. An API
            key is never among them.
        environ: The environment: `LIVECHAT_<KEY>` for each key (`LIVECHAT_VAD_START`),
            `LIVECHAT_CONFIG`, `LIVECHAT_PROFILE` and `LIVECHAT_PRACTICE_API_KEY`; no other name may
            begin so, except those of `livechat sim`. An empty variable counts as absent.
        config_file: The settings file, if the command line names one.
        profile: The profile, if the command line names one.

    Raises:
        SettingsError: A sentence naming the place, the key and the nearest known one.
    """
    profile = profile or environ.get("LIVECHAT_PROFILE") or None
    path, table, missed = _read_file(config_file, environ, needed=profile is not None)
    layers = [_from_file(path, table)] if path else []
    if path and profile is not None:
        layers.append(_from_profile(path, table, profile))
    layers += [_from_environment(environ), _from_partner(environ), _from_flags(flags)]

    values: dict[str, object] = {}
    tools: dict[str, ToolTable] = {}
    sources = dict.fromkeys(FIELDS, "default")
    for layer in layers:
        for name, tool in _tools(layer).items():
            tools[name], sources[f"{TOOLS}.{name}"] = tool, layer.source(TOOLS)
        for key, value in _read(layer).items():
            if layer.adds and key in values and key in OPTIONS and OPTIONS[key].adds:
                values[key] = [*_list(values[key]), *_list(value)]
                sources[key] += f", {layer.source(key)}"
                continue
            values[key], sources[key] = value, layer.source(key)
            if key == "vad.sensitivity":  # replaces both, also those of earlier layers
                for both in ("vad.start", "vad.end"):
                    values[both], sources[both] = value, layer.source(key)
    settings = Settings.model_validate(nest(values) | ({TOOLS: tools} if tools else {}))
    return Loaded(settings, sources, (*missed, *_doubts(settings)), path, profile)


def changed(settings: Settings, key: str, text: str) -> Settings:
    """Settings with one of them set to what a text says, in the middle of a call.

    Args:
        settings: Those that count so far.
        key: A key of `FIELDS`.
        text: As on the command line; `on` and `off` stand for true and false.

    Raises:
        SettingsError: The text is no value for this key.
    """
    layer = _Layer(nest({key: text}), name=_command, source=flag, directory=Path(), strict=False)
    return Settings.model_validate(nest(flatten(settings) | _read(layer)))


def typed(flags: Mapping[str, object]) -> Settings:
    """Settings that a command line alone gives: for a command that reads no others.

    Args:
        flags: As for `load`.

    Raises:
        SettingsError: One of them cannot be meant.
    """
    return Settings.model_validate(nest(_read(_from_flags(flags))))


def _read_file(
    named: Path | None, environ: Mapping[str, str], *, needed: bool
) -> tuple[Path | None, file.Table, tuple[str, ...]]:
    """The settings file, what it holds, and what is to be told of it.

    A place that cannot be reached, as in a container whose user has no home, costs the settings
    only; but a file that is named, or whose profile is, must be there.
    """
    try:
        path, must_exist = file.locate(named, environ)
    except SettingsError as error:
        if needed:
            raise
        return None, {}, (f"{error.what} Going on without.",)
    if not (must_exist or needed) and (why := file.out_of_reach(path)):
        return path, {}, (why,)
    return path, file.read(path, must_exist=must_exist or needed), ()


def variable(key: str) -> str:
    """Return the environment variable that sets a key of `FIELDS`."""
    return _PREFIX + key.replace(".", "_").upper()


def flag(key: str, value: object = None) -> str:
    """Return the flag that sets a key of `FIELDS`, to a value if it depends on that."""
    if key in OPTIONS:
        return OPTIONS[key].flag(value)
    return "--" + key.removeprefix("sound.").replace(".", "-").replace("_", "-")


def _command(key: str) -> str:
    """How a line typed in a call names a key."""
    return "/" + key.rpartition(".")[2].replace("_", "-")


def _from_file(path: Path, table: file.Table) -> _Layer:
    beside = {key: value for key, value in table.items() if key != "profiles"}
    odd = table.get("profiles", {})
    if not isinstance(odd, dict) or len(file.profiles(table)) != len(odd):
        raise SettingsError(f"In {path}, profiles must be tables such as [profiles.coach].")
    return _Layer(
        beside,
        name=lambda key: f"In {path}, {key}",
        source=lambda _: f"file {path}",
        directory=path.parent,
        strict=True,
    )


def _from_profile(path: Path, table: file.Table, profile: str) -> _Layer:
    known = file.profiles(table)
    if profile not in known:
        near = nearest(profile, known)
        raise SettingsError(
            f"{path} has no profile {_quoted(profile)}"
            + (f"; did you mean {_quoted(near)}?" if near else "."),
            f"Choose one of {', '.join(map(_quoted, known))}." if known else "It has no profiles.",
        )
    return _Layer(
        known[profile],
        name=lambda key: f"In {path}, profiles.{visible(profile)}.{key}",
        source=lambda _: f"profile {profile} in {path}",
        directory=path.parent,
        strict=True,
        within=f"profiles.{visible(profile)}.",
    )


def _from_environment(environ: Mapping[str, str]) -> _Layer:
    _refuse_unknown(environ)
    given = {key: environ.get(variable(key), "") for key in FIELDS if key not in FILE_ONLY}
    return _Layer(
        nest({key: value for key, value in given.items() if value}),
        name=variable,
        source=lambda key: f"environment {variable(key)}",
        directory=Path(),
        strict=False,
    )


def _from_partner(environ: Mapping[str, str]) -> _Layer:
    """Whoever runs livechat beside a practice partner wants that one, whatever settings say."""
    url = environ.get(_SIM_URL, "")
    values = {"base_url": url, "headers": [], "vertex": False, "offline": False} if url else {}
    return _Layer(
        values,
        name=lambda _: _SIM_URL,
        source=lambda _: f"environment {_SIM_URL}",
        directory=Path(),
        strict=False,
    )


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {variable(key) for key in FIELDS} | NO_SETTINGS
    unread = {variable(key) for key in FILE_ONLY}
    for name in sorted(name for name, text in environ.items() if name.startswith(_PREFIX) and text):
        if name.startswith(_SIM):
            continue
        if name in unread:
            practice = variable("practice.") in name
            key = language_model.KEY_VARIABLE if practice else "GEMINI_API_KEY"
            raise SettingsError(
                f"{name} has no effect.",
                f"Put a key into {key}, or a command that prints it into the settings file.",
            )
        if name not in known:
            # Without what all names share, which would make any of them look near.
            tails = sorted(each.removeprefix(_PREFIX) for each in known - unread)
            near = nearest(name.removeprefix(_PREFIX), tails)
            raise SettingsError(
                f"{visible(name)} is not a setting"
                + (f"; did you mean {_PREFIX}{near}?" if near else "."),
                "Correct its name or unset it.",
            )


def _from_flags(flags: Mapping[str, object]) -> _Layer:
    if not FILE_ONLY.isdisjoint(flags):
        raise ValueError("a credential is never a flag")

    def name(key: str) -> str:
        return flag(key, flags.get(key))

    return _Layer(
        nest(dict(flags)), name=name, source=name, directory=Path(), strict=False, adds=True
    )


def _read(layer: _Layer) -> dict[str, object]:
    """Return a place's values, checked, under keys of `FIELDS`; `vad.sensitivity` first.

    The order lets `vad.start` and `vad.end` of the same place stand beside the short form.
    """
    try:
        parsed = Settings.model_validate(_with_files(layer), strict=layer.strict)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        if first["type"] == REFUSED:
            raise SettingsError(f"{layer.name(str(first['loc'][0]))}: {first['msg']}.") from None
        raise _explained(layer, first["type"], first["loc"], first["input"]) from None
    flat = flatten(parsed)
    return {key: flat[key] for key in FIELDS if key in flat}


def _tools(layer: _Layer) -> dict[str, ToolTable]:
    """Return a place's tables of commands and addresses, checked."""
    if TOOLS not in layer.values:
        return {}
    try:
        return tool_tables.read(layer.values[TOOLS], layer.directory)
    except TableError as error:
        key = ".".join(filter(None, (TOOLS, visible(error.key))))
        end = "" if error.what.endswith("?") else "."
        raise SettingsError(f"{layer.name(key)} {error.what}{end}", error.remedy) from None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _with_files(layer: _Layer) -> dict[str, object]:
    """Return a place's values with "@FILE" read and file names made whole."""
    values = {key: value for key, value in layer.values.items() if key != TOOLS}
    files = values.get("functions")
    if isinstance(files, list):
        values["functions"] = [
            _path(layer, name) if isinstance(name, str) and name else name for name in files
        ]
    system = values.get("system")
    if isinstance(system, str) and system.startswith("@"):
        path = _path(layer, system[1:])
        try:
            values["system"] = file.read_text(path)
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"{layer.name('system')} is {_quoted(system)}, but livechat cannot read {path}: "
                f"{file.reason(error)}."
            ) from error
    practice = values.get("practice")
    if isinstance(practice, dict):
        values["practice"] = practice = dict(practice)
        if isinstance(name := practice.get("scenario"), str) and name:
            practice["scenario"] = _path(layer, name)
        if isinstance(llm := practice.get("llm"), str) and language_model.is_file(llm):
            practice["llm"] = f"{_path(layer, llm)}"
        for sense in ("ears", "voice"):
            if isinstance(named := practice.get(sense), str) and senses.is_path(named):
                practice[sense] = f"{_path(layer, named)}"
    return values


def _path(layer: _Layer, name: str) -> Path:
    try:
        return layer.directory / Path(name).expanduser()
    except RuntimeError:  # `~someone`, and nobody of that name has a home
        return layer.directory / name


def _explained(
    layer: _Layer, kind: str, where: tuple[int | str, ...], value: object
) -> SettingsError:
    names = [str(part) for part in where]
    if kind == "extra_forbidden":
        key = ".".join(names)
        if key in FIELDS:  # known, so it is the quotes that make one strange name of it
            table, _, name = key.rpartition(".")
            return SettingsError(
                f"{layer.name(key)} is quoted as one name, but belongs in the table "
                f"[{layer.within}{table}] as {name}."
            )
        near = nearest(key, [*FIELDS, *TABLES, TOOLS, "profiles"])
        return SettingsError(
            f"{layer.name(visible(key))} is not a setting"
            + (f"; did you mean {near}?" if near else "."),
            "`livechat config show` lists all settings.",
        )
    key = ".".join(names[:2]) if names[0] in TABLES else names[0]
    if key in TABLES:
        return SettingsError(f"{layer.name(key)} is {_shown(value)}, but must be a table [{key}].")
    note = about(key)
    meant = note.suggest(value) if isinstance(value, str) else None
    return SettingsError(
        layer.name(key)
        + (f" is {_shown(value)}, but must be " if note.quotable else " must be ")
        + note.must_be
        + (f"; did you mean {meant}?" if meant else ".")
    )


def _shown(value: object) -> str:
    """Return a value as its settings file writes it, or nearly."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return str(value)


def _quoted(text: str) -> str:
    # A whole page pasted into a setting would hide the sentence about it.
    text = visible(text)
    return f'"{text if len(text) <= 60 else text[:59] + "…"}"'


def _doubts(settings: Settings) -> tuple[str, ...]:
    code = settings.language
    if code is None or languages.is_listed(code):
        return ()
    return (f"The Live API does not list the language {code}; the service may not support it.",)
