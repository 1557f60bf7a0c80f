"""What Markdown pages refer to, and whether it is there: links, command lines, settings."""

from __future__ import annotations

import io
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import typer
from typer._click.exceptions import MissingParameter, UsageError

from livechat.cli.main import app
from livechat.config import tool_tables
from livechat.config.layers import NO_SETTINGS
from livechat.config.settings import FIELDS, TABLES, TOOLS
from livechat.errors import LivechatError
from livechat.sim import scenario_file

FENCE = re.compile(r"^( *)(`{3,})(\w*)[^\n]*\n(.*?)^\1\2[ ]*$", re.M | re.S)
"""A block of code: its indentation, its fence, its language, what is in it."""

SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
"""Code in a line."""

LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]: +<?([^\s>]+)", re.M)
"""Where a link or a picture leads, after its words or on a line of its own."""

HTML_LINK = re.compile(r"<(?:img|a|source)\b[^>]*\b(?:src|href|srcset)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.M)
ANCHOR = re.compile(r"<a\b[^>]*\b(?:id|name)=\"([^\"]+)\"")
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)
"""Begins an address that is no file of the project."""

SHELLS = ("sh", "bash", "console", "yaml", "text")
"""Languages of blocks in which a line may be a command."""

BEGINNING = re.compile(r"^\s*(?:\$ |- run: )?(?=[^#\s])")
VARIABLE = re.compile(r"\bLIVECHAT_[A-Z0-9_]+")
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
OTHER_VARIABLES = frozenset(
    {"LIVECHAT_SIM_API_KEY", *NO_SETTINGS}
    | {"LIVECHAT_SIM_URL", "LIVECHAT_SIM_WS_URL"}
    | {"LIVECHAT_GOLDEN"}  # of the tests
)
"""Those that are no settings."""


def problems(root: Path, pages: Sequence[Path]) -> list[str]:
    """One sentence for each reference that leads nowhere."""
    found = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for problem in (
            *broken_links(page, text, root),
            *wrong_commands(text),
            *unknown_settings(text),
        ):
            found.append(f"{page.relative_to(root)}: {problem}")
    return found


def broken_links(page: Path, text: str, root: Path) -> Iterator[str]:
    """What is wrong with links to files of the project, and to headings in them."""
    prose = without_code(text)
    links = (beside or below for beside, below in LINK.findall(prose))
    for target in (*links, *HTML_LINK.findall(prose)):
        if OUTSIDE.match(target):
            continue
        name, _, anchor = unquote(target).partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.is_relative_to(root.resolve()):
            yield f"{target} leads out of the project."
        elif not file.exists():
            yield f"{target}: there is no such file."
        elif anchor and anchor not in anchors(file.read_text(encoding="utf-8")):
            yield f"{target}: there is no such heading."


def without_code(text: str) -> str:
    """Return the text without blocks of code and code in lines."""
    return SPAN.sub("", FENCE.sub("", text))


def anchors(text: str) -> set[str]:
    """Return what links to headings of a page may end in, as GitHub makes it."""
    text = FENCE.sub("", text)
    seen: Counter[str] = Counter()
    found = set(ANCHOR.findall(text))
    for heading in HEADING.findall(text):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def wrong_commands(text: str) -> Iterator[str]:
    """What is wrong with the `livechat` commands of a page."""
    for command in dict.fromkeys(commands(text)):
        if problem := wrong_command(command):
            yield f"`livechat {shlex.join(command)}`: {problem}"


def commands(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the arguments of each `livechat` command in code."""
    for _, _, language, block in FENCE.findall(text):
        if language in SHELLS:
            for line in block.replace("\\\n", " ").splitlines():
                yield from _in_line(BEGINNING.sub("", line), prose=language == "text")
    for _, span in SPAN.findall(FENCE.sub("", text)):
        yield from _in_line(" ".join(span.split()), prose=False)


def _in_line(line: str, *, prose: bool) -> Iterator[tuple[str, ...]]:
    """Yield those in one line of a shell; in prose, only where the line begins with one."""
    if "livechat" not in line or (prose and ("`" in line or not line.startswith("livechat "))):
        return
    words = shlex.shlex(line, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    words.commenters = "#"
    command: list[str] = []
    try:
        for word in (*words, ";"):
            if set(word) <= set("|;&()<>"):
                yield from _livechat(command)
                command = []
            else:
                command.append(word)
    except ValueError:  # a quotation mark without its partner: prose
        return


def _livechat(command: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the arguments if a simple command is `livechat`, and those of one that it runs."""
    rest = list(command)
    while rest and ASSIGNMENT.match(rest[0]):
        rest.pop(0)
    if not rest or rest[0].rpartition("/")[2] != "livechat":
        return
    own = rest[1 : rest.index("--")] if "--" in rest else rest[1:]
    yield tuple(word for word in own if word != "…")
    yield from _livechat(rest[len(own) + 2 :])


@cache
def _program() -> Any:
    return typer.main.get_command(app)


def wrong_command(arguments: Sequence[str]) -> str:
    """Say what is wrong with a command line; "": nothing. A page may leave out its arguments."""
    command, rest = _program(), list(arguments)
    context = command.context_class(command, info_name="livechat")
    try:
        while hasattr(command, "resolve_command"):
            _, rest, _ = command.make_parser(context).parse_args(args=rest)
            if not rest:
                return ""
            name, command, rest = command.resolve_command(context, rest)
            context = command.context_class(command, info_name=name, parent=context)
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            command.parse_args(context, rest)
    except (typer.Exit, MissingParameter):  # help; only the command's name
        return ""
    except UsageError as error:
        return error.format_message()
    except LivechatError as error:
        return str(error)
    return ""


def unknown_settings(text: str) -> Iterator[str]:
    """Yield a sentence for each setting that there is not.

    A setting is known by its table (`session.keep_days`), by its value (`save = false`), by its
    variable (`LIVECHAT_VOICE`), or by its place in a settings file. Keys of scenarios may stand in
    their place.
    """
    variables = {f"LIVECHAT_{key.upper().replace('.', '_')}" for key in FIELDS} | OTHER_VARIABLES
    for name in sorted(set(VARIABLE.findall(text)) - variables):
        if not name.endswith("_"):
            yield f"{name}: there is no such variable."
    known = set(FIELDS) | scenario_keys()
    for _, span in SPAN.findall(FENCE.sub("", text)):
        if found := re.fullmatch(r"([a-z_]+)\.([a-z_]+)", span):
            if found[1] in TABLES and span not in FIELDS:
                yield f"`{span}`: there is no such setting."
        elif (found := re.match(r"([a-z_.]+) = ", span)) and found[1] not in known:
            yield f"`{span}`: there is no such setting."
    for _, _, language, block in FENCE.findall(text):
        if language == "toml":
            yield from _wrong_tools(tomllib.loads(block))
            yield from (
                f"{key}: there is no such setting."
                for key in _keys(tomllib.loads(block))
                if key not in known
            )


def _wrong_tools(table: dict[str, Any]) -> Iterable[str]:
    """Yield what is wrong with the functions in a settings file, as livechat says it."""
    for where in (table, *table.get("profiles", {}).values()):
        if isinstance(tools := where.get(TOOLS), dict):
            try:
                tool_tables.read(tools, Path())
            except tool_tables.TableError as error:
                yield f"tools.{error.key} {error.what}"


@cache
def scenario_keys() -> frozenset[str]:
    """Return the keys of the scenario that the reader of scenarios explains itself with."""
    [block] = [block for _, _, _, block in FENCE.findall(scenario_file.__doc__ or "")]
    table = tomllib.loads(block)
    inner = [table["audio"], *table["turn"], *table["fault"]]
    return frozenset(table).union(*inner)


def _keys(table: dict[str, Any], prefix: str = "") -> Iterable[str]:
    """Yield the keys of a settings file, tables before a dot, those of profiles as any others."""
    for key, value in table.items():
        if key == "profiles" and not prefix:
            for profile in value.values():
                yield from _keys(profile)
        elif isinstance(value, dict) and key in TABLES:
            yield from _keys(value, f"{key}.")
        elif key == TOOLS and not prefix and isinstance(value, dict):
            pass  # `_wrong_tools` reads them
        else:
            yield prefix + key
