"""The `livechat` command. Subcommands are imported when they run, so that help is quick."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from contextlib import suppress
from typing import Annotated, Any, ClassVar, NoReturn

import typer
from typer.core import TyperCommand

from livechat import environment
from livechat.cli.failures import guarded
from livechat.cli.grouped import App, Group
from livechat.cli.terminal.signals import listen_early

COMMANDS = {
    "talk": "Talk with the model, with live transcripts.",
    "say": "Say one thing and get the spoken answer.",
    "sessions": "List, show and remove saved sessions.",
    "auth": "Store an API key; show how a session signs in.",
    "config": "Create, find, show and check settings.",
    "tools": "List the functions the model may call, or try one.",
    "mcp": "Add, list and check MCP servers.",
    "doctor": "Check your setup and suggest fixes.",
    "devices": "List the sound devices.",
    "models": "List the models and their options.",
    "voices": "List the voices, or play one.",
    "languages": "List the languages.",
    "help": "Show help on a command or a topic.",
    "sim": "Run a local test server that speaks the Live protocol.",
    "token": "Make short-lived tokens, to use instead of a key.",
    "clean": "Remove echo and noise from a recording.",
}
"""Each lives in the module of its name, as a function of its name, or as a Typer app `app`."""

CALLS = ("talk", "say")
"""Those that go on importing for half a second; they let garbage be looked for when all is there
(`livechat.cli.call.service`)."""


_LEAST_CELLS, _MOST_CELLS = 10, 10_000
"""What COLUMNS and LINES may say; else the terminal itself is asked."""


class LazyGroup(Group):
    """A group that knows its commands' names and first lines, and imports only the one it runs."""

    sections: ClassVar = {
        "Talk": ("talk", "say", "sessions"),
        "Set up": ("auth", "config", "tools", "mcp", "doctor", "devices"),
        "Look things up": ("models", "voices", "languages", "help"),
        "For developers": ("sim", "token", "clean"),
    }

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        self.commands.update({name: TyperCommand(name, help=COMMANDS[name]) for name in COMMANDS})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options before a command; a mistake becomes words and an exit code."""
        if not args and not ctx.resilient_parsing:  # here: reading options imports pydantic
            from livechat.cli.greeting import greeting
            from livechat.ui.sentences import columns_of

            typer.echo(greeting(os.environ, columns_of(sys.stdout)))
            raise typer.Exit
        # `livechat version` is what many type.
        args = ["--version"] if args == ["version"] else args
        return guarded(lambda: super(LazyGroup, self).parse_args(ctx, args))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command named first and put the real one in the place of its first line."""
        name, command, rest = super().resolve_command(ctx, args)
        if name and command:
            command = load(name)
        if name not in CALLS:
            gc.enable()
        return name, command, rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; whatever it raises becomes words and an exit code."""
        return guarded(lambda: super(LazyGroup, self).invoke(ctx))


def load(name: str) -> Any:
    """Import a command and build it."""
    module = importlib.import_module(f"livechat.cli.commands.{name}")
    built = getattr(module, "app", None)
    if built is None:
        built = App()
        built.command(name)(getattr(module, name))
    command = typer.main.get_command(built)
    command.name = name
    return command


def _print_versions(wanted: bool) -> None:
    if wanted:
        from livechat.cli.versions import versions

        for line in versions():
            typer.echo(line)
        raise typer.Exit


app = typer.Typer(
    name="livechat",
    cls=LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`livechat COMMAND --help` explains a command, `livechat help` lists the topics.",
)


@app.callback()
def livechat(
    version: Annotated[
        bool,
        typer.Option(
            "-V",
            "--version",
            callback=_print_versions,
            is_eager=True,
            help="Print version information.",
        ),
    ] = False,
) -> None:
    """Talk with Gemini Live models in a terminal.

    \b
    livechat talk
    livechat talk --offline
    livechat say "What time is it?" -o answer.wav
    """


def run() -> None:
    """Be the `livechat` program."""
    listen_early()
    _mend_streams()
    _mend_environment()
    environment.settle()
    # Nothing that is imported is garbage, and looking for some takes a sixth of the time.
    gc.disable()
    try:
        guarded(lambda: app(prog_name="livechat"))  # help and versions are printed outside `invoke`
    except typer.Exit as done:
        _end(done.exit_code)
    except SystemExit as done:
        _end(done.code)


def _end(code: object) -> NoReturn:
    """End the program; past Python's own end if a sound device hangs."""
    sound = sys.modules.get("livechat.audio.sound_thread")
    if sound is not None and not sound.SOUND.end() and isinstance(code, int):
        # Its thread may call into Python at any time, and crashes where that has ended.
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # whoever read it has gone
                stream.flush()
        os._exit(code)
    sys.exit(code)  # type: ignore[arg-type]


def _mend_environment() -> None:
    """Whoever started us may have told nonsense, or deleted the folder that we are in."""
    for name in ("COLUMNS", "LINES"):
        told = os.environ.get(name, "")
        # A terminal of no width shows nothing, and one of a million swallows all memory.
        if told and not (told.isdecimal() and _LEAST_CELLS <= int(told) <= _MOST_CELLS):
            del os.environ[name]
    try:
        os.getcwd()  # noqa: PTH109
    except OSError:
        for folder in (os.path.expanduser("~"), os.sep):  # noqa: PTH111
            with suppress(OSError):
                os.chdir(folder)
                said = f"The current folder is gone. File names count from {folder} now."
                print(f"livechat: {said}", file=sys.stderr)
                return


def _mend_streams() -> None:
    """Whoever started us may have closed a stream, or given it an encoding that lacks words."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            # The lowest free descriptor is the closed stream's own: no other file can take it.
            setattr(sys, name, open(os.devnull, "w" if number else "r", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif number and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
