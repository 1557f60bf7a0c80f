"""Writes the generated parts of README.md: help texts, tables, and the example of a scenario.

    python scripts/readme.py            write them
    python scripts/readme.py --check    fail when they are out of date

A part stands between its marker and `<!-- end -->`. The markers are `<!-- help: livechat … -->`
and, without arguments, the names in `PARTS`.
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

from livechat.cli.faults import options
from livechat.core.talk import events
from livechat.core.talk.records import event_name, field_names
from livechat.errors import NetworkError
from livechat.live import failures, meanings
from livechat.sim import scenario_file
from livechat.sim.faults import KINDS

README = Path(__file__).parent.parent / "README.md"

HIDDEN = (events.Event, events.TurnEvent, events.AudioSent, events.Ended)
"""Classes that are no lines of their own: bases, fifty a second, and the last line of all."""

SOME_WORDS = 4
"""Of a row of failures that are shown."""

PART = re.compile(r"(<!-- (\w+)(?:: livechat(?P<args>[^\n]*?))? -->\n).*?(<!-- end -->)", re.S)


def generated(found: re.Match[str]) -> str:
    """One part with its markers."""
    args = found["args"]
    inside = PARTS[found[2]]() if args is None else _help(args.split())
    return f"{found[1]}{inside}{found[4]}"


def _help(args: list[str]) -> str:
    environment = {**os.environ, "COLUMNS": "90", "TERMINAL_WIDTH": "90", "NO_COLOR": "1"}
    shown = subprocess.run(
        [sys.executable, "-m", "livechat", *args, "--help"],
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
        own = f"`{options(kind)}`" if options(kind) else ""
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
        ("HOST cannot be reached:", (*failures.UNRESOLVED, *failures.REACHING)),
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


def _scenario() -> str:
    found = re.search(r"```toml\n.*?```\n", scenario_file.__doc__ or "", re.S)
    assert found is not None
    return found[0]


PARTS = {"events": _events, "failures": _failures, "faults": _faults, "scenario": _scenario}
"""What writes each part."""


def main() -> int:
    """Write or check; the process status."""
    old = README.read_text(encoding="utf-8")
    new = PART.sub(generated, old)
    if new == old:
        return 0
    if "--check" in sys.argv:
        print("README.md is out of date: run `python scripts/readme.py`.", file=sys.stderr)
        return 1
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
