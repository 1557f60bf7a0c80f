"""How soon a call is there: from the shell to a drawn frame, and to sound on the wire.

Beside each the floor that Python and the libraries set, taken in turn with it: Python alone, and
Python with all that the program had imported by the moment its first sound was at the server.
Which modules these are, and in which order, one more run tells, whose time does not count.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.figure import Figure, at_most
from bench.program import LIMIT_S, ON_TERMINAL, variables
from bench.service import SOUND, Service
from bench.stage import trusting
from bench.terminal import TerminalProgram
from tests.support.card import MICROPHONE, SPEAKER, VirtualCard

FRAME: Final = ("starting", " mic")
"""What can be read from the first picture on, in the line that says what is going on."""

FRAME_GOAL: Final = 300.0
WIRE_GOAL: Final = 50.0
"""Milliseconds beyond the floor."""

WHOLE_GOAL: Final = 900.0
"""Milliseconds to the first sound, with the floor."""

BARE: Final = "import os; os.write(1, b'.')"
"""Python that says that it has begun."""

IMPORTING: Final = """
import os, sys
for name in open(sys.argv[1]).read().split():
    try:
        __import__(name)
    except ImportError:  # only the program can
        pass
os.write(1, b".")
"""
"""Python that says when it has imported what a file names."""

NOTING: Final = """
import atexit, os, sys, time

class Noting:
    looked_for = []

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        cls.looked_for.append((time.monotonic(), name))

def write():
    with open(os.environ["IMPORTS_FILE"], "w") as file:
        # Whoever only asks whether a module is there has not imported it.
        file.writelines(f"{at} {name}\\n" for at, name in Noting.looked_for if name in sys.modules)

sys.meta_path.insert(0, Noting)
atexit.register(write)
"""
"""Runs before a program, and writes down when each module began to be imported."""


def figures(runs: int) -> list[Figure]:
    """All of it; a minute for seven runs.

    Raises:
        CardMissing: there can be no card here.
    """
    with VirtualCard() as card:
        return asyncio.run(_figures(card, runs))


async def _figures(card: VirtualCard, runs: int) -> list[Figure]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        service = await stack.enter_async_context(Service())
        environ = trusting(card, service, folder)
        start = partial(_start, service, folder, environ)
        names = await _imported(start, folder)
        listed = folder / "modules"
        listed.write_text("\n".join(names))
        taken: list[_Times] = []
        for _ in range(runs + 1):
            frame, wire = await start({})
            python = await _said_s(("-c", BARE), environ, folder)
            imports = await _said_s(("-c", IMPORTING, str(listed)), environ, folder)
            taken.append(_Times(frame, wire, python, imports))
    rounds = taken[1:]  # without the first, which finds nothing cached

    def median_ms(seconds: Callable[[_Times], float]) -> float:
        return 1000 * statistics.median(map(seconds, rounds))

    # Each beside its floor of the same round: the machine may be busier in the next.
    framed = median_ms(lambda one: one.frame - one.python)
    sounded = median_ms(lambda one: one.wire - one.imports)
    named = f"  Python with its {len(names)} imports"
    return [
        Figure("shell to drawn frame", median_ms(lambda one: one.frame), "ms", "", True),
        Figure("  Python alone", median_ms(lambda one: one.python), "ms", "", True),
        at_most("  the one after the other", framed, "ms", FRAME_GOAL),
        at_most(
            "shell to first sound on the wire", median_ms(lambda one: one.wire), "ms", WHOLE_GOAL
        ),
        Figure(named, median_ms(lambda one: one.imports), "ms", "", True),
        at_most("  the one after the other", sounded, "ms", WIRE_GOAL),
    ]


@dataclass(frozen=True)
class _Times:
    """Seconds of one round, each from the shell."""

    frame: float
    wire: float
    python: float
    imports: float


_Start = Callable[[Mapping[str, str]], Coroutine[None, None, tuple[float, float]]]


async def _start(
    service: Service, folder: Path, environ: Mapping[str, str], more: Mapping[str, str]
) -> tuple[float, float]:
    """Seconds to the first picture, and to the first sound at the server."""
    devices = ("--mic", MICROPHONE, "--speaker", SPEAKER)
    command = (*ON_TERMINAL, "--base-url", service.tls_url, *devices)
    first = asyncio.create_task(service.edge.taken(SOUND, LIMIT_S))
    await asyncio.sleep(0)  # it is waiting
    async with TerminalProgram(command, {**environ, **more}, folder) as program:
        frame = await program.until(*FRAME)
        try:
            wire = await first
        except TimeoutError as error:
            raise program.failure("no sound comes") from error
    return frame - program.began, wire - program.began


async def _imported(start: _Start, folder: Path) -> list[str]:
    """The modules that are imported by the first sound, in their order."""
    noting, found = folder / "noting", folder / "imports"
    noting.mkdir()
    (noting / "sitecustomize.py").write_text(NOTING)
    path = os.pathsep.join((str(noting), str(Path.cwd())))
    began = time.monotonic()
    _, wire = await start({"PYTHONPATH": path, "IMPORTS_FILE": str(found)})
    return imported(found.read_text(), began + wire)


def imported(written: str, until: float) -> list[str]:
    """What `NOTING` wrote down, up to a moment: each module once, in order."""
    noted = (line.split() for line in written.splitlines())
    return list(dict.fromkeys(name for at, name in noted if float(at) <= until))


async def _said_s(options: Sequence[str], environ: Mapping[str, str], folder: Path) -> float:
    """Seconds from the shell until such a Python says something."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *options,
        env=variables(environ, folder),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout
    async with asyncio.timeout(LIMIT_S):
        said = await process.stdout.read(1)
        took = time.monotonic() - began
        await process.wait()
    if not said:
        raise RuntimeError(f"{options[0]} ended and has said nothing")
    return took
