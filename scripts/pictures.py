"""Draws the README's pictures of the screen into docs/: the real panels, as SVG.

python scripts/pictures.py [--check]
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, SVG_EXPORT_THEME

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # the scenes are those of the tests

from livechat.ui.themes import THEMES  # noqa: E402
from tests.support import scenes  # noqa: E402

WIDTH = 92
"""Columns."""

CELL = (12.2, 24.4)
"""Width and height of a character, as Rich draws it."""

PICTURES = {
    "dark": ("speaking", "#292929", SVG_EXPORT_THEME),
    "light": ("hearing", "#ffffff", DEFAULT_TERMINAL_THEME),
}
"""By their themes: the moment, the background, the terminal's own colours."""

SVG = """\
<svg viewBox="BOX" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px Menlo, Consolas, "DejaVu Sans Mono", monospace; }}
{styles}
</style>
<defs>{lines}</defs>
<rect x="-10" y="-10" width="100%" height="100%" rx="8" fill="BACKGROUND"/>
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</svg>
"""
"""Like Rich's own, but without a window around it and fonts from elsewhere."""


def picture(name: str) -> str:
    """One picture, by its theme."""
    moment, background, colours = PICTURES[name]
    theme = THEMES[name]
    lines = scenes.picture(moment, WIDTH, theme)
    console = Console(
        file=io.StringIO(), record=True, width=WIDTH, force_terminal=True,
        color_system="truecolor", _environ={},
    )  # fmt: skip
    for line in lines:
        console.print(line)
    box = f"-10 -10 {WIDTH * CELL[0] + 20:.0f} {len(lines) * CELL[1] + 24:.0f}"
    code = SVG.replace("BOX", box).replace("BACKGROUND", background)
    return console.export_svg(theme=colours, code_format=code, unique_id=f"talk-{name}")


def main() -> int:
    """Write or check them; the process status."""
    old = False
    for name in PICTURES:
        path = ROOT / "docs" / f"talk-{name}.svg"
        drawn = picture(name)
        if "--check" not in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(drawn, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != drawn:
            print(f"{path.name} is out of date: run `make pictures`.", file=sys.stderr)
            old = True
    return int(old)


if __name__ == "__main__":
    sys.exit(main())
