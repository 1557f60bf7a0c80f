"""What the shell may complete. Nothing is printed, and nothing heavy is imported, on a Tab key."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from livechat.errors import FileError, SettingsError

if TYPE_CHECKING:
    from livechat.audio.devices import Kind

LIST_S = 2.0
"""Seconds that a Tab key waits for the sound devices at most; they take 0.2 s to list."""

_WORD = re.compile(r"[^\W\d_][\w-]+")
"""A word of a device's name that no shell takes apart."""

_SOUND = (".wav", ".wave")
"""How names of sound files end."""


def voices(incomplete: str) -> list[tuple[str, str]]:
    """Complete a voice, with its style; capitals do not count."""
    from livechat.catalog.voices import VOICES

    return _begun_in_any_case(incomplete, [(voice.name, voice.style) for voice in VOICES])


def languages(incomplete: str) -> list[tuple[str, str]]:
    """Complete a language code, with the language's name; capitals do not count."""
    from livechat.catalog.languages import LANGUAGES

    codes = [(language.code, language.english) for language in LANGUAGES]
    return _begun_in_any_case(incomplete, codes)


def models(incomplete: str) -> list[tuple[str, str]]:
    """Complete the id of a model in use, with its title."""
    from livechat.catalog.models import MODELS

    in_use = [(model.id, model.title) for model in MODELS if model.status != "retired"]
    return _begun(incomplete, in_use)


def builtin(incomplete: str) -> list[tuple[str, str]]:
    """Complete a function of livechat itself."""
    return _begun(
        incomplete,
        [("timer", "remind you later"), ("fetch_url", "read a web page"), ("hang_up", "end")],
    )


def functions(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete a function, with the first line of what it does. No file is run, no server started.

    Of an MCP server's functions none is known before it runs.
    """
    import ast

    table, folder = _settings(ctx)
    found: list[tuple[str, str]] = []
    for named in ctx.params.get("functions") or _texts(table.get("functions")):
        try:
            module = ast.parse((folder / Path(named).expanduser()).read_bytes())
        except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        found += [
            (one.name, (ast.get_docstring(one) or "").partition("\n")[0])
            for one in module.body
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name[0] != "_"
        ]
    tools = table.get("tools")
    for name, tool in (tools if isinstance(tools, dict) else {}).items():
        words = tool.get("description") if isinstance(tool, dict) else ""
        found.append((name, words if isinstance(words, str) else ""))
    return _begun(incomplete, found)


def servers(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete an MCP server of the user's; of a broken file, nothing."""
    from livechat.config import file
    from livechat.tools.mcp.config import entries, parsed, read_bytes
    from livechat.tools.mcp.places import own_path

    named = ctx.params.get("config")
    try:
        path = own_path(file.locate(Path(named) if named else None, os.environ)[0])
        data = read_bytes(path)
        names = entries(parsed(data, path), path)[1] if data is not None else {}
    except (FileError, SettingsError):
        return []
    return _begun(incomplete, [(name, "") for name in names])


def _settings(ctx: typer.Context) -> tuple[dict[str, object], Path]:
    """The settings file in use, and its folder or the one that flags count from."""
    from livechat.config import file

    named = ctx.params.get("config")
    try:
        path, must_exist = file.locate(Path(named) if named else None, os.environ)
        table = file.read(path, must_exist=must_exist)
    except SettingsError:
        return {}, Path()
    return dict(table), Path() if ctx.params.get("functions") else path.parent


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def sessions(incomplete: str) -> list[tuple[str, str]]:
    """Complete the ID of a session, or its short name, with its first words; the newest first."""
    from livechat.cli.commands.sessions import store
    from livechat.core.text import visible
    from livechat.journal import listing
    from livechat.journal.names import short_names
    from livechat.journal.writer import utc_now

    try:
        kept = listing.sessions(store(), utc_now())
        found = [(one.header.id, visible(one.first_words)) for one in kept]
    except FileError:
        return []
    short = short_names([key for key, _ in found])
    return _begun(incomplete, [(short[key], words) for key, words in found]) or _begun(
        incomplete, found
    )


def microphones(incomplete: str) -> list[tuple[str, str]]:
    """Complete a microphone that is there now, or a recording."""
    return _or_file(_devices("input", incomplete), incomplete)


def speakers(incomplete: str) -> list[tuple[str, str]]:
    """Complete a speaker that is there now."""
    return _devices("output", incomplete)


def speakers_or_files(incomplete: str) -> list[tuple[str, str]]:
    """Complete a speaker that is there now, or a sound file."""
    return _or_file(speakers(incomplete), incomplete)


def _devices(kind: Kind, incomplete: str) -> list[tuple[str, str]]:
    """Return a word or the number of each device, one that means no other, with its name.

    Shells divide names at their blanks, and any unique part of a name will do.
    """
    from livechat.audio.devices import choose, list_in_child
    from livechat.errors import SoundError

    if any(mark in incomplete for mark in "/~"):
        return []
    found = list_in_child(LIST_S) or []
    offered: dict[str, str] = {}
    for device in found:
        if device.channels(kind) and device.name not in offered.values():
            for word in (*_WORD.findall(device.name), str(device.index)):
                with suppress(SoundError):  # it means several
                    if choose(kind, word, found).name == device.name:
                        offered.setdefault(word, device.name)
                        break
    return _begun_in_any_case(incomplete, [*offered.items()])


def _or_file(devices: list[tuple[str, str]], incomplete: str) -> list[tuple[str, str]]:
    """Return devices, and sound files and folders. Where no device fits, bash knows files better:
    it goes on behind a folder's name.
    """
    if not devices and os.environ.get("_LIVECHAT_COMPLETE") == "complete_bash":
        return []
    files = [one for one in paths(incomplete) if one[0].lower().endswith((*_SOUND, "/"))]
    return [*devices, *files]


def topics(incomplete: str) -> list[tuple[str, str]]:
    """Complete a command or a help topic, with what it is about."""
    from livechat.cli.main import COMMANDS
    from livechat.cli.topics import topics as all_topics

    return _begun(incomplete, [*COMMANDS.items(), *all_topics().items()])


def profiles(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete a profile of the settings file in use; of a broken file, nothing."""
    from livechat.config import file

    named = ctx.params.get("config")
    try:
        path, must_exist = file.locate(Path(named) if named else None, os.environ)
        names = file.profiles(file.read(path, must_exist=must_exist))
    except SettingsError:
        return []
    return _begun(incomplete, [(name, "") for name in names])


def paths(incomplete: str) -> list[tuple[str, str]]:
    """Complete the path of a file; a folder ends with a slash."""
    folder, slash, name = incomplete.rpartition("/")
    try:
        there = Path(folder + slash).expanduser()
        found = sorted((one.name, one.is_dir()) for one in there.iterdir())
    except (OSError, ValueError, RuntimeError):  # also: a NUL, no such home
        return []
    return [
        (f"{folder}{slash}{one}{'/' * is_folder}", "")
        for one, is_folder in found
        if one.startswith(name) and (name or not one.startswith(".")) and one.isprintable()
    ]


def _begun(incomplete: str, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # Models and profiles are told apart by capitals, so these count here too.
    return [choice for choice in choices if choice[0].startswith(incomplete)]


def _begun_in_any_case(incomplete: str, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # Typer, and most shells, drop what does not begin exactly as typed. So the typed part stays
    # as it is, which the setting takes in any case.
    return [
        (incomplete + choice[len(incomplete) :], note)
        for choice, note in choices
        if choice.casefold().startswith(incomplete.casefold())
    ]
