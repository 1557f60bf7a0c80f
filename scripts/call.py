"""Records a call with the practice partner, and draws it as a moving picture: docs/call.svg.

python scripts/call.py

The program, its screen and the sound are real; what the partner says is written here. Needs the
partner's voice (the `offline` extra), PulseAudio and PortAudio.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from codecs import getincrementaldecoder
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # a terminal and a sound card are those of the tests and benchmarks

from bench.terminal import TerminalProgram  # noqa: E402
from tests.support.card import VirtualCard  # noqa: E402
from tests.support.terminal import Terminal  # noqa: E402

SCENARIO = """
[[turn]]
hears = "Had he married a more amiable woman, he might have been made still more respectable."
says = "That is Austen on John Dashwood. She goes on to say that he might even have been made \
amiable himself, for he was very young when he married, and very fond of his wife."
[[turn]]
hears = "He was not an ill-disposed young man."
says = "No: unless to be rather cold hearted and rather selfish is to be ill-disposed."
[[turn]]
says = "Eighteen degrees and clear, with a light wind from the west. A jacket will do."
"""

ROWS, COLUMNS = 15, 92

STEP_S = 0.25
"""Seconds from one picture to the next: a quarter of what a terminal sees is enough."""

LAST_S = 3.0
"""Seconds for which the end is shown before it begins anew."""

CUT = re.compile(r"\x1b(?:\[[0-?]*)?\Z")
"""A code of which the rest is still to come."""

UNSEEN = re.compile(r"\x1b\[(?!\?(?:25|7|2026)[hl])[<=>?][0-9;]*[a-zA-Z]|\x1b\[c")
"""Codes that ask the terminal for something and draw nothing."""

CELL = (9.0, 19.0)
"""Pixels of a character."""

EDGE = 14
"""Pixels around the text."""

HEAD = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
text {{ font: 15px Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; }}
g {{ visibility: hidden; animation-duration: {seconds}s; animation-iteration-count: infinite;
animation-timing-function: step-end; }}
{rules}
</style>
<rect width="100%" height="100%" rx="8" fill="#292929"/>
"""


@dataclass(frozen=True, slots=True)
class Span:
    """A row that looks the same for a while."""

    row: int
    text: Text
    begin: float
    end: float
    """Seconds."""


async def record(folder: Path, card: VirtualCard) -> list[tuple[float, bytes]]:
    """Hold the call; return what the terminal got, and when, in seconds."""
    scenario = folder / "scenario.toml"
    scenario.write_text(SCENARIO)
    environ = {
        **card.environ,
        "LIVECHAT_PRACTICE_SCENARIO": str(scenario),
        "LIVECHAT_PRACTICE_EARS": "none",
        "LIVECHAT_PRACTICE_LLM": "off",
        "PYTHONPATH": str(ROOT),
        # Else the receipt would name this machine's folders.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    command = [sys.executable, "-m", "livechat", "talk", "--offline", "--echo", "off"]
    async with TerminalProgram(command, environ, folder, size=(ROWS, COLUMNS)) as program:
        await program.until("listening")
        await asyncio.sleep(1)
        await asyncio.to_thread(card.play, ROOT / "examples" / "austen-0920.wav")
        await program.until("amiable")
        await asyncio.sleep(6.5)
        await asyncio.to_thread(card.play, ROOT / "examples" / "austen-0880.wav")
        mark = program.now
        await program.until("ill-disposed.", since=mark)
        await program.until("listening", since=program.now)
        await asyncio.sleep(1)
        for key in "\rWhat is the weather like?\r":
            program.press(key)
            await asyncio.sleep(0.06)
        mark = program.now
        await program.until("jacket", since=mark)
        await asyncio.sleep(1.5)
        program.press("t")
        await program.until("listening", since=program.now)
        await asyncio.sleep(2.5)
        program.press("\x04")
        await program.until("turns ·", "resume", since=program.now)
        await asyncio.sleep(0.5)
        return [(at - program.began, piece) for at, piece in program.pieces]


def seen(drawn: Iterable[tuple[float, bytes]]) -> list[tuple[float, list[Text]]]:
    """The rows on the glass, every `STEP_S`."""
    terminal, decoder = Terminal(COLUMNS, ROWS), getincrementaldecoder("utf-8")()
    shots: list[tuple[float, list[Text]]] = []
    due, rest, at = 0.0, "", 0.0
    for at, piece in drawn:
        if at >= due:
            shots.append((at, terminal.coloured))
            due = at + STEP_S
        text = rest + decoder.decode(piece)
        rest = text[text.rindex("\x1b") :] if CUT.search(text) else ""
        terminal.feed(UNSEEN.sub("", text.removesuffix(rest)))
    return [*shots, (at, terminal.coloured)]


def spans(shots: Sequence[tuple[float, list[Text]]]) -> list[Span]:
    """The rows, each with the time for which it looks the same."""
    found: list[Span] = []
    over = shots[-1][0] + LAST_S
    ends = [at for at, _ in shots[1:]] + [over]
    for row in range(ROWS):
        began, text = 0.0, Text()
        for (at, rows), end in zip(shots, ends, strict=True):
            if rows[row] != text:
                if text.plain.strip():
                    found.append(Span(row, text, began, at))
                began, text = at, rows[row]
            last = end
        if text.plain.strip():
            found.append(Span(row, text, began, last))
    return found


def svg(found: Sequence[Span], seconds: float) -> str:
    """The moving picture."""
    rules, rows = [], []
    names: dict[tuple[float, float], str] = {}
    for span in found:
        times = span.begin, span.end
        name = names.setdefault(times, f"k{len(names)}")
        rows.append(f'<g class="{name}">{_row(span)}</g>')
    for (begin, end), name in names.items():
        first = "" if begin <= 0 else "0%{visibility:hidden}"
        last = "" if end >= seconds else f"{100 * end / seconds:.3f}%{{visibility:hidden}}"
        rules.append(
            f".{name}{{animation-name:{name}}}@keyframes {name}"
            f"{{{first}{100 * begin / seconds:.3f}%{{visibility:visible}}{last}}}"
        )
    head = HEAD.format(
        width=round(COLUMNS * CELL[0] + 2 * EDGE),
        height=round(ROWS * CELL[1] + 2 * EDGE),
        seconds=f"{seconds:.2f}",
        rules="\n".join(rules),
    )
    return head + "\n".join(rows) + "\n</svg>\n"


def _row(span: Span) -> str:
    console = Console(width=COLUMNS, force_terminal=True, color_system="truecolor")
    y = EDGE + (span.row + 0.75) * CELL[1]
    x, parts = 0, []
    for segment in console.render(span.text, console.options.update(no_wrap=True)):
        text = segment.text.rstrip("\n")
        cells = cell_len(text)
        if text.strip():
            style = segment.style or Style()
            parts.append(
                f'<text x="{EDGE + x * CELL[0]:g}" y="{y:g}" '
                f'textLength="{cells * CELL[0]:g}"{_look(style)}>{escape(text)}</text>'
            )
        x += cells
    return "".join(parts)


def _look(style: Style) -> str:
    theme = SVG_EXPORT_THEME
    colour = theme.foreground_color
    if style.color is not None and not style.color.is_default:
        colour = style.color.get_truecolor(theme)
    look = f' fill="rgb({colour.red},{colour.green},{colour.blue})"'
    look += ' font-weight="bold"' * bool(style.bold)
    look += ' opacity="0.55"' * bool(style.dim)
    look += ' font-style="italic"' * bool(style.italic)
    return look + ' text-decoration="line-through"' * bool(style.strike)


async def main() -> None:
    """Record and draw it."""
    with tempfile.TemporaryDirectory() as folder, VirtualCard() as card:
        drawn = await record(Path(folder), card)
    shots = seen(drawn)
    start = next(at for at, rows in shots if any(row.plain.strip() for row in rows))
    shots = [(at - start, rows) for at, rows in shots if at >= start]
    picture = svg(spans(shots), shots[-1][0] + LAST_S)
    if str(ROOT) in picture:
        raise SystemExit("The picture names a folder of this machine.")
    (ROOT / "docs" / "call.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
