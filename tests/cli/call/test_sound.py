"""From settings to a microphone and a speaker."""

from __future__ import annotations

import sys
import threading
from functools import partial
from typing import Any

import pytest

from livechat.audio import portaudio, system_echo
from livechat.audio.sound_thread import SoundThread
from livechat.audio.system_echo import Cancelled
from livechat.cli.call import sound
from livechat.cli.call.sound import LATE_S, Devices
from livechat.config.settings import Settings
from livechat.dsp.frontend import Frontend
from livechat.dsp.timing import STEADY_S
from livechat.errors import SoundError
from tests.support.sounddevice import Entry, FakeSounddevice


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tests' own descriptor 2 stays where it is."""
    calls: list[str] = []
    monkeypatch.setattr(portaudio, "keep_quiet", lambda: calls.append("quiet"))
    return calls


class Made:
    """A microphone or a speaker, as it was asked for."""

    def __init__(self, wanted: str | None, manager: object, *more: Any, **options: Any) -> None:
        self.wanted = wanted
        self.manager = manager
        self.more = more
        self.options = options


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "DeviceMicrophone", Made)
    monkeypatch.setattr(sound, "DeviceSpeaker", Made)


def devices(**settings: Any) -> Devices:
    interrupt = settings.pop("interrupt", True)
    return Devices(Settings.model_validate({"sound": settings, "interrupt": interrupt}))


def asked(what: object) -> Made:
    assert isinstance(what, Made)
    return what


def test_nothing_that_c_libraries_print_is_shown(quiet: list[str]) -> None:
    """From before any device is looked for."""
    devices()
    assert quiet == ["quiet"]


def test_settings_reach_the_devices_in_their_units(made: None) -> None:
    """Milliseconds in the settings, seconds in the program."""
    both = devices(
        mic="USB",
        speaker="Headset",
        volume=70,
        mic_block_ms=5,
        mic_latency_ms=30,
        speaker_latency_ms=50,
        speaker_fill_ms=9,
    )
    mic, speaker = asked(both.microphone()), asked(both.speaker())
    assert (mic.wanted, speaker.wanted) == ("USB", "Headset")
    assert mic.manager is speaker.manager is both.manager
    assert speaker.options["taps"]() == [mic.more[1]()]
    assert mic.options == {
        "echo_mode": "auto",
        "latency_s": 0.03,
        "block_s": 0.005,
    }
    assert speaker.options["volume"] == 70
    assert speaker.options["latency_s"] == 0.05
    assert speaker.options["fill_s"] == 0.009


@pytest.mark.parametrize(("echo", "block_s"), [("off", 0.02), ("system", 0.02), ("aec", 0.01)])
def test_a_microphone_delivers_a_message_at_once_where_nothing_else_delays_it(
    made: None, monkeypatch: pytest.MonkeyPatch, echo: str, block_s: float
) -> None:
    monkeypatch.setattr(system_echo, "find", lambda: Cancelled("source", ""))
    monkeypatch.setattr(system_echo, "use", lambda cancelled: "pulse")
    assert asked(devices(echo=echo).microphone()).options["block_s"] == block_s


def test_where_echo_is_cancelled_what_plays_is_known_ahead(made: None) -> None:
    """However little the loudspeaker is to hold."""
    steady = asked(devices(speaker_fill_ms=2).speaker(heard=True)).options
    assert (steady["fill_s"], steady["steady"]) == (STEADY_S + LATE_S, True)
    plain = asked(devices(speaker_fill_ms=2, echo="off").speaker(heard=True)).options
    assert (plain["fill_s"], plain["steady"]) == (0.002, False)


@pytest.mark.parametrize(
    ("heard", "settings", "ducks"),
    [(True, {}, True), (False, {}, False), (True, {"duck": False}, False)],
)
def test_a_loudspeaker_that_is_ducked_knows_who_speaks(
    made: None, heard: bool, settings: dict[str, Any], ducks: bool
) -> None:
    """A microphone must hear it."""
    assert asked(devices(**settings).speaker(heard=heard)).options["ducks"] == ducks


def test_without_names_they_are_the_systems_own(made: None) -> None:
    """An empty name is none."""
    assert asked(devices().microphone()).wanted is None
    assert asked(devices(speaker="").speaker()).wanted is None


@pytest.mark.parametrize("echo", ["auto", "aec", "gate", "half-duplex"])
def test_where_echo_is_cancelled_here_there_is_a_frontend(made: None, echo: str) -> None:
    """With the rung that was asked for."""
    frontend = asked(devices(echo=echo).microphone()).more[0]()
    assert isinstance(frontend, Frontend)
    assert frontend.mode == ("aec" if echo == "auto" else echo)


def test_with_echo_off_the_sound_is_left_as_it_is(made: None) -> None:
    """Headphones need nothing."""
    mic = asked(devices(echo="off").microphone())
    assert (mic.more[0], mic.options["echo_mode"]) == (None, "off")


@pytest.mark.parametrize("echo", ["off", "system", "gate"])
def test_gain_works_whatever_is_done_against_echo(
    made: None, monkeypatch: pytest.MonkeyPatch, echo: str
) -> None:
    """And does nothing else to the sound where echo is left to others."""
    asked_for = dict[str, Any]()

    def make(echo: str, **what: Any) -> None:
        asked_for.update(what, echo=echo)

    monkeypatch.setattr(system_echo, "find", lambda: Cancelled("source", ""))
    monkeypatch.setattr(system_echo, "use", lambda cancelled: "pulse")
    monkeypatch.setattr("livechat.dsp.frontend.Frontend", make)
    asked(devices(echo=echo, gain=True).microphone()).more[0]()
    assert asked_for == {"echo": echo, "gain": True, "noise_suppression": echo == "gate"}


def test_the_systems_own_canceller_is_found_and_both_ends_use_it(
    made: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device that was named stays the one."""
    used: list[Cancelled] = []

    def use(cancelled: Cancelled) -> str:
        used.append(cancelled)
        return "pulse"

    monkeypatch.setattr(system_echo, "find", lambda: Cancelled("source", "sink"))
    monkeypatch.setattr(system_echo, "use", use)
    both = devices(echo="system", speaker="Headset")
    mic = asked(both.microphone())
    assert used == [Cancelled("source", "sink")]
    assert (mic.wanted, asked(both.speaker()).wanted) == ("pulse", "Headset")
    assert (mic.more[0], mic.options["echo_mode"]) == (None, "system")


def test_where_the_system_has_no_canceller_that_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before anything is opened."""

    def find() -> Cancelled:
        raise SoundError("The sound server has no echo-cancelled microphone.", "")

    monkeypatch.setattr(system_echo, "find", find)
    with pytest.raises(SoundError, match="no echo-cancelled"):
        devices(echo="system")


def card(patch: pytest.MonkeyPatch, *entries: Entry) -> FakeSounddevice:
    fake = FakeSounddevice(entries)
    patch.setitem(sys.modules, "sounddevice", fake)
    return fake


def test_who_only_wants_to_hear_an_answer_needs_no_loudspeaker(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said in a sentence, beside the answer itself."""
    card(monkeypatch, Entry("Mic", outputs=0))
    assert devices().speaker_if_any() is None
    out, errors = capsys.readouterr()
    assert (out, errors) == ("", "livechat: No speaker found. The answer will not be played.\n")


def test_a_loudspeaker_that_is_there_is_used(made: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is said."""
    card(monkeypatch, Entry("Speaker"))
    assert asked(devices().speaker_if_any()).wanted is None


def test_a_loudspeaker_that_was_asked_for_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """With those that there are."""
    card(monkeypatch, Entry("Speaker"))
    with pytest.raises(SoundError, match="theremin") as caught:
        devices(speaker="theremin").speaker_if_any()
    assert "Speaker" in str(caught.value)


def test_a_sound_server_that_hangs_does_not_keep_the_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is asked for a while only."""
    thawed = threading.Event()
    fake = card(monkeypatch, Entry("Speaker"))

    def query() -> tuple[dict[str, Any], ...]:
        assert thawed.wait(10)
        return ()

    monkeypatch.setattr(fake, "query_devices", query)
    hung = SoundThread()
    monkeypatch.setattr(sound, "SOUND", hung)
    monkeypatch.setattr(hung, "ask", partial(hung.ask, within_s=0.05))
    monkeypatch.setattr(portaudio, "abandon", lambda: None)
    try:
        assert devices().speaker_if_any() is None
    finally:
        thawed.set()
    assert "The sound devices do not respond." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("heard", "echo", "steady"),
    [(True, "auto", True), (True, "off", False), (True, "system", False), (False, "auto", False)],
)
def test_silence_is_played_only_for_an_echo_canceller_of_ours(
    made: None, monkeypatch: pytest.MonkeyPatch, heard: bool, echo: str, steady: bool
) -> None:
    """Everybody else hears an answer sooner without."""
    monkeypatch.setattr(system_echo, "find", lambda: Cancelled("source", ""))
    monkeypatch.setattr(system_echo, "use", lambda cancelled: "pulse")
    assert asked(devices(echo=echo).speaker(heard=heard)).options["steady"] is steady
