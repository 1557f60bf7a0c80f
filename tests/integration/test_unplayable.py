"""Sound that cannot be played, in the program: told, and no success where it was to be saved."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest

from livechat.audio.wav_read import read_wav
from livechat.core.pcm import OUTPUT_RATE
from tests.support.hostile import after_question, service
from tests.support.program import Done, livechat


def spoken(media_type: str, data: bytes) -> object:
    """A message with a piece of sound."""
    blob = {"mimeType": media_type, "data": base64.b64encode(data).decode()}
    return {"serverContent": {"modelTurn": {"parts": [{"inlineData": blob}]}}}


def saved(home: Path, media_type: str) -> Done:
    """What `say -o` comes to."""
    sound = spoken(media_type, bytes(range(256)) * 20)

    async def main() -> Done:
        async with service(after_question(sound), home) as there:
            return await asyncio.to_thread(
                livechat, "say", "hello", "-o", "x.wav", home=home, url=there.url, cert=there.cert
            )

    return asyncio.run(main()).check()


@pytest.mark.parametrize("media_type", ["audio/pcmu;rate=8000", "audio/opus"])
def test_an_answer_whose_sound_cannot_be_saved_is_no_success(
    tmp_path: Path, media_type: str
) -> None:
    """The words are there; an empty file is not."""
    done = saved(tmp_path, media_type)
    assert done.code == 5
    assert done.out == "Fine.\n"
    assert f"{media_type}, which cannot be played" in done.notes
    assert "contained no sound to save" in done.notes
    assert not (tmp_path / "x.wav").exists()


def test_an_answer_in_another_spelling_is_saved(tmp_path: Path) -> None:
    """As raw samples."""
    done = saved(tmp_path, "audio/L16;codec=pcm;rate=24000")
    assert (done.code, done.out) == (0, "Fine.\n")
    assert read_wav(tmp_path / "x.wav", OUTPUT_RATE) == bytes(range(256)) * 20
