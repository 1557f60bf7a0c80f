"""The `livechat` command. Subcommands are imported when they run, so that help is quick."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from contextlib import suppress
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from livechat import __version__
from livechat.cli.failures import guarded
from livechat.cli.signals import listen_early

COMMANDS = {
    "talk": "Talk with the model: full duplex, with live transcripts.",
    "say": "Say one thing and get the spoken answer.",
    "sessions": "List, show and remove what is kept of sessions.",
    "devices": "List the sound devices.",
    "doctor": "Check whether a conversation would work, and say what to mend.",
    "clean": "Take the echo out of a recording.",
    "voices": "List the voices.",
    "languages": "List the languages.",
    "models": "List the models and what each can do.",
    "config": "Write, find, show and check the settings.",
    "auth": "Keep a key in the system's keyring; show what signs in.",
    "token": "Make ephemeral tokens, which stand in for the key.",
    "sim": "Run the local practice server that speaks the Live protocol.",
}
"""Each lives in the module of its name, as a function of its name, or as a Typer app `app`."""


class LazyGroup(TyperGroup):
    """A group that knows its commands' names and first lines, and imports only the one it runs."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        self.commands.update({name: TyperCommand(name, help=COMMANDS[name]) for name in COMMANDS})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command named first and put the real one in the place of its first line."""
        name, command, rest = super().resolve_command(ctx, args)
        if name and command:
            command = load(name)
        gc.enable()
        return name, command, rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; whatever it raises becomes words and an exit code."""
        return guarded(lambda: super(LazyGroup, self).invoke(ctx))


def load(name: str) -> Any:
    """Import a command and build it."""
    module = importlib.import_module(f"livechat.cli.{name}")
    built = getattr(module, "app", None)
    if built is None:
        built = typer.Typer(add_completion=False, rich_markup_mode=None)
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
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a key, --offline talks with a practice partner on this machine.",
)


@app.callback()
def livechat(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_versions,
            is_eager=True,
            help=f"Print the versions of livechat ({__version__}) and what it stands on.",
        ),
    ] = False,
) -> None:
    """Talk with Gemini Live models from a shell.

    \b
    livechat talk --offline --mic question.wav --speaker answer.wav
    livechat say "What time is it?" -o answer.wav
    echo hello | livechat say --json
    """


def run() -> None:
    """Be the `livechat` program."""
    listen_early()
    _mend_streams()
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
    portaudio = sys.modules.get("livechat.audio.portaudio")
    if portaudio is not None and portaudio.is_abandoned() and isinstance(code, int):
        # Its thread may call into Python at any time, and crashes where that has ended.
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # whoever read it has gone
                stream.flush()
        os._exit(code)
    sys.exit(code)  # type: ignore[arg-type]


def _mend_streams() -> None:
    """Whoever started us may have closed a stream, or given it an encoding that lacks words."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            # The lowest free descriptor is the closed stream's own: no other file can take it.
            setattr(sys, name, open(os.devnull, "w" if number else "r", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif number and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
