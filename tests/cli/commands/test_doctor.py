"""`livechat doctor`."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from livechat import installing
from livechat.audio import acoustic, portaudio
from livechat.audio.devices import Device
from livechat.cli.commands.doctor import doctor
from livechat.cli.doctor import checks
from livechat.errors import SoundError
from livechat.live.credentials import KEY_VARIABLES
from tests.cli.doctor.test_sound import FINE
from tests.support.sounddevice import Entry, FakeSounddevice

app = typer.Typer(rich_markup_mode=None)
app.command()(doctor)


class Machine:
    """One on which everything works, until a test breaks it."""

    def __init__(self) -> None:
        self.card = FakeSounddevice([Entry("Mic", outputs=0), Entry("Speaker", inputs=0)], (0, 1))
        self.measured = FINE
        self.asked: list[tuple[str, str | None, dict[str, int]]] = []
        self.reached: list[str] = []

    def measure(self, mic: Device, speaker: Device | None, **latencies: int) -> Any:
        self.asked.append((mic.name, speaker.name if speaker else None, latencies))
        return self.measured

    def shake_hands(self, host: str, port: int, proxy: str | None) -> float:
        self.reached.append(host)
        return 0.05


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    """A machine that is not this one."""
    for name in os.environ:
        if name.startswith("LIVECHAT_") or name in KEY_VARIABLES:
            monkeypatch.delenv(name)
    working = Machine()
    monkeypatch.setenv("GEMINI_API_KEY", "s3cret")
    monkeypatch.setenv("LIVECHAT_PRACTICE_LLM", "off")
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: tmp_path / "config.toml")
    monkeypatch.setattr(portaudio, "keep_quiet", lambda: None)
    monkeypatch.setattr(acoustic, "measure", working.measure)
    monkeypatch.setattr(checks, "shake_hands", working.shake_hands)
    monkeypatch.setattr("urllib.request.getproxies", dict)
    monkeypatch.setitem(sys.modules, "sounddevice", working.card)
    return working


def run(*arguments: str) -> Result:
    """Run it to its end."""
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def report(*arguments: str) -> dict[str, Any]:
    """What a program reads."""
    result = run("--json", *arguments)
    read: dict[str, Any] = json.loads(result.stdout)
    assert read["exit_code"] == result.exit_code
    return read


def verdicts(*arguments: str) -> dict[str, str]:
    """Each part's verdict."""
    return {one["part"]: one["verdict"] for one in report(*arguments)["findings"]}


def test_where_all_is_well_it_says_so(machine: Machine) -> None:
    """A line a part, exit code 0, and never the key."""
    result = run()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [
        ["ok", part]
        for part in (
            "settings",
            "portaudio",
            "microphone",
            "speaker",
            "permission",
            "room",
            "streams",
            "echo",
            "credentials",
            "service",
            "versions",
        )
    ]
    assert lines[-1] == "Ready to talk."
    assert "s3cret" not in result.output
    assert machine.reached == ["generativelanguage.googleapis.com"]


def test_a_program_gets_the_same_as_json() -> None:
    """With figures."""
    read = report()
    assert read["ok"] is True
    echo = next(one for one in read["findings"] if one["part"] == "echo")
    assert echo["verdict"] == "ok"
    assert echo["data"]["suggested"] == {"sound.echo": "aec"}
    assert "s3cret" not in json.dumps(read)


def test_the_first_problem_gives_the_exit_code(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every other part is still looked at."""
    monkeypatch.delenv("GEMINI_API_KEY")
    assert report()["exit_code"] == 3
    machine.measured = replace(FINE, silent=True, echo=None)
    read = report()
    assert read["exit_code"] == 4
    assert verdicts() | {"room": ""} == {
        "settings": "ok",
        "portaudio": "ok",
        "microphone": "ok",
        "speaker": "ok",
        "permission": "problem",
        "room": "",
        "streams": "ok",
        "echo": "warning",
        "credentials": "problem",
        "service": "ok",
        "versions": "ok",
    }
    result = run()
    assert result.stdout.endswith("Not ready. Fix: permission, credentials.\n")


def test_without_sound_one_can_type(machine: Machine) -> None:
    """It is said which command does."""
    machine.measured = replace(FINE, silent=True, echo=None)
    lines = run().stdout.splitlines()
    assert re.fullmatch(
        "Ready to type: `.*livechat talk --text`. To talk, fix: permission.", lines[-1]
    )
    lines = run("--offline").stdout.splitlines()
    assert re.fullmatch(
        "Ready to type: `.*livechat talk --offline --text`. To talk, fix: permission.", lines[-1]
    )


def test_wrong_settings_are_a_finding(tmp_path: Path) -> None:
    """Exit code 2, and the rest goes on with the defaults."""
    (tmp_path / "config.toml").write_text("[sound]\nvolume = 900\n")
    read = report()
    assert (read["exit_code"], read["findings"][0]["part"]) == (2, "settings")
    assert "sound.volume" in read["findings"][0]["words"]
    assert read["findings"][-1]["verdict"] == "ok"


def test_without_portaudio_the_sound_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """And everything else is not."""

    def missing() -> None:
        raise SoundError("PortAudio is not installed.", "Install it.")

    monkeypatch.setattr(portaudio, "load", missing)
    read = report()
    assert read["exit_code"] == 4
    assert [one["part"] for one in read["findings"]] == [
        "settings",
        "portaudio",
        "credentials",
        "service",
        "versions",
    ]


def test_the_settings_choose_the_devices(machine: Machine, tmp_path: Path) -> None:
    """And the latencies they are measured with; an option goes before them."""
    machine.card.entries.append(Entry("USB"))
    (tmp_path / "config.toml").write_text('[sound]\nmic = "usb"\nmic_latency_ms = 35\n')
    run()
    run("--mic", "0", "--speaker", "usb")
    (first, second) = machine.asked
    assert first[:2] == ("USB", "Speaker")
    assert first[2]["mic_latency_ms"] == 35
    assert second[:2] == ("Mic", "USB")


def test_a_speaker_that_is_missing_leaves_the_microphone_to_be_heard(machine: Machine) -> None:
    """Only what needs both is left out."""
    del machine.card.entries[1]
    machine.card.default.device = (0, -1)
    found = verdicts()
    assert machine.asked[0][1] is None
    assert (found["speaker"], found["permission"]) == ("problem", "ok")
    assert "echo" not in found


def test_no_sound_is_made_when_none_is_wanted(machine: Machine) -> None:
    """The devices are still looked at."""
    found = verdicts("--no-sound")
    assert machine.asked == []
    assert found["microphone"] == "ok"
    assert "echo" not in found


def test_devices_that_fail_in_the_act_are_a_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Exit code 4."""

    def measure(*_: object, **__: object) -> None:
        raise SoundError("The sound devices do not respond.", "Restart it.")

    monkeypatch.setattr(acoustic, "measure", measure)
    read = report()
    assert read["exit_code"] == 4
    assert verdicts()["streams"] == "problem"


def test_devices_that_cannot_be_listed_are_a_finding(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PortAudio is there, but of no use."""
    monkeypatch.setattr(
        machine.card, "query_devices", lambda: (_ for _ in ()).throw(UnicodeError("odd name"))
    )
    read = report()
    assert read["exit_code"] == 4
    assert [one["part"] for one in read["findings"]].count("portaudio") == 2


def test_offline_needs_neither_key_nor_network(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said by an option or by a setting."""
    monkeypatch.delenv("GEMINI_API_KEY")
    assert report("--offline")["ok"]
    monkeypatch.setenv("LIVECHAT_OFFLINE", "true")
    assert report()["ok"]
    assert machine.reached == []


def test_a_partner_that_will_not_understand_speech_is_no_conversation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither without the extra, nor with its ears turned off; with a script it need not."""
    monkeypatch.setattr("livechat.sim.senses.ears.find_spec", lambda name: None)
    said = run("--offline").stdout
    assert "warning service     The practice partner is on this machine, but will not" in said
    assert installing.extra("offline") in said
    assert said.splitlines()[-1] == (
        "Ready to type: the practice partner does not understand speech here."
    )
    monkeypatch.setenv("LIVECHAT_PRACTICE_SCENARIO", "script.toml")
    assert verdicts("--offline")["service"] == verdicts("--offline")["model"] == "ok"
    monkeypatch.delenv("LIVECHAT_PRACTICE_SCENARIO")
    monkeypatch.setattr("livechat.sim.senses.ears.find_spec", lambda name: name)
    assert run("--offline").stdout.splitlines()[-1] == "Ready to talk."
    monkeypatch.setenv("LIVECHAT_PRACTICE_EARS", "none")
    assert "practice.ears" in run("--offline").stdout


def test_a_gateway_is_what_is_reached(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not Google."""
    monkeypatch.setenv("LIVECHAT_BASE_URL", "https://gateway.example:8443/x")
    run()
    assert machine.reached == ["gateway.example"]


def test_names_of_devices_cannot_steer_the_terminal(machine: Machine) -> None:
    """Whatever a device calls itself."""
    machine.card.entries[0].name = "\x1b[2JMic"
    assert "\x1b" not in run().stdout
