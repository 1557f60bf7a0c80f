"""The real program in a call on a sound card, in a terminal whose keys are read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import talking
from tests.support.card import VirtualCard
from tests.support.modes import left_over
from tests.support.program import Done, Program

GOOD_DAY = '[[turn]]\nsays = "Good day."\n'

PASTE_ON = "\x1b[?2004h"
"""The first thing that is turned on: keys are read from now on."""

KNOWS, ANSWERS = "\x1b[?0u", "\x1b[?62;22c"
"""What a terminal answers that tells when keys go up, and what any terminal does."""


@contextmanager
def calling(
    card: VirtualCard,
    folder: Path,
    *args: str,
    says: str = GOOD_DAY,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Program]:
    """A call whose keys are read from now on.

    Args:
        card: What it is heard on.
        folder: For its files.
        args: Options after `talk`.
        says: What the practice partner does, TOML.
        environ: More variables.
    """
    scenario = folder / "scenario.toml"
    scenario.write_text(says)
    home = folder / "home"
    variables = talking.environment(card.environ, home, scenario) | dict(environ or {})
    options = ("talk", "--echo", "off", "--no-duck", *args)
    with Program(options, home, environ=variables, terminal=(40, 100)) as program:
        program.until(lambda: PASTE_ON in program.shown and "listening" in program.shown)
        yield program


def press(program: Program, text: str) -> None:
    """As the terminal sends it."""
    assert program.master is not None
    os.write(program.master, text.encode())


def ends(program: Program, *codes: int) -> Done:
    """It has ended with one of these, and the terminal is as it was."""
    done = as_it_was(program)
    assert done.check().code in codes, done.out[-2000:]
    return done


def as_it_was(program: Program) -> Done:
    """It has ended, and the terminal is as it was."""
    termios = pytest.importorskip("termios")
    done = program.end()
    assert program.master is not None
    assert termios.tcgetattr(program.master) == program.before
    assert PASTE_ON in done.out
    assert left_over(done.out) == set()
    return done
