"""Commands whose help stands in groups, the common options first.

An option's group is its `rich_help_panel`, which Typer itself heeds only in coloured help.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from livechat.config.options import (
    CONNECTION,
    OUTPUT,
    SESSION,
    SOUND,
    SPEECH,
    TOOLS,
    VOICE,
)
from livechat.errors import UsageError

_WIDEST = 100
"""Cells of a line of help: longer ones are hard to read."""

_NARROWEST = 30

_NAMES = 24
"""Cells that the longest name beside its help may take; longer ones stand above it."""

_STACKED = 60
"""Cells of a line below which help stands under each name."""

_KINDS = {int: "NUMBER", float: "NUMBER", str: "TEXT"}

ARGUMENTS = "Arguments"
SETTINGS = "Settings"
LISTENING = "Listening"
PARTNER = "Partner"
MANNERS = "Manners of the service"
FAULTS = "Faults"
RECORDINGS = "Recordings"

OTHERS = "Options"
"""The group of options that name none."""

ORDER = (
    ARGUMENTS,
    LISTENING,
    PARTNER,
    MANNERS,
    FAULTS,
    RECORDINGS,
    VOICE,
    SOUND,
    SPEECH,
    TOOLS,
    SESSION,
    CONNECTION,
    SETTINGS,
    OUTPUT,
    OTHERS,
)
"""Groups as they stand below each other."""

EVERY = "--help-all"

Row = tuple[str, str]
"""A name, and what it means."""


class Command(TyperCommand):
    """A command whose help stands in groups."""

    common: ClassVar[Sequence[str]] = ()
    """Options that `--help` shows, in this order; none: it shows all."""

    alone: ClassVar[Mapping[str, str]] = {}
    """Options whose value may be left out, and what it is then. Typer has none such."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options and arguments."""
        return _light(super().get_params(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line.

        Raises:
            UsageError: The name of an option stands where a value is needed.
        """
        return super().parse_args(ctx, [*_filled(args, self, ctx)])

    def get_help(self, ctx: Any) -> str:
        """Return what `--help` prints: all options, or the common ones."""
        return self.help_text(ctx, every=not self.common)

    def help_text(self, ctx: Any, *, every: bool) -> str:
        """Return the help, with all options or with the common ones."""
        groups = _in_groups(self, ctx)
        if not every:
            rows = {name: row for group in groups.values() for name, row in group.items()}
            common = {name: rows[name] for name in self.common if name in rows}
            groups = {ARGUMENTS: groups.get(ARGUMENTS, {}), "Common options": common}
        shown = {title: [*rows.values()] for title, rows in groups.items() if rows}
        return _page(self, ctx, shown, self.epilog or "")


class Group(TyperGroup):
    """Commands in groups, and what an unknown one may have meant."""

    sections: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Headings, and the commands below each; none: all stand below one."""

    def get_help(self, ctx: Any) -> str:
        """Return what `--help` prints."""
        sections = self.sections or {"Commands": self.list_commands(ctx)}
        shown = {
            title: [(name, self._line(ctx, name)) for name in names]
            for title, names in sections.items()
        }
        options = {title: [*rows.values()] for title, rows in _in_groups(self, ctx).items()}
        return _page(self, ctx, shown | options, self.epilog or "")

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options."""
        return _light(super().get_params(ctx))

    def _line(self, ctx: Any, name: str) -> str:
        command = self.get_command(ctx, name)
        return "" if command is None else command.get_short_help_str(200)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Show the help where a command is needed and none is named."""
        if not args and not self.invoke_without_command and not ctx.resilient_parsing:
            typer.echo(self.get_help(ctx))
            raise typer.Exit
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is named.

        Raises:
            UsageError: There is none; it names the nearest.
        """
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            raise UsageError(f'Unknown command "{name}".', self._hint(ctx, name))
        return super().resolve_command(ctx, args)

    def _hint(self, ctx: Any, name: str) -> str:
        from livechat.catalog.nearest import nearest

        near = nearest(name, self.list_commands(ctx))
        if near:
            return f"Did you mean `{ctx.command_path} {near}`?"
        return f"`{ctx.command_path} --help` lists all."


class App(typer.Typer):
    """A Typer application whose commands are of the kinds above.

    Args:
        more: As for `typer.Typer`.
    """

    def __init__(self, **more: Any) -> None:
        super().__init__(add_completion=False, rich_markup_mode=None, **{"cls": Group, **more})

    def command(self, name: str | None = None, **more: Any) -> Callable[[Any], Any]:
        """Add a command; as for `typer.Typer`."""
        return super().command(name, **{"cls": Command, **more})


def show_all(ctx: typer.Context, wanted: bool) -> None:
    """Print the help with all options and end: the callback of `--help-all`."""
    if wanted and isinstance(ctx.command, Command):
        typer.echo(ctx.command.help_text(ctx, every=True))
        raise typer.Exit


class _AsTyped:
    """Reads texts without pydantic: its import would hold up the first picture by 80 ms."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return a value as it was typed, if it may be one; else what Typer makes of it."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        kind = param.type_descriptor
        if kind.annotation in (str, list[str]) or (kind.choices and value in kind.choices):
            return value
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _light(params: list[Any]) -> list[Any]:
    for param in params:
        if getattr(param, "_runtime_param", True) is None:
            param._runtime_param = _AsTyped()
    return params


def _filled(args: Sequence[str], command: Command, ctx: Any) -> Iterator[str]:
    """Yield arguments, with the values of options that may stand alone, and do."""
    options = [one for one in command.get_params(ctx) if one.param_type_name == "option"]
    names = {name for one in options for name in (*one.opts, *one.secondary_opts)}
    taking = {name for one in options if not one.is_flag for name in one.opts}
    index = 0
    while index < len(args):
        arg, after = args[index], args[index + 1] if index + 1 < len(args) else None
        index += 1
        if arg == "--":
            yield from (arg, *args[index:])
            return
        if arg in command.alone and (after is None or after.startswith("-")):
            yield f"{arg}={command.alone[arg]}"
        elif after is not None and _takes_next(arg, taking):
            if after.partition("=")[0] in names and not ctx.resilient_parsing:
                name = arg if arg.startswith("--") else f"-{arg[-1]}"
                raise UsageError(f"{name} needs a value.", "Write it after the option.")
            yield from (arg, after)
            index += 1
        else:
            yield arg


def _takes_next(arg: str, taking: Container[str]) -> bool:
    """Whether an option's value is the argument after it: `--voice`, `-v`, `-pv`."""
    if arg.startswith("--") or not arg.startswith("-"):
        return arg in taking
    letters = [f"-{letter}" in taking for letter in arg[1:]]
    return True in letters and letters.index(True) == len(letters) - 1


def _in_groups(command: Any, ctx: Any) -> dict[str, dict[str, Row]]:
    """Return the parameters' rows by group and by name; arguments come first."""
    groups: dict[str, dict[str, Row]] = {}
    for param in sorted(command.get_params(ctx), key=lambda one: one.param_type_name):
        if getattr(param, "hidden", False):
            continue
        usual = ARGUMENTS if param.param_type_name == "argument" else OTHERS
        title = getattr(param, "rich_help_panel", None) or usual
        name = max(param.opts, key=len)
        groups.setdefault(title, {})[name] = (_name(param, ctx), _meaning(param, ctx))
    return {title: groups[title] for title in sorted(groups, key=ORDER.index)}


def _name(param: Any, ctx: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    short = [one for one in param.opts if not one.startswith("--")]
    long = [one for one in param.opts if one.startswith("--")]
    # Long names stand in one column, whether there is a short one or not.
    name = (", ".join(short) or "  ") + (", " if short and long else "  ") + ", ".join(long)
    if param.is_flag and param.metavar:
        name = name.replace(long[0], param.metavar)
    for other in param.secondary_opts if not (param.is_flag and param.metavar) else ():
        positive = f"--{other.removeprefix('--no-')}"
        if positive in long:
            name = name.replace(positive, f"--[no-]{positive[2:]}")
        else:
            name += f", {other}"
    return name if param.is_flag else f"{name} {_metavar(param, ctx)}"


def _metavar(param: Any, ctx: Any) -> str:
    if param.metavar:
        return str(param.metavar)
    kind = param.type_descriptor
    if kind.choices is not None:
        return str(param.display_type(ctx)).strip("<>")
    return _KINDS.get(kind.annotation, "VALUE")


def _meaning(param: Any, ctx: Any) -> str:
    if "--help" in getattr(param, "opts", ()):
        return "Show this help."
    notes = []
    variable = getattr(param, "envvar", None)
    if variable and param.show_envvar:
        notes.append(f"or {variable}")
    default = param.get_default(ctx, call=False)
    if isinstance(param.show_default, str):
        notes.append(f"default: {param.show_default}")
    elif param.show_default and default not in (None, False, ()) and not _is_flag(param):
        notes.append(f"default: {getattr(default, 'value', default)}")
    return " ".join([param.help or "", *(f"({note})" for note in notes)]).strip()


def _is_flag(param: Any) -> bool:
    return bool(getattr(param, "is_flag", False))


def _page(command: Any, ctx: Any, sections: Mapping[str, Sequence[Row]], note: str) -> str:
    from livechat.ui.sentences import wrapped

    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
    usage = " ".join(command.collect_usage_pieces(ctx))
    lines = wrapped(f"{ctx.command_path} {usage}", width, first="Usage: ", rest=" " * 9)
    about, examples = _told(command.help or "")
    for paragraph in about:
        lines += ["", *wrapped(paragraph, width, first="  ", rest="  ")]
    if examples:
        lines += ["", "Examples:", *(f"  {one}" for one in examples)]
    # Options stand in one column on the whole page, and so do commands, which are shorter.
    apart = sections.get(OTHERS, ()) if isinstance(command, Group) else ()
    together = [row for rows in sections.values() if rows is not apart for row in rows]
    for title, rows in sections.items():
        beside = _beside(rows if rows is apart else together)
        lines += ["", f"{title}:", *_rows(rows, width, beside)]
    if note:
        lines += ["", *wrapped(note, width)]
    return "\n".join(lines)


def _told(text: str) -> tuple[list[str], list[str]]:
    """Return a docstring's paragraphs, and the examples in it, which a backspace begins."""
    about: list[str] = []
    examples: list[str] = []
    for paragraph in text.strip().split("\n\n"):
        first, *others = paragraph.strip("\n").split("\n")
        if first.strip() == "\b":
            examples += [line.strip() for line in others]
        else:
            about.append(paragraph)
    return about, examples


def _beside(rows: Iterable[Row]) -> int:
    """Return the cells of the longest name that has its meaning beside it."""
    from rich.cells import cell_len

    sizes = [cell_len(name) for name, _ in rows]
    return max((size for size in sizes if size <= _NAMES), default=_NAMES)


def _rows(rows: Iterable[Row], width: int, beside: int) -> list[str]:
    from rich.cells import cell_len

    from livechat.ui.sentences import wrapped

    lines: list[str] = []
    if width < _STACKED:
        for name, meaning in rows:
            lines += wrapped(name, width, first="  ", rest="      ")
            lines += wrapped(meaning, width, first="      ", rest="      ") if meaning else []
        return lines
    indent = " " * (beside + 4)
    for name, meaning in rows:
        fits = cell_len(name) <= beside
        if not fits:
            lines.append(f"  {name}")
        head = f"  {name}{' ' * (beside - cell_len(name))}  " if fits else indent
        lines += wrapped(meaning, width, first=head, rest=indent) if meaning else [head.rstrip()]
    return lines
