"""`[tools.NAME]`: commands and addresses that the model may call, as users write them.

What can be wrong in such a table is a sentence before a call begins, never a surprise within it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path, PurePath
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from livechat.catalog.nearest import nearest
from livechat.config import headers, placeholders
from livechat.config.secrets import SHAPE
from livechat.config.section import TRUE_FALSE, About, Section, one_of

_Kind = Literal["string", "integer", "number", "boolean"]
_Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

READING: Final = ("GET", "HEAD")
"""Methods that change nothing (RFC 9110, 9.2.1)."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
"""What the service takes (PROTOCOL §11.3)."""

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_READERS: Final = re.compile(
    r"(?i:(ba|z|da|k|fi)?sh|cmd|powershell|pwsh|python[0-9.]*|perl|ruby|node|php|awk)(\.exe)?"
)
"""Programs that read an argument as a program."""

_PROGRAM_FLAGS: Final = re.compile(r"(?i:-[a-z]*[ce]|/[ck]|-command|--eval)")
"""What stands before such an argument."""


class Parameter(Section):
    """`[tools.NAME.parameters.PARAMETER]`: one thing that the model must say to call it."""

    type: Annotated[_Kind, one_of(_Kind)] = "string"
    """What it is: string, integer, number or boolean."""
    description: Annotated[str, About("a text")] = ""
    """What it means, for the model."""
    choices: Annotated[
        Annotated[list[str | int | float], Field(min_length=1)] | None,
        About("a list of texts or numbers, at least one"),
    ] = None
    """The only values that it may have."""
    default: Annotated[
        str | int | float | bool | None, About("a text, a number, true or false")
    ] = None
    """Its value where the model gives none."""
    required: Annotated[bool | None, TRUE_FALSE] = None
    """Whether the model must give it. Unset, it must unless there is a default."""
    minimum: Annotated[float | None, About("a number")] = None
    """Least value of a number."""
    maximum: Annotated[float | None, About("a number")] = None
    """Greatest value of a number."""

    @property
    def needed(self) -> bool:
        """Whether the model must give it."""
        return self.default is None if self.required is None else self.required


class ToolTable(Section):
    """A command of yours, or a web address, that the model may call by a name you choose."""

    description: Annotated[str, About("a text")] = ""
    """What it does and when to use it, for the model."""
    command: Annotated[
        list[str] | None,
        About('a list of a program and its arguments, such as ["stockctl", "{item}"]'),
    ] = None
    """Program to run, and its arguments. No shell reads them. {item} stands for a parameter, which
    never becomes more than a part of its argument. An argument whose parameter is left out is left
    out, too."""
    url: Annotated[
        str | None, About('an address such as "https://api.example/{city}"', quotable=False)
    ] = None
    """Or address to request: https, or http on this machine. {city} stands for a parameter in the
    path or the query."""
    method: Annotated[_Method | None, one_of(_Method)] = None
    """How to request url: GET, HEAD, POST, PUT, PATCH or DELETE. Unset, GET, or POST with a
    body."""
    headers: Annotated[
        list[str] | None,
        About('a list of header fields such as "Authorization: Bearer ${TOKEN}"', quotable=False),
    ] = None
    """Headers for url. ${NAME} stands for an environment variable; livechat refuses a secret
    itself."""
    body: Annotated[Any, About("a value")] = None
    """JSON to send to url. "{count}" stands for a parameter and keeps its type."""
    parameters: Annotated[
        dict[str, Parameter], About("a table of parameters such as [tools.stock.parameters.item]")
    ] = {}  # noqa: RUF012
    """What the model has to say. item = "the item's name" is short for a text that is required."""
    writes: Annotated[bool | None, TRUE_FALSE] = None
    """Whether it may change something, and so asks you first. Unset, GET and HEAD do not and all
    others do."""
    cwd: Annotated[
        Path | None, About("a folder, relative to the directory of this file", example="shop")
    ] = None
    """Folder in which the command runs, relative to the directory of this file. Unset, the current
    one."""
    env: Annotated[
        dict[str, str],
        About('a table such as { TOKEN = "${SHOP_TOKEN}" }', quotable=False),
    ] = {}  # noqa: RUF012
    """Environment variables for the command. It sees PATH, HOME, the language and the time zone
    besides, and nothing else of yours. ${NAME} stands for a variable of livechat's own
    environment."""
    timeout_s: Annotated[
        Annotated[float, Field(gt=0, le=86_400)] | None,
        About("a number of seconds above 0, up to 86400"),
    ] = None
    """Seconds after which a call is ended. Unset, calls.timeout_s."""
    key: Annotated[bool, TRUE_FALSE] = False
    """Whether a call needs a key press, even with consent by voice."""

    @property
    def verb(self) -> str:
        """The method of its request."""
        return self.method or ("GET" if self.body is None else "POST")

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        if self.writes is not None:
            return self.writes
        return self.command is not None or self.verb not in READING


class TableError(ValueError):
    """What is wrong with a table.

    Args:
        key: The key below `tools`, as `stock.command`; it precedes the sentence.
        what: The rest of the sentence, from the verb on, without a full stop.
        remedy: What to do, as a sentence; may be empty.
    """

    def __init__(self, key: str, what: str, remedy: str = "") -> None:
        super().__init__(key, what, remedy)
        self.key = key
        self.what = what
        self.remedy = remedy


def read(tables: object, directory: Path) -> dict[str, ToolTable]:
    """Return the tables below `tools`, checked.

    Args:
        tables: As TOML has it.
        directory: Where relative folders begin.

    Raises:
        TableError: The first thing that is wrong.
    """
    if not isinstance(tables, dict):
        raise TableError("", "must be tables such as [tools.stock]")
    return {name: _table(name, values, directory) for name, values in tables.items()}


def _table(name: str, values: object, directory: Path) -> ToolTable:
    if not _NAME.fullmatch(name):
        raise TableError(
            name,
            "is not a name for a function",
            "Use letters, digits and _ . : -, at most 128 of them.",
        )
    if not isinstance(values, dict):
        raise TableError(name, f"must be a table [tools.{name}]")
    values = {**values, "parameters": _in_full(values.get("parameters", {}))}
    if isinstance(folder := values.get("cwd"), str):
        values["cwd"] = _path(directory, folder)
    try:
        table = ToolTable.model_validate(values, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise _explained(name, first["type"], first["loc"], first["input"]) from None
    for parameter, about in table.parameters.items():
        _check_parameter(f"{name}.parameters.{parameter}", parameter, about)
    _check_kind(name, table)
    _check_placeholders(name, table)
    if table.command is not None:
        _check_command(name, table, table.command)
    if table.url is not None:
        _check_url(name, table, table.url)
    return table


def _in_full(parameters: object) -> object:
    """Return parameters with `item = "its description"` as a table."""
    if not isinstance(parameters, dict):
        return parameters
    return {
        name: {"description": value} if isinstance(value, str) else value
        for name, value in parameters.items()
    }


def _path(directory: Path, name: str) -> Path:
    try:
        return directory / Path(name).expanduser()
    except RuntimeError:  # `~someone`, and nobody of that name has a home
        return directory / name


def _explained(name: str, kind: str, where: tuple[int | str, ...], value: object) -> TableError:
    section: type[Section] = ToolTable
    names = [str(part) for part in where]
    if names[0] == "parameters" and len(names) > 2:
        section, inner = Parameter, names[2]
        key = f"{name}.parameters.{names[1]}.{inner}"
    else:
        inner = names[0]
        key = f"{name}.{inner}" + (f".{names[1]}" if inner == "parameters" and names[1:] else "")
        if inner == "parameters" and names[1:]:
            return TableError(key, "must be a table, or a text that describes it")
    if kind == "extra_forbidden":
        near = nearest(inner, list(section.model_fields))
        return TableError(key, "is not a setting" + (f"; did you mean {near}?" if near else ""))
    notes = section.model_fields[inner].metadata
    note = next(each for each in notes if isinstance(each, About))
    if inner == "command" and isinstance(value, str):
        return TableError(
            key,
            "is a text, but no shell reads it",
            f"Write a list, each argument an element: {_as_list(value)}",
        )
    meant = note.suggest(value) if isinstance(value, str) else None
    return TableError(
        key, f"must be {note.must_be}" + (f"; did you mean {meant}?" if meant else "")
    )


def _as_list(text: str) -> str:
    return "[" + ", ".join(f'"{word}"' for word in text.split()[:3]) + ", …]"


_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def _fits(value: object, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _check_parameter(key: str, name: str, about: Parameter) -> None:
    if not re.fullmatch(placeholders.NAME, name):
        raise TableError(
            key, "is not a name for a parameter", "Use letters, digits and _, at most 64 of them."
        )
    if about.choices is not None and not all(_fits(one, about.type) for one in about.choices):
        raise TableError(f"{key}.choices", f"must all be of type {about.type}, as the parameter is")
    low, high = about.minimum, about.maximum
    if low is not None or high is not None:
        bound = "minimum" if about.minimum is not None else "maximum"
        if about.type not in ("integer", "number"):
            raise TableError(
                f"{key}.{bound}", f"is for numbers, but the parameter is of type {about.type}"
            )
        if low is not None and high is not None and low > high:
            raise TableError(f"{key}.minimum", "must not be above maximum")
    if about.default is None:
        return
    if about.required:
        raise TableError(key, "is required, so its default has no use", "Remove one of the two.")
    if not _fits(about.default, about.type):
        raise TableError(f"{key}.default", f"must be of type {about.type}, as the parameter is")
    if about.choices is not None and about.default not in about.choices:
        raise TableError(f"{key}.default", "must be one of its choices")
    if isinstance(about.default, int | float) and (
        (low is not None and about.default < low) or (high is not None and about.default > high)
    ):
        raise TableError(f"{key}.default", "must be between minimum and maximum")


_ONLY_COMMAND: Final = ("cwd", "env")
_ONLY_URL: Final = ("method", "headers", "body")


def _check_kind(name: str, table: ToolTable) -> None:
    if table.command is None and table.url is None:
        raise TableError(name, "has neither a command nor a url", "Add one of them.")
    if table.command is not None and table.url is not None:
        raise TableError(name, "has both a command and a url", "Make two tables of it.")
    odd, kind = (_ONLY_URL, "command") if table.url is None else (_ONLY_COMMAND, "url")
    for key in odd:
        if key in table.model_fields_set:
            other = "url" if kind == "command" else "command"
            raise TableError(f"{name}.{key}", f"is for a {other}, but the table has a {kind}")


def _check_placeholders(name: str, table: ToolTable) -> None:
    places = {"command": table.command, "url": table.url, "body": table.body}
    used: set[str] = set()
    for key, template in places.items():
        for each in placeholders.names(template):
            if each not in table.parameters:
                if f"${{{each}}}" in str(template):
                    instead = "headers" if table.command is None else "env"
                    raise TableError(
                        f"{name}.{key}",
                        f"contains ${{{each}}}, but no variable is filled in there",
                        f"Use {instead} for what comes from the environment.",
                    )
                near = nearest(each, list(table.parameters))
                raise TableError(
                    f"{name}.{key}",
                    f"names {{{each}}}, but there is no parameter {each}"
                    + (f"; did you mean {near}?" if near else ""),
                    ""
                    if near
                    else f"Add {each} to its parameters, or write {{{{{each}}}}} "
                    "for the text itself.",
                )
            used.add(each)
    for each in table.parameters:
        if each not in used:
            place = "command" if table.command is not None else "url or the body"
            raise TableError(
                f"{name}.parameters.{each}", f"is never used; write {{{each}}} in the {place}"
            )


def _check_command(name: str, table: ToolTable, command: list[str]) -> None:
    key = f"{name}.command"
    if not command or not command[0].strip():
        raise TableError(key, "names no program")
    if any("\0" in each for each in (*command, *table.env.values())):
        raise TableError(key, "contains a null character, which no program can be given")
    if any(placeholders.names(command[0])):
        raise TableError(key, "leaves the program itself to the model", "Name the program.")
    for before, argument in pairwise(command):
        found = list(placeholders.names(argument))
        if not found:
            continue
        reads = _READERS.fullmatch(PurePath(command[0].replace("\\", "/")).name)
        if reads and _PROGRAM_FLAGS.fullmatch(before):
            raise TableError(
                key,
                f"lets the model write {{{found[0]}}} into a program for {reads[0]}",
                "Pass it as an argument of its own, after the program.",
            )
        left_out = [one for one in found if _may_be_absent(table.parameters[one])]
        if left_out and before.startswith("-") and before != "--" and "=" not in before:
            raise TableError(
                key,
                f"would leave {before} alone where the model gives no {left_out[0]}",
                f"Write {before}={{{left_out[0]}}} as one argument, or give {left_out[0]} a "
                "default.",
            )
    for variable, value in table.env.items():
        if not _VARIABLE.fullmatch(variable):
            raise TableError(f"{name}.env", "contains a name that no environment variable has")
        if SHAPE.search(value):
            raise TableError(
                f"{name}.env.{variable}",
                "seems to contain a secret",
                f'Put it into an environment variable and write {variable} = "${{VARIABLE}}".',
            )


def _may_be_absent(about: Parameter) -> bool:
    return not about.needed and about.default is None


def _check_url(name: str, table: ToolTable, url: str) -> None:
    key = f"{name}.url"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise TableError(key, "is not an address") from None
    if any(placeholders.names(parts.scheme + parts.netloc)):
        raise TableError(key, "leaves the host to the model", "Name the host.")
    if not re.fullmatch(r"[!-~]+", url) or not host or port == 0:
        raise TableError(key, "is not an address")
    if parts.username is not None or parts.password is not None:
        raise TableError(key, "contains a name or a password", "Put it into headers.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise TableError(
            key, "must begin with https://, or with http:// for a host on this machine"
        )
    if parts.fragment:
        raise TableError(key, "has a part behind #, which no server is sent", "Remove it.")
    if SHAPE.search(url):
        raise TableError(key, "seems to contain a secret, which logs would keep", "Use headers.")
    for segment in parts.path.split("/"):
        for each in placeholders.names(segment):
            if _may_be_absent(table.parameters[each]):
                raise TableError(
                    f"{name}.parameters.{each}",
                    "is part of the path, so it must be required or have a default",
                )
    if table.headers is not None:
        try:
            headers.check(table.headers)
        except ValueError as error:
            raise TableError(f"{name}.headers", f"is refused: {error}") from None
    if table.body is not None and table.verb in READING:
        raise TableError(f"{name}.body", f"cannot be sent with {table.verb}")
    try:
        json.dumps(table.body, allow_nan=False, default=str)
    except ValueError:  # TOML knows nan and inf; what else it knows becomes text
        raise TableError(f"{name}.body", "contains a number that JSON does not know") from None


def is_loopback(host: str) -> bool:
    """Whether a host as it is written can be no other machine."""
    return host in ("localhost", "::1") or bool(re.fullmatch(r"127(\.[0-9]{1,3}){3}", host))
