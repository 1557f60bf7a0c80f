"""What users feel, measured: `make bench`, or `python -m bench --help`.

Each figure is the median of several runs of whole processes, beside the floor that the machine
and the libraries set, measured in the same run, turn by turn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from bench.figure import Figure

FREE = {
    **os.environ,
    "LIVECHAT_PRACTICE_VOICE": "synthetic",
    "LIVECHAT_PRACTICE_EARS": "none",
    "LIVECHAT_PRACTICE_LLM": "off",
}


def process_s(*args: str) -> float:
    """Seconds of one whole process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *args], env=FREE, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def first_audio_s(scenario: Path) -> float:
    """Seconds from the start of `livechat say --offline` to the first sound it receives."""
    began = time.perf_counter()
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "livechat",
            "say",
            "--offline",
            "--no-save",
            "--json",
            "What time is it?",
        ],
        env=FREE | {"LIVECHAT_PRACTICE_SCENARIO": str(scenario)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        assert running.stdout
        heard = next(
            time.perf_counter() - began
            for line in running.stdout
            if json.loads(line)["event"] == "audio_received"
        )
        running.stdout.read()
    return heard


def alternated(runs: int, *measured: Callable[[], float]) -> list[float]:
    """Medians of several measurements taken in turn, after one warm-up each."""
    taken: list[list[float]] = [[] for _ in measured]
    for number in range(runs + 1):
        for values, measure in zip(taken, measured, strict=True):
            value = measure()
            if number:
                values.append(value)
    return [statistics.median(values) for values in taken]


def startup(runs: int) -> list[Figure]:
    """How soon the program is there."""
    shown, floor = alternated(
        runs,
        lambda: process_s("-m", "livechat", "--help"),
        lambda: process_s("-c", "import typer, rich"),
    )
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder) / "at-once.toml"
        scenario.write_text('pace = "instant"\n')  # else the partner takes the service's time
        heard, imports = alternated(
            runs,
            lambda: first_audio_s(scenario),
            lambda: process_s("-c", "import google.genai"),
        )
    return [
        Figure("livechat --help", shown * 1000, "ms", "", True),
        Figure("  python -c 'import typer, rich'", floor * 1000, "ms", "", True),
        Figure("  the one over the other", shown / floor, "×", "< 2.5", shown / floor < 2.5),
        Figure("say --offline, first sound received", heard * 1000, "ms", "", True),
        Figure("  python -c 'import google.genai'", imports * 1000, "ms", "", True),
        Figure(
            "  the one after the other",
            (heard - imports) * 1000,
            "ms",
            "≤ 250",
            heard - imports <= 0.25,
        ),
    ]


def hot_path(chunks: int = 3000) -> list[Figure]:
    """What a minute of conversation costs in the core, without a network or a device."""
    from livechat.core.link.items import Sound
    from livechat.core.link.outbox import Outbox
    from livechat.core.pcm import Chunker
    from livechat.core.play.playback import PlaybackBuffer
    from livechat.core.state import ConversationState
    from livechat.core.talk.events import AudioReceived, AudioSent

    minute_in, minute_out = bytes(640 * chunks), bytes(960 * chunks)

    def fold() -> float:
        state, chunker = ConversationState(), Chunker()
        began = time.perf_counter()
        for at, chunk in enumerate(chunker.push(minute_in)):
            state.fold(AudioSent(at=at * 0.02, pcm=chunk))
            state.fold(AudioReceived(at=at * 0.02, turn=1, pcm=minute_out[:960]))
        return time.perf_counter() - began

    def burst() -> float:
        buffer = PlaybackBuffer()
        began = time.perf_counter()
        for at in range(0, len(minute_out), 5000):
            buffer.push(1, minute_out[at : at + 5000])
        while buffer.pull(480).pcm:
            pass
        return time.perf_counter() - began

    def crowded() -> float:
        """A loud room that nobody answers, when the outbox is full."""
        outbox = Outbox()
        for at in range(2 * chunks):
            if at == chunks:
                began = time.perf_counter()
            outbox.add(Sound(minute_in[:640], at * 0.02, voiced=True), at * 0.02)
            outbox.next(manual=False, session=1)
            outbox.sent(at * 0.02)
        return time.perf_counter() - began

    folded, played, kept = alternated(5, fold, burst, crowded)
    return [
        Figure(
            "a minute both ways through the core", folded * 1000, "ms", "< 600 (1 %)", folded < 0.6
        ),
        Figure(
            "a minute in one burst through playback", played * 1000, "ms", "< 60", played < 0.06
        ),
        Figure(
            "a minute of a loud room that nobody answers, kept",
            kept * 1000,
            "ms",
            "< 60",
            kept < 0.06,
        ),
    ]


def load(options: argparse.Namespace) -> list[Figure]:
    """What the local server bears."""
    from bench import load

    return load.figures(options.sessions) if options.sessions else []


def memory(options: argparse.Namespace) -> list[Figure]:
    """What the local server takes and gives back."""
    from bench.memory import figures

    return figures(min(options.sessions, 60)) if options.sessions else []


def on_card(
    part: str, measure: Callable[[], list[Figure]], options: argparse.Namespace
) -> list[Figure]:
    """A part, where there can be a virtual card."""
    from tests.support.card import CardMissing

    try:
        return measure()
    except CardMissing as missing:
        if options.only:
            raise SystemExit(f"bench: {missing}") from missing
        print(f"bench: {part} left out. {missing}", file=sys.stderr)
        return []


def start(options: argparse.Namespace) -> list[Figure]:
    """How soon a call is there."""
    from bench import start

    return on_card("start", lambda: start.figures(options.runs), options)


def device(options: argparse.Namespace) -> list[Figure]:
    """Real sound."""
    from bench import device

    return on_card("device", lambda: device.figures(quick=options.quick), options)


def screen(options: argparse.Namespace) -> list[Figure]:
    """What the terminal's picture costs, and how soon it shows a key."""
    from bench import screen

    return on_card("screen", lambda: screen.figures(quick=options.quick), options)


def unread(options: argparse.Namespace) -> list[Figure]:
    """What a terminal that reads nothing costs."""
    from bench import unread

    return on_card("unread", unread.figures, options)


def echo(options: argparse.Namespace) -> list[Figure]:
    """What is left of the model's own voice."""
    from bench.echo import figures

    return figures()


def ends(options: argparse.Namespace) -> list[Figure]:
    """The ends of speech, and what opens the microphone."""
    from bench.ends import figures

    return figures()


def ears(options: argparse.Namespace) -> list[Figure]:
    """What the practice partner understands, and what is understood of it."""
    from bench.ears import figures

    return figures()


def handover(options: argparse.Namespace) -> list[Figure]:
    """What the end of a connection costs."""
    from bench.handover import figures

    return figures()


def stalled(options: argparse.Namespace) -> list[Figure]:
    """What a stalled socket costs."""
    from bench.stalled import figures

    return figures()


def receiving(options: argparse.Namespace) -> list[Figure]:
    """What the model's voice costs."""
    from bench.receiving import figures

    return figures(options.runs)


def hands(options: argparse.Namespace) -> list[Figure]:
    """What functions cost, and what comes of calls with somebody in between."""
    from bench import hands

    return on_card("hands", lambda: hands.figures(options.runs, quick=options.quick), options)


def partner(options: argparse.Namespace) -> list[Figure]:
    """How soon a language model answers, and what it costs."""
    from bench.partner import figures

    return figures()


PARTS: dict[str, Callable[[argparse.Namespace], list[Figure]]] = {
    "startup": lambda options: startup(options.runs),
    "start": start,
    "core": lambda options: hot_path(),
    "device": device,
    "screen": screen,
    "unread": unread,
    "echo": echo,
    "ends": ends,
    "ears": ears,
    "handover": handover,
    "stalled": stalled,
    "receiving": receiving,
    "hands": hands,
    "partner": partner,
    "load": load,
    "memory": memory,
}
"""By name; what fills the machine comes last. Each imports what it needs when it runs, since the
first measures how long imports take."""


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="measure this part, and others so named"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="device, screen, hands: fewer times, in a third of the time",
    )
    parser.add_argument("--runs", type=int, default=7, help="runs of each process (default 7)")
    parser.add_argument(
        "--sessions", type=int, default=200, help="clients of the local server, 0 to leave it out"
    )
    options = parser.parse_args()
    figures: list[Figure] = []
    for name in options.only or PARTS:
        figures += PARTS[name](options)
    if options.json:
        print(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False))
    else:
        for figure in figures:
            verdict = figure.goal and ("ok" if figure.met else "MISSED")
            print(
                f"{figure.what:<42}{figure.value:>9.1f} {figure.unit:<3}"
                f" {figure.goal:>12} {verdict}"
            )
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
