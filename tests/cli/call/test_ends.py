"""What a call listens to, and where its voice goes."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from livechat.app.ports import Speaker
from livechat.audio import portaudio
from livechat.audio.device_microphone import DeviceMicrophone
from livechat.audio.device_speaker import DeviceSpeaker
from livechat.audio.file_microphone import FileMicrophone
from livechat.audio.file_speaker import FileSpeaker
from livechat.audio.judged_microphone import JudgedMicrophone
from livechat.audio.optional import NoMicrophone, OptionalMicrophone, OptionalSpeaker
from livechat.audio.tee import Tee
from livechat.audio.wav_write import WavWriter
from livechat.cli.call.ends import Asked, Ends, choose_ends
from livechat.cli.call.sound import Devices
from livechat.config.settings import Settings
from livechat.errors import UsageError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a question; the tests' own descriptor 2 stays where it is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(portaudio, "keep_quiet", lambda: None)
    with WavWriter("question.wav", 16_000) as writer:
        writer.write(bytes(3_200))


def ends(*, sound: dict[str, Any] | None = None, **asked: Any) -> Ends:
    settings = Settings.model_validate({"sound": sound or {}})
    with ExitStack() as stack:
        return choose_ends(Asked(**asked), settings, stack)


RECORDED: dict[str, Any] = {"recordings": ["question.wav"]}
SAVED: dict[str, Any] = {"saved": "answer.wav"}
NAMED: dict[str, Any] = {"sound": {"speaker": "USB"}}
MIC: dict[str, Any] = {"sound": {"mic": "USB"}}


@pytest.mark.parametrize(
    ("asked", "microphone", "speaker", "waits_for"),
    [
        ({}, OptionalMicrophone, OptionalSpeaker, ["loudspeaker", "microphone"]),
        (SAVED, OptionalMicrophone, FileSpeaker, ["microphone"]),
        (RECORDED, FileMicrophone, OptionalSpeaker, ["loudspeaker"]),
        (NAMED, OptionalMicrophone, DeviceSpeaker, ["loudspeaker", "microphone"]),
        (MIC, DeviceMicrophone, OptionalSpeaker, ["loudspeaker", "microphone"]),
        (RECORDED | SAVED, FileMicrophone, FileSpeaker, []),
        (RECORDED | {"fast": True}, FileMicrophone, FileSpeaker, []),
        (RECORDED | NAMED | {"fast": True}, FileMicrophone, FileSpeaker, []),
        ({"text": True}, NoMicrophone, FileSpeaker, []),
        ({"text": True} | NAMED, NoMicrophone, DeviceSpeaker, ["loudspeaker"]),
        ({"text": True} | SAVED, NoMicrophone, FileSpeaker, []),
    ],
)
def test_each_end_is_a_device_a_file_or_nothing(
    monkeypatch: pytest.MonkeyPatch,
    asked: dict[str, Any],
    microphone: type,
    speaker: type,
    waits_for: list[str],
) -> None:
    """As the command line says; PortAudio is started for devices alone."""
    monkeypatch.setattr("livechat.cli.call.ends.can_type", lambda: True)
    chosen = ends(**asked)
    assert type(chosen.microphone) is microphone
    assert type(chosen.speaker) is speaker
    assert [*chosen.waits_for] == waits_for
    assert (chosen.manager is not None) is bool(waits_for)
    assert (chosen.recorder is not None) is ("saved" in asked)
    assert Path("answer.wav").exists() is ("saved" in asked)


@pytest.mark.parametrize(("there", "speaker"), [(True, Tee), (False, FileSpeaker)])
def test_a_voice_that_is_saved_is_played_as_well_where_there_is_a_device(
    there: bool, speaker: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file has it in any case."""

    def if_any(self: Devices, *, heard: bool, saved: str) -> Speaker | None:
        assert (heard, saved) == (False, "answer.wav")
        return FileSpeaker(None) if there else None

    monkeypatch.setattr(Devices, "speaker_if_any", if_any)
    chosen = ends(**RECORDED, **SAVED, play=True)
    assert type(chosen.speaker) is speaker
    assert chosen.recorder is not None
    assert [*chosen.waits_for] == []


def test_who_cannot_type_needs_the_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call in which nobody can say anything is none."""
    monkeypatch.setattr("livechat.cli.call.ends.can_type", lambda: False)
    assert type(ends().microphone) is DeviceMicrophone


def test_recordings_are_judged_where_the_user_asks_for_it() -> None:
    """Else the service decides where speech in them ends."""
    chosen = ends(**RECORDED, fast=True, sound={"end_silence": 500})
    assert type(chosen.microphone) is JudgedMicrophone


def test_standard_input_is_read_alone() -> None:
    """It has no end that another recording could follow."""
    with pytest.raises(UsageError, match="--mic - reads all of standard input"):
        ends(recordings=["question.wav", "-"])


def test_a_recording_that_cannot_be_read_leaves_no_file_behind() -> None:
    """It is looked at first."""
    with pytest.raises(UsageError):
        ends(recordings=["-", "-"], **SAVED)
    assert not Path("answer.wav").exists()
