"""What is wrong with a command line, in plain words."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from livechat.cli.main import app
from livechat.cli.mistakes import explained


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("talk --voise Kore", "Unknown option --voise. Did you mean --voice?"),
        ("talk --open-mik", "Unknown option --open-mik. Did you mean --open-mic?"),
        ("talk --no-offline", "Unknown option --no-offline. Did you mean --online?"),
        ("talk --no-echo", "Unknown option --no-echo. Did you mean --echo?"),
        ("--voice Kore talk", "Unknown option --voice. Write it after the command: "),
        ("talk --zzz", "Unknown option --zzz. See `livechat talk --help`."),
        ("talk -y", "Unknown option -y. See `livechat talk --help`."),
        ("--zzz", "Unknown option --zzz. See `livechat --help`."),
        ("tolk", 'Unknown command "tolk". Did you mean `livechat talk`?'),
        ("zzz", 'Unknown command "zzz". `livechat --help` lists all.'),
        ("config chekc", 'Unknown command "chekc". Did you mean `livechat config check`?'),
        ("sessions k3f", 'Unknown command "k3f". `livechat sessions --help` lists all.'),
        ("say hi --voice", "--voice needs a value. Write it after the option."),
        ("say hi --json=yes", "--json takes no value. Leave it out."),
        ("voices a b", 'Unexpected argument "a b". See `livechat voices --help`.'),
        ("clean a.wav", "PLAYED.wav is missing. See `livechat clean --help`."),
        (
            "talk --echo ooff",
            '--echo is "ooff", but must be auto, aec, system, gate, half-duplex or off. '
            "Did you mean off?",
        ),
        (
            "talk --theme zzz",
            '--theme is "zzz", but must be dark, light, mono or high-contrast. '
            "See `livechat talk --help`.",
        ),
        (
            "sim --port x",
            '--port is "x", but must be a whole number from 0 to 65535. See `livechat sim --help`.',
        ),
        (
            "sim --port 70000",
            '--port is "70000", but must be a whole number from 0 to 65535. '
            "See `livechat sim --help`.",
        ),
        (
            "sim --dead-after x",
            '--dead-after is "x", but must be a number, 0.1 or more. See `livechat sim --help`.',
        ),
        (
            "token create --uses x",
            '--uses is "x", but must be a whole number. See `livechat token create --help`.',
        ),
        ("say hi --temperature warm", '--temperature is "warm", but must be a number from 0 to 2.'),
        ("say hi --timeout x", '--timeout is "x", but must be'),
        ("say hi --volume loud", '--volume is "loud", but must be'),
    ],
)
def test_a_mistake_is_told_in_plain_words(
    line: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which option, what it may be, and what was meant; the exit code is 2."""
    monkeypatch.setenv("LIVECHAT_OFFLINE", "yes")
    result = CliRunner().invoke(app, line.split())
    assert result.exit_code == 2
    assert result.stderr.startswith(f"livechat: {words}")
    assert result.stderr.count("\n") == 1


def test_what_nobody_foresaw_is_told_as_it_is() -> None:
    """With a full stop."""
    assert str(explained(typer.BadParameter("no good"))) == "Invalid value: no good."


def test_a_mistake_of_escape_sequences_does_not_reach_the_terminal() -> None:
    """They are made visible."""
    result = CliRunner().invoke(app, ["--\x1b[2J"])
    assert "\x1b" not in result.stderr
