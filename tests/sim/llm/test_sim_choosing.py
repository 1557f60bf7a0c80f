"""The language model that a user has chosen, made."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from livechat import installing
from livechat.errors import FileError, NotInstalledError, SettingsError
from livechat.sim.llm import choosing, weights
from livechat.sim.llm.choosing import Look, make
from livechat.sim.llm.finding import Found
from livechat.sim.llm.listings import Offer
from livechat.sim.llm.local import Local
from livechat.sim.llm.model import LanguageModel
from livechat.sim.llm.prompted import Prompted
from livechat.sim.llm.prompts import LARGE, SMALL, Prompt
from tests.support.endpoints import Asked, Line, nothing, serving
from tests.support.link import limited
from tests.support.model_lists import OLLAMA_MODELS, OLLAMA_TAGS


def made(choice: str, name: str | None = None, *found: Found) -> LanguageModel | None:
    """The model, where these servers are."""

    async def look() -> list[Found]:
        return list(found)

    return asyncio.run(make(choice, name, look=look))


Install = Callable[..., None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Install:
    """Says what is installed: nothing, at first."""

    def say(*, runs: bool, small: bool) -> None:
        path = tmp_path / "Small-135M-Instruct.Q4_1.gguf"
        path.write_bytes(b"GGUF and so on")
        monkeypatch.setattr(choosing, "find_spec", lambda name: name if runs else None)
        monkeypatch.setattr(weights, "packaged", lambda: path if small else None)

    say(runs=False, small=False)
    return say


OLLAMA = Found(
    "Ollama",
    "http://127.0.0.1:11434/v1",
    (Offer("large:3b", "converses", 3e9), Offer("small:1b", "converses", 1e9)),
)


def test_off_is_nobody() -> None:
    """Whoever else is there."""
    assert made("off", None, OLLAMA) is None


def test_what_is_found_answers(install: Install) -> None:
    """The smallest, or the one that is named."""
    install(runs=True, small=True)
    model = made("auto", None, OLLAMA)
    assert isinstance(model, Prompted)
    assert model.label == "small:1b at 127.0.0.1:11434"
    named = made("auto", "large:3b", OLLAMA)
    assert named is not None
    assert named.label == "large:3b at 127.0.0.1:11434"


@pytest.mark.parametrize(
    ("size", "prompt"), [(None, LARGE), (2e9, LARGE), (92e6, SMALL), (398e6, SMALL)]
)
def test_a_model_is_asked_as_fits_its_size_wherever_it_runs(
    size: float | None, prompt: Prompt
) -> None:
    """A small one by examples, a larger one by an instruction to speak."""
    offer = Offer("model", "converses", size=size)
    model = made("auto", None, Found("Ollama", OLLAMA.url, (offer,)))
    assert isinstance(model, Prompted)
    assert model.prompt is prompt


@pytest.mark.parametrize(
    ("name", "prompt"), [("mistral", LARGE), ("llama3.2:1b", LARGE), ("smollm2:135m", SMALL)]
)
def test_of_a_named_model_the_name_tells_the_size(name: str, prompt: Prompt) -> None:
    """Its endpoint is not asked."""
    model = made("http://127.0.0.1:1/v1", name)
    assert isinstance(model, Prompted)
    assert model.prompt is prompt


def test_where_nothing_is_found_the_installed_small_model_answers(install: Install) -> None:
    """A server without a suitable model is as good as none."""
    install(runs=True, small=True)
    model = made("auto", None, Found("Ollama", OLLAMA.url))
    assert isinstance(model, Local)
    assert model.label == "Small-135M-Instruct"


@pytest.mark.parametrize(("runs", "small"), [(False, False), (True, False), (False, True)])
def test_where_nothing_is_installed_either_nobody_answers(
    install: Install, runs: bool, small: bool
) -> None:
    """The rules do; the weights are of no use without what runs them."""
    install(runs=runs, small=small)
    assert made("auto") is None


def test_a_name_that_no_server_has_is_told_with_those_that_they_have() -> None:
    """And nothing else is taken instead."""
    with pytest.raises(SettingsError) as caught:
        made("auto", "mistral", OLLAMA)
    assert str(caught.value) == (
        "No server on this machine has the language model mistral. "
        "Choose one that is there: small:1b, large:3b."
    )
    with pytest.raises(SettingsError, match="Load it first"):
        made("auto", "mistral", Found("Ollama", OLLAMA.url))
    with pytest.raises(SettingsError, match="No server of language models was found"):
        made("auto", "mistral")


@pytest.mark.network
def test_an_address_without_a_name_asks_for_its_smallest() -> None:
    """With one, nothing is looked up."""

    async def lists(asked: Asked, line: Line) -> None:
        answers = {"/v1/models": OLLAMA_MODELS, "/api/tags": OLLAMA_TAGS}
        await line.whole(200, json.dumps(answers[asked.path]).encode())

    async def main() -> None:
        async with serving(nothing, lists) as server:
            authority = server.url.removeprefix("http://").removesuffix("/v1")
            named = await make(server.url, "any:1b")
            assert named is not None
            assert (named.label, server.asked) == (f"any:1b at {authority}", [])
            model = await make(server.url, key="s3cret")
            assert model is not None
            assert model.label == f"llama3.2:3b at {authority}"
        gone = await make(server.url)  # it says so when it is asked
        assert gone is not None
        assert gone.label == authority

    limited(main())


def test_a_file_is_looked_at_before_anybody_waits_for_it(install: Install, tmp_path: Path) -> None:
    """What is wrong with it is an error with what to do."""
    install(runs=True, small=False)
    path = tmp_path / "Small-135M-Instruct.Q4_1.gguf"
    model = made(str(path))
    assert isinstance(model, Local)
    assert model.label == "Small-135M-Instruct"
    with pytest.raises(FileError, match=r"There is no file other\.gguf"):
        made(str(tmp_path / "other.gguf"))
    path.write_text("<html>")
    with pytest.raises(FileError, match="is not a GGUF file"):
        made(str(path))


def test_a_file_needs_what_runs_it(install: Install, tmp_path: Path) -> None:
    """The error names the command that adds it, here."""
    path = tmp_path / "Small-135M-Instruct.Q4_1.gguf"
    with pytest.raises(NotInstalledError) as caught:
        made(str(path))
    assert installing.extra("llm") in caught.value.remedy


def test_a_disk_that_does_not_respond_is_told(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one far away may."""
    monkeypatch.setattr(choosing, "FILE_S", 0.0)
    with pytest.raises(FileError, match=r"The disk of a\.gguf does not respond"):
        made("a.gguf")


def test_this_machine_is_where_one_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the usual ports, and where OLLAMA_HOST says."""
    seen: list[str] = []

    async def look(among: list[tuple[object, str]]) -> list[Found]:
        seen.extend(url for _, url in among)
        return []

    monkeypatch.setattr("livechat.sim.llm.finding.look", look)
    usual: Look = choosing.look_here
    assert limited(asyncio.wait_for(usual(), 1)) == []
    assert "http://127.0.0.1:11434" in seen
