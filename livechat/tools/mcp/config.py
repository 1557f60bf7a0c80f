"""Files of MCP servers, in the shape that other programs write: `mcpServers`.

    {"mcpServers": {"github": {"command": "npx", "args": ["-y", "server-github"],
                               "env": {"TOKEN": "${GITHUB_TOKEN}"}}}}

The spellings of Claude Code, gemini-cli, Cursor, VS Code, Windsurf and Cline are read. Nothing
here starts anything. What a `${VARIABLE}` holds is put in its place here and is never shown.
"""

from __future__ import annotations

import json
import math
import os
import re
import shlex
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from livechat.config.file import reason
from livechat.config.secrets import MASK, SHAPE, is_ours, masked
from livechat.core.text import decoded, visible
from livechat.errors import SettingsError

LIMIT_BYTES: Final = 1 << 20

START_S: Final = 30.0
"""Seconds that a server may take to start, unless its `timeout` says otherwise."""

_LEAST_S: Final = 1.0
_MOST_S: Final = 24 * 3600.0

_LONGEST_NAME: Final = 64

OWN_NAMES: Final = ("built-in", "settings")
"""Names under which livechat's own functions go, and those of the settings."""

_SERVERS: Final = ("mcpServers", "servers")
"""The key above the servers; the second is VS Code's."""

_KNOWN: Final = frozenset(
    {
        *("command", "args", "env", "cwd", "url", "httpUrl", "serverUrl", "type", "transport"),
        *("headers", "timeout", "trust", "includeTools", "excludeTools", "disabledTools"),
        *("disabled", "enabled", "description", "name"),
    }
)

_STDIO: Final = ("stdio", "local")
_HTTP: Final = ("http", "streamablehttp", "remote", "streaming")
_REFUSED: Final = ("sse", "ws", "websocket", "tcp", "sdk")

_REFERENCE: Final = re.compile(
    r"\$\{(?P<name>(?:env:)?[A-Za-z_][A-Za-z0-9_]*)(?P<default>:-[^}]*)?\}|\$\{(?P<strange>[^}]*)\}"
)
_BARE: Final = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
"""gemini-cli's short form. Only where it is the whole text: elsewhere a dollar is a dollar."""

_SECRET_NAME: Final = re.compile(r"(?i:key|token|secret|pass|auth|credential|cookie|session)")

_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One MCP server, as a file has it, with variables filled in."""

    name: str
    file: Path
    """Where it stands."""
    own: bool
    """Whether that is the user's own file, and not a project's."""
    kind: Literal["stdio", "http"]
    command: str = field(default="", repr=False)
    args: tuple[str, ...] = field(default=(), repr=False)
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    cwd: str = ""
    """Empty: the current folder."""
    url: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout_s: float | None = None
    """Seconds for the start and for each call; None: nothing is said."""
    trust: bool = False
    """Whether the user allows all of its functions. A project's file cannot say that."""
    include: tuple[str, ...] | None = None
    """Patterns of the functions that are offered; None: all."""
    exclude: tuple[str, ...] = ()
    """Patterns of those that are not, whatever `include` says."""
    shown: str = ""
    """The command or the address as the file has it, variables by name."""
    carries: tuple[str, ...] = ()
    """Variables and header fields, as they may be shown."""

    def spec(self) -> dict[str, object]:
        """Return what its process needs to know, as JSON knows it. It holds credentials."""
        return {
            "name": self.name,
            "kind": self.kind,
            "command": self.command,
            "args": list(self.args),
            "env": dict(self.env),
            "cwd": self.cwd,
            "url": self.url,
            "headers": dict(self.headers),
            "timeout_s": self.timeout_s,
            "include": None if self.include is None else list(self.include),
            "exclude": list(self.exclude),
        }


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds."""

    servers: tuple[Server, ...] = ()
    notices: tuple[str, ...] = ()
    """What the user should know, a sentence or two each."""
    disabled: tuple[str, ...] = ()
    """Names of servers that are switched off."""


class _UnusableError(Exception):
    """One server cannot be used; the text is what comes after its name."""


def read_bytes(path: Path, *, only_mine: bool = False) -> bytes | None:
    """Return what a file holds; None: there is none.

    Args:
        path: Where it is.
        only_mine: Whether it must not be one that others could change.

    Raises:
        SettingsError: It cannot be read, is no plain file, is larger than 1 MiB, or others could
            change it.
    """
    try:
        # A pipe of that name, in a folder from anybody, would hold us for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise SettingsError(f"Cannot read {path}: {reason(error)}.") from error
    try:
        with os.fdopen(descriptor, "rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise SettingsError(f"Cannot read {path}: it is not a file.")
            if only_mine and os.name == "posix" and mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise SettingsError(
                    f"{path} names programs to run, but other users can change it.",
                    f"Protect it: chmod go-w {shlex.quote(str(path))}",
                )
            data = stream.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"Cannot read {path}: {reason(error)}.") from error
    if len(data) > LIMIT_BYTES:
        raise SettingsError(f"{path} is larger than 1 MiB.", "Name MCP servers in it, no more.")
    return data


_BINARY: Final = getattr(os, "O_BINARY", 0)


def parsed(data: bytes, path: Path) -> dict[str, object]:
    """Return what a file's bytes say.

    Raises:
        SettingsError: They are not a JSON object; line and column are named.
    """
    try:
        text = decoded(data)
    except ValueError as error:
        raise SettingsError(f"{path} is not text: {visible(str(error))}.") from error
    if not text.strip():
        return {}
    try:
        found = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise SettingsError(
            f"{path} is not valid JSON, line {error.lineno}, column {error.colno}: "
            f"{visible(error.msg)}.",
            _advice(text, error.pos),
        ) from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path} is not valid JSON: {visible(str(error))}.") from error
    if not isinstance(found, dict):
        raise SettingsError(f"{path} is not a JSON object.", 'It begins: {"mcpServers": {')
    return found


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _advice(text: str, at: int) -> str:
    before = text[:at].rstrip()
    if text[at : at + 2] in ("//", "/*") or before.endswith("/"):
        return "Comments are not allowed."
    if before.endswith(",") and text[at : at + 1] in ("}", "]"):
        return "Remove the comma before it."
    return ""


def entries(table: Mapping[str, object], path: Path) -> tuple[str, dict[str, object]]:
    """Return the key above the servers, and the servers by name.

    Raises:
        SettingsError: They are not an object, or the key above them is missing.
    """
    for key in _SERVERS:
        if key in table:
            held = table[key]
            if not isinstance(held, dict):
                raise SettingsError(f'{path}: "{key}" is not an object of servers.')
            return key, held
    if any(isinstance(one, dict) and {*one} & {"command", "url"} for one in table.values()):
        raise SettingsError(
            f'{path} has no "mcpServers".', 'Put the servers into: {"mcpServers": { … }}'
        )
    return _SERVERS[0], {}


def read(data: bytes, path: Path, environ: Mapping[str, str], *, own: bool) -> Found:
    """Return the servers that a file's bytes name. One that cannot be used is left out and said.

    Raises:
        SettingsError: The bytes are no such file.
    """
    _, held = entries(parsed(data, path), path)
    servers = []
    notices = []
    disabled = []
    for name, entry in held.items():
        try:
            if isinstance(entry, dict) and (
                entry.get("disabled") is True or entry.get("enabled") is False
            ):
                disabled.append(name)
                continue
            server = _server(name, entry, path, environ, own=own)
        except _UnusableError as error:
            notices.append(f'{path}: skipped the server "{_name(name)}". {error}')
            continue
        servers.append(server)
        notices += [f'{path}: "{_name(name)}": {one}' for one in _remarks(entry, own=own)]
    return Found(tuple(servers), tuple(notices), tuple(disabled))


def _server(
    name: str, entry: object, path: Path, environ: Mapping[str, str], *, own: bool
) -> Server:
    if not isinstance(entry, dict):
        raise _UnusableError("It is not an object.")
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise _UnusableError(f"A name has 1 to {_LONGEST_NAME} visible characters.")
    if name in OWN_NAMES:
        raise _UnusableError("livechat uses that name itself. Choose another.")
    where = _Entry(entry, environ, own=own)
    kind = where.kind()
    timeout_s = where.timeout_s()
    command = where.command()
    args = (*command[1:], *where.texts("args"))
    server = Server(
        name=name,
        file=path,
        own=own,
        kind=kind,
        timeout_s=timeout_s,
        trust=own and entry.get("trust") is True,
        include=where.texts("includeTools") if "includeTools" in entry else None,
        exclude=(*where.texts("excludeTools"), *where.texts("disabledTools")),
    )
    if kind == "stdio":
        raw = [*_raw_list(entry.get("command")), *_raw_list(entry.get("args"))]
        return _with(
            server,
            command=_home(command[0]),
            args=args,
            env=where.fields("env"),
            cwd=_home(where.text("cwd")),
            shown=" ".join(_quoted(part) for part in raw),
            carries=tuple(_shown(each, value) for each, value in _raw_fields(entry.get("env"))),
        )
    return _with(
        server,
        url=where.url(),
        headers=where.headers(),
        shown=_shown_url(where.raw_url()),
        carries=tuple(_shown_header(*one) for one in _raw_fields(entry.get("headers"))),
    )


def _with(server: Server, **more: object) -> Server:
    from dataclasses import replace

    return replace(server, **more)  # type: ignore[arg-type]


class _Entry:
    """What a file says of one server.

    Args:
        entry: As JSON has it.
        environ: What variables hold.
        own: Whether the file is the user's own.
    """

    def __init__(
        self, entry: Mapping[str, object], environ: Mapping[str, str], *, own: bool
    ) -> None:
        self._entry = entry
        self._environ = environ
        self._own = own

    def kind(self) -> Literal["stdio", "http"]:
        """How it is spoken to: as it says, or as the rest of it tells."""
        named = self._entry.get("type", self._entry.get("transport"))
        if named is not None and not isinstance(named, str):
            raise _UnusableError('Its "type" is not a text.')
        plain = re.sub(r"[^a-z]", "", named.lower()) if named else ""
        if plain in _REFUSED:
            raise _UnusableError(
                f'The transport "{visible(str(named))[:20]}" is not supported. '
                "Ask for its address for streamable HTTP, often ending in /mcp."
            )
        has_command, has_url = bool(self._entry.get("command")), bool(self.raw_url())
        if plain in _STDIO or (not plain and has_command and not has_url):
            if not has_command:
                raise _UnusableError('It has no "command".')
            return "stdio"
        if plain in _HTTP or (not plain and has_url and not has_command):
            if not has_url:
                raise _UnusableError('It has no "url".')
            return "http"
        if plain:
            raise _UnusableError(f'Its type "{visible(str(named))[:20]}" is not known.')
        if has_command:
            raise _UnusableError('It has both "command" and "url": say which by "type".')
        raise _UnusableError('It has neither "command" nor "url".')

    def timeout_s(self) -> float | None:
        """Milliseconds in the file, as gemini-cli and Claude Code write them."""
        given = self._entry.get("timeout")
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, int | float) or not given > 0:
            raise _UnusableError('Its "timeout" is not a number of milliseconds.')
        return min(max(given / 1000, _LEAST_S), _MOST_S) if math.isfinite(given) else _MOST_S

    def command(self) -> tuple[str, ...]:
        """The program, and arguments where the file has them in one list."""
        given = self._entry.get("command")
        if isinstance(given, list):
            return self.texts("command")
        text = self.text("command")
        return (text,)

    def raw_url(self) -> str:
        """The address before variables are filled in."""
        for key in ("httpUrl", "url", "serverUrl"):
            given = self._entry.get(key)
            if isinstance(given, str) and given:
                return given
        return ""

    def url(self) -> str:
        """The address.

        Raises:
            _UnusableError: It is not one for HTTP.
        """
        from urllib.parse import urlsplit

        text = self._filled(self.raw_url(), "url").strip()
        try:
            parts = urlsplit(text)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname)
            parts.port  # noqa: B018 - raises where it is no number
        except ValueError:
            usable = False
        if not usable or not text.isprintable() or " " in text:
            raise _UnusableError('Its "url" is not an http or https address.')
        return text

    def text(self, key: str) -> str:
        """A text with variables filled in; empty: there is none."""
        given = self._entry.get(key)
        if given is None:
            return ""
        if not isinstance(given, str):
            raise _UnusableError(f'Its "{key}" is not a text.')
        return self._filled(given, key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts with variables filled in."""
        given = self._entry.get(key)
        if given is None:
            return ()
        if not isinstance(given, list) or not all(_is_plain(one) for one in given):
            raise _UnusableError(f'Its "{key}" is not a list of texts.')
        return tuple(self._filled(_plain(one), key) for one in given)

    def fields(self, key: str) -> dict[str, str]:
        """Names and texts, with variables filled in."""
        given = self._entry.get(key)
        if given is None:
            return {}
        if not isinstance(given, dict) or not all(_is_plain(one) for one in given.values()):
            raise _UnusableError(f'Its "{key}" is not an object of texts.')
        if any(not name or "=" in name or "\0" in name for name in given):
            raise _UnusableError(f'Its "{key}" has a name that no variable can have.')
        return {name: self._filled(_plain(one), key) for name, one in given.items()}

    def headers(self) -> dict[str, str]:
        """Header fields.

        Raises:
            _UnusableError: One cannot be sent.
        """
        found = self.fields("headers")
        for name, value in found.items():
            if not _HEADER.fullmatch(name):
                raise _UnusableError("One of its headers has a name that cannot be sent.")
            if not re.fullmatch(r"[\t -~\u00a0-\u00ff]*", value):
                raise _UnusableError(
                    f"The header {name} contains characters that no header can carry."
                )
        return found

    def _filled(self, text: str, key: str) -> str:
        if (bare := _BARE.fullmatch(text)) is not None:
            text = f"${{{bare[1]}}}"
        filled = _REFERENCE.sub(lambda found: self._variable(found, key), text)
        if "\0" in filled or any(0xD800 <= ord(char) < 0xE000 for char in filled):
            raise _UnusableError(f'Its "{key}" holds a character that no program takes.')
        return filled

    def _variable(self, found: re.Match[str], key: str) -> str:
        if found["strange"] is not None:
            asked = visible(found["strange"])[:40]
            raise _UnusableError(
                f'Its "{key}" asks for ${{{asked}}}, which is unknown here. '
                "Write ${VARIABLE} or ${VARIABLE:-default}."
            )
        name = found["name"].removeprefix("env:")
        if not self._own and is_ours(name):
            raise _UnusableError(
                f'Its "{key}" asks for {name}, which livechat gives to no project. Remove it.'
            )
        value = self._environ.get(name)
        default = found["default"]
        if default is not None:
            return value or default[2:]
        if value is None:
            raise _UnusableError(
                f"The environment variable {name} is not set. Set it: export {name}=…"
            )
        return value


def _remarks(entry: object, *, own: bool) -> Iterator[str]:
    """What is said of a server that is used."""
    if not isinstance(entry, dict):
        return
    strange = [name for name in entry if name not in _KNOWN]
    if strange:
        names = ", ".join(_name(name) for name in strange[:5])
        yield f"ignored {names}{' …' if len(strange) > 5 else ''}."
    timeout = entry.get("timeout")
    if isinstance(timeout, int | float) and timeout < _LEAST_S * 1000:
        yield f'"timeout" is in milliseconds: {timeout:g} counts as 1 s.'
    if entry.get("trust") is True and not own:
        yield '"trust" is ignored in a project\'s file.'


def lets_through(name: str, include: Iterable[str] | None, exclude: Iterable[str]) -> bool:
    """Whether a function is offered. In a pattern `*` stands for anything.

    What follows a parenthesis is about arguments (`run(git)`, gemini-cli) and does not count.
    """
    if any(_matches(name, one) for one in exclude):
        return False
    return include is None or any(_matches(name, one) for one in include)


def _matches(name: str, pattern: str) -> bool:
    plain = pattern.partition("(")[0].strip()
    return re.fullmatch(".*".join(map(re.escape, plain.split("*"))), name) is not None


def _home(text: str) -> str:
    return os.path.expanduser(text) if text.startswith("~") else text  # noqa: PTH111


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _plain(value: object) -> str:
    """A text; others write numbers and true where they mean one."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _raw_list(value: object) -> list[str]:
    if isinstance(value, list):
        return [_plain(one) for one in value if _is_plain(one)]
    return [value] if isinstance(value, str) else []


def _raw_fields(value: object) -> list[tuple[str, str]]:
    found = value.items() if isinstance(value, dict) else ()
    return [(visible(name), _plain(one)) for name, one in found if _is_plain(one)]


def _quoted(text: str) -> str:
    """An argument as a shell would take it, so that its ends are seen. References stay plain."""
    text = visible(text)
    if re.fullmatch(r"[\w@%+=:,./${}-]+", text):
        return text
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _shown(name: str, value: str) -> str:
    if _SECRET_NAME.search(name) and not _only_references(value):
        return f"{name}={MASK}"
    return f"{name}={SHAPE.sub(MASK, visible(value))}"


def _shown_header(name: str, value: str) -> str:
    """A header field: which variables are sent is shown, any other part of its value is not."""
    scheme = re.match(r"(?i:(?:bearer|basic|token) )?", value)
    assert scheme is not None
    rest = value[scheme.end() :]
    if not _only_references(rest):
        asked = [f" ${{{found['name']}}}" for found in _REFERENCE.finditer(rest) if found["name"]]
        return f"{name}: {MASK}{''.join(asked)}"
    return f"{name}: {scheme[0]}{visible(rest)}"


def _only_references(value: str) -> bool:
    if _BARE.fullmatch(value):
        return True
    return not _REFERENCE.sub("", value).strip() and ":-" not in value


def _shown_url(url: str) -> str:
    return masked(visible(url))


def _name(name: str) -> str:
    shown = visible(name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"


@dataclass(frozen=True, slots=True)
class View:
    """A server as a file has it, to be looked at: nothing is filled in, nothing is left out."""

    name: str
    kind: str
    """`stdio`, `http`, or what it says it is."""
    shown: str
    """The command with its arguments, or the address."""
    carries: tuple[str, ...]
    """Variables and header fields; what a credential may be is not shown."""
    cwd: str
    off: bool
    """Whether it is switched off."""


def view(name: str, entry: object) -> View:
    """Return an entry of a file as it may be shown; it need not be right."""
    if not isinstance(entry, dict):
        return View(_name(name), "", visible(str(entry))[:_LONGEST_NAME], (), "", off=False)
    told = _Entry(entry, {}, own=False)
    command = [*_raw_list(entry.get("command")), *_raw_list(entry.get("args"))]
    address = told.raw_url()
    parts = [" ".join(map(_quoted, command))] if command else []
    if address:
        parts.append(_shown_url(address))
    variables = tuple(_shown(*one) for one in _raw_fields(entry.get("env")))
    headers = tuple(_shown_header(*one) for one in _raw_fields(entry.get("headers")))
    cwd = entry.get("cwd")
    return View(
        _name(name),
        "stdio" if command else "http" if address else "",
        ", ".join(parts),
        (*variables, *headers),
        visible(cwd) if isinstance(cwd, str) else "",
        off=entry.get("disabled") is True or entry.get("enabled") is False,
    )


def wrong_with(name: str, entry: Mapping[str, object], path: Path) -> str:
    """Return what is wrong with an entry by itself, whatever variables hold; empty: nothing."""
    text = json.dumps(entry)
    filled = {found[1]: "x" for found in re.finditer(r"\$\{?(?:env:)?([A-Za-z_]\w*)", text)}
    try:
        _server(name, entry, path, filled, own=True)
    except _UnusableError as error:
        return str(error)
    return ""
