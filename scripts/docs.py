"""Writes the generated parts of the Markdown pages, and checks what the pages refer to.

    python scripts/docs.py            write the parts
    python scripts/docs.py --check    fail when a part is out of date, or a reference leads nowhere

A part stands between its marker and `<!-- end -->`. The markers are `<!-- help: livechat … -->`
and, without arguments, the names in `PARTS`. `scripts/references.py` looks at links, command lines
and settings.
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from livechat.config import example  # noqa: E402
from livechat.config.settings import FIELDS, Settings, value_of  # noqa: E402
from livechat.core.talk import events  # noqa: E402
from livechat.core.talk.records import event_name, field_names  # noqa: E402
from livechat.errors import NetworkError  # noqa: E402
from livechat.live import failures, meanings  # noqa: E402
from livechat.sim import scenario_file  # noqa: E402
from livechat.sim.faults import KINDS  # noqa: E402
from scripts.references import problems  # noqa: E402

FOLDERS = (".", "docs", "examples", "bench/speech", "livechat/topics")
"""Where the pages are."""

HIDDEN = (events.Event, events.TurnEvent, events.CallEvent, events.AudioSent, events.Ended)
"""Classes that are no lines of their own: bases, fifty a second, and the last line of all."""

SOME_WORDS = 4
"""Of a row of failures that are shown."""

PART = re.compile(r"(<!-- (\w+)(?:: livechat(?P<args>[^\n]*?))? -->\n).*?(<!-- end -->)", re.S)


def pages(root: Path = ROOT) -> list[Path]:
    """Every Markdown page of the project, the README first."""
    found = [page for folder in FOLDERS for page in sorted((root / folder).glob("*.md"))]
    return sorted(found, key=lambda page: page != root / "README.md")


def generated(found: re.Match[str]) -> str:
    """One part with its markers."""
    args = found["args"]
    inside = PARTS[found[2]]() if args is None else _help(args.split())
    return f"{found[1]}{inside}{found[4]}"


def _help(args: list[str]) -> str:
    environment = {**os.environ, "COLUMNS": "90", "TERMINAL_WIDTH": "90", "NO_COLOR": "1"}
    wanted = [] if args[-1:] and args[-1].startswith("--help") else ["--help"]
    shown = subprocess.run(
        [sys.executable, "-m", "livechat", *args, *wanted],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return f"```text\n{shown.strip()}\n```\n"


def _events() -> str:
    rows = ["| event | fields | meaning |", "|---|---|---|"]
    for kind in vars(events).values():
        if inspect.isclass(kind) and issubclass(kind, events.Event) and kind not in HIDDEN:
            fields = ", ".join(f"`{field}`" for field in field_names(kind))
            meaning = (inspect.getdoc(kind) or "").splitlines()[0]
            rows.append(f"| `{event_name(kind)}` | {fields} | {meaning} |")
    return "\n".join(rows) + "\n"


def _faults() -> str:
    rows = ["| fault | what happens | what a good client does | options |", "|---|---|---|---|"]
    for kind in KINDS.values():
        own = f"`{kind.takes}`" if kind.takes else ""
        rows.append(f"| `{kind.name}` | {kind.does} | {kind.client} | {own} |")
    return "\n".join(rows) + "\n"


def _failures() -> str:
    rows = ["| what came | what happened | what to do | exit code |", "|---|---|---|---|"]
    known = {
        "source": " from SOURCE",
        "said": "",
        "model": "MODEL",
        "version": " for API version VERSION",
        "instead": "Try --model ANOTHER, or another api_version.",
        "suspects": "Leave out SETTINGS, which may not fit MODEL.",
        "wait": "N s",
    }
    for row in meanings.TABLE:
        known["who"] = "HOST" if _is_http(row) else "The service"
        what, remedy = row.what.format_map(known), row.remedy.format_map(known)
        rows.append(f"| {_cause(row)} | {what} | {remedy} | {row.kind.exit_code} |")
        if row.in_call:
            what, remedy = (text.format_map(known) for text in row.in_call)
            cause = f"{_cause(row)}, in a call"
            rows.append(f"| {cause} | {what} | {remedy} | {row.kind.exit_code} |")
    for subject, table in (
        ("Cannot reach HOST:", (*failures.UNRESOLVED, *failures.REACHING)),
        ("The certificate of HOST", failures.CERTIFICATES),
        ("The proxy to HOST", failures.PROXYING),
    ):
        rows += (
            f"| no connection | {subject} {one.why}. | {one.remedy} | {NetworkError.exit_code} |"
            for one in table
        )
    return "\n".join(rows) + "\n"


def _is_http(row: meanings.Row) -> bool:
    return 0 < max(row.codes, default=0) < meanings.POLITE[0]


def _cause(row: meanings.Row) -> str:
    """The numbers and words of a row."""
    numbers = ", ".join(map(str, row.codes))
    if isinstance(row.codes, range):
        numbers = f"{row.codes[0]}–{row.codes[-1]}"
    number = numbers and f"{'HTTP' if _is_http(row) else 'close'} {numbers}"
    words = " or ".join(f"`{word}`" for word in row.words[:SOME_WORDS])
    words += " or the like" if len(row.words) > SOME_WORDS else ""
    cause = " with ".join(filter(None, [number, words])) or "anything else"
    return f"{cause}, when resuming" if row.resuming else cause


def _settings() -> str:
    rows = ["| setting | default | what it does |", "|---|---|---|"]
    defaults = Settings()
    explained = example.text().partition("# Profiles:")[0]
    notes = re.findall(r"((?:^# .+\n)+)#\w+ = ", explained, re.M)
    for key, note in zip(FIELDS, notes, strict=True):
        value = value_of(defaults, key)
        default = "" if value is None or value == [] else f"`{example.toml(value)}`"
        what = note.replace("# ", "").replace("\n", " ").replace("|", "\\|").strip()
        what = what.removesuffix(" Unset by default.")
        rows.append(f"| `{key}` | {default} | {what} |")
    return "\n".join(rows) + "\n"


def _tools() -> str:
    rows = ["| key | what it does |", "|---|---|"]
    rows += (f"| `{key}` | {note} |" for key, note in example.tool_notes().items())
    return "\n".join(rows) + "\n"


def _scenario() -> str:
    found = re.search(r"```toml\n.*?```\n", scenario_file.__doc__ or "", re.S)
    assert found is not None
    return found[0]


PARTS = {
    "events": _events,
    "failures": _failures,
    "faults": _faults,
    "scenario": _scenario,
    "settings": _settings,
    "tools": _tools,
}
"""What writes each part."""


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Write or check; the process status."""
    check = "--check" in arguments
    found: list[str] = []
    for page in pages(root):
        old = page.read_text(encoding="utf-8")
        new = PART.sub(generated, old)
        if new != old and check:
            found.append(f"{page.relative_to(root)} is out of date: run `python scripts/docs.py`.")
        elif new != old:
            page.write_text(new, encoding="utf-8")
    if check:
        found += problems(root, pages(root))
    for problem in found:
        print(problem, file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
