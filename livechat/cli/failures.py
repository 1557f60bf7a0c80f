"""The one place that turns errors into words on stderr and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import typer

from livechat.cli.logs import fit
from livechat.cli.mistakes import explained
from livechat.cli.telling import tell
from livechat.cli.terminal import signals
from livechat.core.text import visible
from livechat.errors import FileError, LivechatError
from livechat.ui.sentences import told

T = TypeVar("T")

INTERRUPTED = 130
"""Exit code of a program ended by Ctrl-C (128 + SIGINT)."""

SIGNALLED = 128
"""Plus the signal's number: exit code of a program ended by it; 143 for SIGTERM."""

PIPE_CLOSED = 141
"""Exit code of a program whose reader has gone (128 + SIGPIPE), as `cat` has it."""

UNEXPECTED = 1

_debug = False


def show_tracebacks() -> None:
    """From now on print the traceback of an error too (`--debug`)."""
    global _debug
    _debug = True


def guarded(work: Callable[[], T]) -> T:
    """Run `work`; an error is said and becomes an exit.

    Raises:
        typer.Exit: with the error's exit code.
    """
    try:
        return work()
    except LivechatError as error:
        if isinstance(error.__cause__, BrokenPipeError):
            raise _pipe_closed() from error
        _say(str(error), error)
        raise typer.Exit(error.exit_code) from error
    except BrokenPipeError as error:
        raise _pipe_closed() from error
    except OSError as error:
        # Most is caught where it is understood. What names a file is about that file, such as one
        # whose name is too long to look for it; else this is the output itself.
        if error.filename is not None:
            _say(f"Cannot use {error.filename}: {error.strerror}.", error)
            raise typer.Exit(FileError.exit_code) from error
        _say(f"Cannot write the output: {error.strerror or error}.", error)
        _abandon_stdout()
        raise typer.Exit(UNEXPECTED) from error
    except typer.TyperException as error:  # about the command line
        mistake = explained(error)
        _say(str(mistake), error)
        raise typer.Exit(mistake.exit_code) from error
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt as error:  # before anybody listens for it
        raise typer.Exit(INTERRUPTED) from error
    except Exception as error:
        if signals.was_interrupted_early():  # what broke was broken by that
            raise typer.Exit(INTERRUPTED) from error
        _say(f"Something unexpected happened: {type(error).__name__}: {error}.", error)
        if not _debug:
            print(
                told("Add --debug to see where, and please report it.", sys.stderr), file=sys.stderr
            )
        raise typer.Exit(UNEXPECTED) from error


def _say(sentence: str, error: BaseException) -> None:
    if _debug:
        print(fit("".join(traceback.format_exception(error))), end="", file=sys.stderr)
    tell(fit(visible(sentence)))


def _pipe_closed() -> typer.Exit:
    _abandon_stdout()
    return typer.Exit(PIPE_CLOSED)


def _abandon_stdout() -> None:
    """What is still buffered can go nowhere, and Python would complain of it at its end."""
    with suppress(OSError, ValueError):
        descriptor = sys.stdout.fileno()
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), descriptor)
