"""The sound server's echo canceller, found with a stand-in for pactl."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from livechat.audio import system_echo
from livechat.audio.system_echo import Cancelled, find, use
from livechat.errors import SoundError

PLAIN = "0\talsa_input.pci\tmodule-alsa-card.c\ts16le 2ch 48000Hz\tIDLE\n"


@pytest.fixture
def pactl(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A directory with all that can be executed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def answer(pactl: Path, sources: str, sinks: str = "") -> None:
    (pactl / "sources").write_bytes(sources.encode("latin-1"))
    (pactl / "sinks").write_bytes(sinks.encode("latin-1"))
    script = pactl / "pactl"
    script.write_text(f'#!/bin/sh\nwhile read -r line; do echo "$line"; done < "{pactl}/$3"\n')
    script.chmod(0o755)


@pytest.mark.process
@pytest.mark.parametrize(
    "name",
    ["alsa_input.pci.echo-cancel", "echo_cancel_source", "Echo-Cancel Source", "in.echo-cancelled"],
)
def test_an_echo_cancelled_microphone_is_found_by_its_name(pactl: Path, name: str) -> None:
    """However the sound server spells it."""
    answer(pactl, f"{PLAIN}7\t{name}\tmodule-echo-cancel.c\ts16le 1ch 32000Hz\tIDLE\n")
    assert find() == Cancelled(name, "")


@pytest.mark.process
def test_its_loudspeaker_is_found_too_and_no_monitor_is_taken_for_a_microphone(
    pactl: Path,
) -> None:
    """What a loudspeaker plays is listed among the sources."""
    monitor = "5\tsink.echo-cancel.monitor\tmodule\ts16le\tIDLE\n"
    answer(
        pactl,
        f"{monitor}garbage\n6\tsource.echo-cancel\tmodule\n",
        "1\tplain\tmodule\n2\tsink.echo-cancel\tmodule\n",
    )
    assert find() == Cancelled("source.echo-cancel", "sink.echo-cancel")


@pytest.mark.process
def test_names_in_another_encoding_do_no_harm(pactl: Path) -> None:
    """Drivers write what they like."""
    answer(pactl, "0\tGer\xe4t\tmodule\n1\techo-cancel\tmodule\n")
    assert find().source == "echo-cancel"


@pytest.mark.process
def test_without_one_the_error_says_how_to_get_it(pactl: Path) -> None:
    """Or what else to do."""
    answer(pactl, PLAIN)
    with pytest.raises(SoundError, match="no echo-cancelled microphone") as caught:
        find()
    assert "module-echo-cancel" in str(caught.value)
    assert "--echo aec" in str(caught.value)


def test_without_pactl_the_error_names_it(pactl: Path) -> None:
    """It is a package of its own."""
    with pytest.raises(SoundError, match="not installed"):
        find()


@pytest.mark.process
def test_a_server_that_refuses_is_an_error(pactl: Path) -> None:
    """Dead, or another user's."""
    script = pactl / "pactl"
    script.write_text("#!/bin/sh\nexit 1\n")
    script.chmod(0o755)
    with pytest.raises(SoundError, match="does not respond"):
        find()


def test_a_server_that_is_silent_is_an_error_in_time(
    pactl: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be frozen."""
    answer(pactl, PLAIN)
    limits: list[float] = []

    def never(command: list[str], *, timeout: float, **_: object) -> None:
        limits.append(timeout)
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(subprocess, "run", never)
    with pytest.raises(SoundError, match="does not respond"):
        find()
    assert limits == [system_echo.LIMIT_S]


def test_the_client_library_is_told_by_the_environment() -> None:
    """A loudspeaker of its own, only where there is one."""
    environ = {"PULSE_SINK": "mine"}
    assert use(Cancelled("source", ""), environ) == "pulse"
    assert environ == {"PULSE_SOURCE": "source", "PULSE_SINK": "mine"}
    use(Cancelled("source", "sink"), environ)
    assert environ == {"PULSE_SOURCE": "source", "PULSE_SINK": "sink"}
